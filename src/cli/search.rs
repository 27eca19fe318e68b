//! `techgraph search`: words in names and quotes.

use super::filter::{FilterArgs, FormatArgs};
use super::table::{Format, Kind, Table};
use super::{Context, edges};
use crate::{Error, Result, cli, query};
use clap::Args;

/// Search the quotes and the names
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph search data centre    statements whose quote has both words, and names that have them")]
pub(super) struct SearchArgs {
    /// The words; a quote must have all of them, in any form
    #[arg(required = true)]
    words: Vec<String>,
    /// At most so many statements
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &SearchArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let words = args.words.join(" ");
    if !words.chars().any(char::is_alphanumeric) {
        return Err(Error::Usage("give at least one word to search for".to_string()));
    }
    let limit = if args.limit == 0 { i32::MAX as usize } else { args.limit };
    let format = args.format.format;
    let names = store.search_names(&words, 10)?;
    if format == Format::Table && !names.is_empty() {
        let mut table = Table::new([("name", Kind::Name), ("type", Kind::Text), ("id", Kind::Text)]);
        for entity in &names {
            table.push([entity.name.as_str().into(), entity.kind.as_str().into(), entity.id.0.as_str().into()]);
        }
        edges::print(table, format)?;
        cli::print("\n")?;
    }
    let (hits, total) = query::search(&store, &words, &args.filter.filter(), limit)?;
    let mut table = Table::new([
        ("subject", Kind::Name),
        ("relation", Kind::Text),
        ("object", Kind::Name),
        ("status", Kind::Status),
        ("amount", Kind::Money),
        ("published", Kind::Date),
        ("article", Kind::Text),
        ("quote", Kind::Quote),
    ]);
    for hit in &hits {
        table.push([
            hit.subject.name.as_str().into(),
            hit.relation.as_str().into(),
            hit.object.name.as_str().into(),
            hit.fact.status.into(),
            hit.fact.amount.as_ref().into(),
            hit.fact.source.published.into(),
            hit.fact.source.article.as_str().into(),
            hit.fact.quote.as_str().into(),
        ]);
    }
    if !(format == Format::Table && hits.is_empty()) {
        edges::print(table, format)?;
    }
    if total == 0 {
        context.note(&format!("no quote has {words:?}"));
    } else if total > hits.len() {
        context.note(&format!("{} of {total} statements; --limit 0 lists all", hits.len()));
    }
    Ok(())
}
