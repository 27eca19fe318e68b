//! Roles: the phrase that says what a person is at an organisation.
//!
//! Every run of words around a role's head ("officer", "director") is a candidate; the model chooses among them by what
//! stands in them, at their edges, and between them and the person and the organisation.

use super::context::{Context, Features, bucket, lower};
use crate::learn::Linear;
use crate::vocab::Lexicon;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::ops::Range;

/// How far a role reaches from its head.
const LEFT: usize = 6;
const RIGHT: usize = 9;
/// A candidate must be at least this likely (log odds).
const LEAST: f32 = -2.5;

/// The words that roles are made of.
#[derive(Debug, Clone)]
pub(super) struct RoleWords {
    heads: FxHashSet<SmolStr>,
    links: FxHashSet<SmolStr>,
    apart: FxHashSet<SmolStr>,
}

impl RoleWords {
    pub(super) fn new(lexicon: &Lexicon) -> RoleWords {
        RoleWords {
            heads: lexicon.words("role_heads").flat_map(|w| w.split(' ').map(lower)).collect(),
            links: lexicon.words("role_links").map(lower).collect(),
            apart: lexicon.words("role_apart").map(lower).collect(),
        }
    }

    fn is_head(&self, word: &str) -> bool {
        self.heads.contains(word) || word.rsplit_once('-').is_some_and(|(_, last)| self.heads.contains(last))
    }

    /// The candidates of a sentence: token ranges.
    pub(super) fn candidates(&self, context: &Context) -> Vec<Range<usize>> {
        let end_token = |at: usize| [&context.subject, &context.object].into_iter().flatten().any(|r| r.contains(&at));
        let inner = |at: usize| {
            let word = context.word(at as isize);
            !end_token(at)
                && (word.chars().any(char::is_alphanumeric) || matches!(word, "," | "&" | "-" | "/" | "(" | ")" | "'s"))
        };
        let edge = |at: usize| {
            let word = context.word(at as isize);
            word.chars().any(char::is_alphanumeric) && !word.starts_with('\'') && !self.links.contains(word)
        };
        let mut all = Vec::new();
        for head in (0..context.len()).filter(|at| self.is_head(context.word(*at as isize)) && !end_token(*at)) {
            let left = (head.saturating_sub(LEFT)..head).rev().take_while(|at| inner(*at)).last().unwrap_or(head);
            let right =
                (head + 1..context.len().min(head + 1 + RIGHT)).take_while(|at| inner(*at)).last().unwrap_or(head);
            for start in (left..=head).filter(|at| edge(*at)) {
                for last in (head..=right).filter(|at| edge(*at) || context.word(*at as isize) == ")") {
                    let count = |set: &FxHashSet<SmolStr>| {
                        context.words[start..=last].iter().filter(|w| set.contains(*w)).count()
                    };
                    if count(&self.apart) == 0 || count(&self.heads) == 1 {
                        all.push(start..last + 1);
                    }
                }
            }
        }
        all.sort_by_key(|r| (r.start, r.end));
        all.dedup();
        all
    }

    /// The features of one candidate.
    pub(super) fn features(&self, context: &Context, range: &Range<usize>) -> Vec<u32> {
        let mut f = Features::default();
        let at = |i: isize| context.masked(i);
        let word = |i: isize| context.word(i);
        let (start, end) = (range.start as isize, range.end as isize);
        let phrase = (start..end).map(word).collect::<Vec<_>>().join(" ");
        f.add("phrase", &[&phrase]);
        f.add("length", &[bucket(range.len())]);
        f.add("first", &[word(start)]);
        f.add("first2", &[word(start), word(start + 1)]);
        f.add("last", &[word(end - 1)]);
        f.add("last2", &[word(end - 2), word(end - 1)]);
        f.add("before", &[at(start - 1)]);
        f.add("before2", &[at(start - 2), at(start - 1)]);
        f.add("after", &[at(end)]);
        f.add("after2", &[at(end), at(end + 1)]);
        f.add("sides", &[at(start - 1), at(end)]);
        f.add("in-out", &[at(start - 1), word(start)]);
        f.add("out-in", &[word(end - 1), at(end)]);
        f.add("out-in-head", &[if self.is_head(word(end - 1)) { "head" } else { "other" }, at(end), at(end + 1)]);
        let heads: Vec<&str> = (start..end).map(word).filter(|w| self.is_head(w)).collect();
        f.add("heads", &[&heads.join(" ")]);
        f.add("head-count", &[bucket(heads.len())]);
        let head_near = |i: isize| if self.is_head(word(i)) { "head" } else { "no" };
        f.add("head-before", &[at(start - 1), head_near(start - 1), head_near(start - 2)]);
        f.add("head-after", &[at(end), head_near(end), head_near(end + 1)]);
        f.add("head-skipped", &[word(start - 2), word(start - 1), heads.first().copied().unwrap_or("")]);
        f.add("head-skipped-after", &[word(end), word(end + 1), heads.first().copied().unwrap_or("")]);
        for i in start..end {
            f.add("inside", &[word(i)]);
            if i + 1 < end {
                f.add("inside2", &[word(i), word(i + 1)]);
            }
        }
        let capital = |i: isize| {
            usize::try_from(i).is_ok_and(|i| i < context.len() && context.raw(i).starts_with(char::is_uppercase))
        };
        let shape = |i: isize| if capital(i) { "A" } else { "a" };
        f.add("shape", &[shape(start - 1), shape(start), shape(end - 1), shape(end)]);
        f.add("shape-in", &[shape(start), head_near(start), if context.title_case { "T" } else { "t" }]);
        let regions = context.regions();
        f.add("region", &[regions.order, regions.of(range.start)]);
        for (name, place) in [("S", &context.subject), ("O", &context.object)] {
            let Some(place) = place else {
                f.add("no-end", &[name]);
                continue;
            };
            let (side, gap) = if place.end <= range.start {
                ("right", place.end..range.start)
            } else {
                ("left", range.end..place.start.max(range.end))
            };
            f.add("gap", &[name, side, bucket(gap.len())]);
            f.add("gap-order", &[regions.order, name, side, bucket(gap.len())]);
            if gap.len() <= 5 {
                let words = gap.clone().map(|i| at(i as isize)).collect::<Vec<_>>().join(" ");
                f.add("gap-words", &[name, side, &words]);
            }
            let breaks = gap.clone().filter(|i| matches!(word(*i as isize), "," | ";" | "and" | "—" | "-")).count();
            f.add("breaks", &[name, side, bucket(breaks)]);
            let names = gap.clone().filter(|i| at(*i as isize) == "<N>").count();
            f.add("names", &[name, side, bucket(names)]);
            let rivals = gap.filter(|i| self.is_head(word(*i as isize))).count();
            f.add("rivals", &[name, side, bucket(rivals)]);
        }
        f.done()
    }

    /// The role of the person at the organisation; `None` where no phrase is likely enough, or without weights.
    pub(super) fn role(&self, model: &Linear, context: &Context) -> Option<String> {
        let mut best: Option<(f32, Range<usize>)> = None;
        let mut scores = Vec::new();
        for range in self.candidates(context) {
            model.score(&self.features(context, &range), &mut scores);
            let score = scores.first().copied().unwrap_or(f32::MIN);
            if score > LEAST && best.as_ref().is_none_or(|(s, _)| score > *s) {
                best = Some((score, range));
            }
        }
        let (_, range) = best?;
        Some(context.span_of(&range)?.of(&context.doc.text).to_string())
    }
}
