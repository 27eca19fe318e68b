//! FollowTheMoney entities, one a line: <https://followthemoney.tech>.
//!
//! | here | schema |
//! | --- | --- |
//! | organization, person, product, place | Company, Person, Asset, Address |
//! | article | Article |
//! | edge of family ownership with a direction | Ownership |
//! | edge of family people that takes a role | Directorship |
//! | edge of family money with an amount | Payment |
//! | any other edge | UnknownLink with the relation as role |
//!
//! The first three say that something is so, and are used where the edge is confirmed or was once, and the schema admits
//! its ends; all that is announced, reported, speculative or denied is an UnknownLink whose `status` tells which. Every
//! edge names its articles as `proof` and quotes them.

use super::Options;
use super::json::{List, push_line};
use crate::graph::{Edge, Entity, Passing, Source, Walk};
use crate::store::ContentHash;
use crate::value::{Amount, EntityType, Status};
use crate::vocab::{Family, Vocabulary};
use serde::Serialize;
use serde::ser::Serializer;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let mut lines = List::lines(out);
    graph.each_entity(&mut |entity| lines.push(&of_entity(entity)))?;
    graph.each_source(&mut |source| lines.push(&of_article(source)))?;
    graph.write_edges(&mut [out], &|Passing { subject, edge, object, .. }, texts| {
        push_line(&mut texts[0], &of_edge(subject, edge, object, vocab))
    })
}

#[derive(Serialize)]
struct Record<'g> {
    id: String,
    schema: &'static str,
    properties: Properties<'g>,
}

/// Names with all their values; values of one name follow each other.
#[derive(Default)]
struct Properties<'g>(Vec<(&'static str, Cow<'g, str>)>);

impl<'g> Properties<'g> {
    /// Adds values of a name; blank ones are left out, as are addresses of no page.
    fn put<V: Into<Cow<'g, str>>>(&mut self, name: &'static str, values: impl IntoIterator<Item = V>) {
        let told =
            |value: &Cow<'_, str>| !value.trim().is_empty() && (name != "sourceUrl" || value.starts_with("http"));
        self.0.extend(values.into_iter().map(V::into).filter(told).map(|value| (name, value)));
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.chunk_by(|a, b| a.0 == b.0).map(|values| (values[0].0, Values(values))))
    }
}

/// The values of one name.
struct Values<'p>(&'p [(&'static str, Cow<'p, str>)]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.iter().map(|(_, value)| value))
    }
}

/// An id as FollowTheMoney takes them, of letters and digits only; what it is of keeps ids of different things apart.
fn id(of: &str, parts: &[&str]) -> String {
    let parts: Vec<Option<&str>> = std::iter::once(of).chain(parts.iter().copied()).map(Some).collect();
    format!("tg-{}", ContentHash::of_parts(&parts).as_str())
}

fn entity_id(entity: &Entity) -> String {
    id("entity", &[&entity.id.0])
}

fn article_id(source: &Source) -> String {
    id("article", &[&source.article])
}

fn of_entity(entity: &Entity) -> Record<'_> {
    let (schema, name) = match entity.kind {
        EntityType::Organization => ("Company", "name"),
        EntityType::Person => ("Person", "name"),
        EntityType::Product => ("Asset", "name"),
        EntityType::Place => ("Address", "full"),
    };
    let mut properties = Properties::default();
    properties.put(name, [&entity.name]);
    properties.put("alias", &entity.aliases);
    Record { id: entity_id(entity), schema, properties }
}

fn of_article(source: &Source) -> Record<'_> {
    let mut properties = Properties::default();
    properties.put("title", [&source.title]);
    properties.put("fileName", [&source.article]);
    properties.put("publisher", &source.publisher);
    properties.put("sourceUrl", &source.url);
    properties.put("publishedAt", source.published.map(|d| d.to_string()));
    Record { id: article_id(source), schema: "Article", properties }
}

/// The schema of an edge, and what it calls its ends.
fn schema(subject: &Entity, edge: &Edge, object: &Entity, vocab: &Vocabulary) -> (&'static str, [&'static str; 2]) {
    use EntityType::{Organization, Person, Place};
    const UNKNOWN: (&str, [&str; 2]) = ("UnknownLink", ["subject", "object"]);
    let Some(relation) = vocab.relations.find(&edge.relation) else { return UNKNOWN };
    let actor = |e: &Entity| matches!(e.kind, Organization | Person);
    if !matches!(edge.status(), Status::Confirmed | Status::Ended) || !actor(subject) {
        return UNKNOWN;
    }
    match relation.family {
        Family::Ownership if !relation.symmetric && !matches!(object.kind, Person | Place) => {
            ("Ownership", ["owner", "asset"])
        }
        Family::People if relation.attributes.iter().any(|a| a == "role") && object.kind == Organization => {
            ("Directorship", ["director", "organization"])
        }
        Family::Money if edge.amount().is_some() && actor(object) => ("Payment", ["payer", "beneficiary"]),
        _ => UNKNOWN,
    }
}

fn of_edge<'g>(subject: &'g Entity, edge: &'g Edge, object: &'g Entity, vocab: &'g Vocabulary) -> Record<'g> {
    let (schema, ends) = schema(subject, edge, object, vocab);
    let label = vocab.relations.find(&edge.relation).map_or(&*edge.relation, |r| &r.label);
    let mut properties = Properties(Vec::with_capacity(12));
    properties.put(ends[0], [entity_id(subject)]);
    properties.put(ends[1], [entity_id(object)]);
    let amount = edge.amount();
    if schema == "Payment" {
        properties.put("purpose", [label]);
        properties.put("amount", amount.map(Amount::value_text));
        properties.put("currency", amount.map(|a| a.currency.as_str()));
    } else {
        properties.put("role", [edge.role().unwrap_or(label)]);
        properties.put("status", [edge.status().as_str()]);
        properties.put("description", amount.map(Amount::short));
    }
    if schema == "Ownership" {
        properties.put("percentage", edge.stake().map(|s| super::fields::percent(s).text().into_owned()));
    }
    let when = match edge.status() {
        Status::Ended => "endDate",
        Status::Confirmed => "startDate",
        _ => "date",
    };
    properties.put(when, edge.date().map(|d| d.to_string()));
    properties.put("summary", edge.facts.iter().map(|f| &f.quote));
    properties.put("proof", edge.facts.iter().map(|f| article_id(&f.source)));
    properties.put("sourceUrl", edge.facts.iter().filter_map(|f| f.source.url.as_deref()));
    let id = id("edge", &[&subject.id.0, &edge.relation, &object.id.0]);
    Record { id, schema, properties }
}
