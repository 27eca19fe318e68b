//! Web pages: the article's text by the readability method, and what the page says of itself.
//!
//! The method is Mozilla's (<https://github.com/mozilla/readability>) as the crate `dom_smoothie` has it; paragraphs are
//! put together here, because its plain text glues them.

use super::blocks::{self, Block, MOST_OPEN};
use super::{Draft, boilerplate, encoding, page};
use dom_query::Document;
use dom_smoothie::{CandidateSelectMode, Config, Readability};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Deeper pages are not given to the readability crate, which walks them by recursion.
const DEEPEST: usize = 400;
/// Pages with more elements are not given to it either: it would take minutes.
const MOST_ELEMENTS: usize = 120_000;
/// The least text, in characters, that makes a page an article.
const LEAST: usize = 80;

pub(super) fn read(bytes: &[u8]) -> Result<Draft, String> {
    let html = encoding::decode(bytes, encoding::declared_in_page(bytes));
    if blocks::open_tags(&html) > MOST_OPEN {
        return Err(format!("a page with more than {MOST_OPEN} tags inside each other"));
    }
    let doc = Document::from(html.as_ref());
    let page = page::read(&doc);
    let title = page.fields.title.as_deref();
    let found = if is_modest(&doc) { readable(&html) } else { Vec::new() };
    let mut kept = boilerplate::strip(found, title);
    let size = |blocks: &[Block]| blocks.iter().map(|b| b.text.chars().count()).sum::<usize>();
    if size(&kept) < LEAST * 3 {
        let plain = boilerplate::strip(paragraphs(&doc), title);
        if size(&plain) > size(&kept) * 2 {
            kept = plain;
        }
    }
    let mut body = blocks::join(&kept);
    // What the page itself declares to be its text is shorter than what was found, or much more, or none.
    if let Some(declared) = page.body.filter(|b| b.chars().count() > size(&kept) * 2) {
        body = declared;
    }
    if body.chars().count() < LEAST && !kept.iter().any(Block::is_prose) {
        return Err("no article text was found on the page".to_string());
    }
    Ok(Draft { fields: page.fields, body })
}

/// What the readability crate takes for the article; empty where it finds none, or fails.
fn readable(html: &str) -> Vec<Block> {
    let config = Config {
        max_elements_to_parse: MOST_ELEMENTS,
        candidate_select_mode: CandidateSelectMode::Readability,
        ..Config::default()
    };
    // A fault in the crate must cost one page, not the build of a thousand.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
        Some(blocks::of_node(Document::fragment(article.content).root()))
    }));
    found.ok().flatten().unwrap_or_default()
}

/// The running text of a page where nothing better is known: its paragraphs that are prose.
fn paragraphs(doc: &Document) -> Vec<Block> {
    doc.body().map(blocks::of_node).unwrap_or_default().into_iter().filter(Block::is_prose).collect()
}

/// Whether a page is small and flat enough for a walk by recursion.
fn is_modest(doc: &Document) -> bool {
    let (mut todo, mut elements) = (vec![(doc.root(), 0usize)], 0usize);
    while let Some((node, depth)) = todo.pop() {
        elements += 1;
        if depth > DEEPEST || elements > MOST_ELEMENTS * 2 {
            return false;
        }
        todo.extend(node.children_it(false).map(|c| (c, depth + 1)));
    }
    true
}
