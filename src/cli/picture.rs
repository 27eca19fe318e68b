//! `techgraph render`: which part of the graph is drawn, how it stands, and what is said about it.

use super::part::{self, PartArgs};
use super::{Context, render, show};
use crate::graph::{Entity, Graph};
use crate::query::{self, CycleSearch, Filter, Follow, Path};
use crate::render::Arrangement;
use crate::resolve::EntityId;
use crate::value::{Amount, Bound, Currency};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::Args;

/// Paths that one picture shows at most.
const MOST_PATHS: usize = 12;
/// Legs of a circle at most.
const MOST_LEGS: usize = 5;

/// Draw the graph, or a part of it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph render -o graph.svg
  techgraph render Nvidia OpenAI --relation invests_in,supplies -o circle.png
  techgraph render SoftBank Amazon --path -o path.pdf --palette print
  techgraph render OpenAI --cycle -o circle.svg")]
pub(super) struct RenderArgs {
    #[command(flatten)]
    what: render::Args,
    #[command(flatten)]
    part: PartArgs,
    /// With two names: how they are connected, over every shortest path
    #[arg(long, conflicts_with = "depth")]
    path: bool,
    /// Money that comes back: the shortest circle, through the name where one is given
    #[arg(long, conflicts_with_all = ["depth", "path", "direction"])]
    cycle: bool,
}

/// What is drawn.
struct Picture {
    graph: Graph,
    focus: Vec<EntityId>,
    arrangement: Arrangement,
    title: Option<String>,
}

pub(super) fn run(args: &RenderArgs, context: &Context) -> Result<()> {
    let vocab = Vocabulary::builtin();
    let picture = match (args.path, args.cycle) {
        (true, _) => args.path(context)?,
        (_, true) => args.cycle(context)?,
        _ => args.around(context)?,
    };
    if picture.graph.edge_count() == 0 {
        return Err(Error::Failed("there is nothing to draw: no edge is like that".to_string()));
    }
    let mut options = render::options(&args.what);
    options.focus = picture.focus;
    options.arrangement = picture.arrangement;
    options.title = args.what.title.clone().or(picture.title).filter(|t| !t.is_empty());
    options.only = told(&args.part.filter.filter(), vocab);
    render::run(&args.what, &picture.graph, &options, vocab)
}

impl RenderArgs {
    /// What lies around the names, or all.
    fn around(&self, context: &Context) -> Result<Picture> {
        let (graph, focus) = self.part.graph(context)?;
        let names: Vec<&str> =
            focus.iter().filter_map(|id| Some(graph.inner()[graph.node(id)?].name.as_str())).collect();
        let title = (!names.is_empty()).then(|| format!("Around {}", listed(&names, "and")));
        Ok(Picture { graph, focus, arrangement: Arrangement::Free, title })
    }

    /// Every shortest path between the two names.
    fn path(&self, context: &Context) -> Result<Picture> {
        let [from, to] = self.part.names.as_slice() else {
            let message = "--path draws how two are connected: give two names, as in `render SoftBank Amazon --path`";
            return Err(Error::Usage(message.to_string()));
        };
        let store = self.part.filter.open(context)?;
        let (from, to) = (show::find(&store, from, context)?, show::find(&store, to, context)?);
        let filter = self.part.filter.towards(self.part.direction.direction);
        let shortest = query::shortest_path(&store, &from.id, &to.id, &filter, None)?;
        let length = shortest.map_or(0, |p| p.hops.len());
        if length == 0 {
            let message = format!("{} and {} are not connected by edges like that", from.name, to.name);
            return Err(Error::Failed(message));
        }
        let found = query::all_paths(&store, &from.id, &to.id, &filter, length, MOST_PATHS)?;
        if found.more {
            context.note(&format!("drawn are the first {MOST_PATHS} of the paths of {length} steps"));
        }
        let title = Some(format!("From {} to {}", from.name, to.name));
        let focus = vec![from.id.clone(), to.id.clone()];
        let order = in_steps(&from, &found.paths);
        let links = found.paths.into_iter().flat_map(|p| p.hops).flat_map(|h| h.links).collect();
        let graph = part::graph_of(links, vec![from, to]);
        Ok(Picture { graph, focus, arrangement: Arrangement::Row(order), title })
    }
}

impl RenderArgs {
    /// The shortest circle of money, of several that with the most.
    fn cycle(&self, context: &Context) -> Result<Picture> {
        if self.part.names.len() > 1 {
            let message = "--cycle draws one circle: give one name, as in `render OpenAI --cycle`, or none";
            return Err(Error::Usage(message.to_string()));
        }
        let store = self.part.filter.open(context)?;
        let named = self.part.names.first().map(|name| show::find(&store, name, context)).transpose()?;
        let filter = self.part.filter.filter();
        let search = CycleSearch {
            follow: Follow::Money,
            max_length: MOST_LEGS,
            through: named.as_ref().map(|e| e.id.clone()),
            currency: filter.currency.unwrap_or(Currency::USD),
        };
        let found = query::cycles(&store, &filter, &search, Some(1))?;
        let through = named.as_ref().map_or(String::new(), |e| format!(" through {}", e.name));
        let Some(circle) = found.circles.into_iter().next() else {
            let message =
                format!("no circle of up to {MOST_LEGS} legs{through}; `techgraph cycles --help` tells of other kinds");
            return Err(Error::Failed(message));
        };
        if found.total > 1 {
            context.note(&format!("drawn is the first of {} circles; `techgraph cycles` lists them", found.total));
        }
        let order = circle.legs.iter().map(|leg| leg.from.id.clone()).collect();
        let focus = named.iter().map(|e| e.id.clone()).collect();
        let graph = part::graph_of(circle.legs.into_iter().flat_map(|leg| leg.links).collect(), Vec::new());
        let title = Some(format!("A circle of money{through}"));
        Ok(Picture { graph, focus, arrangement: Arrangement::Ring(order), title })
    }
}

/// The entities of paths from one start, those of one step together.
fn in_steps(from: &Entity, paths: &[Path]) -> Vec<EntityId> {
    let mut order = vec![from.id.clone()];
    let longest = paths.iter().map(|p| p.hops.len()).max().unwrap_or(0);
    for step in 0..longest {
        for hop in paths.iter().filter_map(|p| p.hops.get(step)) {
            if !order.contains(&hop.to.id) {
                order.push(hop.to.id.clone());
            }
        }
    }
    order
}

/// What a filter lets through, in words for under the picture; `None` where all.
pub(super) fn told(filter: &Filter, vocab: &Vocabulary) -> Option<String> {
    let label = |name: &str| vocab.relations.find(name).map_or(name.to_string(), |r| r.label.clone());
    let words = |list: Vec<String>| (!list.is_empty()).then(|| listed(&list, "or"));
    let money = filter.min_amount.map(|hundredths| {
        let currency = filter.currency.unwrap_or(Currency::USD);
        let least = Amount { text: String::new(), hundredths, currency, bound: Bound::AtLeast };
        filter.currency.map_or_else(|| format!("at least {} of any currency", least.short_value()), |_| least.short())
    });
    let parts = [
        words(filter.relations.iter().map(|r| label(r)).collect()),
        words(filter.statuses.iter().map(|s| s.to_string()).collect()),
        words(filter.types.iter().map(|t| vocab.look(*t).label.clone()).collect()).map(|t| format!("with a {t}")),
        filter.since.map(|d| format!("since {d}")),
        filter.until.map(|d| format!("until {d}")),
        money.or(filter.currency.map(|c| format!("money in {c}"))),
        filter.min_sources.map(|n| format!("told by {n} sources or more")),
        filter.min_confidence.map(|p| format!("at least {p} probable")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// "A, B and C".
fn listed(names: &[impl AsRef<str>], word: &str) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_string(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
