//! Edges by index, for questions that do not load the graph.

use super::{Condition, Store};
use crate::Result;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// An edge's row. Holds within one program run only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EdgeKey(pub(super) i64);

/// An entity's row. Holds within one program run only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EntityKey(pub(super) i64);

macro_rules! row_number {
    ($($key:ident),+) => {
        $(impl $key {
            /// The key of a row number.
            pub(crate) fn at(row: u32) -> $key { $key(row.into()) }
            /// The row number.
            pub(crate) fn row(self) -> u32 { u32::try_from(self.0).unwrap_or(u32::MAX) }
        })+
    };
}
row_number!(EdgeKey, EntityKey);

/// An edge seen from one of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// The edge.
    pub(crate) edge: EdgeKey,
    /// The other end.
    pub(crate) far: EntityKey,
    /// Whether the edge leads away from the entity that was asked about.
    pub(crate) outward: bool,
}

/// Which edges at an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ways {
    /// Those with the entity as subject.
    pub(crate) outward: bool,
    /// Those with the entity as object.
    pub(crate) inward: bool,
}

/// Joins the ends of `e`.
pub(super) const ENDS: &str = "JOIN entity_row s ON s.key = e.subject JOIN entity_row o ON o.key = e.object";

impl Store {
    /// The edges at an entity that meet a condition.
    pub(crate) fn steps(&self, at: EntityKey, ways: Ways, condition: &Condition) -> Result<Vec<Step>> {
        self.ask("reading the edges of an entity", |c| {
            let mut steps = Vec::new();
            let sides = [(ways.outward, "subject", "object", true), (ways.inward, "object", "subject", false)];
            for (_, near, far, outward) in sides.into_iter().filter(|s| s.0) {
                let (join, kinds) = match condition.far.as_str() {
                    // The index holds all that is read.
                    "" => (String::new(), String::new()),
                    kinds => (format!("JOIN entity_row far ON far.key = e.{far}"), format!("{kinds})")),
                };
                let edge = condition.edge();
                let sql = format!("SELECT e.key, e.{far} FROM edge_row e {join} WHERE e.{near} = ?{edge}{kinds}");
                let values = std::iter::once(Value::from(at.0)).chain(condition.values().cloned());
                let mut statement = c.prepare_cached(&sql)?;
                let mut rows = statement.query(params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    steps.push(Step { edge: EdgeKey(row.get(0)?), far: EntityKey(row.get(1)?), outward });
                }
            }
            Ok(steps)
        })
    }
}
