//! Edges of the whole graph in an order, as far as they are wanted: by whichever index leads to few.

use super::{Condition, EdgeKey, Store};
use crate::Result;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

/// Columns of which an index tells at once how many edges a condition leaves: alone, or both together.
const INDEXED: [&[&str]; 9] = [
    &["e.relation"],
    &["e.status"],
    &["e.first_day"],
    &["e.hundredths"],
    &["e.currency"],
    &["e.sources"],
    &["e.confidence"],
    &["e.relation", "e.first_day"],
    &["e.status", "e.first_day"],
];

impl Store {
    /// The same condition led by the index that leaves the fewest edges; `None` where none leaves fewer than `few`.
    pub(crate) fn selective(&self, condition: &Condition, few: usize) -> Result<Option<Condition>> {
        // Of what was known then there are no indices.
        if self.narrowed {
            return Ok(None);
        }
        let mut best = None;
        let mut least = few;
        for columns in INDEXED {
            let Some(part) = condition.about(columns) else { continue };
            let count = self.count_where(&part, least)?;
            if count < least {
                (best, least) = (Some(columns), count);
            }
        }
        Ok(best.map(|columns| condition.led_by(columns)))
    }

    /// All edges that meet a condition, in an order over `e`, `s` and `o`, at most `limit`.
    pub(crate) fn edges_where(&self, condition: &Condition, order: &str, limit: Option<usize>) -> Result<Vec<EdgeKey>> {
        let edges = format!("edge_row e {}", condition.clause_with_ends());
        self.listed(&edges, condition, order, limit)
    }

    /// The same in order of subject, relation and object, entity by entity: where many meet the condition.
    pub(crate) fn edges_by_name(&self, condition: &Condition, limit: Option<usize>) -> Result<Vec<EdgeKey>> {
        let condition = condition.led_by(&[]);
        let edges = format!(
            "entity_row s CROSS JOIN edge_row e ON e.subject = s.key CROSS JOIN entity_row o ON o.key = e.object {}",
            condition.all()
        );
        self.listed(&edges, &condition, "s.id, e.relation, o.id", limit)
    }

    fn listed(&self, edges: &str, condition: &Condition, order: &str, limit: Option<usize>) -> Result<Vec<EdgeKey>> {
        self.ask("listing edges", |c| {
            let limit = limit.map(|l| format!(" LIMIT {l}")).unwrap_or_default();
            let sql = format!("SELECT e.key FROM {edges} ORDER BY {order}{limit}");
            let mut statement = c.prepare_cached(&sql)?;
            statement.query_map(params_from_iter(condition.values()), |r| Ok(EdgeKey(r.get(0)?)))?.collect()
        })
    }

    /// The value of a column at the `rank`th (from 1) edge that meets a condition, the highest first, or the lowest;
    /// `None` where fewer have any. Read by index where the column has one.
    pub(crate) fn value_at(
        &self,
        condition: &Condition,
        column: &str,
        highest: bool,
        rank: usize,
    ) -> Result<Option<Value>> {
        self.ask("listing edges", |c| {
            let sql = format!(
                "SELECT {column} FROM edge_row e {} AND {column} IS NOT NULL ORDER BY {column}{} LIMIT 1 OFFSET {}",
                condition.clause(),
                if highest { " DESC" } else { "" },
                rank.saturating_sub(1)
            );
            c.prepare_cached(&sql)?.query_row(params_from_iter(condition.values()), |r| r.get(0)).optional()
        })
    }

    /// How many edges meet a condition, counted no further than `most`.
    pub(crate) fn count_where(&self, condition: &Condition, most: usize) -> Result<usize> {
        self.ask("counting edges", |c| {
            let sql = format!("SELECT count(*) FROM (SELECT 1 FROM edge_row e {} LIMIT {most})", condition.clause());
            c.prepare_cached(&sql)?.query_row(params_from_iter(condition.values()), |r| r.get::<_, i64>(0))
        })
        .map(|n| n as usize)
    }
}

impl Condition {
    /// Of these edges only.
    pub(crate) fn among(keys: &[EdgeKey]) -> Condition {
        let list: Vec<i64> = keys.iter().map(|k| k.0).collect();
        let list = serde_json::Value::from(list).to_string();
        Condition::default().with("e.key IN (SELECT value FROM json_each(?))", vec![list.into()])
    }
}
