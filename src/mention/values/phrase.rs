//! Phrases of a word list, matched against scanned text.

use super::scan::{Piece, scan};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Phrases with a payload each. A phrase matches piece by piece, without case; where the list writes two pieces
/// without a space ("US$"), the text must too.
#[derive(Debug, Clone)]
pub struct Phrases<T> {
    first: FxHashMap<SmolStr, Vec<u32>>,
    last: FxHashMap<SmolStr, Vec<u32>>,
    rows: Vec<(Vec<(SmolStr, bool)>, T)>,
}

impl<T> Phrases<T> {
    /// Phrases from rows of text and payload.
    pub fn new<'a>(rows: impl IntoIterator<Item = (&'a str, T)>) -> Phrases<T> {
        let mut all = Phrases { first: FxHashMap::default(), last: FxHashMap::default(), rows: Vec::new() };
        for (text, payload) in rows {
            let pieces: Vec<(SmolStr, bool)> = scan(text).into_iter().map(|p| (p.text, p.glued)).collect();
            let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { continue };
            let n = all.rows.len() as u32;
            all.first.entry(first.0.clone()).or_default().push(n);
            all.last.entry(last.0.clone()).or_default().push(n);
            all.rows.push((pieces, payload));
        }
        // The longest first, so that the first hit is the longest.
        let rows = &all.rows;
        for list in all.first.values_mut().chain(all.last.values_mut()) {
            list.sort_by_key(|n| (std::cmp::Reverse(rows[*n as usize].0.len()), *n));
        }
        all
    }

    /// All phrases that start at piece `at`, the longest first: their length in pieces and payload.
    pub fn starting<'s>(&'s self, pieces: &'s [Piece], at: usize) -> impl Iterator<Item = (usize, &'s T)> {
        let list = pieces.get(at).and_then(|p| self.first.get(&p.text)).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(move |n| {
            let (phrase, payload) = &self.rows[*n as usize];
            matches(pieces, at, phrase).then_some((phrase.len(), payload))
        })
    }

    /// All phrases that end just before piece `end`, the longest first: their length in pieces and payload.
    pub fn ending<'s>(&'s self, pieces: &'s [Piece], end: usize) -> impl Iterator<Item = (usize, &'s T)> {
        let list = end
            .checked_sub(1)
            .and_then(|i| pieces.get(i))
            .and_then(|p| self.last.get(&p.text))
            .map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(move |n| {
            let (phrase, payload) = &self.rows[*n as usize];
            let start = end.checked_sub(phrase.len())?;
            matches(pieces, start, phrase).then_some((phrase.len(), payload))
        })
    }

    /// The longest phrase that starts at piece `at`.
    pub fn start<'s>(&'s self, pieces: &'s [Piece], at: usize) -> Option<(usize, &'s T)> {
        self.starting(pieces, at).next()
    }

    /// The longest phrase that ends just before piece `end`.
    pub fn end<'s>(&'s self, pieces: &'s [Piece], end: usize) -> Option<(usize, &'s T)> {
        self.ending(pieces, end).next()
    }
}

fn matches(pieces: &[Piece], at: usize, phrase: &[(SmolStr, bool)]) -> bool {
    phrase
        .iter()
        .enumerate()
        .all(|(i, (text, glued))| pieces.get(at + i).is_some_and(|p| p.text == *text && (i == 0 || !glued || p.glued)))
}
