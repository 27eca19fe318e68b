//! The table of formats and how the format of bytes without a telling name is found.

use super::{Article, Draft, Skipped, encoding, html, jsonl, markdown, plain};

/// The most bytes that one article may have, decompressed. More is no article, and is skipped as too large.
pub const MAX_ARTICLE_BYTES: usize = 10 << 20;

/// What one article is in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A whole file.
    File,
    /// One line of a file.
    Line,
}

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The [`Article::origin`].
    pub origin: String,
    /// The id of an article that brings neither an id nor an address; `None` makes one from its content.
    pub id: Option<String>,
}

impl Source {
    /// A source whose name serves as the id.
    pub fn named(origin: impl Into<String>) -> Source {
        let origin = origin.into();
        Source { id: Some(origin.clone()), origin }
    }
}

/// One article format.
#[derive(Debug)]
pub struct Reader {
    /// Short name: "html".
    pub name: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// File endings without dot, in lower case; each may be followed by `.gz`.
    pub endings: &'static [&'static str],
    /// The IANA media type.
    pub media_type: &'static str,
    /// What one article is.
    pub unit: Unit,
    draft: fn(&[u8]) -> Result<Draft, String>,
}

/// The formats that can be read, each with its endings.
pub const READERS: &[Reader] = &[
    Reader {
        name: "text",
        label: "plain text",
        endings: &["txt", "text"],
        media_type: "text/plain",
        unit: Unit::File,
        draft: plain::read,
    },
    Reader {
        name: "markdown",
        label: "Markdown, with YAML or TOML front matter or none",
        endings: &["md", "markdown"],
        media_type: "text/markdown",
        unit: Unit::File,
        draft: markdown::read,
    },
    Reader {
        name: "html",
        label: "web page",
        endings: &["html", "htm", "xhtml"],
        media_type: "text/html",
        unit: Unit::File,
        draft: html::read,
    },
    Reader {
        name: "jsonl",
        label: "JSON Lines: id, title, date, source, url, text",
        endings: &["jsonl", "ndjson"],
        media_type: "application/jsonl",
        unit: Unit::Line,
        draft: jsonl::read,
    },
];

impl Reader {
    /// Reads one article from its bytes: a whole file, or one line, as [`Reader::unit`] says; not compressed, in any encoding.
    ///
    /// # Errors
    /// [`Skipped`] where they hold no article.
    pub fn read(&self, bytes: &[u8], source: &Source) -> Result<Article, Skipped> {
        let skip = |reason: String| Skipped { origin: source.origin.clone(), reason };
        if bytes.len() > MAX_ARTICLE_BYTES {
            return Err(skip(too_large()));
        }
        (self.draft)(bytes).and_then(|draft| draft.finish(source)).map_err(skip)
    }

    /// The reader for a file name, by its ending; `.gz` at the end is looked through.
    pub fn for_name(name: &str) -> Option<&'static Reader> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ending = name.rsplit_once('.')?.1;
        READERS.iter().find(|r| r.endings.contains(&ending))
    }

    /// The reader for bytes, by how they begin; plain text where nothing else fits.
    pub fn for_content(start: &[u8]) -> &'static Reader {
        let text = encoding::decode(start, None);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let lower: String = text.chars().take(2000).collect::<String>().to_ascii_lowercase();
        let name = if is_json_object(text) {
            "jsonl"
        } else if lower.starts_with('<')
            && ["<!doctype html", "<html", "<head", "<body", "<article"].iter().any(|t| lower.contains(t))
        {
            "html"
        } else if text.starts_with("---\n")
            || text.starts_with("---\r")
            || text.starts_with("+++\n")
            || text.starts_with("+++\r")
            || text.starts_with("# ")
        {
            "markdown"
        } else {
            "text"
        };
        READERS.iter().find(|r| r.name == name).unwrap_or(&READERS[0])
    }
}

fn is_json_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

pub(super) fn too_large() -> String {
    format!("too large: an article may have {} MB", MAX_ARTICLE_BYTES >> 20)
}

/// The endings that can be read, for messages: ".txt, .md, …".
pub(super) fn known_endings() -> String {
    READERS.iter().flat_map(|r| r.endings).map(|e| format!(".{e}")).collect::<Vec<_>>().join(", ")
}
