//! RDF 1.1 Turtle: each edge as a triple of a small vocabulary of our own, each statement as a `tg:Statement` with its
//! quote and, by PROV-O, the article that it was taken from; names and types by schema.org.

use super::Options;
use crate::graph::{Entity, Fact, Graph, Source};
use crate::value::{EntityType, PartialDate};
use crate::vocab::Vocabulary;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

const PREFIXES: &str = "\
@prefix tg: <urn:techgraph:vocabulary:> .
@prefix schema: <https://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    writeln!(out, "{PREFIXES}")?;
    for relation in vocab.relations.iter() {
        let label = literal(&relation.label);
        writeln!(out, "tg:{} a rdf:Property ; rdfs:label {label} .", relation.name)?;
    }
    writeln!(out)?;
    for entity in graph.entities() {
        let class = match entity.kind {
            EntityType::Organization => "schema:Organization",
            EntityType::Person => "schema:Person",
            EntityType::Product => "schema:Product",
            EntityType::Place => "schema:Place",
        };
        write!(out, "{} a {class} ; schema:name {}", subject_iri(entity), literal(&entity.name))?;
        for alias in &entity.aliases {
            write!(out, " ; schema:alternateName {}", literal(alias))?;
        }
        writeln!(out, " .")?;
    }
    let sources: BTreeMap<&str, &Source> = graph
        .edges()
        .flat_map(|(_, _, edge, _)| &edge.facts)
        .map(|f| (f.source.article.as_str(), &*f.source))
        .collect();
    writeln!(out)?;
    for source in sources.values() {
        write!(out, "{} a schema:NewsArticle, prov:Entity", article_iri(source))?;
        write!(out, " ; schema:headline {}", literal(&source.title))?;
        if let Some(publisher) = &source.publisher {
            write!(out, " ; schema:publisher {}", literal(publisher))?;
        }
        if let Some(date) = source.published {
            write!(out, " ; schema:datePublished {}", dated(date))?;
        }
        if let Some(url) = &source.url {
            write!(out, " ; schema:url {}^^xsd:anyURI", literal(url))?;
        }
        writeln!(out, " .")?;
    }
    writeln!(out)?;
    for (_, subject, edge, object) in graph.edges() {
        let (s, o) = (subject_iri(subject), subject_iri(object));
        let property = format!("<urn:techgraph:vocabulary:{}>", encoded(&edge.relation));
        // What is denied or over is told by its statements only: as a bare triple it would be false.
        if !vocab.edge_looks.status(edge.status()).muted {
            writeln!(out, "{s} {property} {o} .")?;
        }
        for fact in &edge.facts {
            writeln!(out, "{}", statement(&s, &property, &o, fact))?;
        }
    }
    Ok(())
}

fn statement(subject: &str, property: &str, object: &str, fact: &Fact) -> String {
    let mut text = format!(
        "[] a tg:Statement ; rdf:subject {subject} ; rdf:predicate {property} ; rdf:object {object} ; tg:status \"{}\" ; \
         tg:quote {} ; tg:start {} ; tg:end {} ; tg:confidence \"{}\"^^xsd:decimal ; prov:wasDerivedFrom {}",
        fact.status,
        literal(&fact.quote),
        fact.span.start,
        fact.span.end,
        fact.confidence,
        article_iri(&fact.source)
    );
    // Writing to a String cannot fail.
    if let Some(amount) = &fact.amount {
        let _ = write!(
            text,
            " ; tg:amount \"{}\"^^xsd:decimal ; tg:currency \"{}\" ; tg:bound \"{}\"",
            amount.value_text(),
            amount.currency,
            amount.bound
        );
    }
    if let Some(date) = fact.date {
        let _ = write!(text, " ; tg:date {}", dated(date));
    }
    if let Some(role) = &fact.role {
        let _ = write!(text, " ; tg:role {}", literal(role));
    }
    if let Some(stake) = fact.stake {
        let _ = write!(text, " ; tg:stake \"{}.{:02}\"^^xsd:decimal", stake / 100, stake % 100);
    }
    if let Some(who) = &fact.attribution {
        let _ = write!(text, " ; prov:wasAttributedTo [ rdfs:label {} ]", literal(who));
    }
    text.push_str(" .");
    text
}

fn subject_iri(entity: &Entity) -> String {
    format!("<urn:techgraph:entity:{}>", encoded(&entity.id.0))
}

fn article_iri(source: &Source) -> String {
    format!("<urn:techgraph:article:{}>", encoded(&source.article))
}

/// Percent-encoded, so that any id is part of a URN.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// A date with the XML Schema type of its precision.
fn dated(date: PartialDate) -> String {
    let kind = match (date.month(), date.day()) {
        (None, _) => "gYear",
        (_, None) => "gYearMonth",
        _ => "date",
    };
    format!("\"{date}\"^^xsd:{kind}")
}

fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
