//! Graphviz DOT. Ids are always quoted; labels are literal, whatever backslashes, angle brackets or entities a name has.

use super::Options;
use super::fields::{edge_caption, edge_tooltip, family, pen_width, symmetric};
use crate::graph::Graph;
use crate::vocab::Vocabulary;
use std::io::{self, Write};

/// Characters of a name that a styled node shows before it is cut; the tooltip has it whole.
const NAME_SHOWN: usize = 60;

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    writeln!(out, "digraph \"techgraph\" {{")?;
    if !options.plain {
        writeln!(
            out,
            "  graph [rankdir=\"LR\", bgcolor=\"white\", nodesep=\"0.3\", ranksep=\"0.7\", fontname=\"Helvetica\"];"
        )?;
        writeln!(out, "  node [style=\"filled\", fontname=\"Helvetica\", fontsize=\"12\", margin=\"0.15,0.06\"];")?;
        writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=\"10\", arrowsize=\"0.7\"];")?;
    }
    for entity in graph.entities() {
        let id = quoted(&entity.id.0);
        if options.plain {
            writeln!(out, "  {id} [label={}];", label(&entity.name))?;
            continue;
        }
        let look = vocab.look(entity.kind);
        let shown = wrapped(&shortened(&entity.name, NAME_SHOWN), 22);
        writeln!(
            out,
            "  {id} [label={}, tooltip={}, shape={}, fillcolor={}, color={}, fontcolor={}];",
            label(&shown),
            label(&format!("{} ({})", entity.name, look.label)),
            quoted(&look.shape),
            quoted(&look.fill),
            quoted(&look.stroke),
            quoted(&look.stroke),
        )?;
    }
    for (_, subject, edge, object) in graph.edges() {
        let (from, to) = (quoted(&subject.id.0), quoted(&object.id.0));
        let (relation, detail) = edge_caption(edge, vocab);
        if options.plain {
            writeln!(out, "  {from} -> {to} [label={}];", label(&relation))?;
            continue;
        }
        let status = vocab.edge_looks.status(edge.status());
        let colour = if status.muted { super::MUTED } else { &vocab.edge_looks.family(family(edge, vocab)).colour };
        let text =
            if detail.is_empty() { wrapped(&relation, 24) } else { format!("{}\n{detail}", wrapped(&relation, 24)) };
        let tooltip = label(&edge_tooltip(subject, edge, object, vocab));
        write!(
            out,
            "  {from} -> {to} [label={}, tooltip={tooltip}, labeltooltip={tooltip}, color={colour}, fontcolor={colour}, \
             style={}, penwidth=\"{:.2}\"",
            label(&text),
            quoted(status.line.as_str()),
            pen_width(edge),
            colour = quoted(colour),
        )?;
        writeln!(out, "{}];", if symmetric(edge, vocab) { ", dir=\"none\"" } else { "" })?;
    }
    writeln!(out, "}}")
}

/// A quoted id. Graphviz keeps backslashes in ids as they are, except before a quote; doubling them keeps ids distinct
/// and keeps one at the end from swallowing the quote.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // A line end in an id would end up in the file as it is: allowed, but no reader agrees on what it means.
            '\0'..='\u{1f}' | '\u{7f}' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A quoted label (escString): line ends are `\n`, everything else stands for itself, "&amp;" included.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for (i, c) in text.char_indices() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '&' if starts_entity(&text[i..]) => out.push_str("&amp;"),
            '\0'..='\u{1f}' | '\u{7f}' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether Graphviz would read the text, which starts with `&`, as a character reference.
fn starts_entity(text: &str) -> bool {
    let name = text[1..].split(';').next().unwrap_or("");
    name.len() < text.len() - 1
        && !name.is_empty()
        && name.len() <= 10
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
}

/// The text, cut to a number of characters with an ellipsis.
pub(super) fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_string(),
    }
}

/// The text in lines of at most so many characters, broken at spaces only.
fn wrapped(text: &str, characters: usize) -> String {
    let mut out = String::new();
    let mut line = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if line > 0 {
            let fits = line + 1 + length <= characters;
            out.push(if fits { ' ' } else { '\n' });
            line = if fits { line + 1 } else { 0 };
        }
        out.push_str(word);
        line += length;
    }
    out
}
