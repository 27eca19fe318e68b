//! A document as the name tagger sees it: every token with its form, shape, cluster and known names, and what the
//! whole article shows of each word.

use super::known::{KnownName, KnownNames};
use super::words::{self, WordRow, Words};
use crate::learn;
use crate::text::Document;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What the tagger looks names and words up in.
#[derive(Debug, Clone, Default)]
pub(super) struct Knowledge {
    pub(super) known: KnownNames,
    pub(super) words: Words,
    /// Word lists by lower-case word, one bit a list.
    pub(super) lists: FxHashMap<String, u32>,
    /// Company forms that a name may end with: "inc", "gmbh".
    pub(super) suffixes: FxHashSet<String>,
}

/// One token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct View {
    pub(super) word: u64,
    pub(super) lower: u64,
    pub(super) shape: u64,
    pub(super) row: WordRow,
    /// How often the lower-case form is so written, as in [`WordRow::lower`].
    pub(super) lowered: u8,
    pub(super) tag: u8,
    /// Bits of the word lists that hold it.
    pub(super) lists: u32,
    /// Whether it has a capital or is a number between such.
    pub(super) capital: bool,
    /// Whether it mixes digits and letters.
    pub(super) digit: bool,
    /// Whether it looks like a part of a name, title case and sentence starts considered.
    pub(super) likely: bool,
    /// Known name: types, whether exact, and the part of it (1 begin, 2 inside, 3 last, 4 only); 0 where none.
    pub(super) known: u8,
    /// The run of likely tokens around it: index in [`Frame::runs`] plus 1; 0 where none.
    pub(super) run: u32,
    /// What the article shows of the word: index in [`Frame::facts`].
    pub(super) fact: u32,
}

impl View {
    /// Whether it could be a part of a name by its look.
    pub(super) fn marked(&self) -> bool {
        self.capital || self.known != 0 || self.run != 0 || self.digit
    }
}

/// What the article shows of one word in any case.
#[derive(Debug, Clone, Default)]
pub(super) struct WordFact {
    /// Times in lower case.
    pub(super) lower: u32,
    /// Times with a capital where none is due.
    pub(super) capital: u32,
    /// Times at all.
    pub(super) all: u32,
    /// What stood around the runs that it was part of: hashes, a few of them.
    pub(super) around: Vec<(u8, u64)>,
}

/// How many different surroundings are kept for a word.
const AROUND: usize = 10;

/// The view of a document.
pub(super) struct Frame {
    pub(super) views: Vec<View>,
    pub(super) runs: Vec<Range<u32>>,
    pub(super) facts: Vec<WordFact>,
    pub(super) known: Vec<KnownName>,
}

/// The shape of a word: "Xx", "XX", "xXx", "X-d"; runs of one class count once.
fn shape(word: &str) -> u64 {
    let (mut h, mut last) = (learn::hash(""), ' ');
    for (i, c) in word.chars().take(24).enumerate() {
        let class = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_lowercase() => 'x',
            c if c.is_numeric() => 'd',
            c if c.is_alphabetic() => 'a',
            c => c,
        };
        // Two capitals at the start are another thing than one.
        if class != last || i == 1 {
            h = learn::mix(h, u64::from(u32::from(class)));
            last = class;
        }
    }
    h
}

impl Frame {
    pub(super) fn new(doc: &Document, knowledge: &Knowledge) -> Frame {
        let mut frame = Frame {
            views: Vec::with_capacity(doc.tokens.len()),
            runs: Vec::new(),
            facts: Vec::new(),
            known: Vec::new(),
        };
        // Words are the same over and over; each is looked at once.
        let (mut index, mut seen) = (FxHashMap::default(), FxHashMap::default());
        for (i, token) in doc.tokens.iter().enumerate() {
            let word = doc.word(i as u32);
            let view = seen.entry(word).or_insert_with(|| frame.view(word, knowledge, &mut index));
            frame.views.push(View { tag: token.tag.0, ..*view });
        }
        for s in &doc.sentences {
            frame.count(doc, s.tokens.clone(), s.title_case);
        }
        for s in &doc.sentences {
            knowledge.known.matches(doc, s.tokens.clone(), &mut frame.known);
            frame.find_runs(doc, s.tokens.clone(), s.title_case);
        }
        for k in &frame.known {
            for t in k.start..k.end {
                let part = match (t == k.start, t + 1 == k.end) {
                    (true, true) => 4,
                    (true, false) => 1,
                    (false, true) => 3,
                    (false, false) => 2u8,
                };
                frame.views[t as usize].known = k.types & 15 | u8::from(k.exact) << 4 | part << 5;
            }
        }
        frame
    }

    /// A word by itself. `index` has the facts of words by their lower-case form.
    fn view(&mut self, word: &str, knowledge: &Knowledge, index: &mut FxHashMap<String, u32>) -> View {
        let form = words::form(word);
        let lower = words::lower(&form);
        let hash = learn::hash(&form);
        let lower_hash = if *lower == *form { hash } else { learn::hash(&lower) };
        let row = knowledge.words.row_of(hash);
        let low = knowledge.words.row_of(lower_hash);
        let lists = knowledge.lists.get(&*lower).copied().unwrap_or(0);
        let fact = *index.entry(lower.into_owned()).or_insert(self.facts.len() as u32);
        self.facts.resize(index.len(), WordFact::default());
        View {
            word: hash,
            lower: lower_hash,
            shape: shape(word),
            row: if row.fine == 0 { low } else { row },
            lowered: low.lower,
            lists,
            capital: word.chars().any(char::is_uppercase),
            digit: form.contains('0') && word.chars().any(char::is_alphabetic),
            fact,
            ..View::default()
        }
    }

    /// Whether a token opens its sentence, a quote or a list entry: its capital says nothing.
    pub(super) fn opens(doc: &Document, tokens: &Range<u32>, token: u32) -> bool {
        token == tokens.start
            || matches!(
                doc.word(token - 1),
                "\"" | "“"
                    | "”"
                    | "‘"
                    | "``"
                    | "''"
                    | ":"
                    | "•"
                    | "*"
                    | "–"
                    | "—"
                    | "-"
                    | "|"
                    | "."
                    | "?"
                    | "!"
                    | "("
                    | ")"
            )
    }

    fn count(&mut self, doc: &Document, tokens: Range<u32>, title_case: bool) {
        for t in tokens.clone() {
            let view = self.views[t as usize];
            let fact = &mut self.facts[view.fact as usize];
            fact.all += 1;
            if !view.capital {
                fact.lower += 1;
            } else if !title_case && !Frame::opens(doc, &tokens, t) {
                fact.capital += 1;
            }
        }
    }

    fn find_runs(&mut self, doc: &Document, tokens: Range<u32>, title_case: bool) {
        for t in tokens.clone() {
            let view = self.views[t as usize];
            let fact = &self.facts[view.fact as usize];
            let free = !title_case && !Frame::opens(doc, &tokens, t);
            // A capital that the place asks for counts only where the word is not a plain one elsewhere.
            let word = doc.word(t);
            let inner = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
            self.views[t as usize].likely = view.capital
                && (free || inner || (fact.capital > 0 && fact.lower == 0) || view.lowered < 5 && fact.lower == 0);
        }
        let mut at = tokens.start;
        while at < tokens.end {
            if !self.views[at as usize].likely {
                at += 1;
                continue;
            }
            let start = at;
            at += 1;
            while at < tokens.end {
                let joins =
                    |t: u32| self.views[t as usize].likely || doc.word(t).starts_with(|c: char| c.is_ascii_digit());
                let bridge =
                    matches!(doc.word(at), "of" | "&" | "-" | "+" | "for" | "/" | "and") && at + 1 < tokens.end;
                if joins(at) {
                    at += 1;
                } else if bridge && matches!(doc.word(at), "&" | "-" | "+" | "of") && joins(at + 1) {
                    at += 2;
                } else {
                    break;
                }
            }
            self.runs.push(start..at);
            let run = self.runs.len() as u32;
            let side = |t: Option<u32>| t.map_or(0, |t| self.views[t as usize].lower);
            let before = side((start > tokens.start).then(|| start - 1));
            let after = side((at < tokens.end).then_some(at));
            let later = side((at + 1 < tokens.end).then_some(at + 1));
            let (first, last) = (self.views[start as usize].lower, self.views[at as usize - 1].lower);
            for t in start..at {
                self.views[t as usize].run = run;
                let around = &mut self.facts[self.views[t as usize].fact as usize].around;
                let own = self.views[t as usize].lower;
                let ends = [(3, first), (4, last)].into_iter().filter(|(_, h)| *h != own);
                for item in [(0, before), (1, after), (2, learn::mix(after, later))].into_iter().chain(ends) {
                    if around.len() < AROUND && !around.contains(&item) {
                        around.push(item);
                    }
                }
            }
        }
    }
}
