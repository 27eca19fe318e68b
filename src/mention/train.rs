//! Training of the mention stage from annotated articles and unlabelled ones. Pure: parsed data in, a weight file out.

mod judge;
mod links;
mod names;
mod reference;
mod silver;
mod words;

pub use silver::{SilverNames, name_labels};

use super::file::{self, Weights};
use super::frame::Knowledge;
use super::{Detector, GoldEntity};
use crate::learn::Sample;
use crate::text::Document;
use crate::vocab::Vocabulary;

/// An annotated article.
#[derive(Debug, Clone)]
pub struct TrainingArticle {
    /// Its text, analysed.
    pub doc: Document,
    /// Its entities.
    pub entities: Vec<GoldEntity>,
    /// Whether every named entity of the text is annotated.
    pub complete: bool,
    /// Pronouns and descriptions whose meaning is annotated.
    pub references: Vec<GoldReference>,
}

/// An annotated pronoun or description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldReference {
    /// Its text: "the company".
    pub text: String,
    /// How its sentence begins.
    pub sentence_start: String,
    /// What it means: index in [`TrainingArticle::entities`].
    pub entity: usize,
}

/// The sentences of an article for a teacher of names, each an object: `words`; `starts`, the bytes where they begin; `known`, what
/// the gazetteer says of each, as bits; `allowed`, the [labels](name_labels) that each may have, as bits of their numbers.
pub fn name_sentences(article: &TrainingArticle, detector: &Detector) -> Vec<serde_json::Value> {
    silver::sentences(article, detector.known())
}

/// Makes the weight file of the mention stage. The same input gives the same bytes.
///
/// `silver` is learned from beside the annotated articles; none does as well, only less surely of names that it has not seen.
/// `earlier` is a weight file whose word table is taken over instead of learned from the unlabelled texts.
pub fn train(
    articles: &[TrainingArticle],
    silver: &[SilverNames],
    unlabelled: &[Document],
    earlier: Option<&[u8]>,
    vocabulary: &Vocabulary,
) -> Vec<u8> {
    let words = earlier
        .and_then(file::read_words)
        .unwrap_or_else(|| words::learn(unlabelled.iter().chain(articles.iter().map(|a| &a.doc))));
    let knowledge: Knowledge = Detector::knowledge(vocabulary, words);
    let linker = links::learn(articles, &knowledge);
    let reference = reference::learn(articles, &knowledge, vocabulary);
    let silver: Vec<Sample> = silver.iter().flat_map(|article| article.samples(&knowledge)).collect();
    let (tagger, samples) = names::learn(articles, &silver, &knowledge);
    let mut weights = Weights { words: knowledge.words.clone(), linker, reference, ..Weights::default() };
    weights.judge = judge::learn(articles, &samples, &silver, &weights, &knowledge);
    weights.tagger = tagger;
    file::write(&weights)
}
