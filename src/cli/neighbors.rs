//! `techgraph neighbors`: the edges around an entity.

use super::filter::{DirectionArgs, FilterArgs, FormatArgs, OrderArgs};
use super::table::Kind;
use super::{Context, edges, show};
use crate::{Result, query};
use clap::Args;

/// List the edges around an entity
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph neighbors Amazon --relation invests_in,lends_to --depth 2")]
pub(super) struct NeighborsArgs {
    /// A name, an alias or an id
    name: String,
    /// How many steps away
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
    #[command(flatten)]
    order: OrderArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &NeighborsArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let entity = show::find(&store, &args.name, context)?;
    let filter = args.filter.towards(args.direction.direction);
    let depth = usize::from(args.depth);
    let found = query::neighbors(&store, &entity.id, &filter, depth, args.order.sort, args.order.limit())?;
    let before = [("depth", Kind::Number)];
    let mut table = edges::table(if depth > 1 { &before } else { &[] });
    for near in &found.edges {
        let cells = edges::cells(&near.link);
        if depth > 1 {
            table.push(std::iter::once(near.depth.into()).chain(cells));
        } else {
            table.push(cells);
        }
    }
    edges::print(table, args.format.format)?;
    if found.total == 0 {
        context.note(&format!("{} has no edge like that", entity.name));
    } else if found.total > found.edges.len() {
        context.note(&format!("{} of {} edges; --limit 0 lists all", found.edges.len(), found.total));
    }
    Ok(())
}
