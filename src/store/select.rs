//! The edges that meet a condition, and the first of them in an order: found by going through columns.

use super::columns::{Column, Columns, KNOWN, OBJECT, OF_EDGES, SETTLED, SUBJECT, TYPE, Values};
use super::condition::{Term, Test};
use super::numbers::Numbers;
use super::{Condition, EdgeKey, Sign, Store};
use crate::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// So many edges are sorted rather than picked out by their columns.
const FEW: usize = 1_000;

/// Edges, in no order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// Those that stand as their columns say.
    settled: Vec<u32>,
    /// Those that stood otherwise on the day of which is asked.
    moving: Vec<u32>,
}

impl Selection {
    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.settled.len() + self.moving.len()
    }

    /// All of them.
    pub(crate) fn keys(&self) -> Vec<EdgeKey> {
        self.places().map(EdgeKey::at).collect()
    }

    pub(super) fn places(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.settled.iter().chain(&self.moving).copied()
    }

    pub(super) fn settled(&self) -> &[u32] {
        &self.settled
    }

    pub(super) fn moving(&self) -> &[u32] {
        &self.moving
    }

    fn retain(&mut self, mut which: impl FnMut(u32) -> bool) {
        self.settled.retain(|place| which(*place));
        self.moving.retain(|place| which(*place));
    }
}

impl Store {
    /// The edges that meet a condition. Cost: goes through the columns that it names, some milliseconds a million edges, and
    /// derives the edges that stood otherwise on the day of which is asked.
    pub(crate) fn select(&self, condition: &Condition) -> Result<Selection> {
        self.ask_at_once("selecting edges", |c| self.selected(&Columns::of(c)?, condition))
    }

    pub(super) fn selected(&self, columns: &Columns<'_>, condition: &Condition) -> rusqlite::Result<Selection> {
        let subject = columns.read(SUBJECT)?;
        let all = (0..subject.len()).filter(|place| subject.at(*place) != 0).collect();
        let mut found = self.parted(columns, all)?;
        // What columns cannot tell of settled edges, and of the others.
        let (mut of_settled, mut of_moving) = (Condition::default(), Condition::default());
        for Term { column, test } in condition.terms() {
            let end = match *column {
                "subject_type" => Some(columns.read(SUBJECT)?),
                "object_type" => Some(columns.read(OBJECT)?),
                _ => None,
            };
            let lasts = end.is_some() || matches!(*column, "subject" | "object" | "relation");
            let known = if end.is_some() { Some(TYPE) } else { of_edges(column) };
            let numbers = known.map(|known| Numbers::that(test, known, columns)).transpose()?.flatten();
            let Some((numbers, known)) = numbers.zip(known) else {
                of_settled.and(column, test.clone());
                of_moving.and(column, test.clone());
                continue;
            };
            let values = columns.read(known)?;
            let number =
                |place: u32| end.as_ref().map_or_else(|| values.at(place), |end| values.at(end.at(place) as u32));
            found.settled.retain(|place| numbers.admit(number(*place)));
            if lasts {
                found.moving.retain(|place| numbers.admit(number(*place)));
            } else {
                of_moving.and(column, test.clone());
            }
        }
        if !condition.types().is_empty() {
            let types = condition.types().iter().map(|t| t.to_string().into()).collect();
            if let Some(numbers) = Numbers::that(&Test::OneOf(types), TYPE, columns)? {
                let (object, values) = (columns.read(OBJECT)?, columns.read(TYPE)?);
                let fits = |end: &Values, place| numbers.admit(values.at(end.at(place) as u32));
                found.retain(|place| fits(&subject, place) || fits(&object, place));
            }
        }
        for (places, rest) in [(&mut found.settled, of_settled), (&mut found.moving, of_moving)] {
            if !rest.is_open() && !places.is_empty() {
                *places = among(columns.connection(), places, &rest)?;
            }
        }
        Ok(found)
    }

    /// These edges as a selection.
    pub(crate) fn selection(&self, keys: &[EdgeKey]) -> Result<Selection> {
        let places = keys.iter().map(|key| key.row()).collect();
        self.ask_at_once("selecting edges", |c| self.parted(&Columns::of(c)?, places))
    }

    /// Those of some edges that are known on the day of which is asked.
    fn parted(&self, columns: &Columns<'_>, mut places: Vec<u32>) -> rusqlite::Result<Selection> {
        let Some(date) = self.narrowed else { return Ok(Selection { settled: places, moving: Vec::new() }) };
        let until = Test::Is(Sign::AtMost, date.last_day().to_string().into());
        let known = columns.read(KNOWN)?;
        let settled = columns.read(SETTLED)?;
        let Some(until) = Numbers::that(&until, KNOWN, columns)? else { return Ok(Selection::default()) };
        places.retain(|place| until.admit(known.at(*place)));
        let (settled, moving) = places.into_iter().partition(|place| until.admit(settled.at(*place)));
        Ok(Selection { settled, moving })
    }

    /// The first of some edges, at most `limit`: by a column, from the highest, where one leads; then in order of subject,
    /// relation and object.
    pub(crate) fn first(&self, among: &Selection, leading: Option<&'static str>, limit: usize) -> Result<Vec<EdgeKey>> {
        self.ask_at_once("listing edges", |c| {
            let mut places = foremost(&Columns::of(c)?, &among.settled, leading, limit)?;
            places.extend(&among.moving);
            let leading = leading.map(|column| format!("e.{column} DESC, ")).unwrap_or_default();
            // Edges first: SQLite would else begin with all entities.
            let sql = format!(
                "SELECT e.key FROM edge_row e CROSS JOIN entity_row s ON s.key = e.subject
                   CROSS JOIN entity_row o ON o.key = e.object
                 WHERE e.key IN (SELECT value FROM json_each(?1)) ORDER BY {leading}s.id, e.relation, o.id LIMIT ?2"
            );
            let mut statement = c.prepare_cached(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            statement.query_map((list_of(&places), limit), |r| Ok(EdgeKey(r.get(0)?)))?.collect()
        })
    }

    /// Those of some edges that can be among the first `count` in order of a column, whatever orders equals: from the highest,
    /// before which stand those of which nothing is told, or from the lowest.
    pub(crate) fn extreme(&self, among: &Selection, column: &str, highest: bool, count: usize) -> Result<Vec<EdgeKey>> {
        let Some(column) = of_edges(column) else { return Ok(among.keys()) };
        let values = self.ask_at_once("listing edges", |c| Columns::of(c)?.read(column))?;
        // The lesser comes first; nothing told comes last.
        let rank = |place: u32| match values.at(place) {
            untold if Some(untold) == column.kind.untold() => None,
            number => Some(if highest { !number } else { number }),
        };
        let mut told: Vec<i64> = among.settled.iter().filter_map(|place| rank(*place)).collect();
        if told.len() < count || highest && told.len() < among.settled.len() {
            return Ok(among.keys());
        }
        let (_, bar, _) = told.select_nth_unstable(count.saturating_sub(1));
        let first = among.settled.iter().copied().filter(|place| rank(*place).is_some_and(|rank| rank <= *bar));
        Ok(first.chain(among.moving.iter().copied()).map(EdgeKey::at).collect())
    }
}

/// The column of edges of a name.
fn of_edges(name: &str) -> Option<Column> {
    OF_EDGES.iter().copied().find(|column| column.name == name)
}

/// Edges among which the first `limit` are, few more than these.
fn foremost(
    columns: &Columns<'_>,
    places: &[u32],
    leading: Option<&'static str>,
    limit: usize,
) -> rusqlite::Result<Vec<u32>> {
    if places.len() <= limit.max(FEW) || limit == 0 {
        return Ok(places.to_vec());
    }
    let Some(column) = leading.and_then(of_edges) else { return first_by_name(columns, places, limit) };
    let values = columns.read(column)?;
    let mut numbers: Vec<i64> = places.iter().map(|place| values.at(*place)).collect();
    let (_, bar, _) = numbers.select_nth_unstable_by(limit - 1, |a, b| b.cmp(a));
    let mut above: Vec<u32> = places.iter().copied().filter(|place| values.at(*place) > *bar).collect();
    let level: Vec<u32> = places.iter().copied().filter(|place| values.at(*place) == *bar).collect();
    above.extend(first_by_name(columns, &level, limit - above.len())?);
    Ok(above)
}

/// The edges of the first subjects in order of id, until they are so many.
fn first_by_name(columns: &Columns<'_>, places: &[u32], limit: usize) -> rusqlite::Result<Vec<u32>> {
    if places.len() <= limit.max(FEW) {
        return Ok(places.to_vec());
    }
    let subject = columns.read(SUBJECT)?;
    let most = places.iter().map(|place| subject.at(*place)).max().unwrap_or(0);
    let mut counts = vec![0_usize; most as usize + 1];
    places.iter().for_each(|place| counts[subject.at(*place) as usize] += 1);
    let mut first = vec![false; counts.len()];
    let mut found = 0;
    let mut ids = columns.connection().prepare_cached("SELECT key FROM entity_row ORDER BY id")?;
    let mut rows = ids.query([])?;
    while found < limit
        && let Some(row) = rows.next()?
    {
        let key: usize = row.get::<_, u32>(0)? as usize;
        if let Some(count) = counts.get(key) {
            first[key] = true;
            found += count;
        }
    }
    Ok(places.iter().copied().filter(|place| first[subject.at(*place) as usize]).collect())
}

/// Those of some edges that meet a condition, one by one.
fn among(c: &Connection, places: &[u32], condition: &Condition) -> rusqlite::Result<Vec<u32>> {
    let sql =
        format!("SELECT e.key FROM edge_row e {} AND e.key IN (SELECT value FROM json_each(?))", condition.clause());
    let values = condition.values().cloned().chain([Value::from(list_of(places))]);
    let mut statement = c.prepare_cached(&sql)?;
    statement.query_map(params_from_iter(values), |r| r.get(0))?.collect()
}

/// Rows as a JSON array, for `json_each`.
pub(super) fn list_of(rows: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    let rows: Vec<String> = rows.into_iter().map(|row| row.to_string()).collect();
    format!("[{}]", rows.join(","))
}
