//! Node-link JSON, as networkx (`edges`) and D3 (`links`) read it; a node and an edge a line.

use super::fields::{EdgeJson, EntityJson, edge_id};
use super::serial::push_json;
use super::{Options, SCHEMA};
use crate::graph::{Passing, Walk};
use crate::vocab::Vocabulary;
use serde::Serialize;
use serde_json::json;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let (entities, edges) = graph.size();
    let about = json!({"schema": SCHEMA, "entities": entities, "edges": edges});
    write!(out, "{{\"directed\": true, \"multigraph\": true, \"graph\": {about},\n\"nodes\": [")?;
    let mut list = List::items(out);
    graph.each_entity(&mut |entity| list.push(&EntityJson::of(entity)))?;
    write!(out, "\n],\n\"{}\": [", if options.links { "links" } else { "edges" })?;
    graph.write_edges(&mut [out], &|Passing { index, subject, edge, object, .. }, texts| {
        let id = edge_id(subject, edge, object);
        let names = [("source", &*subject.id.0), ("target", &object.id.0), ("key", &edge.relation), ("id", &id)];
        push_item(&mut texts[0], index, &EdgeJson { names, edge, vocab, whole: true })
    })?;
    writeln!(out, "\n]}}")
}

/// Adds an item of an array of which so many stand there, on a line of its own.
pub(super) fn push_item(text: &mut Vec<u8>, index: usize, item: &impl Serialize) -> io::Result<()> {
    text.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
    Ok(push_json(text, item)?)
}

/// Adds a line of JSON Lines.
pub(super) fn push_line(text: &mut Vec<u8>, item: &impl Serialize) -> io::Result<()> {
    push_json(text, item)?;
    text.push(b'\n');
    Ok(())
}

/// JSON documents, each on a line of its own: the items of an array, or lines.
pub(super) struct List<'o> {
    out: &'o mut dyn Write,
    line: Vec<u8>,
    before: &'static str,
    between: &'static str,
    after: &'static str,
}

impl<'o> List<'o> {
    /// The items of an array, after its opening bracket.
    pub(super) fn items(out: &'o mut dyn Write) -> List<'o> {
        List { out, line: Vec::new(), before: "\n", between: ",\n", after: "" }
    }

    /// JSON Lines.
    pub(super) fn lines(out: &'o mut dyn Write) -> List<'o> {
        List { out, line: Vec::new(), before: "", between: "", after: "\n" }
    }

    pub(super) fn push(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(self.before.as_bytes());
        self.before = self.between;
        push_json(&mut self.line, item)?;
        self.line.extend_from_slice(self.after.as_bytes());
        self.out.write_all(&self.line)
    }
}
