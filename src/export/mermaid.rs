//! A Mermaid flowchart for Markdown pages. Mermaid draws at most 500 edges: the strongest are kept, and a note says so.

use super::Options;
use super::dot::shortened;
use super::fields::{edge_caption, family, symmetric};
use crate::graph::Graph;
use crate::vocab::{Line, Vocabulary};
use std::io::{self, Write};

/// Mermaid's own limit (`maxEdges`).
const MAX_EDGES: usize = 500;
/// Mermaid refuses more than 50,000 characters, so names and captions are short.
const NAME_SHOWN: usize = 40;

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    let inner = graph.inner();
    let mut edges: Vec<_> = graph.edges().map(|(index, ..)| index).collect();
    let all = edges.len();
    if all > MAX_EDGES {
        edges.sort_by(|&a, &b| super::strength(&inner[b]).total_cmp(&super::strength(&inner[a])).then(a.cmp(&b)));
        edges.truncate(MAX_EDGES);
        edges.sort();
        writeln!(out, "  %% {} of {all} edges are drawn, the strongest; Mermaid takes no more", edges.len())?;
    }
    // Entities that take part in no drawn edge are left out of a cut picture, but kept in a whole one.
    let mut drawn = vec![all <= MAX_EDGES; graph.entity_count()];
    for (s, o) in edges.iter().filter_map(|&e| inner.edge_endpoints(e)) {
        drawn[s.index()] = true;
        drawn[o.index()] = true;
    }
    for node in inner.node_indices().filter(|n| drawn[n.index()]) {
        let entity = &inner[node];
        let (open, close) = match vocab.look(entity.kind).shape.as_str() {
            "ellipse" => ("([", "])"),
            "component" => ("[[", "]]"),
            "house" => ("[/", "\\]"),
            _ => ("[", "]"),
        };
        let class = if options.plain { String::new() } else { format!(":::{}", entity.kind) };
        writeln!(out, "  n{}{open}{}{close}{class}", node.index(), text(&shortened(&entity.name, NAME_SHOWN)))?;
    }
    let mut styles = Vec::new();
    for &index in &edges {
        let (Some((s, o)), edge) = (inner.edge_endpoints(index), &inner[index]) else { continue };
        let look = vocab.edge_looks.status(edge.status());
        let arrow = match (look.line, symmetric(edge, vocab)) {
            (Line::Solid, false) => "-->",
            (Line::Solid, true) => "---",
            (_, false) => "-.->",
            (_, true) => "-.-",
        };
        let (label, detail) = edge_caption(edge, vocab);
        let caption = if detail.is_empty() { label } else { format!("{label}: {detail}") };
        writeln!(out, "  n{} {arrow}|{}| n{}", s.index(), text(&shortened(&caption, NAME_SHOWN * 2)), o.index())?;
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
