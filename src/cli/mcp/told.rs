//! What the tools answer: edges, statements and events as JSON, each with its quote and source.

use crate::graph::{Entity, Fact};
use crate::query::{Conflict, Event, Hop};
use crate::store::Link;
use serde_json::{Value, json};

/// An edge with its own status, money and dates, and the statement that speaks for it.
pub(super) fn edge(link: &Link) -> Value {
    let edge = &link.edge;
    json!({
        "subject": end(&link.subject),
        "relation": edge.relation,
        "object": end(&link.object),
        "status": edge.status(),
        "amount": edge.amount(),
        "date": edge.date(),
        "role": edge.role(),
        "stake_percent": edge.stake().map(|s| f64::from(s) / 100.0),
        "sources": edge.sources(),
        "statement": statement(edge.lead()),
    })
}

/// An edge with everything that is said of it, the latest first.
pub(super) fn evidence(link: &Link) -> Value {
    let mut edge = edge(link);
    edge["statements"] = link.edge.facts.iter().map(statement).collect();
    edge
}

/// A step of a way.
pub(super) fn hop(hop: &Hop) -> Value {
    json!({"to": hop.to, "edges": hop.links.iter().map(edge).collect::<Value>()})
}

/// What happened, and the statuses that the edge had before.
pub(super) fn event(event: &Event) -> Value {
    let before = event.course.split_last().map_or(&[][..], |(_, before)| before);
    json!({
        "date": event.date,
        "dated_by": event.date.map(|_| if event.dated { "text" } else { "article" }),
        "subject": end(&event.subject),
        "relation": event.relation,
        "object": end(&event.object),
        "status": event.status(),
        "before": before,
        "amount": event.amount,
        "statement": statement(&event.fact),
    })
}

/// Two statements that contradict each other, the earlier first.
pub(super) fn conflict(conflict: &Conflict) -> Value {
    let claims: Value = conflict
        .claims
        .iter()
        .map(|claim| {
            json!({
                "subject": end(&claim.subject),
                "relation": claim.relation,
                "object": end(&claim.object),
                "statement": statement(&claim.fact),
            })
        })
        .collect();
    json!({"kind": conflict.kind.as_str(), "claims": claims})
}

fn end(entity: &Entity) -> Value {
    json!({"id": entity.id, "name": entity.name})
}

fn statement(fact: &Fact) -> Value {
    json!({
        "quote": fact.quote,
        "status": fact.status,
        "amount": fact.amount,
        "date": fact.date,
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
