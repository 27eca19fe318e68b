//! `techgraph components`: the parts of the graph that hang together.

use super::Context;
use super::groups::GroupArgs;
use crate::{Result, query};
use clap::Args;

/// Show the parts of the graph that hang together
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph components
  techgraph components --strong --relation invests_in,owns    where everyone leads to everyone")]
pub(super) struct ComponentsArgs {
    /// Only along edges: each leads to each other
    #[arg(long)]
    strong: bool,
    #[command(flatten)]
    groups: GroupArgs,
}

pub(super) fn run(args: &ComponentsArgs, context: &Context) -> Result<()> {
    let groups = &args.groups;
    let store = groups.filter.open(context)?;
    let found = query::components(&store, &groups.filter.filter(), args.strong, groups.extent())?;
    groups.print("component", &found)?;
    groups.note("components", &found, context);
    Ok(())
}
