//! What an expression is over a row.

use super::fault::{Fault, Place};
use super::functions::kind_column;
use super::run::Engine;
use super::tree::{EdgeField, Expr, Operator, Quantifier};
use super::value::{Value, all};
use super::{fields, walk};
use std::cmp::Ordering;

/// Values by slot.
pub(super) type Row = Vec<Value>;

impl Engine<'_> {
    /// The value of an expression. Slots of lists' elements are written while they are gone through.
    pub(super) fn value(&self, expr: &Expr, row: &mut Row) -> Result<Value, Fault> {
        Ok(match expr {
            Expr::Constant(value) => value.clone(),
            Expr::Slot(slot) => row.get(*slot).cloned().unwrap_or(Value::Null),
            Expr::Field { of, name, entity, edge } => match self.value(of, row)? {
                Value::Node(node) => entity.map_or(Ok(Value::Null), |column| self.ground.entity(node, column))?,
                Value::Edge(at) => match edge {
                    Some(EdgeField::Column(column)) => self.ground.edge(at, *column),
                    Some(EdgeField::Evidence(of)) => {
                        let found = self.ground.evidence(at)?;
                        found.map_or(Value::Null, |e| (fields::EVIDENCE[*of].value)(&e))
                    }
                    None => Value::Null,
                },
                Value::Map(entries) => entries.iter().find(|e| *e.0 == **name).map_or(Value::Null, |e| e.1.clone()),
                _ => Value::Null,
            },
            Expr::Is { of, kinds } => match self.value(of, row)? {
                Value::Node(node) => match self.ground.entity(node, kind_column())? {
                    Value::Text(kind) => Value::Flag(kinds.iter().any(|k| k.as_str() == &*kind)),
                    _ => Value::Null,
                },
                _ => Value::Null,
            },
            Expr::Not(of) => self.value(of, row)?.truth().map(|t| !t).into(),
            Expr::Negative(of, place) => {
                let zero = Value::Integer(0);
                arithmetic(Operator::Subtract, &zero, &self.value(of, row)?, &place.0)?
            }
            Expr::IsNull(of) => Value::Flag(self.value(of, row)?.is_null()),
            Expr::Binary(operator, two, place) => self.binary(*operator, &two.0, &two.1, &place.0, row)?,
            Expr::List(items) => {
                let items: Result<Vec<Value>, Fault> = items.iter().map(|e| self.value(e, row)).collect();
                Value::list(items?)
            }
            Expr::Map(entries) => {
                let mut values = Vec::with_capacity(entries.len());
                for (name, e) in entries {
                    values.push((name.as_str().into(), self.value(e, row)?));
                }
                values.sort_by(|a: &(std::rc::Rc<str>, Value), b| a.0.cmp(&b.0));
                Value::Map(values.into())
            }
            Expr::Index(two) => match (self.value(&two.0, row)?, self.value(&two.1, row)?) {
                (Value::List(items), Value::Integer(at)) => {
                    position(at, items.len()).and_then(|i| items.get(i)).cloned().unwrap_or(Value::Null)
                }
                (Value::Map(entries), Value::Text(name)) => {
                    entries.iter().find(|e| e.0 == name).map_or(Value::Null, |e| e.1.clone())
                }
                _ => Value::Null,
            },
            Expr::Slice(of, from, to) => {
                let Value::List(items) = self.value(of, row)? else { return Ok(Value::Null) };
                let mut end = |e: &Option<Box<Expr>>, default: usize| -> Result<Option<usize>, Fault> {
                    let Some(e) = e else { return Ok(Some(default)) };
                    let Value::Integer(at) = self.value(e, row)? else { return Ok(None) };
                    Ok(Some(position(at, items.len()).unwrap_or(0).min(items.len())))
                };
                let (from, to) = (end(from, 0)?, end(to, items.len())?);
                match (from, to) {
                    (Some(from), Some(to)) => Value::list(items.get(from..to).unwrap_or(&[]).iter().cloned()),
                    _ => Value::Null,
                }
            }
            Expr::Case { subject, whens, other } => {
                let subject = subject.as_ref().map(|s| self.value(s, row)).transpose()?;
                for (when, then) in whens {
                    let when = self.value(when, row)?;
                    let holds = match &subject {
                        Some(subject) => subject.equals(&when),
                        None => when.truth(),
                    };
                    if holds == Some(true) {
                        return self.value(then, row);
                    }
                }
                other.as_ref().map(|e| self.value(e, row)).transpose()?.unwrap_or(Value::Null)
            }
            Expr::Call(function, arguments, place) => {
                let values: Result<Vec<Value>, Fault> = arguments.iter().map(|e| self.value(e, row)).collect();
                function.call(&self.ground, &values?, &place.0)?
            }
            Expr::Comprehension { slot, list, filter, map } => {
                let Value::List(items) = self.value(list, row)? else { return Ok(Value::Null) };
                let mut kept = Vec::new();
                for item in items.iter() {
                    row[*slot] = item.clone();
                    if let Some(filter) = filter
                        && self.value(filter, row)?.truth() != Some(true)
                    {
                        continue;
                    }
                    kept.push(match map {
                        Some(map) => self.value(map, row)?,
                        None => item.clone(),
                    });
                }
                Value::list(kept)
            }
            Expr::Quantified { quantifier, slot, list, filter } => {
                let Value::List(items) = self.value(list, row)? else { return Ok(Value::Null) };
                let mut truths = Vec::with_capacity(items.len());
                for item in items.iter() {
                    row[*slot] = item.clone();
                    truths.push(self.value(filter, row)?.truth());
                }
                quantified(*quantifier, &truths).into()
            }
            Expr::Exists(pattern) => {
                let mut inner = row.clone();
                let mut found = false;
                self.matches(pattern, &mut inner, &mut |_| {
                    found = true;
                    Ok(walk::Flow::Enough)
                })?;
                Value::Flag(found)
            }
        })
    }

    /// Whether an expression is true, not only not false.
    pub(super) fn holds(&self, expr: &Expr, row: &mut Row) -> Result<bool, Fault> {
        Ok(self.value(expr, row)?.truth() == Some(true))
    }

    fn binary(&self, operator: Operator, a: &Expr, b: &Expr, place: &Place, row: &mut Row) -> Result<Value, Fault> {
        let left = self.value(a, row)?;
        // What decides alone spares the rest.
        match (operator, left.truth()) {
            (Operator::And, Some(false)) => return Ok(Value::Flag(false)),
            (Operator::Or, Some(true)) => return Ok(Value::Flag(true)),
            _ => {}
        }
        let right = self.value(b, row)?;
        let order = |wanted: fn(Ordering) -> bool| Value::from(left.compares(&right).map(wanted));
        let texts = |holds: fn(&str, &str) -> bool| match (&left, &right) {
            (Value::Text(a), Value::Text(b)) => Value::Flag(holds(a, b)),
            _ => Value::Null,
        };
        Ok(match operator {
            Operator::And => match (left.truth(), right.truth()) {
                (_, Some(false)) => Value::Flag(false),
                (Some(true), Some(true)) => Value::Flag(true),
                _ => Value::Null,
            },
            Operator::Or => match (left.truth(), right.truth()) {
                (_, Some(true)) => Value::Flag(true),
                (Some(false), Some(false)) => Value::Flag(false),
                _ => Value::Null,
            },
            Operator::Xor => left.truth().zip(right.truth()).map(|(a, b)| a != b).into(),
            Operator::Equal => left.equals(&right).into(),
            Operator::Unequal => left.equals(&right).map(|e| !e).into(),
            Operator::Less => order(Ordering::is_lt),
            Operator::LessOrEqual => order(Ordering::is_le),
            Operator::Greater => order(Ordering::is_gt),
            Operator::GreaterOrEqual => order(Ordering::is_ge),
            Operator::In => match &right {
                Value::List(items) => all(items.iter().map(|i| left.equals(i).map(|e| !e))).map(|none| !none).into(),
                _ => Value::Null,
            },
            Operator::Contains => texts(|a, b| a.contains(b)),
            Operator::StartsWith => texts(|a, b| a.starts_with(b)),
            Operator::EndsWith => texts(|a, b| a.ends_with(b)),
            Operator::Matches => match (&left, &right) {
                (Value::Text(a), Value::Text(b)) => Value::Flag(self.pattern(b, place)?.is_match(a)),
                _ => Value::Null,
            },
            _ => arithmetic(operator, &left, &right, place)?,
        })
    }
}

/// Where a position, from the end where it is negative, stands in a list; `None` before its beginning.
fn position(at: i64, length: usize) -> Option<usize> {
    usize::try_from(if at < 0 { at + length as i64 } else { at }).ok()
}

fn quantified(quantifier: Quantifier, truths: &[Option<bool>]) -> Option<bool> {
    let unknown = truths.iter().any(Option::is_none);
    let trues = truths.iter().filter(|t| **t == Some(true)).count();
    let unless = |known: bool| if unknown { None } else { Some(known) };
    match quantifier {
        Quantifier::All => all(truths.iter().copied()),
        Quantifier::Any if trues > 0 => Some(true),
        Quantifier::Any => unless(false),
        Quantifier::None if trues > 0 => Some(false),
        Quantifier::None => unless(true),
        Quantifier::Single if trues > 1 => Some(false),
        Quantifier::Single => unless(trues == 1),
    }
}

fn arithmetic(operator: Operator, a: &Value, b: &Value, place: &Place) -> Result<Value, Fault> {
    if a.is_null() || b.is_null() {
        return Ok(Value::Null);
    }
    let large = || Fault::new(place.clone(), "this number is too large");
    let wrong = || {
        let verb = match operator {
            Operator::Add => "added",
            Operator::Subtract => "subtracted",
            Operator::Multiply => "multiplied",
            _ => "divided",
        };
        Fault::new(place.clone(), format!("{} and {} cannot be {verb}", a.kind(), b.kind()))
    };
    let whole = |h: i128| i64::try_from(h);
    match (operator, a, b) {
        (Operator::Add, Value::Text(a), Value::Text(b)) => return Ok(Value::text(format!("{a}{b}"))),
        (Operator::Add, Value::Text(a), b) if b.number().is_some() => {
            return Ok(Value::text(format!("{a}{}", b.number().unwrap_or(0.0))));
        }
        (Operator::Add, Value::List(a), Value::List(b)) => return Ok(Value::list(a.iter().chain(b.iter()).cloned())),
        (Operator::Add, Value::List(a), b) => return Ok(Value::list(a.iter().cloned().chain([b.clone()]))),
        (Operator::Add, a, Value::List(b)) => return Ok(Value::list([a.clone()].into_iter().chain(b.iter().cloned()))),
        (_, Value::Integer(a), Value::Integer(b)) => {
            let result = match operator {
                Operator::Add => a.checked_add(*b),
                Operator::Subtract => a.checked_sub(*b),
                Operator::Multiply => a.checked_mul(*b),
                Operator::Divide | Operator::Remainder if *b == 0 => {
                    return Err(Fault::new(place.clone(), "a number cannot be divided by 0"));
                }
                Operator::Divide => a.checked_div(*b),
                Operator::Remainder => a.checked_rem(*b),
                _ => return Ok(Value::Number((*a as f64).powf(*b as f64))),
            };
            return result.map(Value::Integer).ok_or_else(large);
        }
        _ => {}
    }
    let exact = |v: &Value| match v {
        Value::Integer(n) => Some(i128::from(*n) * 100),
        Value::Hundredths(h) => Some(i128::from(*h)),
        _ => None,
    };
    let (Some(x), Some(y)) = (a.number(), b.number()) else { return Err(wrong()) };
    match (operator, exact(a), exact(b)) {
        (Operator::Add, Some(a), Some(b)) => return whole(a + b).map(Value::Hundredths).map_err(|_| large()),
        (Operator::Subtract, Some(a), Some(b)) => return whole(a - b).map(Value::Hundredths).map_err(|_| large()),
        _ => {}
    }
    Ok(Value::Number(match operator {
        Operator::Add => x + y,
        Operator::Subtract => x - y,
        Operator::Multiply => x * y,
        Operator::Divide => x / y,
        Operator::Remainder => x % y,
        _ => x.powf(y),
    }))
}
