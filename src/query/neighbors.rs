//! The edges around an entity.

use super::{Filter, Sort};
use crate::resolve::EntityId;
use crate::store::{Link, Store};
use crate::{Error, Result};
use rustc_hash::FxHashSet;

/// An edge with its distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// 1 for edges at the entity itself, 2 for edges at its neighbours, and so on.
    pub depth: usize,
    /// The edge.
    pub link: Link,
}

/// What lies around an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighborhood {
    /// The edges, the nearest first, those of one depth in the order asked for.
    pub edges: Vec<Near>,
    /// How many there are in all.
    pub total: usize,
}

/// The edges that can be reached from an entity over at most `depth` admitted edges, at most `limit` of them.
///
/// Breadth first: cost is linear in the edges met, or in all, whichever takes less.
///
/// # Errors
/// [`Error::UnknownEntity`]; [`Error::Store`].
pub fn neighbors(
    store: &Store,
    id: &EntityId,
    filter: &Filter,
    depth: usize,
    sort: Sort,
    limit: Option<usize>,
) -> Result<Neighborhood> {
    let start =
        store.entity_key(id)?.ok_or_else(|| Error::UnknownEntity { name: id.to_string(), nearest: Vec::new() })?;
    let (condition, ways) = (filter.condition(), filter.ways());
    let mut reached = FxHashSet::from_iter([start]);
    let mut met = FxHashSet::default();
    let mut frontier = vec![start];
    let mut found = Neighborhood { edges: Vec::new(), total: 0 };
    for depth in 1..=depth {
        let (mut edges, mut next) = (Vec::new(), Vec::new());
        for step in store.steps_of(&frontier, ways, &condition)? {
            if met.insert(step.edge) {
                edges.push(step.edge);
            }
            if reached.insert(step.far) {
                next.push(step.far);
            }
        }
        found.total += edges.len();
        let room = limit.map_or(usize::MAX, |l| l.saturating_sub(found.edges.len()));
        if room > 0 && !edges.is_empty() {
            let edges = store.first(&store.selection(&edges)?, sort.leading(), room)?;
            found.edges.extend(store.links(&edges)?.into_iter().map(|link| Near { depth, link }));
        }
        if next.is_empty() {
            break;
        }
        frontier = next;
    }
    Ok(found)
}
