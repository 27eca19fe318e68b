//! Betweenness.

use super::super::adjacency::Adjacency;
use rayon::prelude::*;

/// So many steps along arrows are taken before scores are estimated: about a minute's work.
const MOST_STEPS: usize = 20_000_000_000;
/// The sources are worked off in so many parts, whatever the number of threads: sums of floats depend on their order.
const PARTS: usize = 64;

/// The share of shortest paths between other nodes that lead through each node (Brandes 2001), 0 to 1. Where counting from
/// every node is too much, an estimate from evenly spread ones (Brandes and Pich 2007), with their number.
pub(super) fn betweenness(arrows: &Adjacency) -> (Vec<f64>, Option<usize>) {
    let nodes = arrows.nodes();
    let most = (MOST_STEPS / (arrows.arrows() + nodes).max(1)).max(1);
    let sources: Vec<u32> = if nodes <= most {
        (0..nodes as u32).collect()
    } else {
        (0..most).map(|i| (i * nodes / most) as u32).collect()
    };
    let parts: Vec<Vec<f64>> = sources
        .par_chunks(sources.len().div_ceil(PARTS).max(1))
        .map(|sources| {
            let mut through = vec![0.0; nodes];
            let mut search = Search::new(nodes);
            for source in sources {
                search.add(arrows, *source, &mut through);
            }
            through
        })
        .collect();
    let others = (nodes.max(3) - 1) as f64 * (nodes.max(3) - 2) as f64;
    let scale = nodes as f64 / sources.len().max(1) as f64 / others;
    let scores = (0..nodes).map(|n| parts.iter().map(|p| p[n]).sum::<f64>() * scale).collect();
    (scores, (sources.len() < nodes).then_some(sources.len()))
}

/// A breadth-first search with the number of shortest paths to each node; used again for every source.
struct Search {
    /// Nodes in the order in which they were reached.
    reached: Vec<u32>,
    /// Steps from the source; `FAR` for those not reached.
    distance: Vec<u32>,
    /// How many shortest paths lead to the node.
    ways: Vec<f64>,
    /// The share of paths to farther nodes that lead through it.
    share: Vec<f64>,
}

const FAR: u32 = u32::MAX;

impl Search {
    fn new(nodes: usize) -> Search {
        Search {
            reached: Vec::with_capacity(nodes),
            distance: vec![FAR; nodes],
            ways: vec![0.0; nodes],
            share: vec![0.0; nodes],
        }
    }

    /// Adds what the paths from one source lead through.
    fn add(&mut self, arrows: &Adjacency, source: u32, through: &mut [f64]) {
        self.distance[source as usize] = 0;
        self.ways[source as usize] = 1.0;
        self.reached.push(source);
        let mut next = 0;
        while let Some(&node) = self.reached.get(next) {
            next += 1;
            let (farther, ways) = (self.distance[node as usize] + 1, self.ways[node as usize]);
            for &to in arrows.of(node) {
                let distance = &mut self.distance[to as usize];
                if *distance == FAR {
                    *distance = farther;
                    self.reached.push(to);
                }
                if *distance == farther {
                    self.ways[to as usize] += ways;
                }
            }
        }
        // From the farthest back: a node's share is handed to those before it by their number of ways.
        for &node in self.reached.iter().rev() {
            let (farther, ways) = (self.distance[node as usize] + 1, self.ways[node as usize]);
            let share: f64 = arrows
                .of(node)
                .iter()
                .filter(|to| self.distance[**to as usize] == farther)
                .map(|to| ways / self.ways[*to as usize] * (1.0 + self.share[*to as usize]))
                .sum();
            self.share[node as usize] = share;
            if node != source {
                through[node as usize] += share;
            }
        }
        for node in self.reached.drain(..) {
            self.distance[node as usize] = FAR;
            self.ways[node as usize] = 0.0;
            self.share[node as usize] = 0.0;
        }
    }
}
