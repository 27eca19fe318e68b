//! The link of a sentence's two ends: the way through its syntax from one to the other.

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

impl Link {
    /// The link of two ends, ranges of the document's tokens, or of the only one and what it hangs on; none where there is none or
    /// no syntax.
    pub(super) fn of(doc: &Document, subject: Option<Range<u32>>, object: Option<Range<u32>>) -> Option<Link> {
        let head = |end: &Option<Range<u32>>| doc.head_of(end.clone()?);
        let parsed = |t: u32| doc.sentence_of(t).is_some_and(|s| doc.sentences[s].parsed);
        let (from, to) = match (head(&subject), head(&object)) {
            (Some(s), Some(o)) => (s, o),
            (Some(one), None) | (None, Some(one)) => (one, doc.head(one).unwrap_or(one)),
            (None, None) => return None,
        };
        if !parsed(from) {
            return None;
        }
        let inside = |token: &u32| [&subject, &object].into_iter().flatten().any(|end| end.contains(token));
        let steps = doc.path(from, to)?;
        let top = steps.iter().rfind(|s| s.up).map_or(from, |s| s.token);
        let on = std::iter::once(from).chain(steps.iter().map(|s| s.token));
        let on: Vec<u32> = on.filter(|t| !inside(t)).collect();
        let above = doc.head(top).filter(|_| on.is_empty());
        Some(Link { on, top, top_is_end: inside(&top), above })
    }
}
