//! The weights of a sequence model laid out for speed.

use super::super::table::{AT_ONCE, Table};
use super::super::{Linear, SUMMED};

/// The weights of all labels of a feature side by side, added without branches.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// The number of each feature's row.
    table: Table,
    weights: Vec<[i8; WIDTH]>,
    scale: f32,
}

/// The score of a label that a position may not have.
pub(super) const FORBIDDEN: f32 = -1e4;
/// Labels that a row has room for.
pub(super) const WIDTH: usize = 32;

impl Rows {
    pub(super) fn new(model: &Linear) -> Rows {
        let rows = model.sorted();
        let places: Vec<(u32, u32)> = rows.iter().map(|(feature, _)| *feature).zip(0..).collect();
        let mut weights = vec![[0i8; WIDTH]; rows.len()];
        for (row, (_, cells)) in weights.iter_mut().zip(&rows) {
            for (class, weight) in *cells {
                if let Some(cell) = row.get_mut(usize::from(*class)) {
                    *cell = *weight;
                }
            }
        }
        Rows { table: Table::new(&places), weights, scale: model.scale }
    }

    /// Scores of all labels.
    pub(super) fn score(&self, features: &[u32], scores: &mut [f32; WIDTH]) {
        let mut totals = [0i32; WIDTH];
        for some in features.chunks(SUMMED) {
            let mut sums = [0i16; WIDTH];
            some.chunks(AT_ONCE).for_each(|some| self.add(some, &mut sums));
            totals.iter_mut().zip(sums).for_each(|(total, sum)| *total += i32::from(sum));
        }
        for (score, total) in scores.iter_mut().zip(totals) {
            *score = total as f32 * self.scale;
        }
    }

    /// Adds the weights of at most [`AT_ONCE`] features.
    fn add(&self, features: &[u32], sums: &mut [i16; WIDTH]) {
        let mut found = [0; AT_ONCE];
        for row in self.table.find_all(features, &mut found) {
            if let Some(row) = self.weights.get(*row as usize) {
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i16::from(*weight));
            }
        }
    }
}
