//! What the graph holds, in numbers.

use super::Store;
use super::link::{date, entity, word};
use crate::Result;
use crate::graph::Entity;
use crate::value::{EntityType, PartialDate, Status};

/// Counts over the whole graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Articles stored, those without relations too.
    pub articles: usize,
    /// Articles of different text.
    pub texts: usize,
    /// Articles that say something.
    pub speaking: usize,
    /// Statements.
    pub statements: usize,
    /// Entities by type, in the order of [`EntityType::ALL`].
    pub entities: Vec<(EntityType, usize)>,
    /// Edges and statements by relation, most edges first.
    pub relations: Vec<(String, usize, usize)>,
    /// Edges by status, in the order of [`Status::ALL`].
    pub statuses: Vec<(Status, usize)>,
    /// First and last day on which an article was published.
    pub published: Option<(PartialDate, PartialDate)>,
    /// Entities with the most edges, with their number.
    pub top: Vec<(Entity, usize)>,
}

impl Statistics {
    /// How many entities.
    pub fn entity_count(&self) -> usize {
        self.entities.iter().map(|e| e.1).sum()
    }
    /// How many edges.
    pub fn edge_count(&self) -> usize {
        self.relations.iter().map(|r| r.1).sum()
    }
}

impl Store {
    /// Counts the graph; `top` bounds the entities named. Cost: linear in edges and articles.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn statistics(&self, top: usize) -> Result<Statistics> {
        self.ask("counting", |c| {
            let count = |sql: &str| c.query_row(sql, [], |r| r.get::<_, i64>(0)).map(|n| n as usize);
            let number = |r: &rusqlite::Row<'_>, at: usize| r.get::<_, i64>(at).map(|n| n as usize);
            let mut by_type = c.prepare("SELECT count(*) FROM entity_row WHERE type = ?1")?;
            let mut by_status = c.prepare("SELECT count(*) FROM edge_row WHERE status = ?1")?;
            let mut relations = c.prepare(
                "SELECT relation, count(*), sum(statements) FROM edge_row GROUP BY relation ORDER BY count(*) DESC, relation",
            )?;
            let mut busiest = c.prepare(
                "SELECT e.id, e.name, e.type, e.aliases, d.n FROM (
                   SELECT key, count(*) AS n FROM (
                     SELECT subject AS key FROM edge_row UNION ALL SELECT object FROM edge_row) GROUP BY key) d
                   JOIN entity_row e ON e.key = d.key ORDER BY d.n DESC, e.id LIMIT ?1",
            )?;
            let published = c.query_row(
                "SELECT min(published), max(published) FROM article_row",
                [],
                |r| Ok(date(r, 0)?.zip(date(r, 1)?)),
            )?;
            Ok(Statistics {
                articles: count("SELECT count(*) FROM article_row")?,
                texts: count("SELECT count(DISTINCT copies) FROM article_row")?,
                speaking: count("SELECT count(DISTINCT article) FROM statement_row")?,
                statements: count("SELECT count(*) FROM statement_row")?,
                entities: EntityType::ALL
                    .iter()
                    .map(|t| by_type.query_row([t.as_str()], |r| number(r, 0)).map(|n| (*t, n)))
                    .collect::<rusqlite::Result<_>>()?,
                relations: relations
                    .query_map([], |r| Ok((r.get(0)?, number(r, 1)?, number(r, 2)?)))?
                    .collect::<rusqlite::Result<_>>()?,
                statuses: Status::ALL
                    .iter()
                    .map(|s| by_status.query_row([s.as_str()], |r| number(r, 0)).map(|n| (*s, n)))
                    .collect::<rusqlite::Result<_>>()?,
                published,
                top: busiest
                    .query_map([top as i64], |r| Ok((entity(r, 0)?, number(r, 4)?)))?
                    .collect::<rusqlite::Result<_>>()?,
            })
        })
    }

    /// Edges of each relation and status, in order of relation.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn cross_table(&self) -> Result<Vec<(String, Status, usize)>> {
        self.ask("counting", |c| {
            let sql =
                "SELECT relation, status, count(*) FROM edge_row GROUP BY relation, status ORDER BY relation, status";
            let mut statement = c.prepare(sql)?;
            statement.query_map([], |r| Ok((r.get(0)?, word(r, 1)?, r.get::<_, i64>(2)? as usize)))?.collect()
        })
    }
}
