//! The graph as it was known on a day.
//!
//! Views in the connection's own schema stand before the tables of the file, so every question is asked of what was known
//! then, by the same indices. Edges that nothing was told of later stand there as they are stored; of the others they derive
//! the columns by the rule of `graph.rs`; a test holds the two equal.

use super::Store;
use crate::Result;
use crate::value::{PartialDate, Status};

impl Store {
    /// The graph as articles told it up to a day, the last one that the date can mean: later articles and those without
    /// date are not seen. Entities keep their present names. The file stays as it is.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn as_of(mut self, date: PartialDate) -> Result<Store> {
        self.ask("looking back", |c| c.execute_batch(&views(date)))?;
        self.narrowed = Some(date);
        self.counted.take();
        Ok(self)
    }
}

/// The first day that a date in a column can mean.
fn first_day(date: &str) -> String {
    format!("substr({date} || '-01-01', 1, 10)")
}

/// The last one.
fn last_day(date: &str) -> String {
    format!(
        "CASE length({date}) WHEN 4 THEN {date} || '-12-31' WHEN 7 THEN date({date} || '-01', '+1 month', '-1 day')
           ELSE {date} END"
    )
}

fn views(date: PartialDate) -> String {
    let day = date.last_day();
    let known = format!("{} <= '{day}'", last_day("published"));
    let definite: String = Status::ALL.iter().enumerate().map(|(i, s)| format!(" WHEN '{s}' THEN {i}")).collect();
    // The first that is told, in the order of `Fact::precedence`.
    let first = |column: &str| {
        format!(
            "(SELECT {column} FROM temp.statement_row WHERE edge = e.key AND {column} IS NOT NULL
              ORDER BY {}, CASE status{definite} END, confidence DESC, article_id, span_start, span_end, key LIMIT 1)",
            first_day("published") + " DESC"
        )
    };
    // What is derived, where it has to be.
    let then = |column: &str, derived: String| {
        format!("CASE WHEN e.settled <= '{day}' THEN e.{column} ELSE {derived} END AS {column}")
    };
    let told = |what: &str| format!("(SELECT {what} FROM temp.statement_row WHERE edge = e.key)");
    let mut columns: Vec<String> = ["status", "hundredths", "currency", "bound", "date", "role", "stake"]
        .map(|column| then(column, first(column)))
        .into();
    columns.push(then("confidence", told("max(confidence)")));
    columns.push(then("sources", told("count(DISTINCT copies)")));
    columns.push(then("statements", told("count(*)")));
    let when = format!("coalesce({}, {})", first("date"), first("published"));
    columns.push(then("first_day", first_day(&when)));
    columns.push(then("last_day", last_day(&when)));
    format!(
        "CREATE TEMP VIEW article_row AS SELECT * FROM main.article_row WHERE {known};
         CREATE TEMP VIEW statement_row AS
           SELECT t.*, a.id AS article_id, a.published, a.copies
           FROM main.statement_row t JOIN temp.article_row a ON a.key = t.article;
         CREATE TEMP VIEW edge_row AS
           SELECT e.key, e.subject, e.relation, e.object, e.known, e.settled, {}
           FROM main.edge_row e WHERE e.known <= '{day}';",
        columns.join(", ")
    )
}
