//! GEXF 1.3: <https://gexf.net>. Dynamic: an edge starts on the day it happened or, where no text tells, was first told.
//! All edges are directed, those of symmetric relations too: networkx reads no mixture.

use super::Options;
use super::escape::Put;
use super::fields::{EDGE_FIELDS, FieldType, aliases, edge_fields, family};
use super::xml::push_within;
use crate::graph::{Edge, Passing, Walk};
use crate::value::Status;
use crate::vocab::Vocabulary;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    writeln!(
        out,
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n  \
         <meta><creator>techgraph</creator></meta>\n  \
         <graph mode=\"dynamic\" defaultedgetype=\"directed\" timeformat=\"date\" timerepresentation=\"interval\">"
    )?;
    writeln!(out, "    <attributes class=\"node\" mode=\"static\">")?;
    for name in ["type", "aliases"] {
        writeln!(out, "      <attribute id=\"{name}\" title=\"{name}\" type=\"string\"/>")?;
    }
    writeln!(out, "    </attributes>\n    <attributes class=\"edge\" mode=\"static\">")?;
    for (name, kind) in EDGE_FIELDS {
        let kind = match kind {
            FieldType::Text => "string",
            FieldType::Whole => "integer",
            FieldType::Number => "double",
        };
        writeln!(out, "      <attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>")?;
    }
    writeln!(out, "    </attributes>\n    <nodes>")?;
    let mut line = Vec::new();
    graph.each_entity(&mut |entity| {
        line.clear();
        push_within(&mut line, ["      <node id=\"", &entity.id.0, "\""]);
        push_within(&mut line, [" label=\"", &entity.name, "\"><attvalues>"]);
        push_within(&mut line, ["<attvalue for=\"type\" value=\"", entity.kind.as_str(), "\"/>"]);
        if !entity.aliases.is_empty() {
            push_within(&mut line, ["<attvalue for=\"aliases\" value=\"", &aliases(entity), "\"/>"]);
        }
        for end in ["</attvalues>", &colour(&vocab.look(entity.kind).stroke), "</node>\n"] {
            line.put(end);
        }
        out.write_all(&line)
    })?;
    writeln!(out, "    </nodes>\n    <edges>")?;
    graph.write_edges(&mut [out], &|Passing { index, subject, edge, object, .. }, texts| {
        let label = vocab.relations.find(&edge.relation).map_or(&*edge.relation, |r| &r.label);
        let line = &mut texts[0];
        push_within(line, ["      <edge id=\"", &index.to_string(), "\""]);
        push_within(line, [" source=\"", &subject.id.0, "\""]);
        push_within(line, [" target=\"", &object.id.0, "\""]);
        push_within(line, [" label=\"", label, "\""]);
        push_within(line, [" weight=\"", &edge.sources().to_string(), "\""]);
        line.put(&interval(edge));
        line.put("><attvalues>");
        for (name, field) in edge_fields(edge, vocab) {
            line.put("<attvalue for=\"");
            line.put(name);
            push_within(line, ["\" value=\"", &field.text(), "\"/>"]);
        }
        for end in ["</attvalues>", &colour(&vocab.edge_looks.family(family(edge, vocab)).colour), "</edge>\n"] {
            line.put(end);
        }
        Ok(())
    })?;
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

/// ` start="…"` and, for what has ended, ` end="…"`.
fn interval(edge: &Edge) -> String {
    let told = edge.facts.iter().filter_map(|f| f.source.published).min();
    let start = edge.facts.iter().filter(|f| f.status != Status::Ended).filter_map(|f| f.date).min().or(told);
    let ended = edge.lead().status == Status::Ended;
    let end = ended.then(|| edge.lead().date.or(edge.lead().source.published)).flatten();
    let mut text = String::new();
    // GEXF wants whole days, and an end that is not before its start.
    let start = start.map(|d| d.first_day());
    if let Some(day) = start {
        text.push_str(&format!(" start=\"{day}\""));
    }
    if let Some(day) = end.map(|d| d.last_day()).filter(|e| start.is_none_or(|s| s <= *e)) {
        text.push_str(&format!(" end=\"{day}\""));
    }
    text
}

fn colour(hex: &str) -> String {
    let part = |i: usize| hex.get(i..i + 2).and_then(|h| u8::from_str_radix(h, 16).ok()).unwrap_or(0);
    format!("<viz:color r=\"{}\" g=\"{}\" b=\"{}\"/>", part(1), part(3), part(5))
}
