//! Which part of the graph `export` and `render` are about.

use super::filter::{DirectionArgs, FilterArgs};
use super::{Context, export, render, show};
use crate::graph::{Entity, Graph, Walk};
use crate::query::{self, Sort};
use crate::resolve::EntityId;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::Args;
use std::collections::BTreeMap;

/// The whole graph, or what lies around some entities.
#[derive(Debug, Args)]
pub(super) struct PartArgs {
    /// Only what lies around these entities: names, aliases or ids
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// With names: how many steps around them
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
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

/// Draw the graph, or a part of it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph render -o graph.svg
  techgraph render Nvidia OpenAI --relation invests_in,supplies -o circle.png")]
pub(super) struct RenderArgs {
    #[command(flatten)]
    what: render::Args,
    #[command(flatten)]
    part: PartArgs,
}

pub(super) fn export(args: &ExportArgs, context: &Context) -> Result<()> {
    export::run(&args.what, &*args.part.walk(context)?, Vocabulary::builtin())
}

pub(super) fn render(args: &RenderArgs, context: &Context) -> Result<()> {
    let (graph, focus) = args.part.graph(context)?;
    if graph.edge_count() == 0 {
        return Err(Error::Failed("there is nothing to draw: no edge is like that".to_string()));
    }
    render::run(&args.what, &graph, focus, Vocabulary::builtin())
}

impl PartArgs {
    /// The part asked for, passing by: it may be as large as the graph.
    fn walk(&self, context: &Context) -> Result<Box<dyn Walk>> {
        if self.names.is_empty() {
            return Ok(Box::new(query::walk(context.open()?, &self.filter.filter())?));
        }
        Ok(Box::new(self.graph(context)?.0))
    }

    /// The part asked for, and the entities named.
    fn graph(&self, context: &Context) -> Result<(Graph, Vec<EntityId>)> {
        let store = context.open()?;
        if self.names.is_empty() {
            let (graph, filter) = (store.load()?, self.filter.filter());
            return Ok((if filter.is_open() { graph } else { filter.apply(&graph) }, Vec::new()));
        }
        let filter = self.filter.towards(self.direction.direction);
        let mut entities: BTreeMap<EntityId, Entity> = BTreeMap::new();
        let mut edges = BTreeMap::new();
        let mut focus = Vec::new();
        for name in &self.names {
            let entity = show::find(&store, name, context)?;
            let around = query::neighbors(&store, &entity.id, &filter, usize::from(self.depth), Sort::Name, None)?;
            for near in around.edges {
                let (subject, object) = (&near.link.subject, &near.link.object);
                let ends = (subject.id.clone(), near.link.edge.relation.clone(), object.id.clone());
                for end in [subject, object] {
                    entities.entry(end.id.clone()).or_insert_with(|| Entity::clone(end));
                }
                edges.insert(ends, near.link.edge);
            }
            focus.push(entity.id.clone());
            entities.insert(entity.id.clone(), entity);
        }
        let edges = edges.into_iter().map(|((subject, _, object), edge)| (subject, edge, object)).collect();
        Ok((Graph::new(entities.into_values().collect(), edges), focus))
    }
}
