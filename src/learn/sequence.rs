//! A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001), trained by AdaGrad on sequences of which
//! some labels may be unknown (Tsuboi et al. 2008: the probability of all labellings that agree with what is known).
//!
//! The transitions are weights of features as well, so the whole model is one [`Linear`].

use super::{Linear, Shuffle, feature, perceptron::quantum};
use rustc_hash::FxHashMap;

const TRANSITION: u32 = 0xffff_0001;
const START: u64 = u64::MAX;

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

/// A trained sequence model with at most 32 labels.
#[derive(Debug, Clone, Default)]
pub struct Sequence {
    model: Linear,
    rows: Rows,
    /// `from * labels + to`; negative infinity where illegal. Row `labels` is the start.
    transitions: Vec<f32>,
}

/// The weights of all labels of a feature side by side, for speed: found by open addressing, added without branches.
#[derive(Debug, Clone, Default)]
struct Rows {
    /// Feature and the number of its row, from 1; 0 where the slot is free. A power of two long.
    slots: Vec<(u32, u32)>,
    /// Rows of [`WIDTH`] weights; row 0 is all zero.
    weights: Vec<[i8; WIDTH]>,
    scale: f32,
}

/// The score of a label that a position may not have.
const FORBIDDEN: f32 = -1e4;
/// Labels that a row has room for.
const WIDTH: usize = 32;

impl Rows {
    fn new(model: &Linear) -> Rows {
        let size = (model.len() * 2 + 1).next_power_of_two();
        let mut rows = Rows { slots: vec![(0, 0); size], weights: vec![[0; WIDTH]], scale: model.scale };
        for line in model.sorted() {
            let mut at = line.feature as usize & (size - 1);
            while rows.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            rows.slots[at] = (line.feature, rows.weights.len() as u32);
            let mut row = [0i8; WIDTH];
            for (class, weight) in model.row(line.feature) {
                if let Some(cell) = row.get_mut(*class as usize) {
                    *cell = *weight;
                }
            }
            rows.weights.push(row);
        }
        rows
    }

    fn find(&self, f: u32) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = f as usize & mask;
        while let Some(&(key, row)) = self.slots.get(at) {
            if row == 0 || key == f {
                return row;
            }
            at = (at + 1) & mask;
        }
        0
    }

    /// Scores of all labels; `found` is scratch. Looking up first lets the memory loads run side by side.
    fn score(&self, features: &[u32], found: &mut Vec<u32>, scores: &mut [f32; WIDTH]) {
        found.clear();
        found.extend(features.iter().map(|f| self.find(*f)));
        let mut sums = [0i32; WIDTH];
        for row in found.iter() {
            if let Some(row) = self.weights.get(*row as usize) {
                for (sum, w) in sums.iter_mut().zip(row) {
                    *sum += i32::from(*w);
                }
            }
        }
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score = sum as f32 * self.scale;
        }
    }
}

/// What a model thinks of one sequence.
#[derive(Debug, Clone, Default)]
pub struct Lattice {
    labels: usize,
    /// Exponentials of the emission scores less the position's largest.
    emission: Vec<f64>,
    transition: Vec<f64>,
    alpha: Vec<f64>,
    beta: Vec<f64>,
    scale: Vec<f64>,
}

impl Lattice {
    /// Fills the forward and backward tables (Rabiner 1989, scaled). `allowed` may forbid labels.
    fn run(&mut self, allowed: Option<&[u32]>, arcs: &[(u8, u8)]) {
        let (n, k) = (self.labels, self.emission.len() / self.labels.max(1));
        self.alpha.clear();
        self.alpha.resize(k * n, 0.0);
        self.beta.clear();
        self.beta.resize(k * n, 0.0);
        self.scale.clear();
        self.scale.resize(k, 1.0);
        let permits = |t: usize, y: usize| allowed.is_none_or(|a| a[t] & (1 << y) != 0);
        for t in 0..k {
            let (before, here) = self.alpha.split_at_mut(t * n);
            let here = &mut here[..n];
            if t == 0 {
                here.copy_from_slice(&self.transition[n * n..n * n + n]);
            } else {
                let before = &before[(t - 1) * n..];
                for &(a, b) in arcs {
                    here[b as usize] += before[a as usize] * self.transition[a as usize * n + b as usize];
                }
            }
            let mut sum = 0.0;
            for (y, value) in here.iter_mut().enumerate() {
                *value = if permits(t, y) { *value * self.emission[t * n + y] } else { 0.0 };
                sum += *value;
            }
            if sum <= 0.0 || !sum.is_finite() {
                sum = 1.0;
            }
            here.iter_mut().for_each(|v| *v /= sum);
            self.scale[t] = sum;
        }
        for t in (0..k).rev() {
            let (here, after) = self.beta.split_at_mut((t + 1) * n);
            let here = &mut here[t * n..];
            if t + 1 == k {
                here.fill(1.0);
                continue;
            }
            let emission = &self.emission[(t + 1) * n..(t + 2) * n];
            for &(a, b) in arcs {
                let b = b as usize;
                if permits(t + 1, b) {
                    here[a as usize] += self.transition[a as usize * n + b] * emission[b] * after[b];
                }
            }
            let s = self.scale[t + 1];
            here.iter_mut().for_each(|v| *v /= s);
        }
    }

    /// Probability of a label at a position.
    pub fn marginal(&self, position: usize, label: usize) -> f32 {
        let at = position * self.labels + label;
        (self.alpha[at] * self.beta[at]).clamp(0.0, 1.0) as f32
    }

    /// Probability that the positions from `start` on have exactly these labels.
    pub fn path(&self, start: usize, labels: &[usize]) -> f32 {
        let Some(&first) = labels.first() else { return 1.0 };
        let n = self.labels;
        let mut p = self.alpha[start * n + first];
        for (i, pair) in labels.windows(2).enumerate() {
            let t = start + i + 1;
            p *= self.transition[pair[0] * n + pair[1]] * self.emission[t * n + pair[1]] / self.scale[t];
        }
        let last = start + labels.len() - 1;
        (p * self.beta[last * n + labels[labels.len() - 1]]).clamp(0.0, 1.0) as f32
    }
}

fn arcs(n: usize, legal: &impl Fn(Option<usize>, usize) -> bool) -> Vec<(u8, u8)> {
    (0..n)
        .flat_map(|a| (0..n).map(move |b| (a, b)))
        .filter(|(a, b)| legal(Some(*a), *b))
        .map(|(a, b)| (a as u8, b as u8))
        .collect()
}

fn transition_features(n: usize) -> Vec<u32> {
    (0..n).map(|from| feature(TRANSITION, from as u64)).chain([feature(TRANSITION, START)]).collect()
}

/// A decoder over a [`Sequence`] that keeps its buffers between sentences.
pub struct Decoder<'m> {
    model: &'m Sequence,
    arcs: Vec<(u8, u8)>,
    found: Vec<u32>,
    all: Vec<f32>,
    /// What the model thinks of the last sequence.
    pub lattice: Lattice,
}

impl<'m> Decoder<'m> {
    /// A decoder for a model.
    pub fn new(model: &'m Sequence) -> Decoder<'m> {
        let n = model.model.labels.len();
        let arcs = arcs(n, &|from, to| model.transitions[from.unwrap_or(n) * n + to].is_finite());
        let transition = model.transitions.iter().map(|w| f64::from(w.exp())).collect();
        let lattice = Lattice { labels: n, transition, ..Lattice::default() };
        Decoder { model, arcs, found: Vec::new(), all: Vec::new(), lattice }
    }

    /// The most probable labels of a sequence (Viterbi 1967); fills [`Decoder::lattice`].
    ///
    /// `features` and `ends` are as in [`Sample`]; `bias` is added to the score of label 0.
    /// Cost: length × (features + legal transitions).
    pub fn decode(&mut self, features: &[u32], ends: &[u32], bias: f32) -> Vec<usize> {
        self.decode_within(features, ends, None, bias)
    }

    /// As [`Decoder::decode`], with only the labels of `allowed` (bits by position) at each position.
    pub fn decode_within(&mut self, features: &[u32], ends: &[u32], allowed: Option<&[u32]>, bias: f32) -> Vec<usize> {
        let n = self.model.model.labels.len();
        let k = ends.len();
        self.all.clear();
        let mut start = 0;
        for end in ends {
            let mut scores = [0f32; WIDTH];
            self.model.rows.score(&features[start as usize..*end as usize], &mut self.found, &mut scores);
            scores[0] += bias;
            if let Some(bits) = allowed.and_then(|a| a.get(self.all.len() / n.max(1))) {
                (0..n).filter(|y| bits & (1 << y) == 0).for_each(|y| scores[y] = FORBIDDEN);
            }
            self.all.extend_from_slice(&scores[..n]);
            start = *end;
        }
        let lattice = &mut self.lattice;
        lattice.emission.clear();
        for row in self.all.chunks(n) {
            let top = row.iter().copied().fold(f32::MIN, f32::max);
            lattice.emission.extend(row.iter().map(|s| f64::from((s - top).exp())));
        }
        lattice.run(None, &self.arcs);
        if k == 0 {
            return Vec::new();
        }
        let mut best: Vec<f32> = (0..n).map(|y| self.model.transitions[n * n + y] + self.all[y]).collect();
        let mut back = vec![0u8; k * n];
        for t in 1..k {
            let mut next = vec![f32::NEG_INFINITY; n];
            for &(a, b) in &self.arcs {
                let s = best[a as usize] + self.model.transitions[a as usize * n + b as usize];
                if s > next[b as usize] {
                    next[b as usize] = s;
                    back[t * n + b as usize] = a;
                }
            }
            next.iter_mut().zip(&self.all[t * n..]).for_each(|(s, e)| *s += e);
            best = next;
        }
        let mut labels = vec![Linear::best(&best); k];
        for t in (1..k).rev() {
            labels[t - 1] = back[t * n + labels[t]] as usize;
        }
        labels
    }
}

impl Sequence {
    /// What each label is called.
    pub fn labels(&self) -> &[String] {
        &self.model.labels
    }

    /// How many features have a weight.
    pub fn len(&self) -> usize {
        self.model.len()
    }

    /// Whether the model has learned nothing.
    pub fn is_empty(&self) -> bool {
        self.model.is_empty()
    }

    /// The weight file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// Reads a weight file; `legal(from, to)` says which labels may follow which (`None`: the start).
    /// `None` where the bytes are not a model.
    pub fn from_bytes(bytes: &[u8], legal: impl Fn(Option<usize>, usize) -> bool) -> Option<Sequence> {
        Some(Sequence::from_linear(Linear::from_bytes(bytes)?, &legal))
    }

    fn from_linear(model: Linear, legal: &impl Fn(Option<usize>, usize) -> bool) -> Sequence {
        let n = model.labels.len();
        let mut transitions = Vec::with_capacity((n + 1) * n);
        let mut scores = Vec::new();
        for (from, f) in transition_features(n).into_iter().enumerate() {
            model.score(&[f], &mut scores);
            let from = (from < n).then_some(from);
            transitions
                .extend(scores.iter().enumerate().map(|(to, s)| if legal(from, to) { *s } else { f32::NEG_INFINITY }));
        }
        Sequence { rows: Rows::new(&model), model, transitions }
    }

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
