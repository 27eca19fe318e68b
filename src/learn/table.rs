//! Where the weights of a feature stand: records by feature, which are asked for many at once.

/// So many features are looked up together.
pub(super) const AT_ONCE: usize = 64;

/// A short row of numbers of 16 bits for each of some features.
///
/// Features lie far apart in memory, and looking them up waits for memory more than it compares. So all that belongs to a
/// feature stands in one place, beside the few features with the same high bits; where those begin stands in `starts`, which
/// is small. And of many features each step is taken before the next one, so that they wait together, not one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Where the records of all features with the same high bits begin, and the end of the last.
    starts: Vec<u32>,
    /// How many low bits of a feature do not tell its place in `starts`.
    shift: u32,
    /// In order of feature: its low 16 bits, how many numbers it has, its numbers.
    records: Vec<u16>,
    rows: usize,
}

impl Table {
    /// A table of features in their order, each once, each with a row of at most 65,535 numbers. `features` is about how many.
    pub(super) fn new<R: IntoIterator<Item = u16>>(features: usize, rows: impl Iterator<Item = (u32, R)>) -> Table {
        // Some four features to a place; the low 16 bits tell them apart.
        let bits = (features / 4).max(1).next_power_of_two().ilog2().clamp(16, 24);
        let mut table = Table { starts: Vec::new(), shift: u32::BITS - bits, ..Table::default() };
        for (feature, row) in rows {
            let (place, at) = ((feature >> table.shift) as usize, table.records.len());
            table.starts.resize(table.starts.len().max(place + 1), at as u32);
            table.records.extend([feature as u16, 0]);
            table.records.extend(row);
            table.records[at + 1] = (table.records.len() - at - 2) as u16;
            table.rows += 1;
        }
        table.starts.resize((1 << bits) + 1, table.records.len() as u32);
        table
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// The row of a feature.
    pub(super) fn find(&self, feature: u32) -> Option<&[u16]> {
        self.search(feature, self.records_with(feature))
    }

    /// Calls `known` with the row of each of some features that is known, in their order; of the features the first [`AT_ONCE`]
    /// count.
    #[inline]
    pub(super) fn find_all<'t>(&'t self, features: &[u32], mut known: impl FnMut(&'t [u16])) {
        let mut places = [(0, 0); AT_ONCE];
        let asked = features.len().min(AT_ONCE);
        for (place, feature) in places.iter_mut().zip(features) {
            *place = self.records_with(*feature);
        }
        // They may lie across two lines of memory.
        let touch = |at: u32| self.records.get(at as usize).copied().unwrap_or(0);
        let both = |(start, end): &(u32, u32)| touch(*start) | touch(end.saturating_sub(1));
        std::hint::black_box(places[..asked].iter().fold(0, |touched, place| touched | both(place)));
        for (feature, place) in features.iter().zip(&places[..asked]) {
            if let Some(row) = self.search(*feature, *place) {
                known(row);
            }
        }
    }

    /// All features with their rows, in order of feature.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &[u16])> {
        self.starts.windows(2).zip(0u32..).flat_map(move |(place, high)| {
            let mut records = &self.records[place[0] as usize..place[1] as usize];
            std::iter::from_fn(move || {
                let (low, rest) = records.split_first()?;
                let (length, rest) = rest.split_first()?;
                let (row, after) = rest.split_at(usize::from(*length));
                records = after;
                // Above 16 start bits the high bits and the low 16 share some.
                let shared = u32::BITS - self.shift - 16;
                Some((((high >> shared) << 16) | u32::from(*low), row))
            })
        })
    }

    /// Where the features with the same high bits begin and end.
    #[inline]
    fn records_with(&self, feature: u32) -> (u32, u32) {
        let at = feature.checked_shr(self.shift).unwrap_or(0) as usize;
        self.starts.get(at..at + 2).map_or((0, 0), |place| (place[0], place[1]))
    }

    /// The row of a feature among the records of a place.
    #[inline]
    fn search(&self, feature: u32, (start, end): (u32, u32)) -> Option<&[u16]> {
        let mut records = self.records.get(start as usize..end as usize)?;
        while let [low, length, rest @ ..] = records {
            let length = usize::from(*length);
            if *low == feature as u16 {
                return rest.get(..length);
            }
            records = rest.get(length..)?;
        }
        None
    }
}
