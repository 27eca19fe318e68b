//! What the graph holds, in numbers.

use super::link::{date, entity, word};
use super::{Condition, Store};
use crate::Result;
use crate::graph::Entity;
use crate::value::{EntityType, PartialDate, Status};
use rustc_hash::FxHashMap;

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

/// What the counts are taken over: tables, or the part of them that is admitted.
struct Tables {
    edges: &'static str,
    statements: &'static str,
    articles: &'static str,
    entities: &'static str,
}

impl Tables {
    const ALL: Tables =
        Tables { edges: "edge_row", statements: "statement_row", articles: "article_row", entities: "entity_row" };
    const ADMITTED: Tables = Tables {
        edges: "(SELECT * FROM edge_row WHERE key IN temp.admitted)",
        statements: "(SELECT * FROM statement_row WHERE edge IN temp.admitted)",
        articles: "(SELECT * FROM article_row WHERE key IN (SELECT article FROM statement_row WHERE edge IN temp.admitted))",
        entities: "(SELECT * FROM entity_row WHERE key IN (SELECT subject FROM edge_row WHERE key IN temp.admitted
            UNION SELECT object FROM edge_row WHERE key IN temp.admitted))",
    };
}

impl Store {
    /// Counts the graph; `top` bounds the entities named. Cost: linear in edges and articles, once until somebody writes.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn statistics(&self, top: usize) -> Result<Statistics> {
        let version = self.version()?;
        if let Some((known, same, counted)) = &*self.counted.borrow()
            && (*known, *same) == (version, top)
        {
            return Ok(counted.clone());
        }
        let counted = self.statistics_of(&Condition::default(), top)?;
        self.counted.replace(Some((version, top, counted.clone())));
        Ok(counted)
    }

    /// Two numbers that stay as long as nobody writes to the graph, others or this connection.
    fn version(&self) -> Result<(i64, u64)> {
        self.ask("reading the version", |c| {
            Ok((c.pragma_query_value(None, "data_version", |r| r.get(0))?, c.total_changes()))
        })
    }

    /// The same for the edges that meet a condition, the entities at them and the articles that tell them.
    pub(crate) fn statistics_of(&self, condition: &Condition, top: usize) -> Result<Statistics> {
        let tables = self.admitted(condition)?;
        self.ask("counting", |c| {
            let Tables { edges, statements, articles, entities } = tables;
            let number = |r: &rusqlite::Row<'_>, at: usize| r.get::<_, i64>(at).map(|n| n as usize);
            let count = |what: &str, of: &str| c.query_row(&format!("SELECT {what} FROM {of}"), [], |r| number(r, 0));
            let groups = |column: &str, of: &str| -> rusqlite::Result<FxHashMap<String, usize>> {
                let mut statement = c.prepare(&format!("SELECT {column}, count(*) FROM {of} GROUP BY {column}"))?;
                statement.query_map([], |r| Ok((r.get(0)?, number(r, 1)?)))?.collect()
            };
            let (by_type, by_status) = (groups("type", entities)?, groups("status", edges)?);
            let of = |groups: &FxHashMap<String, usize>, name: &str| groups.get(name).copied().unwrap_or(0);
            let mut relations = c.prepare(&format!(
                "SELECT relation, count(*), sum(statements) FROM {edges} GROUP BY relation ORDER BY count(*) DESC, relation"
            ))?;
            let mut busiest = c.prepare(&format!(
                "SELECT e.id, e.name, e.type, e.aliases, d.n FROM (
                   SELECT key, sum(n) AS n FROM (
                     SELECT subject AS key, count(*) AS n FROM {edges} GROUP BY subject
                     UNION ALL SELECT object, count(*) FROM {edges} GROUP BY object) GROUP BY key) d
                   JOIN entity_row e ON e.key = d.key ORDER BY d.n DESC, e.id LIMIT ?1"
            ))?;
            // Articles lie in the file with their texts: they are read through once.
            let (told, texts, published) = c.query_row(
                &format!("SELECT count(*), count(DISTINCT copies), min(published), max(published) FROM {articles}"),
                [],
                |r| Ok((number(r, 0)?, number(r, 1)?, date(r, 2)?.zip(date(r, 3)?))),
            )?;
            Ok(Statistics {
                articles: told,
                texts,
                speaking: count("count(DISTINCT article)", statements)?,
                statements: count("count(*)", statements)?,
                entities: EntityType::ALL.iter().map(|t| (*t, of(&by_type, t.as_str()))).collect(),
                relations: relations
                    .query_map([], |r| Ok((r.get(0)?, number(r, 1)?, number(r, 2)?)))?
                    .collect::<rusqlite::Result<_>>()?,
                statuses: Status::ALL.iter().map(|s| (*s, of(&by_status, s.as_str()))).collect(),
                published,
                top: busiest
                    .query_map([top as i64], |r| Ok((entity(r, 0)?, number(r, 4)?)))?
                    .collect::<rusqlite::Result<_>>()?,
            })
        })
    }

    /// Edges of each relation and status, in order of relation.
    pub(crate) fn cross_table(&self, condition: &Condition) -> Result<Vec<(String, Status, usize)>> {
        let tables = self.admitted(condition)?;
        self.ask("counting", |c| {
            let mut statement = c.prepare(&format!(
                "SELECT relation, status, count(*) FROM {} GROUP BY relation, status ORDER BY relation, status",
                tables.edges
            ))?;
            statement.query_map([], |r| Ok((r.get(0)?, word(r, 1)?, r.get::<_, i64>(2)? as usize)))?.collect()
        })
    }

    /// The tables to count over; notes in a table of the connection's own which edges meet the condition.
    fn admitted(&self, condition: &Condition) -> Result<Tables> {
        if condition.is_open() && self.narrowed.is_none() {
            return Ok(Tables::ALL);
        }
        self.ask("counting", |c| {
            c.execute_batch(
                "DROP TABLE IF EXISTS temp.admitted; CREATE TEMP TABLE admitted (key INTEGER PRIMARY KEY);",
            )?;
            let sql = format!("INSERT INTO temp.admitted SELECT e.key FROM edge_row e {}", condition.clause());
            c.execute(&sql, rusqlite::params_from_iter(condition.values()))
        })?;
        // Without a condition the articles that say nothing count too.
        let articles = if condition.is_open() { Tables::ALL.articles } else { Tables::ADMITTED.articles };
        Ok(Tables { articles, ..Tables::ADMITTED })
    }
}
