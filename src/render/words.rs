//! What is said around a picture: how much it shows of what, what it leaves out, and its numbered sources.

use super::Options;
use super::select::Part;
use crate::graph::{Edge, Graph, Source};
use crate::value::PartialDate;
use std::collections::BTreeSet;

/// Sources that are numbered and listed: each edge's own first, then further ones as long as there is room.
const MAX_SOURCES: usize = 60;

/// The sources of the edges, numbered in the order in which the edges name them.
#[derive(Default)]
pub(super) struct SourceList<'g> {
    listed: Vec<&'g Source>,
}

impl<'g> SourceList<'g> {
    /// The leading source of every edge, then others of theirs.
    pub(super) fn of(graph: &'g Graph) -> SourceList<'g> {
        let mut list = SourceList::default();
        let facts = |from: usize, to: usize| {
            graph.edges().flat_map(move |(_, _, edge, _)| edge.facts.iter().take(to).skip(from))
        };
        for fact in facts(0, 1).chain(facts(1, 3)) {
            if list.listed.len() < MAX_SOURCES && list.number(&fact.source).is_none() {
                list.listed.push(&fact.source);
            }
        }
        // Numbers rise from edge to edge.
        let mut order: Vec<&Source> = Vec::new();
        for source in facts(0, 3).map(|f| &*f.source) {
            if list.number(source).is_some() && !order.iter().any(|s| s.article == source.article) {
                order.push(source);
            }
        }
        SourceList { listed: order }
    }

    fn number(&self, source: &Source) -> Option<usize> {
        self.listed.iter().position(|s| s.article == source.article).map(|i| i + 1)
    }

    /// " [1, 4]": the first three sources of the edge, as far as they are listed.
    pub(super) fn numbers(&self, edge: &Edge) -> String {
        let mut numbers: Vec<usize> = edge.facts.iter().take(3).filter_map(|f| self.number(&f.source)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        if numbers.is_empty() { String::new() } else { format!(" [{}]", numbers.join(", ")) }
    }

    pub(super) fn listed(&self) -> Vec<String> {
        let line = |(i, source): (usize, &&Source)| {
            let parts = [source.publisher.clone(), Some(source.title.clone()), source.published.map(|d| d.to_string())];
            let about: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
            format!("{}  {}", i + 1, about.join(", "))
        };
        self.listed.iter().enumerate().map(line).collect()
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What is drawn: how much, from how many articles of when.
pub(super) fn subtitle(part: &Part) -> String {
    let graph = &part.graph;
    let edges = counted(graph.edge_count(), "relation", "relations");
    let entities = counted(graph.entity_count(), "entity", "entities");
    let facts = || graph.edges().flat_map(|(_, _, e, _)| &e.facts);
    let days: Vec<PartialDate> = facts().filter_map(|f| f.source.published).collect();
    let articles: BTreeSet<&str> = facts().map(|f| f.source.article.as_str()).collect();
    let mut text = format!("{edges} among {entities}");
    if !articles.is_empty() {
        text.push_str(&format!(", from {}", counted(articles.len(), "article", "articles")));
    }
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        text.push_str(&if first == last { format!(" of {first}") } else { format!(", {first} to {last}") });
    }
    text
}

/// What the picture does not show: what was not asked for, and what there was no room for.
pub(super) fn left_out(part: &Part, options: &Options) -> String {
    let edges = counted(part.left_out_edges, "relation", "relations");
    let entities = counted(part.left_out_entities, "entity", "entities");
    let only = options.only.as_ref().map(|only| format!("Only: {only}."));
    let rest = match (part.left_out_edges, part.left_out_entities, part.near_focus) {
        (0, 0, _) => None,
        (0, ..) => Some(format!("Not drawn: {entities} without relations.")),
        (_, _, true) => {
            Some(format!("Drawn: what is nearest to the names asked for. Left out: {edges} and {entities}."))
        }
        (_, _, false) => {
            Some(format!("Drawn: the strongest by money, sources and confidence. Left out: {edges} and {entities}."))
        }
    };
    only.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}
