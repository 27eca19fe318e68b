//! Where the weights of a feature stand: a hash table that is asked for many features at once.

/// So many features are looked up together.
pub(super) const AT_ONCE: usize = 64;

/// No place.
const NOWHERE: u32 = u32::MAX;

/// A number below 2³² − 1 for each of some features.
///
/// Features lie far apart in memory, and looking them up waits for memory more than it compares. So what is looked at is
/// small, a bit in `sieve` first, which turns most unknown features away, then eight bytes in `slots`; and of many features
/// each step is taken before the next one, so that they wait together, not one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Eight bits for each slot; of a known feature the bit is set which its low bits name.
    sieve: Vec<u64>,
    /// Open addressing with linear steps, a power of two long, at most half full. Features are hashes already, so their low
    /// bits are the slot.
    slots: Vec<Slot>,
}

/// A feature and its place; [`NOWHERE`] in an empty slot.
#[derive(Debug, Clone, Copy)]
struct Slot {
    feature: u32,
    place: u32,
}

impl Table {
    /// A table of features with their places, each feature once.
    pub(super) fn new(places: &[(u32, u32)]) -> Table {
        let size = if places.is_empty() { 0 } else { (places.len() * 2).next_power_of_two().max(8) };
        let mut table = Table { sieve: vec![0; size / 8], slots: vec![Slot { feature: 0, place: NOWHERE }; size] };
        let (mask, bits) = (size.wrapping_sub(1), (size * 8).wrapping_sub(1));
        for &(feature, place) in places {
            let bit = feature as usize & bits;
            table.sieve[bit / 64] |= 1 << (bit % 64);
            let mut at = feature as usize & mask;
            while table.slots[at].place != NOWHERE {
                at = (at + 1) & mask;
            }
            table.slots[at] = Slot { feature, place };
        }
        table
    }

    /// The place of a feature.
    pub(super) fn find(&self, feature: u32) -> Option<u32> {
        let place = if self.may_know(feature) { self.place(feature) } else { NOWHERE };
        (place != NOWHERE).then_some(place)
    }

    /// The places of those of some features that are known, in their order; of the features the first [`AT_ONCE`] count.
    #[inline]
    pub(super) fn find_all<'f>(&self, features: &[u32], found: &'f mut [u32; AT_ONCE]) -> &'f [u32] {
        let mut likely = 0;
        for feature in features.iter().take(AT_ONCE) {
            found[likely] = *feature;
            likely += usize::from(self.may_know(*feature));
        }
        let mask = self.slots.len().wrapping_sub(1);
        let slot = |feature: &u32| self.slots.get(*feature as usize & mask).map_or(0, |slot| slot.place);
        std::hint::black_box(found[..likely].iter().fold(0, |touched, feature| touched | slot(feature)));
        let mut known = 0;
        for n in 0..likely {
            found[known] = self.place(found[n]);
            known += usize::from(found[known] != NOWHERE);
        }
        &found[..known]
    }

    /// All features with their places, in order of feature.
    pub(super) fn sorted(&self) -> Vec<(u32, u32)> {
        let taken = self.slots.iter().filter(|slot| slot.place != NOWHERE);
        let mut places: Vec<(u32, u32)> = taken.map(|slot| (slot.feature, slot.place)).collect();
        places.sort_unstable();
        places
    }

    /// Whether a feature is not surely unknown.
    fn may_know(&self, feature: u32) -> bool {
        let bit = feature as usize & (self.sieve.len() * 64).wrapping_sub(1);
        self.sieve.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    /// The place of a feature, or [`NOWHERE`].
    fn place(&self, feature: u32) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = feature as usize & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.feature == feature || slot.place == NOWHERE {
                return slot.place;
            }
            at = (at + 1) & mask;
        }
        NOWHERE
    }
}
