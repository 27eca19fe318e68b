//! Stakes: the percentage that is held or bought.

use super::Cue;
use super::context::Context;
use crate::mention::{Value, ValueKind};
use crate::vocab::Lexicon;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// How many words may stand between the percentage and the word that makes it a stake.
const NEAR: usize = 4;

/// The words that make a percentage a stake.
#[derive(Debug, Clone)]
pub(super) struct StakeCues {
    before: FxHashSet<SmolStr>,
    after: FxHashSet<SmolStr>,
}

impl StakeCues {
    pub(super) fn new(lexicon: &Lexicon) -> StakeCues {
        let side = |side: &str| {
            let rows = lexicon.rows("stake_cues").iter();
            rows.filter(|r| r.get(1).is_some_and(|s| s == side))
                .filter_map(|r| r[0].split(' ').next().map(SmolStr::from))
                .collect()
        };
        StakeCues { before: side("before"), after: side("after") }
    }

    /// The stake in the cue's sentence: the first percentage of at most 100 beside such a word.
    pub(super) fn stake(&self, context: &Context, values: &[Value], cue: &Cue) -> Option<u32> {
        values.iter().filter(|v| v.sentence == cue.sentence).find_map(|value| {
            let ValueKind::Percent(hundredths) = value.kind else { return None };
            let tokens = context.tokens(value.span);
            let after = context.words.get(tokens.end..context.len().min(tokens.end + NEAR))?;
            let before = context.words.get(tokens.start.saturating_sub(NEAR)..tokens.start)?;
            let hit = after.iter().any(|w| self.after.contains(w)) || before.iter().any(|w| self.before.contains(w));
            (hit && (1..=10_000).contains(&hundredths)).then_some(hundredths)
        })
    }
}
