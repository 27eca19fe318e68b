//! The text layer: sentences, tokens, part of speech, lemma and syntax of an article.
//!
//! A [`Document`] borrows nothing: it owns the article's stored text, and every span in it is of that text.

mod analyse;
mod conllu;
mod lemma;
mod parser;
mod rules;
mod sentence;
mod tagger;
mod tagset;
mod token;
pub mod train;
mod tree;
mod word;

pub use analyse::Analyser;
pub use tree::Step;

use crate::value::Span;
use smol_str::SmolStr;

/// A Penn Treebank part-of-speech tag ("NNP", "VBD"): its index in [`Tag::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tag(pub u8);

/// A Universal Dependencies relation ("nsubj", "nmod:poss"): its index in [`Dep::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dep(pub u8);

/// One token: a word, a number, a punctuation mark or a clitic ("'s", "n't").
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its part of speech.
    pub tag: Tag,
    /// Its dictionary form, in lower case except for proper nouns.
    pub lemma: SmolStr,
    /// The token that it depends on: index in [`Document::tokens`]; its own index at a root or where not parsed.
    pub head: u32,
    /// How it depends on its head.
    pub dep: Dep,
}

/// One sentence or headline: a run of tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// From its first to its last token.
    pub span: Span,
    /// Its tokens: indices in [`Document::tokens`].
    pub tokens: std::ops::Range<u32>,
    /// Whether most words are capitalised, as in a headline.
    pub title_case: bool,
    /// Whether [`Token::head`] and [`Token::dep`] are set.
    pub parsed: bool,
}

/// An article's text with its sentences and tokens.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The stored text: the title is its first line.
    pub text: String,
    /// Sentences in order; none crosses a line break that ends a paragraph.
    pub sentences: Vec<Sentence>,
    /// Tokens in order.
    pub tokens: Vec<Token>,
}

impl Document {
    /// The text of a token.
    pub fn word(&self, token: u32) -> &str {
        self.tokens[token as usize].span.of(&self.text)
    }
    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: usize) -> &[Token] {
        let r = &self.sentences[sentence].tokens;
        &self.tokens[r.start as usize..r.end as usize]
    }
}
