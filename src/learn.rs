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
    rows: usize,
    /// Where each feature's row begins in `cells`; of a wide row its number and [`WIDE`].
    table: Table,
    /// The weights of all rows, by class; before those of each row how many more than one they are.
    cells: Vec<(u8, i8)>,
    wide: Wide,
}

/// The rows of many weights. They are few and most asked for, and are quicker added up class by class.
#[derive(Debug, Clone, Default)]
struct Wide {
    /// Where each begins in `cells`.
    starts: Vec<u32>,
    /// A weight for every class of each row, 0 where there is none.
    weights: Vec<i8>,
    /// How many weights there are of each row: the classes and some zeros.
    width: usize,
}

/// Tells the number of a wide row from where a row begins.
const WIDE: u32 = 1 << 31;
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
        let (mut found, mut wide, mut narrow) = ([0; AT_ONCE], [0; AT_ONCE], [0; AT_ONCE]);
        let (mut wides, mut narrows) = (0, 0);
        for place in self.table.find_all(features, &mut found) {
            wide[wides] = place & !WIDE;
            narrow[narrows] = *place;
            wides += usize::from(place & WIDE != 0);
            narrows += usize::from(place & WIDE == 0);
        }
        // As in the table, all are looked at before the first is used.
        let length = |start: &u32| self.cells[*start as usize].0;
        std::hint::black_box(narrow[..narrows].iter().fold(0, |touched, start| touched | length(start)));
        let width = self.wide.width;
        for row in &wide[..wides] {
            let weights = &self.wide.weights[*row as usize * width..][..width];
            sums[..width].iter_mut().zip(weights).for_each(|(sum, weight)| *sum += i16::from(*weight));
        }
        for start in &narrow[..narrows] {
            for &(class, weight) in self.cells_at(*start) {
                sums[usize::from(class)] += i16::from(weight);
            }
        }
    }

    /// The weights of the row at a place of the table.
    fn cells_of(&self, place: u32) -> &[(u8, i8)] {
        self.cells_at(if place & WIDE == 0 { place } else { self.wide.starts[(place & !WIDE) as usize] })
    }

    /// The weights that begin at a place of `cells`.
    fn cells_at(&self, start: u32) -> &[(u8, i8)] {
        let start = start as usize;
        &self.cells[start + 1..start + 2 + usize::from(self.cells[start].0)]
    }

    /// The weights of one feature, by class, in the model's unit; none where the feature is unknown.
    pub fn row(&self, feature: u32) -> &[(u8, i8)] {
        self.table.find(feature).map_or(&[], |place| self.cells_of(place))
    }

    /// A feature's weight for a class, 0 where it speaks for other classes only; `None` where the feature is unknown.
    pub fn weight(&self, feature: u32, class: u16) -> Option<f32> {
        let row = self.row(feature);
        let weight = row.iter().find(|(c, _)| u16::from(*c) == class).map_or(0, |(_, weight)| *weight);
        (!row.is_empty()).then_some(f32::from(weight) * self.scale)
    }

    /// A model from rows in order of their features, of which the first of equals counts; rows without weights are left out.
    fn from_cells<'r>(labels: Vec<String>, scale: f32, rows: impl Iterator<Item = (u32, &'r [(u8, i8)])>) -> Linear {
        let mut model = Linear { scale, wide: Wide::of(labels.len()), labels, ..Linear::default() };
        let mut places: Vec<(u32, u32)> = Vec::new();
        for (feature, cells) in rows {
            if cells.is_empty() || places.last().is_some_and(|(last, _)| *last == feature) {
                continue;
            }
            let start = model.cells.len() as u32;
            places.push((feature, if cells.len() > NARROW { model.wide.push(start, cells) } else { start }));
            model.cells.push(((cells.len() - 1) as u8, 0));
            model.cells.extend_from_slice(cells);
        }
        model.rows = places.len();
        model.table = Table::new(&places);
        model
    }

    /// All rows with their weights, in order of feature.
    fn sorted(&self) -> Vec<(u32, &[(u8, i8)])> {
        self.table.sorted().into_iter().map(|(feature, place)| (feature, self.cells_of(place))).collect()
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
            self.sorted().into_iter().map(|(f, cells)| (f, cells.iter().filter(large).copied().collect())).collect();
        let rows = rows.iter().map(|(feature, cells)| (*feature, cells.as_slice()));
        Linear::from_cells(self.labels.clone(), self.scale, rows)
    }

    /// How many features have a weight.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether the model has learned nothing.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
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
    /// No rows yet, for so many classes.
    fn of(classes: usize) -> Wide {
        Wide { width: classes.next_multiple_of(16).min(CLASSES), ..Wide::default() }
    }

    /// Takes in a row that begins at `start`; gives its place in the table.
    fn push(&mut self, start: u32, cells: &[(u8, i8)]) -> u32 {
        let row = self.weights.len();
        self.weights.resize(row + self.width, 0);
        cells.iter().for_each(|(class, weight)| self.weights[row + usize::from(*class)] = *weight);
        self.starts.push(start);
        (self.starts.len() - 1) as u32 | WIDE
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
