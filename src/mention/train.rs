//! Training of the mention stage from annotated articles and unlabelled ones. Pure: parsed data in, a weight file out.

use super::cluster::Bigrams;
use super::features::Features;
use super::frame::{Frame, Knowledge};
use super::gold::{self, GoldEntity};
use super::group::{self, Name};
use super::words::{self, WordRow, Words};
use super::{Detector, tags};
use crate::learn::{Decoder, Example, Linear, Logistic, LogisticOptions, Sample, Sequence, SequenceOptions};
use crate::text::Document;
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;

/// An annotated article.
#[derive(Debug, Clone)]
pub struct TrainingArticle {
    /// Its text, analysed.
    pub doc: Document,
    /// Its entities.
    pub entities: Vec<GoldEntity>,
    /// Whether every named entity of the text is annotated.
    pub complete: bool,
}

/// Makes the weight file of the mention stage. The same input gives the same bytes.
///
/// `earlier` is a weight file whose word table is taken over instead of learned from the unlabelled texts.
pub fn train(
    articles: &[TrainingArticle],
    unlabelled: &[Document],
    earlier: Option<&[u8]>,
    vocabulary: &Vocabulary,
) -> Vec<u8> {
    let words = match earlier.and_then(super::file::read) {
        Some((words, ..)) => words,
        None => learn_words(unlabelled.iter().chain(articles.iter().map(|a| &a.doc))),
    };
    let knowledge = Detector::knowledge(vocabulary, words);
    let tagger = learn_names(articles, &knowledge);
    let linker = learn_links(articles, &knowledge);
    super::file::write(&knowledge.words, &tagger, &linker)
}

/// Learns to tag names: first from the completely annotated articles, then from all, what the others leave open filled in
/// by the tagger before, within what their annotation allows.
fn learn_names(articles: &[TrainingArticle], knowledge: &Knowledge) -> Sequence {
    let options = |epochs| SequenceOptions {
        epochs,
        rate: 0.1,
        l2: 1e-4,
        min_count: 2,
        drop: [0.0, 0.2, 0.1, 0.1],
        prune: 0.02,
        seed: 11,
    };
    let of = |complete: bool| -> Vec<Sample> {
        articles.iter().filter(|a| a.complete == complete).flat_map(|a| samples_of(a, knowledge)).collect()
    };
    let (whole, partial) = (of(true), of(false));
    let mut tagger = Sequence::train(tags::names(), &whole, tags::legal, &options(8));
    for _ in 0..2 {
        let mut samples = whole.clone();
        samples.extend(partial.iter().cloned());
        let mut decoder = Decoder::new(&tagger);
        for sample in &mut samples[whole.len()..] {
            fill_in(sample, &mut decoder);
        }
        tagger = Sequence::train(tags::names(), &samples, tags::legal, &options(8));
    }
    tagger
}

/// Settles the open labels of a sample where the tagger is fairly sure.
fn fill_in(sample: &mut Sample, decoder: &mut Decoder<'_>) {
    let labels = decoder.decode_within(&sample.features, &sample.ends, Some(&sample.allowed), 0.0);
    for (t, label) in labels.into_iter().enumerate() {
        if decoder.lattice.marginal(t, label) > 0.7 && sample.allowed[t] & (1 << label) != 0 {
            sample.allowed[t] = 1 << label;
        }
    }
}

/// Learns from the annotated names which two forms are of one entity.
fn learn_links(articles: &[TrainingArticle], knowledge: &Knowledge) -> Linear {
    let mut examples = Vec::new();
    for article in articles {
        let frame = Frame::new(&article.doc, knowledge);
        let spans = gold::project(&article.doc, &article.entities);
        let names: Vec<Name> =
            spans.iter().map(|s| Name { start: s.start, end: s.end, votes: group::certain(s.kind) }).collect();
        let (spellings, _) = group::spellings(&article.doc, &names, knowledge);
        let entity = |i: u32| spellings[i as usize].names.first().map(|n| spans[*n as usize].entity);
        for (i, j, features) in group::pairs(&article.doc, &frame, &names, &spellings, knowledge) {
            let classes = if entity(i) == entity(j) { vec![0] } else { Vec::new() };
            examples.push(Example { features, classes, weight: 1.0 });
        }
    }
    let options = LogisticOptions { epochs: 12, rate: 0.1, l2: 1e-3, min_count: 2, ..LogisticOptions::default() };
    Logistic::train(vec!["same".to_string()], &examples, &options)
}

fn samples_of(article: &TrainingArticle, knowledge: &Knowledge) -> Vec<Sample> {
    let frame = Frame::new(&article.doc, knowledge);
    let spans = gold::project(&article.doc, &article.entities);
    let allowed = gold::allowed(&article.doc, &frame, &spans, article.complete);
    let mut features = Features::default();
    let mut out = Vec::new();
    for (n, s) in article.doc.sentences.iter().enumerate() {
        if s.tokens.is_empty() {
            continue;
        }
        features.fill(&article.doc, &frame, n);
        out.push(Sample {
            features: features.features.clone(),
            groups: features.groups.clone(),
            ends: features.ends.clone(),
            allowed: allowed[s.tokens.start as usize..s.tokens.end as usize].to_vec(),
            weight: 1.0,
        });
    }
    out
}

const FINE: usize = 400;
const COARSE: usize = 60;
const RARE: u32 = 4;

/// Clusters words and counts their case over texts. Cost: see [`Bigrams::cluster`].
fn learn_words<'d>(docs: impl Iterator<Item = &'d Document> + Clone) -> Words {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    let mut cases: FxHashMap<String, (u32, u32)> = FxHashMap::default();
    let each = |doc: &Document, f: &mut dyn FnMut(&str, bool, bool)| {
        for s in &doc.sentences {
            for t in s.tokens.clone() {
                f(&words::form(doc.word(t)), Frame::opens(doc, &s.tokens, t) || s.title_case, t + 1 == s.tokens.end);
            }
        }
    };
    for doc in docs.clone() {
        each(doc, &mut |form, due, _| {
            *counts.entry(form.to_string()).or_default() += 1;
            if !due && form.chars().any(char::is_alphabetic) {
                let lower = form.to_lowercase();
                let same = lower == form;
                let entry = cases.entry(lower).or_default();
                if same { entry.0 += 1 } else { entry.1 += 1 }
            }
        });
    }
    let mut vocabulary: Vec<(String, u32)> = counts.into_iter().filter(|(_, c)| *c >= RARE).collect();
    vocabulary.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    // Item 0 is the border of a sentence, item 1 every rare word.
    let index: FxHashMap<&str, u32> =
        vocabulary.iter().enumerate().map(|(i, (w, _))| (w.as_str(), i as u32 + 2)).collect();
    let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for doc in docs {
        let mut last = 0;
        each(doc, &mut |form, _, end| {
            let id = index.get(form).copied().unwrap_or(1);
            *pairs.entry((last, id)).or_default() += 1;
            last = id;
            if end {
                *pairs.entry((last, 0)).or_default() += 1;
                last = 0;
            }
        });
    }
    let bigrams = Bigrams::new(&pairs, vocabulary.len() + 2);
    let fine = bigrams.cluster(FINE, 8);
    let coarse = Bigrams::new(&bigrams.pairs_of(&fine), FINE).cluster(COARSE, 20);
    let mut table = Words::default();
    for (i, (word, _)) in vocabulary.iter().enumerate() {
        let class = fine[i + 2];
        let lower = cases.get(word).map_or(0, |(low, high)| {
            let share = f64::from(*low) / f64::from((low + high).max(1));
            1 + [0.02, 0.1, 0.3, 0.6, 0.9, 0.98].iter().filter(|b| share > **b).count() as u8
        });
        table.insert(word, WordRow { fine: class as u16 + 1, coarse: coarse[class as usize] as u8 + 1, lower });
    }
    // Words that are never written in lower case often enough: their other-case forms still tell.
    let mut rest: Vec<_> =
        cases.iter().filter(|(w, (l, h))| !index.contains_key(w.as_str()) && l + h >= RARE).collect();
    rest.sort();
    for (word, (low, high)) in rest {
        let share = f64::from(*low) / f64::from(low + high);
        let lower = 1 + [0.02, 0.1, 0.3, 0.6, 0.9, 0.98].iter().filter(|b| share > **b).count() as u8;
        table.insert(word, WordRow { lower, ..WordRow::default() });
    }
    table
}
