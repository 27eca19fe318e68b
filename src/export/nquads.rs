//! RDF 1.1 N-Quads: what `rdf` tells, one named graph an article, a triple a line.

use super::Options;
use super::rdf::{self, Node, Term, Value, expanded, literal};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    rdf::write::<Quads>(graph, vocab, out)
}

struct Quads;

impl rdf::Syntax for Quads {
    fn push(text: &mut String, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()> {
        let (mut subject, mut end) = (String::new(), String::new());
        term(&mut subject, node.id);
        if let Some(graph) = graph {
            end.push(' ');
            term(&mut end, graph);
        }
        end.push_str(" .\n");
        for (property, value) in &node.properties {
            text.push_str(&subject);
            text.push(' ');
            term(text, *property);
            text.push(' ');
            match value {
                Value::Thing(thing) => term(text, *thing),
                Value::Text(string) => literal(text, string),
                Value::Typed(string, kind) => {
                    literal(text, string);
                    text.push_str("^^<");
                    text.push_str(expanded("xsd:").0);
                    text.push_str(kind);
                    text.push('>');
                }
            }
            text.push_str(&end);
        }
        Ok(())
    }
}

fn term(text: &mut String, term: Term<'_>) {
    if term.is_blank() {
        term.write_iri(text);
    } else {
        text.push('<');
        term.write_iri(text);
        text.push('>');
    }
}
