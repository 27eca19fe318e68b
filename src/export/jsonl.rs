//! JSON Lines: one statement a line with its evidence; what `techgraph load` reads and `techgraph extract` prints.

use super::fields::{Field, QuoteJson, percent};
use super::json::push_line;
use super::{Options, SCHEMA};
use crate::graph::{Entity, Fact, Passing, Walk};
use crate::value::{Amount, EntityType, PartialDate, Status};
use crate::vocab::Vocabulary;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'g> {
    article: &'g str,
    title: &'g str,
    published: Option<PartialDate>,
    url: Option<&'g str>,
    publisher: Option<&'g str>,
    group: &'g str,
    subject: End<'g>,
    relation: &'g str,
    object: End<'g>,
    status: Status,
    amount: Option<&'g Amount>,
    date: Option<PartialDate>,
    role: Option<&'g str>,
    stake: Option<Field<'g>>,
    attribution: Option<&'g str>,
    evidence: QuoteJson<'g>,
    confidence: f32,
    rule: &'g str,
    schema: &'static str,
}

#[derive(Serialize)]
struct End<'g> {
    name: &'g str,
    #[serde(rename = "type")]
    kind: EntityType,
    mentions: Mentions<'g>,
    id: &'g str,
}

fn end(entity: &Entity) -> End<'_> {
    End { name: &entity.name, kind: entity.kind, mentions: Mentions(entity), id: &entity.id.0 }
}

/// All names of an entity, its own first.
struct Mentions<'g>(&'g Entity);

impl Serialize for Mentions<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Entity { name, aliases, .. } = self.0;
        s.collect_seq(std::iter::once(name).chain(aliases.iter().filter(|alias| *alias != name)))
    }
}

fn line<'g>(subject: &'g Entity, relation: &'g str, object: &'g Entity, fact: &'g Fact) -> Line<'g> {
    let source = &fact.source;
    Line {
        article: &source.article,
        title: &source.title,
        published: source.published,
        url: source.url.as_deref(),
        publisher: source.publisher.as_deref(),
        group: &source.group,
        subject: end(subject),
        relation,
        object: end(object),
        status: fact.status,
        amount: fact.amount.as_ref(),
        date: fact.date,
        role: fact.role.as_deref(),
        stake: fact.stake.map(percent),
        attribution: fact.attribution.as_deref(),
        evidence: QuoteJson::of(fact),
        confidence: fact.confidence,
        rule: &fact.rule,
        schema: SCHEMA,
    }
}

pub(super) fn write(graph: &dyn Walk, _: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    graph.write_edges(&mut [out], &|Passing { subject, edge, object, .. }, texts| {
        let mut push = |fact| push_line(&mut texts[0], &line(subject, &edge.relation, object, fact));
        edge.facts.iter().try_for_each(&mut push)
    })
}
