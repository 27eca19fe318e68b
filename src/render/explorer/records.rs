//! Entities, edges and statements as the page and the server give them.

use super::{Excerpt, Excerpts};
use crate::export::strength;
use crate::graph::{Edge, Entity, Fact, Graph, Source};
use crate::resolve::EntityId;
use crate::value::Amount;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

type Record = Map<String, Value>;

fn record<const N: usize>(fields: [(&str, Value); N]) -> Record {
    fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}

/// An entity: id, name, type, aliases.
pub fn entity_record(entity: &Entity) -> Record {
    record([
        ("id", json!(entity.id)),
        ("name", json!(entity.name)),
        ("type", json!(entity.kind)),
        ("aliases", json!(entity.aliases)),
    ])
}

/// An edge with what follows from its statements. Of a large graph the page draws edges of more `strength` first; `since` and `until` bound its date, or its leading article's.
pub fn edge_record(subject: &EntityId, edge: &Edge, object: &EntityId) -> Record {
    let when = edge.date().or(edge.lead().source.published);
    record([
        ("subject", json!(subject)),
        ("relation", json!(edge.relation)),
        ("object", json!(object)),
        ("status", json!(edge.status())),
        ("amount", edge.amount().map_or(Value::Null, amount)),
        ("stake", percent(edge.stake())),
        ("role", json!(edge.role())),
        ("date", json!(edge.date())),
        ("since", json!(when.map(|w| w.first_day().to_string()))),
        ("until", json!(when.map(|w| w.last_day().to_string()))),
        ("sources", json!(edge.sources())),
        ("statements", json!(edge.facts.len())),
        ("confidence", share(edge.confidence())),
        ("strength", json!((strength(edge) * 100.0).round() / 100.0)),
    ])
}

/// The article of a statement.
pub fn source_record(source: &Source) -> Record {
    record([
        ("article", json!(source.article)),
        ("title", json!(source.title)),
        ("publisher", json!(source.publisher)),
        ("url", json!(source.url)),
        ("published", json!(source.published)),
    ])
}

/// What a statement says, without its article; `before` and `after` complete the quote's sentence.
pub fn statement_record(fact: &Fact, around: Excerpt) -> Record {
    record([
        ("status", json!(fact.status)),
        ("amount", fact.amount.as_ref().map_or(Value::Null, amount)),
        ("stake", percent(fact.stake)),
        ("role", json!(fact.role)),
        ("date", json!(fact.date)),
        ("attribution", json!(fact.attribution)),
        ("before", json!(around.before)),
        ("quote", json!(fact.quote)),
        ("after", json!(around.after)),
        ("confidence", share(fact.confidence)),
    ])
}

fn amount(amount: &Amount) -> Value {
    let mut value = json!(amount);
    value["short"] = json!(amount.short());
    value
}

fn percent(hundredths: Option<u32>) -> Value {
    json!(hundredths.map(|h| f64::from(h) / 100.0))
}

fn share(p: f32) -> Value {
    json!((f64::from(p) * 1e4).round() / 1e4)
}

/// Rows under the names of their columns.
fn table(rows: Vec<Record>) -> Value {
    let columns: Vec<String> = rows.first().map(|r| r.keys().cloned().collect()).unwrap_or_default();
    let rows: Vec<Value> = rows.into_iter().map(|r| r.into_iter().map(|(_, value)| value).collect()).collect();
    json!({"columns": columns, "rows": rows})
}

/// The whole graph: entities, articles, and edges with their statements. `texts` are articles by id.
pub(super) fn tables(graph: &Graph, texts: &BTreeMap<String, String>) -> Record {
    let mut sources: Vec<Arc<Source>> = Vec::new();
    let mut numbers: FxHashMap<Arc<Source>, (usize, Option<Excerpts>)> = FxHashMap::default();
    let mut said_columns = Vec::new();
    let mut edges = Vec::with_capacity(graph.edge_count());
    for (_, subject, edge, object) in graph.edges() {
        let mut said = Vec::with_capacity(edge.facts.len());
        for fact in &edge.facts {
            let (number, excerpts) = numbers.entry(Arc::clone(&fact.source)).or_insert_with(|| {
                sources.push(Arc::clone(&fact.source));
                (sources.len() - 1, texts.get(&fact.source.article).map(|text| Excerpts::new(text)))
            });
            let around = excerpts.as_ref().map(|e| e.around(fact.span)).unwrap_or_default();
            let mut row = record([("source", json!(*number))]);
            row.extend(statement_record(fact, around));
            if said_columns.is_empty() {
                said_columns = row.keys().cloned().collect();
            }
            said.push(row.into_iter().map(|(_, value)| value).collect::<Value>());
        }
        let mut row = edge_record(&subject.id, edge, &object.id);
        row.insert("said".into(), Value::Array(said));
        edges.push(row);
    }
    record([
        ("entities", table(graph.entities().map(entity_record).collect())),
        ("articles", table(sources.iter().map(|s| source_record(s)).collect())),
        ("statements", json!({"columns": said_columns})),
        ("edges", table(edges)),
        ("total", json!({"entities": graph.entity_count(), "edges": graph.edge_count()})),
    ])
}
