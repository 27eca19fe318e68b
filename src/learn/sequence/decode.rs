//! The most probable labels of a sequence.

use super::super::Linear;
use super::{Lattice, Sequence, arcs};

/// The score of a label that a position may not have.
const FORBIDDEN: f32 = -1e4;

/// A decoder over a [`Sequence`] that keeps its buffers between sentences.
pub struct Decoder<'m> {
    model: &'m Sequence,
    arcs: Vec<(u8, u8)>,
    all: Vec<f32>,
    lattice: Lattice,
    /// Whether `lattice` is of the last sequence.
    filled: bool,
}

impl<'m> Decoder<'m> {
    /// A decoder for a model.
    pub fn new(model: &'m Sequence) -> Decoder<'m> {
        let n = model.model.labels.len();
        let arcs = arcs(n, &|from, to| model.transitions[from.unwrap_or(n) * n + to].is_finite());
        let transition = model.transitions.iter().map(|w| f64::from(w.exp())).collect();
        let lattice = Lattice { labels: n, transition, ..Lattice::default() };
        Decoder { model, arcs, all: Vec::new(), lattice, filled: false }
    }

    /// The most probable labels of a sequence (Viterbi 1967).
    ///
    /// `features` and `ends` are as in `Sample`; `bias` is added to the score of label 0.
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
        for (t, end) in ends.iter().enumerate() {
            self.model.model.append_scores(&features[start as usize..*end as usize], &mut self.all);
            let scores = &mut self.all[t * n..];
            scores[0] += bias;
            if let Some(bits) = allowed.and_then(|a| a.get(t)) {
                (0..n).filter(|y| bits & (1 << y) == 0).for_each(|y| scores[y] = FORBIDDEN);
            }
            start = *end;
        }
        self.filled = false;
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

    /// What the model thinks of the last sequence, made when first asked for. Cost: length × legal transitions.
    pub fn lattice(&mut self) -> &Lattice {
        if !self.filled {
            let n = self.model.model.labels.len();
            self.lattice.emission.clear();
            for row in self.all.chunks(n) {
                let top = row.iter().copied().fold(f32::MIN, f32::max);
                self.lattice.emission.extend(row.iter().map(|s| f64::from((s - top).exp())));
            }
            self.lattice.run(None, &self.arcs);
            self.filled = true;
        }
        &self.lattice
    }
}
