//! From text to [`Document`]: the one entry of the text layer.

use super::lemma::Lemmatiser;
use super::parser::{Input, Parser, State};
use super::rules::Rules;
use super::tagger::{Scratch, Tagger};
use super::word::Word;
use super::{Dep, Document, Sentence, Tag, Token, sentence};
use crate::value::Span;
use crate::vocab::{self, Vocabulary};
use rustc_hash::FxHashMap;
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
    lemmatiser: Lemmatiser,
    tagger: Option<Tagger>,
    parser: Option<Parser>,
}

impl Analyser {
    /// The analyser with the built-in vocabulary and weights, made once.
    pub fn builtin() -> &'static Analyser {
        static BUILTIN: OnceLock<Analyser> = OnceLock::new();
        BUILTIN.get_or_init(|| Analyser::new(Vocabulary::builtin()))
    }

    /// An analyser that goes by the word lists of a vocabulary, with the built-in weights where there are any.
    pub fn new(vocab: &Vocabulary) -> Analyser {
        Analyser::with_weights(vocab, vocab::model("tagger.bin"), vocab::model("parser.bin"))
    }

    /// An analyser with these weight files; without one, or with one that cannot be read, words have no tags or no
    /// syntax.
    pub fn with_weights(vocab: &Vocabulary, tagger: Option<&[u8]>, parser: Option<&[u8]>) -> Analyser {
        Analyser {
            rules: Rules::new(vocab),
            lemmatiser: Lemmatiser::new(vocab),
            tagger: tagger.and_then(Tagger::from_bytes),
            parser: parser.and_then(Parser::from_bytes),
        }
    }

    /// Tokens, sentences, tags and lemmas of a text whose first line is its title; syntax is added by
    /// [`Analyser::parse`]. Any text will do. Texts are taken up to 4 GiB. Cost: linear.
    pub fn analyse(&self, text: &str) -> Document {
        let mut doc = self.segment(text);
        self.annotate(&mut doc);
        doc
    }

    /// Sets the tags and lemmas of a document that has its tokens.
    pub(super) fn annotate(&self, doc: &mut Document) {
        let Some(tagger) = &self.tagger else { return };
        let (mut words, mut tags, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
        // Words are the same over and over; each is looked at once.
        let mut seen: FxHashMap<&str, Word> = FxHashMap::default();
        for sentence in &doc.sentences {
            let tokens = &mut doc.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize];
            words.clear();
            tags.clear();
            words.extend(tokens.iter().map(|t| {
                let text = t.span.of(&doc.text);
                *seen.entry(text).or_insert_with(|| tagger.word(text))
            }));
            tagger.tag(&words, sentence.title_case, &mut tags, &mut scratch);
            if !sentence.title_case {
                tagger.need_verb(&words, &mut tags, &mut scratch);
            }
            for (token, tag) in tokens.iter_mut().zip(&tags) {
                token.tag = *tag;
                token.lemma = self.lemmatiser.lemma(token.span.of(&doc.text), *tag);
            }
        }
    }

    /// Fills in the syntax of one sentence; nothing where there is no such sentence or it is done.
    pub fn parse(&self, doc: &mut Document, sentence: usize) {
        let (Some(parser), Some(found)) = (&self.parser, doc.sentences.get_mut(sentence)) else { return };
        if found.parsed {
            return;
        }
        found.parsed = true;
        let start = found.tokens.start;
        let tokens = &mut doc.tokens[start as usize..found.tokens.end as usize];
        let word = |text| self.tagger.as_ref().map_or_else(|| Word::new(text), |tagger| tagger.classified(text));
        let input: Vec<Input> = tokens.iter().map(|t| Input::new(&word(t.span.of(&doc.text)), t.tag)).collect();
        let mut state = State::default();
        parser.parse(&input, &mut state);
        for (i, token) in tokens.iter_mut().enumerate() {
            let (head, dep) = state.head(i);
            (token.head, token.dep) = (start + head, dep);
        }
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
                    title_case: is_title_case(words.iter().map(|s| s.of(text))),
                    parsed: false,
                });
            }
        }
        doc
    }
}

/// Whether nearly all longer words are capitalised, as in a headline.
pub(super) fn is_title_case<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut capital, mut all, mut stop) = (0, 0, false);
    for word in words {
        let mut chars = word.chars();
        if let Some(c) = chars.next().filter(|c| c.is_alphabetic())
            && chars.take(3).count() >= 3
        {
            all += 1;
            capital += usize::from(c.is_uppercase() || word.chars().any(char::is_uppercase));
        }
        stop = word.ends_with('.');
    }
    all >= 3 && capital * 10 >= all * if stop { 9 } else { 8 }
}
