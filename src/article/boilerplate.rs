//! What a page carries around its article: menus, share buttons, lists of other stories.

use super::blocks::{Block, Kind};
use super::parse_date;
use crate::vocab::Vocabulary;
use std::collections::HashSet;
use std::sync::OnceLock;

/// The word list `boilerplate`: lines that are never part of an article.
struct Phrases {
    /// Whole lines.
    line: HashSet<String>,
    /// Beginnings of short lines.
    start: Vec<String>,
    /// Ends of short lines.
    tail: Vec<String>,
    /// Lines after which no article goes on.
    end: Vec<String>,
}

fn phrases() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let rows = |kind: &'static str| {
            let rows = Vocabulary::builtin().lexicon.rows("boilerplate").iter();
            rows.filter(move |r| r.first().is_some_and(|k| k == kind)).filter_map(|r| r.get(1)).map(|p| key(p))
        };
        Phrases {
            line: rows("line").collect(),
            start: rows("start").collect(),
            tail: rows("tail").collect(),
            end: rows("end").collect(),
        }
    })
}

/// Lower case, letters and digits only, words apart by one space.
fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace(['\'', '’'], "").chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The longest line, in characters, that a phrase can make boilerplate.
const SHORT: usize = 160;

/// Leaves out what is no part of the article: everything before the heading that repeats the title, lines of the word
/// list, runs of links, what follows the article's end, and blocks told twice.
pub(super) fn strip(blocks: Vec<Block>, title: Option<&str>) -> Vec<Block> {
    let blocks = from_title(blocks, title);
    let blocks = to_end(blocks);
    let links = link_lists(&blocks);
    let mut seen = HashSet::new();
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for (block, linked) in blocks.into_iter().zip(links) {
        let key = key(&block.text);
        let short = block.text.chars().take(SHORT + 1).count() <= SHORT;
        let phrase = short && is_boilerplate(&block, &key);
        let again = (key.len() > 20 || kept.last().is_some_and(|b| b.text == block.text)) && !seen.insert(key.clone());
        if !(key.is_empty() || linked || phrase || again && block.kind != Kind::Row) {
            seen.insert(key);
            kept.push(block);
        }
    }
    while kept.last().is_some_and(|b| b.kind == Kind::Heading) && kept.len() > 1 {
        kept.pop();
    }
    kept
}

fn is_boilerplate(block: &Block, key: &str) -> bool {
    let phrases = phrases();
    phrases.line.contains(key)
        || block.kind != Kind::Heading && !block.is_prose() && phrases.start.iter().any(|s| begins(key, s))
        || block.kind == Kind::Paragraph
            && !block.is_prose()
            && (phrases.tail.iter().any(|t| ends(key, t)) || is_date_line(&block.text))
}

/// "January 30, 2026 10:15 EST": a few words with a date of a day among them, no sentence and no sum of money.
fn is_date_line(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 9 && !text.contains(['$', '€', '£']) && parse_date(text).is_some_and(|d| d.day().is_some())
}

fn ends(text: &str, end: &str) -> bool {
    text.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

fn begins(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Drops what stands before the heading that repeats the title, unless that is itself an article's worth of text.
fn from_title(mut blocks: Vec<Block>, title: Option<&str>) -> Vec<Block> {
    let Some(title) = title.map(key).filter(|t| t.len() >= 8) else { return blocks };
    let same = |block: &Block| {
        let text = key(&block.text);
        block.kind == Kind::Heading
            && text.len() >= 8
            && (text == title || text.len() >= 15 && title.starts_with(&text) || text.starts_with(&title))
    };
    if let Some(at) = blocks.iter().position(same) {
        let before = blocks[..at].iter().filter(|b| b.is_prose()).count();
        let after = blocks[at..].iter().filter(|b| b.is_prose()).count();
        if before <= 1 && after > before {
            blocks.drain(..=at);
        } else {
            blocks.remove(at);
        }
    }
    blocks
}

/// Drops everything from a line on that says that the article is over, where at least half of the running text stands before it.
fn to_end(mut blocks: Vec<Block>) -> Vec<Block> {
    let total = blocks.iter().filter(|b| b.is_prose()).count();
    let mut before = 0;
    for at in 0..blocks.len() {
        let block = &blocks[at];
        let short = block.text.chars().take(61).count() <= 60;
        if short && before >= 2 && before * 2 >= total {
            let key = key(&block.text);
            if phrases().end.iter().any(|e| key == *e || block.kind == Kind::Heading && begins(&key, e)) {
                blocks.truncate(at);
                break;
            }
        }
        before += usize::from(block.is_prose());
    }
    blocks
}

/// For each block whether it is one of a list of links, or a lone link to another page.
fn link_lists(blocks: &[Block]) -> Vec<bool> {
    let menu: Vec<bool> = blocks
        .iter()
        .map(|b| b.link_share() > 0.8 && !b.is_prose() && b.text.chars().take(SHORT + 1).count() <= SHORT)
        .collect();
    (0..blocks.len())
        .map(|i| {
            let beside = i > 0 && menu[i - 1] || menu.get(i + 1) == Some(&true);
            // A single linked list item may be part of a list of the article's own.
            menu[i] && (beside || blocks[i].kind != Kind::Item)
        })
        .collect()
}
