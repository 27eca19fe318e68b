//! What the files hold: lines of JSON or rows of CSV, checked.

use super::super::line::{self, About, Line, Place};
use super::rows;
use crate::relation::RelationMention;
use crate::resolve::Resolver;
use crate::value::{EntityType, Span};
use crate::vocab::{Relation, Vocabulary};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A relation mention and the line that it comes from.
pub(super) struct Mention {
    pub(super) article: String,
    file: usize,
    line: usize,
    place: Place,
    /// Ids of subject and object, where a graph of ours told them.
    pub(super) ids: [Option<String>; 2],
    pub(super) mention: RelationMention,
}

/// What the files hold.
#[derive(Default)]
pub(super) struct Reading {
    /// Articles, with the files that name them.
    pub(super) articles: BTreeMap<String, (About, BTreeSet<usize>)>,
    pub(super) mentions: Vec<Mention>,
    /// File, line and what is wrong, in order.
    pub(super) faults: Vec<(usize, usize, String)>,
}

impl Reading {
    /// Reads files; what is wrong with their lines is in the result.
    ///
    /// # Errors
    /// [`Error::Io`] for a file that cannot be read.
    pub(super) fn of(files: &[PathBuf], resolver: &Resolver<'_>, vocab: &Vocabulary) -> Result<Reading> {
        let mut reading = Reading::default();
        for (number, path) in files.iter().enumerate() {
            let bytes = bytes_of(path)?;
            let check = |line: Line| match line.mention.as_ref().map(|m| fitting(m, vocab)) {
                Some(Err(fault)) => Err(fault),
                _ => Ok(line),
            };
            if rows::is_table(&bytes) {
                rows::read(&bytes, path, resolver, vocab, |at, line| reading.take(number, at, line.and_then(check)));
            } else {
                for (at, text) in bytes.split(|b| *b == b'\n').enumerate() {
                    match std::str::from_utf8(text).map(str::trim) {
                        Ok("") => {}
                        Ok(text) => reading.take(number, at + 1, line::read(text).and_then(check)),
                        Err(_) => reading.take(number, at + 1, Err("not UTF-8 text".to_string())),
                    }
                }
            }
        }
        reading.place();
        reading.faults.sort();
        Ok(reading)
    }

    fn take(&mut self, file: usize, number: usize, line: Result<Line, String>) {
        match line {
            Err(fault) => self.faults.push((file, number, fault)),
            Ok(line) => {
                let (about, files) = self.articles.entry(line.article.clone()).or_default();
                about.merge(line.about);
                files.insert(file);
                if let Some(mention) = line.mention {
                    let (article, place, ids) = (line.article, line.place, line.ids);
                    self.mentions.push(Mention { article, file, line: number, place, ids, mention });
                }
            }
        }
    }

    /// Holds every quote against the text, where the text is told, and finds the place of those that came without.
    fn place(&mut self) {
        let (articles, faults) = (&self.articles, &mut self.faults);
        self.mentions.retain_mut(|m| {
            let text = articles.get(&m.article).and_then(|(about, _)| about.text.as_deref());
            let evidence = &mut m.mention.evidence;
            let fault = match text {
                None if m.place != Place::Sought => return true,
                None => "evidence: without start and end it needs a line with the article's text",
                Some(text) if m.place == Place::Told && evidence.span.of(text) == evidence.text => return true,
                Some(text) => match text.find(&evidence.text) {
                    Some(start) if m.place != Place::Told => {
                        evidence.span = Span::new(start, start + evidence.text.len());
                        return true;
                    }
                    Some(start) => &*format!("evidence: its text stands at {start}, not at {}", evidence.span.start),
                    None => "evidence: its text does not stand in the article's text",
                },
            };
            faults.push((m.file, m.line, fault.to_string()));
            false
        });
    }

    pub(super) fn drop_files(&mut self, files: &BTreeSet<usize>) {
        self.mentions.retain(|m| !files.contains(&m.file));
        self.articles.retain(|_, (_, from)| !from.is_subset(files));
    }
}

/// Whether there is such a relation, and between such ends.
fn fitting(mention: &RelationMention, vocab: &Vocabulary) -> Result<(), String> {
    let relation = relation(&mention.relation, vocab)?;
    let ends = [(mention.subject.kind, &relation.subject), (mention.object.kind, &relation.object)];
    let [(subject, subjects), (object, objects)] = ends;
    let turned = relation.symmetric && subjects.contains(&object) && objects.contains(&subject);
    for (what, (kind, admitted)) in ["subject", "object"].into_iter().zip(ends) {
        if !turned && !admitted.contains(&kind) {
            let admitted: Vec<&str> = admitted.iter().copied().map(EntityType::as_str).collect();
            let (name, admitted) = (&relation.name, admitted.join(" or "));
            return Err(format!("{what}: {name} has no {kind} there; expected type {admitted}"));
        }
    }
    Ok(())
}

/// The relation of a name, or what there is instead.
pub(super) fn relation<'v>(name: &str, vocab: &'v Vocabulary) -> Result<&'v Relation, String> {
    vocab.relations.find(name).ok_or_else(|| {
        let names: Vec<&str> = vocab.relations.iter().map(|r| r.name.as_str()).collect();
        format!("relation: there is none called {name:?}; expected one of {}", names.join(", "))
    })
}

impl About {
    /// Lines about one article say the same; where they do not, the greater value stands, whatever their order.
    fn merge(&mut self, other: About) {
        fn greater<T: Ord>(mine: &mut Option<T>, other: Option<T>) {
            if other > *mine {
                *mine = other;
            }
        }
        greater(&mut self.title, other.title);
        greater(&mut self.url, other.url);
        greater(&mut self.publisher, other.publisher);
        greater(&mut self.author, other.author);
        greater(&mut self.published, other.published);
        greater(&mut self.text, other.text);
        greater(&mut self.group, other.group);
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(Error::io("read", "standard input"))?;
    } else {
        bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).map_err(Error::io("unpack", path))?;
        return Ok(plain);
    }
    Ok(bytes)
}
