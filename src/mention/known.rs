//! Names that the gazetteer knows, found in a document: the longest at every place, by written form.

use crate::learn;
use crate::text::Document;
use crate::vocab::Gazetteer;
use rustc_hash::FxHashMap;

/// Names longer than this many tokens are not looked for.
const LONGEST: usize = 7;
/// Nor names of more bytes.
const BYTES: u32 = 80;

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
#[derive(Debug, Clone, Copy, Default)]
struct Hashes {
    exact: u64,
    lower: u64,
    /// Whether a blank follows that counts if more does.
    gap: bool,
}

impl Hashes {
    fn of(name: &str) -> Hashes {
        Hashes { exact: learn::hash(""), lower: learn::hash(""), gap: false }.and(name)
    }

    /// The hashes of a name that goes on.
    fn and(mut self, more: &str) -> Hashes {
        let step = |h: u64, c: char| learn::mix(h, u64::from(u32::from(c)));
        for c in more.chars() {
            if c.is_whitespace() {
                self.gap = true;
                continue;
            }
            if self.gap {
                (self.exact, self.lower, self.gap) = (step(self.exact, ' '), step(self.lower, ' '), false);
            }
            let c = if c == '\u{2019}' { '\'' } else { c };
            self.exact = step(self.exact, c);
            self.lower = c.to_lowercase().fold(self.lower, step);
        }
        self
    }
}

impl KnownNames {
    pub(super) fn new(gazetteer: &Gazetteer) -> KnownNames {
        let mut rows: FxHashMap<u64, Vec<Row>> = FxHashMap::default();
        for (entry, e) in gazetteer.entries().iter().enumerate() {
            let types = 1u8 << super::tags::type_index(e.kind);
            for name in std::iter::once(&e.name).chain(&e.aliases) {
                let Hashes { exact, lower, .. } = Hashes::of(name);
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
        self.look_up(Hashes::of(text))
    }

    fn look_up(&self, Hashes { exact, lower, .. }: Hashes) -> Option<(u8, bool, u32)> {
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
            let marked = doc.word(at).chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
            // A lower-case start is tried as one token only: most texts are lower case.
            let longest = if marked { LONGEST.min((tokens.end - at) as usize) } else { 1 };
            let start = doc.tokens[at as usize].span.start;
            let (mut hashes, mut end, mut tried, mut count) = (Hashes::of(""), start, [Hashes::default(); LONGEST], 0);
            for token in &doc.tokens[at as usize..at as usize + longest] {
                if token.span.end - start > BYTES {
                    break;
                }
                hashes = hashes.and(&doc.text[end as usize..token.span.end as usize]);
                end = token.span.end;
                tried[count] = hashes;
                count += 1;
            }
            let hit = (0..count).rev().find_map(|last| {
                let (types, exact, entry) = self.look_up(tried[last])?;
                (marked || exact).then_some(KnownName { start: at, end: at + last as u32 + 1, types, exact, entry })
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
