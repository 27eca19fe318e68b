//! Edges as the store hands them out, with both ends and all their statements.

use super::said::{FACT, Said};
use super::{EdgeKey, Store};
use crate::graph::{Edge, Entity, Fact, Source};
use crate::resolve::EntityId;
use crate::{Error, Result};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::FxHashMap;
use std::str::FromStr;
use std::sync::Arc;

/// An edge with its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Who.
    pub subject: Arc<Entity>,
    /// The relation with all its statements.
    pub edge: Edge,
    /// Whom or what.
    pub object: Arc<Entity>,
}

impl Link {
    /// Edges in order of subject, relation and object.
    pub(crate) fn in_order(mut links: Vec<Link>) -> Vec<Link> {
        links.sort_by(|a, b| {
            (&a.subject.id, &a.edge.relation, &a.object.id).cmp(&(&b.subject.id, &b.edge.relation, &b.object.id))
        });
        links
    }
}

/// Articles as sources, read once each as long as no more than [`Sources::KEPT`] of them are met.
#[derive(Debug, Default)]
pub(super) struct Sources(FxHashMap<i64, Arc<Source>>);

impl Sources {
    /// Less than a hundred megabytes.
    const KEPT: usize = 1 << 17;

    pub(super) fn of(&mut self, connection: &Connection, article: i64) -> rusqlite::Result<Arc<Source>> {
        if let Some(source) = self.0.get(&article) {
            return Ok(Arc::clone(source));
        }
        let sql = "SELECT id, title, publisher, url, published, copies FROM article_row WHERE key = ?1";
        let source = connection.prepare_cached(sql)?.query_row([article], |r| source(r).map(Arc::new))?;
        if self.0.len() == Sources::KEPT {
            self.0.clear();
        }
        self.0.insert(article, Arc::clone(&source));
        Ok(source)
    }
}

/// The statements of an edge, in order of the rows: within an article as it was put.
pub(super) fn facts_of(connection: &Connection, edge: i64, sources: &mut Sources) -> rusqlite::Result<Vec<Fact>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {FACT} FROM statement_row t WHERE edge = ?1 ORDER BY key"))?;
    let mut rows = statement.query([edge])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let source = sources.of(connection, row.get(0)?)?;
        facts.push(Said::of(row)?.fact(source));
    }
    Ok(facts)
}

/// Calls `each` with every edge's statements, in order of edge keys.
pub(super) fn all_facts(
    connection: &Connection,
    mut each: impl FnMut(i64, Vec<Fact>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut sources = Sources::default();
    let mut statement = connection.prepare(&format!("SELECT {FACT} FROM statement_row t ORDER BY edge, key"))?;
    let mut rows = statement.query([])?;
    let mut current: Option<(i64, Vec<Fact>)> = None;
    while let Some(row) = rows.next()? {
        let edge: i64 = row.get(15)?;
        let source = sources.of(connection, row.get(0)?)?;
        let fact = Said::of(row)?.fact(source);
        match &mut current {
            Some((key, facts)) if *key == edge => facts.push(fact),
            _ => {
                if let Some((key, facts)) = current.replace((edge, vec![fact])) {
                    each(key, facts)?;
                }
            }
        }
    }
    current.map_or(Ok(()), |(key, facts)| each(key, facts))
}

/// The source of a row: id, title, publisher, url, published, copies.
pub(super) fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source {
        article: row.get(0)?,
        title: row.get(1)?,
        publisher: row.get(2)?,
        url: row.get(3)?,
        published: date(row, 4)?,
        group: row.get_ref(5)?.as_str()?.into(),
    })
}

/// The entity of a row: id, name, type, aliases from column `at` on.
pub(super) fn entity(row: &Row<'_>, at: usize) -> rusqlite::Result<Entity> {
    let aliases: String = row.get(at + 3)?;
    Ok(Entity {
        id: EntityId(row.get::<_, String>(at)?.into()),
        name: row.get(at + 1)?,
        kind: word(row, at + 2)?,
        aliases: serde_json::from_str(&aliases).map_err(|_| unreadable(at + 3, "a JSON array of names"))?,
    })
}

pub(super) fn entity_of(connection: &Connection, key: i64) -> rusqlite::Result<Entity> {
    connection
        .prepare_cached("SELECT id, name, type, aliases FROM entity_row WHERE key = ?1")?
        .query_row([key], |r| entity(r, 0))
}

pub(super) fn word<T: FromStr<Err = Error>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    row.get_ref(at)?
        .as_str()?
        .parse()
        .map_err(|e: Error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(e)))
}

pub(super) fn date(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<crate::value::PartialDate>> {
    let Some(text) = row.get_ref(at)?.as_str_or_null()? else { return Ok(None) };
    crate::value::PartialDate::parse(text).map(Some).ok_or_else(|| unreadable(at, "a date"))
}

pub(super) fn unreadable(at: usize, what: &str) -> rusqlite::Error {
    let cause = Error::Failed(format!("a column does not hold {what}"));
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(cause))
}

impl Store {
    /// The edges of these keys, in their order, with ends and statements.
    pub(crate) fn links(&self, keys: &[EdgeKey]) -> Result<Vec<Link>> {
        self.ask_at_once("reading edges", |c| {
            let mut sources = Sources::default();
            let mut entities: FxHashMap<i64, Arc<Entity>> = FxHashMap::default();
            let mut ends = |key: i64| -> rusqlite::Result<Arc<Entity>> {
                if let Some(entity) = entities.get(&key) {
                    return Ok(Arc::clone(entity));
                }
                let entity = Arc::new(entity_of(c, key)?);
                entities.insert(key, Arc::clone(&entity));
                Ok(entity)
            };
            let mut links = Vec::with_capacity(keys.len());
            for key in keys {
                let row = c
                    .prepare_cached("SELECT subject, relation, object FROM edge_row WHERE key = ?1")?
                    .query_row([key.0], |r| Ok((r.get(0)?, r.get::<_, String>(1)?, r.get(2)?)))
                    .optional()?;
                let Some((subject, relation, object)) = row else { continue };
                let facts = facts_of(c, key.0, &mut sources)?;
                if let Some(edge) = Edge::new(relation.into(), facts) {
                    links.push(Link { subject: ends(subject)?, edge, object: ends(object)? });
                }
            }
            Ok(links)
        })
    }
}
