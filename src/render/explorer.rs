//! The explorer: one HTML file that draws the graph, searches and filters it, and shows the evidence. It asks nobody for
//! anything: script, style and data stand in it, and its Content-Security-Policy lets nothing else run.

mod excerpt;
mod looks;
mod records;

pub use excerpt::{Excerpt, Excerpts};
pub use records::{edge_record, entity_record, source_record, statement_record};

use super::{Options, select};
use crate::Result;
use crate::graph::Graph;
use crate::vocab::{PageParts, Vocabulary};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The page of a graph, all in one.
pub(super) fn draw(graph: &Graph, vocab: &Vocabulary, options: &Options) -> Result<Vec<u8>> {
    let part = select::select(graph, options);
    let mut data = records::tables(&part.graph, &options.texts);
    let names: Vec<&str> =
        options.focus.iter().filter_map(|id| graph.node(id)).map(|n| graph.inner()[n].name.as_str()).collect();
    let title = match &options.title {
        Some(title) => title.clone(),
        None if names.is_empty() => "Who does what with whom".to_string(),
        None => names.join(", "),
    };
    let note = match part.left_out_edges {
        0 => Value::Null,
        n => json!(format!("the strongest of {}, {n} left out", part.graph.edge_count() + n)),
    };
    data.insert("title".into(), json!(title));
    data.insert("note".into(), note);
    data.insert("looks".into(), looks::looks(vocab));
    data.insert("server".into(), Value::Null);
    Ok(page(&title, &Value::Object(data)).into_bytes())
}

/// The page that asks a server for its data. `write`: whether articles may be dropped onto it.
pub fn served_page(title: &str, vocab: &Vocabulary, write: bool) -> String {
    let server = json!({"api": "api/v1/", "write": write});
    page(title, &json!({"title": title, "note": null, "looks": looks::looks(vocab), "server": server}))
}

/// What the page may do: run its own script, style itself, ask the server that it came from, make pictures and workers.
/// The value of a `Content-Security-Policy`.
pub fn policy() -> String {
    let parts = PageParts::builtin();
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data: blob:; worker-src blob:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'",
        hash(parts.script),
        hash(parts.style)
    )
}

fn page(title: &str, data: &Value) -> String {
    let parts = PageParts::builtin();
    let mut out = String::with_capacity(parts.script.len() + parts.frame.len() + (1 << 16));
    let mut rest = parts.frame;
    // What is put in is never looked at for places again.
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        out.push_str(before);
        match name {
            "title" => out.push_str(&as_text(title)),
            "policy" => out.push_str(&as_text(&policy())),
            "style" => out.push_str(parts.style),
            "script" => out.push_str(parts.script),
            _ => out.push_str(&as_data(data)),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Text in HTML, also in a quoted attribute.
fn as_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// JSON in a script element: no `<` can end it or open a comment there.
fn as_data(data: &Value) -> String {
    data.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
