//! `techgraph path`: how two entities are connected.

use super::filter::{DirectionArgs, FilterArgs, FormatArgs};
use super::table::{Format, Kind};
use super::{Context, edges, show};
use crate::query::{self, Path};
use crate::{Result, cli};
use clap::Args;

/// Show how two entities are connected
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph path Nvidia Microsoft
  techgraph path Nvidia Microsoft --all --max-length 3 --direction out")]
pub(super) struct PathArgs {
    /// Where to start: a name, an alias or an id
    from: String,
    /// Where to arrive
    to: String,
    /// Every path that passes no entity twice, not only the shortest
    #[arg(long)]
    all: bool,
    /// At most so many steps (with --all: 3 unless told)
    #[arg(long, value_name = "N")]
    max_length: Option<u8>,
    /// With --all: at most so many paths
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &PathArgs, context: &Context) -> Result<()> {
    let store = context.open()?;
    let from = show::find(&store, &args.from, context)?;
    let to = show::find(&store, &args.to, context)?;
    let filter = args.filter.towards(args.direction.direction);
    let length = args.max_length.map(usize::from);
    let (paths, more) = if args.all {
        let limit = if args.limit == 0 { usize::MAX - 1 } else { args.limit };
        let found = query::all_paths(&store, &from.id, &to.id, &filter, length.unwrap_or(3), limit)?;
        (found.paths, found.more)
    } else {
        (query::shortest_path(&store, &from.id, &to.id, &filter, length)?.into_iter().collect(), false)
    };
    let format = args.format.format;
    let mut table = edges::table(&[("path", Kind::Number), ("step", Kind::Number)]);
    for (number, path) in paths.iter().enumerate() {
        if format == Format::Table {
            cli::print(&format!("{}\n", way(&from.name, path)))?;
        }
        for (step, hop) in path.hops.iter().enumerate() {
            for link in &hop.links {
                let place = [(number + 1).into(), (step + 1).into()];
                table.push(place.into_iter().chain(edges::cells(link)));
            }
        }
    }
    if format == Format::Table && !table.is_empty() {
        cli::print("\n")?;
    }
    if !(format == Format::Table && table.is_empty()) {
        edges::print(table, format)?;
    }
    if paths.is_empty() {
        let within = if args.all || length.is_some() { " within that length" } else { "" };
        context.note(&format!("{} and {} are not connected{within} by edges like that", from.name, to.name));
    } else if more {
        context.note(&format!("the first {} paths; --limit 0 finds all", paths.len()));
    }
    Ok(())
}

fn way(from: &str, path: &Path) -> String {
    let steps = path.hops.len();
    let names: Vec<&str> = std::iter::once(from).chain(path.hops.iter().map(|h| h.to.name.as_str())).collect();
    format!("{} ({steps} step{})", names.join(" — "), if steps == 1 { "" } else { "s" })
}
