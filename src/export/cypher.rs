//! A Cypher script for `cypher-shell`: constraint, then entities and relations in batches, all by `MERGE`, so that running
//! it again changes nothing. One relationship type a relation: `INVESTS_IN`.

use super::Options;
use super::cells::{put_cell, put_cell_of, take_cell};
use super::csv::neo4j_label;
use super::escape::{Put, is_shown, push_escaped, put_char};
use super::fields::{Field, edge_fields};
use crate::graph::{Edge, Entity, Passing, Walk};
use crate::vocab::Vocabulary;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Rows a statement: enough to be quick, few enough for one transaction.
const BATCH: usize = 500;

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    writeln!(out, "CREATE CONSTRAINT techgraph_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;")?;
    let mut batches = Batches::new(out, |label| {
        format!("MERGE (n:Entity {{id: row.id}}) SET n:{label}, n.name = row.name, n.aliases = row.aliases;")
    });
    let mut rows = Vec::new();
    graph.each_entity(&mut |entity| {
        rows.clear();
        put_cell(&mut rows, neo4j_label(entity).as_bytes());
        put_cell_of(&mut rows, |row| entity_row(row, entity));
        batches.write_all(&rows)
    })?;
    batches.close()?;
    let mut batches = Batches::new(out, |kind| {
        format!(
            "MATCH (s:Entity {{id: row.s}}) MATCH (o:Entity {{id: row.o}}) MERGE (s)-[r:`{}`]->(o) SET r = row.p;",
            kind.replace('`', "``")
        )
    });
    graph.write_edges(&mut [&mut batches], &|Passing { subject, edge, object, .. }, texts| {
        put_cell(&mut texts[0], edge.relation.to_uppercase().as_bytes());
        put_cell_of(&mut texts[0], |row| edge_row(row, subject, edge, object, vocab));
        Ok(())
    })?;
    batches.close()
}

/// Rows that wait for a full batch of their label or relationship type. What is written to it are whole rows: two cells, of
/// its kind and of what stands in the list.
struct Batches<'o> {
    out: &'o mut dyn Write,
    /// What is done with `row`.
    clause: fn(&str) -> String,
    waiting: BTreeMap<Vec<u8>, (usize, Vec<u8>)>,
}

impl<'o> Batches<'o> {
    fn new(out: &'o mut dyn Write, clause: fn(&str) -> String) -> Batches<'o> {
        Batches { out, clause, waiting: BTreeMap::new() }
    }

    fn push(&mut self, kind: &[u8], row: &[u8]) -> io::Result<()> {
        if !self.waiting.contains_key(kind) {
            self.waiting.insert(kind.to_vec(), (0, Vec::new()));
        }
        let Some((count, rows)) = self.waiting.get_mut(kind) else { return Ok(()) };
        rows.put(if *count == 0 { "  " } else { ",\n  " });
        rows.extend_from_slice(row);
        *count += 1;
        if *count < BATCH {
            return Ok(());
        }
        write_batch(self.out, rows, &(self.clause)(&String::from_utf8_lossy(kind)))?;
        *count = 0;
        rows.clear();
        Ok(())
    }

    /// Writes what still waits, in order of kind.
    fn close(self) -> io::Result<()> {
        for (kind, (_, rows)) in self.waiting.iter().filter(|(_, (count, _))| *count > 0) {
            write_batch(self.out, rows, &(self.clause)(&String::from_utf8_lossy(kind)))?;
        }
        Ok(())
    }
}

fn write_batch(out: &mut dyn Write, rows: &[u8], clause: &str) -> io::Result<()> {
    out.write_all(b"UNWIND [\n")?;
    out.write_all(rows)?;
    writeln!(out, "\n] AS row {clause}")
}

impl Write for Batches<'_> {
    fn write(&mut self, rows: &[u8]) -> io::Result<usize> {
        let mut rest = rows;
        while let (Some(Some(kind)), Some(Some(row))) = (take_cell(&mut rest), take_cell(&mut rest)) {
            self.push(kind, row)?;
        }
        Ok(rows.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn entity_row(row: &mut Vec<u8>, entity: &Entity) {
    row.put("{id: ");
    quoted(row, &entity.id.0);
    row.put(", name: ");
    quoted(row, &entity.name);
    row.put(", aliases: [");
    for (i, alias) in entity.aliases.iter().enumerate() {
        row.put(if i == 0 { "" } else { ", " });
        quoted(row, alias);
    }
    row.put("]}");
}

fn edge_row(row: &mut Vec<u8>, subject: &Entity, edge: &Edge, object: &Entity, vocab: &Vocabulary) {
    row.put("{s: ");
    quoted(row, &subject.id.0);
    row.put(", o: ");
    quoted(row, &object.id.0);
    row.put(", p: {");
    for (i, (name, field)) in edge_fields(edge, vocab).enumerate() {
        row.put(if i == 0 { "" } else { ", " });
        row.put(name);
        row.put(": ");
        match &field {
            Field::Text(text) => quoted(row, text),
            number => row.put(&number.text()),
        }
    }
    row.put("}}");
}

/// Adds a string literal. Semicolons need no care: cypher-shell reads literals before it looks for the end of a statement.
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'\'');
    // U+2028 and U+2029 begin with 0xE2.
    push_escaped(
        out,
        text,
        |byte| is_shown(byte) && !matches!(byte, 0xe2 | b'\\' | b'\''),
        |out, c, _| match c {
            '\\' => out.put("\\\\"),
            '\'' => out.put("\\'"),
            '\n' => out.put("\\n"),
            '\r' => out.put("\\r"),
            '\t' => out.put("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                out.put(&format!("\\u{:04x}", u32::from(c)));
            }
            c => put_char(out, c),
        },
    );
    out.push(b'\'');
}
