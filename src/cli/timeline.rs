//! `techgraph timeline`: what happened when.

use super::chart::ChartArgs;
use super::filter::{AroundArgs, DirectionArgs, FilterArgs, FormatArgs};
use super::picture::told;
use super::table::{Kind, Table};
use super::{Context, edges};
use crate::query::{self, Event};
use crate::render::chart;
use crate::value::Currency;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::Args;

/// Tell what happened when, and how statuses moved
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph timeline OpenAI --relation invests_in
  techgraph timeline --since 2025 --status confirmed
  techgraph timeline --relation invests_in,acquires -o money.svg

An event is dated by the text that tells it; where that gives no date, by the article's (dated by: article).
A chart shows the money by year; where all events are of one relation, how its status rose and fell.")]
pub(super) struct TimelineArgs {
    #[command(flatten)]
    around: AroundArgs,
    /// At most so many events, the last ones; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    chart: ChartArgs,
}

pub(super) fn run(args: &TimelineArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let named = args.around.find(&store, context)?;
    let around = named.as_ref().map(|(entity, depth)| (&entity.id, *depth));
    let filter = args.filter.towards(args.direction.direction);
    let drawn = args.chart.output.is_some();
    let found = query::timeline(&store, around, &filter, (args.limit > 0 && !drawn).then_some(args.limit))?;
    if drawn {
        return draw(args, &found.events, named.as_ref().map(|(entity, _)| entity.name.as_str()));
    }
    let mut table = Table::new([
        ("date", Kind::Date),
        ("dated_by", Kind::Text),
        ("subject", Kind::Name),
        ("relation", Kind::Text),
        ("object", Kind::Name),
        ("status", Kind::Status),
        ("before", Kind::Text),
        ("amount", Kind::Money),
        ("publisher", Kind::Text),
        ("published", Kind::Date),
        ("quote", Kind::Quote),
    ]);
    for event in &found.events {
        table.push([
            event.date.into(),
            event.date.map(|_| if event.dated { "text" } else { "article" }).into(),
            event.subject.name.as_str().into(),
            event.relation.as_str().into(),
            event.object.name.as_str().into(),
            event.status().into(),
            before(event).into(),
            event.amount.as_ref().into(),
            event.fact.source.publisher.as_deref().into(),
            event.fact.source.published.into(),
            event.fact.quote.as_str().into(),
        ]);
    }
    edges::print(table, args.format.format)?;
    if found.total == 0 {
        context.note("nothing like that has happened");
    } else if found.total > found.events.len() {
        context.note(&format!("the last {} of {} events; --limit 0 tells all", found.events.len(), found.total));
    }
    Ok(())
}

/// The statuses that came before: `reported → announced`.
fn before(event: &Event) -> Option<String> {
    let (_, before) = event.course.split_last()?;
    let before: Vec<&str> = before.iter().map(|s| s.as_str()).collect();
    (!before.is_empty()).then(|| before.join(" → "))
}

/// The ladder of one relation, or the money of all by year.
fn draw(args: &TimelineArgs, events: &[Event], name: Option<&str>) -> Result<()> {
    let vocab = Vocabulary::builtin();
    let filter = args.filter.filter();
    let only = told(&filter, vocab).map_or(String::new(), |only| format!("Only: {only}."));
    let Some(first) = events.first() else {
        let what = format!("there is nothing to draw: nothing like that has happened. {only}");
        return Err(Error::Failed(what.trim_end().to_string()));
    };
    let ends = |e: &Event| (e.subject.id.clone(), e.relation.clone(), e.object.id.clone());
    if events.iter().all(|e| ends(e) == ends(first)) {
        let label = vocab.relations.find(&first.relation).map_or(first.relation.as_str(), |r| &r.label);
        let title = format!("{} {label} {}", first.subject.name, first.object.name);
        let steps = if events.len() == 1 { "1 event".to_string() } else { format!("{} events", events.len()) };
        return args.chart.write(chart::ladder(events, vocab, &args.chart.frame(title, steps, only)));
    }
    let currency = filter.currency.unwrap_or(Currency::USD);
    let title = name.map_or("Money by year".to_string(), |name| format!("Money by year: {name}"));
    let frame = args.chart.frame(title, format!("{currency}, from {} events", events.len()), only);
    let svg = chart::money_by_year(events, currency, vocab, &frame).ok_or_else(|| {
        let message = "no dated money is told in";
        Error::Failed(format!("{message} {currency}: name another --currency, or one relation to see its course"))
    })?;
    args.chart.write(svg)
}
