//! RDF 1.1 N-Quads: what `rdf` tells, one named graph an article, a triple a line.

use super::Options;
use super::escape::Put;
use super::rdf::{self, Node, Term, Value, literal};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    rdf::write::<Quads>(graph, vocab, out)
}

struct Quads;

impl rdf::Syntax for Quads {
    fn push(text: &mut Vec<u8>, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()> {
        // Thing and graph are the same in every quad: made once, then copied.
        let (mut thing, mut end) = (0..0, 0..0);
        for (property, value) in &node.properties {
            if thing.is_empty() {
                thing.start = text.len();
                term(text, node.id);
                thing.end = text.len();
            } else {
                text.extend_from_within(thing.clone());
            }
            text.push(b' ');
            term(text, *property);
            text.push(b' ');
            match value {
                Value::Thing(thing) => term(text, *thing),
                Value::Text(string) => literal(text, string),
                Value::Typed(string, kind) => {
                    literal(text, string);
                    text.put("^^");
                    term(text, Term::Name(*kind));
                }
            }
            if end.is_empty() {
                end.start = text.len();
                if let Some(graph) = graph {
                    text.push(b' ');
                    term(text, graph);
                }
                text.put(" .\n");
                end.end = text.len();
            } else {
                text.extend_from_within(end.clone());
            }
        }
        Ok(())
    }
}

fn term(text: &mut Vec<u8>, term: Term<'_>) {
    if term.is_blank() {
        term.push_iri(text);
    } else {
        text.push(b'<');
        term.push_iri(text);
        text.push(b'>');
    }
}
