//! Graphviz DOT. Ids are always quoted; labels are literal, whatever backslashes, angle brackets or entities a name has.

use super::Options;
use super::escape::{Put, push_escaped};
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
    let mut line = Vec::new();
    graph.each_entity(&mut |entity| {
        line.clear();
        line.put("  ");
        node_id(&mut line, &entity.id.0);
        line.put(" [label=");
        if options.plain {
            label(&mut line, &shortened(&entity.name, PLAIN_SHOWN));
        } else {
            let look = vocab.look(entity.kind);
            label(&mut line, &wrapped(&shortened(&entity.name, NAME_SHOWN), 22));
            line.put(", tooltip=");
            label(&mut line, &format!("{} ({})", entity.name, look.label));
            let looks = [
                ("shape", &look.shape),
                ("fillcolor", &look.fill),
                ("color", &look.stroke),
                ("fontcolor", &look.stroke),
            ];
            looks.iter().for_each(|(name, value)| attribute(&mut line, name, value));
        }
        line.put("];\n");
        out.write_all(&line)
    })?;
    graph.write_edges(&mut [out], &|Passing { subject, edge, object, .. }, texts| {
        let out = &mut texts[0];
        out.put("  ");
        node_id(out, &subject.id.0);
        out.put(" -> ");
        node_id(out, &object.id.0);
        out.put(" [label=");
        let (relation, detail) = edge_caption(edge, vocab);
        if options.plain {
            label(out, &relation);
            out.put("];\n");
            return Ok(());
        }
        let status = vocab.edge_looks.status(edge.status());
        let colour = if status.muted { super::MUTED } else { &vocab.edge_looks.family(family(edge, vocab)).colour };
        let mut text = wrapped(&relation, 24);
        if !detail.is_empty() {
            text.push('\n');
            text.push_str(&detail);
        }
        label(out, &text);
        out.put(", tooltip=");
        let from = out.len();
        label(out, &edge_tooltip(subject, edge, object, vocab));
        let tooltip = from..out.len();
        out.put(", labeltooltip=");
        out.extend_from_within(tooltip);
        for (name, value) in [("color", colour), ("fontcolor", colour), ("style", status.line.as_str())] {
            attribute(out, name, value);
        }
        write!(out, ", penwidth=\"{:.2}\"", pen_width(edge))?;
        out.put(if symmetric(edge, vocab) { ", dir=\"none\"];\n" } else { "];\n" });
        Ok(())
    })?;
    writeln!(out, "}}")
}

/// Adds an attribute after others.
fn attribute(out: &mut Vec<u8>, name: &str, value: &str) {
    out.put(", ");
    out.put(name);
    out.put("=");
    quoted(out, value);
}

/// Bytes of one quoted string: Graphviz reads at most 16,384, and escapes may lengthen a text.
const STRING_BYTES: usize = 8_000;

/// Adds the id of a node; one too long for Graphviz is its beginning with a hash of the whole.
fn node_id(out: &mut Vec<u8>, id: &str) {
    if id.len() <= STRING_BYTES {
        return quoted(out, id);
    }
    // FNV-1a: the same on every machine and in every version.
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    quoted(out, &format!("{}…{hash:016x}", prefix(id, 200)));
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

/// Whether a byte stands for itself in a quoted string.
fn plain(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | 0x7f | b'"' | b'\\')
}

/// Adds a quoted id. Graphviz keeps backslashes in ids as they are, except before a quote; doubling them keeps ids distinct
/// and keeps one at the end from swallowing the quote.
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.put("\"");
    push_escaped(out, text, plain, |out, c, _| match c {
        '"' => out.put("\\\""),
        '\\' => out.put("\\\\"),
        // A line end in an id would end up in the file as it is: allowed, but no reader agrees on what it means.
        _ => out.put(" "),
    });
    out.put("\"");
}

/// Adds a quoted label (escString): line ends are `\n`, everything else stands for itself, "&amp;" included.
fn label(out: &mut Vec<u8>, text: &str) {
    out.put("\"");
    push_escaped(
        out,
        bounded(text),
        |byte| plain(byte) && byte != b'&',
        |out, c, after| match c {
            '"' => out.put("\\\""),
            '\\' => out.put("\\\\"),
            '\n' => out.put("\\n"),
            '&' => out.put(if starts_entity(after) { "&amp;" } else { "&" }),
            _ => out.put(" "),
        },
    );
    out.put("\"");
}

/// Whether Graphviz would read `&` with this text after it as a character reference.
fn starts_entity(after: &str) -> bool {
    let name = after.split(';').next().unwrap_or("");
    name.len() < after.len()
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
