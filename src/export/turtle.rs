//! RDF 1.1 Turtle: what `rdf` tells, in one graph, a thing a line.

use super::Options;
use super::escape::Put;
use super::rdf::{self, Node, PREFIXES, TYPE, Term, Value, literal};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    for prefix in PREFIXES {
        writeln!(out, "@prefix {} <{}> .", prefix.short, prefix.iri)?;
    }
    writeln!(out)?;
    rdf::write::<Turtle>(graph, vocab, out)
}

struct Turtle;

impl rdf::Syntax for Turtle {
    fn push(line: &mut Vec<u8>, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()> {
        // One graph has every triple once: what an edge says stands there already.
        if graph.is_some() && !node.id.is_blank() {
            return Ok(());
        }
        term(line, node.id);
        let mut last = None;
        for (property, value) in &node.properties {
            if last == Some(*property) {
                line.put(", ");
            } else {
                line.put(if last.is_none() { " " } else { " ; " });
                if *property == TYPE {
                    line.push(b'a');
                } else {
                    term(line, *property)
                }
                line.push(b' ');
                last = Some(*property);
            }
            match value {
                Value::Thing(thing) => term(line, *thing),
                Value::Text(text) => literal(line, text),
                Value::Typed(text, kind) => {
                    literal(line, text);
                    line.put("^^");
                    line.put(kind.short);
                }
            }
        }
        line.put(" .\n");
        Ok(())
    }
}

fn term(line: &mut Vec<u8>, term: Term<'_>) {
    match term {
        Term::Name(name) => line.put(name.short),
        blank if blank.is_blank() => blank.push_iri(line),
        other => {
            line.push(b'<');
            other.push_iri(line);
            line.push(b'>');
        }
    }
}
