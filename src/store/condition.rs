//! What edges must be: as SQL here, and over columns in `select`.

use super::EntityKey;
use crate::value::EntityType;
use rusqlite::types::Value;

/// What edges must be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    terms: Vec<Term>,
    /// An end is of one of these types; where the question starts from an entity, the end that it leads to. Empty for any.
    types: Vec<EntityType>,
    /// These may be led to whatever they are.
    welcome: Vec<EntityKey>,
}

/// Something that is known of an edge, as people name it in `edge_row`; or the type of an end.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) column: &'static str,
    pub(super) test: Test,
}

/// What it must be. What an edge lacks meets no test.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Is(Sign, Value),
    OneOf(Vec<Value>),
    /// Of the columns `subject` and `object`: none of the entities of these ids.
    NotNamed(Vec<Value>),
}

/// How a column is held against a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// The columns that name the types of the ends.
pub(crate) const END_TYPES: [&str; 2] = ["subject_type", "object_type"];

impl Term {
    fn sql(&self) -> String {
        let column = match self.column {
            "subject_type" => "(SELECT type FROM entity_row WHERE key = e.subject)".to_string(),
            "object_type" => "(SELECT type FROM entity_row WHERE key = e.object)".to_string(),
            own => format!("e.{own}"),
        };
        let places = |values: &[Value]| vec!["?"; values.len()].join(", ");
        match &self.test {
            Test::Is(sign, _) => format!("{column} {} ?", sign.sql()),
            Test::OneOf(values) => format!("{column} IN ({})", places(values)),
            Test::NotNamed(ids) => {
                format!("{column} NOT IN (SELECT key FROM entity_row WHERE id IN ({}))", places(ids))
            }
        }
    }
}

impl Test {
    fn values(&self) -> &[Value] {
        match self {
            Test::Is(_, value) => std::slice::from_ref(value),
            Test::OneOf(values) | Test::NotNamed(values) => values,
        }
    }
}

impl Sign {
    fn sql(self) -> &'static str {
        match self {
            Sign::Equal => "=",
            Sign::Less => "<",
            Sign::AtMost => "<=",
            Sign::More => ">",
            Sign::AtLeast => ">=",
        }
    }
}

impl Condition {
    /// Whether it admits every edge.
    pub(crate) fn is_open(&self) -> bool {
        self.terms.is_empty() && self.types.is_empty()
    }

    /// Adds what a column must be.
    pub(crate) fn and(&mut self, column: &'static str, test: Test) {
        self.terms.push(Term { column, test });
    }

    /// Adds that an end is of one of these types; where the question starts from an entity, the end that it leads to.
    pub(crate) fn and_end(&mut self, types: &[EntityType]) {
        self.types = types.to_vec();
    }

    /// Whatever an entity is, these may be reached.
    pub(crate) fn or_far(mut self, keys: &[EntityKey]) -> Condition {
        self.welcome = keys.to_vec();
        self
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(super) fn types(&self) -> &[EntityType] {
        &self.types
    }

    pub(super) fn welcome(&self) -> &[EntityKey] {
        &self.welcome
    }

    /// The terms alone, whatever the types of the ends are.
    pub(super) fn of_edges(&self) -> Condition {
        Condition { terms: self.terms.clone(), ..Condition::default() }
    }

    /// The values of the terms, in order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> + Clone {
        self.terms.iter().flat_map(|t| t.test.values())
    }

    /// As terms over `e` (edge_row), each begun with ` AND `.
    pub(super) fn all(&self) -> String {
        let mut sql: String = self.terms.iter().map(|term| format!(" AND {}", term.sql())).collect();
        if !self.types.is_empty() {
            let of = format!("(SELECT key FROM entity_row WHERE type IN ({}))", self.type_list());
            sql.push_str(&format!(" AND (e.subject IN {of} OR e.object IN {of})"));
        }
        sql
    }

    /// The same as a WHERE.
    pub(super) fn clause(&self) -> String {
        format!("WHERE 1{}", self.all())
    }

    /// The terms over `e`, and over `far`, the end that an edge leads to, where the types count.
    pub(super) fn towards(&self) -> String {
        let mut sql = self.of_edges().all();
        if !self.types.is_empty() {
            let welcome: Vec<String> = self.welcome.iter().map(|k| k.0.to_string()).collect();
            sql.push_str(&format!(" AND (far.type IN ({}) OR far.key IN ({}))", self.type_list(), welcome.join(", ")));
        }
        sql
    }

    fn type_list(&self) -> String {
        self.types.iter().map(|t| format!("'{t}'")).collect::<Vec<_>>().join(", ")
    }
}
