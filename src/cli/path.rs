//! `techgraph path`: how two entities are connected.

use super::filter::{DirectionArgs, FilterArgs, FormatArgs};
use super::table::{Format, Kind};
use super::{Context, edges, show};
use crate::query::{self, Filter, Path};
use crate::resolve::EntityId;
use crate::{Error, Result, cli};
use clap::Args;

/// Show how two entities are connected
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph path Nvidia Microsoft
  techgraph path Nvidia Microsoft --all --max-length 3 --direction out
  techgraph path Nvidia Microsoft --via SoftBank --avoid OpenAI")]
pub(super) struct PathArgs {
    /// Where to start: a name, an alias or an id
    from: String,
    /// Where to arrive
    to: String,
    /// Every path that passes no entity twice, not only the shortest
    #[arg(long)]
    all: bool,
    /// At most so many steps (with --all 3 unless told, with --via 6)
    #[arg(long, value_name = "N")]
    max_length: Option<u8>,
    /// Only past this entity; may be given several times, in any order
    #[arg(long, value_name = "NAME")]
    via: Vec<String>,
    /// Not past this entity; may be given several times
    #[arg(long, value_name = "NAME")]
    avoid: Vec<String>,
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
    let store = args.filter.open(context)?;
    let from = show::find(&store, &args.from, context)?;
    let to = show::find(&store, &args.to, context)?;
    let ids = |names: &[String]| -> Result<Vec<EntityId>> {
        names.iter().map(|name| Ok(show::find(&store, name, context)?.id)).collect()
    };
    let (via, avoid) = (ids(&args.via)?, ids(&args.avoid)?);
    if let Some(both) = avoid.iter().find(|id| [&from.id, &to.id].contains(id) || via.contains(id)) {
        return Err(Error::Usage(format!("{both} is to be avoided and passed; leave it out of --avoid")));
    }
    let filter = Filter { avoid, ..args.filter.towards(args.direction.direction) };
    let length = args.max_length.map(usize::from);
    let (paths, more) = if args.all {
        let limit = if args.limit == 0 { usize::MAX - 1 } else { args.limit };
        let length = length.unwrap_or(if via.is_empty() { 3 } else { 6 });
        let found = query::paths_via(&store, &from.id, &to.id, &via, &filter, length, limit)?;
        (found.paths, found.more)
    } else if via.is_empty() {
        (query::shortest_path(&store, &from.id, &to.id, &filter, length)?.into_iter().collect(), false)
    } else {
        (query::paths_via(&store, &from.id, &to.id, &via, &filter, length.unwrap_or(6), 1)?.paths, false)
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
        let within = if args.all || length.is_some() || !via.is_empty() { " within that length" } else { "" };
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
