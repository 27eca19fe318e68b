//! Which words to quote: the sentence, or of a long one the part around the two ends.

use super::Evidence;
use crate::mention::Mention;
use crate::text::Document;
use crate::value::Span;

/// A sentence of up to this many bytes is quoted whole.
const WHOLE: u32 = 260;
/// How many tokens of a longer sentence stand around the two ends at least.
const AROUND: u32 = 8;

/// The quote for a pair of mentions, the first earlier: verbatim, from token border to token border.
pub(super) fn evidence(doc: &Document, first: &Mention, second: &Mention) -> Evidence {
    let (from, to) = (&doc.sentences[first.sentence as usize], &doc.sentences[second.sentence as usize]);
    let whole = from.span.join(to.span);
    let span = if whole.end - whole.start <= WHOLE {
        whole
    } else {
        let start = back(doc, from.tokens.start, first.tokens.start.min(second.tokens.start));
        let end = ahead(doc, to.tokens.end, first.tokens.end.max(second.tokens.end));
        Span { start: doc.tokens[start as usize].span.start, end: doc.tokens[end as usize - 1].span.end }
    };
    Evidence { text: span.of(&doc.text).to_string(), span }
}

/// A good place to begin at or before `token`: after the nearest comma or semicolon that is far enough away.
fn back(doc: &Document, least: u32, token: u32) -> u32 {
    let near = token.saturating_sub(AROUND).max(least);
    (least..=near).rev().find(|t| *t == least || is_break(doc, t - 1)).unwrap_or(least)
}

/// A good place to end at or after `token` (exclusive).
fn ahead(doc: &Document, most: u32, token: u32) -> u32 {
    let near = (token + AROUND).min(most);
    (near..=most).find(|t| *t == most || is_break(doc, *t)).unwrap_or(most)
}

fn is_break(doc: &Document, token: u32) -> bool {
    matches!(doc.word(token), "," | ";" | "—" | "–" | ":")
}
