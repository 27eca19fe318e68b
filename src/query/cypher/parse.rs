//! A query's text as a [`Tree`]: recursive descent, with names bound to slots on the way.

mod clauses;
mod cursor;
mod expression;
mod operators;
mod pattern;
mod scope;

pub(super) use operators::regex;

use super::Parameters;
use super::aggregate::Aggregate;
use super::fault::Fault;
use super::ground::Needs;
use super::lex::{Lexeme, lex};
use super::tree::{Slot, Tree};
use scope::Scope;

/// Reads tokens and keeps what was met on the way.
struct Parser<'q> {
    text: &'q str,
    lexemes: Vec<Lexeme>,
    at: usize,
    /// What could have stood at the furthest token that was looked at.
    expected: (usize, Vec<&'static str>),
    parameters: &'q Parameters,
    scope: Scope,
    needs: Needs,
    /// The aggregates of the projection that is being read, each with its slot; `None` where none may stand.
    aggregates: Option<Vec<(Aggregate, Slot)>>,
    depth: usize,
}

/// Deeper nesting is no question that a person asks.
const DEEPEST: usize = 100;

/// Parses a query, with the values of its parameters. Gives also the columns that it names.
pub(super) fn parse(text: &str, parameters: &Parameters) -> Result<(Tree, Needs), Fault> {
    let mut parser = Parser {
        text,
        lexemes: lex(text)?,
        at: 0,
        expected: (0, Vec::new()),
        parameters,
        scope: Scope::default(),
        needs: Needs::default(),
        aggregates: None,
        depth: 0,
    };
    let tree = parser.tree()?;
    Ok((tree, parser.needs))
}
