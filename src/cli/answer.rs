//! Rows of JSON values as a table: what `match` and `sql` print.

use super::edges;
use super::table::{Cell, Column, Format, Kind, Table};
use crate::Result;
use serde_json::Value;

/// Prints rows.
pub(super) fn print(columns: &[String], rows: Vec<Vec<Value>>, format: Format) -> Result<()> {
    let kinds =
        columns.iter().enumerate().map(|(i, name)| Column::new(name, kind(name, rows.iter().map(|r| r.get(i)))));
    let mut table = Table { columns: kinds.collect(), rows: Vec::new() };
    for row in rows {
        table.push(row.into_iter().map(cell));
    }
    edges::print(table, format)
}

/// What a column seems to hold: numbers, names, quotes, or words.
fn kind<'v>(name: &str, values: impl Iterator<Item = Option<&'v Value>>) -> Kind {
    let last = name.rsplit(['.', '_']).next().unwrap_or("");
    let (mut numbers, mut others) = (0, 0);
    for value in values.flatten() {
        match value {
            Value::Number(_) => numbers += 1,
            Value::Null => {}
            _ => others += 1,
        }
    }
    match last {
        _ if numbers > 0 && others == 0 => Kind::Number,
        "quote" | "text" => Kind::Quote,
        "name" => Kind::Name,
        _ => Kind::Text,
    }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::String(text) => Cell::Text(text),
        Value::Number(n) => n.as_i64().map_or_else(|| Cell::Number(n.as_f64().unwrap_or(f64::NAN)), Cell::Integer),
        other => Cell::Json(other),
    }
}
