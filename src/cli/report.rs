//! What goes to standard error: notes and errors with their causes and the next step.

use super::Context;
use crate::Error;
use anstyle::{AnsiColor, Style};
use std::io::Write;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();

/// One line on standard error. A closed one is no reason to fail.
pub(super) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// An error with its causes, and what to do next where there is something to do.
pub(super) fn tell(error: &Error, context: &Context) {
    say(&format!("{ERROR}error:{ERROR:#} {error}"));
    let mut cause = std::error::Error::source(error);
    while let Some(e) = cause {
        say(&format!("  because {e}"));
        cause = e.source();
    }
    if let Some(hint) = hint(error, context) {
        say(&format!("{HINT}hint:{HINT:#} {hint}"));
    }
}

fn hint(error: &Error, context: &Context) -> Option<String> {
    Some(match error {
        Error::NoGraph { .. } => "run `techgraph build ARTICLES` first, or name another file with --graph".to_string(),
        Error::UnknownEntity { nearest, .. } if nearest.is_empty() => {
            "`techgraph search WORDS` looks in all names and quotes".to_string()
        }
        Error::UnknownEntity { nearest, .. } => {
            format!("try `techgraph show {}`; `techgraph search WORDS` looks in all names", quoted(nearest.first()?))
        }
        Error::AmbiguousEntity { choices, .. } => format!("name one by its id, such as {}", quoted(choices.first()?)),
        Error::Io { source, path, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            format!("look whether {} is spelt right, seen from this directory", path.display())
        }
        Error::Store { source, .. } => match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => "make room on the disk; what is stored so far is whole".to_string(),
            Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
                format!("delete {} and build it again", context.graph.display())
            }
            _ => return None,
        },
        _ => return None,
    })
}

/// A name as it has to be typed in a shell.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    if !name.is_empty() && name.chars().all(plain) {
        name.to_string()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

/// Names things on standard error, at most `most` of them unless `all`; the rest is counted.
pub(super) fn name_some(lines: &[String], most: usize, all: bool, more: &str) {
    let shown = if all { lines.len() } else { most.min(lines.len()) };
    for line in &lines[..shown] {
        say(line);
    }
    if lines.len() > shown {
        say(&format!("… and {} more{more}", lines.len() - shown));
    }
}
