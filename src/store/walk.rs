//! The whole graph, or all edges that meet a condition, passing by without being loaded.

use super::Condition;
use super::link::{FACT, Sources, entity, fact, source};
use super::{Store, fault};
use crate::Result;
use crate::graph::{Edge, Entity, Fact, Source, Walk};
use rusqlite::{Connection, params_from_iter};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many statements go from reader to writer at a time: so many that those of a lot lie close together in the file, so
/// few that they take some twenty megabytes.
const LOT: usize = 1 << 16;

/// A graph file as it stood when the walk was begun; later builds do not change what passes by.
///
/// Entities, the ends of the edges and the rows of the statements are held in memory, some 150 bytes an entity, 12 an edge
/// and 16 a statement; what statements say passes by.
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
    /// The place of its edge and the row of every statement, in that order.
    statements: Vec<(u32, i64)>,
}

impl Store {
    /// Gives the store over to a walk over the whole graph. Cost: reads the entities and the ends of the edges.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn walk(self) -> Result<Stored> {
        self.walk_where(Condition::default())
    }

    /// A walk over the edges that meet a condition and the entities at them; over all entities where it asks for nothing.
    pub(crate) fn walk_where(self, condition: Condition) -> Result<Stored> {
        let path = self.path;
        begin(self.connection, path.clone(), condition, self.narrowed.is_some())
            .map_err(|e| fault(&path, "reading the entities", e))
    }
}

fn begin(connection: Connection, path: PathBuf, condition: Condition, narrowed: bool) -> rusqlite::Result<Stored> {
    connection.execute_batch("PRAGMA cache_size = -16384; BEGIN")?;
    let clause = condition.clause();
    let mut entities = Vec::new();
    // Row of the entity → place in `entities`.
    let mut places: FxHashMap<i64, u32> = FxHashMap::default();
    let some = if condition.is_open() && !narrowed {
        String::new()
    } else {
        let ends = |end: &str| format!("key IN (SELECT e.{end} FROM edge_row e {clause})");
        format!("WHERE {} OR {}", ends("subject"), ends("object"))
    };
    {
        let twice = condition.values().chain(condition.values());
        let mut statement =
            connection.prepare(&format!("SELECT id, name, type, aliases, key FROM entity_row {some} ORDER BY id"))?;
        let mut rows = statement.query(params_from_iter(twice.take(if some.is_empty() { 0 } else { usize::MAX })))?;
        while let Some(row) = rows.next()? {
            places.insert(row.get(4)?, entities.len() as u32);
            entities.push(entity(row, 0)?);
        }
    }
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
            if let (Some(&subject), Some(&object)) = (places.get(&row.get(0)?), places.get(&row.get(2)?)) {
                edges.push(((subject, number as u16, object), row.get(3)?));
            }
        }
    }
    // With relations numbered in order of name, as entities are in order of id, numbers sort as what they stand for.
    let met = relations.clone();
    relations.sort();
    let ranks: Vec<u16> = met.iter().map(|r| relations.partition_point(|other| other < r) as u16).collect();
    edges.iter_mut().for_each(|((_, relation, _), _)| *relation = ranks[usize::from(*relation)]);
    drop(places);
    edges.sort_unstable();
    let mut by_key: Vec<(i64, u32)> = edges.iter().zip(0..).map(|((_, key), at)| (*key, at)).collect();
    by_key.sort_unstable();
    let edges: Vec<(u32, u16, u32)> = edges.into_iter().map(|(ends, _)| ends).collect();
    let mut statements = Vec::with_capacity(edges.len());
    {
        let mut statement = connection.prepare("SELECT edge, key FROM statement_row ORDER BY edge")?;
        let mut rows = statement.query([])?;
        let mut ahead = by_key.into_iter().peekable();
        while let Some(row) = rows.next()? {
            let edge: i64 = row.get(0)?;
            while ahead.next_if(|(key, _)| *key < edge).is_some() {}
            if let Some((_, at)) = ahead.peek().filter(|(key, _)| *key == edge) {
                statements.push((*at, row.get(1)?));
            }
        }
    }
    statements.sort_unstable();
    Ok(Stored { connection: Mutex::new(connection), path, condition, entities, relations, edges, statements })
}

impl Stored {
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, doing: &str, source: rusqlite::Error) -> io::Error {
        io::Error::other(fault(&self.path, doing, source))
    }

    /// Reads the edges in order and hands them on in lots, until nobody takes them.
    ///
    /// Statements lie in the file as articles came. Those of a lot are fetched in that order, so that each page is read once
    /// for all of a lot that lie in it.
    fn read(&self, connection: &Connection, lots: &SyncSender<Vec<(u32, Edge)>>) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(&format!("SELECT {FACT} FROM statement_row t WHERE t.key = ?1"))?;
        let mut sources = Sources::default();
        let mut rest = &self.statements[..];
        while let Some(last) = rest.get(LOT.min(rest.len()).saturating_sub(1)) {
            // A lot ends where its last edge does.
            let (lot, after) = rest.split_at(rest.partition_point(|(at, _)| *at <= last.0));
            rest = after;
            let mut order: Vec<u32> = (0..lot.len() as u32).collect();
            order.sort_unstable_by_key(|n| lot[*n as usize].1);
            let mut facts: Vec<Option<Fact>> = vec![None; lot.len()];
            for n in order {
                let mut rows = statement.query([lot[n as usize].1])?;
                if let Some(row) = rows.next()? {
                    facts[n as usize] = Some(fact(row, sources.of(connection, row.get(0)?)?)?);
                }
            }
            let mut facts = facts.into_iter();
            let edges = lot.chunk_by(|(a, _), (b, _)| a == b).filter_map(|of_one| {
                let facts = facts.by_ref().take(of_one.len()).flatten().collect();
                self.edge(of_one[0].0, facts)
            });
            if lots.send(edges.collect()).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn edge(&self, at: u32, facts: Vec<Fact>) -> Option<(u32, Edge)> {
        let relation = self.relations[usize::from(self.edges[at as usize].1)].clone();
        Some((at, Edge::new(relation, facts)?))
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
            "SELECT article FROM statement_row".to_string()
        } else {
            let clause = self.condition.clause();
            format!("SELECT article FROM statement_row WHERE edge IN (SELECT e.key FROM edge_row e {clause})")
        };
        let sql = format!(
            "SELECT id, title, publisher, url, published, copies FROM article_row WHERE key IN ({some}) ORDER BY id"
        );
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
        let (sender, receiver) = sync_channel::<Vec<(u32, Edge)>>(1);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || self.read(&self.connection(), &sender));
            let written = receiver.iter().flatten().try_for_each(|(at, edge)| {
                let (subject, _, object) = self.edges[at as usize];
                each(&self.entities[subject as usize], &edge, &self.entities[object as usize])
            });
            // A reader that waits for room sees that nobody takes anything any more.
            drop(receiver);
            let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and(read.map_err(|e| self.failed("reading edges", e)))
        })
    }
}
