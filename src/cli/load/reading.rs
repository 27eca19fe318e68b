//! What the files hold: lines of JSON or rows of CSV, checked.

use super::super::line::{self, About, Line, Place};
use super::rows;
use crate::relation::RelationMention;
use crate::resolve::Resolver;
use crate::value::{EntityType, Span};
use crate::vocab::{Relation, Vocabulary};
use crate::{Error, Result};
use flate2::bufread::MultiGzDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A relation mention and the line that it comes from.
pub(super) struct Mention {
    file: u32,
    line: u32,
    place: Place,
    /// Ids of subject and object, where a graph of ours told them.
    pub(super) ids: [Option<String>; 2],
    pub(super) mention: RelationMention,
}

/// An article as all files together tell it.
#[derive(Default)]
pub(super) struct Article {
    pub(super) about: About,
    pub(super) mentions: Vec<Mention>,
    /// The files that name it.
    files: BTreeSet<usize>,
}

/// What the files hold.
#[derive(Default)]
pub(super) struct Reading {
    /// Articles by id.
    pub(super) articles: BTreeMap<String, Article>,
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
            let mut file = opened(path)?;
            let unread = |e| Error::io("read", path)(e);
            let check = |line: Line| match line.mention.as_ref().map(|m| fitting(m, vocab)) {
                Some(Err(fault)) => Err(fault),
                _ => Ok(line),
            };
            let (mut text, mut at) = (Vec::new(), 0);
            file.read_until(b'\n', &mut text).map_err(unread)?;
            if rows::is_table(&text) {
                let take = |at, line: Result<Line, String>| reading.take(number, at, line.and_then(check));
                rows::read(&text, file, path, resolver, vocab, take)?;
                continue;
            }
            while !text.is_empty() {
                at += 1;
                match std::str::from_utf8(&text).map(str::trim) {
                    Ok("") => {}
                    Ok(text) => reading.take(number, at, line::read(text).and_then(check)),
                    Err(_) => reading.take(number, at, Err("not UTF-8 text".to_string())),
                }
                text.clear();
                file.read_until(b'\n', &mut text).map_err(unread)?;
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
                let article = self.articles.entry(line.article).or_default();
                article.about.merge(line.about);
                article.files.insert(file);
                article.mentions.extend(line.mention.map(|mention| {
                    let (place, ids) = (line.place, line.ids);
                    Mention { file: file as u32, line: number as u32, place, ids, mention }
                }));
            }
        }
    }

    /// Holds every quote against its article's text, now that all lines about the article are read.
    fn place(&mut self) {
        for Article { about, mentions, .. } in self.articles.values_mut() {
            mentions.retain_mut(|mention| match mention.find(about.text.as_deref()) {
                Ok(()) => true,
                Err(fault) => {
                    self.faults.push((mention.file as usize, mention.line as usize, fault));
                    false
                }
            });
        }
    }

    pub(super) fn drop_files(&mut self, files: &BTreeSet<usize>) {
        self.articles.retain(|_, article| {
            article.mentions.retain(|m| !files.contains(&(m.file as usize)));
            !article.files.is_subset(files)
        });
    }
}

impl Mention {
    /// Holds the quote against the article's text, where that is told, and finds its place where it came without.
    fn find(&mut self, text: Option<&str>) -> Result<(), String> {
        let evidence = &mut self.mention.evidence;
        let Some(text) = text else {
            let sought = self.place == Place::Sought;
            let fault = "evidence: without start and end it needs a line with the article's text";
            return if sought { Err(fault.to_string()) } else { Ok(()) };
        };
        if self.place == Place::Told && evidence.span.of(text) == evidence.text {
            return Ok(());
        }
        match text.find(&evidence.text) {
            Some(start) if self.place != Place::Told => {
                evidence.span = Span::new(start, start + evidence.text.len());
                Ok(())
            }
            Some(start) => Err(format!("evidence: its text stands at {start}, not at {}", evidence.span.start)),
            None => Err("evidence: its text does not stand in the article's text".to_string()),
        }
    }
}

/// Whether there is such a relation, and between such ends.
fn fitting(mention: &RelationMention, vocab: &Vocabulary) -> Result<(), String> {
    let relation = relation(&mention.relation, vocab)?;
    if relation.joins(mention.subject.kind, mention.object.kind) {
        return Ok(());
    }
    let ends = [(mention.subject.kind, &relation.subject), (mention.object.kind, &relation.object)];
    for (what, (kind, admitted)) in ["subject", "object"].into_iter().zip(ends) {
        if !admitted.contains(&kind) {
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

/// A file, or standard input, unpacked where it is gzipped.
fn opened(path: &Path) -> Result<Box<dyn BufRead>> {
    let mut file: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 18, File::open(path).map_err(Error::io("read", path))?))
    };
    let gzipped = file.fill_buf().map_err(Error::io("read", path))?.starts_with(&[0x1f, 0x8b]);
    Ok(if gzipped { Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(file))) } else { file })
}
