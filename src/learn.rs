//! Small linear models over hashed features: what the tagger, the parser, the entity tagger and the relation classifier
//! are made of; and trees over numbers ([`Boosted`]), which weigh what those say. Training here, weights in `data/models/`, no dependency on any of the stages.
//!
//! A feature is a 32-bit hash ([`feature`]); a model gives every class a score, the sum of the weights of the features
//! that are present. Training is single-threaded and seeded, so the same data gives the same bytes.

mod boost;
mod format;
mod logistic;
mod perceptron;
mod sequence;
mod table;

pub use boost::{Boosted, BoostedOptions};
pub use logistic::{Example, Logistic, LogisticOptions};
pub use perceptron::Perceptron;
pub use sequence::{Decoder, Lattice, Sample, Sequence, SequenceOptions};

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
    /// Of each feature its weights as [`Cell`]s in order of class; where there are many, the number of its row in `wide`, in
    /// two halves behind a zero, which is no weight.
    table: Table,
    wide: Wide,
}

/// The rows of many weights. They are few and most asked for, and are quicker added up class by class.
#[derive(Debug, Clone, Default)]
struct Wide {
    /// A weight for every class of each row, 0 where there is none.
    weights: Vec<i8>,
    /// How many weights there are of each row: the classes and some zeros.
    width: usize,
}

/// A class and its weight, which is not 0, as the table keeps them.
#[derive(Clone, Copy)]
struct Cell(u16);

impl Cell {
    fn new((class, weight): (u8, i8)) -> Cell {
        Cell(u16::from_le_bytes([class, weight as u8]))
    }
    fn class(self) -> u8 {
        self.0 as u8
    }
    fn weight(self) -> i8 {
        (self.0 >> 8) as i8
    }
}

/// A row of more weights than this is wide.
const NARROW: usize = 8;
/// The most classes.
const CLASSES: usize = 256;
/// So many bytes a sum of 16 bits has room for.
const SUMMED: usize = 256;

impl Linear {
    /// Adds up the score of every class; `scores` is made as long as there are classes. Cost: the features' weights.
    pub fn score(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.labels.len(), 0.0);
        self.add_to(features, scores);
        scores.iter_mut().for_each(|s| *s *= self.scale);
    }

    /// Adds the weights of features to one sum for every class, in the unit that [`Linear::scale`] tells. Cost: the features'
    /// weights.
    pub fn add_to(&self, features: &[u32], sums: &mut [f32]) {
        for some in features.chunks(SUMMED) {
            let mut few = [0i16; CLASSES];
            some.chunks(AT_ONCE).for_each(|some| self.add(some, &mut few));
            sums.iter_mut().zip(few).for_each(|(sum, few)| *sum += f32::from(few));
        }
    }

    /// What one unit of the weights is worth in log odds.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Adds the weights of at most [`AT_ONCE`] features.
    fn add(&self, features: &[u32], sums: &mut [i16; CLASSES]) {
        let (mut wide, mut wides) = ([0; AT_ONCE], 0);
        self.table.find_all(features, |row| match wide_row(row) {
            Some(number) => {
                wide[wides] = number;
                wides += 1;
            }
            None => {
                row.iter().map(|cell| Cell(*cell)).for_each(|c| sums[usize::from(c.class())] += i16::from(c.weight()))
            }
        });
        // As in the table, all are looked at before the first is used.
        let first = |row: &usize| self.wide.weights.get(*row * self.wide.width).map_or(0, |weight| *weight);
        std::hint::black_box(wide[..wides].iter().fold(0, |touched, row| touched | first(row)));
        for row in &wide[..wides] {
            let sums = &mut sums[..self.wide.width];
            sums.iter_mut().zip(self.wide.row(*row)).for_each(|(sum, weight)| *sum += i16::from(*weight));
        }
    }

    /// The weights of one feature, in order of class, in the model's unit; none where the feature is unknown.
    pub fn row(&self, feature: u32) -> impl Iterator<Item = (u8, i8)> + '_ {
        self.cells(self.table.find(feature).unwrap_or_default())
    }

    /// The weights that a row of the table tells.
    fn cells<'m>(&'m self, row: &'m [u16]) -> impl Iterator<Item = (u8, i8)> + 'm {
        let (narrow, wide) = match wide_row(row) {
            Some(number) => (&[][..], self.wide.row(number)),
            None => (row, &[][..]),
        };
        let narrow = narrow.iter().map(|cell| Cell(*cell)).map(|c| (c.class(), c.weight()));
        let wide =
            wide.iter().enumerate().filter(|(_, weight)| **weight != 0).map(|(class, weight)| (class as u8, *weight));
        narrow.chain(wide)
    }

    /// A feature's weight for a class, 0 where it speaks for other classes only; `None` where the feature is unknown.
    pub fn weight(&self, feature: u32, class: u16) -> Option<f32> {
        let row = self.table.find(feature)?;
        let weight = match wide_row(row) {
            Some(number) => self.wide.row(number).get(usize::from(class)).copied(),
            None => row.iter().map(|cell| Cell(*cell)).find(|c| u16::from(c.class()) == class).map(Cell::weight),
        };
        Some(f32::from(weight.unwrap_or(0)) * self.scale)
    }

    /// A model from rows in order of their features, of which the first of equals counts; rows without weights are left out.
    fn from_cells<'r>(labels: Vec<String>, scale: f32, rows: impl Iterator<Item = (u32, &'r [(u8, i8)])>) -> Linear {
        let mut wide = Wide { width: labels.len().next_multiple_of(16).min(CLASSES), ..Wide::default() };
        let features = rows.size_hint().0;
        let mut last = None;
        let rows = rows.filter(|(feature, cells)| !cells.is_empty() && last.replace(*feature) != Some(*feature));
        let table = Table::new(features, rows.map(|(feature, cells)| (feature, wide.kept(cells))));
        Linear { labels, scale, table, wide }
    }

    /// All rows with their weights, in order of feature.
    fn rows(&self) -> impl Iterator<Item = (u32, Vec<(u8, i8)>)> + '_ {
        self.table.iter().map(|(feature, row)| (feature, self.cells(row).collect()))
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
        let large = |cell: &&(u8, i8)| cell.1.unsigned_abs() >= units;
        let rows: Vec<(u32, Vec<(u8, i8)>)> =
            self.rows().map(|(f, cells)| (f, cells.iter().filter(large).copied().collect())).collect();
        let rows = rows.iter().map(|(feature, cells)| (*feature, cells.as_slice()));
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
        let quantized = |(feature, mut row): (u32, Vec<(u16, f32)>)| {
            row.sort_unstable_by_key(|c| c.0);
            let cell = |(class, w): (u16, f32)| (class as u8, (w / scale).round().clamp(-127.0, 127.0) as i8);
            (feature, row.into_iter().map(cell).filter(|(_, w)| *w != 0).collect())
        };
        let rows: Vec<(u32, Vec<(u8, i8)>)> = rows.into_iter().map(quantized).collect();
        Linear::from_cells(labels, scale, rows.iter().map(|(feature, cells)| (*feature, cells.as_slice())))
    }
}

impl Wide {
    /// What the table keeps of a row; takes it in where it is wide.
    fn kept<'r>(&mut self, cells: &'r [(u8, i8)]) -> impl Iterator<Item = u16> + use<'r> {
        let number = self.weights.len() / self.width.max(1);
        let (narrow, wide) = if cells.len() > NARROW { (&[][..], cells) } else { (cells, &[][..]) };
        if !wide.is_empty() {
            self.weights.resize((number + 1) * self.width, 0);
        }
        for (class, weight) in wide {
            self.weights[number * self.width + usize::from(*class)] = *weight;
        }
        let number = (!wide.is_empty()).then_some([0, number as u16, (number >> 16) as u16]);
        narrow.iter().map(|cell| Cell::new(*cell).0).chain(number.into_iter().flatten())
    }

    /// The weights of a row for all classes.
    #[inline]
    fn row(&self, number: usize) -> &[i8] {
        self.weights.get(number * self.width..(number + 1) * self.width).unwrap_or_default()
    }
}

/// The number of a wide row, where a row of the table tells one.
#[inline]
fn wide_row(row: &[u16]) -> Option<usize> {
    match row {
        [0, low, high] => Some(usize::from(*low) | usize::from(*high) << 16),
        _ => None,
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
