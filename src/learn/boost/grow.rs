//! Training of a forest: trees grown leaf by leaf on histograms (as in Ke et al. 2017), rows and columns drawn anew for
//! each tree.

use super::super::Shuffle;
use super::{Boosted, Node};

/// How to train.
#[derive(Debug, Clone)]
pub struct BoostedOptions {
    /// How many trees.
    pub trees: usize,
    /// Leaves of a tree.
    pub leaves: usize,
    /// What share of a tree's correction is taken.
    pub rate: f32,
    /// Rows that a leaf must have.
    pub least: usize,
    /// L2 shrinkage of a leaf's value.
    pub l2: f32,
    /// The share of rows that a tree sees.
    pub rows: f32,
    /// The share of columns that a tree sees.
    pub columns: f32,
    /// Seed of what is drawn.
    pub seed: u64,
}

impl Default for BoostedOptions {
    fn default() -> Self {
        BoostedOptions { trees: 400, leaves: 31, rate: 0.03, least: 40, l2: 5.0, rows: 0.7, columns: 0.5, seed: 7 }
    }
}

/// A column has at most so many different values for the trainer.
const BINS: usize = 255;

impl Boosted {
    /// Trains on rows of equal length and their answers. Single-threaded; the same data gives the same trees.
    ///
    /// Cost: trees × rows × columns × the depth of a tree.
    pub fn train(rows: &[Vec<f32>], answers: &[bool], options: &BoostedOptions) -> Boosted {
        let yes = answers.iter().filter(|a| **a).count() as f32;
        let base = ((yes + 0.5) / (answers.len() as f32 - yes + 0.5)).ln();
        let mut forest = Boosted { base, ..Boosted::default() };
        let table = Table::new(rows);
        let mut odds = vec![base; rows.len()];
        let mut draw = Shuffle(options.seed);
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        let mut columns: Vec<u16> = (0..table.columns.len() as u16).collect();
        for _ in 0..options.trees {
            let slopes: Vec<Slope> = odds.iter().zip(answers).map(|(odds, yes)| Slope::new(*odds, *yes)).collect();
            draw.shuffle(&mut order);
            draw.shuffle(&mut columns);
            let mut seen = order[..(order.len() as f32 * options.rows) as usize].to_vec();
            seen.sort_unstable();
            let mut looked_at = columns[..(columns.len() as f32 * options.columns).ceil() as usize].to_vec();
            looked_at.sort_unstable();
            let grower = Grower { table: &table, slopes: &slopes, columns: &looked_at, options };
            let root = forest.nodes.len() as u32;
            grower.grow(seen, &mut forest.nodes);
            forest.roots.push(root);
            odds.iter_mut().zip(rows).for_each(|(odds, row)| *odds += forest.leaves(&[root], row).sum::<f32>());
        }
        forest
    }
}

/// How the loss changes with the log odds of one row: first and second derivative.
#[derive(Debug, Clone, Copy, Default)]
struct Slope {
    first: f64,
    second: f64,
    rows: u32,
}

impl Slope {
    fn new(odds: f32, yes: bool) -> Slope {
        let p = 1.0 / (1.0 + (-f64::from(odds)).exp());
        Slope { first: p - f64::from(u8::from(yes)), second: p * (1.0 - p), rows: 1 }
    }

    fn add(&mut self, other: Slope) {
        self.first += other.first;
        self.second += other.second;
        self.rows += other.rows;
    }

    fn without(self, other: Slope) -> Slope {
        let Slope { first, second, rows } = other;
        Slope { first: self.first - first, second: self.second - second, rows: self.rows - rows }
    }

    /// How much the best value for these rows lessens the loss, twice.
    fn gain(self, l2: f64) -> f64 {
        self.first * self.first / (self.second + l2)
    }
}

/// The rows by column, each value as the number of its bin.
struct Table {
    columns: Vec<Column>,
}

struct Column {
    bins: Vec<u8>,
    /// The largest value of each bin but the last.
    borders: Vec<f32>,
}

impl Table {
    fn new(rows: &[Vec<f32>]) -> Table {
        let width = rows.first().map_or(0, Vec::len);
        Table { columns: (0..width).map(|c| Column::new(rows.iter().map(|r| r[c]).collect())).collect() }
    }
}

impl Column {
    fn new(values: Vec<f32>) -> Column {
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f32::total_cmp);
        let mut borders: Vec<f32> = match distinct(&sorted) {
            few if few.len() <= BINS => few,
            _ => (1..BINS).map(|n| sorted[n * sorted.len() / BINS]).collect(),
        };
        borders.dedup();
        if borders.len() > 1 && borders.last() == sorted.last() {
            borders.pop();
        }
        let bin = |v: &f32| borders.partition_point(|b| b < v) as u8;
        Column { bins: values.iter().map(bin).collect(), borders }
    }
}

/// The different values of a sorted list; of very many only the first ones.
fn distinct(sorted: &[f32]) -> Vec<f32> {
    let mut out: Vec<f32> = Vec::new();
    for v in sorted {
        if out.last() != Some(v) {
            out.push(*v);
        }
        if out.len() > BINS {
            break;
        }
    }
    out
}

/// Grows one tree.
struct Grower<'t> {
    table: &'t Table,
    slopes: &'t [Slope],
    columns: &'t [u16],
    options: &'t BoostedOptions,
}

/// A leaf that may be split.
struct Open {
    rows: Vec<u32>,
    node: usize,
    /// Gain, column and bin of its best split.
    best: Option<(f64, u16, u8)>,
}

impl Grower<'_> {
    /// Adds the nodes of a tree over some rows: the leaf that gains most is split next.
    fn grow(&self, rows: Vec<u32>, nodes: &mut Vec<Node>) {
        let mut open = vec![self.open(rows, nodes)];
        while open.len() < self.options.leaves {
            let gain = |o: &Open| o.best.map_or(0.0, |b| b.0);
            let Some(next) = (0..open.len()).max_by(|a, b| gain(&open[*a]).total_cmp(&gain(&open[*b]))) else { break };
            let Some((_, column, bin)) = open[next].best else { break };
            let Open { rows, node, .. } = open.swap_remove(next);
            let of = &self.table.columns[usize::from(column)];
            let (low, high): (Vec<u32>, Vec<u32>) = rows.iter().partition(|r| of.bins[**r as usize] <= bin);
            let (low, high) = (self.open(low, nodes), self.open(high, nodes));
            let value = of.borders[usize::from(bin)];
            nodes[node] = Node { column, value, children: [low.node as u32, high.node as u32] };
            open.extend([low, high]);
        }
    }

    /// A leaf over some rows, with the split that would gain most.
    fn open(&self, rows: Vec<u32>, nodes: &mut Vec<Node>) -> Open {
        let mut total = Slope::default();
        rows.iter().for_each(|r| total.add(self.slopes[*r as usize]));
        let l2 = f64::from(self.options.l2);
        let node = nodes.len();
        let value = (-total.first / (total.second + l2)) as f32 * self.options.rate;
        nodes.push(Node::leaf(node as u32, value));
        let mut best = None;
        if rows.len() >= 2 * self.options.least {
            for &column in self.columns {
                let of = &self.table.columns[usize::from(column)];
                let mut histogram = [Slope::default(); BINS + 1];
                rows.iter().for_each(|r| histogram[usize::from(of.bins[*r as usize])].add(self.slopes[*r as usize]));
                let mut low = Slope::default();
                for (bin, slope) in histogram.iter().enumerate().take(of.borders.len()) {
                    low.add(*slope);
                    let high = total.without(low);
                    if (low.rows.min(high.rows) as usize) < self.options.least {
                        continue;
                    }
                    let gain = low.gain(l2) + high.gain(l2) - total.gain(l2);
                    if gain > best.map_or(1e-6, |b: (f64, u16, u8)| b.0) {
                        best = Some((gain, column, bin as u8));
                    }
                }
            }
        }
        Open { rows, node, best }
    }
}
