//! Cytoscape JSON: what Cytoscape opens (`.cyjs`) and Cytoscape.js takes as `elements`.

use super::fields::{EdgeJson, EntityJson, edge_id};
use super::json::{List, push_item};
use super::{Options, SCHEMA};
use crate::graph::{Passing, Walk};
use crate::vocab::Vocabulary;
use serde::Serialize;
use std::io::{self, Write};

/// What Cytoscape wraps every element in.
#[derive(Serialize)]
struct Data<T> {
    data: T,
}

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let data = serde_json::json!({"name": "techgraph", "schema": SCHEMA});
    writeln!(out, "{{\"format_version\": \"1.0\", \"generated_by\": \"techgraph\",")?;
    write!(out, "\"target_cytoscapejs_version\": \"~3\", \"data\": {data},\n\"elements\": {{\"nodes\": [")?;
    let mut list = List::items(out);
    graph.each_entity(&mut |entity| list.push(&Data { data: EntityJson::of(entity) }))?;
    write!(out, "\n],\n\"edges\": [")?;
    graph.write_edges(&mut [out], &|Passing { index, subject, edge, object, .. }, texts| {
        let id = edge_id(subject, edge, object);
        let names =
            [("id", &*id), ("source", &subject.id.0), ("target", &object.id.0), ("interaction", &edge.relation)];
        push_item(&mut texts[0], index, &Data { data: EdgeJson { names, edge, vocab, whole: false } })
    })?;
    writeln!(out, "\n]}}}}")
}
