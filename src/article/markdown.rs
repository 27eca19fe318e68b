//! Markdown, written by people or made of fetched pages: front matter, then the text without its marks.

use super::blocks::{self, Block, Builder, Kind};
use super::{Draft, boilerplate, clean, encoding, front_matter};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

pub(super) fn read(bytes: &[u8]) -> Result<Draft, String> {
    let decoded = encoding::decode(bytes, None);
    let text = clean(&decoded);
    let (mut fields, body) = front_matter::split(&text);
    let blocks = blocks_of(body);
    let heading = blocks.iter().take(40).find(|b| b.kind == Kind::Heading);
    match (&fields.title, heading) {
        (Some(_), heading) => {
            let heading = heading.map(|b| b.text.clone());
            fields.trim_title(heading.as_deref());
        }
        // Without front matter the first heading is the title, if nothing but menus stands before it.
        (None, Some(heading)) if !blocks.iter().take_while(|b| b.kind != Kind::Heading).any(Block::is_prose) => {
            fields.title = Some(heading.text.clone());
        }
        (None, _) => {}
    }
    let kept = boilerplate::strip(blocks, fields.title.as_deref());
    if kept.is_empty() {
        return Err("there is no text in it beside menus and links".to_string());
    }
    Ok(Draft { fields, body: blocks::join(&kept) })
}

/// The blocks of a Markdown text (CommonMark with tables, footnotes and strikethrough). Links and emphasis leave their
/// text, images and fenced code go, HTML is read as on a page. An indented block is text: what fetched pages indent is
/// hardly ever code.
fn blocks_of(text: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    let mut builder = Builder::default();
    let (mut links, mut images, mut items, mut code, mut indented) = (0usize, 0usize, 0usize, false, false);
    let mut html = String::new();
    for event in Parser::new_ext(text, options) {
        let kind = if items > 0 { Kind::Item } else { Kind::Paragraph };
        match event {
            Event::Start(tag) => match tag {
                Tag::Link { .. } => links += 1,
                Tag::Image { .. } => images += 1,
                Tag::Item => {
                    builder.end(kind);
                    items += 1;
                }
                Tag::CodeBlock(block) => {
                    builder.end(kind);
                    code = matches!(block, CodeBlockKind::Fenced(_));
                    indented = !code;
                }
                Tag::TableCell => builder.cell(),
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
                _ => builder.end(kind),
            },
            Event::End(tag) => match tag {
                TagEnd::Link => links = links.saturating_sub(1),
                TagEnd::Image => images = images.saturating_sub(1),
                TagEnd::Item => {
                    builder.end(Kind::Item);
                    items = items.saturating_sub(1);
                }
                TagEnd::Heading(_) => builder.end(Kind::Heading),
                TagEnd::TableRow | TagEnd::TableHead => builder.end(Kind::Row),
                TagEnd::HtmlBlock => {
                    builder.end(kind);
                    builder.extend(blocks::of_html(&std::mem::take(&mut html)));
                }
                TagEnd::CodeBlock => {
                    (code, indented) = (false, false);
                    builder.end(kind);
                }
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
                TagEnd::TableCell | TagEnd::Superscript | TagEnd::Subscript => {}
                _ => builder.end(kind),
            },
            Event::Text(_) | Event::Code(_) if code || images > 0 => {}
            Event::Text(text) if indented => {
                for line in text.lines() {
                    builder.push(line, false);
                    builder.end(kind);
                }
            }
            Event::Text(text) | Event::Code(text) => builder.push(&text, links > 0),
            Event::Html(part) => html.push_str(&part),
            Event::InlineHtml(tag) if is_break(&tag) => builder.end(kind),
            Event::SoftBreak => builder.line(),
            Event::HardBreak | Event::Rule => builder.end(kind),
            _ => {}
        }
    }
    let mut blocks = builder.finish();
    for block in &mut blocks {
        // Emphasis that was never closed, or that line ends inside kept from being one.
        let bare = block.text.trim_start_matches("** ").trim_end_matches(" **");
        if bare.len() < block.text.len() {
            block.text = bare.to_string();
        }
    }
    blocks
}

fn is_break(tag: &str) -> bool {
    let tag = tag.trim_start_matches(['<', '/']).to_ascii_lowercase();
    ["br", "p", "div", "li"]
        .iter()
        .any(|name| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with(['>', ' ', '/'])))
}
