//! What speaks for a sum or a date as a relation's own.

use super::super::Cue;
use super::super::context::{Context, Features, bucket};
use super::apart::{apart, link_before, noun_after, verb_before};
use crate::mention::{Value, ValueKind};
use crate::value::{Amount, PartialDate};
use std::ops::Range;

/// The features of one candidate.
pub(in super::super) fn features(
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
        elsewhere = Context::new(context.survey, &other);
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
        nearest(&mut f, context, values, at, relation);
        let (verb, noun) = (verb_before(context, value), noun_after(context, value));
        f.both("own-verb", relation, &[verb]);
        f.both("own-noun", relation, &[noun]);
        f.both("own-link", relation, &[link_before(context, value), noun]);
        f.add("own-both", &[verb, link_before(context, value)]);
    } else {
        apart(&mut f, (context, home), values, at, cue, place, &what[0]);
    }
    f.done()
}

/// Where the value stands to the ends in their own sentence.
fn position(f: &mut Features, context: &Context, tokens: &Range<usize>, cue: &Cue) {
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

/// Whether of the values alike in the sentence this is the nearest to either end, and how the syntax leads there.
fn nearest(f: &mut Features, context: &Context, values: &[Value], at: usize, relation: &str) {
    let value = &values[at];
    let alike = |v: &&Value| {
        v.sentence == value.sentence && std::mem::discriminant(&v.kind) == std::mem::discriminant(&value.kind)
    };
    let mut flags = Vec::new();
    for (name, end) in [("S", &context.subject), ("O", &context.object)] {
        let Some(end) = end else { continue };
        let gap = |v: &Value| {
            let tokens = context.tokens(v.span);
            if end.end <= tokens.start { tokens.start - end.end } else { end.start.saturating_sub(tokens.end) }
        };
        let own = gap(value);
        flags.push(if values.iter().filter(alike).all(|v| gap(v) >= own) { name } else { "-" });
        let wide = |r: &Range<usize>| (context.first + r.start) as u32..(context.first + r.end) as u32;
        let heads = (context.doc.head_of(wide(end)), context.doc.head_of(wide(&context.tokens(value.span))));
        let (Some(from), Some(to)) = heads else { continue };
        let steps = context.doc.path(from, to).unwrap_or_default();
        let way: Vec<String> =
            steps.iter().map(|s| format!("{}{}", if s.up { '<' } else { '>' }, s.dep.base())).collect();
        if !way.is_empty() && way.len() <= 6 {
            f.both("way", relation, &[name, &way.join("")]);
        }
        if let Some(top) = steps.iter().rfind(|s| s.up) {
            let lemma = context.lemma(top.token as isize - context.first as isize);
            f.both("way-top", relation, &[name, lemma, if way.len() <= 3 { "near" } else { "far" }]);
        }
    }
    f.both("nearest", relation, &[&flags.join("")]);
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
