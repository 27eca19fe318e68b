//! Which edges a read-out is about. One filter for all of them, over the store by index and over a graph in memory.

use crate::graph::{Edge, Entity, Graph};
use crate::resolve::EntityId;
use crate::store::{Condition, Sign, Test, Ways};
use crate::value::{Currency, EntityType, PartialDate, Status, named_enum};
use rusqlite::types::Value;
use smol_str::SmolStr;

named_enum! {
    /// Which edges at an entity.
    Direction, "direction" {
        /// Those that lead away: it is the subject.
        Out = "out",
        /// Those that lead to it: it is the object.
        In = "in",
        /// All.
        Both = "both",
    }
}

/// What an edge must be. The default admits every edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// One of these relations; empty for any.
    pub relations: Vec<SmolStr>,
    /// One of these statuses; empty for any.
    pub statuses: Vec<Status>,
    /// An end of one of these types; where the question starts from an entity, the end that it leads to. Empty for any.
    pub types: Vec<EntityType>,
    /// Not wholly before this: the edge's date, or its leading article's where the text tells none.
    pub since: Option<PartialDate>,
    /// Not wholly after this.
    pub until: Option<PartialDate>,
    /// At least this much money, in hundredths of whatever currency the edge has.
    pub min_amount: Option<i64>,
    /// Money in this currency.
    pub currency: Option<Currency>,
    /// At least this probable.
    pub min_confidence: Option<f32>,
    /// Told by at least so many independent sources.
    pub min_sources: Option<usize>,
    /// At none of these entities.
    pub avoid: Vec<EntityId>,
    /// Which edges at an entity; counts only where the question starts from one.
    pub direction: Direction,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter {
            relations: Vec::new(),
            statuses: Vec::new(),
            types: Vec::new(),
            since: None,
            until: None,
            min_amount: None,
            currency: None,
            min_confidence: None,
            min_sources: None,
            avoid: Vec::new(),
            direction: Direction::Both,
        }
    }
}

impl Filter {
    /// Whether an edge is admitted; the direction does not count here.
    pub fn admits(&self, subject: &Entity, edge: &Edge, object: &Entity) -> bool {
        let when = edge.date().or(edge.lead().source.published);
        let amount = edge.amount();
        (self.relations.is_empty() || self.relations.contains(&edge.relation))
            && (self.statuses.is_empty() || self.statuses.contains(&edge.status()))
            && (self.types.is_empty() || self.types.contains(&subject.kind) || self.types.contains(&object.kind))
            && self.since.is_none_or(|since| when.is_some_and(|w| w.last_day() >= since.first_day()))
            && self.until.is_none_or(|until| when.is_some_and(|w| w.first_day() <= until.last_day()))
            && self.min_amount.is_none_or(|least| amount.is_some_and(|a| a.hundredths >= least))
            && self.currency.is_none_or(|currency| amount.is_some_and(|a| a.currency == currency))
            && self.min_confidence.is_none_or(|least| edge.confidence() >= least)
            && self.min_sources.is_none_or(|least| edge.sources() >= least)
            && !self.avoid.contains(&subject.id)
            && !self.avoid.contains(&object.id)
    }

    /// Whether it admits every edge.
    pub fn is_open(&self) -> bool {
        *self == Filter { direction: self.direction, ..Filter::default() }
    }

    /// The part of a graph that is admitted: its edges, and the entities at them.
    pub fn apply(&self, graph: &Graph) -> Graph {
        let edges: Vec<_> = graph
            .edges()
            .filter(|(_, s, edge, o)| self.admits(s, edge, o))
            .map(|(_, s, edge, o)| (s.id.clone(), edge.clone(), o.id.clone()))
            .collect();
        let ends: std::collections::BTreeSet<_> = edges.iter().flat_map(|(s, _, o)| [s, o]).collect();
        let entities = graph.entities().filter(|e| ends.contains(&e.id)).cloned().collect();
        Graph::new(entities, edges)
    }

    /// The same as [`Filter::admits`], for the store.
    pub(crate) fn condition(&self) -> Condition {
        let mut condition = Condition::default();
        let words = |words: Vec<String>| Test::OneOf(words.into_iter().map(Value::from).collect());
        if !self.relations.is_empty() {
            condition.and("relation", words(self.relations.iter().map(|r| r.to_string()).collect()));
        }
        if !self.statuses.is_empty() {
            condition.and("status", words(self.statuses.iter().map(|s| s.to_string()).collect()));
        }
        if let Some(since) = self.since {
            condition.and("last_day", Test::Is(Sign::AtLeast, since.first_day().to_string().into()));
        }
        if let Some(until) = self.until {
            condition.and("first_day", Test::Is(Sign::AtMost, until.last_day().to_string().into()));
        }
        if let Some(least) = self.min_amount {
            condition.and("hundredths", Test::Is(Sign::AtLeast, least.into()));
        }
        if let Some(currency) = self.currency {
            condition.and("currency", Test::Is(Sign::Equal, currency.to_string().into()));
        }
        if let Some(least) = self.min_confidence {
            condition.and("confidence", Test::Is(Sign::AtLeast, f64::from(least).into()));
        }
        if let Some(least) = self.min_sources {
            condition.and("sources", Test::Is(Sign::AtLeast, i64::try_from(least).unwrap_or(i64::MAX).into()));
        }
        if !self.avoid.is_empty() {
            let ids: Vec<Value> = self.avoid.iter().map(|id| id.to_string().into()).collect();
            condition.and("subject", Test::NotNamed(ids.clone()));
            condition.and("object", Test::NotNamed(ids));
        }
        if !self.types.is_empty() {
            condition.and_end(&self.types);
        }
        condition
    }

    pub(crate) fn ways(&self) -> Ways {
        Ways { outward: self.direction != Direction::In, inward: self.direction != Direction::Out }
    }
}
