//! `techgraph remove`: articles, with what only they say.

use super::Context;
use crate::store::Store;
use crate::{Error, Result};
use clap::Args;

/// Remove articles, with everything that only they say
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph remove articles/2026-01-30-deal.md    by path; an id or an address will do as well")]
pub(super) struct RemoveArgs {
    /// Ids, addresses or paths
    #[arg(required = true)]
    articles: Vec<String>,
}

pub(super) fn run(args: &RemoveArgs, context: &Context) -> Result<()> {
    // A missing graph is an error here, not a reason to make one.
    drop(context.open()?);
    let mut store = Store::create(&context.graph)?;
    let mut unknown = Vec::new();
    let mut removed = 0;
    for article in &args.articles {
        match store.remove(article)? {
            0 => unknown.push(article.clone()),
            n => removed += n,
        }
    }
    store.settle()?;
    context.note(&format!("removed {removed} article{}", if removed == 1 { "" } else { "s" }));
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::Failed(format!(
        "no article has the id, address or path {}",
        unknown.iter().map(|u| format!("{u:?}")).collect::<Vec<_>>().join(", ")
    )))
}
