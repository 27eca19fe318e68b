//! Patterns over the graph in the read part of openCypher: `MATCH (a)-[r:invests_in]->(b) WHERE r.amount > 1e9 RETURN a.name`.
//!
//! A text is parsed into a tree whose names are slots of a row (`parse`), each MATCH is planned when it is first met
//! (`plan`), and rows flow through the clauses (`run`, `walk`, `project`). Entities and edges are read by index as they are
//! met, and whole where much is needed (`ground`). Semantics are openCypher's: no edge twice in one MATCH, conditions with
//! unknowns, grouping by what is not counted. Rows without ORDER BY stand in an order that follows from the graph alone.

mod aggregate;
mod answer;
mod evaluate;
mod fault;
mod fields;
mod functions;
mod ground;
mod lex;
mod parse;
mod plan;
mod project;
mod run;
mod tree;
mod value;
mod walk;

pub use answer::{Answer, Parameters};
pub use fields::{Property, properties};

use crate::Result;
use crate::store::Store;
use ground::Ground;
use run::Engine;
use walk::Flow;

/// Asks a graph.
///
/// Cost: that of the patterns found; a pattern that begins at no id, name or selective property reads all edges once.
///
/// # Errors
/// [`crate::Error::Query`] with the place and what was expected, for a text that is no query or asks what cannot be
/// answered; [`crate::Error::Store`].
///
/// ```
/// # fn main() -> techgraph::Result<()> {
/// # let folder = std::env::temp_dir().join(format!("techgraph-cypher-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # drop(techgraph::store::Store::create(folder.join("doc.db"))?);
/// # let store = techgraph::store::Store::create(folder.join("doc.db"))?;
/// use techgraph::query::cypher::{Parameters, ask};
/// let answer = ask(&store, "MATCH (a)-[r]->(b) RETURN count(r) AS edges", &Parameters::default())?;
/// assert_eq!(answer.columns, ["edges"]);
/// assert_eq!(answer.rows, [[serde_json::json!(0)]]);
/// # drop(store);
/// # std::fs::remove_dir_all(&folder).ok();
/// # Ok(())
/// # }
/// ```
pub fn ask(store: &Store, query: &str, parameters: &Parameters) -> Result<Answer> {
    let ask = || {
        let (tree, needs) = parse::parse(query, parameters)?;
        let engine = Engine::new(Ground::new(store, needs)?);
        let columns = tree.branches.first().map(|b| b.columns.clone()).unwrap_or_default();
        let mut rows = Vec::new();
        engine.run(&tree, &mut |row| {
            let cells: std::result::Result<Vec<_>, _> = row.iter().map(|v| engine.json(v)).collect();
            rows.push(cells?);
            Ok(Flow::More)
        })?;
        Ok(Answer { columns, rows })
    };
    ask().map_err(|fault: fault::Fault| fault.of(query))
}
