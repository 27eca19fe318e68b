//! Forward and backward probabilities of one sequence.

/// What a model thinks of one sequence.
#[derive(Debug, Clone, Default)]
pub struct Lattice {
    pub(super) labels: usize,
    /// Exponentials of the emission scores less the position's largest.
    pub(super) emission: Vec<f64>,
    pub(super) transition: Vec<f64>,
    pub(super) alpha: Vec<f64>,
    pub(super) beta: Vec<f64>,
    pub(super) scale: Vec<f64>,
}

impl Lattice {
    /// Fills the forward and backward tables (Rabiner 1989, scaled). `allowed` may forbid labels.
    pub(super) fn run(&mut self, allowed: Option<&[u32]>, arcs: &[(u8, u8)]) {
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
