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

pub use boost::{Boosted, BoostedOptions};
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

/// A trained model: weights of features for at most 256 classes.
///
/// Weights are one byte each with one scale, as the file has them; scores are sums in that unit times the scale.
///
/// A score looks up some hundred features that lie far apart in memory, and waits for memory more than it adds. So what is
/// looked up is small: a bit in `sieve` first, which turns most unknown features away, then eight bytes in `table`, then
/// two for each weight.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    /// What each class is called.
    pub labels: Vec<String>,
    scale: f32,
    /// Eight bits for each place of `table`; of a known feature the bit is set which its low bits name.
    sieve: Vec<u64>,
    /// Rows by feature: open addressing with linear steps, a power of two long, at most half full. Features are hashes
    /// already, so their low bits are the place.
    table: Vec<Row>,
    rows: usize,
    /// The weights of all rows, by class; before those of each row how many more than one they are.
    cells: Vec<(u8, i8)>,
}

/// A feature and where its weights begin in `cells`; [`NOWHERE`] in an empty place.
#[derive(Debug, Clone, Copy)]
struct Row {
    feature: u32,
    start: u32,
}

/// No row begins here.
const NOWHERE: u32 = u32::MAX;

impl Linear {
    /// Adds up the score of every class; `scores` is made as long as there are classes. Cost: the features' weights.
    pub fn score(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.labels.len(), 0.0);
        // Looking many rows up before the first is used lets the look-ups wait for memory together, not one after another:
        // two to three times as fast.
        let mut known = [0u32; 32];
        let mut starts = [0u32; 32];
        for some in features.chunks(known.len()) {
            let mut count = 0;
            for f in some {
                known[count] = *f;
                count += usize::from(self.may_know(*f));
            }
            let mut found = 0;
            for f in &known[..count] {
                starts[found] = self.start(*f);
                found += usize::from(starts[found] != NOWHERE);
            }
            let touched = starts[..found].iter().fold(0, |touched, start| touched | self.cells[*start as usize].0);
            std::hint::black_box(touched);
            for start in &starts[..found] {
                for &(class, weight) in self.cells_at(*start) {
                    scores[usize::from(class)] += f32::from(weight);
                }
            }
        }
        scores.iter_mut().for_each(|s| *s *= self.scale);
    }

    /// Whether a feature is not surely unknown.
    fn may_know(&self, feature: u32) -> bool {
        let bit = feature as usize & (self.sieve.len() * 64).wrapping_sub(1);
        self.sieve.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    /// Where a feature's weights begin in `cells`, or [`NOWHERE`].
    fn start(&self, feature: u32) -> u32 {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = feature as usize & mask;
        while let Some(row) = self.table.get(at) {
            if row.feature == feature || row.start == NOWHERE {
                return row.start;
            }
            at = (at + 1) & mask;
        }
        NOWHERE
    }

    /// The weights that begin at a place.
    fn cells_at(&self, start: u32) -> &[(u8, i8)] {
        let start = start as usize;
        &self.cells[start + 1..start + 2 + usize::from(self.cells[start].0)]
    }

    /// The weights of one feature, by class, in the model's unit; none where the feature is unknown.
    pub fn row(&self, feature: u32) -> &[(u8, i8)] {
        match self.may_know(feature).then(|| self.start(feature)) {
            None | Some(NOWHERE) => &[],
            Some(start) => self.cells_at(start),
        }
    }

    /// A feature's weight for a class, 0 where it speaks for other classes only; `None` where the feature is unknown.
    pub fn weight(&self, feature: u32, class: u16) -> Option<f32> {
        let row = self.row(feature);
        let weight = row.iter().find(|(c, _)| u16::from(*c) == class).map_or(0, |(_, weight)| *weight);
        (!row.is_empty()).then_some(f32::from(weight) * self.scale)
    }

    /// A model from rows in order of their features, of which the first of equals counts; rows without weights are left out.
    fn from_cells<'r>(labels: Vec<String>, scale: f32, rows: impl Iterator<Item = (u32, &'r [(u8, i8)])>) -> Linear {
        let mut model = Linear { labels, scale, ..Linear::default() };
        let mut kept: Vec<Row> = Vec::new();
        for (feature, cells) in rows {
            if cells.is_empty() || kept.last().is_some_and(|r| r.feature == feature) {
                continue;
            }
            kept.push(Row { feature, start: model.cells.len() as u32 });
            model.cells.push(((cells.len() - 1) as u8, 0));
            model.cells.extend_from_slice(cells);
        }
        model.index(&kept);
        model
    }

    /// Makes the table and the sieve from rows, each feature once.
    fn index(&mut self, rows: &[Row]) {
        self.rows = rows.len();
        let places = if rows.is_empty() { 0 } else { (rows.len() * 2).next_power_of_two().max(8) };
        self.table = vec![Row { feature: 0, start: NOWHERE }; places];
        self.sieve = vec![0; places / 8];
        let (mask, bits) = (places.wrapping_sub(1), (places * 8).wrapping_sub(1));
        for row in rows {
            let bit = row.feature as usize & bits;
            self.sieve[bit / 64] |= 1 << (bit % 64);
            let mut at = row.feature as usize & mask;
            while self.table[at].start != NOWHERE {
                at = (at + 1) & mask;
            }
            self.table[at] = *row;
        }
    }

    /// All rows with their weights, in order of feature.
    fn sorted(&self) -> Vec<(u32, &[(u8, i8)])> {
        let mut rows: Vec<Row> = self.table.iter().filter(|r| r.start != NOWHERE).copied().collect();
        rows.sort_unstable_by_key(|r| r.feature);
        rows.into_iter().map(|r| (r.feature, self.cells_at(r.start))).collect()
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
