//! `techgraph rank`: who matters most.

use super::chart::ChartArgs;
use super::filter::{FilterArgs, FormatArgs, words};
use super::picture::told;
use super::table::{Cell, Kind, Table};
use super::{Context, edges};
use crate::query::{self, COUNTING_RULE, Direction, Measure, RankBy, Ranking, Score};
use crate::render::chart;
use crate::value::Currency;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::Args;

/// Rank entities by PageRank, edges, betweenness or money
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph rank --type organization
  techgraph rank --by money-in --currency USD --since 2025
  techgraph rank --by betweenness --relation partners_with,supplies
  techgraph rank --by degree -o rank.svg")]
pub(super) struct RankArgs {
    /// What to rank by
    #[arg(long, value_name = "MEASURE", default_value = "pagerank", value_parser = words(Measure::ALL, Measure::as_str))]
    by: Measure,
    /// Which way edges are followed: out for pagerank and both for all else unless told
    #[arg(long, value_name = "WAY", help_heading = "Which edges", value_parser = words(Direction::ALL, Direction::as_str))]
    direction: Option<Direction>,
    /// At most so many entities; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    chart: ChartArgs,
}

pub(super) fn run(args: &RankArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let filter = args.filter.filter();
    let currency = filter.currency.unwrap_or(Currency::USD);
    let by = RankBy { measure: args.by, direction: args.direction, currency };
    let ranking = query::rank(&store, &filter, by, (args.limit > 0).then_some(args.limit))?;
    if args.chart.output.is_some() {
        return draw(args, &ranking, currency);
    }
    let kind = if matches!(args.by, Measure::MoneyIn | Measure::MoneyOut) { Kind::Money } else { Kind::Number };
    let score = args.by.as_str().replace('-', "_");
    let columns =
        [("rank", Kind::Number), ("entity", Kind::Name), ("type", Kind::Text), (&*score, kind), ("id", Kind::Text)];
    let mut table = Table::new(columns);
    for (place, row) in ranking.rows.iter().enumerate() {
        table.push([
            (place + 1).into(),
            row.entity.name.as_str().into(),
            row.entity.kind.as_str().into(),
            match &row.score {
                Score::Share(share) => Cell::Number(*share),
                Score::Count(count) => (*count).into(),
                Score::Money(amount) => amount.into(),
            },
            row.entity.id.0.as_str().into(),
        ]);
    }
    edges::print(table, args.format.format)?;
    if kind == Kind::Money {
        context.note(&format!("money in {currency}: {COUNTING_RULE}"));
    }
    if let Some(sources) = ranking.sampled {
        context.note(&format!("an estimate from the paths of {sources} entities"));
    }
    if ranking.total == 0 {
        context.note("no edge is like that");
    } else if ranking.total > ranking.rows.len() {
        context.note(&format!("{} of {} entities; --limit 0 ranks all", ranking.rows.len(), ranking.total));
    }
    Ok(())
}

/// The ranking as bars.
fn draw(args: &RankArgs, ranking: &Ranking, currency: Currency) -> Result<()> {
    if ranking.rows.is_empty() {
        return Err(Error::Failed("there is nothing to draw: no edge is like that".to_string()));
    }
    let vocab = Vocabulary::builtin();
    let (title, rule) = match args.by {
        Measure::PageRank => ("Importance (PageRank)", String::new()),
        Measure::Degree => ("Relations", String::new()),
        Measure::Betweenness => ("Shortest paths that lead through (betweenness)", String::new()),
        Measure::MoneyIn => ("Money received", format!("In {currency}: {COUNTING_RULE}.")),
        Measure::MoneyOut => ("Money paid", format!("In {currency}: {COUNTING_RULE}.")),
    };
    let only = told(&args.filter.filter(), vocab).map(|only| format!("Only: {only}."));
    let estimate = ranking.sampled.map(|sources| format!("An estimate from the paths of {sources} entities."));
    let notes: Vec<String> = only.into_iter().chain(estimate).chain(Some(rule)).filter(|n| !n.is_empty()).collect();
    let subtitle = format!("{} of {} entities", ranking.rows.len(), ranking.total);
    let frame = args.chart.frame(title.to_string(), subtitle, notes.join(" "));
    args.chart.write(chart::ranking(ranking, vocab, &frame))
}
