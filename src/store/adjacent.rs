//! Edges by index, for questions that do not load the graph.

use super::columns::{Columns, OBJECT, SUBJECT};
use super::{Condition, Store};
use crate::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

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

/// The edges of so many entities are found by going through all.
const MANY: usize = 200;

/// Joins the ends of `e`.
pub(super) const ENDS: &str = "JOIN entity_row s ON s.key = e.subject JOIN entity_row o ON o.key = e.object";

impl Store {
    /// The edges at an entity that meet a condition.
    pub(crate) fn steps(&self, at: EntityKey, ways: Ways, condition: &Condition) -> Result<Vec<Step>> {
        self.steps_of(&[at], ways, condition)
    }

    /// The edges at several entities that meet a condition: read by index where these are few, else by going through the
    /// columns once.
    pub(crate) fn steps_of(&self, entities: &[EntityKey], ways: Ways, condition: &Condition) -> Result<Vec<Step>> {
        self.ask_at_once("reading the edges of entities", |c| {
            if entities.len() < MANY {
                return steps_at(c, entities, ways, condition);
            }
            let columns = Columns::of(c)?;
            let edges = self.selected(&columns, &condition.of_edges())?;
            let ends = [columns.read(SUBJECT)?, columns.read(OBJECT)?];
            let asked = rows(entities);
            let open = condition.types().is_empty();
            let admitted = if open { Vec::new() } else { rows(&admitted_ends(c, condition)?) };
            let is = |rows: &[bool], row: u32| rows.get(row as usize).copied().unwrap_or(false);
            let mut steps = Vec::new();
            for edge in edges.places() {
                let [subject, object] = [&ends[0], &ends[1]].map(|end| end.at(edge) as u32);
                for (asked_for, near, far, outward) in
                    [(ways.outward, subject, object, true), (ways.inward, object, subject, false)]
                {
                    if asked_for && is(&asked, near) && (open || is(&admitted, far)) {
                        steps.push(Step { edge: EdgeKey::at(edge), far: EntityKey::at(far), outward });
                    }
                }
            }
            Ok(steps)
        })
    }
}

/// The entities that a condition lets an edge lead to.
fn admitted_ends(c: &Connection, condition: &Condition) -> rusqlite::Result<Vec<EntityKey>> {
    let mut admitted = condition.welcome().to_vec();
    let mut find = c.prepare_cached("SELECT key FROM entity_row WHERE type = ?1")?;
    for kind in condition.types() {
        for key in find.query_map([kind.as_str()], |r| Ok(EntityKey(r.get(0)?)))? {
            admitted.push(key?);
        }
    }
    Ok(admitted)
}

/// The edges at some entities, by index.
fn steps_at(c: &Connection, entities: &[EntityKey], ways: Ways, condition: &Condition) -> rusqlite::Result<Vec<Step>> {
    let mut steps = Vec::new();
    let sides = [(ways.outward, "subject", "object", true), (ways.inward, "object", "subject", false)];
    for (_, near, far, outward) in sides.into_iter().filter(|s| s.0) {
        // Without, an index holds all that is read.
        let join = match condition.types() {
            [] => String::new(),
            _ => format!("JOIN entity_row far ON far.key = e.{far}"),
        };
        let towards = condition.towards();
        let sql = format!("SELECT e.key, e.{far} FROM edge_row e {join} WHERE e.{near} = ?{towards}");
        let mut statement = c.prepare_cached(&sql)?;
        for at in entities {
            let values = std::iter::once(Value::from(at.0)).chain(condition.values().cloned());
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                steps.push(Step { edge: EdgeKey(row.get(0)?), far: EntityKey(row.get(1)?), outward });
            }
        }
    }
    Ok(steps)
}

/// Whether a row is that of one of these entities, by row.
fn rows(entities: &[EntityKey]) -> Vec<bool> {
    let most = entities.iter().map(|key| key.row() as usize + 1).max().unwrap_or(0);
    let mut rows = vec![false; most];
    entities.iter().for_each(|key| rows[key.row() as usize] = true);
    rows
}
