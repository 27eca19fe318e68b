//! `techgraph sql`: SQL over the documented views.

use super::filter::FormatArgs;
use super::{Context, answer};
use crate::Result;
use clap::Args;

/// Ask the graph's views in SQL; it can only read
#[derive(Debug, Args)]
#[command(after_help = "\
Views: entity, relation (one row an edge), statement (one row a statement, with quote), article.
Columns: techgraph sql \"SELECT sql FROM sqlite_schema WHERE type = 'view'\"

Example:
  techgraph sql \"SELECT subject_name, sum(amount_hundredths) / 100 AS usd FROM relation
    WHERE relation = 'invests_in' AND currency = 'USD' GROUP BY 1 ORDER BY 2 DESC LIMIT 3\"")]
pub(super) struct SqlArgs {
    /// One SELECT
    query: String,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &SqlArgs, context: &Context) -> Result<()> {
    let found = context.open()?.sql(&args.query)?;
    let empty = found.rows.is_empty();
    answer::print(&found.columns, found.rows, args.format.format)?;
    if empty {
        context.note("no row is like that");
    }
    Ok(())
}
