//! JSON-LD 1.1: what `rdf` tells, one named graph an article, an object a line.

use super::Options;
use super::escape::Put;
use super::rdf::{self, Node, PREFIXES, TYPE, Term, Value};
use super::serial::push_string;
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let context: BTreeMap<_, _> = PREFIXES.iter().map(|p| (p.short.trim_end_matches(':'), p.iri)).collect();
    write!(out, "{{\"@context\": {},\n\"@graph\": [", serde_json::to_string(&context)?)?;
    rdf::write::<Objects>(graph, vocab, out)?;
    writeln!(out, "\n]}}")
}

struct Objects;

impl rdf::Syntax for Objects {
    const BETWEEN: &'static str = ",";

    fn push(text: &mut Vec<u8>, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()> {
        text.push(b'\n');
        match graph {
            None => object(text, node),
            // Objects of one name are one: the graph of an article is all that stands under its id.
            Some(graph) => {
                text.put("{\"@id\":");
                id(text, graph);
                text.put(",\"@graph\":[");
                object(text, node);
                text.put("]}");
            }
        }
        Ok(())
    }
}

fn object(text: &mut Vec<u8>, node: &Node<'_>) {
    text.put("{\"@id\":");
    id(text, node.id);
    for values in node.properties.chunk_by(|a, b| a.0 == b.0) {
        let property = values[0].0;
        text.push(b',');
        if property == TYPE {
            text.put("\"@type\"");
        } else {
            id(text, property);
        }
        text.push(b':');
        match values {
            [(_, one)] => item(text, property, one),
            several => {
                for (n, (_, one)) in several.iter().enumerate() {
                    text.push(if n == 0 { b'[' } else { b',' });
                    item(text, property, one);
                }
                text.push(b']');
            }
        }
    }
    text.push(b'}');
}

fn item(text: &mut Vec<u8>, property: Term<'_>, value: &Value<'_>) {
    match value {
        Value::Text(string) => push_string(text, string),
        Value::Thing(thing) if property == TYPE => id(text, *thing),
        Value::Thing(thing) => {
            text.put("{\"@id\":");
            id(text, *thing);
            text.push(b'}');
        }
        Value::Typed(string, kind) => {
            text.put("{\"@value\":");
            push_string(text, string);
            text.put(",\"@type\":");
            id(text, Term::Name(*kind));
            text.push(b'}');
        }
    }
}

/// With a prefix where it has one: shorter. No IRI has a character that JSON escapes.
fn id(text: &mut Vec<u8>, term: Term<'_>) {
    text.push(b'"');
    match term {
        Term::Name(name) => text.put(name.short),
        other => other.push_iri(text),
    }
    text.push(b'"');
}
