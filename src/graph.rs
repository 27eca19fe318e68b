//! The graph in memory: entities as nodes, relations as edges with all their statements (petgraph underneath).

mod walk;

pub use walk::{Passing, Walk, WriteEdge};
pub(crate) use walk::{write_in_turn, write_out};

use crate::resolve::EntityId;
use crate::value::{Amount, EntityType, PartialDate, Span, Status};
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// A node: one entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is known by across articles.
    pub id: EntityId,
    /// Its name: the gazetteer's, else its most frequent form.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Other forms, in order.
    pub aliases: Vec<String>,
}

/// The article that a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The article's id.
    pub article: String,
    /// Its title.
    pub title: String,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Articles of one text (a wire story in three files) share this; each group counts as one independent source.
    pub group: SmolStr,
}

/// One statement of one article under an edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The article.
    pub source: Arc<Source>,
    /// How far it is true.
    pub status: Status,
    /// The money of the relation.
    pub amount: Option<Amount>,
    /// When it happened or will.
    pub date: Option<PartialDate>,
    /// works_for only.
    pub role: Option<String>,
    /// Hundredths of a percent held or bought.
    pub stake: Option<u32>,
    /// Who says so.
    pub attribution: Option<String>,
    /// The words that say it, verbatim.
    pub quote: String,
    /// Where they stand in the article's stored text.
    pub span: Span,
    /// Estimated probability, 0 to 1.
    pub confidence: f32,
    /// What found it.
    pub rule: SmolStr,
}

impl Fact {
    /// The order in which facts speak for their edge: latest article first (undated last), then the most definite
    /// status, then the surer, then by article and place so that the order is total.
    pub fn precedence(&self, other: &Fact) -> std::cmp::Ordering {
        let day = |f: &Fact| f.source.published.map(PartialDate::first_day);
        day(other)
            .cmp(&day(self))
            .then(self.status.cmp(&other.status))
            .then(other.confidence.total_cmp(&self.confidence))
            .then_with(|| self.source.article.cmp(&other.source.article))
            .then(self.span.cmp(&other.span))
    }
}

/// An edge: one relation between two entities, with every statement that says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The relation's name.
    pub relation: SmolStr,
    /// All statements, in the order of [`Fact::precedence`]; never empty.
    pub facts: Vec<Fact>,
}

impl Edge {
    /// An edge from its facts; `None` where there are none.
    pub fn new(relation: SmolStr, mut facts: Vec<Fact>) -> Option<Edge> {
        facts.sort_by(Fact::precedence);
        (!facts.is_empty()).then_some(Edge { relation, facts })
    }
    /// The fact that speaks for the edge.
    pub fn lead(&self) -> &Fact {
        &self.facts[0]
    }
    /// The edge's status: that of the leading fact.
    pub fn status(&self) -> Status {
        self.lead().status
    }
    /// The edge's money: that of the first fact, in order, that has any.
    pub fn amount(&self) -> Option<&Amount> {
        self.facts.iter().find_map(|f| f.amount.as_ref())
    }
    /// When it happened: the first date told, in order.
    pub fn date(&self) -> Option<PartialDate> {
        self.facts.iter().find_map(|f| f.date)
    }
    /// The role, where it has one.
    pub fn role(&self) -> Option<&str> {
        self.facts.iter().find_map(|f| f.role.as_deref())
    }
    /// The stake in hundredths of a percent, where told.
    pub fn stake(&self) -> Option<u32> {
        self.facts.iter().find_map(|f| f.stake)
    }
    /// The highest confidence of its facts.
    pub fn confidence(&self) -> f32 {
        self.facts.iter().map(|f| f.confidence).fold(0.0, f32::max)
    }
    /// How its status moved: a run of statements for each status that it had, the earliest article first. A day's status is
    /// that of its leading fact; what else was said that day under another status is left out.
    pub fn turns(&self) -> Vec<Vec<&Fact>> {
        let mut turns: Vec<Vec<&Fact>> = Vec::new();
        let day = |f: &Fact| f.source.published.map(PartialDate::first_day);
        for facts in self.facts.chunk_by(|a, b| day(a) == day(b)).rev() {
            let status = facts[0].status;
            let told = facts.iter().rev().filter(|f| f.status == status);
            match turns.last_mut() {
                Some(turn) if turn[0].status == status => turn.extend(told),
                _ => turns.push(told.collect()),
            }
        }
        turns
    }
    /// How many independent sources say it: copies of one text count once.
    pub fn sources(&self) -> usize {
        if self.facts.len() == 1 {
            return 1;
        }
        let mut groups: Vec<&str> = self.facts.iter().map(|f| f.source.group.as_str()).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.len()
    }
}

/// The graph: a directed multigraph. Nodes stand in order of id, edges in order of (subject, relation, object).
#[derive(Debug, Clone, Default)]
pub struct Graph {
    inner: DiGraph<Entity, Edge>,
    by_id: FxHashMap<EntityId, NodeIndex>,
}

impl Graph {
    /// A graph from entities and edges in any order. Edges whose ends are not among the entities are left out.
    ///
    /// Cost: n log n.
    pub fn new(mut entities: Vec<Entity>, mut edges: Vec<(EntityId, Edge, EntityId)>) -> Graph {
        entities.sort_by(|a, b| a.id.cmp(&b.id));
        entities.dedup_by(|a, b| a.id == b.id);
        edges.sort_by(|a, b| (&a.0, &a.1.relation, &a.2).cmp(&(&b.0, &b.1.relation, &b.2)));
        let mut graph = Graph::default();
        for entity in entities {
            let id = entity.id.clone();
            let node = graph.inner.add_node(entity);
            graph.by_id.insert(id, node);
        }
        for (subject, edge, object) in edges {
            if let (Some(&s), Some(&o)) = (graph.by_id.get(&subject), graph.by_id.get(&object)) {
                graph.inner.add_edge(s, o, edge);
            }
        }
        graph
    }

    /// The petgraph graph.
    pub fn inner(&self) -> &DiGraph<Entity, Edge> {
        &self.inner
    }
    /// The node of an entity.
    pub fn node(&self, id: &EntityId) -> Option<NodeIndex> {
        self.by_id.get(id).copied()
    }
    /// Entities in order of id.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.inner.node_weights()
    }
    /// Edges in order, each with its ends.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeIndex, &Entity, &Edge, &Entity)> {
        self.inner.edge_indices().filter_map(|i| {
            let (s, o) = self.inner.edge_endpoints(i)?;
            Some((i, &self.inner[s], &self.inner[i], &self.inner[o]))
        })
    }
    /// How many entities.
    pub fn entity_count(&self) -> usize {
        self.inner.node_count()
    }
    /// How many edges.
    pub fn edge_count(&self) -> usize {
        self.inner.edge_count()
    }
}
