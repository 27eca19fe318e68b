//! A table on a narrow terminal: one line a row, its quotes below it.

use super::write::{cell, shown, status_colour};
use super::{Align, Cell, Kind, Table};
use crate::value::Status;
use comfy_table::Color;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// No column gets narrower than this.
const NARROWEST: usize = 6;
/// How far the quotes stand in.
const INDENT: usize = 4;

/// Writes the columns that hold anything but quotes side by side, cut with `…` where the page is too narrow, and the
/// quotes of each row below it.
pub(super) fn stacked(table: &Table, out: &mut dyn Write, width: usize, colour: bool) -> io::Result<()> {
    let quote = |i: &usize| table.columns[*i].kind == Kind::Quote;
    let filled = |i: &usize| table.rows.iter().any(|row| !shown(cell(row, *i)).is_empty());
    let columns: Vec<usize> = (0..table.columns.len()).filter(|i| !quote(i) && filled(i)).collect();
    let quotes: Vec<usize> = (0..table.columns.len()).filter(quote).collect();
    let title = |i: usize| table.columns[i].name.replace('_', " ");
    let mut widths: Vec<usize> = columns
        .iter()
        .map(|&i| table.rows.iter().map(|row| shown(cell(row, i)).width()).chain([title(i).width()]).max().unwrap_or(0))
        .collect();
    while widths.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1) > width {
        // The last of the widest gives way.
        match widths.iter_mut().filter(|w| **w > NARROWEST).max_by_key(|w| **w) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    let dim = |text: &str| if colour { format!("\x1b[2m{text}\x1b[0m") } else { text.to_string() };
    let line = |texts: Vec<(String, Option<String>)>| -> String {
        let mut line = String::new();
        for (n, ((text, style), width)) in texts.iter().zip(&widths).enumerate() {
            let text = cut(text, *width);
            let pad = " ".repeat(width.saturating_sub(text.width()));
            let text = match style {
                Some(start) if colour => format!("{start}{text}\x1b[0m"),
                _ => text,
            };
            match table.columns[columns[n]].align {
                Align::Left => line.extend([&*text, &*pad, "  "]),
                Align::Right => line.extend([&*pad, &*text, "  "]),
            }
        }
        line.trim_end().to_string()
    };
    let head = columns.iter().map(|&i| (title(i), Some("\x1b[2m".to_string()))).collect();
    writeln!(out, "{}\n{}", line(head), "─".repeat(width))?;
    for row in &table.rows {
        let style = |i: usize| match (cell(row, i), table.columns[i].kind) {
            (Cell::Status(status), _) => Some(ansi(*status)),
            (_, Kind::Name) => Some("\x1b[1m".to_string()),
            _ => None,
        };
        writeln!(out, "{}", line(columns.iter().map(|&i| (shown(cell(row, i)), style(i))).collect()))?;
        for &i in &quotes {
            for part in wrapped(&shown(cell(row, i)), width.saturating_sub(INDENT).max(20)) {
                writeln!(out, "{}{}", " ".repeat(INDENT), dim(&part))?;
            }
        }
    }
    Ok(())
}

/// The escape sequence that starts a status's colour.
fn ansi(status: Status) -> String {
    let number = match status_colour(status) {
        Color::DarkRed => 1,
        Color::DarkGreen => 2,
        Color::DarkYellow => 3,
        Color::DarkMagenta => 5,
        Color::DarkCyan => 6,
        _ => 8,
    };
    format!("\x1b[38;5;{number}m")
}

/// At most so many columns of a text, with `…` where something is left out.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width.saturating_sub(1) {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// A text in lines of at most so many columns, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => line.extend([" ", word]),
            _ => lines.push(cut(word, width)),
        }
    }
    lines
}
