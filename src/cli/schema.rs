//! `techgraph schema`: what a line for `load` may hold.

use crate::{Result, cli, vocab};
use clap::Args;

/// Print the JSON Schema of the lines that `load` reads and `extract` and `export --format jsonl` write
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph schema > statement.schema.json")]
pub(super) struct SchemaArgs {}

pub(super) fn run(_: &SchemaArgs) -> Result<()> {
    cli::print(vocab::statement_schema())
}
