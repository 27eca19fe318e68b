//! The link of a sentence's two ends: the way through its syntax from one to the other.

use super::context::Context;
use crate::text::Document;
use std::ops::Range;

/// The link between two ends in a parsed sentence.
pub(super) struct Link {
    /// The tokens on the way from one end to the other, without the ends themselves.
    pub(super) on: Vec<u32>,
    /// The highest token of the way.
    pub(super) top: u32,
    /// Whether that is one of the ends.
    pub(super) top_is_end: bool,
    /// What stands above two ends side by side: it tells what they do together.
    pub(super) above: Option<u32>,
}

/// Whether a token is part of one of the ends.
pub(super) fn inside(context: &Context, token: u32) -> bool {
    let at = token as usize - context.first;
    [&context.subject, &context.object].into_iter().flatten().any(|r| r.contains(&at))
}

/// The link of a sentence's two ends, or of the only one; none where there is none or no syntax.
pub(super) fn link(context: &Context) -> Option<Link> {
    let doc: &Document = context.doc;
    let wide = |r: &Range<usize>| (context.first + r.start) as u32..(context.first + r.end) as u32;
    let head = |r: &Option<Range<usize>>| doc.head_of(wide(r.as_ref()?));
    let parsed = |t: u32| doc.sentence_of(t).is_some_and(|s| doc.sentences[s].parsed);
    let (from, to) = match (head(&context.subject), head(&context.object)) {
        (Some(s), Some(o)) => (s, o),
        (Some(one), None) | (None, Some(one)) => (one, doc.head(one).unwrap_or(one)),
        (None, None) => return None,
    };
    if !parsed(from) {
        return None;
    }
    let steps = doc.path(from, to)?;
    let top = steps.iter().rfind(|s| s.up).map_or(from, |s| s.token);
    let on = std::iter::once(from).chain(steps.iter().map(|s| s.token));
    let on: Vec<u32> = on.filter(|t| !inside(context, *t)).collect();
    let above = doc.head(top).filter(|_| on.is_empty());
    Some(Link { on, top, top_is_end: inside(context, top), above })
}
