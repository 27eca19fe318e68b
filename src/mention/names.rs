//! The names of a document: the tagger sentence by sentence, then the same names wherever else they stand.

use super::features::Features;
use super::frame::Frame;
use super::group::Name;
use super::tags;
use crate::learn::{Decoder, Sequence};
use crate::text::Document;
use rustc_hash::{FxHashMap, FxHashSet};

/// Names as the tagger finds them, in order. `bias` is added to the score of "no name": below 0 it finds more.
pub(super) fn tag(doc: &Document, frame: &Frame, tagger: &Sequence, bias: f32) -> Vec<Name> {
    let mut decoder = Decoder::new(tagger);
    let mut features = Features::default();
    let mut names = Vec::new();
    for (n, s) in doc.sentences.iter().enumerate() {
        if s.tokens.is_empty() {
            continue;
        }
        features.fill(doc, frame, n);
        let labels = decoder.decode(&features.features, &features.ends, bias);
        let mut start = 0;
        for (i, label) in labels.iter().enumerate() {
            if tags::begins(*label) {
                start = i;
            }
            if tags::ends(*label) {
                let length = i + 1 - start;
                let lattice = decoder.lattice();
                let votes = std::array::from_fn(|kind| {
                    let path: Vec<usize> = (0..length).map(|at| tags::label(kind, at, length)).collect();
                    lattice.path(start, &path)
                });
                names.push(Name { start: s.tokens.start + start as u32, end: s.tokens.start + i as u32 + 1, votes });
            }
        }
    }
    names
}

/// Adds the places where a surely found name stands again but was not tagged.
///
/// A name of one plain word must be written with a capital that its place does not ask for, or be rare in lower case.
pub(super) fn repeat(doc: &Document, frame: &Frame, names: &mut Vec<Name>) {
    let mut taken = vec![false; doc.tokens.len()];
    let mut firsts: FxHashSet<&str> = FxHashSet::default();
    let mut longest = 1;
    let mut sure: FxHashMap<&str, (f32, [f32; 4])> = FxHashMap::default();
    for name in names.iter() {
        taken[name.start as usize..name.end as usize].fill(true);
        firsts.insert(doc.word(name.start));
        longest = longest.max(name.end - name.start);
        let entry = sure.entry(super::group::text(doc, name)).or_default();
        if name.total() > entry.0 {
            *entry = (name.total(), name.votes);
        }
    }
    sure.retain(|_, v| v.0 >= 0.6);
    let mut added = Vec::new();
    for s in &doc.sentences {
        let mut at = s.tokens.start;
        while at < s.tokens.end {
            let word = doc.word(at);
            let possible = !taken[at as usize] && frame.views[at as usize].capital && firsts.contains(word);
            let hit = possible
                .then(|| {
                    let most = (s.tokens.end - at).min(longest);
                    (1..=most).rev().find_map(|len| {
                        let name = Name { start: at, end: at + len, votes: [0.0; 4] };
                        if taken[at as usize..(at + len) as usize].iter().any(|t| *t) {
                            return None;
                        }
                        let (total, votes) = sure.get(super::group::text(doc, &name))?;
                        let view = frame.views[at as usize];
                        let plain = len == 1 && !view.likely;
                        // Inside a longer run of capitals it is more likely a piece of another name.
                        let run = view.run.checked_sub(1).map_or(at..at + len, |r| frame.runs[r as usize].clone());
                        let whole = run.start >= at && run.end <= at + len;
                        let share = if plain || !whole { return None } else { 0.6 + 0.3 * total };
                        Some(Name { votes: votes.map(|v| v * share), ..name })
                    })
                })
                .flatten();
            match hit {
                Some(name) => {
                    at = name.end;
                    added.push(name);
                }
                None => at += 1,
            }
        }
    }
    names.extend(added);
    names.sort_by_key(|n| n.start);
}
