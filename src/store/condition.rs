//! What edges must be, as SQL, and which of it an index may be asked for.

use super::EntityKey;
use rusqlite::types::Value;

/// What edges must be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    terms: Vec<Term>,
    /// Terms over `s` and `o`, the ends, for questions about all edges.
    pub(crate) either: String,
    /// Terms over `far`, the other end, for questions from an entity, begun with ` AND (` and left open.
    pub(crate) far: String,
}

/// A term over `e` (edge_row).
#[derive(Debug, Clone)]
struct Term {
    /// Begins with the column that it is about, or with `+` where no index is to be asked for it.
    sql: String,
    values: Vec<Value>,
}

impl Term {
    fn column(&self) -> &str {
        self.sql.split(' ').next().unwrap_or("")
    }
}

/// Joins the ends of `e`, edges first: where these are few, or come in order from an index. SQLite would else begin with
/// all entities.
const ENDS_LAST: &str = "CROSS JOIN entity_row s ON s.key = e.subject CROSS JOIN entity_row o ON o.key = e.object";

impl Condition {
    /// Whether it admits every edge.
    pub(crate) fn is_open(&self) -> bool {
        self.terms.is_empty() && self.either.is_empty()
    }

    /// The terms over `e`, each begun with ` AND `.
    pub(super) fn edge(&self) -> String {
        self.terms.iter().map(|t| format!(" AND {}", t.sql)).collect()
    }

    /// The values of the terms over `e`.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> + Clone {
        self.terms.iter().flat_map(|t| &t.values)
    }

    /// What follows `FROM edge_row e` to select the edges that meet it.
    pub(super) fn clause(&self) -> String {
        let ends = if self.either.is_empty() { "" } else { ENDS_LAST };
        format!("{ends} {}", self.all())
    }

    /// The same with the ends joined in any case.
    pub(super) fn clause_with_ends(&self) -> String {
        format!("{ENDS_LAST} {}", self.all())
    }

    /// All terms, as a WHERE.
    pub(super) fn all(&self) -> String {
        format!("WHERE 1{}{}", self.edge(), self.either)
    }

    /// Adds a term about a column of `e`, with which it begins, with `?` for each value.
    pub(crate) fn and(&mut self, term: &str, values: Vec<Value>) {
        self.terms.push(Term { sql: term.to_string(), values });
    }

    /// The same with a further term.
    pub(crate) fn with(&self, term: &str, values: Vec<Value>) -> Condition {
        let mut more = self.clone();
        more.and(term, values);
        more
    }

    /// The same, of which indices are asked for these columns only.
    pub(crate) fn led_by(&self, columns: &[&str]) -> Condition {
        let mut led = self.clone();
        for term in led.terms.iter_mut().filter(|t| !t.sql.starts_with('+')) {
            if !columns.contains(&term.column()) {
                term.sql.insert(0, '+');
            }
        }
        led
    }

    /// The terms about these columns only, where there are some about each.
    pub(super) fn about(&self, columns: &[&str]) -> Option<Condition> {
        let has = |column: &&str| self.terms.iter().any(|t| t.column() == *column);
        let terms = || self.terms.iter().filter(|t| columns.contains(&t.column())).cloned().collect();
        columns.iter().all(has).then(|| Condition { terms: terms(), ..Condition::default() })
    }

    /// Whether it leaves one value of a column.
    pub(crate) fn fixes(&self, column: &str) -> bool {
        self.terms.iter().any(|t| t.column() == column && t.values.len() == 1)
    }

    /// Whether it says something of a column, so that edges without it do not meet it.
    pub(crate) fn tells(&self, column: &str) -> bool {
        self.terms.iter().any(|t| t.column() == column)
    }

    /// Whatever an entity is, these may be reached.
    pub(crate) fn or_far(mut self, keys: &[EntityKey]) -> Condition {
        if !self.far.is_empty() {
            let keys: Vec<String> = keys.iter().map(|k| k.0.to_string()).collect();
            self.far.push_str(&format!(" OR far.key IN ({})", keys.join(", ")));
        }
        self
    }
}
