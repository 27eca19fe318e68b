//! Parts into which the graph falls, told by their leading members.

use crate::Result;
use crate::graph::Entity;
use crate::store::{Outline, Store};

/// Some entities that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Those with the most edges within the group first, equals in order of id; cut off where asked.
    pub members: Vec<Entity>,
    /// How many entities it has.
    pub size: usize,
    /// How many edges lead from one to another of them.
    pub edges: usize,
    /// How many edges lead from them to others, or from others to them.
    pub outward: usize,
}

/// The parts of a graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// The largest first, equals in order of the first id.
    pub groups: Vec<Group>,
    /// How many there are.
    pub total: usize,
}

/// How much of the groups is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// At most so many groups; `None` for all.
    pub groups: Option<usize>,
    /// At most so many members of each; `None` for all.
    pub members: Option<usize>,
}

impl Groups {
    /// From the label of each node. Cost: n log n in the nodes.
    pub(super) fn of(store: &Store, outline: &Outline, labels: &[u32], extent: Extent) -> Result<Groups> {
        let count = labels.iter().max().map_or(0, |most| *most as usize + 1);
        let mut nodes: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (node, label) in (0..).zip(labels) {
            nodes[*label as usize].push(node);
        }
        let (mut inside, mut outward) = (vec![0; count], vec![0; count]);
        let mut degrees = vec![0_u32; labels.len()];
        for edge in &outline.edges {
            let [from, to] = [edge.subject, edge.object].map(|n| n as usize);
            if labels[from] == labels[to] {
                inside[labels[from] as usize] += 1;
                degrees[from] += 1;
                degrees[to] += 1;
            } else {
                outward[labels[from] as usize] += 1;
                outward[labels[to] as usize] += 1;
            }
        }
        let mut order: Vec<usize> = (0..count).filter(|label| !nodes[*label].is_empty()).collect();
        order.sort_by_key(|label| (std::cmp::Reverse(nodes[*label].len()), nodes[*label][0]));
        let total = order.len();
        order.truncate(extent.groups.unwrap_or(total));
        let mut groups = Vec::with_capacity(order.len());
        for label in order {
            let nodes = &mut nodes[label];
            nodes.sort_by_key(|node| (std::cmp::Reverse(degrees[*node as usize]), *node));
            let told = &nodes[..extent.members.unwrap_or(nodes.len()).min(nodes.len())];
            groups.push(Group {
                members: told.iter().map(|n| store.entity_at(outline.entities[*n as usize])).collect::<Result<_>>()?,
                size: nodes.len(),
                edges: inside[label],
                outward: outward[label],
            });
        }
        Ok(Groups { groups, total })
    }
}
