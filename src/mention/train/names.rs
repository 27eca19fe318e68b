//! Learns to tag names.

use super::super::features::Features;
use super::super::frame::{Frame, Knowledge};
use super::super::{gold, tags};
use super::TrainingArticle;
use crate::learn::{Decoder, Sample, Sequence, SequenceOptions};
use crate::text::Document;

/// The sentences of each article as training samples.
pub(super) type Samples = Vec<Vec<Sample>>;

/// Trains a tagger on samples.
pub(super) fn fit<'s>(samples: impl Iterator<Item = &'s Sample>) -> Sequence {
    let samples: Vec<Sample> = samples.cloned().collect();
    let options = SequenceOptions {
        epochs: 8,
        rate: 0.1,
        l2: 1e-4,
        min_count: 2,
        drop: [0.0, 0.3, 0.15, 0.15],
        prune: 0.02,
        seed: 11,
    };
    Sequence::train(tags::names(), &samples, tags::legal, &options)
}

/// The tagger and the samples that it was trained on: first from the completely annotated articles, then from all, what
/// the others leave open filled in by the tagger before, within what their annotation allows; at last with the silver ones.
pub(super) fn learn(articles: &[TrainingArticle], silver: &[Sample], knowledge: &Knowledge) -> (Sequence, Samples) {
    let open: Samples = articles.iter().map(|a| samples_of(a, knowledge)).collect();
    let whole = articles.iter().zip(&open).filter(|(a, _)| a.complete).flat_map(|(_, s)| s);
    let mut tagger = fit(whole);
    let mut filled = open.clone();
    for _ in 0..2 {
        filled.clone_from(&open);
        let mut decoder = Decoder::new(&tagger);
        for (_, samples) in articles.iter().zip(&mut filled).filter(|(a, _)| !a.complete) {
            samples.iter_mut().for_each(|s| fill_in(s, &mut decoder));
        }
        tagger = fit(filled.iter().flatten());
    }
    if !silver.is_empty() {
        tagger = fit(filled.iter().flatten().chain(silver));
    }
    (tagger, filled)
}

/// Settles the open labels of a sample where the tagger is fairly sure.
fn fill_in(sample: &mut Sample, decoder: &mut Decoder<'_>) {
    let labels = decoder.decode_within(&sample.features, &sample.ends, Some(&sample.allowed), 0.5);
    for (t, label) in labels.into_iter().enumerate() {
        if decoder.lattice().marginal(t, label) > 0.7 && sample.allowed[t] & (1 << label) != 0 {
            sample.allowed[t] = 1 << label;
        }
    }
}

fn samples_of(article: &TrainingArticle, knowledge: &Knowledge) -> Vec<Sample> {
    let frame = Frame::new(&article.doc, knowledge);
    let spans = gold::project(&article.doc, &article.entities);
    let allowed = gold::allowed(&article.doc, &frame, &spans, article.complete);
    samples(&article.doc, &frame, &allowed, 1.0, article.doc.sentences.len())
}

/// The first `sentences` of a document as samples.
pub(super) fn samples(doc: &Document, frame: &Frame, allowed: &[u32], weight: f32, sentences: usize) -> Vec<Sample> {
    let mut features = Features::default();
    let mut out = Vec::new();
    for (n, s) in doc.sentences.iter().enumerate().take(sentences) {
        if s.tokens.is_empty() {
            continue;
        }
        features.fill(doc, frame, n);
        out.push(Sample {
            features: features.features.clone(),
            groups: features.groups.clone(),
            ends: features.ends.clone(),
            allowed: allowed[s.tokens.start as usize..s.tokens.end as usize].to_vec(),
            weight,
        });
    }
    out
}
