//! Articles: what readers make of bytes.
//!
//! [`read`] goes over files, directories and standard input and gives one [`Article`] after the other, or a [`Skipped`]
//! that says why something is none. Formats are rows of [`READERS`]; a new one is a file beside this one and a row there.
//!
//! ```
//! use techgraph::article::Article;
//! let article = Article::from_text("a1", "Acme buys Initech", "Acme said on Monday that it has bought Initech.");
//! assert_eq!(article.text, "Acme buys Initech\nAcme said on Monday that it has bought Initech.");
//! ```

mod blocks;
mod boilerplate;
mod bytes;
mod date;
mod encoding;
mod front_matter;
mod html;
mod inputs;
mod jsonl;
mod markdown;
mod meta;
mod page;
mod plain;
mod reader;
mod stream;

pub use date::parse_date;
pub use reader::{MAX_ARTICLE_BYTES, READERS, Reader, Source, Unit};
pub use stream::{Articles, Counts, Progress, RawArticle, RawArticles, read, read_raw};

use crate::value::PartialDate;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// One news article: what it says and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Article {
    /// What it is known by: its own id where the format has one, else its address, else its path.
    pub id: String,
    /// The headline, one line. Where the source names none, the beginning of the text.
    pub title: String,
    /// Its address on the web.
    pub url: Option<String>,
    /// Who published it: a name or the host of its address.
    pub publisher: Option<String>,
    /// Who wrote it, several apart by ", ".
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// The stored text, into which every evidence span points. It begins with the title.
    pub text: String,
    /// Where it was read: a path, with `#line` in a file of many articles; `-` is standard input.
    pub origin: String,
}

impl Article {
    /// An article from its title and its body, both made clean: line ends become `\n`, and byte order marks and control
    /// characters other than the tab go. The stored text is the title, `\n` and the body without white space around it;
    /// a body that begins with the title line, or whose first sentence is the title, keeps it once. With an empty title the beginning of the body serves as the title and the text
    /// is the body alone. The other fields are empty, and the origin is the id.
    pub fn from_text(id: impl Into<String>, title: &str, body: &str) -> Article {
        let id = id.into();
        let body = clean(body);
        let body = body.trim();
        let title = one_line(title);
        let (title, text) = if title.is_empty() {
            (plain::title_of(body).to_string(), body.to_string())
        } else {
            let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
            let text = if same_words(first, &title) && rest.is_empty() {
                title.clone()
            } else if same_words(first, &title) {
                format!("{title}\n{rest}")
            } else if is_first_sentence(&title, first) {
                body.to_string()
            } else if body.is_empty() {
                title.clone()
            } else {
                format!("{title}\n{body}")
            };
            (title, text)
        };
        Article { origin: id.clone(), id, title, text, ..Article::default() }
    }

    /// SHA-256, in hex, of what makes the article this article: title, text, date, address and publisher. The id and the
    /// origin are no part of it, so the same article in two files has one hash.
    pub fn content_hash(&self) -> String {
        let published = self.published.map(|d| d.to_string());
        let parts =
            [Some(&self.title), Some(&self.text), published.as_ref(), self.url.as_ref(), self.publisher.as_ref()];
        let mut hash = Sha256::new();
        for part in parts {
            // The length before each part keeps ("ab", "c") apart from ("a", "bc"), and none apart from empty.
            hash.update(part.map_or(u64::MAX, |p| p.len() as u64).to_le_bytes());
            hash.update(part.map_or("", String::as_str));
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// Something among the inputs that gave no article, and why. Never a reason to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where: a path, with `#line` in a file of many articles.
    pub origin: String,
    /// Why: lower case, no full stop.
    pub reason: String,
}

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.origin, self.reason)
    }
}

impl std::error::Error for Skipped {}

/// What a reader found, before it is made an [`Article`].
#[derive(Debug, Default)]
struct Draft {
    fields: meta::Fields,
    body: String,
}

impl Draft {
    fn finish(self, source: &Source) -> Result<Article, String> {
        let fields = self.fields;
        let mut article = Article::from_text("", fields.title.as_deref().unwrap_or(""), &self.body);
        if article.text.trim().is_empty() {
            return Err("there is no text in it".to_string());
        }
        article.publisher = fields.publisher_or_host();
        article.url = fields.url;
        article.author = fields.author;
        article.published = fields.published;
        article.origin = source.origin.clone();
        let own = fields.id.or_else(|| article.url.clone()).or_else(|| source.id.clone());
        // Standard input has no name that would hold from one run to the next: what was read has.
        article.id = own.unwrap_or_else(|| format!("stdin-{}", &article.content_hash()[..12]));
        Ok(article)
    }
}

/// The text with `\n` as its only line end and without byte order marks and control characters (the tab stays).
fn clean(text: &str) -> Cow<'_, str> {
    let odd = |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}');
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            // Page breaks and the line ends of other systems.
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if odd(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Clean text on one line; runs of spaces, tabs and line ends become one space.
fn one_line(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n']).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.trim().to_string()
}

/// Whether a title is only the beginning of the text, as it is where a source had no other: its first sentence, or so
/// much of it that no headline would repeat it by chance.
fn is_first_sentence(title: &str, line: &str) -> bool {
    let whole = title.ends_with(['.', '!', '?']) || title.chars().nth(79).is_some();
    whole && line.strip_prefix(title).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}
