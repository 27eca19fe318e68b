//! Training of the mention stage from annotated articles and unlabelled ones. Pure: parsed data in, a weight file out.

mod judge;
mod links;
mod names;
mod reference;
mod words;

use super::file::{self, Weights};
use super::frame::Knowledge;
use super::{Detector, GoldEntity};
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

/// Makes the weight file of the mention stage. The same input gives the same bytes.
///
/// `earlier` is a weight file whose word table is taken over instead of learned from the unlabelled texts.
pub fn train(
    articles: &[TrainingArticle],
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
    let (tagger, samples) = names::learn(articles, &knowledge);
    let mut weights = Weights { words: knowledge.words.clone(), linker, reference, ..Weights::default() };
    weights.judge = judge::learn(articles, &samples, &weights, &knowledge);
    weights.tagger = tagger;
    file::write(&weights)
}
