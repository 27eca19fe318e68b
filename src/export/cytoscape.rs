//! Cytoscape JSON: what Cytoscape opens (`.cyjs`) and Cytoscape.js takes as `elements`.

use super::fields::{edge_fields, edge_id};
use super::{Options, SCHEMA};
use crate::graph::Graph;
use crate::vocab::Vocabulary;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let data = json!({"name": "techgraph", "schema": SCHEMA});
    writeln!(out, "{{\"format_version\": \"1.0\", \"generated_by\": \"techgraph\",")?;
    write!(out, "\"target_cytoscapejs_version\": \"~3\", \"data\": {data},\n\"elements\": {{\"nodes\": [")?;
    let mut separator = "\n";
    for entity in graph.entities() {
        let node = json!({"data": {"id": entity.id, "name": entity.name, "type": entity.kind,
            "aliases": entity.aliases}});
        write!(out, "{separator}{node}")?;
        separator = ",\n";
    }
    write!(out, "\n],\n\"edges\": [")?;
    separator = "\n";
    for (_, subject, edge, object) in graph.edges() {
        let mut data: Map<String, Value> = Map::new();
        data.insert("id".into(), json!(edge_id(subject, edge, object)));
        data.insert("source".into(), json!(subject.id));
        data.insert("target".into(), json!(object.id));
        data.insert("interaction".into(), json!(edge.relation));
        data.extend(edge_fields(edge, vocab).map(|(name, field)| (name.to_string(), field.json())));
        write!(out, "{separator}{}", json!({"data": data}))?;
        separator = ",\n";
    }
    writeln!(out, "\n]}}}}")
}
