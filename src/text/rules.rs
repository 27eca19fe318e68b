//! The word lists that the tokenizer and the sentence splitter go by, read once from the vocabulary.

use crate::vocab::Vocabulary;
use rustc_hash::{FxHashMap, FxHashSet};

/// What an abbreviation's stop may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Something always follows: "Mr."
    Before,
    /// It may end the sentence too: "Inc."
    End,
    /// Only before a number: "No. 1".
    Number,
}

/// The lists, as sets.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    pub(super) abbreviations: FxHashMap<String, Abbreviation>,
    pub(super) starters: FxHashSet<String>,
    pub(super) continuing: FxHashSet<String>,
    pub(super) hyphen_prefixes: FxHashSet<String>,
    pub(super) hyphen_suffixes: FxHashSet<String>,
    pub(super) whole: FxHashSet<String>,
    pub(super) currency_prefixes: FxHashSet<String>,
}

impl Rules {
    pub(super) fn new(vocab: &Vocabulary) -> Rules {
        let set = |list: &str| vocab.lexicon.words(list).map(String::from).collect::<FxHashSet<_>>();
        let column = |list: &str, value: &str| {
            let rows = vocab.lexicon.rows(list).iter();
            rows.filter(|r| r.get(1).is_some_and(|k| k == value)).map(|r| r[0].clone()).collect::<FxHashSet<_>>()
        };
        let abbreviations = vocab.lexicon.rows("abbreviations").iter().map(|r| {
            let kind = match r.get(1).map(String::as_str) {
                Some("before") => Abbreviation::Before,
                Some("number") => Abbreviation::Number,
                _ => Abbreviation::End,
            };
            (r[0].clone(), kind)
        });
        let mut whole = set("whole_words");
        // A known name with a mark at its edge ("Yahoo!") must not lose it.
        for entry in vocab.gazetteer.entries() {
            for word in std::iter::once(&entry.name).chain(&entry.aliases).flat_map(|n| n.split_whitespace()) {
                let edge = |c: Option<char>| c.is_some_and(|c| matches!(c, '!' | '?' | '+' | '#'));
                if edge(word.chars().next_back()) && word.chars().any(char::is_alphanumeric) {
                    whole.insert(word.to_string());
                }
            }
        }
        Rules {
            abbreviations: abbreviations.collect(),
            starters: set("sentence_starters"),
            continuing: set("continuing_words"),
            hyphen_prefixes: column("hyphens", "prefix"),
            hyphen_suffixes: column("hyphens", "suffix"),
            whole,
            currency_prefixes: set("currency_prefixes"),
        }
    }

    /// What kind of abbreviation a word with its final stop is; `None` where it is none.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        if let Some(kind) = self.abbreviations.get(word) {
            return Some(*kind);
        }
        // "U.S.", "J.P.", "N.V.": single letters, a stop after each. "J." too.
        let mut letters = 0;
        let mut stop = true;
        for c in word.chars() {
            if c == '.' {
                if stop {
                    return None;
                }
                stop = true;
            } else if stop && c.is_alphabetic() {
                letters += 1;
                stop = false;
            } else {
                return None;
            }
        }
        let initial = letters == 1 && word.chars().next().is_some_and(char::is_uppercase);
        (stop && (letters > 1 || initial)).then_some(Abbreviation::End)
    }
}
