//! Sums of money.

use super::number::{Figure, NumberWords, is_mark};
use super::phrase::Phrases;
use super::scan::Piece;
use crate::value::{Bound, Currency};
use crate::vocab::Lexicon;

/// A sum as found: pieces `start..end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) hundredths: i64,
    pub(super) currency: Currency,
    pub(super) bound: Bound,
}

#[derive(Debug, Clone, Copy)]
struct Form {
    currency: Currency,
    /// Counts only behind a scale word: "3 billion won".
    scaled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Separator,
    Pair,
    Open,
    From,
}

/// The words of money.
#[derive(Debug, Clone)]
pub(super) struct MoneyWords {
    prefixes: Phrases<Form>,
    suffixes: Phrases<Form>,
    before: Phrases<Bound>,
    after: Phrases<Bound>,
    joins: Phrases<Join>,
}

impl MoneyWords {
    pub(super) fn new(lexicon: &Lexicon) -> MoneyWords {
        let forms = |side: &'static str| {
            Phrases::new(lexicon.rows("currencies").iter().filter_map(move |row| {
                let currency = Currency::new(row.get(1)?)?;
                let place = row.get(2)?;
                let form = Form { currency, scaled: row.get(3).is_some_and(|s| s == "scaled") };
                (place == side || place == "both").then_some((row[0].as_str(), form))
            }))
        };
        let bounds = |side: &'static str| {
            Phrases::new(lexicon.rows("bound_cues").iter().filter_map(move |row| {
                let bound = row.get(1)?.parse().ok()?;
                (row.get(2)? == side).then_some((row[0].as_str(), bound))
            }))
        };
        let joins = lexicon.rows("range_words").iter().filter_map(|row| {
            let join = match row.get(1)?.as_str() {
                "sep" => Join::Separator,
                "pair" => Join::Pair,
                "open" => Join::Open,
                "from" => Join::From,
                _ => return None,
            };
            Some((row[0].as_str(), join))
        });
        MoneyWords {
            prefixes: forms("prefix"),
            suffixes: forms("suffix"),
            before: bounds("before"),
            after: bounds("after"),
            joins: Phrases::new(joins),
        }
    }

    /// The sum whose figure or currency starts at piece `at`. The words that bound it are part of it.
    pub(super) fn read(&self, pieces: &[Piece], at: usize, numbers: &NumberWords) -> Option<Sum> {
        let (figure, prefix) = self.end_of_range(pieces, at, numbers)?;
        let range = self.range(pieces, at, figure.end, prefix.is_some(), numbers);
        let (mut low, mut end) = (figure, figure.end);
        if let Some(high) = &range {
            low = figure.with_scale_of(high);
            end = high.end;
        }
        let scaled = low.scaled;
        let suffix = self.suffix(pieces, end, scaled, low.vague);
        let (end, currency) = match (prefix, suffix) {
            (Some(form), Some((e, other))) if other.currency == form.currency || form.currency == Currency::USD => {
                (e, other.currency)
            }
            (Some(form), _) => (end, form.currency),
            (None, Some((e, form))) => (e, form.currency),
            (None, None) if low.vague && numbers.money_follows(pieces, end) => (end, Currency::USD),
            (None, None) => return None,
        };
        if prefix.is_some_and(|f| f.scaled && !scaled) {
            return None;
        }
        let ranged = range.is_some();
        let hundredths = low.hundredths()?;
        let article = at > 0 && pieces[at - 1].is_word() && pieces[at - 1].text.len() == 1;
        let mut before = self.before.end(pieces, at);
        let mut start = at;
        if before.is_none() && article {
            before = self.before.end(pieces, at - 1);
            start -= usize::from(before.is_some());
        }
        let after = self.after.start(pieces, end).filter(|_| !ranged);
        let bound = match (before, after) {
            (Some((_, b)), _) => *b,
            (None, Some((_, b))) => *b,
            (None, None) if ranged => Bound::AtLeast,
            (None, None) => low.bound.unwrap_or(Bound::Exact),
        };
        start -= before.map_or(0, |(len, _)| len);
        Some(Sum { start, end: end + after.map_or(0, |(len, _)| len), hundredths, currency, bound })
    }

    /// A figure with the currency before it, if any.
    fn end_of_range(&self, pieces: &[Piece], at: usize, numbers: &NumberWords) -> Option<(Figure, Option<Form>)> {
        for (len, form) in self.prefixes.starting(pieces, at) {
            // A code of letters inside a longer word is no currency; scanning has split digits from letters only.
            if let Some(figure) = numbers.figure(pieces, at + len, true) {
                return Some((figure, Some(*form)));
            }
        }
        let piece = pieces.get(at)?;
        let tail = at > 0 && piece.glued && (pieces[at - 1].is_word() || is_mark(pieces, at - 1, "."));
        (!tail).then(|| numbers.figure(pieces, at, false)).flatten().map(|f| (f, None))
    }

    /// The upper end of a range that begins with the figure `start..end`.
    fn range(&self, pieces: &[Piece], start: usize, end: usize, symbol: bool, numbers: &NumberWords) -> Option<Figure> {
        let (len, join) = self.joins.start(pieces, end)?;
        let opened = self.joins.end(pieces, start).map(|(_, j)| *j);
        match (join, opened) {
            (Join::Separator, Some(Join::From)) => return None,
            (Join::Separator, _) | (Join::Pair, Some(Join::Open)) => {}
            _ => return None,
        }
        let (high, form) = self.end_of_range(pieces, end + len, numbers)?;
        if high.vague || high.bound.is_some() {
            return None;
        }
        // "$5 to 10 people" is no range: the upper end needs a currency or a scale.
        let fits = form.is_some() || high.scaled && (symbol || self.suffix(pieces, high.end, true, false).is_some());
        fits.then_some(high)
    }

    /// The currency behind a figure: "dollars", "-dollar", "of dollars", "(USD)".
    fn suffix(&self, pieces: &[Piece], at: usize, scaled: bool, vague: bool) -> Option<(usize, Form)> {
        let word = pieces.get(at)?;
        let skip = match word.text.as_str() {
            "-" | "(" => 1,
            // The "of" of "billions of dollars".
            _ if vague && word.is_word() && self.suffixes.start(pieces, at).is_none() => 1,
            _ => 0,
        };
        let (len, form) = self.suffixes.start(pieces, at + skip).filter(|(_, f)| scaled || !f.scaled)?;
        // "5 $3": the sign belongs to the number behind it.
        let sign = pieces.get(at + skip)?;
        let next = pieces.get(at + skip + len);
        if !sign.is_word() && next.is_some_and(|p| p.number().is_some()) {
            return None;
        }
        let close = usize::from(is_mark(pieces, at, "(") && is_mark(pieces, at + skip + len, ")"));
        Some((at + skip + len + close, *form))
    }
}
