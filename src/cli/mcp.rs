//! `techgraph mcp`: the graph for AI assistants, over the Model Context Protocol on standard input and output.

use super::Context;
use crate::graph::{Entity, Fact};
use crate::query::{self, Direction, Filter, Sort};
use crate::store::{Link, Store};
use crate::value::{PartialDate, Status};
use crate::{Error, Result};
use clap::Args;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolResult, ContentBlock, Implementation, ServerCapabilities, ServerConfig};
use rmcp::schemars::JsonSchema;
use rmcp::{ServerHandler, ServiceExt, schemars, tool, tool_handler, tool_router};
use serde::Deserialize;
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
    aliases; `find` tells what a name can mean.";

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

#[derive(Debug, Deserialize, JsonSchema)]
struct FindAsked {
    /// A name, or words of one
    name: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ShowAsked {
    /// A name, an alias or an id
    name: String,
    /// At most so many edges; 50 where left out
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct NeighborsAsked {
    /// A name, an alias or an id
    name: String,
    /// How many steps away; 1 where left out
    depth: Option<u8>,
    #[serde(flatten)]
    which: Which,
    /// At most so many edges; 50 where left out
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct PathAsked {
    /// Where to start: a name, an alias or an id
    from: String,
    /// Where to arrive
    to: String,
    #[serde(flatten)]
    which: Which,
    /// At most so many steps
    max_length: Option<u8>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct EvidenceAsked {
    /// A name, an alias or an id
    subject: String,
    /// The other end
    object: String,
    /// Only this relation, such as invests_in
    relation: Option<String>,
}

/// Which edges.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Which {
    /// Only these relations, such as invests_in, acquires, supplies, works_for
    #[serde(default)]
    relations: Vec<String>,
    /// Only these statuses: confirmed, announced, reported, speculative, denied, ended
    #[serde(default)]
    statuses: Vec<String>,
    /// Not before this date: 2026, 2026-01 or 2026-01-30
    since: Option<String>,
    /// Not after this date
    until: Option<String>,
    /// Edges that lead away from it (out), to it (in), or both
    direction: Option<String>,
}

impl Which {
    fn filter(&self) -> Result<Filter> {
        let date = |text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => PartialDate::parse(text)
                .map(Some)
                .ok_or_else(|| Error::Usage(format!("{text:?} is not a date like 2026, 2026-01 or 2026-01-30"))),
        };
        let relations = &crate::vocab::Vocabulary::builtin().relations;
        Ok(Filter {
            relations: self.relations.iter().map(|r| Ok(relations.require(r)?.name.clone())).collect::<Result<_>>()?,
            statuses: self.statuses.iter().map(|s| s.parse::<Status>()).collect::<Result<_>>()?,
            since: date(&self.since)?,
            until: date(&self.until)?,
            direction: self.direction.as_deref().map_or(Ok(Direction::Both), str::parse)?,
            ..Filter::default()
        })
    }
}

const LIMIT: usize = 50;

#[tool_router]
impl Server {
    #[tool(
        description = "What a name can mean: entities that are called so, then those with such words in a name",
        annotations(read_only_hint = true)
    )]
    async fn find(&self, Parameters(asked): Parameters<FindAsked>) -> CallToolResult {
        self.answer(|store| {
            let mut entities = match store.find(&asked.name) {
                Ok(found) => [vec![found.entity], found.also].concat(),
                Err(Error::UnknownEntity { .. } | Error::AmbiguousEntity { .. }) => Vec::new(),
                Err(e) => return Err(e),
            };
            for entity in store.search_names(&asked.name, LIMIT)? {
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
    async fn show(&self, Parameters(asked): Parameters<ShowAsked>) -> CallToolResult {
        self.answer(|store| around(store, &asked.name, &Filter::default(), 1, asked.limit))
    }

    #[tool(description = "The edges around an entity, filtered, with their quotes", annotations(read_only_hint = true))]
    async fn neighbors(&self, Parameters(asked): Parameters<NeighborsAsked>) -> CallToolResult {
        let depth = usize::from(asked.depth.unwrap_or(1).max(1));
        self.answer(|store| around(store, &asked.name, &asked.which.filter()?, depth, asked.limit))
    }

    #[tool(
        description = "How two entities are connected: the shortest way, each step with its quotes",
        annotations(read_only_hint = true)
    )]
    async fn path(&self, Parameters(asked): Parameters<PathAsked>) -> CallToolResult {
        self.answer(|store| {
            let (from, to) = (store.find(&asked.from)?.entity, store.find(&asked.to)?.entity);
            let length = asked.max_length.map(usize::from);
            let path = query::shortest_path(store, &from.id, &to.id, &asked.which.filter()?, length)?;
            let steps: Option<Vec<Value>> = path.map(|path| {
                let hop =
                    |hop: &query::Hop| json!({"to": hop.to, "edges": hop.links.iter().map(edge).collect::<Value>()});
                path.hops.iter().map(hop).collect()
            });
            Ok(json!({"from": from, "connected": steps.is_some(), "steps": steps}))
        })
    }

    #[tool(
        description = "Everything that articles say about two entities: each statement with its quote and source",
        annotations(read_only_hint = true)
    )]
    async fn evidence(&self, Parameters(asked): Parameters<EvidenceAsked>) -> CallToolResult {
        self.answer(|store| {
            let (one, other) = (store.find(&asked.subject)?.entity, store.find(&asked.object)?.entity);
            let edges: Vec<Value> = store
                .edges_of(&one.id)?
                .iter()
                .filter(|l| l.subject.id == other.id || l.object.id == other.id)
                .filter(|l| asked.relation.as_ref().is_none_or(|r| l.edge.relation == r.as_str()))
                .map(|link| {
                    let mut edge = edge(link);
                    edge["statements"] = link.edge.facts.iter().map(statement).collect();
                    edge
                })
                .collect();
            Ok(json!({"edges": edges}))
        })
    }

    /// A question put to the graph; what is wrong with it goes to the assistant, which can ask better.
    fn answer(&self, ask: impl FnOnce(&Store) -> Result<Value>) -> CallToolResult {
        match Store::open(&self.graph).and_then(|store| ask(&store)) {
            Ok(value) => CallToolResult::structured(value),
            Err(e) => CallToolResult::error(vec![ContentBlock::text(e.to_string())]),
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

fn around(store: &Store, name: &str, filter: &Filter, depth: usize, limit: Option<usize>) -> Result<Value> {
    let entity: Entity = store.find(name)?.entity;
    let found = query::neighbors(store, &entity.id, filter, depth, Sort::Date, Some(limit.unwrap_or(LIMIT)))?;
    let edges: Value = found.edges.iter().map(|near| edge(&near.link)).collect();
    Ok(json!({"entity": entity, "edges": edges, "edges_in_all": found.total}))
}

/// An edge with its own status, money and dates, and the statement that speaks for it.
fn edge(link: &Link) -> Value {
    let edge = &link.edge;
    json!({
        "subject": {"id": link.subject.id, "name": link.subject.name},
        "relation": edge.relation,
        "object": {"id": link.object.id, "name": link.object.name},
        "status": edge.status(),
        "amount": edge.amount(),
        "date": edge.date(),
        "role": edge.role(),
        "stake_percent": edge.stake().map(|s| f64::from(s) / 100.0),
        "sources": edge.sources(),
        "statement": statement(edge.lead()),
    })
}

fn statement(fact: &Fact) -> Value {
    json!({
        "quote": fact.quote,
        "status": fact.status,
        "attribution": fact.attribution,
        "confidence": (f64::from(fact.confidence) * 1000.0).round() / 1000.0,
        "source": {
            "article": fact.source.article,
            "title": fact.source.title,
            "publisher": fact.source.publisher,
            "published": fact.source.published,
            "url": fact.source.url,
        },
    })
}
