//! `techgraph verify`: the graph against itself.

use super::table::{Format, Kind, Table};
use super::{Context, report};
use crate::{Error, Result};
use clap::Args;

/// Check a graph: every quote at its place, every reference, every index
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph verify --graph techgraph.db")]
pub(super) struct VerifyArgs {
    /// Name every fault, not only the first 20
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(args: &VerifyArgs, context: &Context) -> Result<()> {
    let found = context.open()?.verify()?;
    if !found.faults.is_empty() {
        let faults: Vec<String> = found.faults.iter().map(|f| format!("fault: {f}")).collect();
        report::name_some(&faults, 20, args.verbose, "; --verbose names them");
        let (many, s) = (found.faults.len(), if found.faults.len() == 1 { "" } else { "s" });
        return Err(Error::Failed(format!("{}: {many} fault{s} found", context.graph.display())));
    }
    if !context.quiet {
        let mut table = Table::new([("sound", Kind::Text), ("count", Kind::Number)]);
        table.push(["articles".into(), found.articles.into()]);
        table.push(["quotes at their place".into(), found.quotes.into()]);
        if found.without_text > 0 {
            table.push(["quotes of articles without text".into(), found.without_text.into()]);
        }
        table.push(["edges".into(), found.edges.into()]);
        table.push(["entities".into(), found.entities.into()]);
        table.print(Format::Table)?;
    }
    Ok(())
}
