//! Whom several entities have to do with in common.

use super::Filter;
use crate::graph::Entity;
use crate::resolve::EntityId;
use crate::store::{EdgeKey, EntityKey, Link, Store};
use crate::{Error, Result};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// An entity at which admitted edges to all that were asked about meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// The entity.
    pub entity: Entity,
    /// The edges to each that was asked about, in that order; none of them empty.
    pub links: Vec<Vec<Link>>,
}

/// Neighbours in common, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Common {
    /// Those with the most edges first, equals in order of id.
    pub shared: Vec<Shared>,
    /// How many there are in all.
    pub total: usize,
}

/// The entities that each of the given ones has an admitted edge with, at most `limit` of them. Read by index.
///
/// # Errors
/// [`Error::UnknownEntity`]; [`Error::Store`].
pub fn common(store: &Store, ids: &[EntityId], filter: &Filter, limit: Option<usize>) -> Result<Common> {
    let (condition, ways) = (filter.condition(), filter.ways());
    let mut met: FxHashMap<EntityKey, Vec<Vec<EdgeKey>>> = FxHashMap::default();
    let mut asked = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        let unknown = || Error::UnknownEntity { name: id.to_string(), nearest: Vec::new() };
        let key = store.entity_key(id)?.ok_or_else(unknown)?;
        asked.push(key);
        for step in store.steps(key, ways, &condition)? {
            // Only what all before had too can be common to all.
            if place == 0 {
                met.entry(step.far).or_insert_with(|| vec![Vec::new(); ids.len()]);
            }
            if let Some(edges) = met.get_mut(&step.far) {
                edges[place].push(step.edge);
            }
        }
        met.retain(|_, edges| !edges[place].is_empty());
    }
    let mut found: Vec<(EntityId, EntityKey, Vec<Vec<EdgeKey>>)> = Vec::with_capacity(met.len());
    for (key, edges) in met {
        if !asked.contains(&key) {
            found.push((store.entity_id(key)?, key, edges));
        }
    }
    found.sort_by_cached_key(|(id, _, edges)| (Reverse(edges.iter().map(Vec::len).sum::<usize>()), id.clone()));
    let total = found.len();
    found.truncate(limit.unwrap_or(total));
    let shared = found.into_iter().map(|(_, key, edges)| {
        let links = edges.iter().map(|edges| Ok(Link::in_order(store.links(edges)?))).collect::<Result<_>>()?;
        Ok(Shared { entity: store.entity_at(key)?, links })
    });
    Ok(Common { shared: shared.collect::<Result<_>>()?, total })
}
