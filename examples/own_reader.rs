//! Articles from one's own format: here a feed of records with `Field: value` lines, apart by `---`.
//! `cargo run --release --example own_reader [FEED]`; without a file it reads a small feed of its own.

use std::io::{self, Write};
use techgraph::article::{Article, parse_date};
use techgraph::pipeline::Pipeline;

pub(crate) const FEED: &str = "\
Id: wire-7
Date: 2026-03-02
From: Example Wire
Headline: Broadcom to supply chips to Anthropic
Broadcom said on Monday that it will supply Anthropic with custom chips under a deal worth about $10 billion.
---
Id: wire-8
Date: 2026-03-03
From: Example Wire
Headline: Figma names new finance chief
Figma, the maker of design software, said that its founder Dylan Field remains chief executive.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let feed = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => FEED.to_string(),
    };
    run(&feed, &mut io::stdout().lock())?;
    Ok(())
}

pub(crate) fn run(feed: &str, out: &mut dyn Write) -> io::Result<()> {
    let pipeline = Pipeline::builtin();
    for article in feed.split("---\n").map(article) {
        writeln!(out, "{} ({} bytes)", article.title, article.text.len())?;
        for mention in pipeline.annotate(&article) {
            writeln!(out, "  {} {} {}", mention.subject.name, mention.relation, mention.object.name)?;
        }
    }
    Ok(())
}

/// One record as an article. What has no field is the body.
fn article(record: &str) -> Article {
    let field = |name: &str| record.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": "));
    let named = |line: &&str| ["Id: ", "Date: ", "From: ", "Headline: "].iter().any(|n| line.starts_with(n));
    let body: Vec<&str> = record.lines().filter(|l| !named(l)).collect();
    // Cleans the text and puts the headline before it: the spans of evidence point into the result.
    let mut article =
        Article::from_text(field("Id").unwrap_or_default(), field("Headline").unwrap_or_default(), &body.join("\n"));
    article.published = field("Date").and_then(parse_date);
    article.publisher = field("From").map(str::to_string);
    article
}
