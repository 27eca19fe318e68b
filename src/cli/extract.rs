//! `techgraph extract`: relation mentions as JSON Lines, without a store.

use super::identity::GazetteerArgs;
use super::progress::Bar;
use super::reading::{self, ReadingArgs};
use super::{Context, line, report};
use crate::article::{Article, Skipped, read_raw};
use crate::{Error, Result};
use clap::Args;
use rayon::prelude::*;
use std::io::{BufWriter, Write};

/// Print what articles say, one relation a line (JSON Lines), without a graph
///
/// The lines come in the order of the input. `techgraph load` reads them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph extract articles/ > relations.jsonl
  techgraph extract --with-text articles/ | techgraph load - --graph deals.db")]
pub(super) struct ExtractArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    /// Before the relations of an article a line with its text, so that a loaded graph can be verified
    #[arg(long)]
    with_text: bool,
}

pub(super) fn run(args: &ExtractArgs, context: &Context) -> Result<()> {
    let raw = read_raw(&args.reading.articles)?;
    let (pool, pipeline) = (args.reading.pool()?, &args.reading.pipeline(args.gazetteer.vocabulary()?));
    let bar = Bar::over(raw.progress(), context.quiet);
    let mut out = BufWriter::new(std::io::stdout());
    let (mut read, mut skipped) = (0usize, Vec::new());
    let extract = |article: Result<Article, Skipped>| -> Result<String, Skipped> {
        let article = article?;
        let mut lines = String::new();
        if args.with_text {
            lines.push_str(&line::of_article(&article));
        }
        for mention in reading::annotate(pipeline, &article)? {
            lines.push_str(&line::of_mention(&article, &mention));
        }
        Ok(lines)
    };
    let done = reading::in_batches(raw, &pool, |batches| {
        for articles in batches {
            let lines: Vec<_> = pool.install(|| articles.into_par_iter().map(extract).collect());
            for lines in lines {
                match lines {
                    Ok(lines) => {
                        read += 1;
                        out.write_all(lines.as_bytes()).map_err(Error::io("write", "standard output"))?;
                    }
                    Err(e) => skipped.push(format!("skipped {e}")),
                }
            }
            out.flush().map_err(Error::io("write", "standard output"))?;
            bar.show(format!("{read} articles"));
        }
        Ok(())
    });
    bar.end();
    report::name_some(&skipped, reading::NAMED, args.reading.verbose, " skipped; --verbose names them");
    done?;
    if read == 0 { Err(args.reading.nothing_read(skipped.len())) } else { Ok(()) }
}
