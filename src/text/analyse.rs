//! From text to [`Document`]: the one entry of the text layer.

use super::rules::Rules;
use super::{Dep, Document, Sentence, Tag, Token, sentence};
use crate::value::Span;
use crate::vocab::Vocabulary;
use smol_str::SmolStr;
use std::sync::OnceLock;

/// The models and word lists of the text layer.
///
/// ```
/// use techgraph::text::Analyser;
/// let doc = Analyser::builtin().analyse("Chips\nAcme Inc. bought Widget Corp. for $1.2bn. It paid cash.");
/// assert_eq!(doc.sentences.len(), 3);
/// assert_eq!(doc.word(2), "Inc.");
/// ```
#[derive(Debug)]
pub struct Analyser {
    rules: Rules,
}

impl Analyser {
    /// The analyser with the built-in vocabulary and weights, made once.
    pub fn builtin() -> &'static Analyser {
        static BUILTIN: OnceLock<Analyser> = OnceLock::new();
        BUILTIN.get_or_init(|| Analyser::new(Vocabulary::builtin()))
    }

    /// An analyser that goes by the word lists of a vocabulary.
    pub fn new(vocab: &Vocabulary) -> Analyser {
        Analyser { rules: Rules::new(vocab) }
    }

    /// Tokens, sentences, tags and lemmas of a text whose first line is its title; syntax is added by
    /// [`Analyser::parse`]. Any text will do. Texts are taken up to 4 GiB. Cost: linear.
    pub fn analyse(&self, text: &str) -> Document {
        self.segment(text)
    }

    /// Fills in the syntax of one sentence; nothing where there is no such sentence or it is done.
    pub fn parse(&self, doc: &mut Document, sentence: usize) {
        let _ = (doc, sentence);
    }

    /// Tokens and sentences only.
    pub fn segment(&self, text: &str) -> Document {
        // Spans are of 32 bits.
        let mut keep = text.len().min(u32::MAX as usize);
        while !text.is_char_boundary(keep) {
            keep -= 1;
        }
        let text = &text[..keep];
        let mut doc = Document { text: text.to_string(), ..Document::default() };
        doc.tokens.reserve(text.len() / 5);
        let mut spans: Vec<Span> = Vec::new();
        for block in sentence::blocks(text, &self.rules) {
            spans.clear();
            for range in sentence::sentences(text, block, &self.rules, &mut spans) {
                let words = &spans[range];
                let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
                let start = doc.tokens.len() as u32;
                doc.tokens.extend(words.iter().enumerate().map(|(i, span)| Token {
                    span: *span,
                    tag: Tag::XX,
                    lemma: SmolStr::default(),
                    head: start + i as u32,
                    dep: Dep::ROOT,
                }));
                doc.sentences.push(Sentence {
                    span: first.join(*last),
                    tokens: start..doc.tokens.len() as u32,
                    title_case: is_title_case(text, words),
                    parsed: false,
                });
            }
        }
        doc
    }
}

/// Whether nearly all longer words are capitalised, as in a headline.
pub(super) fn is_title_case(text: &str, words: &[Span]) -> bool {
    let (mut capital, mut all) = (0, 0);
    for word in words.iter().map(|s| s.of(text)) {
        let mut chars = word.chars();
        if let Some(c) = chars.next().filter(|c| c.is_alphabetic())
            && chars.count() >= 3
        {
            all += 1;
            capital += usize::from(c.is_uppercase() || word.chars().any(char::is_uppercase));
        }
    }
    let stop = words.last().is_some_and(|s| s.of(text).ends_with('.'));
    all >= 3 && capital * 10 >= all * if stop { 9 } else { 8 }
}
