//! What stands around a name: by it go names that alone are not enough.

use crate::value::PartialDate;
use crate::vocab::{Gazetteer, GazetteerEntry};
use rustc_hash::FxHashMap;

/// The article around some names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The article's text; empty where it is not known.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<PartialDate>,
}

/// Who belongs to whom, by the gazetteer's parents.
#[derive(Debug, Clone)]
pub(super) struct Kin {
    parent: Vec<Option<u32>>,
    children: FxHashMap<u32, Vec<u32>>,
}

/// From so many rows that belong to it (a listing counts as two) an entity is what its name means first.
const PROMINENT: usize = 3;

impl Kin {
    pub(super) fn new(gazetteer: &Gazetteer) -> Kin {
        let entries = gazetteer.entries();
        let rows: FxHashMap<&str, u32> =
            entries.iter().enumerate().map(|(row, e)| (e.id.as_str(), row as u32)).collect();
        let parent: Vec<Option<u32>> =
            entries.iter().map(|e| e.parent.as_deref().and_then(|p| rows.get(p)).copied()).collect();
        let mut children: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (row, parent) in parent.iter().enumerate() {
            if let Some(parent) = parent {
                children.entry(*parent).or_default().push(row as u32);
            }
        }
        Kin { parent, children }
    }

    fn children(&self, row: u32) -> &[u32] {
        self.children.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Whether the name alone, said of a thing of its type, most likely means this one.
    pub(super) fn prominent(&self, row: u32, entry: &GazetteerEntry) -> bool {
        self.children(row).len() + if entry.ticker.is_some() { 2 } else { 0 } >= PROMINENT
    }

    /// How many of an entity's other names, and of the names of those that belong to it or that it belongs to, stand in
    /// the text. `ambiguous` is what the names under judgement look like: they tell nothing.
    pub(super) fn support(&self, row: u32, gazetteer: &Gazetteer, text: &str, ambiguous: &[&str]) -> usize {
        let entries = gazetteer.entries();
        let own = std::iter::once(row);
        let related = own.chain(self.parent[row as usize]).chain(self.children(row).iter().copied());
        let stands = |row: u32| {
            let entry = &entries[row as usize];
            let names = entry.names().chain(entry.ticker.as_deref());
            let mut telling = names.filter(|n| n.chars().count() > 2 && !ambiguous.contains(n));
            telling.any(|name| contains(text, name, ambiguous))
        };
        related.filter(|r| stands(*r)).count()
    }
}

/// Whether a name stands in a text as whole words, and not only as the beginning of "Block" in "Block".
fn contains(text: &str, name: &str, ambiguous: &[&str]) -> bool {
    // "Arm" in "the Arm" tells nothing of Arm.
    if ambiguous.iter().any(|a| name.strip_prefix("The ").or(name.strip_prefix("the ")).unwrap_or(name) == *a) {
        return false;
    }
    let bounded = |at: usize| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        before && text[at + name.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    };
    text.match_indices(name).any(|(at, _)| bounded(at))
}
