//! Node-link JSON, as networkx (`edges`) and D3 (`links`) read it; a node and an edge a line.

use super::fields::{edge_fields, edge_id, statement_json};
use super::{Options, SCHEMA};
use crate::graph::Graph;
use crate::vocab::Vocabulary;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let about = json!({"schema": SCHEMA, "entities": graph.entity_count(), "edges": graph.edge_count()});
    write!(out, "{{\"directed\": true, \"multigraph\": true, \"graph\": {about},\n\"nodes\": [")?;
    let mut separator = "\n";
    for entity in graph.entities() {
        let node = json!({"id": entity.id, "name": entity.name, "type": entity.kind, "aliases": entity.aliases});
        write!(out, "{separator}{node}")?;
        separator = ",\n";
    }
    write!(out, "\n],\n\"{}\": [", if options.links { "links" } else { "edges" })?;
    separator = "\n";
    for (_, subject, edge, object) in graph.edges() {
        let mut fields: Map<String, Value> = Map::new();
        fields.insert("source".into(), json!(subject.id));
        fields.insert("target".into(), json!(object.id));
        fields.insert("key".into(), json!(edge.relation));
        fields.insert("id".into(), json!(edge_id(subject, edge, object)));
        fields.extend(edge_fields(edge, vocab).filter(|(n, _)| *n != "statements").map(|(n, f)| (n.into(), f.json())));
        fields.insert("statements".into(), edge.facts.iter().map(statement_json).collect());
        write!(out, "{separator}{}", Value::Object(fields))?;
        separator = ",\n";
    }
    writeln!(out, "\n]}}")
}
