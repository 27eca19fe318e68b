//! The whole graph, or all edges that meet a condition, passing by without being loaded.

use super::gather::{Gathered, Part, gather};
use super::held::fetch;
use super::link::{Sources, source};
use super::said::{FACT, Said};
use super::{Condition, Store, fault};
use crate::Result;
use crate::graph::{Edge, Entity, Fact, Passing, Source, Walk, WriteEdge, write_in_turn, write_out};
use rusqlite::{Connection, params_from_iter};
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, channel, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of statements and their articles that a walk holds.
const ROOM: usize = 144 << 20;

/// How many edges are read at a time where some statements are read from the file: so many that those of one time lie close
/// together in it, so few that they take some twenty megabytes.
const AT_ONCE: usize = 1 << 16;

/// How many threads make edges ready at most: each holds a lot and its text.
const THREADS: usize = 8;

/// A graph file as it stood when the walk was begun; later builds do not change what passes by.
///
/// Entities, the ends of the edges and the places of the statements are held in memory, some 150 bytes an entity and 12 an
/// edge. Of what statements say, as much is held as there is room for; the rest passes by, with 16 bytes a statement.
#[derive(Debug)]
pub struct Stored {
    /// In a read transaction, and only used by one thread at a time.
    connection: Mutex<Connection>,
    path: PathBuf,
    condition: Condition,
    gathered: Gathered,
    /// How many statements are held of the lots before each.
    before: Vec<usize>,
}

impl Store {
    /// Gives the store over to a walk over the whole graph. Cost: reads the entities, the ends of the edges, and statements
    /// until there is no room.
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
        let Store { mut connection, path, narrowed, .. } = self;
        let gathered = gather(&mut connection, &path, &condition, narrowed.is_some(), room)
            .map_err(|e| fault(&path, "reading the entities", e))?;
        let mut before = vec![0; gathered.edges.len().div_ceil(gathered.lot) + 1];
        for part in &gathered.parts {
            part.held.counts().zip(&mut before[1..]).for_each(|(count, sum)| *sum += count);
        }
        for lot in 1..before.len() {
            before[lot] += before[lot - 1];
        }
        Ok(Stored { connection: Mutex::new(connection), path, condition, gathered, before })
    }
}

/// Finds the statement of a row.
type ReadRow<'r> = dyn FnMut(i64) -> rusqlite::Result<Option<Fact>> + 'r;

/// Those of a sorted list that belong to some edges.
fn of_edges<'s>(all: &'s [(u32, i64)], edges: &Range<usize>) -> &'s [(u32, i64)] {
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

    /// The edges of some lots, in order, each with its place.
    fn edges(&self, lots: Range<usize>, read: &mut ReadRow<'_>) -> rusqlite::Result<Vec<(usize, Edge)>> {
        let Gathered { relations, edges, lot, parts, .. } = &self.gathered;
        let places = lots.start * lot..edges.len().min(lots.end * lot);
        let mut facts: Vec<Vec<Fact>> = vec![Vec::new(); places.len()];
        let mut put = |edge: usize, fact: Fact| {
            let facts = &mut facts[edge - places.start];
            if facts.is_empty() {
                // Most edges have one.
                facts.reserve_exact(1);
            }
            facts.push(fact);
        };
        for Part { held, rows } in parts {
            held.each(lots.clone(), &mut put);
            // As they lie in the file, so that each page is read once for all that lie in it.
            let mut rows = of_edges(rows, &places).to_vec();
            rows.sort_unstable_by_key(|(_, row)| *row);
            for (edge, row) in rows {
                read(row)?.into_iter().for_each(|fact| put(edge as usize, fact));
            }
        }
        let edge = |(at, facts): (usize, Vec<Fact>)| {
            Some((at, Edge::new(relations[usize::from(edges[at].1)].clone(), facts)?))
        };
        Ok(places.zip(facts).filter_map(edge).collect())
    }

    /// How many lots there are.
    fn lots(&self) -> usize {
        self.gathered.edges.len().div_ceil(self.gathered.lot)
    }

    /// Reads the edges in order and hands them on, until nobody takes them.
    fn read(&self, connection: &Connection, taker: &SyncSender<Vec<(usize, Edge)>>) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(&format!("SELECT {FACT} FROM statement_row t WHERE t.key = ?1"))?;
        let mut sources = Sources::default();
        let mut read = |row| {
            let mut found = statement.query([row])?;
            let Some(row) = found.next()? else { return Ok(None) };
            Ok(Some(Said::of(row)?.fact(sources.of(connection, row.get(0)?)?)))
        };
        let some = if self.all_held() { 1 } else { AT_ONCE.div_ceil(self.gathered.lot) };
        for from in (0..self.lots()).step_by(some) {
            if taker.send(self.edges(from..self.lots().min(from + some), &mut read)?).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn all_held(&self) -> bool {
        self.gathered.parts.iter().all(|part| part.rows.is_empty())
    }

    fn ends(&self, at: usize) -> (&Entity, &Entity) {
        let Gathered { entities, edges, .. } = &self.gathered;
        let (subject, _, object) = edges[at];
        (&entities[subject as usize], &entities[object as usize])
    }

    /// Adds what is written of a lot of edges whose statements are held.
    fn write_lot(&self, lot: usize, texts: &mut [Vec<u8>], write: &WriteEdge<'_>) -> io::Result<()> {
        let edges = self.edges(lot..lot + 1, &mut |_| Ok(None)).map_err(|e| self.failed("reading edges", e))?;
        let ends = edges.iter().map(|(index, _)| self.ends(*index));
        fetch(ends.flat_map(|(subject, object)| [&*subject.id.0, &subject.name, &object.id.0, &object.name]));
        let mut statements = self.before[lot];
        for (index, edge) in &edges {
            let (subject, object) = self.ends(*index);
            write(Passing { index: *index, statements, subject, edge, object }, texts)?;
            statements += edge.facts.len();
        }
        Ok(())
    }
}

impl Walk for Stored {
    fn size(&self) -> (usize, usize) {
        (self.gathered.entities.len(), self.gathered.edges.len())
    }

    fn each_entity(&self, each: &mut dyn FnMut(&Entity) -> io::Result<()>) -> io::Result<()> {
        self.gathered.entities.iter().try_for_each(each)
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
        let (sender, receiver) = sync_channel(1);
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

    /// Threads take the lots by turns, and this one writes their texts in order and gives the emptied ones back.
    fn write_edges(&self, files: &mut [&mut dyn Write], write: &WriteEdge<'_>) -> io::Result<()> {
        if !self.all_held() {
            return write_in_turn(self, files, write);
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let count = files.len();
        std::thread::scope(|scope| {
            let turns: Vec<_> = (0..threads)
                .map(|first| {
                    let (sender, receiver) = sync_channel(2);
                    let (back, emptied) = channel();
                    scope.spawn(move || {
                        // Where nobody takes a text any more, none is made.
                        (first..self.lots()).step_by(threads).find(|lot| {
                            let mut texts = emptied.try_recv().unwrap_or_else(|_| vec![Vec::new(); count]);
                            let written = self.write_lot(*lot, &mut texts, write);
                            sender.send(written.map(|()| texts)).is_err()
                        })
                    });
                    (receiver, back)
                })
                .collect();
            for (receiver, back) in turns.iter().cycle() {
                let Ok(texts) = receiver.recv() else { break };
                let mut texts = texts?;
                write_out(files, &mut texts)?;
                // One that has made its last text takes none back.
                let _ = back.send(texts);
            }
            Ok(())
        })
    }
}
