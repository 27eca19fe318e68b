//! A format of one's own: walks a graph and writes its edges as sentences, the busiest subjects first.
//! `cargo run --release --example custom_exporter [GRAPH.db]`; without a file it makes a small graph in memory.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use techgraph::graph::{Edge, Entity, Fact, Graph, Source};
use techgraph::resolve::EntityId;
use techgraph::store::Store;
use techgraph::value::{EntityType, Span, Status};
use techgraph::vocab::Vocabulary;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let graph = match std::env::args_os().nth(1) {
        Some(path) => Store::open(path)?.load()?,
        None => small(),
    };
    write_sentences(&graph, &mut io::stdout().lock())?;
    Ok(())
}

/// Writes every edge as a sentence, below its subject.
pub(crate) fn write_sentences(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let vocab = Vocabulary::builtin();
    let mut by_subject: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (_, subject, edge, object) in graph.edges() {
        let label = vocab.relations.find(&edge.relation).map_or(edge.relation.as_str(), |r| r.label.as_str());
        let money = edge.amount().map(|a| format!(", {}", a.short())).unwrap_or_default();
        let line = format!("{label} {} ({}{money}; sources: {})", object.name, edge.status(), edge.sources());
        by_subject.entry(&subject.name).or_default().push(line);
    }
    let mut subjects: Vec<_> = by_subject.into_iter().collect();
    subjects.sort_by_key(|(name, lines)| (std::cmp::Reverse(lines.len()), *name));
    for (name, lines) in subjects {
        writeln!(out, "{name}")?;
        for line in lines {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// A graph of two entities and one edge.
pub(crate) fn small() -> Graph {
    let entity = |id: &str, name: &str| Entity {
        id: EntityId(id.into()),
        name: name.to_string(),
        kind: EntityType::Organization,
        aliases: Vec::new(),
    };
    let source = Source {
        article: "example-1".to_string(),
        title: "Acme buys Initech".to_string(),
        publisher: None,
        url: None,
        published: None,
        group: "example-1".into(),
    };
    let fact = Fact {
        source: Arc::new(source),
        status: Status::Announced,
        amount: None,
        date: None,
        role: None,
        stake: None,
        attribution: None,
        quote: "Acme buys Initech".to_string(),
        span: Span::new(0, 17),
        confidence: 0.9,
        rule: "example".into(),
    };
    let (acme, initech) = (entity("organization:acme", "Acme"), entity("organization:initech", "Initech"));
    let ends = (acme.id.clone(), initech.id.clone());
    let edges = Edge::new("acquires".into(), vec![fact]).map(|edge| (ends.0, edge, ends.1));
    Graph::new(vec![acme, initech], edges.into_iter().collect())
}
