//! From the text of an article to the relations that it says: `cargo run --release --example quickstart`.

use std::io::{self, Write};
use techgraph::article::Article;
use techgraph::pipeline::Pipeline;

fn main() -> io::Result<()> {
    run(&mut io::stdout().lock())
}

pub(crate) fn run(out: &mut dyn Write) -> io::Result<()> {
    let article = Article::from_text(
        "example-1",
        "Amazon puts another $4 billion into Anthropic",
        "Amazon said on Friday that it has invested a further $4 billion in Anthropic. The start-up, which was founded \
         by Dario Amodei and Daniela Amodei, competes with OpenAI. Anthropic is based in San Francisco.",
    );
    for mention in Pipeline::builtin().annotate(&article) {
        let money = mention.amount.as_ref().map(|a| format!(", {}", a.short())).unwrap_or_default();
        writeln!(
            out,
            "{} {} {} ({}{money}, {:.2})",
            mention.subject.name, mention.relation, mention.object.name, mention.status, mention.confidence
        )?;
        // The quote stands in the article, byte for byte.
        writeln!(out, "  {:?}", mention.evidence.span.of(&article.text))?;
    }
    Ok(())
}
