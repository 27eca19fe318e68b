//! What `components` and `communities` share: how groups of entities are told.

use super::filter::{FilterArgs, FormatArgs};
use super::table::{Kind, Table};
use super::{Context, edges};
use crate::Result;
use crate::query::{Extent, Groups};
use clap::Args;

/// Which edges count, and how much of the groups is told.
#[derive(Debug, Args)]
pub(super) struct GroupArgs {
    /// A row for every member instead of one for every group
    #[arg(long)]
    members: bool,
    /// At most so many groups; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    pub(super) filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// How many members a row of a group names.
const NAMED: usize = 5;

impl GroupArgs {
    /// How much is asked for.
    pub(super) fn extent(&self) -> Extent {
        Extent { groups: (self.limit > 0).then_some(self.limit), members: (!self.members).then_some(NAMED) }
    }

    /// A table with a row for each group, or for each member; the first column has the group's number.
    pub(super) fn print(&self, name: &'static str, found: &Groups) -> Result<()> {
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

    /// Says what the table leaves out.
    pub(super) fn note(&self, names: &str, found: &Groups, context: &Context) {
        if found.total == 0 {
            context.note("no edge is like that");
        } else if found.total > found.groups.len() {
            let count = found.groups.len();
            context.note(&format!("the largest {count} of {} {names}; --limit 0 lists all", found.total));
        }
    }
}
