//! What a server asks: pages of entities, names as they are typed, one edge by its ends, the edges that matter most.

use super::link::entity;
use super::{Condition, EdgeKey, Link, Store};
use crate::Result;
use crate::graph::Entity;
use crate::resolve::{EntityId, plain};
use crate::value::EntityType;
use rusqlite::{InterruptHandle, OptionalExtension, params};
use std::collections::BTreeSet;

/// Among so many names that begin as typed the busiest entities are chosen.
const NAMES_WEIGHED: usize = 64;

impl Store {
    /// Breaks off whatever the store is being asked, from another thread.
    pub(crate) fn interrupter(&self) -> InterruptHandle {
        self.connection.get_interrupt_handle()
    }

    /// Entities in order of id, of these types (empty for all), and how many there are in all.
    pub(crate) fn entities_page(
        &self,
        types: &[EntityType],
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<Entity>, usize)> {
        let words: Vec<String> = types.iter().map(|t| format!("'{t}'")).collect();
        let of = if words.is_empty() { String::new() } else { format!("WHERE type IN ({})", words.join(", ")) };
        self.ask("listing entities", |c| {
            let total: i64 = c.query_row(&format!("SELECT count(*) FROM entity_row {of}"), [], |r| r.get(0))?;
            let sql = format!("SELECT id, name, type, aliases FROM entity_row {of} ORDER BY id LIMIT ?1 OFFSET ?2");
            let mut statement = c.prepare_cached(&sql)?;
            let page = statement.query_map(params![limit as i64, offset as i64], |r| entity(r, 0))?;
            Ok((page.collect::<rusqlite::Result<_>>()?, total as usize))
        })
    }

    /// Entities of which a name begins so, the busiest first.
    pub(crate) fn names_like(&self, typed: &str, limit: usize) -> Result<Vec<Entity>> {
        let from = plain(typed);
        if from.is_empty() {
            return Ok(Vec::new());
        }
        let to = format!("{from}\u{10ffff}");
        self.ask("looking for names", |c| {
            let mut statement = c.prepare_cached(
                "SELECT e.id, e.name, e.type, e.aliases FROM
                   (SELECT DISTINCT entity FROM (SELECT entity FROM name_row WHERE folded BETWEEN ?1 AND ?2 LIMIT ?3)) n
                   JOIN entity_row e ON e.key = n.entity
                 ORDER BY (SELECT count(*) FROM edge_row WHERE subject = e.key)
                   + (SELECT count(*) FROM edge_row WHERE object = e.key) DESC, e.id LIMIT ?4",
            )?;
            let rows = statement.query_map(params![from, to, NAMES_WEIGHED as i64, limit as i64], |r| entity(r, 0))?;
            rows.collect()
        })
    }

    /// The edge of a relation between two entities.
    pub(crate) fn edge(&self, subject: &EntityId, relation: &str, object: &EntityId) -> Result<Option<Link>> {
        let key = self.ask("reading an edge", |c| {
            c.prepare_cached(
                "SELECT e.key FROM edge_row e WHERE e.subject = (SELECT key FROM entity_row WHERE id = ?1)
                   AND e.relation = ?2 AND e.object = (SELECT key FROM entity_row WHERE id = ?3)",
            )?
            .query_row(params![subject.0.as_str(), relation, object.0.as_str()], |r| Ok(EdgeKey(r.get(0)?)))
            .optional()
        })?;
        Ok(self.links(key.as_slice())?.pop())
    }

    /// Edges that may be among the `limit` that matter most, those with the most sources, the most money, the latest; and how
    /// many edges there are.
    pub(crate) fn notable(&self, limit: usize) -> Result<(Vec<Link>, usize)> {
        let all = self.select(&Condition::default())?;
        let mut keys = BTreeSet::new();
        for leading in ["sources", "hundredths", "first_day"] {
            keys.extend(self.first(&all, Some(leading), limit)?);
        }
        Ok((self.links(&Vec::from_iter(keys))?, all.len()))
    }
}
