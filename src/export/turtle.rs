//! RDF 1.1 Turtle: what `rdf` tells, in one graph, a thing a line.

use super::Options;
use super::rdf::{self, Node, PREFIXES, Term, Value, literal};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use std::io::{self, Write};

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    for (prefix, namespace) in PREFIXES {
        writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
    }
    writeln!(out)?;
    rdf::write::<Turtle>(graph, vocab, out)
}

struct Turtle;

impl rdf::Syntax for Turtle {
    fn push(line: &mut String, node: &Node<'_>, graph: Option<Term<'_>>) -> io::Result<()> {
        // One graph has every triple once: what an edge says stands there already.
        if graph.is_some() && !node.id.is_blank() {
            return Ok(());
        }
        term(line, node.id);
        let mut last = None;
        for (property, value) in &node.properties {
            if last == Some(*property) {
                line.push_str(", ");
            } else {
                line.push_str(if last.is_none() { " " } else { " ; " });
                if *property == Term::Name("rdf:type") {
                    line.push('a')
                } else {
                    term(line, *property)
                }
                line.push(' ');
                last = Some(*property);
            }
            match value {
                Value::Thing(thing) => term(line, *thing),
                Value::Text(text) => literal(line, text),
                Value::Typed(text, kind) => {
                    literal(line, text);
                    line.push_str("^^xsd:");
                    line.push_str(kind);
                }
            }
        }
        line.push_str(" .\n");
        Ok(())
    }
}

fn term(line: &mut String, term: Term<'_>) {
    match term {
        Term::Name(name) => line.push_str(name),
        blank if blank.is_blank() => blank.write_iri(line),
        other => {
            line.push('<');
            other.write_iri(line);
            line.push('>');
        }
    }
}
