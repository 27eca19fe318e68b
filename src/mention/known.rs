//! Names that the gazetteer knows, found in a document: the longest at every place, by written form.

use crate::learn;
use crate::text::Document;
use crate::value::Span;
use crate::vocab::Gazetteer;
use rustc_hash::FxHashMap;

/// Names longer than this many tokens are not looked for.
const LONGEST: usize = 7;

/// A run of tokens that is a known name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KnownName {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Types that the name may have, as bits in the order of `EntityType::ALL`.
    pub(super) types: u8,
    /// Whether it is written exactly as in the gazetteer, case and all.
    pub(super) exact: bool,
    /// The entry: index in `Gazetteer::entries`; the first where several have the name.
    pub(super) entry: u32,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    exact: u64,
    types: u8,
    entry: u32,
}

/// The gazetteer's names by hash of their lower-case form.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownNames {
    rows: FxHashMap<u64, Vec<Row>>,
}

/// Hashes of a name as written and in lower case, blanks folded.
fn hashes(name: &str) -> (u64, u64) {
    let (mut exact, mut lower) = (learn::hash(""), learn::hash(""));
    let step = |h: u64, c: char| learn::mix(h, u64::from(u32::from(c)));
    let mut gap = false;
    for c in name.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap {
            (exact, lower) = (step(exact, ' '), step(lower, ' '));
            gap = false;
        }
        let c = if c == '\u{2019}' { '\'' } else { c };
        exact = step(exact, c);
        lower = c.to_lowercase().fold(lower, step);
    }
    (exact, lower)
}

impl KnownNames {
    pub(super) fn new(gazetteer: &Gazetteer) -> KnownNames {
        let mut rows: FxHashMap<u64, Vec<Row>> = FxHashMap::default();
        for (entry, e) in gazetteer.entries().iter().enumerate() {
            let types = 1u8 << super::tags::type_index(e.kind);
            for name in std::iter::once(&e.name).chain(&e.aliases) {
                let (exact, lower) = hashes(name);
                let list = rows.entry(lower).or_default();
                match list.iter_mut().find(|r| r.exact == exact) {
                    Some(row) => row.types |= types,
                    None => list.push(Row { exact, types, entry: entry as u32 }),
                }
            }
        }
        KnownNames { rows }
    }

    /// The known name that a text is, if any: its types, whether exactly so, its entry.
    pub(super) fn find(&self, text: &str) -> Option<(u8, bool, u32)> {
        let (exact, lower) = hashes(text);
        let list = self.rows.get(&lower)?;
        match list.iter().find(|r| r.exact == exact) {
            Some(r) => Some((r.types, true, r.entry)),
            None => Some((list.iter().fold(0, |t, r| t | r.types), false, list.first()?.entry)),
        }
    }

    /// All known names of a sentence, longest first from the left, none overlapping. A name begins at a token with a
    /// capital or a digit, or is written exactly as the gazetteer has it.
    pub(super) fn matches(&self, doc: &Document, tokens: std::ops::Range<u32>, out: &mut Vec<KnownName>) {
        let mut at = tokens.start;
        while at < tokens.end {
            let first = doc.tokens[at as usize].span;
            let marked = doc.word(at).chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
            let longest = (tokens.end - at).min(LONGEST as u32);
            let hit = (1..=longest).rev().find_map(|len| {
                let last = doc.tokens[(at + len - 1) as usize].span;
                // A lower-case start is tried as one token only: most texts are lower case.
                if !marked && len > 1 {
                    return None;
                }
                let text = Span { start: first.start, end: last.end }.of(&doc.text);
                if text.len() > 80 || text.is_empty() {
                    return None;
                }
                let (types, exact, entry) = self.find(text)?;
                (marked || exact).then_some(KnownName { start: at, end: at + len, types, exact, entry })
            });
            match hit {
                Some(known) => {
                    at = known.end;
                    out.push(known);
                }
                None => at += 1,
            }
        }
    }
}
