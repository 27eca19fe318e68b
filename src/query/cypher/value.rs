//! Values of a query, their equality with unknowns, and their order.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// An entity, by its row in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Node(pub(super) u32);

/// An edge, by its row in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Edge(pub(super) u32);

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Unknown.
    Null,
    Flag(bool),
    Integer(i64),
    /// Hundredths: money and percentages, exact in sums.
    Hundredths(i64),
    Number(f64),
    Text(Rc<str>),
    List(Rc<[Value]>),
    /// In order of keys.
    Map(Rc<[(Rc<str>, Value)]>),
    Node(Node),
    Edge(Edge),
    Path(Rc<Path>),
}

/// Entities with an edge between each two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Path {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

impl Value {
    pub(super) fn text(text: impl AsRef<str>) -> Value {
        Value::Text(text.as_ref().into())
    }

    pub(super) fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().collect())
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// `Some` for true and false, `None` for unknown and for what is neither.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A number, where it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Value::Integer(n) => Some(*n as f64),
            Value::Hundredths(h) => Some(*h as f64 / 100.0),
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// What kind of value it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Flag(_) => "a truth value",
            Value::Integer(_) | Value::Hundredths(_) | Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
            Value::Node(_) => "an entity",
            Value::Edge(_) => "a relation",
            Value::Path(_) => "a path",
        }
    }

    /// Equality as `=` has it: `None` where an unknown takes part.
    pub(super) fn equals(&self, other: &Value) -> Option<bool> {
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => None,
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().zip(b.iter()).map(|(a, b)| a.equals(b)))
            }
            (Value::Map(a), Value::Map(b)) => {
                if a.len() != b.len() || a.iter().zip(b.iter()).any(|(a, b)| a.0 != b.0) {
                    return Some(false);
                }
                all(a.iter().zip(b.iter()).map(|(a, b)| a.1.equals(&b.1)))
            }
            _ => Some(match numbers(self, other) {
                Some(order) => order == Some(Ordering::Equal),
                None => self.rank() == other.rank() && self.order(other) == Ordering::Equal,
            }),
        }
    }

    /// Order as `<` has it: only between two numbers, two texts, two truth values or two lists.
    pub(super) fn compares(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(b)),
            (Value::List(a), Value::List(b)) => {
                for (a, b) in a.iter().zip(b.iter()) {
                    match a.compares(b)? {
                        Ordering::Equal => {}
                        order => return Some(order),
                    }
                }
                Some(a.len().cmp(&b.len()))
            }
            _ => numbers(self, other).flatten(),
        }
    }

    /// The order of ORDER BY: total, values of different kinds one kind after the other, unknown last.
    pub(super) fn order(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Node(a), Value::Node(b)) => a.cmp(b),
            (Value::Edge(a), Value::Edge(b)) => a.cmp(b),
            (Value::Path(a), Value::Path(b)) => a.cmp(b),
            (Value::List(a), Value::List(b)) => ordered(a.iter(), b.iter(), Value::order),
            (Value::Map(a), Value::Map(b)) => {
                ordered(a.iter(), b.iter(), |a, b| a.0.cmp(&b.0).then_with(|| a.1.order(&b.1)))
            }
            _ => match numbers(self, other) {
                Some(order) => order.unwrap_or_else(|| is_nan(self).cmp(&is_nan(other))),
                None => self.rank().cmp(&other.rank()),
            },
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Value::Map(_) => 0,
            Value::Node(_) => 1,
            Value::Edge(_) => 2,
            Value::List(_) => 3,
            Value::Path(_) => 4,
            Value::Text(_) => 5,
            Value::Flag(_) => 6,
            Value::Integer(_) | Value::Hundredths(_) | Value::Number(_) => 7,
            Value::Null => 8,
        }
    }
}

fn is_nan(value: &Value) -> bool {
    matches!(value, Value::Number(n) if n.is_nan())
}

/// The order of two numbers, exact between whole numbers and hundredths; `None` where one is none, `Some(None)` for NaN.
fn numbers(a: &Value, b: &Value) -> Option<Option<Ordering>> {
    let hundredths = |v: &Value| match v {
        Value::Integer(n) => Some(i128::from(*n) * 100),
        Value::Hundredths(h) => Some(i128::from(*h)),
        _ => None,
    };
    match (hundredths(a), hundredths(b)) {
        (Some(a), Some(b)) => Some(Some(a.cmp(&b))),
        _ => Some(a.number()?.partial_cmp(&b.number()?)),
    }
}

fn ordered<T>(
    a: impl ExactSizeIterator<Item = T>,
    b: impl ExactSizeIterator<Item = T>,
    order: impl Fn(T, T) -> Ordering,
) -> Ordering {
    let lengths = a.len().cmp(&b.len());
    a.zip(b).map(|(a, b)| order(a, b)).find(|o| *o != Ordering::Equal).unwrap_or(lengths)
}

/// AND over many: false if one is, else unknown if one is.
pub(super) fn all(mut truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    truths
        .try_fold(Some(true), |so_far, truth| match (so_far, truth) {
            (_, Some(false)) => Err(()),
            (None, _) | (_, None) => Ok(None),
            _ => Ok(Some(true)),
        })
        .unwrap_or(Some(false))
}

impl From<Option<bool>> for Value {
    fn from(truth: Option<bool>) -> Value {
        truth.map_or(Value::Null, Value::Flag)
    }
}

/// Sameness, for DISTINCT and grouping: an unknown is the same as an unknown.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.order(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Value::Null => {}
            Value::Flag(flag) => flag.hash(state),
            Value::Integer(_) | Value::Hundredths(_) | Value::Number(_) => {
                let number = self.number().unwrap_or(0.0);
                // 0 and -0 are the same number.
                (if number == 0.0 { 0.0 } else { number }).to_bits().hash(state);
            }
            Value::Text(text) => text.hash(state),
            Value::List(items) => items.hash(state),
            Value::Map(entries) => entries.hash(state),
            Value::Node(node) => node.hash(state),
            Value::Edge(edge) => edge.hash(state),
            Value::Path(path) => path.hash(state),
        }
    }
}
