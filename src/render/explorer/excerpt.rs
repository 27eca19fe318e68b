//! The sentence around a quote.

use crate::text::{Analyser, Document};
use crate::value::Span;

/// At most so many characters on either side.
const REACH: usize = 320;

/// What stands before and after a quote in its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// Up to the quote; `…` first where it is cut.
    pub before: String,
    /// From the quote on; `…` last where it is cut.
    pub after: String,
}

/// The sentences of an article's stored text.
#[derive(Debug)]
pub struct Excerpts {
    doc: Document,
}

impl Excerpts {
    /// Finds the sentences. Cost: linear in the text.
    pub fn new(text: &str) -> Excerpts {
        Excerpts { doc: Analyser::builtin().segment(text) }
    }

    /// What stands around a span in the sentences that it touches; nothing where the span is none of the text.
    pub fn around(&self, span: Span) -> Excerpt {
        let text = self.doc.text.as_str();
        let (start, end) = (span.start as usize, span.end as usize);
        if start >= end || text.get(start..end).is_none() {
            return Excerpt::default();
        }
        let mut touched =
            self.doc.sentences.iter().map(|s| s.span).filter(|s| s.start < span.end && s.end > span.start);
        let Some(first) = touched.next() else { return Excerpt::default() };
        let last = touched.next_back().unwrap_or(first);
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or("");
        Excerpt { before: end_of(part(first.start as usize, start)), after: start_of(part(end, last.end as usize)) }
    }
}

fn start_of(text: &str) -> String {
    match text.char_indices().nth(REACH) {
        None => text.to_string(),
        Some((cut, _)) => {
            let kept = &text[..cut];
            format!("{} …", kept.rsplit_once(char::is_whitespace).map_or(kept, |k| k.0))
        }
    }
}

fn end_of(text: &str) -> String {
    match text.char_indices().rev().nth(REACH) {
        None => text.to_string(),
        Some((cut, _)) => {
            let kept = &text[cut..];
            format!("… {}", kept.split_once(char::is_whitespace).map_or(kept, |k| k.1))
        }
    }
}
