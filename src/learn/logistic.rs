//! Logistic regression, one against the rest for every class, by AdaGrad (Duchi et al. 2011) with L2 shrinkage.
//!
//! An example may carry several classes or none: each class is a yes-or-no question of its own.

use super::{Linear, Shuffle, perceptron::quantum};
use rustc_hash::FxHashMap;
use std::borrow::Borrow;

/// One training example.
#[derive(Debug, Clone)]
pub struct Example {
    /// The features that are present.
    pub features: Vec<u32>,
    /// The classes that are true of it, each with how probably (0 to 1): 1 where a person said so. Others are not true.
    pub classes: Vec<(u16, f32)>,
    /// How much it counts.
    pub weight: f32,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct LogisticOptions {
    /// Passes over the data.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// L2 shrinkage a step, on the weights of features that are present.
    pub l2: f32,
    /// Features seen in fewer examples are left out.
    pub min_count: u32,
    /// How much a positive counts more than a negative.
    pub positive_weight: f32,
    /// Weights below this size are dropped at the end.
    pub prune: f32,
    /// Seed of the order.
    pub seed: u64,
}

impl Default for LogisticOptions {
    fn default() -> Self {
        LogisticOptions { epochs: 8, rate: 0.2, l2: 1e-6, min_count: 2, positive_weight: 1.0, prune: 0.02, seed: 7 }
    }
}

/// The trainer.
pub struct Logistic;

impl Logistic {
    /// Trains on the examples. Cost: epochs × total features × classes; memory: kept features × classes × 8 bytes.
    pub fn train<E: Borrow<Example>>(labels: Vec<String>, examples: &[E], options: &LogisticOptions) -> Linear {
        let classes = labels.len();
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        for e in examples {
            for f in &e.borrow().features {
                *counts.entry(*f).or_default() += 1;
            }
        }
        let mut kept: Vec<u32> = counts.into_iter().filter(|(_, n)| *n >= options.min_count).map(|(f, _)| f).collect();
        kept.sort_unstable();
        let slot: FxHashMap<u32, u32> = kept.iter().enumerate().map(|(i, f)| (*f, i as u32)).collect();
        let packed: Vec<Vec<u32>> = examples
            .iter()
            .map(|e| e.borrow().features.iter().filter_map(|f| slot.get(f).copied()).collect())
            .collect();
        let mut weight = vec![0f32; kept.len() * classes];
        let mut square = vec![0f32; kept.len() * classes];
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        let mut shuffle = Shuffle(options.seed);
        let (mut scores, mut gradient) = (vec![0f32; classes], vec![0f32; classes]);
        for _ in 0..options.epochs {
            shuffle.shuffle(&mut order);
            for &n in &order {
                let (example, slots) = (examples[n as usize].borrow(), &packed[n as usize]);
                scores.fill(0.0);
                for s in slots {
                    let row = &weight[*s as usize * classes..][..classes];
                    scores.iter_mut().zip(row).for_each(|(a, b)| *a += b);
                }
                for (c, g) in gradient.iter_mut().enumerate() {
                    let target = example.classes.iter().find(|(class, _)| *class == c as u16).map_or(0.0, |(_, p)| *p);
                    let p = 1.0 / (1.0 + (-scores[c]).exp());
                    *g = example.weight * (options.positive_weight * target * (p - 1.0) + (1.0 - target) * p);
                    if g.abs() < 1e-3 {
                        *g = 0.0;
                    }
                }
                for s in slots {
                    let at = *s as usize * classes;
                    for c in 0..classes {
                        if gradient[c] == 0.0 {
                            continue;
                        }
                        let g = gradient[c] + options.l2 * weight[at + c];
                        square[at + c] += g * g;
                        weight[at + c] -= options.rate * g / (square[at + c].sqrt() + 1e-2);
                    }
                }
            }
        }
        let mut sizes = Vec::new();
        let rows = kept
            .iter()
            .enumerate()
            .map(|(i, f)| {
                let row: Vec<(u16, f32)> = (0..classes)
                    .map(|c| (c as u16, weight[i * classes + c]))
                    .filter(|(_, w)| w.abs() >= options.prune)
                    .collect();
                sizes.extend(row.iter().map(|(_, w)| w.abs()));
                (*f, row)
            })
            .filter(|(_, row)| !row.is_empty())
            .collect();
        Linear::from_rows(labels, rows, quantum(&sizes))
    }
}
