//! Which part of the graph `export` and `render` are about, and `export`.

use super::filter::{DirectionArgs, FilterArgs};
use super::{Context, export, show};
use crate::Result;
use crate::graph::{Entity, Graph, Walk};
use crate::query::{self, Sort};
use crate::resolve::EntityId;
use crate::store::Link;
use crate::vocab::Vocabulary;
use clap::Args;
use std::collections::BTreeMap;

/// The whole graph, or what lies around some entities.
#[derive(Debug, Args)]
pub(super) struct PartArgs {
    /// Only what lies around these entities: names, aliases or ids
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// With names: how many steps around them
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,
    #[command(flatten)]
    pub(super) filter: FilterArgs,
    #[command(flatten)]
    pub(super) direction: DirectionArgs,
}

/// Write the graph, or a part of it, as a file for other programs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph export --format csv -o graph/
  techgraph export OpenAI --depth 2 --relation invests_in -o openai.dot")]
pub(super) struct ExportArgs {
    #[command(flatten)]
    what: export::Args,
    #[command(flatten)]
    part: PartArgs,
}

pub(super) fn export(args: &ExportArgs, context: &Context) -> Result<()> {
    let walk = args.part.walk(context)?;
    export::run(&args.what, &*walk, Vocabulary::builtin())?;
    // The program ends here; to give a large graph back piece by piece takes longer than to leave it.
    std::mem::forget(walk);
    Ok(())
}

impl PartArgs {
    /// The part asked for, passing by: it may be as large as the graph.
    fn walk(&self, context: &Context) -> Result<Box<dyn Walk>> {
        if self.names.is_empty() {
            return Ok(Box::new(query::walk(self.filter.open(context)?, &self.filter.filter())?));
        }
        Ok(Box::new(self.graph(context)?.0))
    }

    /// The part asked for, and the entities named.
    pub(super) fn graph(&self, context: &Context) -> Result<(Graph, Vec<EntityId>)> {
        let store = self.filter.open(context)?;
        if self.names.is_empty() {
            let graph = store.load()?;
            return Ok((if self.filter.is_open() { graph } else { self.filter.filter().apply(&graph) }, Vec::new()));
        }
        let filter = self.filter.towards(self.direction.direction);
        let (mut links, mut named) = (Vec::new(), Vec::new());
        for name in &self.names {
            let entity = show::find(&store, name, context)?;
            let around = query::neighbors(&store, &entity.id, &filter, usize::from(self.depth), Sort::Name, None)?;
            links.extend(around.edges.into_iter().map(|near| near.link));
            named.push(entity);
        }
        let focus = named.iter().map(|e| e.id.clone()).collect();
        Ok((graph_of(links, named), focus))
    }
}

/// The graph of some edges, each once, and of some entities besides.
pub(super) fn graph_of(links: Vec<Link>, mut entities: Vec<Entity>) -> Graph {
    let mut edges = BTreeMap::new();
    for link in links {
        entities.extend([Entity::clone(&link.subject), Entity::clone(&link.object)]);
        let ends = (link.subject.id.clone(), link.edge.relation.clone(), link.object.id.clone());
        edges.insert(ends, link.edge);
    }
    let edges = edges.into_iter().map(|((subject, _, object), edge)| (subject, edge, object)).collect();
    Graph::new(entities, edges)
}
