//! How two entities are connected.

mod all;
mod walk;

pub use all::{all_paths, paths_via};

use super::Filter;
use crate::Result;
use crate::graph::Entity;
use crate::resolve::EntityId;
use crate::store::{EntityKey, Link, Store};
use walk::{Side, Walk};

/// One step of a path or a circle: from one entity to the next over one or more edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// Where it starts.
    pub from: Entity,
    /// Where it leads.
    pub to: Entity,
    /// Every admitted edge between the two, in order of subject, relation and object; never empty.
    pub links: Vec<Link>,
}

/// A way from one entity to another that passes none twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The steps, in order.
    pub hops: Vec<Hop>,
}

/// Ways between two entities.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    /// The paths, the shortest first, those of one length in order of the ids that they pass.
    pub paths: Vec<Path>,
    /// Whether the limit cut some off.
    pub more: bool,
}

/// The shortest path between two entities over admitted edges, at most `max_length` steps; of several the first in order
/// of the ids that it passes. `None` where there is none.
///
/// Bidirectional breadth-first search (Pohl 1971), a level of the smaller side at a time.
///
/// # Errors
/// [`crate::Error::UnknownEntity`]; [`crate::Error::Store`].
pub fn shortest_path(
    store: &Store,
    from: &EntityId,
    to: &EntityId,
    filter: &Filter,
    max_length: Option<usize>,
) -> Result<Option<Path>> {
    let mut walk = Walk::new(store, [from, to], &[], filter)?;
    let (start, goal) = (walk.start, walk.goal);
    if start == goal {
        return Ok(Some(Path { hops: Vec::new() }));
    }
    let (mut near, mut far) = (Side::new(start), Side::new(goal));
    loop {
        if near.depth + far.depth >= max_length.unwrap_or(usize::MAX) {
            return Ok(None);
        }
        let forward = near.frontier.len() <= far.frontier.len();
        let (side, other) = if forward { (&mut near, &far) } else { (&mut far, &near) };
        side.advance(&walk, forward)?;
        let meeting: Vec<EntityKey> =
            side.frontier.iter().copied().filter(|n| other.distances.contains_key(n)).collect();
        if !meeting.is_empty() {
            let nodes = walk.first_way(&near, &far, meeting)?;
            return walk.path(&nodes).map(Some);
        }
        if side.frontier.is_empty() {
            return Ok(None);
        }
    }
}
