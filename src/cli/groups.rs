//! `techgraph components` and `techgraph communities`: the parts into which the graph falls.

use super::filter::{FilterArgs, FormatArgs};
use super::table::{Kind, Table};
use super::{Context, edges};
use crate::query::{self, Extent, Groups};
use crate::{Error, Result};
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

#[derive(Debug, Args)]
struct GroupArgs {
    /// A row for every member instead of one for every group
    #[arg(long)]
    members: bool,
    /// At most so many groups; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// How many members a row of a group names.
const NAMED: usize = 5;

pub(super) fn components(args: &ComponentsArgs, context: &Context) -> Result<()> {
    let groups = &args.groups;
    let store = groups.filter.open(context)?;
    let found = query::components(&store, &groups.filter.filter(), args.strong, groups.extent())?;
    groups.print("component", &found)?;
    groups.note("component", &found, context);
    Ok(())
}

pub(super) fn communities(args: &CommunitiesArgs, context: &Context) -> Result<()> {
    if !(args.resolution.is_finite() && args.resolution > 0.0) {
        return Err(Error::Usage("--resolution is a number above 0, such as 1".to_string()));
    }
    let groups = &args.groups;
    let store = groups.filter.open(context)?;
    let found = query::communities(&store, &groups.filter.filter(), args.resolution, groups.extent())?;
    groups.print("community", &found.groups)?;
    context.note(&format!("modularity {:.3}", found.modularity));
    groups.note("community", &found.groups, context);
    Ok(())
}

impl GroupArgs {
    fn extent(&self) -> Extent {
        Extent { groups: (self.limit > 0).then_some(self.limit), members: (!self.members).then_some(NAMED) }
    }

    fn print(&self, name: &'static str, found: &Groups) -> Result<()> {
        let numbered = found.groups.iter().enumerate().map(|(n, group)| (n + 1, group));
        let mut table;
        if self.members {
            table =
                Table::new([(name, Kind::Number), ("entity", Kind::Name), ("type", Kind::Text), ("id", Kind::Text)]);
            for (number, group) in numbered {
                for entity in &group.members {
                    table.push([
                        number.into(),
                        entity.name.as_str().into(),
                        entity.kind.as_str().into(),
                        entity.id.0.as_str().into(),
                    ]);
                }
            }
        } else {
            table = Table::new([
                (name, Kind::Number),
                ("entities", Kind::Number),
                ("edges_inside", Kind::Number),
                ("edges_outward", Kind::Number),
                ("leading", Kind::Text),
            ]);
            for (number, group) in numbered {
                let names: Vec<String> = group.members.iter().map(|e| e.name.clone()).collect();
                table.push([number.into(), group.size.into(), group.edges.into(), group.outward.into(), names.into()]);
            }
        }
        edges::print(table, self.format.format)
    }

    fn note(&self, name: &str, found: &Groups, context: &Context) {
        if found.total == 0 {
            context.note("no edge is like that");
        } else if found.total > found.groups.len() {
            let count = found.groups.len();
            context.note(&format!("the largest {count} of {} (by {name}); --limit 0 lists all", found.total));
        }
    }
}
