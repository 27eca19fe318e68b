//! `techgraph coverage`: sentences that name two entities and tell no relation.

use super::filter::{FormatArgs, words};
use super::identity::GazetteerArgs;
use super::progress::Bar;
use super::reading::{self, ReadingArgs};
use super::table::{Cell, Kind, Table};
use super::{Context, edges, report};
use crate::Result;
use crate::article::{Article, Skipped, read_raw};
use crate::eval::{Silence, coverage};
use clap::Args;
use rayon::prelude::*;

/// List the sentences that name two entities and tell no relation, with the reason
///
/// unsure: a relation was read there, less surely than --min-confidence asks; elsewhere: another sentence tells what two of
/// them have to do with each other; types: no relation joins entities of these types; nothing: nothing was read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph coverage articles/
  techgraph coverage news.jsonl --reason unsure --format csv > to-look-at.csv")]
pub(super) struct CoverageArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    /// Only sentences silent for this reason
    #[arg(long, value_name = "REASON", value_parser = words(Silence::ALL, Silence::as_str))]
    reason: Option<Silence>,
    /// Show so many sentences; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    format: FormatArgs,
}

/// What was seen of all articles.
#[derive(Default)]
struct Seen {
    articles: usize,
    sentences: usize,
    with_two: usize,
    telling: usize,
    reasons: [usize; Silence::ALL.len()],
    rows: Vec<[Cell; 6]>,
}

pub(super) fn run(args: &CoverageArgs, context: &Context) -> Result<()> {
    let raw = read_raw(&args.reading.articles)?;
    let vocab = args.gazetteer.vocabulary()?;
    let (pool, pipeline) = (args.reading.pool()?, &args.reading.pipeline(vocab));
    let bar = Bar::over(raw.progress(), context.quiet);
    let (mut seen, mut skipped) = (Seen::default(), Vec::new());
    let look = |article: Result<Article, Skipped>| article.map(|a| (coverage(pipeline, vocab, &a), a));
    let done = reading::in_batches(raw, &pool, |batches| {
        for articles in batches {
            let found: Vec<_> = pool.install(|| articles.into_par_iter().map(look).collect());
            for found in found {
                match found {
                    Ok((coverage, article)) => seen.add(args, coverage, &article),
                    Err(e) => skipped.push(format!("skipped {e}")),
                }
            }
            bar.show(format!("{} articles", seen.articles));
        }
        Ok(())
    });
    bar.end();
    report::name_some(&skipped, reading::NAMED, args.reading.verbose, " skipped; --verbose names them");
    done?;
    if seen.articles == 0 {
        return Err(args.reading.nothing_read(skipped.len()));
    }
    seen.print(args, context)
}

impl Seen {
    fn add(&mut self, args: &CoverageArgs, coverage: crate::eval::Coverage, article: &Article) {
        self.articles += 1;
        self.sentences += coverage.sentences;
        self.with_two += coverage.with_two;
        self.telling += coverage.telling;
        for silent in coverage.silent {
            self.reasons[silent.why as usize] += 1;
            let wanted = args.reason.is_none_or(|reason| reason == silent.why);
            if !wanted || args.limit > 0 && self.rows.len() >= args.limit {
                continue;
            }
            let (nearest, confidence) = match silent.nearest {
                Some((subject, relation, object, p)) => (Some(format!("{subject} {relation} {object}")), Some(p)),
                None => (None, None),
            };
            self.rows.push([
                article.id.as_str().into(),
                silent.why.as_str().into(),
                Cell::List(silent.entities),
                nearest.into(),
                confidence.into(),
                silent.span.of(&article.text).into(),
            ]);
        }
    }

    fn print(self, args: &CoverageArgs, context: &Context) -> Result<()> {
        let mut table = Table::new([
            ("article", Kind::Text),
            ("reason", Kind::Text),
            ("entities", Kind::Name),
            ("nearest", Kind::Text),
            ("confidence", Kind::Number),
            ("sentence", Kind::Quote),
        ]);
        let shown = self.rows.len();
        self.rows.into_iter().for_each(|row| table.push(row));
        edges::print(table, args.format.format)?;
        let counted = Silence::ALL.iter().zip(self.reasons);
        let silent: usize = counted.clone().filter(|(why, _)| args.reason.is_none_or(|r| r == **why)).map(|(_, n)| n).sum();
        if shown < silent {
            context.note(&format!("the first {shown} of {silent} sentences; --limit 0 shows all"));
        }
        let reasons: Vec<String> = counted.map(|(why, n)| format!("{why} {n}")).collect();
        context.note(&format!(
            "{} sentences of {} articles, {} with two entities: {} tell a relation, {} do not ({})",
            self.sentences,
            self.articles,
            self.with_two,
            self.telling,
            self.with_two - self.telling,
            reasons.join(", ")
        ));
        Ok(())
    }
}
