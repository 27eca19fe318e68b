//! Going through a graph from end to end, whether it lies in memory or in a file.

use super::{Edge, Entity, Graph, Source};
use crate::resolve::EntityId;
use std::collections::BTreeMap;
use std::io;

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
