//! The parts of the graph that hang together.

use super::adjacency::Adjacency;
use super::{Extent, Filter, Groups};
use crate::Result;
use crate::store::Store;

/// The connected components of the admitted edges, in any direction; with `strong` those in which each entity is reached
/// from each other along edges. Entities that nothing admitted touches are in none. Cost: one pass over the edges.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn components(store: &Store, filter: &Filter, strong: bool, extent: Extent) -> Result<Groups> {
    let outline = store.outline(&filter.condition(), None)?;
    let edges = outline.edges.iter().map(|e| (e.subject, e.object));
    let labels = if strong {
        strongly_connected(&Adjacency::new(outline.entities.len(), edges))
    } else {
        connected(outline.entities.len(), edges)
    };
    Groups::of(store, &outline, &labels, extent)
}

/// The component of each node: union by halving paths (Tarjan and van Leeuwen 1984).
fn connected(nodes: usize, edges: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..nodes as u32).collect();
    fn root(parent: &mut [u32], mut node: u32) -> u32 {
        while parent[node as usize] != node {
            parent[node as usize] = parent[parent[node as usize] as usize];
            node = parent[node as usize];
        }
        node
    }
    for (a, b) in edges {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        // The smaller number stays on top.
        parent[a.max(b) as usize] = a.min(b);
    }
    (0..nodes as u32).map(|node| root(&mut parent, node)).collect()
}

/// The strongly connected component of each node (Tarjan 1972), without recursion.
pub(super) fn strongly_connected(arrows: &Adjacency) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let nodes = arrows.nodes();
    let mut found = vec![NONE; nodes];
    let mut lowest = vec![NONE; nodes];
    let mut label = vec![NONE; nodes];
    // Nodes whose component is not known yet, and the way to the present node with the next arrow to look at.
    let (mut open, mut way): (Vec<u32>, Vec<(u32, usize)>) = (Vec::new(), Vec::new());
    let (mut met, mut labels) = (0, 0);
    for start in 0..nodes as u32 {
        if found[start as usize] != NONE {
            continue;
        }
        way.push((start, 0));
        while let Some((node, next)) = way.pop() {
            let at = node as usize;
            if next == 0 {
                (found[at], lowest[at]) = (met, met);
                met += 1;
                open.push(node);
            }
            if let Some(&to) = arrows.of(node).get(next) {
                way.push((node, next + 1));
                if found[to as usize] == NONE {
                    way.push((to, 0));
                } else if label[to as usize] == NONE {
                    lowest[at] = lowest[at].min(found[to as usize]);
                }
                continue;
            }
            if lowest[at] == found[at] {
                while let Some(member) = open.pop() {
                    label[member as usize] = labels;
                    if member == node {
                        break;
                    }
                }
                labels += 1;
            }
            if let Some(&(before, _)) = way.last() {
                lowest[before as usize] = lowest[before as usize].min(lowest[at]);
            }
        }
    }
    label
}
