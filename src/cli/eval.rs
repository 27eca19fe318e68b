//! `techgraph eval`: extraction against annotated articles.

mod identity;

use super::filter::FormatArgs;
use super::identity::GazetteerArgs;
use super::table::{Format, Kind, Table};
use super::{Context, edges, line, reading};
use crate::eval::{self, AnnotatedArticle, Counts, Insight, Kinds, Report, SlipKind};
use crate::relation::RelationMention;
use crate::{Error, Result, cli};
use clap::Args;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Score extraction against annotated articles
///
/// Without PREDICTED the articles' own texts are extracted now. With --identities it scores instead which annotated names
/// are one entity across all the articles named (B³), and tells too much joined from too little.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph eval annotated.jsonl
  techgraph eval annotated.jsonl relations.jsonl --errors 20
  techgraph eval train.jsonl dev.jsonl --identities identity.csv --errors 20")]
pub(super) struct EvalArgs {
    /// Annotated articles, one JSON object a line
    gold: PathBuf,
    /// Relations as `techgraph extract` prints them; with --identities more annotated articles
    #[arg(value_name = "PREDICTED")]
    more: Vec<PathBuf>,
    /// Which names of the articles are one entity, judged by hand: CSV with identity,type,name
    #[arg(long, value_name = "FILE")]
    identities: Option<PathBuf>,
    /// Count the errors by kind, and name so many of the missing and of the spurious relations
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// All numbers as one JSON object
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &EvalArgs, context: &Context) -> Result<()> {
    let gold = read_gold(&args.gold)?;
    if let Some(identities) = &args.identities {
        return identity::run(args, gold, identities);
    }
    let (predicted, insights) = match args.more.as_slice() {
        [] => extract(&gold, args)?,
        [path] => (read_predicted(path)?, Vec::new()),
        [_, other, ..] => {
            let what = format!("{}: only one file of predicted relations is scored", other.display());
            return Err(Error::Usage(format!("{what}; with --identities more annotated articles can be named")));
        }
    };
    let report = eval::score(&gold, &predicted);
    let kinds = eval::kinds(&gold, &insights, &predicted, &report);
    if report.unknown > 0 {
        context.note(&format!("note: {} lines name an article that {} lacks", report.unknown, args.gold.display()));
    }
    if args.json {
        let json = serde_json::to_string(&report).map_err(|e| Error::Failed(e.to_string()))?;
        return cli::print(&format!("{json}\n"));
    }
    print(&report, args)?;
    if args.errors > 0 { errors(&report, &kinds, args) } else { Ok(()) }
}

fn read_gold(path: &Path) -> Result<Vec<AnnotatedArticle>> {
    let gold = AnnotatedArticle::read_lines(&text_of(path)?)
        .map_err(|(line, why)| Error::malformed(path, Some(line), format!("no annotated article: {why}")))?;
    if gold.is_empty() {
        return Err(Error::malformed(path, None, "there is no annotated article in it"));
    }
    Ok(gold)
}

/// Relations with their articles' ids.
type Told = Vec<(String, RelationMention)>;

/// What the articles' texts yield, and, where errors are asked for, what was known of each article.
fn extract(gold: &[AnnotatedArticle], args: &EvalArgs) -> Result<(Told, Vec<Insight>)> {
    let pipeline = &reading::pipeline(args.gazetteer.vocabulary()?);
    let mentions = gold.par_iter().map(|annotated| {
        let mentions = reading::annotate(pipeline, &annotated.article()).map_err(|e| Error::Failed(e.to_string()))?;
        Ok(mentions.into_iter().map(|m| (annotated.id.clone(), m)).collect::<Vec<_>>())
    });
    let told = mentions.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let looked_at = if args.errors > 0 { gold } else { &[] };
    Ok((told, looked_at.par_iter().map(|annotated| Insight::of(pipeline, annotated)).collect()))
}

fn read_predicted(path: &Path) -> Result<Vec<(String, RelationMention)>> {
    let mut predicted = Vec::new();
    for (number, text) in text_of(path)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let line = line::read(text).map_err(|e| Error::malformed(path, Some(number as u64 + 1), e))?;
        predicted.extend(line.mention.map(|m| (line.article, m)));
    }
    Ok(predicted)
}

fn text_of(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(Error::io("read", path))
}

fn print(report: &Report, args: &EvalArgs) -> Result<()> {
    let format = args.format.format;
    let by = |name: &'static str| {
        Table::new([
            (name, Kind::Text),
            ("gold", Kind::Number),
            ("predicted", Kind::Number),
            ("precision", Kind::Number),
            ("recall", Kind::Number),
            ("f1", Kind::Number),
        ])
    };
    let push = |table: &mut Table, name: &str, counts: &Counts| {
        table.push([
            name.into(),
            counts.gold.into(),
            counts.predicted.into(),
            rounded(counts.precision()).into(),
            rounded(counts.recall()).into(),
            rounded(counts.f1()).into(),
        ]);
    };
    let mut table = by("relation");
    for (relation, counts) in &report.by_relation {
        push(&mut table, relation, counts);
    }
    push(&mut table, "all", &report.total);
    edges::print(table, format)?;
    if format == Format::Table {
        let mut table = by("status");
        for (status, counts) in &report.by_status {
            push(&mut table, status.as_str(), counts);
        }
        cli::print("\n")?;
        edges::print(table, format)?;
        let mut table = Table::new([("score", Kind::Text), ("value", Kind::Number)]);
        table.push(["articles".into(), report.articles.into()]);
        for (name, value) in [
            ("f1, 95 % from", report.f1_95.0),
            ("f1, 95 % to", report.f1_95.1),
            ("f1 of deals", report.deals_f1),
            ("f1, mean of relations", report.macro_f1),
            ("f1 of pairs", report.pair_f1),
            ("status accuracy", report.status_accuracy),
            ("status f1, mean", report.status_macro_f1),
            ("amount f1", report.amount_f1),
            ("role accuracy", report.role_accuracy),
            ("direction accuracy", report.direction_accuracy),
            ("evidence verbatim", report.evidence_verbatim),
        ] {
            table.push([name.into(), rounded(value).into()]);
        }
        cli::print("\n")?;
        edges::print(table, format)?;
    }
    Ok(())
}

/// How many errors are of which kind, and some of them.
fn errors(report: &Report, kinds: &Kinds, args: &EvalArgs) -> Result<()> {
    let format = args.format.format;
    let parts = [("missing", &report.missing, &kinds.missing), ("spurious", &report.spurious, &kinds.spurious)];
    let mut table = Table::new([
        ("error", Kind::Text),
        ("kind", Kind::Text),
        ("count", Kind::Number),
        ("percent", Kind::Number),
    ]);
    for (what, _, kinds) in parts {
        for kind in SlipKind::ALL {
            let count = kinds.iter().filter(|k| *k == kind).count();
            if count > 0 {
                let share = (1000.0 * count as f64 / kinds.len() as f64).round() / 10.0;
                table.push([what.into(), kind.as_str().into(), count.into(), share.into()]);
            }
        }
    }
    cli::print("\n")?;
    edges::print(table, format)?;
    let mut table = Table::new([
        ("error", Kind::Text),
        ("kind", Kind::Text),
        ("article", Kind::Text),
        ("subject", Kind::Name),
        ("relation", Kind::Text),
        ("object", Kind::Name),
        ("evidence", Kind::Quote),
    ]);
    for (what, slips, kinds) in parts {
        for (at, slip) in slips.iter().take(args.errors).enumerate() {
            let triple = &slip.triple;
            table.push([
                what.into(),
                kinds.get(at).map(|kind| kind.as_str()).into(),
                slip.article.as_str().into(),
                triple.subject.as_str().into(),
                triple.relation.as_str().into(),
                triple.object.as_str().into(),
                slip.evidence.as_str().into(),
            ]);
        }
    }
    cli::print("\n")?;
    edges::print(table, format)
}

/// To four places, as the scorer prints.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
