//! The pronouns and descriptions of a document that may stand for something it names.

use super::group::Name;
use crate::text::{Document, Tag};
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::str::FromStr;

/// What an anaphor can mean and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anaphor {
    pub(super) tokens: Range<u32>,
    pub(super) sentence: u32,
    /// Whether it is a pronoun.
    pub(super) pronoun: bool,
    /// Kind of pronoun or of description; part of every feature.
    pub(super) class: u8,
    /// Types that it may mean, as bits in the order of `EntityType::ALL`.
    pub(super) types: u8,
    /// Whether it means two or more.
    pub(super) several: bool,
    /// Hash of the noun or pronoun.
    pub(super) word: u64,
}

/// "they", "them", "their".
pub(super) const THEY: u8 = 3;
/// "we", "our", "us".
pub(super) const WE: u8 = 4;

/// The word lists of reference.
#[derive(Debug, Clone, Default)]
pub(super) struct ReferenceWords {
    nouns: FxHashMap<String, u8>,
    pronouns: FxHashMap<String, (u8, bool)>,
    determiners: FxHashMap<String, bool>,
}

const ORGANIZATION: u8 = 1;
const PERSON: u8 = 2;
const PRODUCT: u8 = 4;

impl ReferenceWords {
    pub(super) fn new(vocabulary: &Vocabulary) -> ReferenceWords {
        let mut words = ReferenceWords::default();
        for row in vocabulary.lexicon.rows("reference_nouns") {
            let types = row
                .get(1)
                .into_iter()
                .flat_map(|t| t.split(','))
                .filter_map(|t| crate::value::EntityType::from_str(t).ok());
            let bits = types.fold(0, |bits, kind| bits | 1 << super::tags::type_index(kind));
            if let Some(noun) = row.first() {
                words.nouns.insert(noun.clone(), bits);
            }
        }
        for row in vocabulary.lexicon.rows("pronouns") {
            if let [form, class, possessive, ..] = row.as_slice() {
                let class = ["", "it", "he", "they", "we"].iter().position(|c| c == class).unwrap_or(1) as u8;
                words.pronouns.insert(form.clone(), (class, possessive == "yes"));
            }
        }
        for row in vocabulary.lexicon.rows("reference_determiners") {
            if let [word, number, ..] = row.as_slice() {
                words.determiners.insert(word.clone(), number == "several");
            }
        }
        words
    }

    /// The types that a noun may mean, and whether it is a plural; 0 where it is none of the list.
    pub(super) fn noun(&self, lower: &str) -> (u8, bool) {
        if let Some(bits) = self.nouns.get(lower) {
            return (*bits, false);
        }
        let singular = |s: &str| self.nouns.get(s).copied();
        let bits = lower
            .strip_suffix("ies")
            .and_then(|s| singular(&format!("{s}y")))
            .or_else(|| lower.strip_suffix('s').and_then(singular))
            .or_else(|| lower.strip_suffix("es").and_then(singular));
        (bits.unwrap_or(0), bits.is_some())
    }

    /// The noun that heads a phrase: from `start`, over at most seven modifiers, none of them a stop.
    /// Returns its token and types, and whether it is a plural.
    pub(super) fn head(&self, doc: &Document, start: u32, end: u32) -> Option<(u32, u8, bool)> {
        let mut best: Option<(u32, u8, bool)> = None;
        for t in start..end.min(start + 8) {
            let (word, tag) = (doc.word(t), doc.tokens[t as usize].tag);
            let modifier = tag.is_noun()
                || tag.is_adjective()
                || matches!(
                    tag,
                    Tag::VBN | Tag::VBG | Tag::CD | Tag::HYPH | Tag::POS | Tag::AFX | Tag::RB | Tag::XX | Tag::RBS
                )
                || word == "-";
            let (types, plural) = self.noun(&word.to_lowercase());
            if types != 0 && (modifier || tag.is_verb()) && best.is_none_or(|(b, ..)| b + 1 == t) {
                best = Some((t, types, plural));
            } else if best.is_some() || !modifier || word.len() > 40 {
                break;
            }
        }
        best
    }

    /// All anaphors, in order. Names are not looked into.
    pub(super) fn anaphors(&self, doc: &Document, names: &[Name]) -> Vec<Anaphor> {
        let mut named = vec![false; doc.tokens.len()];
        names.iter().for_each(|n| named[n.start as usize..n.end as usize].fill(true));
        let mut out = Vec::new();
        for (n, s) in doc.sentences.iter().enumerate() {
            let mut t = s.tokens.start;
            while t < s.tokens.end {
                let next = t + 1;
                if !named[t as usize]
                    && let Some(a) = self.at(doc, &named, t, s.tokens.end, n as u32)
                {
                    // A possessive pronoun stands for its own owner and may open a description too.
                    t = if a.pronoun { next } else { a.tokens.end };
                    out.push(a);
                    continue;
                }
                t = next;
            }
        }
        out
    }

    fn at(&self, doc: &Document, named: &[bool], t: u32, end: u32, sentence: u32) -> Option<Anaphor> {
        let word = doc.word(t);
        if word.len() > 12 {
            return None;
        }
        // "US" is a country and "IT" a trade.
        if word.len() > 1 && word.chars().all(char::is_uppercase) {
            return None;
        }
        let lower = word.to_lowercase();
        if let Some((class, _)) = self.pronouns.get(&lower) {
            let types = match *class {
                2 => PERSON,
                THEY => ORGANIZATION | PERSON | PRODUCT,
                WE => ORGANIZATION,
                _ => ORGANIZATION | PRODUCT,
            };
            let word = crate::learn::hash(&lower);
            return Some(Anaphor {
                tokens: t..t + 1,
                sentence,
                pronoun: true,
                class: *class,
                types,
                several: false,
                word,
            });
        }
        let several = *self.determiners.get(&lower)?;
        let (head, types, plural) = self.head(doc, t + 1, end)?;
        let after = (head + 1 < end).then(|| (doc.word(head + 1), doc.tokens[head as usize + 1].tag));
        // "the company culture", "the startup Acme": the noun is no reference of its own.
        if named[head as usize]
            || after.is_some_and(|(_, tag)| tag.is_noun())
            || named.get(head as usize + 1) == Some(&true) && head + 1 < end
        {
            return None;
        }
        if after.is_some_and(|(w, _)| matches!(w, "of" | "that" | "who" | "which" | "whose" | "-")) && head == t + 1 {
            return None;
        }
        let several = several && plural || plural && types & ORGANIZATION != 0 && head <= t + 2;
        if plural && !several && types & PRODUCT == 0 {
            return None;
        }
        let class = 5 + types.trailing_zeros().min(3) as u8 + if several { 4 } else { 0 };
        let word = crate::learn::hash(&doc.word(head).to_lowercase());
        Some(Anaphor { tokens: t..head + 1, sentence, pronoun: false, class, types, several, word })
    }
}
