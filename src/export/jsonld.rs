//! JSON-LD 1.1: what `rdf` tells, one named graph an article, an object a line.

use super::Options;
use super::rdf::{self, Node, PREFIXES, Term, Value};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let context = serde_json::to_string(&BTreeMap::from(PREFIXES))?;
    write!(out, "{{\"@context\": {context},\n\"@graph\": [")?;
    rdf::write::<Objects>(graph, vocab, out)?;
    writeln!(out, "\n]}}")
}

struct Objects;

impl rdf::Syntax for Objects {
    const BETWEEN: &'static str = ",";

    fn push(text: &mut String, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()> {
        text.push('\n');
        text.push_str(&match graph {
            None => serde_json::to_string(&Object(node)),
            // Objects of one name are one: the graph of an article is all that stands under its id.
            Some(graph) => serde_json::to_string(&Within { id: id(graph), graph: [Object(node)] }),
        }?);
        Ok(())
    }
}

#[derive(Serialize)]
struct Within<'n> {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "@graph")]
    graph: [Object<'n>; 1],
}

struct Object<'n>(&'n Node<'n>);

#[derive(Serialize)]
#[serde(untagged)]
enum Item<'n> {
    Text(&'n str),
    Type(&'static str),
    Thing {
        #[serde(rename = "@id")]
        id: String,
    },
    Typed {
        #[serde(rename = "@value")]
        value: &'n str,
        #[serde(rename = "@type")]
        kind: String,
    },
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("@id", &id(self.0.id))?;
        for values in self.0.properties.chunk_by(|a, b| a.0 == b.0) {
            let property = values[0].0;
            let items: Vec<Item<'_>> = values.iter().map(|(_, value)| item(property, value)).collect();
            let key = if property == Term::Name("rdf:type") { "@type".to_string() } else { id(property) };
            match &items[..] {
                [one] => map.serialize_entry(&key, one)?,
                several => map.serialize_entry(&key, several)?,
            }
        }
        map.end()
    }
}

fn item<'n>(property: Term<'_>, value: &'n Value<'_>) -> Item<'n> {
    match value {
        Value::Text(text) => Item::Text(text),
        Value::Thing(Term::Name(name)) if property == Term::Name("rdf:type") => Item::Type(name),
        Value::Thing(thing) => Item::Thing { id: id(*thing) },
        Value::Typed(value, kind) => Item::Typed { value, kind: format!("xsd:{kind}") },
    }
}

/// With a prefix where it has one: shorter.
fn id(term: Term<'_>) -> String {
    match term {
        Term::Name(name) => name.to_string(),
        other => {
            let mut iri = String::new();
            other.write_iri(&mut iri);
            iri
        }
    }
}
