//! Where sentences end.
//!
//! First the text is cut into blocks: the title, then paragraphs and lines. A line break ends a block, unless the line stops
//! in the middle of a sentence (scraped pages break lines where links stood). Then the tokens of a block are cut where a stop
//! is followed by what looks like a beginning.

use super::rules::{Abbreviation, Rules};
use super::token::{is_closer, is_space, is_terminal, tokenize};
use crate::value::Span;
use std::ops::Range;

/// The most tokens a sentence may have: longer ones are lists or no text, and are cut.
const LONGEST: usize = 250;

/// A line without the white space around it.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    text: &'t str,
}

/// The blocks of a text, as byte ranges, in order. Cost: linear.
pub(super) fn blocks(text: &str, rules: &Rules) -> Vec<Span> {
    let mut blocks: Vec<Span> = Vec::new();
    let mut previous: Option<Line> = None;
    let mut at = 0;
    for raw in text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        // All separators but two are one byte long: the piece's place says where it starts.
        let start = raw.as_ptr() as usize - text.as_ptr() as usize;
        debug_assert!(start >= at);
        at = start + raw.len();
        let trimmed = raw.trim_start_matches(is_space);
        let line = Line { start: start + (raw.len() - trimmed.len()), text: trimmed.trim_end_matches(is_space) };
        if line.text.is_empty() {
            continue;
        }
        let end = line.start + line.text.len();
        match (blocks.last_mut(), previous) {
            // The first line is the title and stands alone.
            (Some(_), None) | (None, _) => blocks.push(Span::new(line.start, end)),
            (Some(block), Some(previous)) => {
                if goes_on(previous.text, line.text, rules) {
                    block.end = end as u32;
                } else {
                    blocks.push(Span::new(line.start, end));
                }
            }
        }
        if blocks.len() > 1 {
            previous = Some(line);
        }
    }
    blocks
}

/// Whether a line opens a list item, a heading, a table row or code.
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    match first {
        '•' | '●' | '▪' | '◦' | '‣' | '·' | '|' | '>' | '`' | '#' => true,
        '*' | '-' | '+' => second.is_none_or(|c| is_space(c) || c == '*' || c == '-'),
        c if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.starts_with(['.', ')']) && rest[1..].chars().next().is_none_or(is_space)
        }
        _ => false,
    }
}

/// Whether the sentence of `previous` goes on in the next line.
fn goes_on(previous: &str, next: &str, rules: &Rules) -> bool {
    let (Some(last), Some(first)) = (previous.chars().next_back(), next.chars().next()) else { return false };
    if is_item(next) || previous.starts_with(['#', '`', '|']) {
        return false;
    }
    let bare = previous.trim_end_matches(is_closer);
    let stop = bare.chars().next_back().is_some_and(is_terminal);
    if stop {
        // "in Washington, D.C." "next week"
        let word = bare.rsplit(is_space).next().unwrap_or("");
        return bare.len() == previous.len() && is_lower_word(next) && rules.abbreviation(word).is_some();
    }
    if matches!(first, ',' | ';' | ')' | '.' | '—' | '–' | '’' | '\'') || matches!(last, ',' | '—' | '(' | '$')
    {
        return first != '.' || !next.starts_with("...") || last != ':';
    }
    if matches!(last, ':' | ';' | '|') {
        return false;
    }
    let last_word = previous.rsplit(is_space).next().unwrap_or("");
    is_lower_word(next) || last_word == "&" || rules.continuing.contains(last_word)
}

/// Whether the text begins with a word in lower case ("is"; not "iPhone", "nvidia.com").
fn is_lower_word(text: &str) -> bool {
    let word = text.split(is_space).next().unwrap_or("");
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    word.chars().next().is_some_and(char::is_lowercase)
        && !word.chars().any(|c| c.is_uppercase() || c == '.' || c == '/' || c == '@')
}

/// Cuts a block into tokens, appends their spans to `tokens`, and gives the sentences as ranges of `tokens`.
pub(super) fn sentences(text: &str, block: Span, rules: &Rules, tokens: &mut Vec<Span>) -> Vec<Range<usize>> {
    let first = tokens.len();
    tokenize(text, block, rules, tokens);
    let mut out = Vec::new();
    let mut start = first;
    let mut at = first;
    while at < tokens.len() {
        let stop = ends_here(text, &tokens[start..], at - start, rules);
        at = match stop {
            Some(len) => start + len,
            None if at + 1 - start >= LONGEST => at + 1,
            None => {
                at += 1;
                continue;
            }
        };
        out.push(start..at);
        start = at;
    }
    if start < tokens.len() {
        out.push(start..tokens.len());
    }
    out
}

/// Where the sentence that starts with `tokens[0]` ends, if it ends at the token `at`, closing marks included.
fn ends_here(text: &str, tokens: &[Span], at: usize, rules: &Rules) -> Option<usize> {
    let word = tokens[at].of(text);
    let last = word.chars().next_back()?;
    if !is_terminal(last) {
        return None;
    }
    // Quotes and brackets right behind the stop belong to the sentence.
    let mut end = at + 1;
    while end < tokens.len()
        && tokens[end].start == tokens[end - 1].end
        && tokens[end].of(text).chars().all(|c| is_closer(c) || is_terminal(c))
    {
        end += 1;
    }
    if end == tokens.len() {
        return Some(end);
    }
    let next = tokens[end..].iter().map(|t| t.of(text)).find(|w| w.chars().any(char::is_alphanumeric));
    let apart = tokens[end].start > tokens[end - 1].end;
    let whole_word = word.chars().any(char::is_alphanumeric);
    if whole_word {
        // An abbreviation, or a name such as "Yahoo!".
        let kind = rules.abbreviation(word);
        return match (kind, next) {
            (Some(Abbreviation::Before | Abbreviation::Number), _) | (_, None) => None,
            (None, _) if last == '.' => None,
            (_, Some(next)) => (apart && rules.starters.contains(next)).then_some(end),
        };
    }
    // "1. Open the box": the number of an item is no sentence.
    if at == 1 && last == '.' && tokens[0].of(text).chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    if !apart && last == '.' && !next.is_some_and(|n| n.chars().next().is_some_and(char::is_uppercase)) {
        return None;
    }
    let Some(next) = next else { return Some(end) };
    let first = next.chars().next()?;
    let begins = !first.is_lowercase() || next.chars().any(char::is_uppercase);
    // A quoted question goes on with its verb: "“Why?” asked", which is in lower case; a bare "..." with a capital may too.
    begins.then_some(end)
}
