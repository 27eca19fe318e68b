//! A Cypher script for `cypher-shell`: constraint, then entities and relations in batches, all by `MERGE`, so that running
//! it again changes nothing. One relationship type a relation: `INVESTS_IN`.

use super::Options;
use super::csv::neo4j_label;
use super::fields::{Field, edge_fields};
use crate::graph::Graph;
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Rows a statement: enough to be quick, few enough for one transaction.
const BATCH: usize = 500;

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    writeln!(out, "CREATE CONSTRAINT techgraph_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;")?;
    for kind in EntityType::ALL {
        let rows: Vec<_> = graph.entities().filter(|e| e.kind == *kind).collect();
        for batch in rows.chunks(BATCH) {
            writeln!(out, "UNWIND [")?;
            for (i, entity) in batch.iter().enumerate() {
                let aliases: Vec<String> = entity.aliases.iter().map(|a| quoted(a)).collect();
                writeln!(
                    out,
                    "  {{id: {}, name: {}, aliases: [{}]}}{}",
                    quoted(&entity.id.0),
                    quoted(&entity.name),
                    aliases.join(", "),
                    if i + 1 < batch.len() { "," } else { "" }
                )?;
            }
            let label = neo4j_label(batch[0]);
            writeln!(
                out,
                "] AS row MERGE (n:Entity {{id: row.id}}) SET n:{label}, n.name = row.name, n.aliases = row.aliases;"
            )?;
        }
    }
    let mut by_relation: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (_, subject, edge, object) in graph.edges() {
        by_relation.entry(&edge.relation).or_default().push((subject, edge, object));
    }
    for (relation, edges) in &by_relation {
        for batch in edges.chunks(BATCH) {
            writeln!(out, "UNWIND [")?;
            for (i, (subject, edge, object)) in batch.iter().enumerate() {
                let mut properties = String::new();
                for (name, field) in edge_fields(edge, vocab) {
                    let value = match &field {
                        Field::Text(text) => quoted(text),
                        number => number.text().into_owned(),
                    };
                    let comma = if properties.is_empty() { "" } else { ", " };
                    // Writing to a String cannot fail.
                    let _ = write!(properties, "{comma}{name}: {value}");
                }
                let (s, o) = (quoted(&subject.id.0), quoted(&object.id.0));
                let comma = if i + 1 < batch.len() { "," } else { "" };
                writeln!(out, "  {{s: {s}, o: {o}, p: {{{properties}}}}}{comma}")?;
            }
            writeln!(
                out,
                "] AS row MATCH (s:Entity {{id: row.s}}) MATCH (o:Entity {{id: row.o}}) \
                 MERGE (s)-[r:`{}`]->(o) SET r = row.p;",
                relation.to_uppercase().replace('`', "``")
            )?;
        }
    }
    Ok(())
}

/// A string literal. Semicolons need no care: cypher-shell reads literals before it looks for the end of a statement.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
