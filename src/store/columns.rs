//! Columns: what is asked of many edges at once, a number each, to go through a million of them in milliseconds.
//!
//! A value stands at the place that is its row's key, in chunks; where there is none all its bytes are 0. Numbers are in the
//! order of what they stand for, except those of words.

mod keep;

pub(super) use keep::{check, fill, keep};

use crate::value::PartialDate;
use rusqlite::Connection;

/// Values in a chunk.
const CHUNK: i64 = 1024;

/// What a column's numbers stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The row of an entity.
    Row,
    /// A word, by its row in `word_row`.
    Word,
    /// A day: 20260130.
    Day,
    /// Hundredths of money.
    Money,
    /// How many.
    Count,
    /// The bits of a number of single precision, from 0 on.
    Share,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// What SQL calls it in its table.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

pub(super) const SUBJECT: Column = column("subject", Kind::Row);
pub(super) const OBJECT: Column = column("object", Kind::Row);
pub(super) const RELATION: Column = column("relation", Kind::Word);
pub(super) const SETTLED: Column = column("settled", Kind::Day);
pub(super) const KNOWN: Column = column("known", Kind::Day);
pub(super) const MONEY: Column = column("hundredths", Kind::Money);
pub(super) const CURRENCY: Column = column("currency", Kind::Word);
pub(super) const BOUND: Column = column("bound", Kind::Word);
pub(super) const STATUS: Column = column("status", Kind::Word);
pub(super) const STATEMENTS: Column = column("statements", Kind::Count);
pub(super) const TYPE: Column = column("type", Kind::Word);

/// The columns of `edge_row`.
pub(super) const OF_EDGES: &[Column] = &[
    SUBJECT,
    OBJECT,
    RELATION,
    MONEY,
    CURRENCY,
    BOUND,
    KNOWN,
    SETTLED,
    STATUS,
    STATEMENTS,
    column("confidence", Kind::Share),
    column("sources", Kind::Count),
    column("first_day", Kind::Day),
    column("last_day", Kind::Day),
];

/// The columns of `entity_row`.
const OF_ENTITIES: &[Column] = &[TYPE];

impl Kind {
    /// Bytes of a value.
    const fn width(self) -> usize {
        match self {
            Kind::Word => 2,
            Kind::Row | Kind::Day | Kind::Count | Kind::Share => 4,
            Kind::Money => 8,
        }
    }

    /// The number where nothing is told, where that can be: the least of all.
    pub(super) const fn untold(self) -> Option<i64> {
        match self {
            Kind::Word | Kind::Day => Some(0),
            Kind::Money => Some(i64::MIN),
            Kind::Row | Kind::Count | Kind::Share => None,
        }
    }
}

/// The number of a day, or of a month or year, which come before all their days.
pub(super) fn day(text: &str) -> Option<i64> {
    let date = PartialDate::parse(text)?;
    let number = i64::from(date.year()) * 10_000
        + i64::from(date.month().unwrap_or(0)) * 100
        + i64::from(date.day().unwrap_or(0));
    (date.to_string() == text).then_some(number)
}

/// The numbers of a column.
#[derive(Debug)]
pub(super) struct Values {
    width: usize,
    bytes: Vec<u8>,
}

impl Values {
    /// The number at a place; beyond the last that of no value.
    pub(super) fn at(&self, place: u32) -> i64 {
        let from = place as usize * self.width;
        let bytes = self.bytes.get(from..from + self.width).unwrap_or(&[0; 8][..self.width]);
        match *bytes {
            [a, b] => u16::from_le_bytes([a, b]).into(),
            [a, b, c, d] => u32::from_le_bytes([a, b, c, d]).into(),
            [a, b, c, d, e, f, g, h] => i64::from_le_bytes([a, b, c, d, e, f, g, h]) ^ i64::MIN,
            _ => 0,
        }
    }

    /// How many places there are.
    pub(super) fn len(&self) -> u32 {
        (self.bytes.len() / self.width) as u32
    }
}

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Columns<'c>(&'c Connection);

impl<'c> Columns<'c> {
    /// The columns of a connection's file, which is read through memory from now on: thousands of pages, without calls of the
    /// system.
    pub(super) fn of(connection: &'c Connection) -> rusqlite::Result<Columns<'c>> {
        super::mapped(connection)?;
        Ok(Columns(connection))
    }

    pub(super) fn read(&self, column: Column) -> rusqlite::Result<Values> {
        let width = column.kind.width();
        let mut bytes = Vec::new();
        // The last first: it tells how many there are. A chunk in which nothing was ever told is missing.
        let sql = "SELECT chunk, bytes FROM main.column_row WHERE name = ?1 ORDER BY chunk DESC";
        let mut chunks = self.0.prepare_cached(sql)?;
        let mut rows = chunks.query([column.name])?;
        while let Some(row) = rows.next()? {
            let (from, chunk) = ((row.get::<_, i64>(0)? * CHUNK) as usize * width, row.get_ref(1)?.as_blob()?);
            if bytes.is_empty() {
                bytes = vec![0; from + chunk.len()];
            }
            bytes[from..from + chunk.len()].copy_from_slice(chunk);
        }
        Ok(Values { width, bytes })
    }

    /// All words, each at its number; none at 0.
    pub(super) fn words(&self) -> rusqlite::Result<Vec<String>> {
        let mut words = vec![String::new()];
        let mut all = self.0.prepare_cached("SELECT word FROM main.word_row ORDER BY key")?;
        for word in all.query_map([], |r| r.get(0))? {
            words.push(word?);
        }
        Ok(words)
    }

    /// The file, to ask it something else.
    pub(super) fn connection(&self) -> &'c Connection {
        self.0
    }
}
