//! `techgraph communities`: groups with more to do with each other than with others.

use super::Context;
use super::groups::GroupArgs;
use crate::{Error, Result, query};
use clap::Args;

/// Find communities: entities with more to do with each other than with others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph communities --limit 5
  techgraph communities --resolution 2 --members    smaller ones, each member a row")]
pub(super) struct CommunitiesArgs {
    /// Above 1 for smaller communities, below for larger ones
    #[arg(long, value_name = "R", default_value_t = 1.0)]
    resolution: f64,
    #[command(flatten)]
    groups: GroupArgs,
}

pub(super) fn run(args: &CommunitiesArgs, context: &Context) -> Result<()> {
    if !(args.resolution.is_finite() && args.resolution > 0.0) {
        return Err(Error::Usage("--resolution is a number above 0, such as 1".to_string()));
    }
    let groups = &args.groups;
    let store = groups.filter.open(context)?;
    let found = query::communities(&store, &groups.filter.filter(), args.resolution, groups.extent())?;
    groups.print("community", &found.groups)?;
    context.note(&format!("modularity {:.3}", found.modularity));
    groups.note("communities", &found.groups, context);
    Ok(())
}
