//! The graph as RDF, for every format that writes RDF down: entities and articles by schema.org, each edge as a triple of
//! a small vocabulary of our own, each statement as a `tg:Statement` with its quote and, by PROV-O, the article that it was
//! taken from.
//!
//! | property of a statement | value |
//! | --- | --- |
//! | `rdf:subject`, `rdf:predicate`, `rdf:object` | the relation |
//! | `tg:status` | confirmed, announced, reported, speculative, denied, ended |
//! | `tg:quote`, `tg:start`, `tg:end` | the words that say it and their bytes in the article's stored text |
//! | `tg:confidence` | 0 to 1 |
//! | `tg:amount`, `tg:currency`, `tg:bound` | money in whole units |
//! | `tg:date`, `tg:role`, `tg:stake` | when, as what, how many percent |
//! | `prov:wasDerivedFrom`, `prov:wasAttributedTo` | the article, and who it names as its source |

use super::escape::{Put, is_shown, push_escaped, put_char};
use crate::graph::{Edge, Entity, Fact, Passing, Source, Walk};
use crate::value::{EntityType, PartialDate};
use crate::vocab::Vocabulary;
use std::borrow::Cow;
use std::io::{self, Write};

/// A name as it is written with a prefix and without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Name {
    pub(super) short: &'static str,
    pub(super) iri: &'static str,
}

/// The [`Name`] of a prefix and a local part.
macro_rules! name {
    (@$prefix:literal $namespace:literal $local:literal) => {
        Name { short: concat!($prefix, ":", $local), iri: concat!($namespace, $local) }
    };
    (tg $local:literal) => { name!(@"tg" "urn:techgraph:" $local) };
    (schema $local:literal) => { name!(@"schema" "https://schema.org/" $local) };
    (prov $local:literal) => { name!(@"prov" "http://www.w3.org/ns/prov#" $local) };
    (rdf $local:literal) => { name!(@"rdf" "http://www.w3.org/1999/02/22-rdf-syntax-ns#" $local) };
    (rdfs $local:literal) => { name!(@"rdfs" "http://www.w3.org/2000/01/rdf-schema#" $local) };
    (xsd $local:literal) => { name!(@"xsd" "http://www.w3.org/2001/XMLSchema#" $local) };
}

/// The prefixes, each with its colon, and what they stand for.
pub(super) const PREFIXES: [Name; 6] =
    [name!(tg ""), name!(schema ""), name!(prov ""), name!(rdf ""), name!(rdfs ""), name!(xsd "")];

/// The name of a thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Term<'g> {
    /// A name with one of the [`PREFIXES`].
    Name(Name),
    Entity(&'g str),
    Article(&'g str),
    Relation(&'g str),
    /// A statement, by its number in the walk.
    Statement(u64),
    /// Who a statement is attributed to.
    Teller(u64),
}

/// What a property tells.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'g> {
    Thing(Term<'g>),
    Text(&'g str),
    /// A literal of a type of XML Schema.
    Typed(Cow<'g, str>, Name),
}

/// Some triples about one thing. Values of one property follow each other.
#[derive(Debug)]
pub(super) struct Node<'g> {
    pub(super) id: Term<'g>,
    pub(super) properties: Vec<(Term<'g>, Value<'g>)>,
}

/// A way to write RDF down.
pub(super) trait Syntax: Sync {
    /// What stands between two nodes.
    const BETWEEN: &'static str = "";

    /// Adds some triples, of an article's graph or of the default one.
    fn push(text: &mut Vec<u8>, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()>;
}

/// That a thing is of a class.
pub(super) const TYPE: Term<'static> = Term::Name(name!(rdf "type"));

fn class(name: Name) -> (Term<'static>, Value<'static>) {
    (TYPE, Value::Thing(Term::Name(name)))
}

/// Writes everything: relations, entities, articles, then edges, each followed by its statements. Statements are
/// in the graphs of their articles, with the triple that they say unless they deny it.
pub(super) fn write<S: Syntax>(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    let mut first = true;
    let mut put = |node: &Node<'_>| {
        text.clear();
        text.put(if std::mem::take(&mut first) { "" } else { S::BETWEEN });
        S::push(&mut text, node, None)?;
        out.write_all(&text)
    };
    for relation in vocab.relations.iter() {
        let properties =
            vec![class(name!(rdf "Property")), (Term::Name(name!(rdfs "label")), Value::Text(&relation.label))];
        put(&Node { id: Term::Relation(&relation.name), properties })?;
    }
    graph.each_entity(&mut |entity| put(&of_entity(entity)))?;
    graph.each_source(&mut |source| put(&of_article(source)))?;
    graph.write_edges(&mut [out], &|Passing { statements, subject, edge, object, .. }, texts| {
        let mut put = |node: &Node<'_>, graph| {
            texts[0].put(S::BETWEEN);
            S::push(&mut texts[0], node, graph)
        };
        let said = Node {
            id: Term::Entity(&subject.id.0),
            properties: vec![(Term::Relation(&edge.relation), Value::Thing(Term::Entity(&object.id.0)))],
        };
        // What is denied or over is told by its statements only: as a bare triple it would be false.
        if !vocab.edge_looks.status(edge.status()).muted {
            put(&said, None)?;
        }
        for (fact, number) in edge.facts.iter().zip(statements as u64 + 1..) {
            let article = Some(Term::Article(&fact.source.article));
            if !vocab.edge_looks.status(fact.status).muted {
                put(&said, article)?;
            }
            put(&of_statement(number, subject, edge, object, fact), article)?;
            if let Some(who) = &fact.attribution {
                let properties = vec![class(name!(prov "Agent")), (Term::Name(name!(rdfs "label")), Value::Text(who))];
                put(&Node { id: Term::Teller(number), properties }, article)?;
            }
        }
        Ok(())
    })
}

fn of_entity(entity: &Entity) -> Node<'_> {
    let kind = match entity.kind {
        EntityType::Organization => name!(schema "Organization"),
        EntityType::Person => name!(schema "Person"),
        EntityType::Product => name!(schema "Product"),
        EntityType::Place => name!(schema "Place"),
    };
    let mut properties = vec![class(kind), (Term::Name(name!(schema "name")), Value::Text(&entity.name))];
    properties.extend(entity.aliases.iter().map(|a| (Term::Name(name!(schema "alternateName")), Value::Text(a))));
    Node { id: Term::Entity(&entity.id.0), properties }
}

fn of_article(source: &Source) -> Node<'_> {
    let mut properties = vec![
        class(name!(schema "NewsArticle")),
        class(name!(prov "Entity")),
        (Term::Name(name!(schema "headline")), Value::Text(&source.title)),
    ];
    properties.extend(source.publisher.as_deref().map(|p| (Term::Name(name!(schema "publisher")), Value::Text(p))));
    properties.extend(source.published.map(|d| (Term::Name(name!(schema "datePublished")), dated(d))));
    let url =
        source.url.as_deref().map(|u| (Term::Name(name!(schema "url")), Value::Typed(u.into(), name!(xsd "anyURI"))));
    properties.extend(url);
    Node { id: Term::Article(&source.article), properties }
}

fn of_statement<'g>(number: u64, subject: &'g Entity, edge: &'g Edge, object: &'g Entity, fact: &'g Fact) -> Node<'g> {
    let whole = |n: u32| Value::Typed(n.to_string().into(), name!(xsd "integer"));
    let decimal = |text: String| Value::Typed(text.into(), name!(xsd "decimal"));
    let mut properties = vec![
        class(name!(tg "Statement")),
        (Term::Name(name!(rdf "subject")), Value::Thing(Term::Entity(&subject.id.0))),
        (Term::Name(name!(rdf "predicate")), Value::Thing(Term::Relation(&edge.relation))),
        (Term::Name(name!(rdf "object")), Value::Thing(Term::Entity(&object.id.0))),
        (Term::Name(name!(tg "status")), Value::Text(fact.status.as_str())),
        (Term::Name(name!(tg "quote")), Value::Text(&fact.quote)),
        (Term::Name(name!(tg "start")), whole(fact.span.start)),
        (Term::Name(name!(tg "end")), whole(fact.span.end)),
        (Term::Name(name!(tg "confidence")), decimal(fact.confidence.to_string())),
        (Term::Name(name!(prov "wasDerivedFrom")), Value::Thing(Term::Article(&fact.source.article))),
    ];
    if let Some(amount) = &fact.amount {
        properties.push((Term::Name(name!(tg "amount")), decimal(amount.value_text())));
        properties.push((Term::Name(name!(tg "currency")), Value::Text(amount.currency.as_str())));
        properties.push((Term::Name(name!(tg "bound")), Value::Text(amount.bound.as_str())));
    }
    properties.extend(fact.date.map(|d| (Term::Name(name!(tg "date")), dated(d))));
    properties.extend(fact.role.as_deref().map(|r| (Term::Name(name!(tg "role")), Value::Text(r))));
    let stake = fact.stake.map(|s| decimal(format!("{}.{:02}", s / 100, s % 100)));
    properties.extend(stake.map(|s| (Term::Name(name!(tg "stake")), s)));
    if fact.attribution.is_some() {
        properties.push((Term::Name(name!(prov "wasAttributedTo")), Value::Thing(Term::Teller(number))));
    }
    Node { id: Term::Statement(number), properties }
}

/// A date with the XML Schema type of its precision.
fn dated(date: PartialDate) -> Value<'static> {
    let kind = match (date.month(), date.day()) {
        (None, _) => name!(xsd "gYear"),
        (_, None) => name!(xsd "gYearMonth"),
        _ => name!(xsd "date"),
    };
    Value::Typed(date.to_string().into(), kind)
}

impl Term<'_> {
    /// Adds its IRI or, for what has none, its blank node label.
    pub(super) fn push_iri(self, out: &mut Vec<u8>) {
        match self {
            Term::Name(name) => out.put(name.iri),
            Term::Entity(id) => encode(out, "urn:techgraph:entity:", id),
            Term::Article(id) => encode(out, "urn:techgraph:article:", id),
            Term::Relation(name) => encode(out, PREFIXES[0].iri, name),
            Term::Statement(number) => put_number(out, 's', number),
            Term::Teller(number) => put_number(out, 'w', number),
        }
    }

    /// Whether it has a label and no IRI.
    pub(super) fn is_blank(self) -> bool {
        matches!(self, Term::Statement(_) | Term::Teller(_))
    }
}

/// The label of a numbered blank node.
fn put_number(out: &mut Vec<u8>, of: char, number: u64) {
    // Writing into memory cannot fail.
    let _ = write!(out, "_:{of}{number}");
}

/// Percent-encoded, so that any id is part of a URN.
fn encode(out: &mut Vec<u8>, start: &str, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.put(start);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | 0x80..=0xbf);
    push_escaped(out, text, plain, |out, c, _| {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push(b'%');
            out.extend([byte >> 4, byte & 15].map(|d| DIGITS[usize::from(d)]));
        }
    });
}

/// Adds a literal in double quotes, as Turtle and N-Quads write it.
pub(super) fn literal(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_escaped(
        out,
        text,
        |byte| is_shown(byte) && !matches!(byte, b'"' | b'\\'),
        |out, c, _| match c {
            '"' => out.put("\\\""),
            '\\' => out.put("\\\\"),
            '\n' => out.put("\\n"),
            '\r' => out.put("\\r"),
            '\t' => out.put("\\t"),
            c if c.is_control() => out.put(&format!("\\u{:04X}", u32::from(c))),
            c => put_char(out, c),
        },
    );
    out.push(b'"');
}
