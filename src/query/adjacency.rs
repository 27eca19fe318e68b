//! Who leads to whom, as compact rows: for algorithms over the whole graph.

/// The arrows of a graph of numbered nodes: for each node those that it leads to, in order (compressed sparse rows).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Adjacency {
    /// Where each node's row begins in `targets`; one more than there are nodes.
    starts: Vec<u32>,
    targets: Vec<u32>,
}

impl Adjacency {
    /// From arrows in any order; parallel ones are kept. Cost: linear (two counting sorts).
    pub(super) fn new(nodes: usize, arrows: impl Iterator<Item = (u32, u32)> + Clone) -> Adjacency {
        // Rows of a reversed adjacency are in order, as it is filled node by node.
        Adjacency::scattered(nodes, arrows.map(|(from, to)| (to, from))).reversed()
    }

    fn scattered(nodes: usize, arrows: impl Iterator<Item = (u32, u32)> + Clone) -> Adjacency {
        let mut starts = vec![0_u32; nodes + 1];
        for (from, _) in arrows.clone() {
            starts[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut targets = vec![0; starts[nodes] as usize];
        for (from, to) in arrows {
            let place = &mut next[from as usize];
            targets[*place as usize] = to;
            *place += 1;
        }
        Adjacency { starts, targets }
    }

    /// How many nodes.
    pub(super) fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many arrows.
    pub(super) fn arrows(&self) -> usize {
        self.targets.len()
    }

    /// Where a node leads, in order.
    pub(super) fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.targets[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// How many arrows lead away from a node.
    pub(super) fn degree(&self, node: u32) -> usize {
        self.of(node).len()
    }

    /// Every arrow, in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        (0..self.nodes() as u32).flat_map(|from| self.of(from).iter().map(move |to| (from, *to)))
    }

    /// Every arrow turned round.
    pub(super) fn reversed(&self) -> Adjacency {
        Adjacency::scattered(self.nodes(), self.pairs().map(|(from, to)| (to, from)))
    }

    /// One of each parallel arrow, and none from a node to itself.
    pub(super) fn simple(&self) -> Adjacency {
        let mut simple = Adjacency { starts: vec![0], targets: Vec::with_capacity(self.targets.len()) };
        for node in 0..self.nodes() as u32 {
            let begin = simple.targets.len();
            for &to in self.of(node) {
                if to != node && (simple.targets.len() == begin || simple.targets.last() != Some(&to)) {
                    simple.targets.push(to);
                }
            }
            simple.starts.push(simple.targets.len() as u32);
        }
        simple
    }
}
