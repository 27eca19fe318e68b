//! Edges by index, for questions that do not load the graph.

use super::Store;
use crate::Result;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

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

/// What edges must be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    /// Terms over `e` (edge_row), each begun with ` AND `.
    pub(super) edge: String,
    /// The values of `edge`.
    pub(super) values: Vec<Value>,
    /// Terms over `s` and `o`, the ends, for questions about all edges.
    pub(crate) either: String,
    /// Terms over `far`, the other end, for questions from an entity, begun with ` AND (` and left open.
    pub(crate) far: String,
}

impl Condition {
    /// Whether it admits every edge.
    pub(crate) fn is_open(&self) -> bool {
        self.edge.is_empty() && self.either.is_empty()
    }

    /// What follows `FROM edge_row e` to select the edges that meet it.
    pub(super) fn clause(&self) -> String {
        let ends = if self.either.is_empty() { "" } else { ENDS_LAST };
        format!("{ends} WHERE 1{}{}", self.edge, self.either)
    }

    /// Adds a term over `e`, with `?` for each value.
    pub(crate) fn and(&mut self, term: &str, values: Vec<Value>) {
        self.edge.push_str(" AND ");
        self.edge.push_str(term);
        self.values.extend(values);
    }

    /// Whatever an entity is, these may be reached.
    pub(crate) fn or_far(mut self, keys: &[EntityKey]) -> Condition {
        if !self.far.is_empty() {
            let keys: Vec<String> = keys.iter().map(|k| k.0.to_string()).collect();
            self.far.push_str(&format!(" OR far.key IN ({})", keys.join(", ")));
        }
        self
    }
}

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
/// The same, edges first: where these are few, or come in order from an index. SQLite would else begin with all entities.
const ENDS_LAST: &str = "CROSS JOIN entity_row s ON s.key = e.subject CROSS JOIN entity_row o ON o.key = e.object";

impl Store {
    /// The edges at an entity that meet a condition.
    pub(crate) fn steps(&self, at: EntityKey, ways: Ways, condition: &Condition) -> Result<Vec<Step>> {
        self.ask("reading the edges of an entity", |c| {
            let mut steps = Vec::new();
            let sides = [(ways.outward, "subject", "object", true), (ways.inward, "object", "subject", false)];
            for (_, near, far, outward) in sides.into_iter().filter(|s| s.0) {
                // The other end is read only where something is asked of it.
                let (join, ends) = match condition.far.as_str() {
                    "" => (String::new(), String::new()),
                    terms => (format!("JOIN entity_row far ON far.key = e.{far}"), format!("{terms})")),
                };
                let sql =
                    format!("SELECT e.key, e.{far} FROM edge_row e {join} WHERE e.{near} = ?{}{ends}", condition.edge);
                let values = std::iter::once(Value::from(at.0)).chain(condition.values.iter().cloned());
                let mut statement = c.prepare_cached(&sql)?;
                let mut rows = statement.query(params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    steps.push(Step { edge: EdgeKey(row.get(0)?), far: EntityKey(row.get(1)?), outward });
                }
            }
            Ok(steps)
        })
    }

    /// All edges that meet a condition, in an order, at most `limit`.
    pub(crate) fn edges_where(&self, condition: &Condition, order: &str, limit: Option<usize>) -> Result<Vec<EdgeKey>> {
        self.ask("listing edges", |c| {
            let limit = limit.map(|l| format!(" LIMIT {l}")).unwrap_or_default();
            let ends = if order.starts_with("s.") { ENDS } else { ENDS_LAST };
            let sql = format!(
                "SELECT e.key FROM edge_row e {ends} WHERE 1{}{} ORDER BY {order}{limit}",
                condition.edge, condition.either
            );
            let mut statement = c.prepare_cached(&sql)?;
            statement.query_map(params_from_iter(&condition.values), |r| Ok(EdgeKey(r.get(0)?)))?.collect()
        })
    }

    /// The value of a column at the `rank`th (from 1) edge that meets a condition, the highest first; `None` where there
    /// are fewer, or it has none. Read by index where the column has one.
    pub(crate) fn value_at(&self, condition: &Condition, column: &str, rank: usize) -> Result<Option<Value>> {
        self.ask("listing edges", |c| {
            let sql = format!(
                "SELECT {column} FROM edge_row e {} ORDER BY {column} DESC LIMIT 1 OFFSET {}",
                condition.clause(),
                rank.saturating_sub(1)
            );
            let found =
                c.prepare_cached(&sql)?.query_row(params_from_iter(&condition.values), |r| r.get(0)).optional()?;
            Ok(found.filter(|value| *value != Value::Null))
        })
    }

    /// How many edges meet a condition, counted no further than `most`.
    pub(crate) fn count_where(&self, condition: &Condition, most: usize) -> Result<usize> {
        self.ask("counting edges", |c| {
            let sql = format!("SELECT count(*) FROM (SELECT 1 FROM edge_row e {} LIMIT {most})", condition.clause());
            c.prepare_cached(&sql)?.query_row(params_from_iter(&condition.values), |r| r.get::<_, i64>(0))
        })
        .map(|n| n as usize)
    }

    /// These edges in an order.
    pub(crate) fn ordered(&self, keys: &[EdgeKey], order: &str) -> Result<Vec<EdgeKey>> {
        let list: Vec<i64> = keys.iter().map(|k| k.0).collect();
        let list = serde_json::Value::from(list).to_string();
        self.ask("ordering edges", |c| {
            let sql = format!(
                "SELECT e.key FROM json_each(?1) j CROSS JOIN edge_row e ON e.key = j.value {ENDS} ORDER BY {order}"
            );
            let mut statement = c.prepare_cached(&sql)?;
            statement.query_map([list], |r| Ok(EdgeKey(r.get(0)?)))?.collect()
        })
    }
}
