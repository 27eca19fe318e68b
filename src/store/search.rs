//! Full-text search over evidence and names.

use super::adjacent::ENDS;
use super::link::{Sources, entity, entity_of, facts_of};
use super::{Condition, Store};
use crate::Result;
use crate::graph::{Entity, Fact};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};
use smol_str::SmolStr;

/// A statement whose quote has the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Who.
    pub subject: Entity,
    /// The relation's name.
    pub relation: SmolStr,
    /// Whom or what.
    pub object: Entity,
    /// The statement.
    pub fact: Fact,
}

/// The statements that have the words.
const MATCHING: &str = "FROM quote_index WHERE quote_index MATCH ?";

/// How well they match, the least first.
const RANK: &str = "round(bm25(quote_index), 6)";

impl Store {
    /// Statements whose quote has all the words (of any form: "invest" finds "invested"), the best match first, and how
    /// many there are. `limit` bounds the statements given.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn search(&self, words: &str, limit: usize) -> Result<(Vec<Hit>, usize)> {
        self.search_where(words, &Condition::default(), limit)
    }

    /// The same among the statements of edges that meet a condition.
    pub(crate) fn search_where(&self, words: &str, condition: &Condition, limit: usize) -> Result<(Vec<Hit>, usize)> {
        let Some(terms) = terms(words) else { return Ok((Vec::new(), 0)) };
        self.ask("searching", |c| {
            let among = format!(
                "FROM quote_index q JOIN statement_row t ON t.key = q.rowid JOIN edge_row e ON e.key = t.edge
                   JOIN article_row a ON a.key = t.article {ENDS}
                 WHERE quote_index MATCH ?{}",
                condition.all()
            );
            let values = || std::iter::once(Value::from(terms.clone())).chain(condition.values().cloned());
            let all = condition.is_open() && self.narrowed.is_none();
            let counted = if all { MATCHING } else { &among };
            let total: i64 =
                c.query_row(&format!("SELECT count(*) {counted}"), params_from_iter(values()), |r| r.get(0))?;
            // Where all count, the words alone tell which quotes can be among the first: the others are not looked up.
            let sql = format!("SELECT {RANK} {MATCHING} ORDER BY 1 LIMIT 1 OFFSET ?");
            let last = params_from_iter(values().chain([Value::from(limit.saturating_sub(1) as i64)]));
            let worst = match all && limit < total as usize {
                true => c.query_row(&sql, last, |r| r.get::<_, f64>(0)).optional()?,
                false => None,
            };
            let near = worst.map_or(String::new(), |_| format!(" AND {RANK} <= ?"));
            // The rank of a quote depends on no row number; equal ranks are told apart by what they are.
            let mut statement = c.prepare(&format!(
                "SELECT t.key, t.edge, e.subject, e.relation, e.object {among}{near}
                 ORDER BY {RANK}, a.id, t.span_start, t.span_end, s.id, e.relation, o.id LIMIT ?"
            ))?;
            let further = worst.map(Value::from).into_iter().chain([Value::from(limit as i64)]);
            let mut rows = statement.query(params_from_iter(values().chain(further)))?;
            let mut sources = Sources::default();
            let mut hits = Vec::new();
            while let Some(row) = rows.next()? {
                let (key, edge): (i64, i64) = (row.get(0)?, row.get(1)?);
                let keys: Vec<i64> = c
                    .prepare_cached("SELECT key FROM statement_row WHERE edge = ?1 ORDER BY key")?
                    .query_map([edge], |r| r.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                let facts = facts_of(c, edge, &mut sources)?;
                let relation: String = row.get(3)?;
                if let Some((_, fact)) = keys.into_iter().zip(facts).find(|(k, _)| *k == key) {
                    let (subject, object) = (entity_of(c, row.get(2)?)?, entity_of(c, row.get(4)?)?);
                    hits.push(Hit { subject, relation: relation.into(), object, fact });
                }
            }
            Ok((hits, total as usize))
        })
    }

    /// Entities of which a name has all the words, the best match first.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn search_names(&self, words: &str, limit: usize) -> Result<Vec<Entity>> {
        let Some(terms) = terms(words) else { return Ok(Vec::new()) };
        self.ask("searching names", |c| {
            let mut statement = c.prepare(
                "SELECT e.id, e.name, e.type, e.aliases FROM name_index n JOIN entity_row e ON e.key = n.rowid
                 WHERE name_index MATCH ?1 ORDER BY round(bm25(name_index, 4.0, 1.0), 6), e.id LIMIT ?2",
            )?;
            statement.query_map(rusqlite::params![terms, limit as i64], |r| entity(r, 0))?.collect()
        })
    }
}

/// The words as a full-text query that means just them; `None` where there are none.
fn terms(words: &str) -> Option<String> {
    let terms: Vec<String> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| format!("\"{w}\"")).collect();
    (!terms.is_empty()).then(|| terms.join(" "))
}
