//! The weights of features for the classes, as rows that are added up many at once.

use super::table::AT_ONCE;

/// The most classes.
pub(super) const CLASSES: usize = 256;
/// So many weights a sum of 16 bits has room for.
pub(super) const SUMMED: usize = 256;

/// A row has at most so many weights, or is wide.
const NARROW: usize = 8;
/// Where a wide row takes no more room than a narrow one, all are wide.
const FEW: usize = 2 * NARROW;
/// So many weights are added at once.
const LANES: usize = 16;

/// Rows of weights, each under a number that [`Rows::keep`] gives.
///
/// Most rows have a weight or two; these name their classes. Rows of many weights are few and most asked for, and are
/// quicker added up class by class.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    classes: usize,
    /// Of each wide row a weight for every class, 0 where there is none.
    wide: Vec<i8>,
    /// The weights of narrow rows, in order of class.
    narrow: Vec<Cell>,
}

/// A class and its weight, which is not 0.
#[derive(Debug, Clone, Copy, Default)]
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

/// Where a row begins and how many weights it names; none where it is wide.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    named: usize,
}

impl Place {
    fn of(number: u32) -> Place {
        Place { start: (number >> 4) as usize, named: (number & 15) as usize }
    }
    fn number(self) -> u32 {
        (self.start as u32) << 4 | self.named as u32
    }
}

impl Rows {
    /// No rows yet, for so many classes.
    pub(super) fn new(classes: usize) -> Rows {
        Rows { classes, ..Rows::default() }
    }

    /// Takes a row in, which is in order of class, and gives it a number. There is room for 2^28 weights.
    pub(super) fn keep(&mut self, row: impl ExactSizeIterator<Item = (u8, i8)>) -> u32 {
        if row.len() <= NARROW && self.classes > FEW {
            let place = Place { start: self.narrow.len(), named: row.len() };
            self.narrow.extend(row.map(Cell::new));
            return place.number();
        }
        let start = self.wide.len();
        self.wide.resize(start + self.classes, 0);
        row.for_each(|(class, weight)| self.wide[start + usize::from(class)] = weight);
        Place { start, named: 0 }.number()
    }

    /// Says that all rows are kept: from now on they can be added up.
    pub(super) fn finish(&mut self) {
        // Of the last ones too a whole number of lanes is read.
        self.wide.resize(self.wide.len() + CLASSES, 0);
        self.narrow.resize(self.narrow.len() + NARROW, Cell::default());
        self.wide.shrink_to_fit();
        self.narrow.shrink_to_fit();
    }

    /// The weights of a row that are not 0, in order of class.
    pub(super) fn row(&self, number: u32) -> impl Iterator<Item = (u8, i8)> + '_ {
        let Place { start, named } = Place::of(number);
        let (narrow, wide) = match named {
            0 => (&[][..], &self.wide[start..start + self.classes]),
            _ => (&self.narrow[start..start + named], &[][..]),
        };
        let wide = (0..=u8::MAX).zip(wide.iter().copied()).filter(|(_, weight)| *weight != 0);
        narrow.iter().map(|cell| (cell.class(), cell.weight())).chain(wide)
    }

    /// A row's weight for a class; 0 where it has none.
    pub(super) fn weight(&self, number: u32, class: u16) -> i8 {
        let (Place { start, named }, class) = (Place::of(number), usize::from(class));
        if named == 0 && class < self.classes {
            return self.wide[start + class];
        }
        let mut row = self.narrow[start..start + named].iter();
        row.find(|cell| usize::from(cell.class()) == class).map_or(0, |cell| cell.weight())
    }

    /// Adds rows, of which the first [`AT_ONCE`] count, to a sum for every class; what stands behind the classes is of no
    /// meaning.
    #[inline]
    pub(super) fn add(&self, numbers: &[u32], sums: &mut [i16; CLASSES]) {
        // Sorted without a branch, which would often be guessed wrongly.
        let (mut wide, mut narrow, mut wides, mut narrows) = ([0; AT_ONCE], [0; AT_ONCE], 0, 0);
        for number in numbers.iter().take(AT_ONCE) {
            let is_wide = Place::of(*number).named == 0;
            (wide[wides], narrow[narrows]) = (*number, *number);
            wides += usize::from(is_wide);
            narrows += usize::from(!is_wide);
        }
        self.add_wide(&wide[..wides], sums);
        self.add_narrow(&narrow[..narrows], sums);
    }

    #[inline]
    fn add_wide(&self, numbers: &[u32], sums: &mut [i16; CLASSES]) {
        // As in the table, all are looked at before the first is used.
        let first = |number: &u32| self.wide[Place::of(*number).start];
        std::hint::black_box(numbers.iter().fold(0, |touched, number| touched | first(number)));
        let read = self.classes.next_multiple_of(LANES).min(CLASSES);
        for number in numbers {
            let start = Place::of(*number).start;
            let row = self.wide[start..start + read].chunks_exact(LANES);
            for (sums, row) in sums.chunks_exact_mut(LANES).zip(row) {
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i16::from(*weight));
            }
        }
    }

    #[inline]
    fn add_narrow(&self, numbers: &[u32], sums: &mut [i16; CLASSES]) {
        // First all into one row: of as many rows of odd lengths the ends would be guessed wrongly.
        let (mut cells, mut filled) = ([Cell::default(); (AT_ONCE + 1) * NARROW], 0);
        for number in numbers {
            let Place { start, named } = Place::of(*number);
            if let (Some(to), Some(from)) =
                (cells[filled..].first_chunk_mut::<NARROW>(), self.narrow[start..].first_chunk::<NARROW>())
            {
                *to = *from;
            }
            filled += named;
        }
        cells[..filled].iter().for_each(|cell| sums[usize::from(cell.class())] += i16::from(cell.weight()));
    }
}
