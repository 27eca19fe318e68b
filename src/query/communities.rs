//! Communities: entities with more to do with each other than with others.

mod leiden;

use super::{Extent, Filter, Groups};
use crate::Result;
use crate::store::Store;

/// The communities of a graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// The communities.
    pub groups: Groups,
    /// How much denser they are inside than edges thrown at random would make them (Newman and Girvan 2004): 0 for no
    /// structure, 1 at most.
    pub modularity: f64,
}

/// Splits the entities at admitted edges into communities of high modularity, by the Leiden method (Traag, Waltman and van
/// Eck 2019) with entities in order of id and the best move taken instead of a random one: the same graph gives the same
/// communities, each of them connected. Directions do not count; parallel edges add up. A higher `resolution` (1 is usual)
/// gives smaller communities.
///
/// Cost: about linear in the edges.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn communities(store: &Store, filter: &Filter, resolution: f64, extent: Extent) -> Result<Communities> {
    let outline = store.outline(&filter.condition(), None)?;
    let edges: Vec<(u32, u32, f64)> = outline.edges.iter().map(|e| (e.subject, e.object, 1.0)).collect();
    let network = leiden::Network::new(outline.entities.len(), &edges);
    let labels = leiden::leiden(&network, resolution);
    let modularity = network.modularity(&labels, 1.0);
    Ok(Communities { groups: Groups::of(store, &outline, &labels, extent)?, modularity })
}
