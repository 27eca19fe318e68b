//! Graphviz DOT. Ids are always quoted; labels are literal, whatever backslashes, angle brackets or entities a name has.

use super::Options;
use super::fields::{edge_caption, edge_tooltip, family, pen_width, symmetric};
use crate::graph::{Passing, Walk};
use crate::vocab::Vocabulary;
use std::io::{self, Write};

/// Characters of a name that a styled node shows before it is cut; the tooltip has it whole.
const NAME_SHOWN: usize = 60;
/// The same for a plain one: Graphviz fails on labels wider than its largest picture.
const PLAIN_SHOWN: usize = 300;

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    writeln!(out, "digraph \"techgraph\" {{")?;
    if !options.plain {
        writeln!(
            out,
            "  graph [rankdir=\"LR\", bgcolor=\"white\", nodesep=\"0.3\", ranksep=\"0.7\", fontname=\"Helvetica\"];"
        )?;
        writeln!(out, "  node [style=\"filled\", fontname=\"Helvetica\", fontsize=\"12\", margin=\"0.15,0.06\"];")?;
        writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=\"10\", arrowsize=\"0.7\"];")?;
    }
    graph.each_entity(&mut |entity| {
        let id = node_id(&entity.id.0);
        if options.plain {
            writeln!(out, "  {id} [label={}];", label(&shortened(&entity.name, PLAIN_SHOWN)))?;
            return Ok(());
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
        Ok(())
    })?;
    graph.write_edges(&mut [out], &|Passing { subject, edge, object, .. }, texts| {
        let out = &mut texts[0];
        let (from, to) = (node_id(&subject.id.0), node_id(&object.id.0));
        let (relation, detail) = edge_caption(edge, vocab);
        if options.plain {
            writeln!(out, "  {from} -> {to} [label={}];", label(&relation))?;
            return Ok(());
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
        Ok(())
    })?;
    writeln!(out, "}}")
}

/// Bytes of one quoted string: Graphviz reads at most 16,384, and escapes may lengthen a text.
const STRING_BYTES: usize = 8_000;

/// The id of a node; one too long for Graphviz is its beginning with a hash of the whole.
fn node_id(id: &str) -> String {
    if id.len() <= STRING_BYTES {
        return quoted(id);
    }
    // FNV-1a: the same on every machine and in every version.
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    quoted(&format!("{}…{hash:016x}", prefix(id, 200)))
}

/// The beginning of a text, of at most so many bytes and whole characters.
fn prefix(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    &text[..end]
}

/// The text, cut where Graphviz could not read it whole.
fn bounded(text: &str) -> &str {
    prefix(text, STRING_BYTES)
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
    let text = bounded(text);
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
