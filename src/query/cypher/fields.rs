//! The properties that a query can name.

use super::fault::{Fault, Place, suggestion};
use super::tree::EdgeField;
use super::value::Value;
use crate::graph::Edge;
use crate::store::{EDGE_COLUMNS, ENTITY_COLUMNS};

/// A property of an edge that its statements tell.
pub(super) struct Evidence {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) value: fn(&Edge) -> Value,
}

fn words(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::text)
}

fn day(date: Option<crate::value::PartialDate>) -> Value {
    date.map_or(Value::Null, |d| Value::text(d.to_string()))
}

/// What the statements under an edge tell.
pub(super) const EVIDENCE: &[Evidence] = &[
    Evidence { name: "quote", about: "the words that say it", value: |e| Value::text(&e.lead().quote) },
    Evidence {
        name: "quotes",
        about: "list of all that say it",
        value: |e| Value::list(e.facts.iter().map(|f| Value::text(&f.quote))),
    },
    Evidence {
        name: "attribution",
        about: "who says so",
        value: |e| words(e.facts.iter().find_map(|f| f.attribution.as_deref())),
    },
    Evidence { name: "article", about: "id of the leading article", value: |e| Value::text(&e.lead().source.article) },
    Evidence { name: "title", about: "its title", value: |e| Value::text(&e.lead().source.title) },
    Evidence { name: "publisher", about: "its publisher", value: |e| words(e.lead().source.publisher.as_deref()) },
    Evidence { name: "url", about: "its address", value: |e| words(e.lead().source.url.as_deref()) },
    Evidence { name: "published", about: "when it was published", value: |e| day(e.lead().source.published) },
    Evidence {
        name: "first",
        about: "when it was first published",
        value: |e| day(e.facts.iter().filter_map(|f| f.source.published).min()),
    },
    Evidence {
        name: "last",
        about: "when it was last published",
        value: |e| day(e.facts.iter().filter_map(|f| f.source.published).max()),
    },
];

/// What a variable is known to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Entity,
    Edge,
    Edges,
    Path,
    Anything,
}

/// The column of entities of a name.
pub(super) fn entity_field(name: &str) -> Option<usize> {
    ENTITY_COLUMNS.iter().position(|c| c.name == name)
}

/// The property of edges of a name.
pub(super) fn edge_field(name: &str) -> Option<EdgeField> {
    let column = EDGE_COLUMNS.iter().position(|c| c.name == name).map(EdgeField::Column);
    column.or_else(|| EVIDENCE.iter().position(|e| e.name == name).map(EdgeField::Evidence))
}

/// What a property name means of a variable; a fault where it means nothing.
pub(super) fn meaning(name: &str, of: Holds, place: Place) -> Result<(Option<usize>, Option<EdgeField>), Fault> {
    let (entity, edge) = (entity_field(name), edge_field(name));
    let edge_names = || EDGE_COLUMNS.iter().map(|c| c.name).chain(EVIDENCE.iter().map(|e| e.name));
    let unknown = |what: &str, suggestion: String| {
        Fault::new(place.clone(), format!("{what} has no property `{name}`{suggestion}"))
    };
    match of {
        Holds::Entity if entity.is_none() => {
            Err(unknown("an entity", suggestion(name, ENTITY_COLUMNS.iter().map(|c| c.name))))
        }
        Holds::Edge if edge.is_none() => Err(unknown("a relation", suggestion(name, edge_names()))),
        Holds::Edges => Err(unknown(
            "a list of relations",
            "; ask each, like `[x IN r | x.status]` or `all(x IN r WHERE x.status = 'confirmed')`".to_string(),
        )),
        Holds::Path => Err(unknown("a path", "; ask nodes(p) or relationships(p)".to_string())),
        _ => Ok((entity, edge)),
    }
}

/// A property's name and what it holds.
pub type Property = (&'static str, &'static str);

/// The properties for help: of entities, then of relations.
pub fn properties() -> (Vec<Property>, Vec<Property>) {
    let evidence = EVIDENCE.iter().map(|e| (e.name, e.about));
    (
        ENTITY_COLUMNS.iter().map(|c| (c.name, c.about)).collect(),
        EDGE_COLUMNS.iter().map(|c| (c.name, c.about)).chain(evidence).collect(),
    )
}
