//! The guard: some words forbid telling a relation as fact, whatever the status model says. Better to hold a true
//! relation for doubtful than to tell a denial as fact.

use super::Cue;
use crate::text::Document;
use crate::value::{Span, Status};
use crate::vocab::Lexicon;

/// Where a guarding word must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Between,
    Before,
    After,
    Next,
    First,
}

#[derive(Debug, Clone)]
struct Guard {
    words: Vec<String>,
    status: Status,
    place: Place,
}

/// The guarding words of `data/lexicon/status_guards.txt`.
#[derive(Debug, Clone)]
pub(super) struct Guards(Vec<Guard>);

impl Guards {
    pub(super) fn new(lexicon: &Lexicon) -> Guards {
        let guard = |row: &Vec<String>| {
            let [words, status, place, ..] = row.as_slice() else { return None };
            let place = match place.as_str() {
                "between" => Place::Between,
                "before" => Place::Before,
                "after" => Place::After,
                "next" => Place::Next,
                "first" => Place::First,
                _ => return None,
            };
            let words = words.split(' ').map(String::from).collect();
            Some(Guard { words, status: status.parse().ok()?, place })
        };
        Guards(lexicon.rows("status_guards").iter().filter_map(guard).collect())
    }

    /// What remains of a status: the first guard in file order that holds. Guards take from what is told as fact; those
    /// that speak for a fact ("existing") take from what is told as a guess.
    pub(super) fn remains(&self, status: Status, doc: &Document, cue: &Cue<'_>) -> Status {
        let Some(sentence) = doc.sentences.get(cue.sentence as usize) else { return status };
        let takes = |g: &&Guard| match status {
            Status::Confirmed => true,
            Status::Speculative => g.status == Status::Confirmed,
            _ => false,
        };
        let ends: Vec<Span> = cue.subject.into_iter().chain(cue.object).collect();
        let Some(first) = ends.iter().map(|s| s.start).min() else { return status };
        let last = ends.iter().map(|s| s.end).max().unwrap_or(first);
        let words: Vec<(Span, String)> = doc
            .tokens_of(cue.sentence as usize)
            .iter()
            .map(|t| (t.span, t.span.of(&doc.text).to_lowercase()))
            .filter(|(span, _)| !ends.iter().any(|e| e.overlaps(*span)))
            .collect();
        let holds = |guard: &&Guard| {
            words.windows(guard.words.len()).any(|window| {
                let here = window.iter().zip(&guard.words).all(|((_, word), wanted)| word == wanted);
                let span = window[0].0;
                here && match guard.place {
                    Place::Between => span.start >= first && span.end <= last,
                    Place::Before => span.end <= first,
                    Place::After => span.start >= last,
                    Place::Next => ends.iter().any(|end| end.start == window[window.len() - 1].0.end + 1),
                    Place::First => span.start == sentence.span.start,
                }
            })
        };
        self.0.iter().filter(takes).find(holds).map_or(status, |g| g.status)
    }
}
