//! A query as understood: names are places in a row (slots), properties are columns.

use super::aggregate::Aggregate;
use super::fault::Place;
use super::functions::Function;
use super::value::Value;
use crate::query::Direction;
use crate::value::EntityType;
use smol_str::SmolStr;

/// Where a variable stands in a row.
pub(super) type Slot = usize;

/// One query, or several joined by UNION.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) branches: Vec<Branch>,
    /// Whether rows that were met before are left out (UNION without ALL).
    pub(super) distinct: bool,
}

/// Clauses in order, the last a projection: RETURN.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) stages: Vec<Stage>,
    pub(super) columns: Vec<String>,
    /// Slots of the first rows.
    pub(super) width: usize,
}

/// A clause.
#[derive(Debug)]
pub(super) enum Stage {
    Match(Match),
    Unwind { list: Expr, slot: Slot },
    Project(Box<Project>),
}

/// MATCH: patterns that share no edge, and what must hold.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) optional: bool,
    pub(super) patterns: Vec<Pattern>,
    /// What must hold, apart by AND.
    pub(super) filter: Vec<Expr>,
    /// Slots from here on are bound by this clause, those before are bound already.
    pub(super) fresh: Slot,
    /// One past its last slot.
    pub(super) end: Slot,
}

/// Nodes with an edge between each two.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) path: Option<Slot>,
    pub(super) nodes: Vec<Slot>,
    pub(super) edges: Vec<EdgePattern>,
}

/// What an edge must be.
#[derive(Debug)]
pub(super) struct EdgePattern {
    pub(super) slot: Slot,
    /// One of these; empty for any.
    pub(super) relations: Vec<(SmolStr, Place)>,
    pub(super) direction: Direction,
    /// The least and the most edges, where it can be several.
    pub(super) length: Option<(usize, usize)>,
}

/// WITH or RETURN.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) items: Vec<Expr>,
    /// What is counted, each with the slot of the input row that it goes to. Empty: no grouping.
    pub(super) aggregates: Vec<(Aggregate, Slot)>,
    /// The items that rows are grouped by.
    pub(super) keys: Vec<usize>,
    pub(super) distinct: bool,
    /// Over the input row, `true` for descending.
    pub(super) order: Vec<(Expr, bool)>,
    pub(super) skip: Option<Expr>,
    pub(super) limit: Option<Expr>,
    /// WHERE after WITH, over the output row.
    pub(super) filter: Option<Expr>,
    /// Slots of the rows that come out.
    pub(super) width: usize,
}

/// An operator between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    Xor,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

/// How many of a list's elements must meet a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    All,
    Any,
    None,
    Single,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Constant(Value),
    Slot(Slot),
    /// A property. `entity` and `edge` are the columns it means of the one and the other.
    Field {
        of: Box<Expr>,
        name: SmolStr,
        entity: Option<usize>,
        edge: Option<EdgeField>,
    },
    /// Whether an entity is of one of these types, or an edge of such a relation.
    Is {
        of: Box<Expr>,
        kinds: Vec<EntityType>,
    },
    Not(Box<Expr>),
    Negative(Box<Expr>, Where),
    IsNull(Box<Expr>),
    Binary(Operator, Box<(Expr, Expr)>, Where),
    List(Vec<Expr>),
    Map(Vec<(SmolStr, Expr)>),
    Index(Box<(Expr, Expr)>),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `CASE`: the subject is compared where there is one.
    Case {
        subject: Option<Box<Expr>>,
        whens: Vec<(Expr, Expr)>,
        other: Option<Box<Expr>>,
    },
    Call(Function, Vec<Expr>, Where),
    /// `[slot IN list WHERE filter | map]`.
    Comprehension {
        slot: Slot,
        list: Box<Expr>,
        filter: Option<Box<Expr>>,
        map: Option<Box<Expr>>,
    },
    Quantified {
        quantifier: Quantifier,
        slot: Slot,
        list: Box<Expr>,
        filter: Box<Expr>,
    },
    /// A pattern that must be found.
    Exists(std::rc::Rc<Match>),
}

/// The place of an operation, for faults while it runs. All places are equal: two expressions that look the same are.
#[derive(Debug, Clone)]
pub(super) struct Where(pub(super) Place);

impl PartialEq for Where {
    fn eq(&self, _: &Where) -> bool {
        true
    }
}

impl PartialEq for Match {
    fn eq(&self, other: &Match) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A property of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EdgeField {
    /// Of [`EDGE_COLUMNS`](crate::store::EDGE_COLUMNS).
    Column(usize),
    /// Of [`EVIDENCE`](super::fields::EVIDENCE): its statements are read.
    Evidence(usize),
}

impl Expr {
    /// Calls `each` with the expressions directly within.
    pub(super) fn children<'e>(&'e self, each: &mut dyn FnMut(&'e Expr)) {
        match self {
            Expr::Constant(_) | Expr::Slot(_) | Expr::Exists(_) => {}
            Expr::Field { of, .. } | Expr::Is { of, .. } => each(of),
            Expr::Not(e) | Expr::Negative(e, _) | Expr::IsNull(e) => each(e),
            Expr::Binary(_, two, _) | Expr::Index(two) => {
                each(&two.0);
                each(&two.1);
            }
            Expr::List(items) | Expr::Call(_, items, _) => items.iter().for_each(each),
            Expr::Map(entries) => entries.iter().for_each(|(_, e)| each(e)),
            Expr::Slice(of, from, to) => {
                each(of);
                [from, to].into_iter().flatten().for_each(|e| each(e));
            }
            Expr::Case { subject, whens, other } => {
                subject.iter().for_each(|e| each(e));
                for (when, then) in whens {
                    each(when);
                    each(then);
                }
                other.iter().for_each(|e| each(e));
            }
            Expr::Comprehension { list, filter, map, .. } => {
                each(list);
                [filter, map].into_iter().flatten().for_each(|e| each(e));
            }
            Expr::Quantified { list, filter, .. } => {
                each(list);
                each(filter);
            }
        }
    }

    /// Whether it needs a slot of which `bound` says that it is not there yet.
    pub(super) fn misses(&self, bound: &[bool]) -> bool {
        match self {
            Expr::Slot(slot) => bound.get(*slot) == Some(&false),
            Expr::Exists(inner) => bound.iter().take(inner.fresh).any(|b| !b),
            _ => {
                let mut misses = false;
                self.children(&mut |e| misses |= e.misses(bound));
                misses
            }
        }
    }
}
