//! `techgraph mcp`: the graph for AI assistants, over the Model Context Protocol on standard input and output.

mod asked;
mod told;

use super::Context;
use crate::graph::Entity;
use crate::query::{self, Filter, Sort};
use crate::store::Store;
use crate::{Error, Result};
use asked::{limited, steps};
use clap::Args;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolResult, ContentBlock, Implementation, ServerCapabilities, ServerConfig};
use rmcp::{ServerHandler, ServiceExt, tool, tool_handler, tool_router};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Answer the questions of AI assistants about the graph (Model Context Protocol, standard input and output)
///
/// The tools only read. Every answer carries the words that say it and the article that they stand in.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph mcp --graph techgraph.db
As an entry of an assistant's list of servers:
  {\"mcpServers\": {\"techgraph\": {\"command\": \"techgraph\", \"args\": [\"mcp\", \"--graph\", \"/path/to/techgraph.db\"]}}}")]
pub(super) struct McpArgs {}

/// What the assistant is told of the server.
const ABOUT: &str = "A knowledge graph of the tech industry, read from news articles: who invests in, acquires, partners \
    with, supplies, competes with, sues or leads whom. Every relation has a status (confirmed, announced, reported, \
    speculative, denied, ended) and the quotes of articles that say it: give them with what you tell. Names may be \
    aliases; `find` tells what a name can mean. `timeline` tells what happened when, `conflicts` where articles contradict \
    each other, `evidence` everything that they say of two.";

pub(super) fn run(_: &McpArgs, context: &Context) -> Result<()> {
    context.open()?;
    let failed = |e: &dyn std::fmt::Display| Error::Failed(format!("the assistant's program hung up: {e}"));
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::io("start", "the server"))?;
    let server = Server { graph: context.graph.clone() };
    runtime.block_on(async {
        let running = server.serve(rmcp::transport::stdio()).await.map_err(|e| failed(&e))?;
        running.waiting().await.map(drop).map_err(|e| failed(&e))
    })
}

/// Opens the graph anew for every question, so that a build in between is seen.
#[derive(Debug, Clone)]
struct Server {
    graph: PathBuf,
}

#[tool_router]
impl Server {
    #[tool(
        description = "What a name can mean: entities that are called so, then those with such words in a name",
        annotations(read_only_hint = true)
    )]
    async fn find(&self, Parameters(asked): Parameters<asked::Find>) -> CallToolResult {
        self.answer(|store| {
            let mut entities = match store.find(&asked.name) {
                Ok(found) => [vec![found.entity], found.also].concat(),
                Err(Error::UnknownEntity { .. } | Error::AmbiguousEntity { .. }) => Vec::new(),
                Err(e) => return Err(e),
            };
            for entity in store.search_names(&asked.name, limited(None))? {
                if !entities.contains(&entity) {
                    entities.push(entity);
                }
            }
            let nearest = if entities.is_empty() { store.nearest(&asked.name)? } else { Vec::new() };
            Ok(json!({"entities": entities, "nearest_names": nearest}))
        })
    }

    #[tool(
        description = "One entity: its names, its type, its edges with their quotes, the latest first",
        annotations(read_only_hint = true)
    )]
    async fn show(&self, Parameters(asked): Parameters<asked::Show>) -> CallToolResult {
        self.answer(|store| around(store, &asked.name, &Filter::default(), 1, asked.limit))
    }

    #[tool(description = "The edges around an entity, filtered, with their quotes", annotations(read_only_hint = true))]
    async fn neighbors(&self, Parameters(asked): Parameters<asked::Neighbors>) -> CallToolResult {
        self.answer(|store| around(store, &asked.name, &asked.which.filter()?, steps(asked.depth), asked.limit))
    }

    #[tool(
        description = "How two entities are connected: the shortest way, each step with its quotes",
        annotations(read_only_hint = true)
    )]
    async fn path(&self, Parameters(asked): Parameters<asked::Path>) -> CallToolResult {
        self.answer(|store| {
            let (from, to) = (store.find(&asked.from)?.entity, store.find(&asked.to)?.entity);
            let length = asked.max_length.map(usize::from);
            let path = query::shortest_path(store, &from.id, &to.id, &asked.which.filter()?, length)?;
            let steps: Option<Value> = path.map(|path| path.hops.iter().map(told::hop).collect());
            Ok(json!({"from": from, "connected": steps.is_some(), "steps": steps}))
        })
    }

    #[tool(
        description = "What happened when, around an entity or in the whole graph: relations told for the first time, and how \
                       their statuses moved. The last events, the earliest of them first, each with its quote",
        annotations(read_only_hint = true)
    )]
    async fn timeline(&self, Parameters(asked): Parameters<asked::Among>) -> CallToolResult {
        self.answer(|store| {
            let entity = entity(store, asked.name.as_deref())?;
            let around = entity.as_ref().map(|e| (&e.id, steps(asked.depth)));
            let found = query::timeline(store, around, &asked.which.filter()?, Some(limited(asked.limit)))?;
            let events: Value = found.events.iter().map(told::event).collect();
            Ok(json!({"entity": entity, "events": events, "events_in_all": found.total}))
        })
    }

    #[tool(
        description = "Statements of articles that contradict each other, around an entity or in the whole graph: confirmed and \
                       denied, amounts that cannot both be right, two buyers of one company. Both sides with quotes",
        annotations(read_only_hint = true)
    )]
    async fn conflicts(&self, Parameters(asked): Parameters<asked::Among>) -> CallToolResult {
        self.answer(|store| {
            let entity = entity(store, asked.name.as_deref())?;
            let around = entity.as_ref().map(|e| (&e.id, steps(asked.depth)));
            let found = query::conflicts(store, around, &asked.which.filter()?, Some(limited(asked.limit)))?;
            let conflicts: Value = found.conflicts.iter().map(told::conflict).collect();
            Ok(json!({"entity": entity, "conflicts": conflicts, "conflicts_in_all": found.total}))
        })
    }

    #[tool(
        description = "Everything that articles say about two entities: each statement with its quote and source",
        annotations(read_only_hint = true)
    )]
    async fn evidence(&self, Parameters(asked): Parameters<asked::Evidence>) -> CallToolResult {
        self.answer(|store| {
            let (one, other) = (store.find(&asked.subject)?.entity, store.find(&asked.object)?.entity);
            let relation = asked.relation.as_deref().map(asked::relation).transpose()?;
            let links = store.edges_of(&one.id)?;
            let between = |end: &Entity| end.id == other.id;
            let edges: Value = links
                .iter()
                .filter(|l| between(&l.subject) || between(&l.object))
                .filter(|l| relation.as_ref().is_none_or(|r| l.edge.relation == *r))
                .map(told::evidence)
                .collect();
            Ok(json!({"edges": edges}))
        })
    }

    /// A question put to the graph; what is wrong with it goes to the assistant with what to ask next.
    fn answer(&self, ask: impl FnOnce(&Store) -> Result<Value>) -> CallToolResult {
        match Store::open(&self.graph).and_then(|store| ask(&store)) {
            Ok(value) => CallToolResult::structured(value),
            Err(e) => CallToolResult::error(vec![ContentBlock::text(format!("{e}{}", next_step(&e)))]),
        }
    }
}

#[tool_handler(router = Self::tool_router())]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("techgraph", env!("CARGO_PKG_VERSION")))
            .with_instructions(ABOUT)
    }
}

/// The entity of a name, where one is asked for.
fn entity(store: &Store, name: Option<&str>) -> Result<Option<Entity>> {
    name.map(|name| Ok(store.find(name)?.entity)).transpose()
}

fn around(store: &Store, name: &str, filter: &Filter, depth: usize, limit: Option<usize>) -> Result<Value> {
    let entity: Entity = store.find(name)?.entity;
    let found = query::neighbors(store, &entity.id, filter, depth, Sort::Date, Some(limited(limit)))?;
    let edges: Value = found.edges.iter().map(|near| told::edge(&near.link)).collect();
    Ok(json!({"entity": entity, "edges": edges, "edges_in_all": found.total}))
}

/// What an assistant can do about an error that does not say so itself.
fn next_step(error: &Error) -> &'static str {
    match error {
        Error::UnknownEntity { nearest, .. } if nearest.is_empty() => "; `find` looks for words of a name",
        Error::AmbiguousEntity { .. } => "; ask again with one of these ids",
        Error::NoGraph { .. } => "; `techgraph build ARTICLES` makes one",
        _ => "",
    }
}
