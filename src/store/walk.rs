//! The whole graph, or all edges that meet a condition, passing by without being loaded.

use super::held::Held;
use super::link::{FACT, Sources, entity, fact, source};
use super::{Condition, Store, fault};
use crate::Result;
use crate::graph::{Edge, Entity, Fact, Passing, Source, Walk, WriteEdge, write_in_turn, write_out};
use rusqlite::{Connection, params_from_iter};
use smol_str::SmolStr;
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of statements and their articles that a walk holds.
const ROOM: usize = 144 << 20;

/// How many edges go from reader to writer at a time where their statements are held.
const LOT: usize = 1 << 10;

/// The same where some statements are read from the file: so many that those of a lot lie close together in it, so few that
/// they take some twenty megabytes.
const LARGE_LOT: usize = 1 << 16;

/// How many threads make edges ready at most: each holds a lot and its text.
const THREADS: usize = 8;

/// A graph file as it stood when the walk was begun; later builds do not change what passes by.
///
/// Entities, the ends of the edges and the places of the statements are held in memory, some 150 bytes an entity, 12 an
/// edge and 8 to 16 a statement. Of what statements say, as much is held as there is room for; the rest passes by.
#[derive(Debug)]
pub struct Stored {
    /// In a read transaction, and only used by one thread at a time.
    connection: Mutex<Connection>,
    path: PathBuf,
    condition: Condition,
    /// In order of id.
    entities: Vec<Entity>,
    /// The relations met.
    relations: Vec<SmolStr>,
    /// The ends of the edges and the place of the relation, in the order in which edges pass by.
    edges: Vec<(u32, u16, u32)>,
    statements: Statements,
}

/// The statements of a walk.
#[derive(Debug, Default)]
struct Statements {
    held: Held,
    /// The place of its edge and its own of every statement that is held, in that order.
    places: Vec<(u32, u32)>,
    /// The place of its edge and the row of every other one. Where an edge has both, these come later.
    rows: Vec<(u32, i64)>,
}

impl Store {
    /// Gives the store over to a walk over the whole graph. Cost: reads the entities and the ends of the edges.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn walk(self) -> Result<Stored> {
        self.walk_where(Condition::default())
    }

    /// The same, holding about so many bytes of statements at most. The others are read when their edge passes by, which
    /// takes longer.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn walk_within(self, room: usize) -> Result<Stored> {
        self.walk_of(Condition::default(), room)
    }

    /// A walk over the edges that meet a condition and the entities at them; over all entities where it asks for nothing.
    pub(crate) fn walk_where(self, condition: Condition) -> Result<Stored> {
        self.walk_of(condition, ROOM)
    }

    fn walk_of(self, condition: Condition, room: usize) -> Result<Stored> {
        let path = self.path;
        let narrowed = self.narrowed.is_some();
        let room = if narrowed { 0 } else { room };
        begin(self.connection, path.clone(), condition, narrowed, room)
            .map_err(|e| fault(&path, "reading the entities", e))
    }
}

fn begin(
    connection: Connection,
    path: PathBuf,
    condition: Condition,
    narrowed: bool,
    room: usize,
) -> rusqlite::Result<Stored> {
    connection.execute_batch("PRAGMA cache_size = -16384; BEGIN")?;
    let clause = condition.clause();
    let some = if condition.is_open() && !narrowed {
        String::new()
    } else {
        let ends = |end: &str| format!("key IN (SELECT e.{end} FROM edge_row e {clause})");
        format!("WHERE {} OR {}", ends("subject"), ends("object"))
    };
    let mut entities: Vec<(Entity, i64)> = Vec::new();
    {
        let twice = condition.values().chain(condition.values());
        let mut statement =
            connection.prepare(&format!("SELECT id, name, type, aliases, key FROM entity_row {some}"))?;
        let mut rows = statement.query(params_from_iter(twice.take(if some.is_empty() { 0 } else { usize::MAX })))?;
        while let Some(row) = rows.next()? {
            entities.push((entity(row, 0)?, row.get(4)?));
        }
    }
    entities.sort_unstable_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    let places = Places::of(entities.iter().map(|(_, key)| *key));
    let entities: Vec<Entity> = entities.into_iter().map(|(entity, _)| entity).collect();
    let mut relations: Vec<SmolStr> = Vec::new();
    let mut edges: Vec<((u32, u16, u32), i64)> = Vec::new();
    {
        let sql = format!("SELECT e.subject, e.relation, e.object, e.key FROM edge_row e {clause}");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(condition.values()))?;
        while let Some(row) = rows.next()? {
            let relation = row.get_ref(1)?.as_str()?;
            let number = relations.iter().position(|r| r == relation).unwrap_or_else(|| {
                relations.push(relation.into());
                relations.len() - 1
            });
            if let (Some(subject), Some(object)) = (places.get(row.get(0)?), places.get(row.get(2)?)) {
                edges.push(((subject, number as u16, object), row.get(3)?));
            }
        }
    }
    // With relations numbered in order of name, as entities are in order of id, numbers sort as what they stand for.
    let met = relations.clone();
    relations.sort();
    let ranks: Vec<u16> = met.iter().map(|r| relations.partition_point(|other| other < r) as u16).collect();
    edges.iter_mut().for_each(|((_, relation, _), _)| *relation = ranks[usize::from(*relation)]);
    edges.sort_unstable();
    let places = Places::of(edges.iter().map(|(_, key)| *key));
    let edges: Vec<(u32, u16, u32)> = edges.into_iter().map(|(ends, _)| ends).collect();
    let statements = if condition.is_open() && room > 0 {
        Statements::all(&connection, &places, room)?
    } else {
        // Of few edges, or of edges as they were once: these are found by index, not among all.
        Statements { rows: rows(&connection, 0, &places)?, ..Statements::default() }
    };
    Ok(Stored { connection: Mutex::new(connection), path, condition, entities, relations, edges, statements })
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

impl Statements {
    /// Reads all statements, as they lie in the file, and holds as many as there is room for.
    fn all(connection: &Connection, edges: &Places, room: usize) -> rusqlite::Result<Statements> {
        let mut all = Statements { held: Held::with_room(room), ..Statements::default() };
        let mut sources = Sources::default();
        let mut statement = connection.prepare(&format!("SELECT {FACT}, t.key FROM statement_row t ORDER BY t.key"))?;
        let mut read = statement.query([])?;
        while let Some(row) = read.next()? {
            let Some(edge) = edges.get(row.get(15)?) else { continue };
            match all.held.put(&fact(row, sources.of(connection, row.get(0)?)?)?) {
                Some(place) => all.places.push((edge, place)),
                None => {
                    all.rows = rows(connection, row.get(16)?, edges)?;
                    break;
                }
            }
        }
        all.places.sort_unstable();
        Ok(all)
    }
}

/// The statements from a row on that these edges have, each with its edge's place, in order.
fn rows(connection: &Connection, from: i64, edges: &Places) -> rusqlite::Result<Vec<(u32, i64)>> {
    let mut statement = connection.prepare("SELECT edge, key FROM statement_row WHERE +key >= ?1")?;
    let mut read = statement.query([from])?;
    let mut found = Vec::new();
    while let Some(row) = read.next()? {
        if let Some(edge) = edges.get(row.get(0)?) {
            found.push((edge, row.get(1)?));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Those of a sorted list that belong to some edges.
fn of_edges<'s, T>(all: &'s [(u32, T)], edges: &Range<usize>) -> &'s [(u32, T)] {
    let before = |edge: usize| all.partition_point(|(at, _)| (*at as usize) < edge);
    &all[before(edges.start)..before(edges.end)]
}

impl Stored {
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, doing: &str, source: rusqlite::Error) -> io::Error {
        io::Error::other(fault(&self.path, doing, source))
    }

    /// The edges in lots, in order.
    fn lots(&self, size: usize) -> impl Iterator<Item = Range<usize>> + Clone {
        let all = self.edges.len();
        (0..all).step_by(size).map(move |from| from..all.min(from + size))
    }

    /// Reads the edges in order and hands them on in lots, until nobody takes them.
    ///
    /// Statements lie in the file as articles came. Those of a lot are fetched in that order, so that each page is read once
    /// for all of a lot that lie in it.
    fn read(&self, connection: &Connection, lots: &SyncSender<Vec<(usize, Edge)>>) -> rusqlite::Result<()> {
        let Statements { held, places, rows } = &self.statements;
        let mut statement = connection.prepare(&format!("SELECT {FACT} FROM statement_row t WHERE t.key = ?1"))?;
        let mut sources = Sources::default();
        for lot in self.lots(if rows.is_empty() { LOT } else { LARGE_LOT }) {
            let (places, rows) = (of_edges(places, &lot), of_edges(rows, &lot));
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_unstable_by_key(|n| rows[*n].1);
            let mut read: Vec<Option<Fact>> = vec![None; rows.len()];
            for n in order {
                let mut found = statement.query([rows[n].1])?;
                if let Some(row) = found.next()? {
                    read[n] = Some(fact(row, sources.of(connection, row.get(0)?)?)?);
                }
            }
            let mut places = places.iter().peekable();
            let mut rows = rows.iter().zip(read).peekable();
            let edges = lot.filter_map(|at| {
                let own = |edge: u32| edge as usize == at;
                let mut facts = Vec::new();
                facts.extend(std::iter::from_fn(|| places.next_if(|(edge, _)| own(*edge))).map(|(_, p)| held.at(*p)));
                facts.extend(std::iter::from_fn(|| rows.next_if(|((edge, _), _)| own(*edge))).filter_map(|(_, f)| f));
                Some((at, self.edge(at, facts)?))
            });
            if lots.send(edges.collect()).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn edge(&self, at: usize, facts: Vec<Fact>) -> Option<Edge> {
        Edge::new(self.relations[usize::from(self.edges[at].1)].clone(), facts)
    }

    fn ends(&self, at: usize) -> (&Entity, &Entity) {
        let (subject, _, object) = self.edges[at];
        (&self.entities[subject as usize], &self.entities[object as usize])
    }

    /// What is written of a lot of edges whose statements are held.
    fn texts(&self, lot: Range<usize>, count: usize, write: &WriteEdge<'_>) -> io::Result<Vec<Vec<u8>>> {
        let Statements { held, places, .. } = &self.statements;
        let mut texts = vec![Vec::new(); count];
        let mut statements = places.partition_point(|(edge, _)| (*edge as usize) < lot.start);
        for of_one in of_edges(places, &lot).chunk_by(|(a, _), (b, _)| a == b) {
            let index = of_one[0].0 as usize;
            if let Some(edge) = self.edge(index, of_one.iter().map(|(_, place)| held.at(*place)).collect()) {
                let (subject, object) = self.ends(index);
                write(Passing { index, statements, subject, edge: &edge, object }, &mut texts)?;
                statements += of_one.len();
            }
        }
        Ok(texts)
    }
}

impl Walk for Stored {
    fn size(&self) -> (usize, usize) {
        (self.entities.len(), self.edges.len())
    }

    fn each_entity(&self, each: &mut dyn FnMut(&Entity) -> io::Result<()>) -> io::Result<()> {
        self.entities.iter().try_for_each(each)
    }

    fn each_source(&self, each: &mut dyn FnMut(&Source) -> io::Result<()>) -> io::Result<()> {
        let some = if self.condition.is_open() {
            "EXISTS (SELECT 1 FROM statement_row WHERE article = a.key)".to_string()
        } else {
            let clause = self.condition.clause();
            format!("key IN (SELECT article FROM statement_row WHERE edge IN (SELECT e.key FROM edge_row e {clause}))")
        };
        let sql =
            format!("SELECT id, title, publisher, url, published, copies FROM article_row a WHERE {some} ORDER BY id");
        let failed = |e| self.failed("reading the articles", e);
        let connection = self.connection();
        let mut statement = connection.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(self.condition.values())).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(&source(row).map_err(failed)?)?;
        }
        Ok(())
    }

    /// A thread reads while this one calls `each`.
    fn each_edge(&self, each: &mut dyn FnMut(&Entity, &Edge, &Entity) -> io::Result<()>) -> io::Result<()> {
        let (sender, receiver) = sync_channel::<Vec<(usize, Edge)>>(1);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || self.read(&self.connection(), &sender));
            let written = receiver.iter().flatten().try_for_each(|(at, edge)| {
                let (subject, object) = self.ends(at);
                each(subject, &edge, object)
            });
            // A reader that waits for room sees that nobody takes anything any more.
            drop(receiver);
            let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and(read.map_err(|e| self.failed("reading edges", e)))
        })
    }

    /// Threads take the lots by turns, and this one writes their texts in order.
    fn write_edges(&self, files: &mut [&mut dyn Write], write: &WriteEdge<'_>) -> io::Result<()> {
        if !self.statements.rows.is_empty() {
            return write_in_turn(self, files, write);
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let count = files.len();
        std::thread::scope(|scope| {
            let receivers: Vec<_> = (0..threads)
                .map(|first| {
                    let (sender, receiver) = sync_channel(2);
                    scope.spawn(move || {
                        let mut lots = self.lots(LOT).skip(first).step_by(threads);
                        // Where nobody takes a text any more, none is made.
                        lots.find(|lot| sender.send(self.texts(lot.clone(), count, write)).is_err())
                    });
                    receiver
                })
                .collect();
            let mut turns = receivers.iter().cycle().map_while(|receiver| receiver.recv().ok());
            turns.try_for_each(|texts| write_out(files, &mut texts?))
        })
    }
}
