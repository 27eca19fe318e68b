//! `techgraph build`: read, extract, resolve, store.

use super::identity::DecisionsArgs;
use super::progress::Bar;
use super::reading::{self, ReadingArgs};
use super::table::{Format, Kind, Table};
use super::{Context, edges, report, stats};
use crate::article::{Article, Skipped, read_raw};
use crate::query::Filter;
use crate::resolve::{Around, Claim};
use crate::store::{Batch, Change, ContentHash, Known, Record, Store};
use crate::{Result, cli};
use clap::Args;
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// How long articles are gathered before they are stored for good.
const BATCH_TIME: Duration = Duration::from_secs(1);

/// Read articles into the graph
///
/// Articles are .txt, .md, .html, .jsonl files and .gz of these; directories are searched. An article that is stored
/// already changes nothing; one that has changed replaces what it said before. A build can be stopped at any time: what
/// is stored is whole, and the next build goes on from there.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph build articles/ more.jsonl.gz --graph deals.db")]
pub(super) struct BuildArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    book: DecisionsArgs,
    /// Extract again what an earlier version of the extraction has read
    #[arg(long)]
    refresh: bool,
}

/// What became of the articles.
#[derive(Debug, Default)]
struct Tally {
    read: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    superseded: usize,
    skipped: Vec<Skipped>,
}

impl Tally {
    fn count(&mut self, change: Change) {
        match change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
            Change::Unchanged => self.unchanged += 1,
            Change::Superseded => self.superseded += 1,
        }
    }
}

pub(super) fn run(args: &BuildArgs, context: &Context) -> Result<()> {
    let started = Instant::now();
    let raw = read_raw(&args.reading.articles)?;
    let made = !context.graph.exists();
    let (pool, book) = (args.reading.pool()?, args.book.book(context)?);
    let vocab = book.resolver.vocabulary();
    let (pipeline, extractor) = (&args.reading.pipeline(vocab), args.reading.extractor(vocab));
    let mut store = Store::create(&context.graph)?;
    book.apply(&mut store, context)?;
    let bar = Bar::over(raw.progress(), context.quiet);
    let mut tally = Tally::default();
    let extract = |article: &Article| -> Result<Vec<Claim>, Skipped> {
        let around = Around { text: &article.text, published: article.published };
        Ok(book.resolver.extracted(reading::annotate(pipeline, article)?, &around))
    };
    let done = reading::in_batches(raw, &pool, |batches| {
        while let Some(mut articles) = batches.next() {
            let (mut batch, begun) = (store.batch()?, Instant::now());
            loop {
                let refresh = args.refresh.then_some(extractor.as_str());
                let fresh = unknown(articles, &mut batch, refresh, &mut tally)?;
                let claims: Vec<_> = pool.install(|| fresh.par_iter().map(extract).collect());
                for (article, claims) in fresh.iter().zip(claims) {
                    match claims {
                        Ok(claims) => tally.count(batch.put(Record::of(article, &extractor, claims))?),
                        Err(skipped) => tally.skipped.push(skipped),
                    }
                }
                bar.show(format!("{} articles", tally.read));
                if begun.elapsed() >= BATCH_TIME {
                    break;
                }
                match batches.next() {
                    Some(next) => articles = next,
                    None => break,
                }
            }
            batch.commit()?;
        }
        Ok(())
    });
    bar.end();
    let skipped: Vec<String> = tally.skipped.iter().map(|s| format!("skipped {s}")).collect();
    report::name_some(&skipped, reading::NAMED, args.reading.verbose, " skipped; --verbose names them");
    done?;
    if tally.read == 0 {
        drop(store);
        if made {
            // An empty graph would only be in the way; where it cannot be removed it does no harm.
            let _ = std::fs::remove_file(&context.graph);
        }
        return Err(args.reading.nothing_read(tally.skipped.len()));
    }
    store.settle()?;
    if !context.quiet {
        summary(&tally, &store)?;
    }
    let older = store.articles_not_by(&extractor)?;
    if older > 0 {
        context.note(&format!(
            "note: another version of the extraction read {older} of the stored articles; --refresh reads them again"
        ));
    }
    context.note(&format!("{} in {:.1} s", context.graph.display(), started.elapsed().as_secs_f64()));
    Ok(())
}

/// The articles that have to be extracted; the others are counted.
fn unknown(
    articles: reading::Articles,
    batch: &mut Batch<'_>,
    refresh: Option<&str>,
    tally: &mut Tally,
) -> Result<Vec<Article>> {
    let mut fresh = Vec::new();
    for article in articles {
        match article {
            Err(skipped) => tally.skipped.push(skipped),
            Ok(article) => {
                tally.read += 1;
                match batch.known(&article.id, &ContentHash::of(&article))? {
                    Known::Same { extractor } if refresh.is_none_or(|ours| ours == extractor) => tally.unchanged += 1,
                    _ => fresh.push(article),
                }
            }
        }
    }
    Ok(fresh)
}

fn summary(tally: &Tally, store: &Store) -> Result<()> {
    let mut table = Table::new([("articles", Kind::Text), ("count", Kind::Number)]);
    table.push(["read".into(), tally.read.into()]);
    table.push(["new".into(), tally.new.into()]);
    table.push(["changed".into(), tally.changed.into()]);
    table.push(["unchanged".into(), tally.unchanged.into()]);
    if tally.superseded > 0 {
        table.push(["with the id of another, left out".into(), tally.superseded.into()]);
    }
    table.push(["skipped".into(), tally.skipped.len().into()]);
    edges::print(table, Format::Table)?;
    cli::print("\n")?;
    edges::print(stats::totals(&store.statistics(0)?), Format::Table)?;
    cli::print("\n")?;
    edges::print(stats::relations(store, &Filter::default())?, Format::Table)
}
