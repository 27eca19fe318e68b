//! A Mermaid flowchart for Markdown pages. Mermaid draws at most 500 edges: the strongest are kept, and a note says so.

use super::Options;
use super::dot::shortened;
use super::fields::{edge_caption, family, symmetric};
use crate::graph::{Edge, Entity, Walk};
use crate::resolve::EntityId;
use crate::vocab::{Line, Vocabulary};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Mermaid's own limit (`maxEdges`).
const MAX_EDGES: usize = 500;
/// Mermaid refuses more than 50,000 characters, so names and captions are short.
const NAME_SHOWN: usize = 40;

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    let all = graph.size().1;
    let edges = strongest(graph)?;
    if all > edges.len() {
        writeln!(out, "  %% {} of {all} edges are drawn, the strongest; Mermaid takes no more", edges.len())?;
    }
    // Entities that take part in no drawn edge are left out of a cut picture, but kept in a whole one.
    let ends: BTreeSet<&EntityId> = edges.iter().flat_map(|(s, _, o)| [s, o]).collect();
    let mut numbers: BTreeMap<EntityId, usize> = BTreeMap::new();
    let mut next = 0;
    graph.each_entity(&mut |entity| {
        let number = next;
        next += 1;
        if all > edges.len() && !ends.contains(&entity.id) {
            return Ok(());
        }
        numbers.insert(entity.id.clone(), number);
        node(number, entity, vocab, options, out)
    })?;
    let mut styles = Vec::new();
    for (subject, edge, object) in &edges {
        let (Some(s), Some(o)) = (numbers.get(subject), numbers.get(object)) else { continue };
        let look = vocab.edge_looks.status(edge.status());
        let arrow = match (look.line, symmetric(edge, vocab)) {
            (Line::Solid, false) => "-->",
            (Line::Solid, true) => "---",
            (_, false) => "-.->",
            (_, true) => "-.-",
        };
        let (label, detail) = edge_caption(edge, vocab);
        let caption = if detail.is_empty() { label } else { format!("{label}: {detail}") };
        writeln!(out, "  n{s} {arrow}|{}| n{o}", text(&shortened(&caption, NAME_SHOWN * 2)))?;
        let family = &vocab.edge_looks.family(family(edge, vocab)).colour;
        styles.push(if look.muted { super::MUTED } else { family });
    }
    if !options.plain {
        for look in &vocab.looks {
            writeln!(out, "  classDef {} fill:{},stroke:{},color:{}", look.kind, look.fill, look.stroke, look.stroke)?;
        }
        let mut colours: Vec<&str> = styles.clone();
        colours.sort_unstable();
        colours.dedup();
        for colour in colours {
            let of: Vec<String> =
                styles.iter().enumerate().filter(|(_, c)| **c == colour).map(|(i, _)| i.to_string()).collect();
            writeln!(out, "  linkStyle {} stroke:{colour},color:{colour}", of.join(","))?;
        }
    }
    Ok(())
}

fn node(number: usize, entity: &Entity, vocab: &Vocabulary, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let (open, close) = match vocab.look(entity.kind).shape.as_str() {
        "ellipse" => ("([", "])"),
        "component" => ("[[", "]]"),
        "house" => ("[/", "\\]"),
        _ => ("[", "]"),
    };
    let class = if options.plain { String::new() } else { format!(":::{}", entity.kind) };
    writeln!(out, "  n{number}{open}{}{close}{class}", text(&shortened(&entity.name, NAME_SHOWN)))
}

/// The strongest edges with their ends, in the graph's order; only so many are ever held.
fn strongest(graph: &dyn Walk) -> io::Result<Vec<(EntityId, Edge, EntityId)>> {
    // In order of strength, of equals the first. Strengths are not negative, so their bits sort as they do.
    let mut kept: BTreeMap<(u64, Reverse<usize>), (EntityId, Edge, EntityId)> = BTreeMap::new();
    let mut number = 0;
    graph.each_edge(&mut |subject, edge, object| {
        let rank = (super::strength(edge).to_bits(), Reverse(number));
        number += 1;
        let full = kept.len() == MAX_EDGES;
        if !full || kept.first_key_value().is_some_and(|(weakest, _)| *weakest < rank) {
            if full {
                kept.pop_first();
            }
            kept.insert(rank, (subject.id.clone(), edge.clone(), object.id.clone()));
        }
        Ok(())
    })?;
    let mut edges: Vec<_> = kept.into_iter().map(|((_, Reverse(number)), edge)| (number, edge)).collect();
    edges.sort_by_key(|(number, _)| *number);
    Ok(edges.into_iter().map(|(_, edge)| edge).collect())
}

/// Quoted text: everything that Mermaid or its HTML labels could read as syntax is a numeric entity.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | ';' | '\\' | '`' | '{' | '}' | '|' | '[' | ']' | '(' | ')' | '*' | '_'
            | '~' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    // Mermaid takes an empty text for a missing one.
    if out.len() == 1 {
        out.push(' ');
    }
    out.push('"');
    out
}
