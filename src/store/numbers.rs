//! What a test admits of a column's numbers.

use super::columns::{Column, Columns, Kind, day};
use super::condition::{Sign, Test};
use rusqlite::OptionalExtension;
use rusqlite::types::Value;
use std::cmp::Ordering;

/// Numbers of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Numbers {
    /// From the first to the last; none where that is the lesser.
    Between(i64, i64),
    OneOf(Vec<i64>),
    NoneOf(Vec<i64>),
}

impl Numbers {
    /// The numbers of a column that meet a test; `None` where they cannot tell.
    pub(super) fn that(test: &Test, column: Column, columns: &Columns<'_>) -> rusqlite::Result<Option<Numbers>> {
        Ok(match (test, column.kind) {
            (Test::Is(sign, Value::Text(text)), Kind::Word) => {
                let words = columns.words()?.into_iter().zip(0..).skip(1);
                let fit = words.filter(|(word, _)| sign.holds(word.as_str().cmp(text)));
                Some(Numbers::OneOf(fit.map(|(_, number)| number).collect()))
            }
            (Test::Is(sign, value), kind) => around(kind, value).map(|(below, above)| {
                let least = kind.untold().map_or(0, |untold| untold + 1);
                match sign {
                    Sign::Equal => Numbers::Between(above, below),
                    Sign::Less => Numbers::Between(least, above.saturating_sub(1)),
                    Sign::AtMost => Numbers::Between(least, below),
                    Sign::More => Numbers::Between(below.saturating_add(1), i64::MAX),
                    Sign::AtLeast => Numbers::Between(above, i64::MAX),
                }
            }),
            (Test::OneOf(values), _) => {
                let mut all = Vec::new();
                for value in values {
                    match Numbers::that(&Test::Is(Sign::Equal, value.clone()), column, columns)? {
                        Some(Numbers::OneOf(some)) => all.extend(some),
                        Some(Numbers::Between(from, to)) if from == to => all.push(from),
                        Some(_) => {}
                        None => return Ok(None),
                    }
                }
                Some(Numbers::OneOf(all))
            }
            (Test::NotNamed(ids), _) => {
                let mut find = columns.connection().prepare_cached("SELECT key FROM entity_row WHERE id = ?1")?;
                let found = ids.iter().filter_map(|id| find.query_row([id], |r| r.get(0)).optional().transpose());
                Some(Numbers::NoneOf(found.collect::<rusqlite::Result<_>>()?))
            }
        })
    }

    pub(super) fn admit(&self, number: i64) -> bool {
        match self {
            Numbers::Between(from, to) => (*from..=*to).contains(&number),
            Numbers::OneOf(some) => some.contains(&number),
            Numbers::NoneOf(some) => !some.contains(&number),
        }
    }
}

impl Sign {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Sign::Equal => order.is_eq(),
            Sign::Less => order.is_lt(),
            Sign::AtMost => order.is_le(),
            Sign::More => order.is_gt(),
            Sign::AtLeast => order.is_ge(),
        }
    }
}

/// The greatest number that stands for no more than a value, and the least that stands for no less: where one stands for it,
/// both are that one.
fn around(kind: Kind, value: &Value) -> Option<(i64, i64)> {
    match (kind, value) {
        (Kind::Day, Value::Text(text)) => day(text).map(|day| (day, day)),
        (Kind::Share, Value::Integer(n)) => around(kind, &Value::Real(*n as f64)),
        (Kind::Share, Value::Real(n)) if *n < 0.0 => Some((-1, 0)),
        (Kind::Share, Value::Real(n)) if !n.is_nan() => {
            let near = *n as f32;
            let below = if f64::from(near) > *n { near.next_down() } else { near };
            let above = if f64::from(near) < *n { near.next_up() } else { near };
            Some((below.to_bits().into(), above.to_bits().into()))
        }
        (Kind::Row | Kind::Money | Kind::Count, Value::Integer(n)) => Some((*n, *n)),
        (Kind::Row | Kind::Money | Kind::Count, Value::Real(n)) if !n.is_nan() => {
            Some((n.floor() as i64, n.ceil() as i64))
        }
        _ => None,
    }
}
