//! The averaged perceptron (Freund & Schapire 1999; averaging as in Collins 2002), for many classes and sparse features.

use super::Linear;
use rustc_hash::FxHashMap;

#[derive(Clone, Copy)]
struct Cell {
    class: u16,
    weight: f32,
    /// Sum of the weight over all steps until `since`.
    total: f64,
    since: u32,
}

/// A perceptron in training.
pub struct Perceptron {
    labels: Vec<String>,
    rows: FxHashMap<u32, Vec<Cell>>,
    step: u32,
}

impl Perceptron {
    /// An untrained one.
    pub fn new(labels: Vec<String>) -> Perceptron {
        Perceptron { labels, rows: FxHashMap::default(), step: 0 }
    }

    /// Scores of all classes under the weights of this moment.
    pub fn score(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.labels.len(), 0.0);
        // Rows are looked up before the first is used: see `Linear::score`.
        let mut rows: [&[Cell]; 32] = [&[]; 32];
        for some in features.chunks(rows.len()) {
            let mut n = 0;
            for f in some {
                if let Some(row) = self.rows.get(f) {
                    rows[n] = row;
                    n += 1;
                }
            }
            let touched = rows[..n].iter().fold(0, |t, row| t | row.first().map_or(0, |c| c.class));
            std::hint::black_box(touched);
            for c in rows[..n].iter().copied().flatten() {
                scores[c.class as usize] += c.weight;
            }
        }
    }

    /// Counts one decision; call once for each, right or wrong.
    pub fn tick(&mut self) {
        self.step += 1;
    }

    /// Adds `delta` to a class's weight of every feature.
    pub fn update(&mut self, features: &[u32], class: usize, delta: f32) {
        let step = self.step;
        for f in features {
            let row = self.rows.entry(*f).or_default();
            match row.iter_mut().find(|c| c.class as usize == class) {
                Some(c) => {
                    c.total += f64::from(c.weight) * f64::from(step - c.since);
                    c.since = step;
                    c.weight += delta;
                }
                None => row.push(Cell { class: class as u16, weight: delta, total: 0.0, since: step }),
            }
        }
    }

    /// Gives a class's weight of a feature a value that stands for all steps, as if it had always been so.
    pub fn set(&mut self, feature: u32, class: usize, weight: f32) {
        let row = self.rows.entry(feature).or_default();
        row.retain(|c| c.class as usize != class);
        row.push(Cell { class: class as u16, weight, total: 0.0, since: 0 });
    }

    /// The averaged model. Weights below `prune` in size are dropped, and so are those that round to nothing.
    pub fn finish(self, prune: f32) -> Linear {
        let step = f64::from(self.step.max(1));
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut sizes = Vec::new();
        for (f, row) in self.rows {
            let row: Vec<(u16, f32)> = row
                .iter()
                .map(|c| {
                    let total = c.total + f64::from(c.weight) * (step - f64::from(c.since));
                    (c.class, (total / step) as f32)
                })
                .filter(|(_, w)| w.abs() >= prune)
                .collect();
            if !row.is_empty() {
                sizes.extend(row.iter().map(|(_, w)| w.abs()));
                rows.push((f, row));
            }
        }
        Linear::from_rows(self.labels, rows, quantum(&sizes))
    }
}

/// The unit of a byte-sized weight: the largest weight fills the byte. Clipping even the top thousandth costs a tagger one
/// point of accuracy: those are the weights of frequent words.
pub(super) fn quantum(sizes: &[f32]) -> f32 {
    let top = sizes.iter().copied().fold(0.0, f32::max);
    if top > 0.0 { (top / 127.0).max(f32::MIN_POSITIVE) } else { 1.0 }
}
