//! JSON Lines: one statement a line with its evidence; what `techgraph load` reads and `techgraph extract` prints.

use super::fields::{Field, QuoteJson, percent};
use super::{Options, SCHEMA};
use crate::graph::{Entity, Fact, Walk};
use crate::value::{Amount, EntityType, PartialDate, Status};
use crate::vocab::Vocabulary;
use serde::Serialize;
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
    mentions: Vec<&'g str>,
    id: &'g str,
}

fn end(entity: &Entity) -> End<'_> {
    let mut mentions = vec![entity.name.as_str()];
    mentions.extend(entity.aliases.iter().map(String::as_str).filter(|a| *a != entity.name));
    End { name: &entity.name, kind: entity.kind, mentions, id: &entity.id.0 }
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
    graph.each_edge(&mut |subject, edge, object| {
        edge.facts.iter().try_for_each(|fact| {
            serde_json::to_writer(&mut *out, &line(subject, &edge.relation, object, fact))?;
            out.write_all(b"\n")
        })
    })
}
