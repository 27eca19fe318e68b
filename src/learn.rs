//! Small linear models over hashed features: what the tagger, the parser, the entity tagger and the relation classifier
//! are made of; and trees over numbers ([`Boosted`]), which weigh what those say. Training here, weights in `data/models/`, no dependency on any of the stages.
//!
//! A feature is a 32-bit hash ([`feature`]); a model gives every class a score, the sum of the weights of the features
//! that are present. Training is single-threaded and seeded, so the same data gives the same bytes.

mod boost;
mod format;
mod logistic;
mod perceptron;
mod rows;
mod sequence;
mod table;

pub use boost::{Boosted, BoostedOptions};
pub use logistic::{Example, Logistic, LogisticOptions};
pub use perceptron::Perceptron;
pub use sequence::{Decoder, Lattice, Sample, Sequence, SequenceOptions};

use rows::{CLASSES, Rows, SUMMED};
use table::{AT_ONCE, Table};

/// A hash of a string that never changes between versions (FNV-1a, 64 bits): weight files depend on it.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// One hash from two, order kept.
pub fn mix(a: u64, b: u64) -> u64 {
    let h = (a.rotate_left(26) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^ (h >> 29)
}

/// The feature of a template (a small number that tells kinds of features apart) and a hash of its content.
pub fn feature(template: u32, content: u64) -> u32 {
    let h = mix(u64::from(template).wrapping_add(0x51_7cc1), content).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (h >> 32) as u32
}

/// A trained model: weights of features for at most 256 classes.
///
/// Weights are one byte each with one scale, as the file has them; scores are sums in that unit times the scale.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    /// What each class is called.
    pub labels: Vec<String>,
    scale: f32,
    /// The number of each feature's row.
    table: Table,
    rows: Rows,
}

/// The weights of one feature, for the model that they are of.
#[derive(Debug, Clone, Copy)]
pub struct Row(u32);

impl Linear {
    /// Adds up the score of every class; `scores` is made as long as there are classes. Cost: the features' weights.
    pub fn score(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        self.append_scores(features, scores);
    }

    /// As [`Linear::score`], behind what `scores` has.
    fn append_scores(&self, features: &[u32], scores: &mut Vec<f32>) {
        let start = scores.len();
        scores.resize(start + self.labels.len(), 0.0);
        self.add_to(features, &mut scores[start..]);
        scores[start..].iter_mut().for_each(|s| *s *= self.scale);
    }

    /// Adds the weights of features to one sum for every class, in the unit that [`Linear::scale`] tells. Cost: the features'
    /// weights.
    pub fn add_to(&self, features: &[u32], sums: &mut [f32]) {
        for some in features.chunks(SUMMED) {
            let mut few = [0; CLASSES];
            for some in some.chunks(AT_ONCE) {
                let mut numbers = [0; AT_ONCE];
                let known = self.table.numbers(some, &mut numbers);
                self.rows.add(&numbers[..known], &mut few);
            }
            sums.iter_mut().zip(few).for_each(|(sum, few)| *sum += f32::from(few));
        }
    }

    /// What one unit of the weights is worth in log odds.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// The weights of one feature, in order of class, in the model's unit; none where the feature is unknown.
    pub fn row(&self, feature: u32) -> impl Iterator<Item = (u8, i8)> + '_ {
        self.table.find(feature).into_iter().flat_map(|number| self.rows.row(number))
    }

    /// Calls `take` for each of some features that is known: which of them it is, and its row.
    pub fn known(&self, features: &[u32], mut take: impl FnMut(usize, Row)) {
        for (n, some) in features.chunks(AT_ONCE).enumerate() {
            self.table.find_all(some, |nth, number| take(n * AT_ONCE + nth, Row(number)));
        }
    }

    /// The weight of one of the model's rows for a class, 0 where it has none.
    pub fn weight(&self, row: Row, class: u16) -> f32 {
        f32::from(self.rows.weight(row.0, class)) * self.scale
    }

    /// A model from rows in order of their features, of which the first of equals counts; rows without weights are left out.
    fn from_cells<R>(labels: Vec<String>, scale: f32, cells: impl Iterator<Item = (u32, R)>) -> Linear
    where
        R: ExactSizeIterator<Item = (u8, i8)>,
    {
        let mut rows = Rows::new(labels.len());
        let features = cells.size_hint().0;
        let mut last = None;
        let cells = cells.filter(|(feature, row)| row.len() > 0 && last.replace(*feature) != Some(*feature));
        let table = Table::new(features, cells.map(|(feature, row)| (feature, rows.keep(row))));
        rows.finish();
        Linear { labels, scale, table, rows }
    }

    /// All rows with their weights, in order of feature.
    fn rows(&self) -> impl Iterator<Item = (u32, Vec<(u8, i8)>)> + '_ {
        self.table.iter().map(|(feature, number)| (feature, self.rows.row(number).collect()))
    }

    /// The index of the class with the highest score; the first of equals.
    pub fn best(scores: &[f32]) -> usize {
        let mut best = 0;
        for (i, s) in scores.iter().enumerate().skip(1) {
            if *s > scores[best] {
                best = i;
            }
        }
        best
    }

    /// The model without the smaller weights: of a byte's 127 units the kept ones have at least `units`.
    pub fn pruned(&self, units: u8) -> Linear {
        let large = |cell: &(u8, i8)| cell.1.unsigned_abs() >= units;
        let rows = self.rows().map(|(feature, mut row)| {
            row.retain(large);
            (feature, row.into_iter())
        });
        Linear::from_cells(self.labels.clone(), self.scale, rows)
    }

    /// How many features have a weight.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether the model has learned nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A model from rows of `(feature, [(class, weight)])`; weights that round to nothing are left out.
    ///
    /// `scale` is what one unit of the stored byte is worth; larger weights are clipped at 127 units. Of equal features the first
    /// that has weights counts.
    pub fn from_rows(labels: Vec<String>, mut rows: Vec<(u32, Vec<(u16, f32)>)>, scale: f32) -> Linear {
        rows.sort_by_key(|r| r.0);
        let rows = rows.into_iter().map(|(feature, mut row)| {
            row.sort_unstable_by_key(|c| c.0);
            let cell = |(class, w): (u16, f32)| (class as u8, (w / scale).round().clamp(-127.0, 127.0) as i8);
            let row: Vec<(u8, i8)> = row.into_iter().map(cell).filter(|(_, w)| *w != 0).collect();
            (feature, row.into_iter())
        });
        Linear::from_cells(labels, scale, rows)
    }
}

/// A small seeded generator (splitmix64) for shuffling training data.
#[derive(Debug, Clone)]
pub struct Shuffle(pub u64);

impl Shuffle {
    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// Shuffles in place (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next_u64() % (i as u64 + 1)) as usize);
        }
    }
}
