//! Edges by index, for questions that do not load the graph.

use super::Store;
use crate::Result;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// An edge's row. Holds within one program run only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EdgeKey(pub(super) i64);

/// An entity's row. Holds within one program run only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EntityKey(pub(super) i64);

/// What edges must be: SQL over the aliases `e` (edge_row), `s` and `o` (its ends), begun with ` AND ` or empty; in
/// questions about the edges at an entity also `far`, the other end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    /// The terms, with `?` for each value.
    pub(crate) sql: String,
    /// Terms on the entity that an edge leads to; over `far`.
    pub(crate) far: String,
    /// The values of `sql`, then those of `far`.
    pub(crate) values: Vec<Value>,
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

const ENDS: &str = "JOIN entity_row s ON s.key = e.subject JOIN entity_row o ON o.key = e.object";

impl Store {
    /// The edges at an entity that meet a condition.
    pub(crate) fn steps(&self, at: EntityKey, ways: Ways, condition: &Condition) -> Result<Vec<Step>> {
        self.ask("reading the edges of an entity", |c| {
            let mut steps = Vec::new();
            let sides = [(ways.outward, "subject", "object", true), (ways.inward, "object", "subject", false)];
            for (_, near, far, outward) in sides.into_iter().filter(|s| s.0) {
                let sql = format!(
                    "SELECT e.key, far.key FROM edge_row e JOIN entity_row far ON far.key = e.{far}
                     WHERE e.{near} = ?{}{}",
                    condition.sql, condition.far
                );
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
            let sql = format!("SELECT e.key FROM edge_row e {ENDS} WHERE 1{} ORDER BY {order}{limit}", condition.sql);
            let mut statement = c.prepare_cached(&sql)?;
            statement.query_map(params_from_iter(&condition.values), |r| Ok(EdgeKey(r.get(0)?)))?.collect()
        })
    }

    /// How many edges meet a condition.
    pub(crate) fn count_where(&self, condition: &Condition) -> Result<usize> {
        self.ask("counting edges", |c| {
            let ends = if condition.sql.contains("s.") || condition.sql.contains("o.") { ENDS } else { "" };
            let sql = format!("SELECT count(*) FROM edge_row e {ends} WHERE 1{}", condition.sql);
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
