//! Attribution: who says so, where the sentence names it.

use super::context::Context;
use crate::mention::{Phrases, scan};
use crate::value::Span;
use crate::vocab::Lexicon;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Behind the cue: "according to Acme News".
    After,
    /// Before it: "Acme News reported".
    Before,
    /// The cue itself: "people familiar with the matter".
    Itself,
}

/// A source is at most this many words.
const LONGEST: usize = 6;

/// The cues of attribution.
#[derive(Debug, Clone)]
pub(super) struct SourceCues {
    cues: Phrases<Source>,
}

impl SourceCues {
    pub(super) fn new(lexicon: &Lexicon) -> SourceCues {
        let cues = lexicon.rows("attribution_cues").iter().filter_map(|row| {
            let source = match row.get(1)?.as_str() {
                "source_after" => Source::After,
                "source_before" => Source::Before,
                "self" => Source::Itself,
                _ => return None,
            };
            Some((row[0].as_str(), source))
        });
        SourceCues { cues: Phrases::new(cues) }
    }

    /// The source that the sentence names; a cue behind which it stands goes before one that only follows a name.
    pub(super) fn attribution(&self, context: &Context) -> Option<String> {
        let text = context.span.of(&context.doc.text);
        let pieces = scan(text);
        let mut found: Option<(Source, Span)> = None;
        for at in 0..pieces.len() {
            let Some((len, source)) = self.cues.start(&pieces, at) else { continue };
            let name = |i: &usize| pieces[*i].capital && pieces[*i].is_word();
            let range = match source {
                Source::Itself => Some(at..at + len),
                Source::After => {
                    // "according to a report by Acme News": the first name within a few words.
                    let start = (at + len..pieces.len().min(at + len + LONGEST)).find(name);
                    start.map(|s| s..(s..pieces.len().min(s + LONGEST)).take_while(name).last().unwrap_or(s) + 1)
                }
                Source::Before => {
                    let start = (at.saturating_sub(LONGEST)..at).rev().take_while(name).last();
                    // The whole sentence before the cue in capitals is a headline, not a name.
                    start.filter(|_| !context.title_case).map(|s| s..at)
                }
            };
            let Some(range) = range else { continue };
            let span = Span::new(pieces[range.start].start, pieces[range.end - 1].end);
            if found.is_none_or(|(s, _)| s == Source::Before && *source != Source::Before) {
                found = Some((*source, span));
            }
        }
        found.map(|(_, span)| span.of(text).to_string())
    }
}
