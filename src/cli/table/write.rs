//! The writers behind each format of a table.

use super::stacked::stacked;
use super::{Align, Cell, Column, Kind, Table};
use crate::export::spreadsheet_safe;
use crate::value::Status;
use comfy_table::{Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, Width};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

static EMPTY: Cell = Cell::Empty;

pub(super) fn cell(row: &[Cell], column: usize) -> &Cell {
    row.get(column).unwrap_or(&EMPTY)
}

/// What a person reads. One line, without anything that could move the cursor or turn the writing direction.
pub(super) fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => printable(text),
        Cell::Integer(n) => n.to_string(),
        Cell::Number(n) => rounded(*n),
        Cell::Percent(h) => format!("{}%", f64::from(*h) / 100.0),
        Cell::Date(date) => date.to_string(),
        Cell::Status(status) => status.to_string(),
        Cell::Amount(amount) => amount.short(),
        Cell::List(items) => items.iter().map(|i| printable(i)).collect::<Vec<_>>().join("; "),
    }
}

/// A number to six significant digits.
fn rounded(number: f64) -> String {
    let digits = 5 - number.abs().log10().floor().clamp(-12.0, 5.0) as i32;
    let power = 10_f64.powi(digits);
    ((number * power).round() / power).to_string()
}

/// The text on one line: control characters and bidirectional overrides, which could rewrite a terminal, become spaces.
fn printable(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => ' ',
            c => c,
        })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn status_colour(status: Status) -> Color {
    match status {
        Status::Confirmed => Color::DarkGreen,
        Status::Announced => Color::DarkCyan,
        Status::Reported => Color::DarkYellow,
        Status::Speculative => Color::DarkMagenta,
        Status::Denied => Color::DarkRed,
        Status::Ended => Color::DarkGrey,
    }
}

pub(super) fn terminal(table: &Table, out: &mut dyn Write, width: u16, colour: bool) -> io::Result<()> {
    const STYLE: comfy_table::TableStyle = comfy_table::TableStyle::new()
        .header_lines(comfy_table::ContentLineStyle::new(' ', ' ', ' '))
        .header_separator(comfy_table::LineStyle::new('─', '─', '─', '─'))
        .content_lines(comfy_table::ContentLineStyle::new(' ', ' ', ' '));
    // Words would be cut in two before a long quote gives way: where the page is wide enough, hold each column at its
    // longest word (the quotes at a readable width); where it is not, the quotes go below their rows.
    let quote_width = (width / 4).clamp(16, 40);
    let least: Vec<u16> = table
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            if column.kind == Kind::Quote {
                return quote_width;
            }
            let header = column.name.split('_').map(UnicodeWidthStr::width).max().unwrap_or(0);
            let longest = |text: String| text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
            let body = table.rows.iter().map(|row| longest(shown(cell(row, i)))).max().unwrap_or(0);
            header.max(body).min(16) as u16
        })
        .collect();
    let fits = least.iter().map(|w| w + 2).sum::<u16>() <= width;
    if !fits && table.columns.iter().any(|c| c.kind == Kind::Quote) {
        return stacked(table, out, usize::from(width), colour);
    }
    let mut page = comfy_table::Table::new();
    page.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if colour {
        page.enforce_styling();
    } else {
        page.force_no_tty();
    }
    page.set_header(table.columns.iter().map(|c| {
        let cell = comfy_table::Cell::new(c.name.replace('_', " ")).set_alignment(alignment(c));
        if colour { cell.add_attribute(Attribute::Dim) } else { cell }
    }));
    for row in &table.rows {
        page.add_row(table.columns.iter().enumerate().map(|(i, column)| {
            let value = cell(row, i);
            let mut shown = comfy_table::Cell::new(shown(value)).set_alignment(alignment(column));
            if colour {
                shown = match (value, column.kind) {
                    (Cell::Status(status), _) => shown.fg(status_colour(*status)),
                    (_, Kind::Name) => shown.add_attribute(Attribute::Bold),
                    (_, Kind::Quote) => shown.add_attribute(Attribute::Dim),
                    _ => shown,
                };
            }
            shown
        }));
    }
    for (cells, &least) in page.column_iter_mut().zip(&least) {
        cells.set_padding((0, 1));
        if fits {
            // The padding counts as content here.
            cells.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least + 1)));
        }
    }
    for line in page.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn alignment(column: &Column) -> CellAlignment {
    match column.align {
        Align::Left => CellAlignment::Left,
        Align::Right => CellAlignment::Right,
    }
}

/// Aligned columns, two spaces apart, one line a row.
pub(super) fn plain(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<Vec<String>> =
        table.rows.iter().map(|row| (0..table.columns.len()).map(|i| shown(cell(row, i))).collect()).collect();
    let widths: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(i, c)| texts.iter().map(|r| r[i].width()).chain([c.name.width()]).max().unwrap_or(0))
        .collect();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| -> io::Result<()> {
        let mut text = String::new();
        for ((content, width), column) in cells.zip(&widths).zip(&table.columns) {
            let pad = " ".repeat(width - content.width());
            match column.align {
                Align::Left => text.extend([content, &pad, "  "]),
                Align::Right => text.extend([&pad, content, "  "]),
            }
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(&mut table.columns.iter().map(|c| c.name.as_str()))?;
    for row in &texts {
        line(&mut row.iter().map(String::as_str))?;
    }
    Ok(())
}

/// csv and tsv: text is guarded against spreadsheets, numbers are plain, money takes three columns.
pub(super) fn separated(table: &Table, out: &mut dyn Write, delimiter: u8) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(out);
    for column in &table.columns {
        writer.write_field(&column.name)?;
        if column.kind == Kind::Money {
            writer.write_field("currency")?;
            writer.write_field("bound")?;
        }
    }
    writer.write_record(None::<&[u8]>)?;
    for row in &table.rows {
        for (i, column) in table.columns.iter().enumerate() {
            match cell(row, i) {
                Cell::Amount(amount) => {
                    writer.write_field(amount.value_text())?;
                    if column.kind == Kind::Money {
                        writer.write_field(amount.currency.as_str())?;
                        writer.write_field(amount.bound.as_str())?;
                    }
                    continue;
                }
                Cell::Percent(h) => writer.write_field((f64::from(*h) / 100.0).to_string())?,
                Cell::Number(n) => writer.write_field(n.to_string())?,
                Cell::Text(text) => writer.write_field(spreadsheet_safe(text).as_ref())?,
                Cell::List(items) => writer.write_field(spreadsheet_safe(&items.join("; ")).as_ref())?,
                other => writer.write_field(shown(other))?,
            }
            if column.kind == Kind::Money {
                writer.write_field("")?;
                writer.write_field("")?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Integer(n) => json!(n),
        Cell::Number(n) => json!(n),
        Cell::Percent(h) if h % 100 == 0 => json!(h / 100),
        Cell::Percent(h) => json!(f64::from(*h) / 100.0),
        Cell::Date(date) => json!(date),
        Cell::Status(status) => json!(status),
        Cell::Amount(amount) => json!(amount),
        Cell::List(items) => json!(items),
    }
}

fn object(table: &Table, row: &[Cell]) -> Map<String, Value> {
    table.columns.iter().enumerate().map(|(i, c)| (c.name.clone(), value(cell(row, i)))).collect()
}

/// `{"schema": "techgraph/1", "columns": […], "rows": [{…}]}`, a row a line.
pub(super) fn json(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    write!(out, "{{\"schema\": {}, \"columns\": {}, \"rows\": [", json!(crate::export::SCHEMA), json!(names))?;
    for (i, row) in table.rows.iter().enumerate() {
        write!(out, "{}\n{}", if i > 0 { "," } else { "" }, Value::Object(object(table, row)))?;
    }
    writeln!(out, "{}]}}", if table.rows.is_empty() { "" } else { "\n" })
}

pub(super) fn json_lines(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    table.rows.iter().try_for_each(|row| writeln!(out, "{}", Value::Object(object(table, row))))
}

pub(super) fn markdown(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let escaped = |text: String| {
        let mut safe = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => safe.extend(['\\', c]),
                c => safe.push(c),
            }
        }
        safe
    };
    let names: Vec<String> = table.columns.iter().map(|c| escaped(c.name.replace('_', " "))).collect();
    let rules: Vec<&str> = table.columns.iter().map(|c| if c.align == Align::Right { "---:" } else { "---" }).collect();
    writeln!(out, "| {} |\n| {} |", names.join(" | "), rules.join(" | "))?;
    for row in &table.rows {
        let cells: Vec<String> = (0..table.columns.len()).map(|i| escaped(shown(cell(row, i)))).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}
