//! The flat fields of nodes and edges that the attribute formats share, typed and in one order.

use crate::graph::{Edge, Entity, Fact};
use crate::value::{Amount, EntityType, PartialDate, Status};
use crate::vocab::{Family, Vocabulary};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;

/// A typed value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Field<'g> {
    Text(Cow<'g, str>),
    Whole(i64),
    /// Hundredths: exact to two places.
    Decimal(i64),
    Number(f32),
}

/// The type of a field, as schemas need it before the first value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldType {
    Text,
    Whole,
    Number,
}

use FieldType::{Number, Text, Whole};

/// The fields of an edge, in the order in which [`edge_fields`] gives them.
pub(super) const EDGE_FIELDS: &[(&str, FieldType)] = &[
    ("relation", Text),
    ("label", Text),
    ("family", Text),
    ("status", Text),
    ("amount", Number),
    ("currency", Text),
    ("bound", Text),
    ("date", Text),
    ("role", Text),
    ("stake", Number),
    ("sources", Whole),
    ("statements", Whole),
    ("confidence", Number),
    ("first_published", Text),
    ("last_published", Text),
    ("quote", Text),
    ("title", Text),
    ("publisher", Text),
    ("url", Text),
];

impl<'g> Field<'g> {
    /// As plain text: numbers without grouping, amounts exact.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Field::Text(text) => Cow::Borrowed(text),
            Field::Whole(n) => n.to_string().into(),
            Field::Decimal(h) => decimal(*h).into(),
            Field::Number(n) => n.to_string().into(),
        }
    }
}

/// Numbers as numbers.
impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Text(text) => s.serialize_str(text),
            Field::Whole(n) => s.serialize_i64(*n),
            Field::Decimal(h) if h % 100 == 0 => s.serialize_i64(h / 100),
            Field::Decimal(h) => s.serialize_f64(*h as f64 / 100.0),
            Field::Number(n) => s.serialize_f64((f64::from(*n) * 1e4).round() / 1e4),
        }
    }
}

fn decimal(hundredths: i64) -> String {
    let amount = Amount {
        text: String::new(),
        hundredths,
        currency: crate::value::Currency::USD,
        bound: crate::value::Bound::Exact,
    };
    amount.value_text()
}

fn text(text: &str) -> Field<'_> {
    Field::Text(Cow::Borrowed(text))
}

/// The fields of an edge that have a value, by index in [`EDGE_FIELDS`].
pub(super) fn edge_fields<'g>(
    edge: &'g Edge,
    vocab: &'g Vocabulary,
) -> impl Iterator<Item = (&'static str, Field<'g>)> {
    let lead = edge.lead();
    let relation = vocab.relations.find(&edge.relation);
    let amount = edge.amount();
    let date = |d: Option<PartialDate>| d.map(|d| Field::Text(d.to_string().into()));
    let values = [
        Some(text(&edge.relation)),
        Some(text(relation.map_or(&edge.relation, |r| &r.label))),
        Some(text(family(edge, vocab).as_str())),
        Some(text(edge.status().as_str())),
        amount.map(|a| Field::Decimal(a.hundredths)),
        amount.map(|a| text(a.currency.as_str())),
        amount.map(|a| text(a.bound.as_str())),
        date(edge.date()),
        edge.role().map(text),
        edge.stake().map(percent),
        Some(Field::Whole(edge.sources() as i64)),
        Some(Field::Whole(edge.facts.len() as i64)),
        Some(Field::Number(edge.confidence())),
        date(edge.facts.iter().filter_map(|f| f.source.published).min()),
        date(edge.facts.iter().filter_map(|f| f.source.published).max()),
        Some(text(&lead.quote)),
        Some(text(&lead.source.title)),
        lead.source.publisher.as_deref().map(text),
        lead.source.url.as_deref().map(text),
    ];
    EDGE_FIELDS.iter().zip(values).filter_map(|(&(name, _), value)| Some((name, value?)))
}

/// The family of an edge; a relation that the vocabulary lacks counts as supply, the widest.
pub(crate) fn family(edge: &Edge, vocab: &Vocabulary) -> Family {
    vocab.relations.find(&edge.relation).map_or(Family::Supply, |r| r.family)
}

/// Whether the direction of the edge means nothing.
pub(crate) fn symmetric(edge: &Edge, vocab: &Vocabulary) -> bool {
    vocab.relations.find(&edge.relation).is_some_and(|r| r.symmetric)
}

/// The stable id of an edge: `SUBJECT relation OBJECT`.
pub(super) fn edge_id(subject: &Entity, edge: &Edge, object: &Entity) -> String {
    format!("{} {} {}", subject.id, edge.relation, object.id)
}

/// The other names of an entity, apart by `; `.
pub(super) fn aliases(entity: &Entity) -> String {
    entity.aliases.join("; ")
}

/// A node as a JSON object.
#[derive(serde::Serialize)]
pub(super) struct EntityJson<'g> {
    id: &'g str,
    name: &'g str,
    #[serde(rename = "type")]
    kind: EntityType,
    aliases: &'g [String],
}

impl<'g> EntityJson<'g> {
    pub(super) fn of(entity: &'g Entity) -> EntityJson<'g> {
        EntityJson { id: &entity.id.0, name: &entity.name, kind: entity.kind, aliases: &entity.aliases }
    }
}

/// An edge as a flat JSON object: names of its own, its fields, and under `statements` how many there are or, with
/// `whole`, all of them.
pub(super) struct EdgeJson<'g> {
    pub(super) names: [(&'static str, &'g str); 4],
    pub(super) edge: &'g Edge,
    pub(super) vocab: &'g Vocabulary,
    pub(super) whole: bool,
}

impl Serialize for EdgeJson<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        for (name, value) in &self.names {
            map.serialize_entry(name, value)?;
        }
        for (name, field) in edge_fields(self.edge, self.vocab).filter(|(n, _)| !self.whole || *n != "statements") {
            map.serialize_entry(name, &field)?;
        }
        if self.whole {
            map.serialize_entry("statements", &self.edge.facts.iter().map(StatementJson::of).collect::<Vec<_>>())?;
        }
        map.end()
    }
}

/// A statement as a JSON object: what it says, with its source and evidence.
#[derive(serde::Serialize)]
struct StatementJson<'g> {
    article: &'g str,
    title: &'g str,
    published: Option<PartialDate>,
    publisher: Option<&'g str>,
    url: Option<&'g str>,
    status: Status,
    amount: Option<&'g Amount>,
    date: Option<PartialDate>,
    role: Option<&'g str>,
    stake: Option<Field<'g>>,
    attribution: Option<&'g str>,
    evidence: QuoteJson<'g>,
    confidence: f32,
    rule: &'g str,
}

/// A quote with its place.
#[derive(serde::Serialize)]
pub(super) struct QuoteJson<'g> {
    text: &'g str,
    start: u32,
    end: u32,
}

impl<'g> QuoteJson<'g> {
    pub(super) fn of(fact: &'g Fact) -> QuoteJson<'g> {
        QuoteJson { text: &fact.quote, start: fact.span.start, end: fact.span.end }
    }
}

impl<'g> StatementJson<'g> {
    fn of(fact: &'g Fact) -> StatementJson<'g> {
        let source = &fact.source;
        StatementJson {
            article: &source.article,
            title: &source.title,
            published: source.published,
            publisher: source.publisher.as_deref(),
            url: source.url.as_deref(),
            status: fact.status,
            amount: fact.amount.as_ref(),
            date: fact.date,
            role: fact.role.as_deref(),
            stake: fact.stake.map(percent),
            attribution: fact.attribution.as_deref(),
            evidence: QuoteJson::of(fact),
            confidence: fact.confidence,
            rule: &fact.rule,
        }
    }
}

/// A stake in percent.
pub(super) fn percent(stake: u32) -> Field<'static> {
    Field::Decimal(stake.into())
}

/// What stands on an edge in a picture: the relation (for a job the role), and in a second part money and date.
pub(crate) fn edge_caption(edge: &Edge, vocab: &Vocabulary) -> (String, String) {
    let label = vocab.relations.find(&edge.relation).map_or(edge.relation.as_str(), |r| &r.label);
    let mut label = match edge.role() {
        Some(role) => format!("{label} ({})", super::dot::shortened(role, 60)),
        None => label.to_string(),
    };
    // Lines tell the other statuses apart, but not these.
    if matches!(edge.status(), Status::Denied | Status::Ended | Status::Speculative) {
        label = format!("{label}, {}", edge.status());
    }
    let stake = edge.stake().map(|s| format!("{}%", decimal(s.into())));
    let parts = [stake, edge.amount().map(Amount::short), edge.date().map(|d| d.to_string())];
    (label, parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// Pen width of an edge in points, 1.1 without money to 5: a step for each power of ten from a million up. Currencies
/// are not converted; on this scale most differ by less than a step.
pub(crate) fn pen_width(edge: &Edge) -> f32 {
    match edge.amount() {
        Some(amount) if amount.value() > 1.0 => {
            (1.1 + 0.65 * (amount.value().log10() as f32 - 6.0).clamp(0.0, 6.0)).min(5.0)
        }
        _ => 1.1,
    }
}

/// What a pointer over an edge tells: who does what to whom, how sure, the quote and where it stands.
pub(crate) fn edge_tooltip(subject: &Entity, edge: &Edge, object: &Entity, vocab: &Vocabulary) -> String {
    let lead = edge.lead();
    let (label, detail) = edge_caption(edge, vocab);
    let between = if detail.is_empty() { "" } else { ": " };
    let status = edge.status();
    let mut text =
        format!("{} → {}\n{label} ({status}){between}{detail}\n“{}”\n", subject.name, object.name, lead.quote);
    let source = [lead.source.publisher.as_deref(), Some(lead.source.title.as_str())];
    for (n, part) in source.into_iter().flatten().filter(|s| !s.is_empty()).enumerate() {
        text.push_str(if n == 0 { "" } else { ": " });
        text.push_str(part);
    }
    if let Some(day) = lead.source.published {
        text.push_str(&format!(", {day}"));
    }
    let others = edge.sources().saturating_sub(1);
    if others > 0 {
        text.push_str(&format!("\nand {others} more {}", if others == 1 { "source" } else { "sources" }));
    }
    text
}
