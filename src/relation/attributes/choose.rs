//! Which of an article's sums or dates belongs to a relation.

mod apart;
mod features;

pub(super) use features::features;

use super::Cue;
use super::context::Context;
use crate::learn::Linear;
use crate::mention::{MoneyKind, Value, ValueKind};
use crate::value::PartialDate;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Money,
    Date,
}

/// Sentences farther away than this are not looked at, except the title.
const REACH_MONEY: u32 = 25;
const REACH_DATE: u32 = 1;

/// How likely a value must be, in log odds. For money cross-validated F1 is flat from here to -0.5, over articles in turn and
/// over outlets; for dates this is the best without many false ones.
const LEAST_MONEY: f32 = -1.0;
const LEAST_DATE: f32 = -0.2;

/// The candidates: indices into `values`.
pub(super) fn candidates(values: &[Value], cue: &Cue, wanted: Wanted) -> Vec<usize> {
    let reach = if wanted == Wanted::Money { REACH_MONEY } else { REACH_DATE };
    let fits = |v: &Value| {
        let kind = match v.kind {
            ValueKind::Money(..) => wanted == Wanted::Money,
            ValueKind::Date(_) => wanted == Wanted::Date,
            ValueKind::Percent(_) => false,
        };
        kind && (v.sentence.abs_diff(cue.sentence) <= reach || v.sentence == 0)
    };
    (0..values.len()).filter(|i| fits(&values[*i])).collect()
}

/// The value that most likely belongs to the relation, if any is likely enough: its index and log odds.
pub(super) fn choose(
    model: &Linear,
    context: &Context,
    values: &[Value],
    cue: &Cue,
    published: Option<PartialDate>,
    wanted: Wanted,
) -> Option<(usize, f32)> {
    let all = candidates(values, cue, wanted);
    if model.is_empty() {
        // Without weights: the only value of the sentence that no word beside it makes another thing.
        let deal = |v: &Value| match v.kind {
            ValueKind::Money(_, kind) => matches!(kind, MoneyKind::Deal | MoneyKind::Plain | MoneyKind::Loan),
            _ => true,
        };
        let here = |i: &usize| values[*i].sentence == cue.sentence && deal(&values[*i]);
        return all.into_iter().find(here).map(|i| (i, 0.0));
    }
    let least = if wanted == Wanted::Money { LEAST_MONEY } else { LEAST_DATE };
    let mut best: Option<(usize, f32)> = None;
    let mut scores = Vec::new();
    for i in all.iter().copied() {
        model.score(&features(context, values, i, cue, published), &mut scores);
        let score = scores.first().copied().unwrap_or(f32::MIN);
        if score > least && best.is_none_or(|(_, s)| score > s) {
            best = Some((i, score));
        }
    }
    best
}
