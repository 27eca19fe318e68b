//! The one error type: what was wrong, where, and what to do about it.

use std::path::{Path, PathBuf};

/// Everything that can fail in techgraph. Messages name the place and, where there is one, the next step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: "read", "write", "create".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A file was read but is not what it should be.
    #[error("{}{}: {message}", path.display(), line.map(|l| format!(":{l}")).unwrap_or_default())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line in the file, from 1, where one is known.
        line: Option<u64>,
        /// What was wrong and what was expected.
        message: String,
    },
    /// A name that nothing in the graph has.
    #[error("no entity is called {name:?}{}", suggestion(nearest))]
    UnknownEntity {
        /// The name as asked for.
        name: String,
        /// The nearest known names, best first.
        nearest: Vec<String>,
    },
    /// A name that several entities have.
    #[error("{name:?} can be any of {}: {}", choices.len(), choices.join(", "))]
    AmbiguousEntity {
        /// The name as asked for.
        name: String,
        /// The ids of those that have it, in order.
        choices: Vec<String>,
    },
    /// There is no graph file.
    #[error("there is no graph file {}", path.display())]
    NoGraph {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A word on the command line or in a file that is not one of the known ones.
    #[error("unknown {what} {name:?}{}", suggestion(nearest))]
    UnknownWord {
        /// The kind of word: "relation", "status", "format".
        what: &'static str,
        /// The word as written.
        name: String,
        /// The words that would have been understood.
        nearest: Vec<String>,
    },
    /// The store refused.
    #[error("{}: {message}", path.display())]
    Store {
        /// The graph file.
        path: PathBuf,
        /// What was being done.
        message: String,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// A query that cannot be understood or answered.
    #[error("{message}{}", pointed(query, *start, *end))]
    Query {
        /// What was wrong and what was expected.
        message: String,
        /// The query.
        query: String,
        /// First byte of the place meant.
        start: usize,
        /// One past its last byte.
        end: usize,
    },
    /// Wrong use that the argument parser cannot see.
    #[error("{0}")]
    Usage(String),
    /// A check that ran to its end and found faults.
    #[error("{0}")]
    Failed(String),
}

/// Shorthand for results with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Wraps an I/O error with what was tried and on which file.
    pub fn io(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().to_path_buf();
        move |source| Error::Io { action, path, source }
    }

    /// A fault in a file, with its line where known.
    pub fn malformed(path: impl AsRef<Path>, line: Option<u64>, message: impl Into<String>) -> Error {
        Error::Malformed { path: path.as_ref().to_path_buf(), line, message: message.into() }
    }
}

fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", nearest.join(", ")) }
}

/// The line of a query that a place stands in, with carets under the place.
fn pointed(query: &str, start: usize, end: usize) -> String {
    let cut = |at: usize| (0..=at.min(query.len())).rev().find(|i| query.is_char_boundary(*i)).unwrap_or(0);
    let (start, end) = (cut(start), cut(end));
    let line_start = query[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = query[start..].find('\n').map_or(query.len(), |i| start + i);
    let shown = |text: &str| text.replace(char::is_control, " ");
    let before = unicode_width::UnicodeWidthStr::width(shown(&query[line_start..start]).as_str());
    let under = unicode_width::UnicodeWidthStr::width(shown(&query[start..end.clamp(start, line_end)]).as_str());
    format!("\n  {}\n  {}{}", shown(&query[line_start..line_end]), " ".repeat(before), "^".repeat(under.max(1)))
}
