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
use serde::ser::{SerializeMap, Serializer};
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

/// Names with all their values; values of one name follow each other. Blank ones are left out, as are addresses of no page.
struct Properties<'g>(Vec<(&'static str, Cow<'g, str>)>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        let told = |(name, value): &&(&str, Cow<'_, str>)| {
            !value.trim().is_empty() && (*name != "sourceUrl" || value.starts_with("http"))
        };
        let told: Vec<_> = self.0.iter().filter(told).collect();
        for values in told.chunk_by(|a, b| a.0 == b.0) {
            map.serialize_entry(values[0].0, &values.iter().map(|v| &v.1).collect::<Vec<_>>())?;
        }
        map.end()
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
    let mut properties = vec![(name, Cow::from(&entity.name))];
    properties.extend(entity.aliases.iter().map(|a| ("alias", a.into())));
    Record { id: entity_id(entity), schema, properties: Properties(properties) }
}

fn of_article(source: &Source) -> Record<'_> {
    let mut properties = vec![("title", Cow::from(&source.title)), ("fileName", (&source.article).into())];
    properties.extend(source.publisher.as_deref().map(|p| ("publisher", p.into())));
    properties.extend(source.url.as_deref().map(|u| ("sourceUrl", u.into())));
    properties.extend(source.published.map(|d| ("publishedAt", d.to_string().into())));
    Record { id: article_id(source), schema: "Article", properties: Properties(properties) }
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
    let mut properties: Vec<(&'static str, Cow<'g, str>)> =
        vec![(ends[0], entity_id(subject).into()), (ends[1], entity_id(object).into())];
    let amount = edge.amount();
    if schema == "Payment" {
        properties.push(("purpose", label.into()));
        properties.extend(amount.map(|a| ("amount", a.value_text().into())));
        properties.extend(amount.map(|a| ("currency", a.currency.to_string().into())));
    } else {
        properties.push(("role", edge.role().unwrap_or(label).into()));
        properties.push(("status", edge.status().as_str().into()));
        properties.extend(amount.map(|a| ("description", Amount::short(a).into())));
    }
    if schema == "Ownership" {
        properties.extend(edge.stake().map(|s| ("percentage", super::fields::percent(s).text().into_owned().into())));
    }
    let when = match edge.status() {
        Status::Ended => "endDate",
        Status::Confirmed => "startDate",
        _ => "date",
    };
    properties.extend(edge.date().map(|d| (when, d.to_string().into())));
    properties.extend(edge.facts.iter().map(|f| ("summary", f.quote.as_str().into())));
    properties.extend(edge.facts.iter().map(|f| ("proof", article_id(&f.source).into())));
    let urls = edge.facts.iter().filter_map(|f| f.source.url.as_deref());
    properties.extend(urls.map(|u| ("sourceUrl", u.into())));
    let id = id("edge", &[&subject.id.0, &edge.relation, &object.id.0]);
    Record { id, schema, properties: Properties(properties) }
}
