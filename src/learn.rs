//! Small linear models over hashed features: what the tagger, the parser, the entity tagger and the relation classifier
//! are made of. Training here, weights in `data/models/`, no dependency on any of the stages.
//!
//! A feature is a 32-bit hash ([`feature`]); a model gives every class a score, the sum of the weights of the features
//! that are present. Training is single-threaded and seeded, so the same data gives the same bytes.

mod format;
mod logistic;
mod perceptron;
mod sequence;

pub use logistic::{Example, Logistic, LogisticOptions};
pub use perceptron::Perceptron;
pub use sequence::{Decoder, Lattice, Sample, Sequence, SequenceOptions};

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

/// A trained model: weights of features for classes.
///
/// Weights are one byte each with one scale, as the file has them; scores are sums in that unit times the scale.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    /// What each class is called.
    pub labels: Vec<String>,
    scale: f32,
    /// Rows by feature: open addressing with linear steps, a power of two long, at most half full. Features are hashes
    /// already, so their low bits are the place.
    table: Vec<Row>,
    rows: usize,
    cells: Vec<(u16, i8)>,
}

/// A feature and where its weights stand in `cells`; nowhere in an empty place.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    feature: u32,
    start: u32,
    end: u32,
}

impl Linear {
    /// Adds up the score of every class; `scores` is made as long as there are classes. Cost: the features' weights.
    pub fn score(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.labels.len(), 0.0);
        // The rows lie far apart in memory. Looking them all up before the first is used lets the look-ups wait for memory
        // together, not one after another: two to three times as fast.
        let mut rows = [(0u32, 0u32); 32];
        for some in features.chunks(rows.len()) {
            let mut n = 0;
            for f in some {
                let found = self.place(*f);
                rows[n] = found;
                n += usize::from(found.0 != found.1);
            }
            let mut touched = 0;
            for (start, _) in &rows[..n] {
                touched |= self.cells[*start as usize].0;
            }
            std::hint::black_box(touched);
            for &(start, end) in &rows[..n] {
                for &(class, weight) in &self.cells[start as usize..end as usize] {
                    scores[class as usize] += f32::from(weight);
                }
            }
        }
        scores.iter_mut().for_each(|s| *s *= self.scale);
    }

    /// Where a feature's weights stand in `cells`.
    fn place(&self, feature: u32) -> (u32, u32) {
        if self.table.is_empty() {
            return (0, 0);
        }
        let mask = self.table.len() - 1;
        let mut at = feature as usize & mask;
        loop {
            let row = self.table[at];
            if row.start == row.end {
                return (0, 0);
            }
            if row.feature == feature {
                return (row.start, row.end);
            }
            at = (at + 1) & mask;
        }
    }

    /// The weights of one feature, by class, in the model's unit; none where the feature is unknown.
    pub fn row(&self, feature: u32) -> &[(u16, i8)] {
        let (start, end) = self.place(feature);
        &self.cells[start as usize..end as usize]
    }

    /// Makes the table from rows that are not empty, each feature once.
    fn index(&mut self, rows: &[Row]) {
        self.rows = rows.len();
        self.table = vec![Row::default(); if rows.is_empty() { 0 } else { (rows.len() * 2).next_power_of_two() }];
        let mask = self.table.len().wrapping_sub(1);
        for row in rows {
            let mut at = row.feature as usize & mask;
            while self.table[at].start != self.table[at].end {
                at = (at + 1) & mask;
            }
            self.table[at] = *row;
        }
    }

    /// All rows, sorted by feature.
    fn sorted(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self.table.iter().filter(|r| r.start != r.end).copied().collect();
        rows.sort_unstable_by_key(|r| r.feature);
        rows
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
        let mut model = Linear { labels: self.labels.clone(), scale: self.scale, ..Linear::default() };
        let mut kept = Vec::new();
        for row in self.sorted() {
            let start = model.cells.len() as u32;
            let cells = &self.cells[row.start as usize..row.end as usize];
            model.cells.extend(cells.iter().filter(|(_, w)| w.unsigned_abs() >= units));
            let end = model.cells.len() as u32;
            if end > start {
                kept.push(Row { feature: row.feature, start, end });
            }
        }
        model.index(&kept);
        model
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
    /// `scale` is what one unit of the stored byte is worth; larger weights are clipped at 127 units.
    pub fn from_rows(labels: Vec<String>, mut rows: Vec<(u32, Vec<(u16, f32)>)>, scale: f32) -> Linear {
        rows.sort_unstable_by_key(|r| r.0);
        let mut model = Linear { labels, scale, ..Linear::default() };
        let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
        for (feature, mut row) in rows {
            row.sort_unstable_by_key(|c| c.0);
            let start = model.cells.len() as u32;
            for (class, w) in row {
                let q = (w / scale).round().clamp(-127.0, 127.0) as i8;
                if q != 0 {
                    model.cells.push((class, q));
                }
            }
            // Of equal features the first row counts.
            if model.cells.len() as u32 > start && kept.last().is_none_or(|r| r.feature != feature) {
                kept.push(Row { feature, start, end: model.cells.len() as u32 });
            }
        }
        model.index(&kept);
        model
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
