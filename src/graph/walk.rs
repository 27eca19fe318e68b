//! Going through a graph from end to end, whether it lies in memory or in a file.

use super::{Edge, Entity, Graph, Source};
use crate::resolve::EntityId;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// An edge that passes by.
#[derive(Debug, Clone, Copy)]
pub struct Passing<'g> {
    /// How many edges came before.
    pub index: usize,
    /// How many statements came before the edge's own.
    pub statements: usize,
    /// Who.
    pub subject: &'g Entity,
    /// The relation with all its statements.
    pub edge: &'g Edge,
    /// Whom or what.
    pub object: &'g Entity,
}

/// Adds what is written of an edge to the texts of some files. Any thread may call it, for any edge.
pub type WriteEdge<'w> = dyn Fn(Passing<'_>, &mut [Vec<u8>]) -> io::Result<()> + Sync + 'w;

/// Bytes of all texts that are gathered before they are written.
const GATHERED: usize = 1 << 18;

/// A graph whose entities, articles and edges pass by in order, as often as asked.
///
/// What a callback answers ends the walk where it is an error. Those of the graph itself are [`crate::Error`]s within
/// [`io::Error`]s.
pub trait Walk {
    /// How many entities and edges pass by.
    fn size(&self) -> (usize, usize);

    /// Every entity, in order of id.
    ///
    /// # Errors
    /// Those of `each` and of reading.
    fn each_entity(&self, each: &mut dyn FnMut(&Entity) -> io::Result<()>) -> io::Result<()>;

    /// Every article that an edge has a statement of, in order of id.
    ///
    /// # Errors
    /// Those of `each` and of reading.
    fn each_source(&self, each: &mut dyn FnMut(&Source) -> io::Result<()>) -> io::Result<()>;

    /// Every edge with its ends, in order of (subject, relation, object).
    ///
    /// # Errors
    /// Those of `each` and of reading.
    fn each_edge(&self, each: &mut dyn FnMut(&Entity, &Edge, &Entity) -> io::Result<()>) -> io::Result<()>;

    /// Writes every edge to one or some files, in the same order; several at a time may be made ready.
    ///
    /// # Errors
    /// Those of `write`, of the files and of reading.
    fn write_edges(&self, files: &mut [&mut dyn Write], write: &WriteEdge<'_>) -> io::Result<()> {
        write_in_turn(self, files, write)
    }
}

/// Writes one edge after the other.
pub(crate) fn write_in_turn<W: Walk + ?Sized>(
    walk: &W,
    files: &mut [&mut dyn Write],
    write: &WriteEdge<'_>,
) -> io::Result<()> {
    let mut texts = vec![Vec::new(); files.len()];
    let (mut index, mut statements) = (0, 0);
    walk.each_edge(&mut |subject, edge, object| {
        write(Passing { index, statements, subject, edge, object }, &mut texts)?;
        index += 1;
        statements += edge.facts.len();
        if texts.iter().map(Vec::len).sum::<usize>() < GATHERED {
            return Ok(());
        }
        write_out(files, &mut texts)
    })?;
    write_out(files, &mut texts)
}

/// Writes each text to its file and empties it.
pub(crate) fn write_out(files: &mut [&mut dyn Write], texts: &mut [Vec<u8>]) -> io::Result<()> {
    files.iter_mut().zip(texts).try_for_each(|(file, text)| {
        file.write_all(text)?;
        text.clear();
        Ok(())
    })
}

impl Walk for Graph {
    fn size(&self) -> (usize, usize) {
        (self.entity_count(), self.edge_count())
    }

    fn each_entity(&self, each: &mut dyn FnMut(&Entity) -> io::Result<()>) -> io::Result<()> {
        self.entities().try_for_each(each)
    }

    fn each_source(&self, each: &mut dyn FnMut(&Source) -> io::Result<()>) -> io::Result<()> {
        let facts = self.edges().flat_map(|(_, _, edge, _)| &edge.facts);
        let sources: BTreeMap<&str, &Source> = facts.map(|f| (f.source.article.as_str(), &*f.source)).collect();
        sources.into_values().try_for_each(each)
    }

    fn each_edge(&self, each: &mut dyn FnMut(&Entity, &Edge, &Entity) -> io::Result<()>) -> io::Result<()> {
        self.edges().try_for_each(|(_, subject, edge, object)| each(subject, edge, object))
    }
}

impl Graph {
    /// The graph that a walk passes through, in memory.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(walk: &dyn Walk) -> io::Result<Graph> {
        let mut entities = Vec::new();
        walk.each_entity(&mut |entity| {
            entities.push(entity.clone());
            Ok(())
        })?;
        let mut edges: Vec<(EntityId, Edge, EntityId)> = Vec::new();
        walk.each_edge(&mut |subject, edge, object| {
            edges.push((subject.id.clone(), edge.clone(), object.id.clone()));
            Ok(())
        })?;
        Ok(Graph::new(entities, edges))
    }
}
