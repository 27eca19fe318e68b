//! `techgraph common`: whom several entities have to do with.

use super::filter::{DirectionArgs, FilterArgs, FormatArgs};
use super::table::Kind;
use super::{Context, edges, show};
use crate::{Result, query};
use clap::Args;

/// Show whom two or more entities have to do with in common
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph common Nvidia Microsoft
  techgraph common SoftBank Nvidia Amazon --relation invests_in --direction out")]
pub(super) struct CommonArgs {
    /// Names, aliases or ids
    #[arg(required = true, num_args = 2.., value_name = "NAME")]
    names: Vec<String>,
    /// At most so many neighbours in common; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &CommonArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let asked = args.names.iter().map(|name| show::find(&store, name, context)).collect::<Result<Vec<_>>>()?;
    let ids: Vec<_> = asked.iter().map(|e| e.id.clone()).collect();
    let filter = args.filter.towards(args.direction.direction);
    let found = query::common(&store, &ids, &filter, (args.limit > 0).then_some(args.limit))?;
    let mut table = edges::table(&[("common", Kind::Name)]);
    for shared in &found.shared {
        for link in shared.links.iter().flatten() {
            table.push(std::iter::once(shared.entity.name.as_str().into()).chain(edges::cells(link)));
        }
    }
    edges::print(table, args.format.format)?;
    if found.total == 0 {
        context.note("they have nobody in common by edges like that");
    } else if found.total > found.shared.len() {
        context.note(&format!("{} of {} in common; --limit 0 lists all", found.shared.len(), found.total));
    }
    Ok(())
}
