//! All articles of all inputs, one at a time, so that a million of them need no more memory than one.

use super::bytes::{self, Recoded};
use super::inputs::{Input, Inputs, name_of};
use super::reader::{MAX_ARTICLE_BYTES, Reader, Source, Unit, too_large};
use super::{Article, Skipped, encoding};
use crate::Result;
use encoding_rs::{Encoding, UTF_8};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads the articles of files, directories (with all below them, hidden ones left out) and, for `-`, standard input.
///
/// Nothing but the inputs' names and sizes is looked at before the first `next()`. Files in a directory come in the bytewise
/// order of their names. What holds no article comes as [`Skipped`], with where and why.
///
/// # Errors
/// [`crate::Error::Io`] where a named input does not exist or cannot be opened.
pub fn read(inputs: &[PathBuf]) -> Result<Articles> {
    Ok(Articles { raw: read_raw(inputs)?, counts: Counts::default() })
}

/// Like [`read`], but leaves the work of making the articles to the caller, who can spread it over threads:
/// the order of the results is the order of the [`RawArticle`]s.
///
/// # Errors
/// As [`read`].
pub fn read_raw(inputs: &[PathBuf]) -> Result<RawArticles> {
    let (inputs, total) = Inputs::new(inputs)?;
    let progress = Progress { done: Arc::default(), total };
    Ok(RawArticles { inputs, progress, lines: None, files: 0 })
}

/// How many there were so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Files opened, standard input included.
    pub files: u64,
    /// Articles read.
    pub articles: u64,
    /// Files and lines that gave none.
    pub skipped: u64,
}

/// How far reading is, in bytes of the files as they lie on disk. A copy goes on telling; the values are approximate while
/// reading, because files are read ahead.
#[derive(Debug, Clone)]
pub struct Progress {
    done: Arc<AtomicU64>,
    total: u64,
}

impl Progress {
    /// Bytes read so far; standard input counts too.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
    /// Bytes of all files with a known ending and of those named; 0 where only standard input is read.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// The articles of some inputs; made by [`read`].
pub struct Articles {
    raw: RawArticles,
    counts: Counts,
}

impl Articles {
    /// How many there were so far. After the end, no article here means that the inputs hold none.
    pub fn counts(&self) -> Counts {
        Counts { files: self.raw.files, ..self.counts }
    }
    /// How far reading is.
    pub fn progress(&self) -> Progress {
        self.raw.progress()
    }
}

impl Iterator for Articles {
    type Item = std::result::Result<Article, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        let article = self.raw.next()?.and_then(|raw| raw.read());
        match &article {
            Ok(_) => self.counts.articles += 1,
            Err(_) => self.counts.skipped += 1,
        }
        Some(article)
    }
}

/// The bytes of one article and what is to read them.
#[derive(Debug)]
pub struct RawArticle {
    /// Its format.
    pub reader: &'static Reader,
    /// Where it comes from.
    pub source: Source,
    /// A whole file or one line, decompressed.
    pub bytes: Vec<u8>,
}

impl RawArticle {
    /// Makes the article.
    ///
    /// # Errors
    /// [`Skipped`] where the bytes hold none.
    pub fn read(&self) -> std::result::Result<Article, Skipped> {
        self.reader.read(&self.bytes, &self.source)
    }
}

/// The bytes of the articles of some inputs; made by [`read_raw`].
pub struct RawArticles {
    inputs: Inputs,
    progress: Progress,
    lines: Option<Lines>,
    files: u64,
}

/// A file of many articles that is being read.
struct Lines {
    stream: Box<dyn BufRead + Send>,
    reader: &'static Reader,
    origin: String,
    stdin: bool,
    number: u64,
    line: Vec<u8>,
}

impl RawArticles {
    /// How far reading is.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn open(&mut self, input: Input) -> Option<std::result::Result<RawArticle, Skipped>> {
        self.files += 1;
        let done = self.progress.done.clone();
        let (origin, known, opened) = match &input {
            Input::Stdin => ("-".to_string(), None, bytes::open(std::io::stdin(), done)),
            Input::File(path, named) => {
                let known = path.file_name().and_then(|name| Reader::for_name(&name.to_string_lossy()));
                // A file that was named is read by what it holds where its ending says nothing.
                let known = known.filter(|_| !named || path.extension().is_some());
                (name_of(path), known, std::fs::File::open(path).and_then(|file| bytes::open(file, done)))
            }
        };
        let stdin = matches!(input, Input::Stdin);
        let skip = |reason: String| Some(Err(Skipped { origin: origin.clone(), reason }));
        let mut opened = match opened {
            Ok(opened) => opened,
            Err(error) => return skip(bytes::fault(&error)),
        };
        if opened.start.is_empty() {
            return skip("empty".to_string());
        }
        if let Some(kind) = encoding::binary_kind(&opened.start) {
            return skip(format!("{kind}, not text"));
        }
        let reader = known.unwrap_or_else(|| Reader::for_content(&opened.start));
        if reader.unit == Unit::Line {
            let stream = match wide_encoding(&opened.start) {
                Some(encoding) => Box::new(BufReader::new(Recoded::new(opened.stream, encoding))),
                None => opened.stream,
            };
            self.lines = Some(Lines { stream, reader, origin, stdin, number: 0, line: Vec::new() });
            return None;
        }
        match bytes::read_all(&mut *opened.stream) {
            Ok(bytes) if bytes.len() > MAX_ARTICLE_BYTES => skip(too_large()),
            Ok(bytes) => {
                let id = (!stdin).then(|| origin.clone());
                Some(Ok(RawArticle { reader, source: Source { origin, id }, bytes }))
            }
            Err(error) => skip(bytes::fault(&error)),
        }
    }
}

impl Iterator for RawArticles {
    type Item = std::result::Result<RawArticle, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(item) => return Some(item),
                    None => self.lines = None,
                }
            }
            match self.inputs.next()? {
                Ok(input) => {
                    if let Some(item) = self.open(input) {
                        return Some(item);
                    }
                }
                Err(skipped) => return Some(Err(skipped)),
            }
        }
    }
}

impl Iterator for Lines {
    type Item = std::result::Result<RawArticle, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.number += 1;
            let read = bytes::read_line(&mut *self.stream, &mut self.line);
            if matches!(read, Ok(true)) && self.line.trim_ascii().is_empty() && self.line.len() <= MAX_ARTICLE_BYTES {
                continue;
            }
            let origin = format!("{}#{}", self.origin, self.number);
            match read {
                Ok(false) => return None,
                Ok(true) if self.line.len() > MAX_ARTICLE_BYTES => {
                    return Some(Err(Skipped { origin, reason: too_large() }));
                }
                Ok(true) => {
                    let source = Source { id: (!self.stdin).then(|| origin.clone()), origin };
                    let bytes = std::mem::take(&mut self.line);
                    return Some(Ok(RawArticle { reader: self.reader, source, bytes }));
                }
                Err(error) => {
                    // Nothing after the fault can be read.
                    self.stream = Box::new(std::io::empty());
                    return Some(Err(Skipped { origin, reason: bytes::fault(&error) }));
                }
            }
        }
    }
}

/// The encoding of a stream whose line ends are more than one byte.
fn wide_encoding(start: &[u8]) -> Option<&'static Encoding> {
    let marked = Encoding::for_bom(start).map(|(encoding, _)| encoding).filter(|e| *e != UTF_8);
    marked.or_else(|| encoding::utf16_without_mark(start))
}
