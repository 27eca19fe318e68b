//! Rows by column: only the values that a question names, for walks over many entities and edges.

use super::select::list_of;
use super::{Condition, EdgeKey, EntityKey, Sign, Store, Test, link};
use crate::Result;
use crate::resolve::plain;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, params_from_iter};

/// How a column's values are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Words, or a date.
    Text,
    /// A whole number.
    Whole,
    /// Hundredths: exact to two places.
    Hundredths,
    /// A number.
    Real,
    /// True or false.
    Flag,
    /// A JSON array of words.
    Texts,
}

/// A column of entities (`n`) or of edges (`e`).
#[derive(Debug)]
pub(crate) struct Column {
    /// What people call it.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) about: &'static str,
    /// How to read it.
    pub(crate) shape: Shape,
    /// The expression over `n` or `e`.
    pub(crate) sql: &'static str,
}

impl Column {
    /// What it is called where it is stored.
    pub(crate) fn stored(&self) -> &'static str {
        self.sql.trim_start_matches("e.")
    }
}

const fn column(name: &'static str, shape: Shape, sql: &'static str, about: &'static str) -> Column {
    Column { name, about, shape, sql }
}

/// What can be asked of an entity without reading its edges one by one.
pub(crate) const ENTITY_COLUMNS: &[Column] = &[
    column("id", Shape::Text, "n.id", "stable id"),
    column("name", Shape::Text, "n.name", "the name"),
    column("type", Shape::Text, "n.type", "organization, person, product or place"),
    column("aliases", Shape::Texts, "n.aliases", "list of other names"),
    column("known", Shape::Flag, "n.given IS NOT NULL", "true where the gazetteer knows it"),
    column(
        "degree",
        Shape::Whole,
        "(SELECT count(*) FROM edge_row WHERE subject = n.key) + (SELECT count(*) FROM edge_row WHERE object = n.key)",
        "how many edges it has",
    ),
];

/// What can be asked of an edge without reading its statements.
pub(crate) const EDGE_COLUMNS: &[Column] = &[
    column("relation", Shape::Text, "e.relation", "invests_in, acquires, …; also type(r)"),
    column("status", Shape::Text, "e.status", "confirmed, announced, reported, speculative, denied, ended"),
    column("amount", Shape::Hundredths, "e.hundredths", "money in units of the currency; sums are exact"),
    column("currency", Shape::Text, "e.currency", "ISO 4217 code"),
    column("bound", Shape::Text, "e.bound", "exact, about, up_to, at_least"),
    column("date", Shape::Text, "e.date", "when it happened: 2026, 2026-01 or 2026-01-30"),
    column("role", Shape::Text, "e.role", "role of works_for"),
    column("stake", Shape::Hundredths, "e.stake", "percent held or bought"),
    column("sources", Shape::Whole, "e.sources", "independent sources"),
    column("statements", Shape::Whole, "e.statements", "statements under it"),
    column("confidence", Shape::Real, "e.confidence", "0 to 1"),
    column("first_day", Shape::Text, "e.first_day", "first day that the date, else the article's, can mean"),
    column("last_day", Shape::Text, "e.last_day", "last such day"),
];

/// A value as stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Datum<'r> {
    Null,
    Text(&'r str),
    Whole(i64),
    Hundredths(i64),
    Real(f64),
    Flag(bool),
    Texts(Vec<String>),
}

/// The values of one row, in the order of the columns asked for.
pub(crate) struct Cells<'r> {
    row: &'r Row<'r>,
    columns: &'r [&'static Column],
    from: usize,
}

impl<'r> Cells<'r> {
    /// The value of each column.
    pub(crate) fn each(&self) -> impl Iterator<Item = Datum<'r>> {
        self.columns.iter().enumerate().map(|(i, column)| match (self.row.get_ref(self.from + i), column.shape) {
            (Ok(ValueRef::Text(text)), Shape::Text) => std::str::from_utf8(text).map_or(Datum::Null, Datum::Text),
            (Ok(ValueRef::Text(text)), Shape::Texts) => Datum::Texts(serde_json::from_slice(text).unwrap_or_default()),
            (Ok(ValueRef::Integer(n)), Shape::Whole) => Datum::Whole(n),
            (Ok(ValueRef::Integer(n)), Shape::Hundredths) => Datum::Hundredths(n),
            (Ok(ValueRef::Integer(n)), Shape::Flag) => Datum::Flag(n != 0),
            (Ok(ValueRef::Real(n)), Shape::Real) => Datum::Real(n),
            _ => Datum::Null,
        })
    }
}

/// An edge with some of its values.
pub(crate) struct EdgeRow<'r> {
    pub(crate) edge: EdgeKey,
    pub(crate) subject: EntityKey,
    pub(crate) relation: &'r str,
    pub(crate) object: EntityKey,
    pub(crate) cells: Cells<'r>,
    /// The other end, for edges around an entity.
    pub(crate) far: Cells<'r>,
}

/// Which entities to read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Entities<'q> {
    /// All, in no order.
    All,
    At(EntityKey),
    Id(&'q str),
    /// Of exactly this name.
    Name(&'q str),
}

/// Which edges to read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edges<'q> {
    /// All, in no order.
    All,
    /// These, in no order.
    These(&'q [EdgeKey]),
    /// Those that lead away from an entity, in order of relation and other end.
    From(EntityKey),
    /// Those that lead to it, in the same order.
    To(EntityKey),
}

impl Store {
    /// Reads some columns of some entities.
    pub(crate) fn entity_rows(
        &self,
        columns: &[&'static Column],
        which: Entities<'_>,
        mut each: impl FnMut(EntityKey, Cells<'_>),
    ) -> Result<()> {
        let text = |text: &str| Value::from(text.to_string());
        let (rest, values): (&str, Vec<Value>) = match which {
            Entities::All => ("", Vec::new()),
            Entities::At(key) => ("WHERE n.key = ?1", vec![key.0.into()]),
            Entities::Id(id) => ("WHERE n.id = ?1", vec![text(id)]),
            Entities::Name(name) => match plain(name) {
                // Names of signs only are not looked up by.
                folded if folded.is_empty() => ("WHERE n.name = ?1 ORDER BY n.id", vec![text(name)]),
                folded => (
                    "JOIN name_row f ON f.entity = n.key WHERE f.folded = ?1 AND n.name = ?2 ORDER BY n.id",
                    vec![folded.into(), text(name)],
                ),
            },
        };
        self.ask("reading entities", |c| {
            let sql = format!("SELECT n.key{} FROM entity_row n {rest}", list(columns));
            let mut statement = c.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                each(EntityKey(row.get(0)?), Cells { row, columns, from: 1 });
            }
            Ok(())
        })
    }

    /// Reads some columns of some edges, and for those around an entity some of the other end.
    pub(crate) fn edge_rows(
        &self,
        columns: &[&'static Column],
        far_columns: &[&'static Column],
        which: Edges<'_>,
        mut each: impl FnMut(EdgeRow<'_>),
    ) -> Result<()> {
        let around = |near: &str, far: &str| {
            let tail = format!("JOIN entity_row n ON n.key = e.{far} WHERE e.{near} = ?1 ORDER BY e.relation, n.id");
            (tail, list(far_columns), far_columns)
        };
        let alone = |tail: &str| (tail.to_string(), String::new(), &[][..]);
        let ((tail, far_list, far_columns), values): (_, Vec<Value>) = match which {
            Edges::All => (alone(""), Vec::new()),
            Edges::These(keys) => {
                let rows = list_of(keys.iter().map(|key| key.0));
                (alone("WHERE e.key IN (SELECT value FROM json_each(?1))"), vec![rows.into()])
            }
            Edges::From(key) => (around("subject", "object"), vec![key.0.into()]),
            Edges::To(key) => (around("object", "subject"), vec![key.0.into()]),
        };
        self.ask("reading edges", |c| {
            let sql = format!(
                "SELECT e.key, e.subject, e.relation, e.object{}{far_list} FROM edge_row e {tail}",
                list(columns)
            );
            let mut statement = c.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                each(EdgeRow {
                    edge: EdgeKey(row.get(0)?),
                    subject: EntityKey(row.get(1)?),
                    relation: row.get_ref(2)?.as_str().unwrap_or(""),
                    object: EntityKey(row.get(3)?),
                    cells: Cells { row, columns, from: 4 },
                    far: Cells { row, columns: far_columns, from: 4 + columns.len() },
                });
            }
            Ok(())
        })
    }

    /// The greatest row numbers of entities and of edges: about how many there are.
    pub(crate) fn extent(&self) -> Result<(usize, usize)> {
        self.ask("counting", |c| {
            let greatest = |table: &str| {
                let sql = format!("SELECT coalesce(max(key), 0) FROM {table}");
                c.prepare_cached(&sql)?.query_row([], |r| r.get::<_, i64>(0)).map(|n| n as usize)
            };
            Ok((greatest("entity_row")?, greatest("edge_row")?))
        })
    }

    /// Whether an edge of this relation is stored.
    pub(crate) fn has_relation(&self, relation: &str) -> Result<bool> {
        let mut condition = Condition::default();
        condition.and("relation", Test::Is(Sign::Equal, relation.to_string().into()));
        Ok(self.select(&condition)?.len() > 0)
    }

    /// An edge with its ends and statements.
    pub(crate) fn link(&self, key: EdgeKey) -> Result<Option<link::Link>> {
        Ok(self.links(&[key])?.pop())
    }
}

fn list(columns: &[&'static Column]) -> String {
    columns.iter().map(|c| format!(", {}", c.sql)).collect()
}
