//! The weights of a sequence model laid out for speed.

use super::super::Linear;

/// The weights of all labels of a feature side by side, for speed: found by open addressing, added without branches.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// Feature and the number of its row, from 1; 0 where the slot is free. A power of two long.
    slots: Vec<(u32, u32)>,
    /// Rows of [`WIDTH`] weights; row 0 is all zero.
    weights: Vec<[i8; WIDTH]>,
    scale: f32,
}

/// The score of a label that a position may not have.
pub(super) const FORBIDDEN: f32 = -1e4;
/// Labels that a row has room for.
pub(super) const WIDTH: usize = 32;

impl Rows {
    pub(super) fn new(model: &Linear) -> Rows {
        let size = (model.len() * 2 + 1).next_power_of_two();
        let mut rows = Rows { slots: vec![(0, 0); size], weights: vec![[0; WIDTH]], scale: model.scale };
        for (feature, cells) in model.sorted() {
            let mut at = feature as usize & (size - 1);
            while rows.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            rows.slots[at] = (feature, rows.weights.len() as u32);
            let mut row = [0i8; WIDTH];
            for (class, weight) in cells {
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
    pub(super) fn score(&self, features: &[u32], found: &mut Vec<u32>, scores: &mut [f32; WIDTH]) {
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
