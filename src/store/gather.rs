//! What a walk holds, read from the file once: entities, the ends of edges, and statements as far as there is room.
//!
//! Two connections read at once where both see the same file.

use super::held::Held;
use super::link::{Sources, entity};
use super::said::{FACT, Said};
use super::{Condition, schema};
use crate::graph::Entity;
use rayon::slice::ParallelSliceMut;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use smol_str::SmolStr;
use std::ops::Range;
use std::path::Path;

/// How many edges go from reader to writer at a time, at least.
const LOT: usize = 1 << 9;

/// How many lots there are at most, about: each takes a page of memory or more.
const LOTS: usize = 1 << 11;

/// How often a second connection is tried to be made see what the first one does.
const TRIES: usize = 3;

/// An edge by the places of subject, relation and object; these sort as the edges do.
pub(super) type Ends = (u32, u16, u32);

/// See [`gather`].
#[derive(Debug)]
pub(super) struct Gathered {
    /// In order of id.
    pub(super) entities: Vec<Entity>,
    /// The relations met, in order.
    pub(super) relations: Vec<SmolStr>,
    /// The edges in the order in which they pass by.
    pub(super) edges: Vec<Ends>,
    /// How many edges a lot has.
    pub(super) lot: usize,
    /// The statements, those of earlier rows first.
    pub(super) parts: Vec<Part>,
}

/// The statements of some rows that follow each other.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The first ones.
    pub(super) held: Held,
    /// The place of its edge and the row of every other one, in order.
    pub(super) rows: Vec<(u32, i64)>,
}

/// Begins to read, and reads the entities, the ends of the edges that meet the condition, and of the statements what there
/// is room for.
pub(super) fn gather(
    connection: &mut Connection,
    path: &Path,
    condition: &Condition,
    narrowed: bool,
    room: usize,
) -> rusqlite::Result<Gathered> {
    connection.execute_batch("PRAGMA cache_size = -16384")?;
    let whole = condition.is_open() && !narrowed;
    let mut beside = if whole && room > 0 { begin_beside(connection, path)? } else { None };
    if beside.is_none() {
        connection.execute_batch("BEGIN")?;
    }
    let (entities, edges) = both(
        connection,
        beside.as_mut(),
        |connection| entities(connection, condition, whole),
        |connection| edges(connection, condition),
    )?;
    let places = Places::of(entities.iter().map(|(_, key)| *key));
    let entities: Vec<Entity> = entities.into_iter().map(|(entity, _)| entity).collect();
    let (relations, edges) = edges;
    let placed = edges.into_iter().filter_map(|(subject, relation, object, key)| {
        Some(((places.get(subject)?, relation, places.get(object)?), key))
    });
    let mut edges: Vec<(Ends, i64)> = placed.collect();
    edges.par_sort_unstable();
    let places = Places::of(edges.iter().map(|(_, key)| *key));
    let edges: Vec<Ends> = edges.into_iter().map(|(ends, _)| ends).collect();
    let lot = LOT.max(edges.len() / LOTS);
    let parts = if whole && room > 0 {
        let last: i64 =
            connection.query_row("SELECT coalesce(max(key), 0) FROM statement_row", [], |row| row.get(0))?;
        let held = |readers| Held::with_room(room / readers, edges.len(), lot);
        if beside.is_some() {
            let part = |rows: Range<i64>| |connection: &Connection| part(connection, &places, rows, held(2));
            let (first, second) = both(connection, beside.as_mut(), part(0..last / 2), part(last / 2..last + 1))?;
            vec![first, second]
        } else {
            vec![part(connection, &places, 0..last + 1, held(1))?]
        }
    } else {
        // Of few edges, or of edges as they were once: these are found by index, not among all.
        vec![Part { rows: rows(connection, &places, 0..i64::MAX)?, ..Part::default() }]
    };
    Ok(Gathered { entities, relations, edges, lot, parts })
}

/// Begins to read, here and on a second connection that sees the same; `None`, and nothing begun, where there is none.
fn begin_beside(connection: &Connection, path: &Path) -> rusqlite::Result<Option<Connection>> {
    let Ok(other) = schema::open_to_read(path) else { return Ok(None) };
    let version = |connection: &Connection| -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, "data_version", |row| row.get(0))
    };
    // Another file may have come to the path.
    let mark = |connection: &Connection| {
        let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let sql = "SELECT key, content FROM article_row ORDER BY key DESC LIMIT 1";
        let last = connection.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
        Ok::<_, rusqlite::Error>((pages, last.optional()?))
    };
    for _ in 0..TRIES {
        let before = version(&other)?;
        connection.execute_batch("BEGIN")?;
        let mark_here = mark(connection)?;
        other.execute_batch("BEGIN")?;
        // As long as the file has one version nobody wrote to it.
        if mark(&other)? == mark_here && version(&other)? == before {
            return Ok(Some(other));
        }
        connection.execute_batch("ROLLBACK")?;
        other.execute_batch("ROLLBACK")?;
    }
    Ok(None)
}

/// Asks two questions, at once where there are two connections.
fn both<A: Send, B: Send>(
    connection: &mut Connection,
    beside: Option<&mut Connection>,
    first: impl FnOnce(&Connection) -> rusqlite::Result<A> + Send,
    second: impl FnOnce(&Connection) -> rusqlite::Result<B> + Send,
) -> rusqlite::Result<(A, B)> {
    match beside {
        Some(beside) => {
            let (first, second) = rayon::join(move || first(connection), move || second(beside));
            Ok((first?, second?))
        }
        None => Ok((first(connection)?, second(connection)?)),
    }
}

/// The entities in order of id, each with its row: all, or those at edges that meet the condition.
fn entities(connection: &Connection, condition: &Condition, whole: bool) -> rusqlite::Result<Vec<(Entity, i64)>> {
    let some = if whole {
        String::new()
    } else {
        let clause = condition.clause();
        let ends = |end: &str| format!("key IN (SELECT e.{end} FROM edge_row e {clause})");
        format!("WHERE {} OR {}", ends("subject"), ends("object"))
    };
    let twice = condition.values().chain(condition.values()).take(if whole { 0 } else { usize::MAX });
    let mut statement = connection.prepare(&format!("SELECT id, name, type, aliases, key FROM entity_row {some}"))?;
    let mut rows = statement.query(params_from_iter(twice))?;
    let mut entities: Vec<(Entity, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        entities.push((entity(row, 0)?, row.get(4)?));
    }
    entities.sort_unstable_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    Ok(entities)
}

/// The row of a subject, the place of a relation, the row of an object, and the row of their edge.
type EdgeRow = (i64, u16, i64, i64);

/// The relations of the edges that meet the condition, in order, and the edges.
fn edges(connection: &Connection, condition: &Condition) -> rusqlite::Result<(Vec<SmolStr>, Vec<EdgeRow>)> {
    let sql = format!("SELECT e.subject, e.relation, e.object, e.key FROM edge_row e {}", condition.clause());
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(condition.values()))?;
    let mut met: Vec<SmolStr> = Vec::new();
    let mut edges = Vec::new();
    while let Some(row) = rows.next()? {
        let relation = row.get_ref(1)?.as_str()?;
        let number = met.iter().position(|other| other == relation).unwrap_or_else(|| {
            met.push(relation.into());
            met.len() - 1
        });
        edges.push((row.get(0)?, number as u16, row.get(2)?, row.get(3)?));
    }
    let mut relations = met.clone();
    relations.sort();
    let ranks: Vec<u16> = met.iter().map(|r| relations.partition_point(|other| other < r) as u16).collect();
    edges.iter_mut().for_each(|(_, relation, ..)| *relation = ranks[usize::from(*relation)]);
    Ok((relations, edges))
}

/// The places of rows in an order, by row. Rows are numbered as they come, so few numbers are unused.
struct Places(Vec<u32>);

impl Places {
    const NONE: u32 = u32::MAX;

    fn of(rows: impl Iterator<Item = i64> + Clone) -> Places {
        let most = rows.clone().max().unwrap_or(0);
        let mut places = vec![Places::NONE; usize::try_from(most).unwrap_or(0) + 1];
        for (row, place) in rows.zip(0..) {
            if let Some(at) = usize::try_from(row).ok().and_then(|row| places.get_mut(row)) {
                *at = place;
            }
        }
        Places(places)
    }

    fn get(&self, row: i64) -> Option<u32> {
        self.0.get(usize::try_from(row).ok()?).copied().filter(|place| *place != Places::NONE)
    }
}

/// Reads the statements of some rows, as they lie in the file, and holds as many as there is room for.
fn part(connection: &Connection, edges: &Places, among: Range<i64>, held: Held) -> rusqlite::Result<Part> {
    let mut part = Part { held, ..Part::default() };
    let mut sources = Sources::default();
    let sql = format!("SELECT {FACT}, t.key FROM statement_row t WHERE t.key >= ?1 AND t.key < ?2 ORDER BY t.key");
    let mut statement = connection.prepare(&sql)?;
    let mut read = statement.query([among.start, among.end])?;
    while let Some(row) = read.next()? {
        let Some(edge) = edges.get(row.get(15)?) else { continue };
        if !part.held.put(edge, &Said::of(row)?, &sources.of(connection, row.get(0)?)?) {
            part.rows = rows(connection, edges, row.get(16)?..among.end)?;
            break;
        }
    }
    Ok(part)
}

/// Some rows' statements that these edges have, each with its edge's place, in order.
fn rows(connection: &Connection, edges: &Places, among: Range<i64>) -> rusqlite::Result<Vec<(u32, i64)>> {
    let mut statement = connection.prepare("SELECT edge, key FROM statement_row WHERE +key >= ?1 AND +key < ?2")?;
    let mut read = statement.query([among.start, among.end])?;
    let mut found = Vec::new();
    while let Some(row) = read.next()? {
        if let Some(edge) = edges.get(row.get(0)?) {
            found.push((edge, row.get(1)?));
        }
    }
    found.sort_unstable();
    Ok(found)
}
