//! SQL of people's own, over the documented views.

use super::Store;
use crate::{Error, Result};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use serde_json::{Value, json};

/// The views that people may ask: their columns stay.
pub const VIEWS: [&str; 4] = ["entity", "relation", "statement", "article"];

/// Tables that are no part of the graph: what functions give, and what tells the views' columns.
const BESIDE: [&str; 4] = ["json_each", "json_tree", "sqlite_master", "sqlite_schema"];

/// The answer to SQL.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, a value for each column.
    pub rows: Vec<Vec<Value>>,
}

impl Store {
    /// Runs one SQL statement that only reads, and only [`VIEWS`]. Nothing else is allowed by SQLite's own authorizer: no
    /// writing, no other file, no setting.
    ///
    /// # Errors
    /// [`Error::Query`] with the place for what is not understood or not allowed; [`Error::Store`].
    pub fn sql(&mut self, query: &str) -> Result<Rows> {
        let refused = |e: rusqlite::Error| wrong(query, e).unwrap_or_else(|e| super::fault(&self.path, "the SQL", e));
        let own = |e: rusqlite::Error| super::fault(&self.path, "preparing for SQL", e);
        self.connection.pragma_update(None, "query_only", true).map_err(own)?;
        self.connection.authorizer(Some(allowed)).map_err(own)?;
        let run = || {
            let mut statement = self.connection.prepare(query)?;
            if !statement.readonly() || statement.column_count() == 0 {
                return Err(denied());
            }
            let columns: Vec<String> = statement.column_names().map(String::from).collect();
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let cells = (0..columns.len()).map(|i| row.get_ref(i).map(value));
                found.push(cells.collect::<rusqlite::Result<_>>()?);
            }
            Ok(Rows { columns, rows: found })
        };
        let answer = run().map_err(refused);
        self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).map_err(own)?;
        self.connection.pragma_update(None, "query_only", false).map_err(own)?;
        answer
    }
}

fn allowed(context: AuthContext<'_>) -> Authorization {
    let allow = match context.action {
        AuthAction::Select | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => !function_name.eq_ignore_ascii_case("load_extension"),
        AuthAction::Read { table_name, column_name } => {
            let open = |name: &str| VIEWS.contains(&name);
            // Without a column nothing is read: so are the tables named of which a view is made.
            column_name.is_empty()
                || open(table_name)
                || BESIDE.contains(&table_name)
                || context.accessor.is_some_and(open)
        }
        _ => false,
    };
    if allow { Authorization::Allow } else { Authorization::Deny }
}

fn denied() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_AUTH), None)
}

/// What is wrong with the query, where it is the query that is wrong.
fn wrong(query: &str, error: rusqlite::Error) -> std::result::Result<Error, rusqlite::Error> {
    let views = VIEWS.join(", ");
    let hinted = |message: String| {
        let hint =
            if message.starts_with("no such table") { format!("; the views are {views}") } else { String::new() };
        message + &hint
    };
    let at = |message: String, place: Option<usize>| {
        let start = place.unwrap_or(0).min(query.len());
        let word = query[start..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(query.len() - start);
        let end = if place.is_some() { start + word } else { query.len() };
        Ok(Error::Query { message, query: query.to_string(), start, end })
    };
    match error {
        rusqlite::Error::MultipleStatement => at("give one statement, without another behind it".to_string(), None),
        rusqlite::Error::SqlInputError { msg, offset, .. } => {
            at(hinted(msg), usize::try_from(offset).ok().filter(|o| query.is_char_boundary(*o)))
        }
        e if e.sqlite_error_code() == Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => {
            at(format!("this is not allowed: SQL here only reads, and only the views {views}"), None)
        }
        e => match e.sqlite_error() {
            Some(code) if code.code == rusqlite::ErrorCode::Unknown => at(hinted(e.to_string()), None),
            _ => Err(e),
        },
    }
}

fn value(stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => json!(n),
        ValueRef::Real(n) => json!(n),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => json!(bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()),
    }
}
