//! A value in another sentence than the relation: whether the two sentences tell of the same deal.
//!
//! An investor often stands in a list ("the round was led by…") while the round's sum stands in the headline.

use super::super::Cue;
use super::super::context::{Context, EDGE, Features, bucket};
use super::super::ends::Ends;
use crate::mention::{MoneyKind, Value, ValueKind};
use crate::text::Tag;
use crate::value::Amount;

/// Of the cue's sentence at most this many words are told.
const SAID: usize = 40;

/// Adds the features of a value that stands in `home` while the relation stands in `context`.
pub(super) fn apart(
    f: &mut Features,
    (context, home): (&Context, &Context),
    values: &[Value],
    at: usize,
    cue: &Cue,
    place: &str,
    kind: &str,
) {
    let relation = cue.relation;
    let value = &values[at];
    let who = Ends::new(context.survey, cue).named(value.sentence as usize);
    f.both("named", relation, &[who, place]);
    f.both("named-kind", relation, &[who, place, kind]);
    f.add("named-away", &[who, place, bucket(value.sentence.abs_diff(cue.sentence) as usize)]);

    let series = match (series(context), series(home)) {
        (Some(a), Some(b)) if a == b => "same",
        (Some(_), Some(_)) => "other",
        (Some(_), None) => "here",
        (None, Some(_)) => "there",
        (None, None) => "none",
    };
    f.both("series", relation, &[series, place]);
    f.add("series-kind", &[series, place, kind]);

    let order = order(values, at);
    f.both("deal-nth", relation, &[order.0, order.1, place]);
    f.add("deal-nth-kind", &[order.0, order.1, kind, who]);

    let (verb, noun) = (verb_before(home, value), noun_after(home, value));
    f.both("its-verb", place, &[verb]);
    f.both("its-noun", place, &[noun]);
    let own = content(home);
    for word in content(context) {
        f.both("said", place, &[word]);
        f.add("said-kind", &[word, kind, who]);
        f.add("said-nth", &[word, order.0, who]);
        if own.contains(&word) {
            f.both("shared", place, &[word]);
        }
    }
}

/// The nouns, verbs and adjectives of a sentence that are no names.
fn content<'c>(context: &'c Context) -> Vec<&'c str> {
    let tells = |at: &isize| {
        let tag = context.tag(*at);
        (tag.is_verb() || tag.is_adjective() || matches!(tag, Tag::NN | Tag::NNS | Tag::RB))
            && !context.masked(*at).starts_with('<')
    };
    let mut words: Vec<&str> =
        (0..context.len() as isize).filter(tells).take(SAID).map(|at| context.lemma(at)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The letter of a round: the one-letter word behind a word that is used so ("series B").
fn series<'c>(context: &'c Context) -> Option<&'c str> {
    (1..context.len())
        .filter(|at| context.raw(*at).len() == 1 && context.raw(*at).starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|at| context.word(at as isize))
        .find(|letter| !matches!(*letter, "a" | "i") || context.len() > 1 && named_round(context, letter))
}

/// Whether a letter that is also a word stands behind a capitalised or common noun, as in "Series A".
fn named_round(context: &Context, letter: &str) -> bool {
    (1..context.len() as isize).any(|at| context.word(at) == letter && context.tag(at - 1).is_noun())
}

/// Which of the article's different deal sums this is, and how many there are.
fn order(values: &[Value], at: usize) -> (&'static str, &'static str) {
    let mut sums: Vec<(i64, &Amount)> = Vec::new();
    for value in values {
        if let ValueKind::Money(amount, MoneyKind::Deal | MoneyKind::Plain) = &value.kind
            && !sums.iter().any(|(h, a)| *h == amount.hundredths && a.currency == amount.currency)
        {
            sums.push((amount.hundredths, amount));
        }
    }
    let own = match &values[at].kind {
        ValueKind::Money(amount, _) => {
            sums.iter().position(|(h, a)| *h == amount.hundredths && a.currency == amount.currency)
        }
        _ => None,
    };
    (own.map_or("none", bucket), bucket(sums.len()))
}

/// The lemma of the last verb before a value.
pub(super) fn verb_before<'c>(home: &'c Context, value: &Value) -> &'c str {
    let start = home.tokens(value.span).start as isize;
    (0..start).rev().find(|at| home.tag(*at).is_verb()).map_or(EDGE, |at| home.lemma(at))
}

/// The preposition that a value hangs on, over the adjectives and articles between ("for a reported $8 billion").
pub(super) fn link_before<'c>(home: &'c Context, value: &Value) -> &'c str {
    let start = home.tokens(value.span).start as isize;
    let skips =
        |tag: Tag| tag.is_adjective() || tag.is_adverb() || matches!(tag, Tag::DT | Tag::HYPH | Tag::VBN | Tag::NN);
    let found = (0..start).rev().take(5).find(|at| !skips(home.tag(*at)));
    found
        .filter(|at| matches!(home.tag(*at), Tag::IN | Tag::TO | Tag::POS | Tag::PRP_POSS))
        .map_or(EDGE, |at| home.word(at))
}

/// The lemma of the noun that a value stands before: the last of a run of nouns and adjectives.
pub(super) fn noun_after<'c>(home: &'c Context, value: &Value) -> &'c str {
    let end = home.tokens(value.span).end as isize;
    let part = |at: &isize| home.tag(*at).is_noun() || home.tag(*at).is_adjective() || home.word(*at) == "-";
    (end..home.len() as isize).take_while(part).last().map_or(EDGE, |at| home.lemma(at))
}
