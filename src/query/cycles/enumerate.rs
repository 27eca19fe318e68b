//! Finding circles of bounded length.

use crate::query::adjacency::Adjacency;
use crate::query::components::strongly_connected;
use rayon::prelude::*;
use std::collections::BinaryHeap;

/// A search for all circles of two to so many nodes.
pub(super) struct Enumeration<'r, R> {
    pub(super) max_length: usize,
    /// Only circles through this node.
    pub(super) through: Option<u32>,
    /// At most so many are kept, the first in order.
    pub(super) limit: Option<usize>,
    /// What orders circles, before their nodes do.
    pub(super) rank: &'r R,
}

/// The circles, each begun with its smallest node, and how many there are.
pub(super) struct Found<K> {
    pub(super) best: Vec<Vec<u32>>,
    pub(super) total: usize,
    kept: BinaryHeap<(K, Vec<u32>)>,
}

impl<K: Ord> Found<K> {
    fn none() -> Found<K> {
        Found { best: Vec::new(), total: 0, kept: BinaryHeap::new() }
    }
}

impl<K: Ord + Send, R: Fn(&[u32]) -> K + Sync> Enumeration<'_, R> {
    /// Searches a graph without loops and parallel arrows.
    pub(super) fn run(&self, arrows: &Adjacency) -> Found<K> {
        let ordered = Ordered::new(arrows, self.through);
        let starts = match self.through {
            Some(_) => 0..1.min(arrows.nodes() as u32),
            None => 0..arrows.nodes() as u32,
        };
        let mut found = starts
            .into_par_iter()
            .with_min_len(256)
            .fold(
                || (Search::new(&ordered, self.max_length), Found::none()),
                |(mut search, mut found), start| {
                    search.from(start, &mut |circle| self.keep(&mut found, &ordered, circle));
                    (search, found)
                },
            )
            .map(|(_, found)| found)
            .reduce(Found::none, |mut a, b| {
                a.total += b.total;
                for circle in b.kept {
                    self.insert(&mut a, circle);
                }
                a
            });
        found.best = std::mem::take(&mut found.kept).into_sorted_vec().into_iter().map(|k| k.1).collect();
        found
    }

    fn keep(&self, found: &mut Found<K>, ordered: &Ordered, circle: &[u32]) {
        found.total += 1;
        let mut circle: Vec<u32> = circle.iter().map(|n| ordered.nodes[*n as usize]).collect();
        let least = (0..circle.len()).min_by_key(|n| circle[*n]).unwrap_or(0);
        circle.rotate_left(least);
        self.insert(found, ((self.rank)(&circle), circle));
    }

    fn insert(&self, found: &mut Found<K>, circle: (K, Vec<u32>)) {
        found.kept.push(circle);
        if self.limit.is_some_and(|limit| found.kept.len() > limit) {
            found.kept.pop();
        }
    }
}

/// The nodes numbered anew: those with most arrows first, and only the arrows that lie on a circle.
struct Ordered {
    /// The old number of each.
    nodes: Vec<u32>,
    forward: Adjacency,
    back: Adjacency,
}

impl Ordered {
    fn new(arrows: &Adjacency, first: Option<u32>) -> Ordered {
        let component = strongly_connected(arrows);
        let mut degree: Vec<usize> = (0..arrows.nodes() as u32).map(|n| arrows.degree(n)).collect();
        arrows.pairs().for_each(|(_, to)| degree[to as usize] += 1);
        let mut nodes: Vec<u32> = (0..arrows.nodes() as u32).collect();
        nodes.sort_by_key(|n| (Some(*n) != first, std::cmp::Reverse(degree[*n as usize])));
        let mut number = vec![0; nodes.len()];
        for (new, old) in (0..).zip(&nodes) {
            number[*old as usize] = new;
        }
        let inner = arrows
            .pairs()
            .filter(|(from, to)| component[*from as usize] == component[*to as usize])
            .map(|(from, to)| (number[from as usize], number[to as usize]));
        let forward = Adjacency::new(nodes.len(), inner);
        let back = forward.reversed();
        Ordered { nodes, forward, back }
    }
}

/// The circles from one node over later ones; used again for every node.
struct Search<'o> {
    ordered: &'o Ordered,
    max_length: usize,
    /// From how near the start can be reached is looked up.
    horizon: usize,
    /// How far it is to the start, within the horizon; `FAR` beyond.
    distance: Vec<u8>,
    reached: Vec<u32>,
    way: Vec<u32>,
}

const FAR: u8 = u8::MAX;

/// The nodes of an ordered row after a node.
fn after(row: &[u32], node: u32) -> &[u32] {
    &row[row.partition_point(|n| *n <= node)..]
}

impl<'o> Search<'o> {
    fn new(ordered: &'o Ordered, max_length: usize) -> Search<'o> {
        Search {
            ordered,
            max_length,
            horizon: (max_length / 2).clamp(1, usize::from(FAR) - 1),
            distance: vec![FAR; ordered.nodes.len()],
            reached: Vec::new(),
            way: Vec::new(),
        }
    }

    fn from(&mut self, start: u32, each: &mut impl FnMut(&[u32])) {
        let ordered = self.ordered;
        if after(ordered.forward.of(start), start).is_empty() || after(ordered.back.of(start), start).is_empty() {
            return;
        }
        self.distance[start as usize] = 0;
        self.reached.push(start);
        let mut begin = 0;
        for step in 1..=self.horizon {
            let end = self.reached.len();
            for at in begin..end {
                for &before in after(ordered.back.of(self.reached[at]), start) {
                    if self.distance[before as usize] == FAR {
                        self.distance[before as usize] = step as u8;
                        self.reached.push(before);
                    }
                }
            }
            begin = end;
        }
        self.way.push(start);
        self.go_on(start, start, each);
        self.way.pop();
        for node in self.reached.drain(..) {
            self.distance[node as usize] = FAR;
        }
    }

    fn go_on(&mut self, start: u32, at: u32, each: &mut impl FnMut(&[u32])) {
        let left = self.max_length - self.way.len();
        let ordered = self.ordered;
        for &next in after(ordered.forward.of(at), start) {
            let distance = usize::from(self.distance[next as usize]);
            if left <= self.horizon && distance > left || self.way.contains(&next) {
                continue;
            }
            self.way.push(next);
            if distance == 1 {
                each(&self.way);
            }
            if left > 1 {
                self.go_on(start, next, each);
            }
            self.way.pop();
        }
    }
}
