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

use super::LINE;
use super::escape::{is_shown, push_escaped};
use crate::graph::{Edge, Entity, Fact, Passing, Source, Walk};
use crate::value::{EntityType, PartialDate};
use crate::vocab::Vocabulary;
use std::borrow::Cow;
use std::io::{self, Write};

/// Prefixes of the names used, and what they stand for.
pub(super) const PREFIXES: [(&str, &str); 6] = [
    ("tg", "urn:techgraph:vocabulary:"),
    ("schema", "https://schema.org/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The name of a thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Term<'g> {
    /// A name with one of the [`PREFIXES`].
    Name(&'static str),
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
    Typed(Cow<'g, str>, &'static str),
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
    fn push(text: &mut String, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()>;
}

const A: Term<'static> = Term::Name("rdf:type");

fn name(name: &'static str) -> Value<'static> {
    Value::Thing(Term::Name(name))
}

/// Writes everything: relations, entities, articles, then edges, each followed by its statements. Statements are
/// in the graphs of their articles, with the triple that they say unless they deny it.
pub(super) fn write<S: Syntax>(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    let mut first = true;
    let mut put = |node: &Node<'_>| {
        text.clear();
        text.push_str(if std::mem::take(&mut first) { "" } else { S::BETWEEN });
        S::push(&mut text, node, None)?;
        out.write_all(text.as_bytes())
    };
    for relation in vocab.relations.iter() {
        let properties = vec![(A, name("rdf:Property")), (Term::Name("rdfs:label"), Value::Text(&relation.label))];
        put(&Node { id: Term::Relation(&relation.name), properties })?;
    }
    graph.each_entity(&mut |entity| put(&of_entity(entity)))?;
    graph.each_source(&mut |source| put(&of_article(source)))?;
    graph.write_edges(&mut [out], &|Passing { statements, subject, edge, object, .. }, texts| {
        let mut text = String::with_capacity(LINE);
        let mut put = |node: &Node<'_>, graph| {
            text.push_str(S::BETWEEN);
            S::push(&mut text, node, graph)
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
                let properties = vec![(A, name("prov:Agent")), (Term::Name("rdfs:label"), Value::Text(who))];
                put(&Node { id: Term::Teller(number), properties }, article)?;
            }
        }
        texts[0].extend_from_slice(text.as_bytes());
        Ok(())
    })
}

fn of_entity(entity: &Entity) -> Node<'_> {
    let class = match entity.kind {
        EntityType::Organization => "schema:Organization",
        EntityType::Person => "schema:Person",
        EntityType::Product => "schema:Product",
        EntityType::Place => "schema:Place",
    };
    let mut properties = vec![(A, name(class)), (Term::Name("schema:name"), Value::Text(&entity.name))];
    properties.extend(entity.aliases.iter().map(|a| (Term::Name("schema:alternateName"), Value::Text(a))));
    Node { id: Term::Entity(&entity.id.0), properties }
}

fn of_article(source: &Source) -> Node<'_> {
    let mut properties = vec![
        (A, name("schema:NewsArticle")),
        (A, name("prov:Entity")),
        (Term::Name("schema:headline"), Value::Text(&source.title)),
    ];
    properties.extend(source.publisher.as_deref().map(|p| (Term::Name("schema:publisher"), Value::Text(p))));
    properties.extend(source.published.map(|d| (Term::Name("schema:datePublished"), dated(d))));
    let url = source.url.as_deref().map(|u| (Term::Name("schema:url"), Value::Typed(u.into(), "anyURI")));
    properties.extend(url);
    Node { id: Term::Article(&source.article), properties }
}

fn of_statement<'g>(number: u64, subject: &'g Entity, edge: &'g Edge, object: &'g Entity, fact: &'g Fact) -> Node<'g> {
    let whole = |n: u32| Value::Typed(n.to_string().into(), "integer");
    let decimal = |text: String| Value::Typed(text.into(), "decimal");
    let mut properties = vec![
        (A, name("tg:Statement")),
        (Term::Name("rdf:subject"), Value::Thing(Term::Entity(&subject.id.0))),
        (Term::Name("rdf:predicate"), Value::Thing(Term::Relation(&edge.relation))),
        (Term::Name("rdf:object"), Value::Thing(Term::Entity(&object.id.0))),
        (Term::Name("tg:status"), Value::Text(fact.status.as_str())),
        (Term::Name("tg:quote"), Value::Text(&fact.quote)),
        (Term::Name("tg:start"), whole(fact.span.start)),
        (Term::Name("tg:end"), whole(fact.span.end)),
        (Term::Name("tg:confidence"), decimal(fact.confidence.to_string())),
        (Term::Name("prov:wasDerivedFrom"), Value::Thing(Term::Article(&fact.source.article))),
    ];
    if let Some(amount) = &fact.amount {
        properties.push((Term::Name("tg:amount"), decimal(amount.value_text())));
        properties.push((Term::Name("tg:currency"), Value::Text(amount.currency.as_str())));
        properties.push((Term::Name("tg:bound"), Value::Text(amount.bound.as_str())));
    }
    properties.extend(fact.date.map(|d| (Term::Name("tg:date"), dated(d))));
    properties.extend(fact.role.as_deref().map(|r| (Term::Name("tg:role"), Value::Text(r))));
    let stake = fact.stake.map(|s| decimal(format!("{}.{:02}", s / 100, s % 100)));
    properties.extend(stake.map(|s| (Term::Name("tg:stake"), s)));
    if fact.attribution.is_some() {
        properties.push((Term::Name("prov:wasAttributedTo"), Value::Thing(Term::Teller(number))));
    }
    Node { id: Term::Statement(number), properties }
}

/// A date with the XML Schema type of its precision.
fn dated(date: PartialDate) -> Value<'static> {
    let kind = match (date.month(), date.day()) {
        (None, _) => "gYear",
        (_, None) => "gYearMonth",
        _ => "date",
    };
    Value::Typed(date.to_string().into(), kind)
}

/// The namespace and the local part of a name with a prefix.
pub(super) fn expanded(name: &'static str) -> (&'static str, &'static str) {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    (PREFIXES.iter().find(|(p, _)| *p == prefix).map_or("", |(_, namespace)| namespace), local)
}

impl Term<'_> {
    /// Adds its IRI or, for what has none, its blank node label.
    pub(super) fn write_iri(self, out: &mut String) {
        match self {
            Term::Name(name) => {
                let (namespace, local) = expanded(name);
                out.push_str(namespace);
                out.push_str(local);
            }
            Term::Entity(id) => encode(out, "urn:techgraph:entity:", id),
            Term::Article(id) => encode(out, "urn:techgraph:article:", id),
            Term::Relation(name) => encode(out, PREFIXES[0].1, name),
            Term::Statement(number) => out.push_str(&format!("_:s{number}")),
            Term::Teller(number) => out.push_str(&format!("_:w{number}")),
        }
    }

    /// Whether it has a label and no IRI.
    pub(super) fn is_blank(self) -> bool {
        matches!(self, Term::Statement(_) | Term::Teller(_))
    }
}

/// Percent-encoded, so that any id is part of a URN.
fn encode(out: &mut String, start: &str, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push_str(start);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | 0x80..=0xbf);
    push_escaped(out, text, plain, |out, c| {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|d| char::from(DIGITS[usize::from(d)])));
        }
    });
}

/// Adds a literal in double quotes, as Turtle and N-Quads write it.
pub(super) fn literal(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(
        out,
        text,
        |byte| is_shown(byte) && !matches!(byte, b'"' | b'\\'),
        |out, c| match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        },
    );
    out.push('"');
}
