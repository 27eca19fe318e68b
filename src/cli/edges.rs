//! Edges as rows of a table.

use super::table::{Cell, Format, Kind, Table};
use crate::Result;
use crate::store::Link;

const COLUMNS: [(&str, Kind); 11] = [
    ("subject", Kind::Name),
    ("relation", Kind::Text),
    ("object", Kind::Name),
    ("status", Kind::Status),
    ("amount", Kind::Money),
    ("date", Kind::Date),
    ("role", Kind::Text),
    ("stake", Kind::Number),
    ("sources", Kind::Number),
    ("published", Kind::Date),
    ("quote", Kind::Quote),
];

/// A table of edges; `before` are columns that stand before those of the edge.
pub(super) fn table(before: &[(&'static str, Kind)]) -> Table {
    Table::new(before.iter().copied().chain(COLUMNS))
}

/// The cells of an edge.
pub(super) fn cells(link: &Link) -> [Cell; 11] {
    let edge = &link.edge;
    [
        link.subject.name.as_str().into(),
        edge.relation.as_str().into(),
        link.object.name.as_str().into(),
        edge.status().into(),
        edge.amount().into(),
        edge.date().into(),
        edge.role().into(),
        edge.stake().map_or(Cell::Empty, Cell::Percent),
        edge.sources().into(),
        edge.lead().source.published.into(),
        edge.lead().quote.as_str().into(),
    ]
}

/// Prints a table. For a person, columns in which nothing stands are left out.
pub(super) fn print(mut table: Table, format: Format) -> Result<()> {
    if format == Format::Table && !table.is_empty() {
        let kept: Vec<usize> = (0..table.columns.len())
            .filter(|c| table.rows.iter().any(|row| row.get(*c).is_some_and(|cell| *cell != Cell::Empty)))
            .collect();
        table.columns = kept.iter().map(|c| table.columns[*c].clone()).collect();
        for row in &mut table.rows {
            *row = kept.iter().map(|c| row.get(*c).cloned().unwrap_or(Cell::Empty)).collect();
        }
    }
    table.print(format)
}
