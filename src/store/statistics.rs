//! What the graph holds, in numbers.

use super::columns::{Columns, OBJECT, RELATION, STATEMENTS, STATUS, SUBJECT, TYPE};
use super::link::{date, entity_of, word};
use super::select::list_of;
use super::{Condition, Selection, Store};
use crate::Result;
use crate::graph::Entity;
use crate::value::{EntityType, PartialDate, Status};
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

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

    /// The same for the edges that meet a condition, the entities at them and the articles that tell them; without a condition
    /// the articles that say nothing count too.
    pub(crate) fn statistics_of(&self, condition: &Condition, top: usize) -> Result<Statistics> {
        self.ask_at_once("counting", |c| {
            let columns = Columns::of(c)?;
            let edges = self.selected(&columns, condition)?;
            let mut relations: BTreeMap<String, (usize, usize)> = BTreeMap::new();
            let mut statuses: BTreeMap<Status, usize> = BTreeMap::new();
            let mut statements = 0;
            for ((relation, status), (edges, told)) in tally(&columns, &edges)? {
                let sums = relations.entry(relation).or_default();
                *sums = (sums.0 + edges, sums.1 + told);
                *statuses.entry(status).or_default() += edges;
                statements += told;
            }
            let mut relations: Vec<_> =
                relations.into_iter().map(|(name, (edges, told))| (name, edges, told)).collect();
            relations.sort_by_key(|(_, edges, _)| Reverse(*edges));
            let degrees = degrees(&columns, &edges)?;
            let (articles, texts, published, speaking) = self.articles_of(c, condition, &edges)?;
            Ok(Statistics {
                articles,
                texts,
                speaking,
                statements,
                entities: by_type(&columns, &degrees)?,
                relations,
                statuses: Status::ALL.iter().map(|s| (*s, statuses.get(s).copied().unwrap_or(0))).collect(),
                published,
                top: busiest(c, &degrees, top)?,
            })
        })
    }

    /// How many articles there are, and of how many texts; the first and last day; and how many of them say something.
    fn articles_of(&self, c: &Connection, condition: &Condition, edges: &Selection) -> rusqlite::Result<Articles> {
        let statements = if condition.is_open() && self.narrowed.is_none() {
            "statement_row"
        } else {
            c.execute_batch(
                "DROP TABLE IF EXISTS temp.admitted; CREATE TEMP TABLE admitted (key INTEGER PRIMARY KEY);",
            )?;
            c.execute("INSERT INTO temp.admitted SELECT value FROM json_each(?1)", [list_of(edges.places())])?;
            "(SELECT article FROM statement_row WHERE edge IN temp.admitted)"
        };
        let articles = if condition.is_open() {
            "article_row".to_string()
        } else {
            format!("(SELECT * FROM article_row WHERE key IN (SELECT article FROM {statements}))")
        };
        let number = |r: &rusqlite::Row<'_>, at: usize| r.get::<_, i64>(at).map(|n| n as usize);
        c.query_row(
            &format!(
                "SELECT count(*), count(DISTINCT copies), min(published), max(published),
                   (SELECT count(DISTINCT article) FROM {statements}) FROM {articles}"
            ),
            [],
            |r| Ok((number(r, 0)?, number(r, 1)?, date(r, 2)?.zip(date(r, 3)?), number(r, 4)?)),
        )
    }

    /// Edges of each relation and status, in order of relation.
    pub(crate) fn cross_table(&self, condition: &Condition) -> Result<Vec<(String, Status, usize)>> {
        self.ask_at_once("counting", |c| {
            let columns = Columns::of(c)?;
            let tally = tally(&columns, &self.selected(&columns, condition)?)?;
            Ok(tally.into_iter().map(|((relation, status), (edges, _))| (relation, status, edges)).collect())
        })
    }
}

/// Articles, texts, first and last day, articles that say something.
type Articles = (usize, usize, Option<(PartialDate, PartialDate)>, usize);

/// Edges and statements of each relation and status.
type Tally = BTreeMap<(String, Status), (usize, usize)>;

fn tally(columns: &Columns<'_>, edges: &Selection) -> rusqlite::Result<Tally> {
    let [relation, status, statements] = [columns.read(RELATION)?, columns.read(STATUS)?, columns.read(STATEMENTS)?];
    let mut by_number: FxHashMap<(i64, i64), (usize, i64)> = FxHashMap::default();
    for edge in edges.settled() {
        let sums = by_number.entry((relation.at(*edge), status.at(*edge))).or_default();
        *sums = (sums.0 + 1, sums.1 + statements.at(*edge));
    }
    let words = columns.words()?;
    let mut tally = Tally::default();
    let mut add = |relation: String, status: Status, edges: usize, statements: i64| {
        let sums = tally.entry((relation, status)).or_default();
        *sums = (sums.0 + edges, sums.1 + statements as usize);
    };
    for ((relation, status), (edges, statements)) in by_number {
        if let Some((relation, status)) = words.get(relation as usize).zip(words.get(status as usize))
            && let Ok(status) = status.parse()
        {
            add(relation.clone(), status, edges, statements);
        }
    }
    let mut moving = columns.connection().prepare_cached(
        "SELECT relation, status, count(*), sum(statements) FROM edge_row
         WHERE key IN (SELECT value FROM json_each(?1)) GROUP BY relation, status",
    )?;
    let mut rows = moving.query([list_of(edges.moving())])?;
    while let Some(row) = rows.next()? {
        add(row.get(0)?, word(row, 1)?, row.get::<_, i64>(2)? as usize, row.get(3)?);
    }
    Ok(tally)
}

/// How many of some edges each entity has, by row.
fn degrees(columns: &Columns<'_>, edges: &Selection) -> rusqlite::Result<Vec<usize>> {
    let mut degrees = vec![0; columns.read(TYPE)?.len() as usize];
    for end in [columns.read(SUBJECT)?, columns.read(OBJECT)?] {
        edges.places().for_each(|edge| degrees[end.at(edge) as usize] += 1);
    }
    Ok(degrees)
}

/// How many entities of each type have edges.
fn by_type(columns: &Columns<'_>, degrees: &[usize]) -> rusqlite::Result<Vec<(EntityType, usize)>> {
    let (kinds, words) = (columns.read(TYPE)?, columns.words()?);
    let mut counts = vec![0; words.len()];
    for (entity, _) in (0..).zip(degrees).filter(|(_, degree)| **degree > 0) {
        counts[kinds.at(entity) as usize] += 1;
    }
    let count = |kind: &EntityType| words.iter().position(|word| word == kind.as_str()).map_or(0, |n| counts[n]);
    Ok(EntityType::ALL.iter().map(|kind| (*kind, count(kind))).collect())
}

/// The entities with the most edges, equals in order of id.
fn busiest(c: &Connection, degrees: &[usize], top: usize) -> rusqlite::Result<Vec<(Entity, usize)>> {
    let mut order: Vec<usize> = degrees.iter().copied().filter(|degree| *degree > 0).collect();
    order.sort_unstable_by_key(|degree| Reverse(*degree));
    let Some(least) = order.get(top.min(order.len()).wrapping_sub(1)) else { return Ok(Vec::new()) };
    let busy = (0..).zip(degrees).filter(|(_, degree)| *degree >= least);
    let mut busy: Vec<(Entity, usize)> =
        busy.map(|(row, degree)| Ok((entity_of(c, row)?, *degree))).collect::<rusqlite::Result<_>>()?;
    busy.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    busy.truncate(top);
    Ok(busy)
}
