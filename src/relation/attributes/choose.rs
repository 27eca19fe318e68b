//! Which of an article's sums or dates belongs to a relation.

use super::Cue;
use super::context::{Context, Features, bucket};
use crate::learn::Linear;
use crate::mention::{MoneyKind, Value, ValueKind};
use crate::value::{Amount, PartialDate};

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Money,
    Date,
}

/// Sentences farther away than this are not looked at, except the title.
const REACH_MONEY: u32 = 12;
const REACH_DATE: u32 = 1;

/// How likely a value must be, in log odds: what gave the best F1 in cross-validation without many false ones.
const LEAST_MONEY: f32 = -0.3;
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

/// The value that most likely belongs to the relation, if any is likely enough.
pub(super) fn choose<'v>(
    model: &Linear,
    context: &Context,
    values: &'v [Value],
    cue: &Cue,
    published: Option<PartialDate>,
    wanted: Wanted,
) -> Option<&'v Value> {
    let all = candidates(values, cue, wanted);
    if model.is_empty() {
        // Without weights: the only value of the sentence that no word beside it makes another thing.
        let deal = |v: &&Value| match v.kind {
            ValueKind::Money(_, kind) => matches!(kind, MoneyKind::Deal | MoneyKind::Plain | MoneyKind::Loan),
            _ => true,
        };
        return all.iter().map(|i| &values[*i]).filter(|v| v.sentence == cue.sentence).find(deal);
    }
    let least = if wanted == Wanted::Money { LEAST_MONEY } else { LEAST_DATE };
    let mut best: Option<(f32, usize)> = None;
    let mut scores = Vec::new();
    for i in all.iter().copied() {
        model.score(&features(context, values, i, cue, published), &mut scores);
        let score = scores.first().copied().unwrap_or(f32::MIN);
        if score > least && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, i));
        }
    }
    best.map(|(_, i)| &values[i])
}

/// The features of one candidate.
pub(super) fn features(
    context: &Context,
    values: &[Value],
    at: usize,
    cue: &Cue,
    published: Option<PartialDate>,
) -> Vec<u32> {
    let mut f = Features::default();
    let value = &values[at];
    let relation = cue.relation;
    let same = value.sentence == cue.sentence;
    let place = match (same, value.sentence == 0, value.sentence > cue.sentence) {
        (true, ..) => "same",
        (_, true, _) => "title",
        (_, _, true) => "later",
        _ => "earlier",
    };
    let away = bucket(value.sentence.abs_diff(cue.sentence) as usize);
    f.both("place", relation, &[place, away]);
    let what = kind_of(value, published);
    for part in &what {
        f.both("what", relation, &[part]);
        f.both("what-place", relation, &[part, place]);
    }
    let elsewhere;
    let home = if same {
        context
    } else {
        let other = Cue { sentence: value.sentence, subject: None, object: None, ..*cue };
        elsewhere = Context::new(context.doc, &other);
        &elsewhere
    };
    let tokens = home.tokens(value.span);
    let (start, end) = (tokens.start as isize, tokens.end as isize);
    for n in 1..=4 {
        let side = ["1", "2", "3", "4"][n as usize - 1];
        f.both("left", relation, &[side, home.masked(start - n)]);
        f.both("right", relation, &[side, home.masked(end + n - 1)]);
        f.add("left-bag", &[home.masked(start - n)]);
        f.add("right-bag", &[home.masked(end + n - 1)]);
    }
    f.add("left2", &[home.masked(start - 2), home.masked(start - 1)]);
    f.add("right2", &[home.masked(end), home.masked(end + 1)]);
    f.add("around", &[home.masked(start - 1), home.masked(end)]);

    let alike = |v: &Value| std::mem::discriminant(&v.kind) == std::mem::discriminant(&value.kind);
    let others = values.iter().filter(|v| v.sentence == value.sentence && alike(v)).count();
    f.both("others", relation, &[bucket(others - 1), place]);
    let rank = values[..at].iter().filter(|v| v.sentence == value.sentence && alike(v)).count();
    f.add("rank", &[bucket(rank), bucket(others - 1)]);
    let times = values.iter().filter(|v| same_value(v, value)).count();
    f.both("times", relation, &[bucket(times)]);
    let earlier = values[..at].iter().filter(|v| alike(v)).count();
    f.both("nth", relation, &[bucket(earlier)]);
    let same_sentence_money = values.iter().filter(|v| v.sentence == cue.sentence && alike(v)).count();
    f.both("here", relation, &[place, bucket(same_sentence_money)]);

    if same {
        position(&mut f, context, &tokens, cue);
    } else {
        let text = home.span.of(&context.doc.text);
        for (name, end) in [("S", cue.subject), ("O", cue.object)] {
            let named = end.map(|s| s.of(&context.doc.text)).is_some_and(|n| n.len() > 1 && text.contains(n));
            f.both("named", relation, &[name, if named { "yes" } else { "no" }, place]);
            f.add("named-what", &[name, if named { "yes" } else { "no" }, place, &what[0]]);
        }
    }
    f.done()
}

/// Where the value stands to the ends in their own sentence.
fn position(f: &mut Features, context: &Context, tokens: &std::ops::Range<usize>, cue: &Cue) {
    let relation = cue.relation;
    let regions = context.regions();
    let region = regions.of(tokens.start);
    f.both("region", relation, &[regions.order, region]);
    for (name, end) in [("S", &context.subject), ("O", &context.object)] {
        let Some(end) = end else {
            f.both("gap", relation, &[name, "none"]);
            continue;
        };
        let (side, gap) = if end.end <= tokens.start {
            ("before", end.end..tokens.start)
        } else {
            ("after", tokens.end..end.start.max(tokens.end))
        };
        f.both("gap", relation, &[name, side, bucket(gap.len())]);
        if gap.len() <= 14 {
            for at in gap.clone() {
                f.both("gap-word", relation, &[name, side, context.masked(at as isize)]);
            }
        }
        let breaks = gap.clone().filter(|at| matches!(context.word(*at as isize), "," | ";" | ":" | "-" | "—")).count();
        f.both("breaks", relation, &[name, side, bucket(breaks)]);
        let ands = gap.filter(|at| context.word(*at as isize) == "and").count();
        f.add("ands", &[name, side, bucket(ands)]);
    }
}

/// What a value is, as feature words: the most telling first.
fn kind_of(value: &Value, published: Option<PartialDate>) -> Vec<String> {
    match &value.kind {
        ValueKind::Money(Amount { hundredths, bound, .. }, kind) => {
            let digits = hundredths.checked_ilog10().unwrap_or(0);
            vec![kind.to_string(), format!("{kind} {bound}"), format!("digits {digits}")]
        }
        ValueKind::Date(date) => {
            let precision = match (date.month(), date.day()) {
                (None, _) => "year",
                (_, None) => "month",
                _ => "day",
            };
            let distance = published.map(|p| i32::from(p.year()) - i32::from(date.year()));
            let era = match distance {
                None => "unknown",
                Some(..=-1) => "future",
                Some(0) if published == Some(*date) => "today",
                Some(0) => "this year",
                Some(1..=2) => "recent",
                Some(_) => "old",
            };
            vec![format!("{precision} {era}"), precision.to_string()]
        }
        ValueKind::Percent(_) => vec!["percent".to_string()],
    }
}

fn same_value(a: &Value, b: &Value) -> bool {
    match (&a.kind, &b.kind) {
        (ValueKind::Money(a, _), ValueKind::Money(b, _)) => a.hundredths == b.hundredths && a.currency == b.currency,
        (a, b) => a == b,
    }
}
