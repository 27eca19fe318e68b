//! The graph as it was known on a day.
//!
//! Views in the connection's own schema stand before the tables of the file, so every question is asked of what was known
//! then, by the same indices. They derive an edge's columns by the rule of `graph.rs`; a test holds the two equal.

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
        self.narrowed = true;
        self.counted.take();
        Ok(self)
    }

    /// Whether it is the graph as it was known on a day.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.narrowed
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
    let known = format!("{} <= '{}'", last_day("published"), date.last_day());
    let definite: String = Status::ALL.iter().enumerate().map(|(i, s)| format!(" WHEN '{s}' THEN {i}")).collect();
    // The first that is told, in the order of `Fact::precedence`.
    let first = |column: &str| {
        format!(
            "(SELECT {column} FROM temp.statement_row WHERE edge = e.key AND {column} IS NOT NULL
              ORDER BY {}, CASE status{definite} END, confidence DESC, article_id, span_start, span_end, key LIMIT 1)",
            first_day("published") + " DESC"
        )
    };
    let [status, hundredths, currency, bound, date, role, stake, published] =
        ["status", "hundredths", "currency", "bound", "date", "role", "stake", "published"].map(first);
    let (first_day, last_day) = (first_day("day"), last_day("day"));
    format!(
        "CREATE TEMP VIEW article_row AS SELECT * FROM main.article_row WHERE {known};
         CREATE TEMP VIEW statement_row AS
           SELECT t.*, a.id AS article_id, a.published, a.copies
           FROM main.statement_row t JOIN temp.article_row a ON a.key = t.article;
         CREATE TEMP VIEW edge_then AS
           SELECT e.key, e.subject, e.relation, e.object, {status} AS status, {hundredths} AS hundredths,
             {currency} AS currency, {bound} AS bound, {date} AS date, {role} AS role, {stake} AS stake,
             (SELECT max(confidence) FROM temp.statement_row WHERE edge = e.key) AS confidence,
             (SELECT count(DISTINCT copies) FROM temp.statement_row WHERE edge = e.key) AS sources,
             (SELECT count(*) FROM temp.statement_row WHERE edge = e.key) AS statements,
             coalesce({date}, {published}) AS day
           FROM main.edge_row e WHERE EXISTS (SELECT 1 FROM temp.statement_row WHERE edge = e.key);
         CREATE TEMP VIEW edge_row AS SELECT *, {first_day} AS first_day, {last_day} AS last_day FROM temp.edge_then;"
    )
}
