//! What follows from statements and forms: an entity's name, an edge's status and money. Made again for everything that a
//! batch touched, in its transaction.

use super::columns;
use super::link::{Sources, facts_of};
use crate::graph::{Edge, Fact, Source};
use crate::resolve::{Statement, plain};
use crate::value::PartialDate;
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use smol_str::SmolStr;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Entities and edges whose statements changed.
#[derive(Debug, Default)]
pub(super) struct Dirty {
    pub(super) entities: BTreeSet<i64>,
    pub(super) edges: BTreeSet<i64>,
}

impl Dirty {
    /// Derives everything touched; what nothing says any more goes.
    pub(super) fn derive(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut sources = Sources::default();
        for edge in &self.edges {
            derive_edge(connection, *edge, &mut sources)?;
        }
        for entity in &self.entities {
            derive_entity(connection, *entity)?;
        }
        columns::keep(connection, &self.edges, &self.entities)
    }
}

/// The columns of `edge_row` that follow from the statements, as text and numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EdgeIndex {
    pub(super) status: String,
    pub(super) hundredths: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) bound: Option<String>,
    pub(super) date: Option<String>,
    pub(super) role: Option<String>,
    pub(super) stake: Option<u32>,
    pub(super) confidence: f64,
    pub(super) sources: i64,
    pub(super) statements: i64,
    pub(super) first_day: Option<String>,
    pub(super) last_day: Option<String>,
    /// The day since which an article tells it, where one is dated.
    pub(super) known: Option<String>,
    /// The day since which all do that tell it, where all are dated.
    pub(super) settled: Option<String>,
}

impl EdgeIndex {
    pub(super) fn of(edge: &Edge) -> EdgeIndex {
        let amount = edge.amount();
        let when = edge.date().or(edge.lead().source.published);
        let told = || edge.facts.iter().map(|f| f.source.published.map(PartialDate::last_day));
        let settled: Option<Vec<_>> = told().collect();
        EdgeIndex {
            status: edge.status().to_string(),
            hundredths: amount.map(|a| a.hundredths),
            currency: amount.map(|a| a.currency.to_string()),
            bound: amount.map(|a| a.bound.to_string()),
            date: edge.date().map(|d| d.to_string()),
            role: edge.role().map(String::from),
            stake: edge.stake(),
            confidence: f64::from(edge.confidence()),
            sources: edge.sources() as i64,
            statements: edge.facts.len() as i64,
            first_day: when.map(|d| d.first_day().to_string()),
            last_day: when.map(|d| d.last_day().to_string()),
            known: told().flatten().min().map(|d| d.to_string()),
            settled: settled.and_then(|days| days.into_iter().max()).map(|d| d.to_string()),
        }
    }

    /// That of an edge which one statement says, of an article of a day.
    pub(super) fn of_one(statement: &Statement, published: Option<PartialDate>) -> EdgeIndex {
        let (none, group) = (String::new(), SmolStr::default());
        let source =
            Source { article: none.clone(), title: none.clone(), publisher: None, url: None, published, group };
        let fact = Fact {
            source: Arc::new(source),
            status: statement.status,
            amount: statement.amount.clone(),
            date: statement.date,
            role: statement.role.clone(),
            stake: statement.stake,
            attribution: None,
            quote: none,
            span: statement.evidence.span,
            confidence: statement.confidence,
            rule: SmolStr::default(),
        };
        EdgeIndex::of(&Edge { relation: statement.relation.clone(), facts: vec![fact] })
    }

    /// Reads the stored columns, from column `at` on.
    pub(super) fn read(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<EdgeIndex> {
        Ok(EdgeIndex {
            status: row.get(at)?,
            hundredths: row.get(at + 1)?,
            currency: row.get(at + 2)?,
            bound: row.get(at + 3)?,
            date: row.get(at + 4)?,
            role: row.get(at + 5)?,
            stake: row.get(at + 6)?,
            confidence: row.get(at + 7)?,
            sources: row.get(at + 8)?,
            statements: row.get(at + 9)?,
            first_day: row.get(at + 10)?,
            last_day: row.get(at + 11)?,
            known: row.get(at + 12)?,
            settled: row.get(at + 13)?,
        })
    }

    /// The columns that [`EdgeIndex::read`] reads.
    pub(super) const COLUMNS: &'static str = "status, hundredths, currency, bound, date, role, stake, confidence, \
        sources, statements, first_day, last_day, known, settled";

    /// The values of these columns, after some others.
    pub(super) fn values<'v>(&'v self, others: &[&'v dyn ToSql]) -> Vec<&'v dyn ToSql> {
        let own: [&dyn ToSql; 14] = [
            &self.status,
            &self.hundredths,
            &self.currency,
            &self.bound,
            &self.date,
            &self.role,
            &self.stake,
            &self.confidence,
            &self.sources,
            &self.statements,
            &self.first_day,
            &self.last_day,
            &self.known,
            &self.settled,
        ];
        others.iter().copied().chain(own).collect()
    }
}

fn derive_edge(connection: &Connection, key: i64, sources: &mut Sources) -> rusqlite::Result<()> {
    let columns = EdgeIndex::COLUMNS;
    let mut find = connection.prepare_cached(&format!("SELECT relation, {columns} FROM edge_row WHERE key = ?1"))?;
    let found = find.query_row([key], |r| Ok((r.get::<_, String>(0)?, EdgeIndex::read(r, 1)?))).optional()?;
    let Some((relation, stored)) = found else { return Ok(()) };
    let Some(edge) = Edge::new(relation.into(), facts_of(connection, key, sources)?) else {
        return connection.prepare_cached("DELETE FROM edge_row WHERE key = ?1")?.execute([key]).map(drop);
    };
    let index = EdgeIndex::of(&edge);
    // Writing it would write to most indices of the table.
    if index == stored {
        return Ok(());
    }
    let sql = format!(
        "UPDATE edge_row SET ({columns}) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) WHERE key = ?1"
    );
    connection.prepare_cached(&sql)?.execute(&*index.values(&[&key])).map(drop)
}

/// A form with the number of articles in which it is the fullest.
pub(super) struct Form {
    pub(super) form: String,
    pub(super) fullest: i64,
}

/// The name of an entity: the gazetteer's; else the form that is the fullest in most articles, of equals the longest,
/// of those the first in order. With it the other forms, in order.
pub(super) fn name_of(given: Option<&str>, forms: &[Form]) -> (String, Vec<String>) {
    let name = given.map(String::from).or_else(|| {
        let best = forms.iter().filter(|f| f.fullest > 0).min_by(|a, b| {
            let rank = |f: &Form| (Reverse(f.fullest), Reverse(f.form.chars().count()));
            rank(a).cmp(&rank(b)).then_with(|| a.form.cmp(&b.form))
        });
        best.map(|f| f.form.clone())
    });
    let name = name.unwrap_or_default();
    let mut aliases: Vec<String> = forms.iter().map(|f| f.form.clone()).filter(|f| *f != name).collect();
    aliases.sort();
    (name, aliases)
}

/// The keys under which a name is looked up.
pub(super) fn folded_names<'n>(name: &'n str, aliases: &'n [String]) -> BTreeSet<String> {
    std::iter::once(name).chain(aliases.iter().map(String::as_str)).map(plain).filter(|f| !f.is_empty()).collect()
}

pub(super) fn forms_of(connection: &Connection, entity: i64) -> rusqlite::Result<Vec<Form>> {
    let mut forms = connection.prepare_cached("SELECT form, fullest FROM form_row WHERE entity = ?1")?;
    forms.query_map([entity], |r| Ok(Form { form: r.get(0)?, fullest: r.get(1)? }))?.collect()
}

fn derive_entity(connection: &Connection, key: i64) -> rusqlite::Result<()> {
    let mut find = connection.prepare_cached("SELECT given, name, aliases FROM entity_row WHERE key = ?1")?;
    let row = find
        .query_row([key], |r| Ok((r.get::<_, Option<String>>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)))
        .optional()?;
    let Some((given, stored_name, stored_aliases)) = row else { return Ok(()) };
    let mentioned = connection
        .prepare_cached("SELECT 1 FROM edge_row WHERE subject = ?1 UNION ALL SELECT 1 FROM edge_row WHERE object = ?1")?
        .exists([key])?;
    if !mentioned {
        return connection.prepare_cached("DELETE FROM entity_row WHERE key = ?1")?.execute([key]).map(drop);
    }
    connection.prepare_cached("DELETE FROM form_row WHERE entity = ?1 AND articles <= 0")?.execute([key])?;
    let forms = forms_of(connection, key)?;
    let (name, aliases) = name_of(given.as_deref(), &forms);
    let listed = aliases_text(&aliases);
    let named = connection.prepare_cached("SELECT 1 FROM name_row WHERE entity = ?1")?.exists([key])?;
    if named && name == stored_name && listed == stored_aliases {
        return Ok(());
    }
    connection
        .prepare_cached("UPDATE entity_row SET name = ?2, aliases = ?3 WHERE key = ?1")?
        .execute(params![key, name, listed])?;
    connection.prepare_cached("DELETE FROM name_row WHERE entity = ?1")?.execute([key])?;
    let mut insert = connection.prepare_cached("INSERT INTO name_row (folded, entity) VALUES (?1, ?2)")?;
    for folded in folded_names(&name, &aliases) {
        insert.execute(params![folded, key])?;
    }
    Ok(())
}

/// Aliases as stored: a JSON array.
pub(super) fn aliases_text(aliases: &[String]) -> String {
    serde_json::Value::from(aliases.to_vec()).to_string()
}
