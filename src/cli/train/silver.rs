//! The unlabelled articles, what teachers are given to read, and what they think.

use super::gold::{Across, Gold, PARTS, lines, parse};
use super::read;
use crate::eval::AnnotatedArticle;
use crate::mention::{Detector, Mentions, SilverNames, TrainingArticle, name_labels, name_sentences};
use crate::relation::train::{Lesson, Opinions, Silver, pairs, readings};
use crate::text::{Analyser, Document};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The files of unlabelled articles, in the data folder.
const UNLABELLED: [&str; 2] = ["news/articles.jsonl.gz", "news/short.jsonl.gz"];

/// The unlabelled articles.
pub(super) fn unlabelled(data: &Path) -> Result<Vec<AnnotatedArticle>> {
    let parts = UNLABELLED.iter().map(|name| lines(&data.join(name))).collect::<Result<Vec<Vec<_>>>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// An unlabelled article with the mentions that the built-in detector finds.
fn annotate(article: &AnnotatedArticle, analyser: &Analyser) -> (Document, Mentions) {
    let article = article.article();
    let mut doc = analyser.analyse(&article.text);
    let mentions = Detector::builtin().detect(&doc, article.publisher.as_deref());
    parse(analyser, &mut doc, &mentions);
    (doc, mentions)
}

/// What a teacher thinks of articles, by their ids; a row with nothing but an id says that the article was read.
fn rows<T: Default>(
    path: &Path,
    expected: &str,
    read_row: impl Fn(&mut std::str::Split<'_, char>, &mut T) -> Option<()>,
) -> Result<FxHashMap<String, T>> {
    let mut by_article: FxHashMap<String, T> = FxHashMap::default();
    for (n, row) in read(path)?.lines().enumerate() {
        let mut cells = row.split('\t');
        let article = cells.next().unwrap_or_default().to_string();
        read_row(&mut cells, by_article.entry(article).or_default())
            .ok_or_else(|| Error::malformed(path, Some(n as u64 + 1), expected))?;
    }
    Ok(by_article)
}

/// Joins what a teacher thinks to the articles; those that are not there, or read otherwise than when it read them, are left out.
fn joined<T, S>(
    data: &Path,
    path: &Path,
    mut told: FxHashMap<String, T>,
    one: impl Fn(&AnnotatedArticle, T) -> Option<S>,
) -> Result<Vec<S>> {
    let total = told.len();
    let all: Vec<S> = unlabelled(data)?.iter().filter_map(|a| one(a, told.remove(&a.id)?)).collect();
    if all.len() < total {
        let stale = total - all.len();
        anstream::eprintln!(
            "{stale} of the {total} articles of {} are not there or read otherwise now and are left out; data/README.md tells how \
             to make it again",
            path.display()
        );
    }
    Ok(all)
}

/// The articles that a teacher of names has read: `names.tsv.gz` of the folder.
///
/// A row an article: its id, the byte where reading ended, and for every token that may be in a name where it begins and the labels
/// that it may have, with percents: `47:U-product=93,O=5`.
pub(super) fn names(data: &Path, folder: &Path, analyser: &Analyser) -> Result<Vec<SilverNames>> {
    type Read = (u32, FxHashMap<u32, Vec<(u8, f32)>>);
    let numbers: FxHashMap<String, u8> = name_labels().into_iter().zip(0..).collect();
    let label = |cell: &str| {
        let (label, percent) = cell.split_once('=')?;
        Some((*numbers.get(label)?, percent.parse::<f32>().ok()? / 100.0))
    };
    let path = folder.join("names.tsv.gz");
    let expected = "expected an article, the byte where reading ended and cells as 47:U-product=93,O=5";
    let told = rows(&path, expected, |cells, (end, labels): &mut Read| {
        *end = cells.next()?.parse().ok()?;
        for cell in cells {
            let (start, told) = cell.split_once(':')?;
            labels.insert(start.parse().ok()?, told.split(',').map(label).collect::<Option<_>>()?);
        }
        Some(())
    })?;
    joined(data, &path, told, |article, (end, labels)| {
        let doc = analyser.analyse(&article.article().text);
        Some(SilverNames { doc, labels, end }).filter(SilverNames::is_current)
    })
}

/// The articles that a teacher of relations has read: `relations.tsv.gz` of the folder.
///
/// A row a pair: article, where its two mentions begin, which of the pairs that begin there it is, and log odds as
/// `acquires>:1.25`; an article's row without a pair only says that it was read.
pub(super) fn relations(data: &Path, folder: &Path, analyser: &Analyser) -> Result<Vec<Silver>> {
    let label = |cell: &str| {
        let (label, odds) = cell.rsplit_once(':')?;
        Some((label.into(), odds.parse().ok()?))
    };
    let path = folder.join("relations.tsv.gz");
    let expected = "expected an article, three numbers and labels with log odds";
    let told = rows(&path, expected, |cells, opinions: &mut Opinions| {
        let numbers: Vec<u32> = cells.by_ref().take(3).map(|cell| cell.parse().ok()).collect::<Option<_>>()?;
        let told = cells.map(label).collect::<Option<Vec<_>>>()?;
        match numbers[..] {
            [first, second, nth] => opinions.insert((first, second, nth), told),
            [] => None,
            _ => return None,
        };
        Some(())
    })?;
    joined(data, &path, told, |article, opinions| {
        let (doc, mentions) = annotate(article, analyser);
        Some(Silver { doc, mentions, opinions }).filter(Silver::is_current)
    })
}

/// A file of JSON lines and how many it has.
struct Lines<'p> {
    path: &'p Path,
    file: BufWriter<File>,
    count: usize,
}

impl Lines<'_> {
    fn create(path: &Path) -> Result<Lines<'_>> {
        Ok(Lines { path, file: BufWriter::new(File::create(path).map_err(Error::io("create", path))?), count: 0 })
    }

    fn write(&mut self, line: &Value) -> Result<()> {
        self.count += 1;
        writeln!(self.file, "{line}").map_err(Error::io("write", self.path))
    }

    fn end(mut self) -> Result<usize> {
        self.file.flush().map_err(Error::io("write", self.path))?;
        Ok(self.count)
    }
}

/// Writes what a teacher of names reads: the annotated articles (`gold`) and the unlabelled ones (`news`), one a line. The first line
/// has the labels.
pub(super) fn write_names(gold: &Gold, data: &Path, out: &Path, analyser: &Analyser) -> Result<usize> {
    let mut lines = Lines::create(out)?;
    lines.write(&json!(name_labels()))?;
    for (part, id, article) in gold.training_parts(analyser) {
        let sentences = name_sentences(&article, Detector::builtin());
        let complete = article.complete;
        lines.write(
            &json!({"article": id, "set": "gold", "part": part, "complete": complete, "sentences": sentences}),
        )?;
    }
    for article in unlabelled(data)? {
        let doc = analyser.analyse(&article.article().text);
        let open = TrainingArticle { doc, entities: Vec::new(), complete: false, references: Vec::new() };
        let mut sentences = name_sentences(&open, Detector::builtin());
        sentences.iter_mut().filter_map(Value::as_object_mut).for_each(|s| drop(s.remove("allowed")));
        lines.write(&json!({"article": article.id, "set": "news", "sentences": sentences}))?;
    }
    lines.end()
}

/// Writes what a teacher of relations reads: the pairs of the annotated articles (`found`: among the mentions that a detector found,
/// `whole`: with those annotated put right) and of the unlabelled ones (`news`), a window of text a line. The first line has the
/// readings.
pub(super) fn write_pairs(
    gold: &Gold,
    names: &[SilverNames],
    data: &Path,
    out: &Path,
    analyser: &Analyser,
    words: &[u8],
) -> Result<usize> {
    let vocab = Vocabulary::builtin();
    let mut lines = Lines::create(out)?;
    lines.write(&json!(readings(vocab)))?;
    let mut write = |article: &str, set: &str, lesson: &Lesson| -> Result<()> {
        for mut window in pairs(vocab, lesson) {
            window["article"] = article.into();
            window["set"] = set.into();
            window["part"] = lesson.part.into();
            if set == "news" {
                window["pairs"].as_array_mut().into_iter().flatten().for_each(|pair| pair[2] = Value::Null);
            }
            lines.write(&window)?;
        }
        Ok(())
    };
    let (lessons, completed) = gold.lessons(analyser, names, words, Across::Articles);
    for ((annotated, found), whole) in gold.articles().iter().zip(&lessons).zip(&completed) {
        write(&annotated.id, "found", found)?;
        write(&annotated.id, "whole", whole)?;
    }
    for article in unlabelled(data)? {
        let (doc, mentions) = annotate(&article, analyser);
        write(&article.id, "news", &Lesson { doc, mentions, truths: Vec::new(), part: PARTS })?;
    }
    lines.end()
}
