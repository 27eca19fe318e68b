//! `techgraph diff`: what two graphs have different.

use super::filter::{FilterArgs, FormatArgs};
use super::table::{Kind, Table};
use super::{Context, edges};
use crate::store::Store;
use crate::{Result, query};
use clap::Args;
use std::path::PathBuf;

/// Compare two graph files: edges new, gone and changed
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph diff yesterday.db techgraph.db
  techgraph diff yesterday.db techgraph.db --relation acquires --format jsonl

Changed is an edge with another status, other money or another number of independent sources.")]
pub(super) struct DiffArgs {
    /// The earlier graph file
    old: PathBuf,
    /// The later one
    new: PathBuf,
    /// At most so many changes; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &DiffArgs, context: &Context) -> Result<()> {
    let old = args.filter.narrowed(Store::open(&args.old)?)?;
    let new = args.filter.narrowed(Store::open(&args.new)?)?;
    let found = query::diff(&old, &new, &args.filter.filter(), (args.limit > 0).then_some(args.limit))?;
    let mut table = Table::new([
        ("change", Kind::Text),
        ("what", Kind::Text),
        ("subject", Kind::Name),
        ("relation", Kind::Text),
        ("object", Kind::Name),
        ("status_before", Kind::Status),
        ("status", Kind::Status),
        ("amount_before", Kind::Money),
        ("amount", Kind::Money),
        ("sources_before", Kind::Number),
        ("sources", Kind::Number),
        ("published", Kind::Date),
        ("article", Kind::Text),
        ("quote", Kind::Quote),
    ]);
    for change in &found.changes {
        let Some(link) = change.link() else { continue };
        let (was, is) = (change.old.as_ref().map(|l| &l.edge), change.new.as_ref().map(|l| &l.edge));
        let what: Vec<String> = change.aspects.iter().map(ToString::to_string).collect();
        let lead = link.edge.lead();
        table.push([
            change.fate().as_str().into(),
            what.into(),
            link.subject.name.as_str().into(),
            link.edge.relation.as_str().into(),
            link.object.name.as_str().into(),
            was.map(|e| e.status()).into(),
            is.map(|e| e.status()).into(),
            was.and_then(|e| e.amount()).into(),
            is.and_then(|e| e.amount()).into(),
            was.map(|e| e.sources()).into(),
            is.map(|e| e.sources()).into(),
            lead.source.published.into(),
            lead.source.article.as_str().into(),
            lead.quote.as_str().into(),
        ]);
    }
    edges::print(table, args.format.format)?;
    let [new, gone, changed] = found.counts;
    context.note(&format!("{new} new, {gone} gone, {changed} changed, {} the same", found.same));
    if new + gone + changed > found.changes.len() {
        context.note(&format!("the first {} changes; --limit 0 lists all", found.changes.len()));
    }
    Ok(())
}
