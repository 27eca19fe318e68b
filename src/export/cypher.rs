//! A Cypher script for `cypher-shell`: constraint, then entities and relations in batches, all by `MERGE`, so that running
//! it again changes nothing. One relationship type a relation: `INVESTS_IN`.

use super::Options;
use super::csv::neo4j_label;
use super::escape::{is_shown, push_escaped};
use super::fields::{Field, edge_fields};
use crate::graph::{Edge, Entity, Walk};
use crate::vocab::Vocabulary;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Rows a statement: enough to be quick, few enough for one transaction.
const BATCH: usize = 500;

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    writeln!(out, "CREATE CONSTRAINT techgraph_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;")?;
    let mut batches = Batches::new(out, |label| {
        format!("MERGE (n:Entity {{id: row.id}}) SET n:{label}, n.name = row.name, n.aliases = row.aliases;")
    });
    graph.each_entity(&mut |entity| batches.push(&neo4j_label(entity), |row| entity_row(row, entity)))?;
    batches.close()?;
    let mut batches = Batches::new(out, |kind| {
        format!(
            "MATCH (s:Entity {{id: row.s}}) MATCH (o:Entity {{id: row.o}}) MERGE (s)-[r:`{}`]->(o) SET r = row.p;",
            kind.replace('`', "``")
        )
    });
    graph.each_edge(&mut |subject, edge, object| {
        batches.push(&edge.relation.to_uppercase(), |row| edge_row(row, subject, edge, object, vocab))
    })?;
    batches.close()
}

/// Rows that wait for a full batch of their label or relationship type.
struct Batches<'o> {
    out: &'o mut dyn Write,
    /// What is done with `row`.
    clause: fn(&str) -> String,
    waiting: BTreeMap<String, (usize, String)>,
}

impl<'o> Batches<'o> {
    fn new(out: &'o mut dyn Write, clause: fn(&str) -> String) -> Batches<'o> {
        Batches { out, clause, waiting: BTreeMap::new() }
    }

    fn push(&mut self, kind: &str, row: impl FnOnce(&mut String)) -> io::Result<()> {
        if !self.waiting.contains_key(kind) {
            self.waiting.insert(kind.to_string(), (0, String::new()));
        }
        let Some((count, rows)) = self.waiting.get_mut(kind) else { return Ok(()) };
        rows.push_str(if *count == 0 { "  " } else { ",\n  " });
        row(rows);
        *count += 1;
        if *count < BATCH {
            return Ok(());
        }
        writeln!(self.out, "UNWIND [\n{rows}\n] AS row {}", (self.clause)(kind))?;
        *count = 0;
        rows.clear();
        Ok(())
    }

    /// Writes what still waits, in order of kind.
    fn close(self) -> io::Result<()> {
        for (kind, (_, rows)) in self.waiting.iter().filter(|(_, (count, _))| *count > 0) {
            writeln!(self.out, "UNWIND [\n{rows}\n] AS row {}", (self.clause)(kind))?;
        }
        Ok(())
    }
}

fn entity_row(row: &mut String, entity: &Entity) {
    row.push_str("{id: ");
    quoted(row, &entity.id.0);
    row.push_str(", name: ");
    quoted(row, &entity.name);
    row.push_str(", aliases: [");
    for (i, alias) in entity.aliases.iter().enumerate() {
        row.push_str(if i == 0 { "" } else { ", " });
        quoted(row, alias);
    }
    row.push_str("]}");
}

fn edge_row(row: &mut String, subject: &Entity, edge: &Edge, object: &Entity, vocab: &Vocabulary) {
    row.push_str("{s: ");
    quoted(row, &subject.id.0);
    row.push_str(", o: ");
    quoted(row, &object.id.0);
    row.push_str(", p: {");
    for (i, (name, field)) in edge_fields(edge, vocab).enumerate() {
        row.push_str(if i == 0 { "" } else { ", " });
        row.push_str(name);
        row.push_str(": ");
        match &field {
            Field::Text(text) => quoted(row, text),
            number => row.push_str(&number.text()),
        }
    }
    row.push_str("}}");
}

/// Adds a string literal. Semicolons need no care: cypher-shell reads literals before it looks for the end of a statement.
fn quoted(out: &mut String, text: &str) {
    out.push('\'');
    // U+2028 and U+2029 begin with 0xE2.
    push_escaped(
        out,
        text,
        |byte| is_shown(byte) && !matches!(byte, 0xe2 | b'\\' | b'\''),
        |out, c| match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        },
    );
    out.push('\'');
}
