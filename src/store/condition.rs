//! What edges must be, as SQL, and which of it an index may be asked for.

use super::EntityKey;
use crate::value::EntityType;
use rusqlite::types::Value;

/// What edges must be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    terms: Vec<Term>,
    /// An end is of one of these types; empty for any.
    types: Vec<EntityType>,
    /// Edges as they stand in the file, even where only what was known on a day is seen.
    as_stored: bool,
    /// Terms over `far`, the other end, for questions from an entity, begun with ` AND (` and left open.
    pub(crate) far: String,
}

/// A term about a column of `e` (edge_row).
#[derive(Debug, Clone)]
struct Term {
    column: String,
    /// What follows the column, with `?` for each value.
    test: String,
    values: Vec<Value>,
    /// Whether an index may be asked for it.
    leads: bool,
}

impl Term {
    fn sql(&self) -> String {
        let Term { column, test, .. } = self;
        // SQLite sees through `+`, and would go through an index that leaves out what is null.
        if self.leads { format!(" AND {column} {test}") } else { format!(" AND ifnull({column}, NULL) {test}") }
    }
}

impl Condition {
    /// Whether it admits every edge.
    pub(crate) fn is_open(&self) -> bool {
        self.terms.is_empty() && self.types.is_empty()
    }

    /// The terms over `e`, each begun with ` AND `; not the types of its ends.
    pub(super) fn edge(&self) -> String {
        self.terms.iter().map(Term::sql).collect()
    }

    /// All terms, each begun with ` AND `.
    pub(super) fn all(&self) -> String {
        let types: Vec<String> = self.types.iter().map(|t| format!("'{t}'")).collect();
        let either = match types.join(", ") {
            none if none.is_empty() => String::new(),
            types => format!(" AND (e.subject_type IN ({types}) OR e.object_type IN ({types}))"),
        };
        self.edge() + &either
    }

    /// The same as a WHERE.
    pub(super) fn clause(&self) -> String {
        format!("WHERE 1{}", self.all())
    }

    /// The table that `e` is.
    pub(super) fn table(&self) -> &'static str {
        if self.as_stored { "main.edge_row" } else { "edge_row" }
    }

    /// The same of edges as they stand in the file.
    pub(super) fn as_stored(&self) -> Condition {
        Condition { as_stored: true, ..self.clone() }
    }

    /// The values of the terms over `e`.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> + Clone {
        self.terms.iter().flat_map(|t| &t.values)
    }

    /// Adds a term about a column of `e`, with which it begins, with `?` for each value.
    pub(crate) fn and(&mut self, term: &str, values: Vec<Value>) {
        let (column, test) = term.split_once(' ').unwrap_or((term, ""));
        self.terms.push(Term { column: column.to_string(), test: test.to_string(), values, leads: true });
    }

    /// The same with a further term.
    pub(crate) fn with(&self, term: &str, values: Vec<Value>) -> Condition {
        let mut more = self.clone();
        more.and(term, values);
        more
    }

    /// Adds that an end is of one of these types; where the question starts from an entity, the end that it leads to.
    pub(crate) fn and_end(&mut self, types: &[EntityType]) {
        let words: Vec<String> = types.iter().map(|t| format!("'{t}'")).collect();
        self.far = format!(" AND (far.type IN ({})", words.join(", "));
        self.types = types.to_vec();
    }

    /// The same in parts, each of which asks one type of one end, so that an index can lead to it. An edge may be in several.
    pub(super) fn by_end(&self) -> Vec<Condition> {
        if self.types.is_empty() {
            return vec![self.clone()];
        }
        let open = Condition { types: Vec::new(), ..self.clone() };
        let ends = self.types.iter().flat_map(|kind| [("subject", kind), ("object", kind)]);
        ends.map(|(end, kind)| open.with(&format!("e.{end}_type = ?"), vec![kind.to_string().into()])).collect()
    }

    /// The same, of which indices are asked for these columns only.
    pub(crate) fn led_by(&self, columns: &[&str]) -> Condition {
        let mut led = self.clone();
        for term in &mut led.terms {
            term.leads &= columns.contains(&term.column.as_str());
        }
        led
    }

    /// The terms about these columns only, where there are some about each.
    pub(super) fn about(&self, columns: &[&str]) -> Option<Condition> {
        let terms = || self.terms.iter().filter(|t| columns.contains(&t.column.as_str())).cloned().collect();
        let as_stored = self.as_stored;
        columns.iter().all(|c| self.tells(c)).then(|| Condition { terms: terms(), as_stored, ..Condition::default() })
    }

    /// The one value of a column that it leaves, where it leaves just one.
    pub(crate) fn fixed(&self, column: &str) -> Option<&Value> {
        self.terms.iter().find_map(|t| match &t.values[..] {
            [value] if t.column == column && matches!(t.test.as_str(), "= ?" | "IN (?)") => Some(value),
            _ => None,
        })
    }

    /// Whether it says something of a column, so that edges without it do not meet it.
    pub(crate) fn tells(&self, column: &str) -> bool {
        self.terms.iter().any(|t| t.column == column)
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
