//! What happened when, as far as it is told.

use super::{Filter, Sort, list, neighbors};
use crate::Result;
use crate::graph::{Entity, Fact};
use crate::resolve::EntityId;
use crate::store::{Link, Store};
use crate::value::{Amount, PartialDate, Status};
use smol_str::SmolStr;
use std::sync::Arc;

/// One event: a relation is told for the first time, or its status moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When: the date that the text tells, else the article's; `None` where neither is known.
    pub date: Option<PartialDate>,
    /// Whether the date is the event's own. If not, it is that of the first article that tells it.
    pub dated: bool,
    /// Who.
    pub subject: Arc<Entity>,
    /// The relation's name.
    pub relation: SmolStr,
    /// Whom or what.
    pub object: Arc<Entity>,
    /// The status, after all that the relation had before: reported, announced, confirmed. Never empty.
    pub course: Vec<Status>,
    /// The money told by then.
    pub amount: Option<Amount>,
    /// The statement that tells it.
    pub fact: Fact,
}

impl Event {
    /// The status that the relation has from here on.
    pub fn status(&self) -> Status {
        self.fact.status
    }
}

/// Events, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The last of them, the earliest first; those without date before all others.
    pub events: Vec<Event>,
    /// How many there are in all.
    pub total: usize,
}

/// The events of admitted edges, of those within `depth` steps of an entity where one is given; the last `limit` of them.
///
/// The filter's dates are held against the events, all else against the edges.
///
/// # Errors
/// [`crate::Error::UnknownEntity`]; [`crate::Error::Store`].
pub fn timeline(
    store: &Store,
    around: Option<(&EntityId, usize)>,
    filter: &Filter,
    limit: Option<usize>,
) -> Result<Timeline> {
    let edges = Filter { since: None, until: None, ..filter.clone() };
    let links = match around {
        Some((id, depth)) => {
            let near = neighbors(store, id, &edges, depth, Sort::Name, None)?;
            near.edges.into_iter().map(|n| n.link).collect()
        }
        None => list(store, &edges, Sort::Name, None)?.links,
    };
    let mut events: Vec<Event> = links.iter().flat_map(events).collect();
    events.retain(|event| {
        filter.since.is_none_or(|since| event.date.is_some_and(|d| d.last_day() >= since.first_day()))
            && filter.until.is_none_or(|until| event.date.is_some_and(|d| d.first_day() <= until.last_day()))
    });
    let ends = |e: &Event| (e.subject.id.clone(), e.relation.clone(), e.object.id.clone());
    events.sort_by_cached_key(|e| (e.date, ends(e), e.course.len()));
    let total = events.len();
    events.drain(..total - limit.unwrap_or(total).min(total));
    Ok(Timeline { events, total })
}

/// The events of one edge, in the order in which they were told: one for its first status and one for each change.
pub fn events(link: &Link) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let (mut course, mut amount) = (Vec::new(), None);
    for turn in link.edge.turns() {
        course.push(turn[0].status);
        amount = turn.iter().rev().find_map(|f| f.amount.clone()).or(amount);
        let own = turn.iter().find(|f| f.date.is_some()).copied();
        let fact = own.unwrap_or(turn[0]);
        events.push(Event {
            date: fact.date.or(fact.source.published),
            dated: own.is_some(),
            subject: Arc::clone(&link.subject),
            relation: link.edge.relation.clone(),
            object: Arc::clone(&link.object),
            course: course.clone(),
            amount: amount.clone(),
            fact: Fact::clone(fact),
        });
    }
    events
}
