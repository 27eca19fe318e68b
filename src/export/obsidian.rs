//! A folder of Markdown notes for Obsidian and its kin: one note an entity, relations as links, each with its quotes.

use super::fields::edge_caption;
use super::{Folder, Options};
use crate::graph::{Edge, Entity, Walk};
use crate::resolve::EntityId;
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Bytes of all notes that are held before they are written.
const HELD: usize = 16 << 20;

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, folder: &mut dyn Folder, _: &Options) -> io::Result<()> {
    let mut notes: Vec<Note> = Vec::with_capacity(graph.size().0);
    let mut places: FxHashMap<EntityId, usize> = FxHashMap::default();
    let mut taken = BTreeSet::new();
    graph.each_entity(&mut |entity| {
        places.insert(entity.id.clone(), notes.len());
        let mut note = Note { file: file_name(entity, &mut taken), ..Note::default() };
        head(&mut note.waiting, entity)?;
        notes.push(note);
        Ok(())
    })?;
    // A note tells both ways: what the entity does, and after that what others do with it.
    let mut held = notes.iter().map(|note| note.waiting.len()).sum();
    for (forward, section) in [(true, "Relations"), (false, "Named by others")] {
        graph.each_edge(&mut |subject, edge, object| {
            let (own, other) = if forward { (subject, object) } else { (object, subject) };
            let (Some(&own), Some(&far)) = (places.get(&own.id), places.get(&other.id)) else { return Ok(()) };
            let link = format!("[[{}|{}]]", notes[far].file, link_text(&other.name));
            let note = &mut notes[own];
            held -= note.waiting.len();
            if note.section != section {
                note.section = section;
                writeln!(note.waiting, "\n## {section}")?;
            }
            relation(&mut note.waiting, edge, &link, forward, vocab)?;
            held += note.waiting.len();
            if held > HELD {
                held = 0;
                return notes.iter_mut().try_for_each(|note| note.write(folder));
            }
            Ok(())
        })?;
    }
    notes.iter_mut().try_for_each(|note| note.write(folder))
}

/// A note, of which a part waits to be written.
#[derive(Default)]
struct Note {
    /// Its file's name, without the ending.
    file: String,
    waiting: Vec<u8>,
    /// Whether a part is written.
    begun: bool,
    /// The section that it has come to.
    section: &'static str,
}

impl Note {
    fn write(&mut self, folder: &mut dyn Folder) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let file = format!("{}.md", self.file);
        if std::mem::replace(&mut self.begun, true) {
            return if waiting.is_empty() { Ok(()) } else { folder.append(&file, &waiting) };
        }
        folder.files(&[&file])?.into_iter().try_for_each(|mut out| {
            out.write_all(&waiting)?;
            out.flush()
        })
    }
}

fn head(out: &mut dyn Write, entity: &Entity) -> io::Result<()> {
    let aliases: Vec<String> = note_aliases(entity).into_iter().map(yaml).collect();
    writeln!(out, "---\nid: {}", yaml(&entity.id.0))?;
    writeln!(out, "type: {}\naliases: [{}]\n---", entity.kind, aliases.join(", "))?;
    writeln!(out, "# {}", inline(&entity.name))
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

/// A file name that no other note has: the entity's name without what Windows, links or tags forbid, at most 80 characters,
/// made unique by a number. Compared without case, as some file systems do.
fn file_name(entity: &Entity, taken: &mut BTreeSet<String>) -> String {
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
