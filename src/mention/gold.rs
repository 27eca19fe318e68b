//! Annotated names projected onto the tokens of their article: what each token's label may be.

use super::frame::Frame;
use super::tags;
use crate::text::Document;
use crate::value::{EntityType, Span};
use rustc_hash::FxHashMap;

/// An entity as annotated: its type and every named form of it in the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldEntity {
    /// Its type.
    pub kind: EntityType,
    /// Its forms, in any order.
    pub forms: Vec<String>,
}

/// A run of tokens that an annotated form matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GoldSpan {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: usize,
    /// Index of the entity.
    pub(super) entity: u32,
}

const ANY: u32 = (1 << tags::COUNT) - 1;

/// Where the forms of the entities stand: longest first, none overlapping, only where both ends are token borders.
pub(super) fn project(doc: &Document, entities: &[GoldEntity]) -> Vec<GoldSpan> {
    let starts: FxHashMap<u32, u32> = doc.tokens.iter().enumerate().map(|(i, t)| (t.span.start, i as u32)).collect();
    let ends: FxHashMap<u32, u32> = doc.tokens.iter().enumerate().map(|(i, t)| (t.span.end, i as u32 + 1)).collect();
    let mut forms: Vec<(String, usize, u32)> = Vec::new();
    for (n, e) in entities.iter().enumerate() {
        for form in e.forms.iter().filter(|f| !f.trim().is_empty()) {
            let straight = form.replace('\u{2019}', "'");
            let curly = straight.replace('\'', "\u{2019}");
            forms.push((straight.clone(), tags::type_index(e.kind), n as u32));
            if curly != straight {
                forms.push((curly, tags::type_index(e.kind), n as u32));
            }
        }
    }
    forms.sort_by_key(|f| std::cmp::Reverse(f.0.len()));
    let mut taken = vec![false; doc.tokens.len()];
    let mut spans = Vec::new();
    for (form, kind, entity) in &forms {
        for (at, _) in doc.text.match_indices(form.as_str()) {
            let span = Span::new(at, at + form.len());
            if let (Some(&start), Some(&end)) = (starts.get(&span.start), ends.get(&span.end))
                && start < end
                && !taken[start as usize..end as usize].iter().any(|t| *t)
            {
                taken[start as usize..end as usize].fill(true);
                spans.push(GoldSpan { start, end, kind: *kind, entity: *entity });
            }
        }
    }
    spans.sort_by_key(|s| s.start);
    spans
}

/// The labels that every token may have. In an article whose annotation is complete each token has one; elsewhere
/// capitalised words that no annotation explains are left open.
pub(super) fn allowed(doc: &Document, frame: &Frame, spans: &[GoldSpan], complete: bool) -> Vec<u32> {
    let mut out = vec![1u32; doc.tokens.len()];
    let mut covered = vec![false; doc.tokens.len()];
    for s in spans {
        covered[s.start as usize..s.end as usize].fill(true);
    }
    if !complete {
        for s in &doc.sentences {
            let likely = |t: u32| s.tokens.contains(&t) && frame.views[t as usize].run > 0;
            for t in s.tokens.clone() {
                let view = frame.views[t as usize];
                let beside = view.capital && s.title_case && (likely(t.wrapping_sub(1)) || likely(t + 1));
                if view.run > 0 || beside {
                    out[t as usize] = ANY;
                }
            }
        }
    }
    for s in spans {
        let run = |t: u32| frame.views.get(t as usize).map_or(0, |v| v.run);
        let open = |inner: u32, outer: u32| {
            !complete && run(inner) > 0 && run(inner) == run(outer) && covered.get(outer as usize).is_some_and(|c| !c)
        };
        let (left, right) = (open(s.start, s.start.wrapping_sub(1)), open(s.end - 1, s.end));
        let length = (s.end - s.start) as usize;
        for (i, t) in (s.start..s.end).enumerate() {
            let mut bits = 1u32 << tags::label(s.kind, i, length);
            if left || right {
                // The annotated form may be a piece of a longer name of any type.
                let (at, whole) = (i + usize::from(left), length + usize::from(left) + usize::from(right));
                (0..4).for_each(|kind| bits |= 1 << tags::label(kind, at, whole));
            }
            out[t as usize] = bits;
        }
    }
    // A name never crosses sentences; a projected span that does is dropped to what its sentence can hold.
    open_impossible(doc, &mut out);
    out
}

/// Leaves every label of a sentence open where no legal labelling agrees with what its tokens may have.
pub(super) fn open_impossible(doc: &Document, allowed: &mut [u32]) {
    for s in &doc.sentences {
        let here = &mut allowed[s.tokens.start as usize..s.tokens.end as usize];
        if !possible(here) {
            here.fill(ANY);
        }
    }
}

/// Whether some legal labelling agrees with the sets.
fn possible(allowed: &[u32]) -> bool {
    let mut reach = 0u32;
    for (t, bits) in allowed.iter().enumerate() {
        let next = (0..tags::COUNT).filter(|y| bits & (1 << y) != 0).filter(|y| {
            if t == 0 {
                tags::legal(None, *y)
            } else {
                (0..tags::COUNT).any(|x| reach & (1 << x) != 0 && tags::legal(Some(x), *y))
            }
        });
        reach = next.fold(0, |r, y| r | 1 << y);
        if reach == 0 {
            return false;
        }
    }
    true
}
