//! Edges in order with what changes about them, without evidence: for comparing two graphs.

use super::link::word;
use super::{Condition, EdgeKey, Store};
use crate::Result;
use crate::value::{Bound, Status};
use rusqlite::{Row, params_from_iter};
use smol_str::SmolStr;

/// An edge without its evidence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sketch {
    /// Its row.
    pub(crate) key: EdgeKey,
    /// Ids of subject and object with the relation between.
    pub(crate) ends: [SmolStr; 3],
    /// Its status.
    pub(crate) status: Status,
    /// Its money: hundredths, currency, bound.
    pub(crate) money: Option<(i64, SmolStr, Bound)>,
    /// How many independent sources tell it.
    pub(crate) sources: i64,
    /// Whether it meets the condition.
    pub(crate) admitted: bool,
}

impl Store {
    /// Calls `each` with every edge, in order of subject, relation and object, and whether it meets a condition.
    pub(crate) fn sketches(&self, condition: &Condition, mut each: impl FnMut(Sketch)) -> Result<()> {
        self.ask("reading all edges", |c| {
            let sql = format!(
                "SELECT e.key, s.id, e.relation, o.id, e.status, e.hundredths, e.currency, e.bound, e.sources,
                   (1{}) FROM edge_row e {} ORDER BY s.id, e.relation, o.id",
                condition.all(),
                super::adjacent::ENDS,
            );
            let mut statement = c.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(condition.values()))?;
            while let Some(row) = rows.next()? {
                each(sketch(row)?);
            }
            Ok(())
        })
    }
}

fn sketch(row: &Row<'_>) -> rusqlite::Result<Sketch> {
    let text = |at: usize| -> rusqlite::Result<SmolStr> { Ok(row.get_ref(at)?.as_str()?.into()) };
    let money = match row.get(5)? {
        Some(hundredths) => Some((hundredths, text(6)?, word::<Bound>(row, 7)?)),
        None => None,
    };
    Ok(Sketch {
        key: EdgeKey(row.get(0)?),
        ends: [text(1)?, text(2)?, text(3)?],
        status: word(row, 4)?,
        money,
        sources: row.get(8)?,
        // Comparisons with what an edge lacks give null.
        admitted: row.get::<_, Option<bool>>(9)?.unwrap_or(false),
    })
}
