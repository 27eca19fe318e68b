//! Which part of a graph a picture shows: what is near the entities asked for, else the strongest edges.

use super::Options;
use crate::export::strength;
use crate::graph::Graph;
use petgraph::graph::NodeIndex;
use std::collections::{BTreeSet, VecDeque};

/// Entities without any edge that a picture still shows, when it has no edges at all.
const LONE_ENTITIES: usize = 40;

/// What is shown, and how much is not.
pub(super) struct Part {
    pub(super) graph: Graph,
    pub(super) left_out_edges: usize,
    pub(super) left_out_entities: usize,
    /// Why the edges shown are these, for the note beneath.
    pub(super) near_focus: bool,
}

pub(super) fn select(graph: &Graph, options: &Options) -> Part {
    let inner = graph.inner();
    let focus: Vec<NodeIndex> = options.focus.iter().filter_map(|id| graph.node(id)).collect();
    let distance = distances(graph, &focus);
    let mut edges: Vec<_> = graph
        .edges()
        .map(|(index, _, edge, _)| {
            let ends = inner.edge_endpoints(index);
            let far = ends.map_or(usize::MAX, |(s, o)| distance[s.index()].min(distance[o.index()]));
            (far, strength(edge), index)
        })
        .collect();
    edges.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    edges.truncate(options.max_edges);
    let mut nodes: BTreeSet<NodeIndex> =
        edges.iter().filter_map(|e| inner.edge_endpoints(e.2)).flat_map(|(s, o)| [s, o]).collect();
    nodes.extend(&focus);
    if nodes.is_empty() {
        nodes.extend(inner.node_indices().take(LONE_ENTITIES));
    }
    let part = Graph::new(
        nodes.iter().map(|&n| inner[n].clone()).collect(),
        edges
            .iter()
            .filter_map(|e| {
                let (s, o) = inner.edge_endpoints(e.2)?;
                Some((inner[s].id.clone(), inner[e.2].clone(), inner[o].id.clone()))
            })
            .collect(),
    );
    Part {
        left_out_edges: graph.edge_count() - part.edge_count(),
        left_out_entities: graph.entity_count() - part.entity_count(),
        near_focus: !focus.is_empty(),
        graph: part,
    }
}

/// Steps from the nearest of `from`, whichever way the edges run; 0 everywhere where `from` is empty.
fn distances(graph: &Graph, from: &[NodeIndex]) -> Vec<usize> {
    let mut distance = vec![if from.is_empty() { 0 } else { usize::MAX }; graph.entity_count()];
    let mut queue: VecDeque<NodeIndex> = from.iter().copied().collect();
    for node in from {
        distance[node.index()] = 0;
    }
    while let Some(node) = queue.pop_front() {
        for other in graph.inner().neighbors_undirected(node) {
            if distance[other.index()] == usize::MAX {
                distance[other.index()] = distance[node.index()] + 1;
                queue.push_back(other);
            }
        }
    }
    distance
}
