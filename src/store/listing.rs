//! Edges of the whole graph in an order, as far as they are wanted: by whichever index leads to few.

use super::{Condition, EdgeKey, Store};
use crate::Result;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

/// Joins the ends of `e`, edges first: where these are few, or come in order from an index. SQLite would else begin with
/// all entities.
const ENDS_LAST: &str = "CROSS JOIN entity_row s ON s.key = e.subject CROSS JOIN entity_row o ON o.key = e.object";

/// The columns of an index, and one more that it holds: it tells at once how many edges a condition about these leaves.
const INDEXED: [(&[&str], Option<&str>); 19] = [
    (&["e.relation"], None),
    (&["e.status"], None),
    (&["e.first_day"], None),
    (&["e.hundredths"], None),
    (&["e.currency"], None),
    (&["e.sources"], None),
    (&["e.confidence"], None),
    (&["e.subject_type"], None),
    (&["e.object_type"], None),
    (&["e.settled"], None),
    (&["e.relation", "e.first_day"], None),
    (&["e.status", "e.first_day"], None),
    (&["e.subject_type", "e.first_day"], None),
    (&["e.object_type", "e.first_day"], None),
    (&["e.subject_type"], Some("e.relation")),
    (&["e.object_type"], Some("e.relation")),
    (&["e.hundredths"], Some("e.relation")),
    (&["e.hundredths"], Some("e.subject_type")),
    (&["e.hundredths"], Some("e.object_type")),
];

impl Store {
    /// A condition in parts that an index can lead to each. An edge may be in several.
    pub(crate) fn parts(&self, condition: &Condition) -> Vec<Condition> {
        let Some(date) = self.narrowed else { return condition.by_end() };
        let day = date.last_day().to_string();
        let mut parts = condition.as_stored().with("e.settled <= ?", vec![day.into()]).by_end();
        // Of the others most are told on several days, and they alone are derived.
        parts.push(condition.with("e.known IS NOT e.settled", Vec::new()).led_by(&["e.known"]));
        parts
    }

    /// Whether a condition asks edges that are derived, of which there are no indices.
    pub(crate) fn derives(&self, condition: &Condition) -> bool {
        self.narrowed.is_some() && condition.table() == Condition::default().table()
    }

    /// The same condition led by the index that leaves the fewest edges; `None` where none leaves fewer than `few`.
    pub(crate) fn selective(&self, condition: &Condition, few: usize) -> Result<Option<Condition>> {
        if self.derives(condition) {
            return Ok(None);
        }
        let mut best = None;
        let mut least = few;
        for (columns, held) in INDEXED {
            let about: Vec<&str> = columns.iter().copied().chain(held).collect();
            let Some(part) = condition.about(&about) else { continue };
            let count = self.count_where(&part.led_by(columns), least)?;
            if count < least {
                (best, least) = (Some(columns), count);
            }
        }
        Ok(best.map(|columns| condition.led_by(columns)))
    }

    /// All edges that meet a condition, in an order over `e`, `s` and `o`, at most `limit`.
    pub(crate) fn edges_where(&self, condition: &Condition, order: &str, limit: Option<usize>) -> Result<Vec<EdgeKey>> {
        let edges = format!("{} e {ENDS_LAST} {}", condition.table(), condition.clause());
        self.listed(&edges, condition.values(), order, limit)
    }

    /// The same in order of subject, relation and object, entity by entity: where many meet the condition.
    pub(crate) fn edges_by_name(&self, condition: &Condition, limit: Option<usize>) -> Result<Vec<EdgeKey>> {
        let condition = condition.led_by(&["e.relation"]);
        let kind = condition.fixed("e.subject_type");
        let edges = format!(
            "entity_row s CROSS JOIN {} e ON e.subject = s.key CROSS JOIN entity_row o ON o.key = e.object {}{}",
            condition.table(),
            condition.clause(),
            kind.map_or("", |_| " AND s.type = ?")
        );
        self.listed(&edges, condition.values().chain(kind), "s.id, e.relation, o.id", limit)
    }

    /// Edges that meet a condition, in no order, no more than `most`.
    pub(crate) fn some_where(&self, condition: &Condition, most: usize) -> Result<Vec<EdgeKey>> {
        let edges = format!("{} e {}", condition.table(), condition.clause());
        self.listed(&edges, condition.values(), "", Some(most))
    }

    fn listed<'v>(
        &self,
        edges: &str,
        values: impl Iterator<Item = &'v Value>,
        order: &str,
        limit: Option<usize>,
    ) -> Result<Vec<EdgeKey>> {
        self.ask("listing edges", |c| {
            let limit = limit.map(|l| format!(" LIMIT {l}")).unwrap_or_default();
            let order = if order.is_empty() { String::new() } else { format!(" ORDER BY {order}") };
            let sql = format!("SELECT e.key FROM {edges}{order}{limit}");
            let mut statement = c.prepare_cached(&sql)?;
            statement.query_map(params_from_iter(values), |r| Ok(EdgeKey(r.get(0)?)))?.collect()
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
                "SELECT {column} FROM {} e {} AND {column} IS NOT NULL ORDER BY {column}{} LIMIT 1 OFFSET {}",
                condition.table(),
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
            let edges = format!("{} e {}", condition.table(), condition.clause());
            let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {edges} LIMIT {most})");
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
