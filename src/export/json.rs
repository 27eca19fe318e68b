//! Node-link JSON, as networkx (`edges`) and D3 (`links`) read it; a node and an edge a line.

use super::fields::{EdgeJson, EntityJson, edge_id};
use super::{Options, SCHEMA};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use serde::Serialize;
use serde_json::json;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let (entities, edges) = graph.size();
    let about = json!({"schema": SCHEMA, "entities": entities, "edges": edges});
    write!(out, "{{\"directed\": true, \"multigraph\": true, \"graph\": {about},\n\"nodes\": [")?;
    let mut list = List::new(out);
    graph.each_entity(&mut |entity| list.push(&EntityJson::of(entity)))?;
    write!(out, "\n],\n\"{}\": [", if options.links { "links" } else { "edges" })?;
    let mut list = List::new(out);
    graph.each_edge(&mut |subject, edge, object| {
        let id = edge_id(subject, edge, object);
        let names = [("source", &*subject.id.0), ("target", &object.id.0), ("key", &edge.relation), ("id", &id)];
        list.push(&EdgeJson { names, edge, vocab, whole: true })
    })?;
    writeln!(out, "\n]}}")
}

/// The items of a JSON array, one a line.
pub(super) struct List<'o> {
    out: &'o mut dyn Write,
    separator: &'static str,
}

impl<'o> List<'o> {
    /// After the opening bracket.
    pub(super) fn new(out: &'o mut dyn Write) -> List<'o> {
        List { out, separator: "\n" }
    }

    pub(super) fn push(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.out.write_all(self.separator.as_bytes())?;
        self.separator = ",\n";
        Ok(serde_json::to_writer(&mut *self.out, item)?)
    }
}
