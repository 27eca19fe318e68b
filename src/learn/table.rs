//! Which number each feature has: found for many features at once.

/// So many features are looked up together.
pub(super) const AT_ONCE: usize = 64;

/// So many keys are compared together.
const LANES: usize = 4;
/// A one in each of the lanes of a 64-bit number.
const ONES: u64 = 0x0001_0001_0001_0001;

/// A number for each of some features.
///
/// Features lie far apart in memory, and looking them up waits for memory and for wrongly guessed branches more than it
/// compares. So all that tells a feature's number stands beside the few features with the same high bits; where those begin
/// stands in `starts`, which is small. Of many features each step is taken before the next one, so that they wait together, and
/// keys are compared four at a time without a branch.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// How many features stand before those with the same high bits, and how many there are.
    starts: Vec<u32>,
    /// How many low bits of a feature do not tell its place in `starts`.
    shift: u32,
    /// Of the features of each place the low 16 bits, in order, then their numbers, each in two halves.
    keys: Vec<u16>,
    features: usize,
}

impl Table {
    /// A table of features in their order, each once, with its number. `features` is about how many.
    pub(super) fn new(features: usize, numbered: impl Iterator<Item = (u32, u32)>) -> Table {
        // Some two features to a place; the low 16 bits tell them apart.
        let bits = (features / 2).max(1).next_power_of_two().ilog2().clamp(16, 24);
        let mut table = Table { shift: u32::BITS - bits, ..Table::default() };
        table.starts.reserve((1 << bits) + 1);
        table.keys.reserve(3 * features + LANES);
        let mut numbers = Vec::new();
        for (feature, number) in numbered {
            let place = (feature >> table.shift) as usize;
            if place >= table.starts.len() {
                table.keys.append(&mut numbers);
                table.starts.resize(place + 1, table.features as u32);
            }
            table.keys.push(feature as u16);
            numbers.extend([number as u16, (number >> 16) as u16]);
            table.features += 1;
        }
        table.keys.append(&mut numbers);
        table.starts.resize((1 << bits) + 1, table.features as u32);
        // The last keys are compared with what stands behind them.
        table.keys.resize(table.keys.len() + LANES, 0);
        table
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.features
    }

    /// The number of a feature.
    pub(super) fn find(&self, feature: u32) -> Option<u32> {
        self.search(feature, self.place(feature))
    }

    /// Puts the numbers of those features that are known into `numbers`, in their order, and says how many these are; of the
    /// features the first [`AT_ONCE`] count.
    #[inline]
    pub(super) fn numbers(&self, features: &[u32], numbers: &mut [u32; AT_ONCE]) -> usize {
        let mut known = 0;
        for (feature, place) in features.iter().zip(self.places(features)) {
            let number = self.search(*feature, place);
            numbers[known] = number.unwrap_or(0);
            known += usize::from(number.is_some());
        }
        known
    }

    /// Calls `take` for each of the first [`AT_ONCE`] features that is known: which of them it is, and its number.
    pub(super) fn find_all(&self, features: &[u32], mut take: impl FnMut(usize, u32)) {
        for (nth, (feature, place)) in features.iter().zip(self.places(features)).enumerate() {
            if let Some(number) = self.search(*feature, place) {
                take(nth, number);
            }
        }
    }

    /// The places of the first [`AT_ONCE`] features, whose keys are near now.
    #[inline]
    fn places(&self, features: &[u32]) -> [(u32, u32); AT_ONCE] {
        let mut places = [(0, 0); AT_ONCE];
        let asked = features.len().min(AT_ONCE);
        for (place, feature) in places.iter_mut().zip(features) {
            *place = self.place(*feature);
        }
        // They may lie across two lines of memory.
        let touch = |at: u32| self.keys.get(3 * at as usize).copied().unwrap_or(0);
        let both = |(start, end): &(u32, u32)| touch(*start) | touch(*end);
        std::hint::black_box(places[..asked].iter().fold(0, |touched, place| touched | both(place)));
        places
    }

    /// All features with their numbers, in order of feature.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.starts.windows(2).zip(0u32..).flat_map(move |(place, high)| {
            let keys = &self.keys[3 * place[0] as usize..3 * place[1] as usize];
            let (lows, numbers) = keys.split_at(keys.len() / 3);
            // Above 16 start bits the high bits and the low 16 share some.
            let high = (high >> (u32::BITS - self.shift - 16)) << 16;
            lows.iter().zip(numbers.chunks_exact(2)).map(move |(low, halves)| (high | u32::from(*low), number(halves)))
        })
    }

    /// Where the features with the same high bits begin and end.
    #[inline]
    fn place(&self, feature: u32) -> (u32, u32) {
        let at = (feature >> self.shift) as usize;
        self.starts.get(at..at + 2).map_or((0, 0), |place| (place[0], place[1]))
    }

    /// The number of a feature among those of a place.
    #[inline]
    fn search(&self, feature: u32, (start, end): (u32, u32)) -> Option<u32> {
        let (first, many) = (3 * start as usize, (end - start) as usize);
        let wanted = u64::from(feature as u16) * ONES;
        let mut at = 0;
        while at < many {
            let lanes = self.keys.get(first + at..)?.first_chunk::<LANES>()?;
            let lanes = (0..LANES).fold(0, |all, lane| all | u64::from(lanes[lane]) << (16 * lane));
            // The highest bit of the first lane without a difference is set; of those behind it perhaps too.
            let differs = lanes ^ wanted;
            let same = differs.wrapping_sub(ONES) & !differs & (ONES << 15);
            let lane = at + same.trailing_zeros() as usize / 16;
            at += LANES;
            if lane < at.min(many) {
                return self.keys.get(first + many + 2 * lane..)?.first_chunk::<2>().map(|halves| number(halves));
            }
        }
        None
    }
}

/// A number from its two halves.
#[inline]
fn number(halves: &[u16]) -> u32 {
    u32::from(halves[0]) | u32::from(halves[1]) << 16
}
