//! A folder of Markdown notes for Obsidian and its kin: one note an entity, relations as links, each with its quotes.

use super::fields::edge_caption;
use super::{Folder, Options};
use crate::graph::{Edge, Entity, Graph, Walk};
use crate::vocab::Vocabulary;
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, folder: &mut dyn Folder, _: &Options) -> io::Result<()> {
    // A note tells both ways: this is the one format that needs all edges at hand.
    let graph = &Graph::of(graph)?;
    let names = file_names(graph);
    let inner = graph.inner();
    for node in inner.node_indices() {
        let entity = &inner[node];
        let Some(mut out) = folder.files(&[&format!("{}.md", names[node.index()])])?.pop() else { continue };
        let aliases: Vec<String> = note_aliases(entity).into_iter().map(yaml).collect();
        writeln!(out, "---\nid: {}", yaml(&entity.id.0))?;
        writeln!(out, "type: {}\naliases: [{}]\n---", entity.kind, aliases.join(", "))?;
        writeln!(out, "# {}", inline(&entity.name))?;
        for direction in [Outgoing, Incoming] {
            let mut edges: Vec<_> = inner.edges_directed(node, direction).collect();
            edges.sort_by_key(|e| e.id());
            if !edges.is_empty() {
                writeln!(out, "\n## {}", if direction == Outgoing { "Relations" } else { "Named by others" })?;
            }
            for edge in edges {
                let other = if direction == Outgoing { edge.target() } else { edge.source() };
                let link = format!("[[{}|{}]]", names[other.index()], link_text(&inner[other].name));
                relation(&mut out, edge.weight(), &link, direction == Outgoing, vocab)?;
            }
        }
        out.flush()?;
    }
    Ok(())
}

fn relation(out: &mut dyn Write, edge: &Edge, link: &str, forward: bool, vocab: &Vocabulary) -> io::Result<()> {
    let (label, detail) = edge_caption(edge, vocab);
    let label = match vocab.relations.find(&edge.relation) {
        Some(relation) if !forward => relation.inverse.clone(),
        _ => label,
    };
    let detail = if detail.is_empty() { detail } else { format!(", {detail}") };
    writeln!(out, "- {} {link} ({}{detail})", inline(&label), edge.status())?;
    for fact in &edge.facts {
        let source = &fact.source;
        write!(out, "    - > {}\n      > — ", inline(&fact.quote))?;
        match &source.url {
            Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
                write!(out, "[{}](<{}>)", inline(&source.title), url.replace(['<', '>', '\n', '\r'], ""))?;
            }
            _ => write!(out, "{}", inline(&source.title))?,
        }
        let about = [source.publisher.as_deref().map(inline), source.published.map(|d| d.to_string())];
        about.into_iter().flatten().try_for_each(|part| write!(out, ", {part}"))?;
        writeln!(out)?;
    }
    Ok(())
}

/// A double-quoted YAML string: a JSON string, with the characters escaped too that YAML has no other way to hold.
fn yaml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in serde_json::json!(text).to_string().chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// Names that are not the note's own: Obsidian finds the note by them.
fn note_aliases(entity: &Entity) -> Vec<&str> {
    std::iter::once(entity.name.as_str()).chain(entity.aliases.iter().map(String::as_str)).collect()
}

/// A file name for every entity, in the graph's order: its name without what Windows, links or tags forbid, at most 80
/// characters, made unique by a number. Compared without case, as some file systems do.
fn file_names(graph: &Graph) -> Vec<String> {
    let mut taken = BTreeSet::new();
    graph
        .entities()
        .map(|entity| {
            let forbidden = |c: char| c.is_control() || "\\/:*?\"<>|#^[]".contains(c);
            let clean: String = entity.name.chars().map(|c| if forbidden(c) { ' ' } else { c }).take(80).collect();
            let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
            let base = words.trim_matches(['.', ' ']);
            let base = if base.is_empty() { "unnamed" } else { base };
            let mut name = base.to_string();
            let mut number = 2;
            while !taken.insert(name.to_lowercase()) {
                name = format!("{base} {number}");
                number += 1;
            }
            name
        })
        .collect()
}

/// Text on one line that Markdown shows as it is.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '=' | '%' => out.extend(['\\', c]),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The shown part of a link: brackets and bars would end it, and cannot be escaped there; what looks like HTML would be
/// taken for it.
fn link_text(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| match c {
            '<' => '‹',
            '>' => '›',
            c if c.is_control() || "[]|".contains(c) => ' ',
            c => c,
        })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
