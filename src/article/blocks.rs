//! A page as a list of blocks: headings, paragraphs, list items, table rows. Markdown and web pages both become these.

use dom_query::{Document, NodeRef};

/// More open tags than this at one place make the page parser itself slow beyond use.
pub(super) const MOST_OPEN: usize = 2000;

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    Item,
    Row,
}

/// One block of text, without line breaks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// How many bytes of the text are links.
    pub(super) linked: usize,
}

impl Block {
    /// The share of the text that is links, 0 to 1.
    pub(super) fn link_share(&self) -> f64 {
        self.linked as f64 / self.text.len().max(1) as f64
    }
    /// Whether it reads as running text: long enough, with a sentence's end, not mainly links.
    pub(super) fn is_prose(&self) -> bool {
        let end = self.text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
        self.kind != Kind::Heading
            && self.text.chars().take(60).count() == 60
            && (end.ends_with(['.', '!', '?', '…', ':', '。']) || self.text.contains(". "))
            && self.link_share() < 0.5
    }
}

/// Puts blocks together from pieces of text; white space is made single.
#[derive(Debug, Default)]
pub(super) struct Builder {
    blocks: Vec<Block>,
    text: String,
    linked: usize,
    space: Space,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Space {
    #[default]
    None,
    /// White space of the source.
    Some,
    /// A line end of the source, which is no space before a comma.
    Line,
}

impl Builder {
    /// Adds text to the block at hand.
    pub(super) fn push(&mut self, text: &str, linked: bool) {
        for c in text.chars() {
            // The no-break space is kept: it stands between "$5" and "billion".
            if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
                self.space = if self.space == Space::None { Space::Some } else { self.space };
                continue;
            }
            let before = self.text.len();
            let glue = self.space == Space::Line && matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | '’' | '”');
            if self.space != Space::None && !self.text.is_empty() && !glue {
                self.text.push(' ');
            }
            self.space = Space::None;
            self.text.push(c);
            if linked {
                self.linked += self.text.len() - before;
            }
        }
    }
    /// Marks a line end within a paragraph.
    pub(super) fn line(&mut self) {
        self.space = Space::Line;
    }
    /// Marks the border between two cells of a row.
    pub(super) fn cell(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(" |") {
            self.text.push_str(" |");
            self.space = Space::Some;
        }
    }
    /// Ends the block at hand.
    pub(super) fn end(&mut self, kind: Kind) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end_matches([' ', '|']).trim();
        if !text.is_empty() {
            self.blocks.push(Block { kind, text: text.to_string(), linked: self.linked.min(text.len()) });
        }
        self.linked = 0;
        self.space = Space::None;
    }
    /// All blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end(Kind::Paragraph);
        self.blocks
    }
    /// Takes over blocks made elsewhere.
    pub(super) fn extend(&mut self, blocks: Vec<Block>) {
        self.blocks.extend(blocks);
    }
}

/// The blocks as text: a blank line between them, none between the items of a list and the rows of a table.
pub(super) fn join(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut last: Option<Kind> = None;
    for block in blocks {
        if let Some(last) = last {
            let close = last == block.kind && matches!(last, Kind::Item | Kind::Row);
            out.push_str(if close { "\n" } else { "\n\n" });
        }
        out.push_str(&block.text);
        last = Some(block.kind);
    }
    out
}

/// The blocks of a piece of HTML; none where it nests too deep to be parsed in reasonable time.
pub(super) fn of_html(html: &str) -> Vec<Block> {
    if open_tags(html) > MOST_OPEN { Vec::new() } else { of_node(Document::fragment(html).root()) }
}

/// The blocks of a piece of a web page.
pub(super) fn of_node(root: NodeRef<'_>) -> Vec<Block> {
    let mut builder = Builder::default();
    let (mut kinds, mut links) = (vec![Kind::Paragraph], 0usize);
    // Not recursive: how deep a page nests is up to whoever wrote it.
    let mut todo = vec![(root, false)];
    while let Some((node, leave)) = todo.pop() {
        if node.is_text() {
            builder.push(&node.text(), links > 0);
            continue;
        }
        let Some(name) = node.qual_name_ref().map(|q| q.local.to_string()) else {
            // The document itself.
            if !leave && !node.is_comment() {
                todo.extend(node.children_it(true).map(|c| (c, false)));
            }
            continue;
        };
        let tag = Tag::of(&name);
        let kind = kinds.last().copied().unwrap_or(Kind::Paragraph);
        if leave {
            match tag {
                Tag::Link => links = links.saturating_sub(1),
                Tag::Block(_) => {
                    builder.end(kind);
                    kinds.pop();
                }
                _ => {}
            }
            continue;
        }
        match tag {
            Tag::Dropped => continue,
            Tag::Break => {
                builder.end(kind);
                continue;
            }
            Tag::Cell => builder.cell(),
            Tag::Link => links += 1,
            Tag::Block(own) => {
                builder.end(kind);
                // A paragraph inside a list item, heading or row is still that.
                kinds.push(own.unwrap_or(kind));
            }
            Tag::Inline => {}
        }
        todo.push((node, true));
        todo.extend(node.children_it(true).map(|c| (c, false)));
    }
    builder.finish()
}

enum Tag {
    /// Starts and ends a block, of its own kind where it has one.
    Block(Option<Kind>),
    Break,
    Cell,
    Link,
    Inline,
    Dropped,
}

impl Tag {
    fn of(name: &str) -> Tag {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Tag::Block(Some(Kind::Heading)),
            "li" | "dt" | "dd" => Tag::Block(Some(Kind::Item)),
            "tr" => Tag::Block(Some(Kind::Row)),
            "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "details" | "div"
            | "dl" | "fieldset" | "figure" | "footer" | "form" | "header" | "hgroup" | "html" | "main" | "nav"
            | "ol" | "p" | "pre" | "section" | "summary" | "table" | "ul" => Tag::Block(None),
            "br" | "hr" => Tag::Break,
            "td" | "th" => Tag::Cell,
            "a" => Tag::Link,
            // A caption tells what the picture shows, mostly in no sentence, and sometimes of another day.
            "figcaption" | "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object"
            | "embed" | "audio" | "video" | "canvas" | "button" | "select" | "textarea" | "input" | "head" | "map" => {
                Tag::Dropped
            }
            _ => Tag::Inline,
        }
    }
}

/// The most tags open at one place, of those that must be closed; a cheap estimate without parsing.
pub(super) fn open_tags(html: &str) -> usize {
    // Void elements and those whose end tag may be left out say nothing about depth.
    const OPEN_ENDED: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "optgroup", "html", "head",
        "body", "path", "use", "circle", "rect", "line", "polygon", "ellipse", "stop",
    ];
    let (mut depth, mut most) = (0usize, 0usize);
    for piece in html.split('<').skip(1) {
        if piece.starts_with('/') {
            depth = depth.saturating_sub(1);
            continue;
        }
        let name =
            piece.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or("").to_ascii_lowercase();
        let closed = piece.split('>').next().is_some_and(|tag| tag.ends_with('/'));
        if !name.is_empty() && !closed && !OPEN_ENDED.contains(&name.as_str()) {
            depth += 1;
            most = most.max(depth);
        }
    }
    most
}
