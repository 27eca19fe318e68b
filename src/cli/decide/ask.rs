//! The questions: two entities side by side, one letter for an answer.

use super::side::Side;
use crate::cli::correct::DecidingArgs;
use crate::cli::identity::Book;
use crate::resolve::{Candidate, Judgement};
use crate::store::Store;
use crate::{Error, Result, cli};
use std::io::BufRead;
use unicode_width::UnicodeWidthStr;

/// Edges shown of each.
const SHOWN: usize = 3;

const KEYS: &str = "[s]ame  [d]ifferent  [u]nsure  [l]ater  [q]uit > ";

/// Asks about pairs until they, or the answers, end; every answer is written down at once. How many were decided.
pub(super) fn ask(
    pairs: &[Candidate],
    store: &Store,
    book: &mut Book,
    deciding: &DecidingArgs,
    mut answers: impl BufRead,
) -> Result<usize> {
    let mut decided = 0;
    for (number, pair) in pairs.iter().enumerate() {
        // An earlier answer may have settled this one.
        if book.decided()?.is_settled(&pair.left, &pair.right) {
            continue;
        }
        let side = |id| Side::of(id, store, &book.resolver);
        let (left, right) = (side(&pair.left)?, side(&pair.right)?);
        let shared = left.shares(&right);
        let head = format!("\n{} of {}: {}, {shared} neighbours shared\n\n", number + 1, pairs.len(), pair.likeness);
        cli::print(&head)?;
        cli::print(&beside(&left.paragraphs(SHOWN), &right.paragraphs(SHOWN), width()))?;
        loop {
            cli::print(&format!("\n{KEYS}"))?;
            let mut answer = String::new();
            if answers.read_line(&mut answer).map_err(Error::io("read", "standard input"))? == 0 {
                cli::print("\n")?;
                return Ok(decided);
            }
            let judgement = match answer.trim().to_lowercase().as_str() {
                "s" | "same" => Judgement::Same,
                "d" | "different" => Judgement::Different,
                "u" | "unsure" => Judgement::Unsure,
                "l" | "later" | "" => break,
                "q" | "quit" => return Ok(decided),
                _ => continue,
            };
            match book.decide([deciding.decision(pair.left.clone(), judgement, pair.right.0.as_str())]) {
                Ok(()) => {
                    decided += 1;
                    break;
                }
                // A contradiction to an earlier decision: said, and asked again.
                Err(e @ Error::Malformed { .. }) => cli::print(&format!("{e}\n"))?,
                Err(e) => return Err(e),
            }
        }
    }
    Ok(decided)
}

fn width() -> usize {
    usize::from(comfy_table::Table::new().width().unwrap_or(100)).clamp(60, 160)
}

/// Two columns of paragraphs, each wrapped.
fn beside(left: &[String], right: &[String], width: usize) -> String {
    let column = (width - 3) / 2;
    let lines = |paragraphs: &[String]| paragraphs.iter().flat_map(|p| wrapped(p, column)).collect::<Vec<_>>();
    let (left, right) = (lines(left), lines(right));
    let mut out = String::new();
    for at in 0..left.len().max(right.len()) {
        let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
        let first = cell(&left);
        let pad = " ".repeat(column.saturating_sub(first.width()));
        out.push_str(format!("{first}{pad} │ {}", cell(&right)).trim_end());
        out.push('\n');
    }
    out
}

/// A paragraph as lines of at most so many columns; control characters become blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let first = lines.is_empty();
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => line.extend([" ", word]),
            _ if first => lines.push(word.to_string()),
            _ => lines.push(format!("  {word}")),
        }
    }
    lines
}
