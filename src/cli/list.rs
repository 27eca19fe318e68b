//! `techgraph list`: edges of the whole graph.

use super::filter::{FilterArgs, FormatArgs, OrderArgs};
use super::{Context, edges};
use crate::{Result, query};
use clap::Args;

/// List edges, filtered and sorted
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph list --relation invests_in --status reported --min-amount 1bn --sort amount")]
pub(super) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    order: OrderArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &ListArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let listing = query::list(&store, &args.filter.filter(), args.order.sort, args.order.limit())?;
    let mut table = edges::table(&[]);
    for link in &listing.links {
        table.push(edges::cells(link));
    }
    edges::print(table, args.format.format)?;
    if listing.total == 0 {
        context.note("no edge is like that");
    } else if listing.total > listing.links.len() {
        context.note(&format!("{} of {} edges; --limit 0 lists all", listing.links.len(), listing.total));
    }
    Ok(())
}
