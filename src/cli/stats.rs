//! `techgraph stats`: what the graph holds, in numbers.

use super::filter::{FilterArgs, FormatArgs};
use super::table::{Cell, Format, Kind, Table};
use super::{Context, edges};
use crate::query::{self, Filter};
use crate::store::{Statistics, Store};
use crate::value::Status;
use crate::{Result, cli};
use clap::Args;

/// Count what the graph holds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph stats --top 20
  techgraph stats --type person --as-of 2024    of a part, as it was known then")]
pub(super) struct StatsArgs {
    /// How many of the busiest entities to name
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &StatsArgs, context: &Context) -> Result<()> {
    let (store, filter) = (args.filter.open(context)?, args.filter.filter());
    let statistics = query::statistics(&store, &filter, args.top)?;
    if args.format.format == Format::Table {
        edges::print(totals(&statistics), Format::Table)?;
        cli::print("\n")?;
        edges::print(relations(&store, &filter)?, Format::Table)?;
        if !statistics.top.is_empty() {
            let mut table = Table::new([("most edges", Kind::Name), ("type", Kind::Text), ("edges", Kind::Number)]);
            for (entity, edges) in &statistics.top {
                table.push([entity.name.as_str().into(), entity.kind.as_str().into(), (*edges).into()]);
            }
            cli::print("\n")?;
            edges::print(table, Format::Table)?;
        }
        return Ok(());
    }
    // One table for programs: every count with the section that it belongs to.
    let mut table = Table::new([("section", Kind::Text), ("name", Kind::Text), ("count", Kind::Number)]);
    for row in totals(&statistics).rows {
        table.push(std::iter::once("total".into()).chain(row));
    }
    for (kind, count) in &statistics.entities {
        table.push(["entities by type".into(), kind.as_str().into(), (*count).into()]);
    }
    for (relation, edges, _) in &statistics.relations {
        table.push(["edges by relation".into(), relation.into(), (*edges).into()]);
    }
    for (status, edges) in &statistics.statuses {
        table.push(["edges by status".into(), status.as_str().into(), (*edges).into()]);
    }
    for (entity, edges) in &statistics.top {
        table.push(["most edges".into(), entity.name.as_str().into(), (*edges).into()]);
    }
    table.print(args.format.format)
}

/// The totals of a graph.
pub(super) fn totals(statistics: &Statistics) -> Table {
    let mut table = Table::new([("total", Kind::Text), ("count", Kind::Number)]);
    table.push(["articles".into(), statistics.articles.into()]);
    table.push(["of different text".into(), statistics.texts.into()]);
    table.push(["with relations".into(), statistics.speaking.into()]);
    table.push(["entities".into(), statistics.entity_count().into()]);
    table.push(["edges".into(), statistics.edge_count().into()]);
    table.push(["statements".into(), statistics.statements.into()]);
    if let Some((first, last)) = statistics.published {
        table.push(["published from".into(), Cell::Date(first)]);
        table.push(["published to".into(), Cell::Date(last)]);
    }
    table
}

/// Edges by relation and status, with a last row of sums.
pub(super) fn relations(store: &Store, filter: &Filter) -> Result<Table> {
    let counts = query::cross_table(store, filter)?;
    let columns = std::iter::once(("edges", Kind::Text))
        .chain(std::iter::once(("all", Kind::Number)))
        .chain(Status::ALL.iter().map(|s| (s.as_str(), Kind::Number)));
    let mut table = Table::new(columns);
    let mut relations: Vec<&str> = counts.iter().map(|c| c.0.as_str()).collect();
    relations.dedup();
    let count = |relation: Option<&str>, status: Option<Status>| -> usize {
        let wanted =
            |c: &&(String, Status, usize)| relation.is_none_or(|r| r == c.0) && status.is_none_or(|s| s == c.1);
        counts.iter().filter(wanted).map(|c| c.2).sum()
    };
    let row = |name: &str, relation: Option<&str>| {
        let cells = std::iter::once(count(relation, None)).chain(Status::ALL.iter().map(|s| count(relation, Some(*s))));
        let cells = cells.map(|n| if n == 0 { Cell::Empty } else { n.into() });
        std::iter::once(Cell::from(name)).chain(cells).collect::<Vec<_>>()
    };
    relations.sort_by_key(|r| std::cmp::Reverse(count(Some(r), None)));
    for relation in relations {
        table.push(row(relation, Some(relation)));
    }
    if !table.is_empty() {
        table.push(row("all", None));
    }
    Ok(table)
}
