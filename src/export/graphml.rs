//! GraphML: <http://graphml.graphdrawing.org>. Node `label` and edge `label` are what yEd and Gephi show.

use super::Options;
use super::fields::{EDGE_FIELDS, FieldType, aliases, edge_fields};
use super::xml::escaped;
use crate::graph::Walk;
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
    graph.each_entity(&mut |entity| {
        write!(out, "    <node id=\"{}\">", escaped(&entity.id.0))?;
        write!(out, "<data key=\"n_label\">{}</data>", escaped(&entity.name))?;
        write!(out, "<data key=\"n_type\">{}</data>", entity.kind)?;
        if !entity.aliases.is_empty() {
            write!(out, "<data key=\"n_aliases\">{}</data>", escaped(&aliases(entity)))?;
        }
        writeln!(out, "</node>")?;
        Ok(())
    })?;
    let mut index = 0;
    graph.each_edge(&mut |subject, edge, object| {
        let (source, target) = (escaped(&subject.id.0), escaped(&object.id.0));
        write!(out, "    <edge id=\"e{}\" source=\"{source}\" target=\"{target}\">", index)?;
        for (name, field) in edge_fields(edge, vocab) {
            write!(out, "<data key=\"e_{name}\">{}</data>", escaped(&field.text()))?;
        }
        writeln!(out, "</edge>")?;
        index += 1;
        Ok(())
    })?;
    writeln!(out, "  </graph>\n</graphml>")
}
