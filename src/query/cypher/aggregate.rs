//! Functions over all rows of a group.

use super::fault::{Fault, Place};
use super::tree::Expr;
use super::value::Value;
use rustc_hash::FxHashSet;
use std::cmp::Ordering;

/// What is made of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Count,
    Collect,
    Sum,
    Average,
    Least,
    Greatest,
}

/// An aggregate as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Aggregate {
    pub(super) kind: Kind,
    pub(super) distinct: bool,
    /// `None` for `count(*)`.
    pub(super) of: Option<Expr>,
    pub(super) place: Place,
}

/// The kind of aggregate that a name means, in any case.
pub(super) fn kind(name: &str) -> Option<Kind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "count" => Kind::Count,
        "collect" => Kind::Collect,
        "sum" => Kind::Sum,
        "avg" => Kind::Average,
        "min" => Kind::Least,
        "max" => Kind::Greatest,
        _ => return None,
    })
}

/// What has been met of a group.
#[derive(Debug, Default)]
pub(super) struct Tally {
    met: FxHashSet<Value>,
    values: Vec<Value>,
    best: Option<Value>,
    count: i64,
    /// Of whole numbers and hundredths, in hundredths: exact.
    exact: i128,
    inexact: f64,
    /// Whether there were hundredths, whether there were other fractions.
    fractions: (bool, bool),
}

impl Tally {
    /// Takes a value in; an unknown one counts for nothing. `None`: a row, for `count(*)`.
    pub(super) fn add(&mut self, aggregate: &Aggregate, value: Option<Value>) -> Result<(), Fault> {
        let Some(value) = value else {
            self.count += 1;
            return Ok(());
        };
        if value.is_null() || (aggregate.distinct && !self.met.insert(value.clone())) {
            return Ok(());
        }
        self.count += 1;
        match aggregate.kind {
            Kind::Count => {}
            Kind::Collect => self.values.push(value),
            Kind::Least => self.keep(value, Ordering::Less),
            Kind::Greatest => self.keep(value, Ordering::Greater),
            Kind::Sum | Kind::Average => match value {
                Value::Integer(n) => self.exact += i128::from(n) * 100,
                Value::Hundredths(h) => {
                    self.exact += i128::from(h);
                    self.fractions.0 = true;
                }
                Value::Number(n) => {
                    self.inexact += n;
                    self.fractions.1 = true;
                }
                other => {
                    let message = format!("only numbers can be summed, and this is {}", other.kind());
                    return Err(Fault::new(aggregate.place.clone(), message));
                }
            },
        }
        Ok(())
    }

    fn keep(&mut self, value: Value, when: Ordering) {
        if self.best.as_ref().is_none_or(|best| value.order(best) == when) {
            self.best = Some(value);
        }
    }

    /// The result.
    pub(super) fn result(self, aggregate: &Aggregate) -> Result<Value, Fault> {
        let sum = self.exact as f64 / 100.0 + self.inexact;
        Ok(match aggregate.kind {
            Kind::Count => Value::Integer(self.count),
            Kind::Collect => Value::list(self.values),
            Kind::Least | Kind::Greatest => self.best.unwrap_or(Value::Null),
            Kind::Average if self.count == 0 => Value::Null,
            Kind::Average => Value::Number(sum / self.count as f64),
            Kind::Sum if self.fractions.1 => Value::Number(sum),
            Kind::Sum => {
                let whole = !self.fractions.0;
                let exact = i64::try_from(if whole { self.exact / 100 } else { self.exact });
                let exact = exact.map_err(|_| Fault::new(aggregate.place.clone(), "this sum is too large"))?;
                if whole { Value::Integer(exact) } else { Value::Hundredths(exact) }
            }
        })
    }
}
