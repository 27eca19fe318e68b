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
        let mut weights: Vec<[i8; WIDTH]> = Vec::with_capacity(model.len());
        let rows = model.rows().zip(0u32..).map(|((feature, cells), number)| {
            let mut row = [0; WIDTH];
            for (class, weight) in cells {
                row.get_mut(usize::from(class)).into_iter().for_each(|cell| *cell = weight);
            }
            weights.push(row);
            (feature, [number as u16, (number >> 16) as u16])
        });
        Rows { table: Table::new(model.len(), rows), weights, scale: model.scale }
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
        let (mut found, mut rows) = ([0; AT_ONCE], 0);
        self.table.find_all(features, |row| {
            if let [low, high] = row {
                found[rows] = usize::from(*low) | usize::from(*high) << 16;
                rows += 1;
            }
        });
        let first = |row: &usize| self.weights.get(*row).map_or(0, |row| row[0]);
        std::hint::black_box(found[..rows].iter().fold(0, |touched, row| touched | first(row)));
        for row in found[..rows].iter().filter_map(|row| self.weights.get(*row)) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i16::from(*weight));
        }
    }
}
