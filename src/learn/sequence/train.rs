//! Training of sequence models.

use super::super::perceptron::quantum;
use super::super::{Linear, Shuffle};
use super::{Lattice, Sequence, arcs, transition_features};
use rustc_hash::FxHashMap;

/// One sequence to learn from.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// The features of all positions, one after another.
    pub features: Vec<u32>,
    /// The group of every feature: at training time all features of a group may be dropped at a position. 0: never dropped.
    pub groups: Vec<u8>,
    /// Where the features of each position end in `features`.
    pub ends: Vec<u32>,
    /// The labels that each position may have, as a set of bits; one bit where it is known.
    pub allowed: Vec<u32>,
    /// How much it counts.
    pub weight: f32,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct SequenceOptions {
    /// Passes over the data.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// L2 shrinkage a step, on the weights that change.
    pub l2: f32,
    /// Features at fewer positions are left out.
    pub min_count: u32,
    /// Probability that a group's features are dropped at a position, by group (0 is never dropped).
    pub drop: [f32; 4],
    /// Weights below this size are dropped at the end.
    pub prune: f32,
    /// Seed of the order.
    pub seed: u64,
}

impl Sequence {
    /// Trains on the samples. Cost: epochs × positions × (features × uncertain labels + legal transitions);
    /// memory: kept features × labels × 8 bytes.
    pub fn train(
        labels: Vec<String>,
        samples: &[Sample],
        legal: impl Fn(Option<usize>, usize) -> bool,
        options: &SequenceOptions,
    ) -> Sequence {
        let n = labels.len();
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        samples.iter().flat_map(|s| &s.features).for_each(|f| *counts.entry(*f).or_default() += 1);
        let mut kept: Vec<u32> = counts.into_iter().filter(|(_, c)| *c >= options.min_count).map(|(f, _)| f).collect();
        kept.sort_unstable();
        let slot: FxHashMap<u32, u32> = kept.iter().enumerate().map(|(i, f)| (*f, i as u32)).collect();
        // The transition rows stand behind the others.
        let first = kept.len();
        let mut weight = vec![0f32; (first + n + 1) * n];
        let mut square = vec![0f32; (first + n + 1) * n];
        let arcs = arcs(n, &legal);
        let packed: Vec<Packed> = samples.iter().map(|s| Packed::new(s, &slot)).collect();
        let mut order: Vec<u32> = (0..samples.len() as u32).collect();
        let mut random = Shuffle(options.seed);
        let (mut free, mut held) =
            (Lattice { labels: n, ..Lattice::default() }, Lattice { labels: n, ..Lattice::default() });
        let (mut scores, mut gradient, mut present) = (vec![0f32; n], vec![0f32; n], Vec::new());
        let mut step = |at: usize, g: f32, weight: &mut [f32]| {
            let g = g + options.l2 * weight[at];
            square[at] += g * g;
            weight[at] -= options.rate * g / (square[at].sqrt() + 1e-2);
        };
        // The weights at the ends of the later passes, summed: their mean is steadier than the last ones.
        let mut sum = vec![0f32; weight.len()];
        let settled = options.epochs / 2;
        for epoch in 0..options.epochs {
            random.shuffle(&mut order);
            for &which in &order {
                let sample = &packed[which as usize];
                let k = sample.allowed.len();
                free.emission.clear();
                present.clear();
                let mut bounds = Vec::with_capacity(k);
                for t in 0..k {
                    let r = random.next_u64();
                    let dropped = |g: u8| {
                        g > 0 && ((r >> (16 * (g & 3))) & 0xffff) as f32 / 65536.0 < options.drop[g as usize & 3]
                    };
                    let drops = [false, dropped(1), dropped(2), dropped(3)];
                    scores.fill(0.0);
                    for &packed in sample.position(t) {
                        if drops[(packed >> 30) as usize] {
                            continue;
                        }
                        let s = (packed & 0x3fff_ffff) as usize;
                        present.push(s as u32);
                        let row = &weight[s * n..][..n];
                        scores.iter_mut().zip(row).for_each(|(a, b)| *a += b);
                    }
                    bounds.push(present.len());
                    let top = scores.iter().copied().fold(f32::MIN, f32::max);
                    free.emission.extend(scores.iter().map(|s| f64::from((s - top).exp())));
                }
                free.transition.clear();
                for from in 0..=n {
                    let row = &weight[(first + from) * n..][..n];
                    free.transition.extend(
                        row.iter().enumerate().map(|(to, w)| {
                            if legal((from < n).then_some(from), to) { f64::from(w.exp()) } else { 0.0 }
                        }),
                    );
                }
                held.emission.clone_from(&free.emission);
                held.transition.clone_from(&free.transition);
                free.run(None, &arcs);
                held.run(Some(&sample.allowed), &arcs);
                let mut from = 0;
                for t in 0..k {
                    for (y, g) in gradient.iter_mut().enumerate() {
                        *g = sample.weight * (free.marginal(t, y) - held.marginal(t, y));
                    }
                    let here = &present[from..bounds[t]];
                    from = bounds[t];
                    for (y, g) in gradient.iter().enumerate().filter(|(_, g)| g.abs() > 2e-3) {
                        for s in here {
                            step(*s as usize * n + y, *g, &mut weight);
                        }
                    }
                    if t == 0 {
                        for (y, g) in gradient.iter().enumerate().filter(|(_, g)| g.abs() > 2e-3) {
                            step((first + n) * n + y, *g, &mut weight);
                        }
                        continue;
                    }
                    for &(a, b) in &arcs {
                        let (a, b) = (a as usize, b as usize);
                        let pair = |l: &Lattice| {
                            l.alpha[(t - 1) * n + a]
                                * l.transition[a * n + b]
                                * l.emission[t * n + b]
                                * l.beta[t * n + b]
                                / l.scale[t]
                        };
                        let inside = if sample.allowed[t] & (1 << b) != 0 { pair(&held) } else { 0.0 };
                        let g = sample.weight * (pair(&free) - inside) as f32;
                        if g.abs() > 2e-3 {
                            step((first + a) * n + b, g, &mut weight);
                        }
                    }
                }
            }
            if epoch >= settled {
                sum.iter_mut().zip(&weight).for_each(|(s, w)| *s += w);
            }
        }
        let passes = options.epochs.saturating_sub(settled).max(1) as f32;
        let mut sizes = Vec::new();
        let rows = kept
            .into_iter()
            .chain(transition_features(n))
            .enumerate()
            .map(|(i, f)| {
                let row: Vec<(u16, f32)> = (0..n)
                    .map(|y| (y as u16, sum[i * n + y] / passes))
                    .filter(|(_, w)| w.abs() >= options.prune)
                    .collect();
                sizes.extend(row.iter().map(|(_, w)| w.abs()));
                (f, row)
            })
            .filter(|(_, row)| !row.is_empty())
            .collect();
        Sequence::from_linear(Linear::from_rows(labels, rows, quantum(&sizes)), &legal)
    }
}

/// A sample with features as rows of the weight table, group in the two highest bits.
struct Packed {
    features: Vec<u32>,
    ends: Vec<u32>,
    allowed: Vec<u32>,
    weight: f32,
}

impl Packed {
    fn new(sample: &Sample, slot: &FxHashMap<u32, u32>) -> Packed {
        let (mut features, mut ends, mut at) = (Vec::new(), Vec::new(), 0);
        for end in &sample.ends {
            for i in at..*end as usize {
                if let Some(s) = slot.get(&sample.features[i]) {
                    features.push(s | u32::from(sample.groups[i]) << 30);
                }
            }
            at = *end as usize;
            ends.push(features.len() as u32);
        }
        Packed { features, ends, allowed: sample.allowed.clone(), weight: sample.weight }
    }

    fn position(&self, t: usize) -> &[u32] {
        let start = if t == 0 { 0 } else { self.ends[t - 1] as usize };
        &self.features[start..self.ends[t] as usize]
    }
}
