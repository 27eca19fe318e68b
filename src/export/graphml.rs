//! GraphML: <http://graphml.graphdrawing.org>. Node `label` and edge `label` are what yEd and Gephi show.

use super::Options;
use super::escape::Put;
use super::fields::{EDGE_FIELDS, FieldType, aliases, edge_fields};
use super::xml::push_within;
use crate::graph::{Passing, Walk};
use crate::vocab::Vocabulary;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"\
         http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    for name in ["label", "type", "aliases"] {
        writeln!(out, "  <key id=\"n_{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"string\"/>")?;
    }
    for (name, kind) in EDGE_FIELDS {
        let kind = match kind {
            FieldType::Text => "string",
            FieldType::Whole => "int",
            FieldType::Number => "double",
        };
        writeln!(out, "  <key id=\"e_{name}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "  <graph id=\"techgraph\" edgedefault=\"directed\">")?;
    let mut line = Vec::new();
    graph.each_entity(&mut |entity| {
        line.clear();
        push_within(&mut line, ["    <node id=\"", &entity.id.0, "\">"]);
        push_within(&mut line, ["<data key=\"n_label\">", &entity.name, "</data>"]);
        push_within(&mut line, ["<data key=\"n_type\">", entity.kind.as_str(), "</data>"]);
        if !entity.aliases.is_empty() {
            push_within(&mut line, ["<data key=\"n_aliases\">", &aliases(entity), "</data>"]);
        }
        line.put("</node>\n");
        out.write_all(&line)
    })?;
    graph.write_edges(&mut [out], &|Passing { index, subject, edge, object, .. }, texts| {
        let line = &mut texts[0];
        push_within(line, ["    <edge id=\"e", &index.to_string(), "\""]);
        push_within(line, [" source=\"", &subject.id.0, "\""]);
        push_within(line, [" target=\"", &object.id.0, "\">"]);
        for (name, field) in edge_fields(edge, vocab) {
            line.put("<data key=\"e_");
            line.put(name);
            push_within(line, ["\">", &field.text(), "</data>"]);
        }
        line.put("</edge>\n");
        Ok(())
    })?;
    writeln!(out, "  </graph>\n</graphml>")
}
