//! Columns kept true to the rows that they are made of.

use super::{CHUNK, Column, Kind, OF_EDGES, OF_ENTITIES, day};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// The tables with the columns that are kept of them.
const TABLES: [(&str, &[Column]); 2] = [("edge_row", OF_EDGES), ("entity_row", OF_ENTITIES)];

/// Brings the columns in step with edges and entities that changed, came or went.
///
/// Cost: reads the rows, and writes some four kilobytes for each chunk and column in which a value changed.
pub(in crate::store) fn keep(c: &Connection, edges: &BTreeSet<i64>, entities: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut words = Words::default();
    for ((table, columns), keys) in TABLES.into_iter().zip([edges, entities]) {
        let keys: Vec<i64> = keys.iter().copied().collect();
        let mut find = c.prepare_cached(&format!("SELECT key, {} FROM {table} WHERE key = ?1", names(columns)))?;
        for keys in keys.chunk_by(|a, b| a / CHUNK == b / CHUNK) {
            let chunk = keys[0] / CHUNK;
            let before = stored(c, columns, chunk)?;
            let mut lots = before.clone();
            for key in keys {
                words.put(c, columns, &mut lots, *key, find.query([key])?.next()?)?;
            }
            write(c, columns, chunk, &before, &lots)?;
        }
    }
    Ok(())
}

/// Makes all columns from the rows.
pub(in crate::store) fn fill(c: &Connection) -> rusqlite::Result<()> {
    each_chunk(c, Words::default(), |columns, chunk, lots| write(c, columns, chunk, &empty(columns), lots))
}

/// What does not stand in the columns as the rows tell it, a line each.
pub(in crate::store) fn check(c: &Connection) -> rusqlite::Result<Vec<String>> {
    let (mut wrong, mut told) = (BTreeSet::new(), 0);
    each_chunk(c, Words { fixed: true, ..Words::default() }, |columns, chunk, lots| {
        for ((column, lot), stored) in columns.iter().zip(lots).zip(stored(c, columns, chunk)?) {
            told += i64::from(stored.iter().any(|byte| *byte != 0));
            if *lot != stored {
                wrong.insert(format!("column: {} does not follow from its rows", column.name));
            }
        }
        Ok(())
    })?;
    let all = "SELECT count(*) FROM column_row WHERE bytes <> zeroblob(length(bytes))";
    if told != c.query_row(all, [], |r| r.get::<_, i64>(0))? {
        wrong.insert("column: some values have no rows".to_string());
    }
    Ok(wrong.into_iter().collect())
}

/// The bytes of a chunk, column by column.
type Lots = Vec<Vec<u8>>;

fn empty(columns: &[Column]) -> Lots {
    columns.iter().map(|column| vec![0; CHUNK as usize * column.kind.width()]).collect()
}

fn stored(c: &Connection, columns: &[Column], chunk: i64) -> rusqlite::Result<Lots> {
    let mut find = c.prepare_cached("SELECT bytes FROM column_row WHERE name = ?1 AND chunk = ?2")?;
    let mut lots = empty(columns);
    for (lot, column) in lots.iter_mut().zip(columns) {
        if let Some(bytes) = find.query_row(params![column.name, chunk], |r| r.get(0)).optional()? {
            *lot = bytes;
        }
    }
    Ok(lots)
}

fn write(c: &Connection, columns: &[Column], chunk: i64, before: &Lots, lots: &Lots) -> rusqlite::Result<()> {
    let mut write = c.prepare_cached(
        "INSERT INTO column_row (name, chunk, bytes) VALUES (?1, ?2, ?3)
         ON CONFLICT (name, chunk) DO UPDATE SET bytes = excluded.bytes",
    )?;
    for ((column, lot), before) in columns.iter().zip(lots).zip(before) {
        if lot != before {
            write.execute(params![column.name, chunk, lot])?;
        }
    }
    Ok(())
}

/// Calls `each` with the bytes of every chunk, made from the rows.
fn each_chunk(
    c: &Connection,
    mut words: Words,
    mut each: impl FnMut(&'static [Column], i64, &Lots) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for (table, columns) in TABLES {
        let mut all = c.prepare(&format!("SELECT key, {} FROM {table} ORDER BY key", names(columns)))?;
        let mut rows = all.query([])?;
        let mut current: Option<(i64, Lots)> = None;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            if let Some((full, lots)) = current.take_if(|(chunk, _)| *chunk != key / CHUNK) {
                each(columns, full, &lots)?;
            }
            let (_, lots) = current.get_or_insert_with(|| (key / CHUNK, empty(columns)));
            words.put(c, columns, lots, key, Some(row))?;
        }
        if let Some((last, lots)) = current {
            each(columns, last, &lots)?;
        }
    }
    Ok(())
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// The numbers of the words met.
#[derive(Debug, Default)]
struct Words {
    known: BTreeMap<String, i64>,
    /// Whether no word is added to the file.
    fixed: bool,
}

impl Words {
    /// Puts the values of a row, which follow its key, into its chunk; none where there is no row.
    fn put(
        &mut self,
        c: &Connection,
        columns: &[Column],
        lots: &mut Lots,
        key: i64,
        row: Option<&Row<'_>>,
    ) -> rusqlite::Result<()> {
        let place = (key % CHUNK) as usize;
        for (at, (column, lot)) in (1..).zip(columns.iter().zip(lots)) {
            let value = row.map_or(Ok(ValueRef::Null), |row| row.get_ref(at))?;
            let width = column.kind.width();
            lot[place * width..][..width].copy_from_slice(&self.code(c, column.kind, value)?.to_le_bytes()[..width]);
        }
        Ok(())
    }

    /// What stands for a value: [`super::number`] the other way round.
    fn code(&mut self, c: &Connection, kind: Kind, value: ValueRef<'_>) -> rusqlite::Result<i64> {
        Ok(match (kind, value) {
            (_, ValueRef::Null) => 0,
            (Kind::Word, word) => self.number(c, word.as_str()?)?,
            (Kind::Day, text) => day(text.as_str()?).unwrap_or(0),
            (Kind::Money, hundredths) => hundredths.as_i64()? ^ i64::MIN,
            (Kind::Share, share) => (share.as_f64()? as f32).to_bits().into(),
            (Kind::Row | Kind::Count, number) => number.as_i64()?,
        })
    }

    fn number(&mut self, c: &Connection, word: &str) -> rusqlite::Result<i64> {
        if let Some(number) = self.known.get(word) {
            return Ok(*number);
        }
        let mut find = c.prepare_cached("SELECT key FROM word_row WHERE word = ?1")?;
        let number = match find.query_row([word], |r| r.get(0)).optional()? {
            None if !self.fixed => c
                .prepare_cached("INSERT INTO word_row (word) VALUES (?1) RETURNING key")?
                .query_row([word], |r| r.get(0))?,
            found => found.unwrap_or(0),
        };
        self.known.insert(word.to_string(), number);
        Ok(number)
    }
}
