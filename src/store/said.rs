//! What a statement says, its texts lent by the row that was read or the memory that holds them.

use super::link::{date, unreadable, word};
use crate::graph::{Fact, Source};
use crate::value::{Amount, Bound, Currency, PartialDate, Span, Status};
use rusqlite::Row;
use std::sync::Arc;

/// The columns that [`Said::of`] reads, of `t` (statement_row), and then its edge.
pub(super) const FACT: &str = "t.article, t.status, t.amount_text, t.hundredths, t.currency, t.bound, t.date, t.role, \
    t.stake, t.attribution, t.quote, t.span_start, t.span_end, t.confidence, t.rule, t.edge";

/// A [`Fact`] without its article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said<'t> {
    pub(super) status: Status,
    pub(super) amount: Option<Money<'t>>,
    pub(super) date: Option<PartialDate>,
    pub(super) role: Option<&'t str>,
    pub(super) stake: Option<u32>,
    pub(super) attribution: Option<&'t str>,
    pub(super) quote: &'t str,
    pub(super) span: Span,
    pub(super) confidence: f32,
    pub(super) rule: &'t str,
}

/// An [`Amount`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Money<'t> {
    pub(super) text: &'t str,
    pub(super) hundredths: i64,
    pub(super) currency: Currency,
    pub(super) bound: Bound,
}

impl<'t> Said<'t> {
    /// That of a row with the columns of [`FACT`].
    pub(super) fn of(row: &'t Row<'_>) -> rusqlite::Result<Said<'t>> {
        let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?);
        let hundredths: Option<i64> = row.get(3)?;
        let amount = match hundredths {
            None => None,
            Some(hundredths) => Some(Money {
                text: text(2)?.unwrap_or_default(),
                hundredths,
                currency: Currency::new(row.get_ref(4)?.as_str()?).ok_or_else(|| unreadable(4, "a currency"))?,
                bound: word(row, 5)?,
            }),
        };
        Ok(Said {
            status: word(row, 1)?,
            amount,
            date: date(row, 6)?,
            role: text(7)?,
            stake: row.get(8)?,
            attribution: text(9)?,
            quote: row.get_ref(10)?.as_str()?,
            span: Span { start: row.get(11)?, end: row.get(12)? },
            confidence: row.get::<_, f64>(13)? as f32,
            rule: row.get_ref(14)?.as_str()?,
        })
    }

    /// It with its article.
    pub(super) fn fact(self, source: Arc<Source>) -> Fact {
        Fact {
            source,
            status: self.status,
            amount: self.amount.map(|money| Amount {
                text: money.text.to_string(),
                hundredths: money.hundredths,
                currency: money.currency,
                bound: money.bound,
            }),
            date: self.date,
            role: self.role.map(str::to_string),
            stake: self.stake,
            attribution: self.attribution.map(str::to_string),
            quote: self.quote.to_string(),
            span: self.span,
            confidence: self.confidence,
            rule: self.rule.into(),
        }
    }
}
