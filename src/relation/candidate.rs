//! Candidates: pairs of mentions that a sentence, or two that follow each other, could relate.

use crate::mention::{Mention, MentionKind, Mentions};
use crate::text::Document;

/// Two mentions of different entities, the first earlier in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Index in `Mentions::mentions`.
    pub(super) first: u32,
    /// Index in `Mentions::mentions`.
    pub(super) second: u32,
    /// 0 in one sentence, 1 in two that follow each other.
    pub(super) gap: u8,
}

/// A sentence with more mentions than this is a listing: pairs far apart in it are left out.
const CROWD: usize = 24;
/// How many mentions apart two may stand in a listing.
const REACH: usize = 16;

/// All candidates of a document, in order of text. Cost: quadratic in the mentions of a sentence, up to a bound.
pub(super) fn candidates(doc: &Document, mentions: &Mentions) -> Vec<Candidate> {
    let all = &mentions.mentions;
    let mut starts = vec![all.len(); doc.sentences.len() + 1];
    for (i, m) in all.iter().enumerate().rev() {
        if let Some(s) = starts.get_mut(m.sentence as usize) {
            *s = i;
        }
    }
    for s in (0..doc.sentences.len()).rev() {
        starts[s] = starts[s].min(starts[s + 1]);
    }
    let mut out = Vec::new();
    for s in 0..doc.sentences.len() {
        let (from, to) = (starts[s], starts[s + 1]);
        let crowd = to - from > CROWD;
        for i in from..to {
            for j in i + 1..to {
                if (!crowd || j - i <= REACH) && pairable(&all[i], &all[j]) {
                    out.push(Candidate { first: i as u32, second: j as u32, gap: 0 });
                }
            }
        }
        let Some(&after) = starts.get(s + 2) else { continue };
        // Across sentences only names that the other sentence lacks: the rest is said within one.
        for i in from..to {
            for j in to..after {
                let (a, b) = (&all[i], &all[j]);
                let both_named = a.kind == MentionKind::Name && b.kind == MentionKind::Name;
                let together = |m: &Mention, r: std::ops::Range<usize>| all[r].iter().any(|o| o.entity == m.entity);
                if both_named && pairable(a, b) && !together(a, to..after) && !together(b, from..to) {
                    out.push(Candidate { first: i as u32, second: j as u32, gap: 1 });
                }
            }
        }
    }
    out
}

fn pairable(a: &Mention, b: &Mention) -> bool {
    a.entity != b.entity && !a.span.overlaps(b.span)
}
