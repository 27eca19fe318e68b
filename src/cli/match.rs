//! `techgraph match`: patterns in the read part of openCypher.

use super::filter::FormatArgs;
use super::{Context, answer};
use crate::query::cypher::{self, Parameters};
use crate::{Error, Result};
use clap::Args;
use serde_json::Value;
use std::io::Read;

/// Find patterns with a query in openCypher
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph match 'MATCH (a)-[r:invests_in]->(b) WHERE r.amount > 1e9 RETURN a.name, b.name, r.amount ORDER BY r.amount DESC'
  techgraph match 'MATCH (a)-[:invests_in]->(b)<-[:invests_in]-(c) WHERE a.name < c.name RETURN a.name, c.name, collect(b.name)'
  techgraph match 'MATCH (a {name: $who})-[r*1..2]-(b:person) RETURN DISTINCT b.name' --param who=OpenAI", after_long_help = long_help())]
pub(super) struct MatchArgs {
    /// The query; `-` reads it from standard input
    query: String,
    /// A value for `$NAME` in the query: a JSON value, else a text
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    param: Vec<(String, Value)>,
    #[command(flatten)]
    format: FormatArgs,
}

fn parameter(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.trim_start_matches('$').to_string(), value))
}

fn long_help() -> String {
    let (entities, edges) = cypher::properties();
    let rows = |rows: &[(&str, &str)]| rows.iter().map(|(n, about)| format!("  {n:<13}{about}\n")).collect::<String>();
    format!(
        "\
Examples:
  techgraph match 'MATCH (a)-[r:invests_in]->(b) WHERE r.amount > 1e9 RETURN a.name, b.name, r.amount ORDER BY r.amount DESC'
  techgraph match 'MATCH (a)-[:invests_in]->(b)<-[:invests_in]-(c) WHERE a.name < c.name RETURN a.name, c.name, collect(b.name)'
  techgraph match 'MATCH (a {{name: $who}})-[r*1..2]-(b:person) RETURN DISTINCT b.name' --param who=OpenAI

Clauses: MATCH, OPTIONAL MATCH, WHERE, UNWIND, WITH, RETURN, DISTINCT, ORDER BY, SKIP, LIMIT, UNION. Labels are entity types, and \
types of relationships are relations: (a:organization|person)-[r:invests_in|acquires*1..3]->(b). A length needs a most.
Operators: = <> < <= > >= AND OR XOR NOT IN CONTAINS STARTS WITH ENDS WITH =~ IS NULL + - * / % ^ [..] CASE, \
[x IN list WHERE …| …], all any none single, EXISTS {{ … }}, and patterns as conditions: WHERE NOT (a)-[:acquires]->(b).
Aggregates: count collect sum avg min max, with DISTINCT.

Properties of entities:
{}
Properties of relations (of a list of them: [x IN r | x.status]):
{}
Those from quote on read the statements: name them where few relations are left.",
        rows(&entities),
        rows(&edges),
    )
}

pub(super) fn run(args: &MatchArgs, context: &Context) -> Result<()> {
    let mut query = args.query.clone();
    if query == "-" {
        query.clear();
        std::io::stdin().read_to_string(&mut query).map_err(Error::io("read", "standard input"))?;
    }
    let mut parameters = Parameters::default();
    for (name, value) in &args.param {
        parameters.set(name, value.clone());
    }
    let found = cypher::ask(&context.open()?, &query, &parameters)?;
    let empty = found.rows.is_empty();
    answer::print(&found.columns, found.rows, args.format.format)?;
    if empty {
        context.note("nothing in the graph is like that");
    }
    Ok(())
}
