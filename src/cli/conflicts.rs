//! `techgraph conflicts`: statements that contradict each other.

use super::filter::{AroundArgs, DirectionArgs, FilterArgs, FormatArgs};
use super::table::{Kind, Table};
use super::{Context, edges};
use crate::{Result, query};
use clap::Args;

/// Find statements that contradict each other
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph conflicts
  techgraph conflicts Arm --relation acquires

Told are edges that are confirmed and denied, denied after they were announced, or have amounts that cannot both be right,
and two subjects of what only one can have, such as two buyers of one company. What is dated apart does not contradict.")]
pub(super) struct ConflictsArgs {
    #[command(flatten)]
    around: AroundArgs,
    /// At most so many contradictions; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &ConflictsArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let named = args.around.find(&store, context)?;
    let around = named.as_ref().map(|(entity, depth)| (&entity.id, *depth));
    let filter = args.filter.towards(args.direction.direction);
    let found = query::conflicts(&store, around, &filter, (args.limit > 0).then_some(args.limit))?;
    let mut table = Table::new([
        ("conflict", Kind::Number),
        ("kind", Kind::Text),
        ("subject", Kind::Name),
        ("relation", Kind::Text),
        ("object", Kind::Name),
        ("status", Kind::Status),
        ("amount", Kind::Money),
        ("date", Kind::Date),
        ("publisher", Kind::Text),
        ("published", Kind::Date),
        ("article", Kind::Text),
        ("quote", Kind::Quote),
    ]);
    for (number, conflict) in found.conflicts.iter().enumerate() {
        for claim in &conflict.claims {
            table.push([
                (number + 1).into(),
                conflict.kind.as_str().into(),
                claim.subject.name.as_str().into(),
                claim.relation.as_str().into(),
                claim.object.name.as_str().into(),
                claim.fact.status.into(),
                claim.fact.amount.as_ref().into(),
                claim.fact.date.into(),
                claim.fact.source.publisher.as_deref().into(),
                claim.fact.source.published.into(),
                claim.fact.source.article.as_str().into(),
                claim.fact.quote.as_str().into(),
            ]);
        }
    }
    edges::print(table, args.format.format)?;
    if found.total == 0 {
        context.note("nothing contradicts");
    } else if found.total > found.conflicts.len() {
        context.note(&format!("{} of {} contradictions; --limit 0 lists all", found.conflicts.len(), found.total));
    }
    Ok(())
}
