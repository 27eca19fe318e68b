//! Learning names from unlabelled articles as a teacher reads them, a model that is larger and slower than ours; and what it
//! learns from itself.

use super::super::frame::{Frame, Knowledge};
use super::super::{gold, tags};
use super::TrainingArticle;
use super::names::samples;
use crate::learn::Sample;
use crate::text::Document;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

/// What a token counts beside an annotated one.
const WEIGHT: f32 = 0.5;
/// Labels that the teacher thinks less likely than this are not considered.
const LEAST: f32 = 0.1;

/// The labels of names: "O", and for every type "B-", "I-", "L-" and "U-" with it. Their places are their numbers.
pub fn name_labels() -> Vec<String> {
    tags::names()
}

/// An unlabelled article as a teacher of names has read it.
#[derive(Debug, Clone)]
pub struct SilverNames {
    /// The article.
    pub doc: Document,
    /// What it thinks of the tokens that may be in a name: labels by number with probabilities, by where the token begins.
    pub labels: FxHashMap<u32, Vec<(u8, f32)>>,
    /// Where it stopped: nothing is known of what begins there or later.
    pub end: u32,
}

impl SilverNames {
    /// Whether all tokens that the teacher speaks of are still there: not where words are told apart otherwise now.
    pub fn is_current(&self) -> bool {
        let starts: FxHashSet<u32> = self.doc.tokens.iter().map(|t| t.span.start).collect();
        self.labels.keys().all(|start| starts.contains(start))
    }

    /// The sentences with names that the teacher has read, each token with all labels that it thinks likely. Our own tagger's
    /// opinion does not narrow them: that cost a point of recall.
    pub(super) fn samples(&self, knowledge: &Knowledge) -> Vec<Sample> {
        let frame = Frame::new(&self.doc, knowledge);
        let bits = |labels: &Vec<(u8, f32)>| {
            labels.iter().filter(|(_, p)| *p >= LEAST).fold(0u32, |bits, (label, _)| bits | 1 << label)
        };
        let outside = 1 << tags::OUTSIDE;
        let allowed = self.doc.tokens.iter().map(|t| self.labels.get(&t.span.start).map_or(outside, bits));
        let mut allowed: Vec<u32> = allowed.collect();
        gold::open_impossible(&self.doc, &mut allowed);
        let read = self.doc.sentences.partition_point(|s| s.span.start < self.end);
        let mut all = samples(&self.doc, &frame, &allowed, WEIGHT, read);
        all.retain(|s| s.allowed.iter().any(|bits| *bits != outside));
        all
    }
}

/// As [`name_sentences`](super::name_sentences).
pub(super) fn sentences(article: &TrainingArticle, knowledge: &Knowledge) -> Vec<Value> {
    let doc = &article.doc;
    let frame = Frame::new(doc, knowledge);
    let spans = gold::project(doc, &article.entities);
    let allowed = gold::allowed(doc, &frame, &spans, article.complete);
    let sentence = |tokens: std::ops::Range<u32>| {
        let words: Vec<&str> = tokens.clone().map(|t| doc.word(t)).collect();
        let starts: Vec<u32> = tokens.clone().map(|t| doc.tokens[t as usize].span.start).collect();
        let known: Vec<u8> = tokens.clone().map(|t| frame.views[t as usize].known).collect();
        let allowed = &allowed[tokens.start as usize..tokens.end as usize];
        json!({"words": words, "starts": starts, "known": known, "allowed": allowed})
    };
    doc.sentences.iter().map(|s| s.tokens.clone()).filter(|tokens| !tokens.is_empty()).map(sentence).collect()
}
