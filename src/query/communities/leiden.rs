//! The Leiden method over weighted networks.

use std::collections::VecDeque;

/// A weighted network without directions, with what each node stands for.
pub(super) struct Network {
    starts: Vec<usize>,
    /// Neighbours, in order, each once, with the weight between; a node is not its own neighbour here.
    links: Vec<(u32, f64)>,
    /// The weight of each node's loops, counted once.
    loops: Vec<f64>,
    /// The weight of all ends at a node: its degree.
    degrees: Vec<f64>,
    /// The sum of all degrees.
    total: f64,
}

impl Network {
    /// From edges in any order; parallel ones add up.
    pub(super) fn new(nodes: usize, edges: &[(u32, u32, f64)]) -> Network {
        let (mut loops, mut degrees) = (vec![0.0; nodes], vec![0.0; nodes]);
        let mut starts = vec![0; nodes + 1];
        for &(a, b, weight) in edges {
            degrees[a as usize] += weight;
            degrees[b as usize] += weight;
            if a == b {
                loops[a as usize] += weight;
            } else {
                starts[a as usize + 1] += 1;
                starts[b as usize + 1] += 1;
            }
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut ends = vec![(0, 0.0); starts[nodes]];
        for &(a, b, weight) in edges.iter().filter(|e| e.0 != e.1) {
            for (from, to) in [(a, b), (b, a)] {
                ends[next[from as usize]] = (to, weight);
                next[from as usize] += 1;
            }
        }
        let (mut links, mut merged) = (Vec::with_capacity(ends.len()), vec![0]);
        for node in 0..nodes {
            let row = &mut ends[starts[node]..starts[node + 1]];
            row.sort_unstable_by_key(|end| end.0);
            for same in row.chunk_by(|a, b| a.0 == b.0) {
                links.push((same[0].0, same.iter().map(|end| end.1).sum()));
            }
            merged.push(links.len());
        }
        let total = degrees.iter().sum();
        Network { starts: merged, links, loops, degrees, total }
    }

    fn nodes(&self) -> usize {
        self.degrees.len()
    }

    fn of(&self, node: u32) -> &[(u32, f64)] {
        &self.links[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    /// The modularity of a partition.
    pub(super) fn modularity(&self, labels: &[u32], resolution: f64) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        let mut inside = 0.0;
        let mut degrees = vec![0.0; labels.iter().max().map_or(0, |l| *l as usize + 1)];
        for node in 0..self.nodes() {
            degrees[labels[node] as usize] += self.degrees[node];
            inside += 2.0 * self.loops[node];
            let same = self.of(node as u32).iter().filter(|(to, _)| labels[*to as usize] == labels[node]);
            inside += same.map(|(_, weight)| weight).sum::<f64>();
        }
        let expected: f64 = degrees.iter().map(|d| d / self.total * d / self.total).sum();
        inside / self.total - resolution * expected
    }

    /// The network whose nodes are the classes of a partition.
    fn merged(&self, labels: &[u32], classes: usize) -> Network {
        let mut edges = Vec::new();
        for node in 0..self.nodes() as u32 {
            let own = labels[node as usize];
            if self.loops[node as usize] > 0.0 {
                edges.push((own, own, self.loops[node as usize]));
            }
            let once = self.of(node).iter().filter(|(to, _)| *to > node);
            edges.extend(once.map(|(to, weight)| (own, labels[*to as usize], *weight)));
        }
        Network::new(classes, &edges)
    }
}

/// A partition of high modularity: a label for each node, from 0 without gaps.
pub(super) fn leiden(network: &Network, resolution: f64) -> Vec<u32> {
    let mut labels: Vec<u32> = (0..network.nodes() as u32).collect();
    let mut start = labels.clone();
    let mut level = network.merged(&labels, network.nodes());
    loop {
        let mut communities = start;
        move_nodes(&level, &mut communities, resolution);
        compact(&mut communities);
        let (parts, classes) = refined(&level, &communities, resolution);
        if classes == level.nodes() {
            for label in &mut labels {
                *label = communities[*label as usize];
            }
            compact(&mut labels);
            return labels;
        }
        // The parts become nodes and begin in the communities that they come from.
        start = vec![0; classes];
        for (node, part) in parts.iter().enumerate() {
            start[*part as usize] = communities[node];
        }
        level = level.merged(&parts, classes);
        for label in &mut labels {
            *label = parts[*label as usize];
        }
    }
}

/// Numbers the labels anew from 0, in the order in which they come; how many there are.
fn compact(labels: &mut [u32]) -> usize {
    let mut numbers = vec![u32::MAX; labels.iter().max().map_or(0, |l| *l as usize + 1)];
    let mut count = 0;
    for label in labels {
        let number = &mut numbers[*label as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *label = *number;
    }
    count as usize
}

/// The weights between one node and the communities around it; used again for every node.
struct Around {
    weights: Vec<f64>,
    met: Vec<u32>,
}

impl Around {
    fn new(labels: usize) -> Around {
        Around { weights: vec![0.0; labels], met: Vec::new() }
    }

    fn look(&mut self, links: impl Iterator<Item = (u32, f64)>) {
        for label in self.met.drain(..) {
            self.weights[label as usize] = 0.0;
        }
        for (label, weight) in links {
            if self.weights[label as usize] == 0.0 {
                self.met.push(label);
            }
            self.weights[label as usize] += weight;
        }
    }
}

/// Moves nodes to the neighbouring community that gains most, until none gains.
fn move_nodes(network: &Network, labels: &mut [u32], resolution: f64) {
    let nodes = network.nodes();
    let mut degrees = vec![0.0; nodes];
    for node in 0..nodes {
        degrees[labels[node] as usize] += network.degrees[node];
    }
    let mut around = Around::new(nodes);
    let mut queue: VecDeque<u32> = (0..nodes as u32).collect();
    let mut queued = vec![true; nodes];
    while let Some(node) = queue.pop_front() {
        queued[node as usize] = false;
        let (own, degree) = (labels[node as usize], network.degrees[node as usize]);
        degrees[own as usize] -= degree;
        around.look(network.of(node).iter().map(|(to, weight)| (labels[*to as usize], *weight)));
        let gain =
            |label: u32| around.weights[label as usize] - resolution * degree * degrees[label as usize] / network.total;
        let (mut best, mut most) = (own, gain(own));
        for &label in &around.met {
            // Rounding is no gain: moves must end.
            let gain = gain(label);
            if gain > most + 1e-9 {
                (best, most) = (label, gain);
            }
        }
        degrees[best as usize] += degree;
        if best != own {
            labels[node as usize] = best;
            for &(to, _) in network.of(node) {
                if labels[to as usize] != best && !queued[to as usize] {
                    queued[to as usize] = true;
                    queue.push_back(to);
                }
            }
        }
    }
}

/// Splits communities into well-connected parts: nodes that stand alone join the part of their community that gains most,
/// where both are tied firmly enough to the rest of the community. A label for each node, and how many there are.
fn refined(network: &Network, communities: &[u32], resolution: f64) -> (Vec<u32>, usize) {
    let nodes = network.nodes();
    let mut community_degrees = vec![0.0; nodes];
    for node in 0..nodes {
        community_degrees[communities[node] as usize] += network.degrees[node];
    }
    let mut parts: Vec<u32> = (0..nodes as u32).collect();
    let mut degrees = network.degrees.clone();
    // The weight between each part and the rest of its community.
    let mut ties: Vec<f64> = (0..nodes)
        .map(|node| {
            let same = network.of(node as u32).iter().filter(|(to, _)| communities[*to as usize] == communities[node]);
            same.map(|(_, weight)| weight).sum()
        })
        .collect();
    let firm = |part: usize, community: u32, degrees: &[f64], ties: &[f64]| {
        let rest = community_degrees[community as usize] - degrees[part];
        ties[part] >= resolution * degrees[part] * rest / network.total - 1e-9
    };
    let mut alone = vec![true; nodes];
    let mut around = Around::new(nodes);
    for node in 0..nodes {
        let community = communities[node];
        if !alone[node] || !firm(node, community, &degrees, &ties) {
            continue;
        }
        let same = network.of(node as u32).iter().filter(|(to, _)| communities[*to as usize] == community);
        around.look(same.map(|(to, weight)| (parts[*to as usize], *weight)));
        let mut best: Option<(u32, f64)> = None;
        for &part in around.met.iter().filter(|part| firm(**part as usize, community, &degrees, &ties)) {
            let expected = resolution * network.degrees[node] * degrees[part as usize] / network.total;
            let gain = around.weights[part as usize] - expected;
            if gain > best.map_or(1e-9, |b| b.1) {
                best = Some((part, gain));
            }
        }
        if let Some((part, _)) = best {
            let into = part as usize;
            ties[into] += ties[node] - 2.0 * around.weights[into];
            degrees[into] += network.degrees[node];
            parts[node] = part;
            // A part keeps the number of the node that it began with; that node stands alone no more.
            alone[into] = false;
            alone[node] = false;
        }
    }
    let classes = compact(&mut parts);
    (parts, classes)
}
