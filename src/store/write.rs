//! Writing: articles with their statements, put, replaced and removed, a batch in one transaction.

use super::content::{ContentHash, copies};
use super::derive::Dirty;
use super::{Store, fault};
use crate::Result;
use crate::article::Article;
use crate::resolve::{Claim, Decided, ResolvedEntity, Statement};
use crate::value::PartialDate;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What the store keeps of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// What it is known by.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its address.
    pub url: Option<&'a str>,
    /// Its publisher.
    pub publisher: Option<&'a str>,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Where it was read.
    pub origin: &'a str,
    /// The text that the evidence spans point into; `None` for relation mentions loaded without it.
    pub text: Option<&'a str>,
    /// What articles of one text share, where it is known though the text is not; else made of the text.
    pub group: Option<&'a str>,
    /// What it holds: the same hash again changes nothing.
    pub content: ContentHash,
    /// What made the statements.
    pub extractor: &'a str,
    /// What it says; none is fine, the article is then known all the same.
    pub claims: Vec<Claim>,
}

impl<'a> Record<'a> {
    /// The record of an article that this program read.
    pub fn of(article: &'a Article, extractor: &'a str, claims: Vec<Claim>) -> Record<'a> {
        Record {
            id: &article.id,
            title: &article.title,
            url: article.url.as_deref(),
            publisher: article.publisher.as_deref(),
            author: article.author.as_deref(),
            published: article.published,
            origin: &article.origin,
            text: Some(&article.text),
            group: None,
            content: ContentHash::of(article),
            extractor,
            claims,
        }
    }
}

/// What the store knows of an article before it is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing has this id.
    New,
    /// The id is known with other content.
    Changed,
    /// The same article is stored, by this extractor.
    Same {
        /// What made its statements.
        extractor: String,
    },
}

/// What putting an article did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was not known.
    New,
    /// It replaced an earlier content of the same id.
    Changed,
    /// It was there already.
    Unchanged,
    /// Another text came under the same id in this run and was kept: the later published, then the greater hash.
    Superseded,
}

/// A transaction: nothing of it is stored before [`Batch::commit`], all of it after.
#[derive(Debug)]
pub struct Batch<'s> {
    transaction: Transaction<'s>,
    path: PathBuf,
    met: &'s mut FxHashMap<String, ContentHash>,
    decided: &'s Decided,
    entities: FxHashMap<String, i64>,
    dirty: Dirty,
}

impl Store {
    /// Starts a batch.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when another program is writing, or the store was opened to read.
    pub fn batch(&mut self) -> Result<Batch<'_>> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| fault(&self.path, "starting to write", e))?;
        Ok(Batch {
            transaction,
            path: self.path.clone(),
            met: &mut self.met,
            decided: &self.decided,
            entities: FxHashMap::default(),
            dirty: Dirty::default(),
        })
    }

    /// Whether an article has to be put: look before extracting.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn known(&mut self, id: &str, content: &ContentHash) -> Result<Known> {
        known(&self.connection, &mut self.met, id, content).map_err(|e| fault(&self.path, LOOKING, e))
    }

    /// Removes the articles of an id, an address or a path, with what only they say. How many there were.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn remove(&mut self, name: &str) -> Result<usize> {
        let keys: Vec<i64> = self.ask(LOOKING, |c| {
            let mut by_id = c.prepare("SELECT key FROM article_row WHERE id = ?1")?;
            let keys = by_id.query_map([name], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            if !keys.is_empty() {
                return Ok(keys);
            }
            // A file of many articles is the origin of all of them, apart by `#line`.
            let sql = "SELECT key FROM article_row WHERE url = ?1 OR origin = ?1
                OR substr(origin, 1, length(?1) + 1) = ?1 || '#' ORDER BY id";
            c.prepare(sql)?.query_map([name], |r| r.get(0))?.collect()
        })?;
        let mut batch = self.batch()?;
        for key in &keys {
            batch.run("removing an article", |b| b.forget(*key, true))?;
        }
        batch.commit()?;
        Ok(keys.len())
    }

    /// Folds the write-ahead log back into the file and lets the query planner know its tables.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn settle(&mut self) -> Result<()> {
        self.ask("settling the file", |c| {
            c.execute_batch("PRAGMA optimize = 0x10002;")?;
            c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })
    }
}

const LOOKING: &str = "looking up an article";

fn known(
    connection: &Connection,
    met: &mut FxHashMap<String, ContentHash>,
    id: &str,
    content: &ContentHash,
) -> rusqlite::Result<Known> {
    let sql = "SELECT key, content, extractor FROM article_row WHERE id = ?1";
    let row: Option<(i64, String, String)> =
        connection.prepare_cached(sql)?.query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?;
    let Some((key, stored, extractor)) = row else { return Ok(Known::New) };
    let mut rivals = connection.prepare_cached("SELECT 1 FROM rival_row WHERE article = ?1 AND content = ?2")?;
    if stored != content.0 && !rivals.exists(params![key, content.0])? {
        return Ok(Known::Changed);
    }
    met.entry(id.to_string()).or_insert(ContentHash(stored));
    Ok(Known::Same { extractor })
}

impl Batch<'_> {
    /// As [`Store::known`], with what the batch has put so far.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn known(&mut self, id: &str, content: &ContentHash) -> Result<Known> {
        self.run(LOOKING, |batch| known(&batch.transaction, batch.met, id, content))
    }

    /// Stores an article with its statements, or replaces the one of the same id.
    ///
    /// # Errors
    /// [`crate::Error::Store`]; nothing of the batch is then kept.
    pub fn put(&mut self, record: Record<'_>) -> Result<Change> {
        self.run("storing an article", |batch| batch.place(record))
    }

    /// Makes the batch last.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn commit(mut self) -> Result<()> {
        let dirty = std::mem::take(&mut self.dirty);
        dirty
            .derive(&self.transaction)
            .and_then(|()| self.transaction.commit())
            .map_err(|e| fault(&self.path, "finishing a batch", e))
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    pub(super) fn run<T>(&mut self, doing: &str, step: impl FnOnce(&mut Self) -> rusqlite::Result<T>) -> Result<T> {
        step(self).map_err(|e| fault(&self.path, doing, e))
    }

    fn place(&mut self, record: Record<'_>) -> rusqlite::Result<Change> {
        let sql = "SELECT key, content, published, extractor FROM article_row WHERE id = ?1";
        let stored: Option<(i64, String, Option<String>, String)> = self
            .transaction
            .prepare_cached(sql)?
            .query_row([record.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        let met = self.met.get(record.id).cloned();
        let mut change = Change::New;
        let mut rivals: Vec<String> = Vec::new();
        let mut reused = None;
        if let Some((key, content, published, extractor)) = stored {
            let same = content == record.content.0;
            if same && extractor == record.extractor {
                self.met.insert(record.id.to_string(), record.content);
                return Ok(Change::Unchanged);
            }
            change = Change::Changed;
            if !same && met.is_some_and(|m| m.0 == content) {
                let stored = (published, content.as_str());
                let ours = (record.published.map(|d| d.to_string()), record.content.as_str());
                if ours.cmp(&stored) == Ordering::Less {
                    self.rival(key, record.content.as_str())?;
                    return Ok(Change::Superseded);
                }
                rivals = self.rivals(key)?;
                rivals.push(content);
                change = Change::Superseded;
            } else if same {
                rivals = self.rivals(key)?;
            }
            self.forget(key, false)?;
            reused = Some(key);
        }
        let key = self.article(&record, reused)?;
        for rival in rivals.iter().filter(|r| **r != record.content.0) {
            self.rival(key, rival)?;
        }
        self.met.insert(record.id.to_string(), record.content.clone());
        self.claims(key, &record.claims)?;
        let said = record.claims.iter().filter_map(|claim| self.decided.statement(record.id, claim)).collect();
        self.statements(key, said)?;
        Ok(change)
    }

    fn article(&mut self, record: &Record<'_>, reused: Option<i64>) -> rusqlite::Result<i64> {
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO article_row (key, id, title, url, publisher, author, published, origin, text, content, copies,
               extractor) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (id) DO UPDATE SET title = ?3, url = ?4, publisher = ?5, author = ?6, published = ?7, origin = ?8,
               text = ?9, content = ?10, copies = ?11, extractor = ?12
             RETURNING key",
        )?;
        insert.query_row(
            params![
                reused,
                record.id,
                record.title,
                record.url,
                record.publisher,
                record.author,
                record.published.map(|d| d.to_string()),
                record.origin,
                record.text,
                record.content.0,
                match (record.group, record.text) {
                    (Some(group), None) => group.to_string(),
                    _ => copies(record.id, record.title, record.text),
                },
                record.extractor,
            ],
            |r| r.get(0),
        )
    }

    fn rival(&self, article: i64, content: &str) -> rusqlite::Result<()> {
        let sql = "INSERT OR IGNORE INTO rival_row (article, content) VALUES (?1, ?2)";
        self.transaction.prepare_cached(sql)?.execute(params![article, content]).map(drop)
    }

    fn rivals(&self, article: i64) -> rusqlite::Result<Vec<String>> {
        let mut sql = self.transaction.prepare_cached("SELECT content FROM rival_row WHERE article = ?1")?;
        sql.query_map([article], |r| r.get(0))?.collect()
    }

    /// Takes back what an article adds; with `wholly` the article too.
    fn forget(&mut self, article: i64, wholly: bool) -> rusqlite::Result<()> {
        self.unsay(article)?;
        let t = &self.transaction;
        t.prepare_cached("DELETE FROM rival_row WHERE article = ?1")?.execute([article])?;
        if wholly {
            t.prepare_cached("DELETE FROM article_row WHERE key = ?1")?.execute([article])?;
        }
        Ok(())
    }

    /// Takes back an article's statements and forms.
    pub(super) fn unsay(&mut self, article: i64) -> rusqlite::Result<()> {
        let t = &self.transaction;
        let mut edges = t.prepare_cached("DELETE FROM statement_row WHERE article = ?1 RETURNING edge")?;
        for edge in edges.query_map([article], |r| r.get(0))? {
            let edge: i64 = edge?;
            if self.dirty.edges.insert(edge) {
                let mut ends = t.prepare_cached("SELECT subject, object FROM edge_row WHERE key = ?1")?;
                let ends: [i64; 2] = ends.query_row([edge], |r| Ok([r.get(0)?, r.get(1)?]))?;
                self.dirty.entities.extend(ends);
            }
        }
        let mut forms =
            t.prepare_cached("DELETE FROM article_form_row WHERE article = ?1 RETURNING entity, form, fullest")?;
        let forms: Vec<(i64, String, i64)> =
            forms.query_map([article], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
        for (entity, form, fullest) in forms {
            t.prepare_cached(
                "UPDATE form_row SET articles = articles - 1, fullest = fullest - ?3 WHERE entity = ?1 AND form = ?2",
            )?
            .execute(params![entity, form, fullest])?;
            self.dirty.entities.insert(entity);
        }
        Ok(())
    }

    fn claims(&self, article: i64, claims: &[Claim]) -> rusqlite::Result<()> {
        let sql = "INSERT INTO claim_row (article, claims) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET claims = ?2";
        self.transaction.prepare_cached(sql)?.execute(params![article, as_json(claims)?]).map(drop)
    }

    pub(super) fn statements(&mut self, article: i64, mut statements: Vec<Statement>) -> rusqlite::Result<()> {
        statements.sort_by(order);
        // entity → form → whether it is the fullest in this article
        let mut forms: BTreeMap<i64, BTreeMap<&str, bool>> = BTreeMap::new();
        for (i, statement) in statements.iter().enumerate() {
            let subject = self.entity(&statement.subject)?;
            let object = self.entity(&statement.object)?;
            for (key, end) in [(subject, &statement.subject), (object, &statement.object)] {
                let forms = forms.entry(key).or_default();
                for form in end.forms.iter().filter(|f| !f.trim().is_empty()) {
                    forms.entry(form).or_insert(false);
                }
                if !end.known {
                    forms.insert(&end.name, true);
                }
            }
            if i == 0 || order(&statements[i - 1], statement) != Ordering::Equal {
                let edge = self.edge(subject, &statement.relation, object)?;
                self.statement(article, edge, statement)?;
            }
        }
        for (entity, forms) in forms {
            self.dirty.entities.insert(entity);
            for (form, fullest) in forms {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO form_row (entity, form, articles, fullest) VALUES (?1, ?2, 1, ?3)
                         ON CONFLICT DO UPDATE SET articles = articles + 1, fullest = fullest + ?3",
                    )?
                    .execute(params![entity, form, fullest])?;
                self.transaction
                    .prepare_cached(
                        "INSERT INTO article_form_row (article, entity, form, fullest) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![article, entity, form, fullest])?;
            }
        }
        Ok(())
    }

    fn entity(&mut self, end: &ResolvedEntity) -> rusqlite::Result<i64> {
        if let Some(key) = self.entities.get(end.id.0.as_str()) {
            return Ok(*key);
        }
        let given = end.known.then_some(end.name.as_str());
        let mut upsert = self.transaction.prepare_cached(
            "INSERT INTO entity_row (id, type, given, name, aliases) VALUES (?1, ?2, ?3, ?4, '[]')
             ON CONFLICT (id) DO UPDATE SET type = ?2, given = ?3 RETURNING key",
        )?;
        let key = upsert.query_row(params![end.id.0.as_str(), end.kind.as_str(), given, end.name], |r| r.get(0))?;
        self.entities.insert(end.id.0.to_string(), key);
        Ok(key)
    }

    fn edge(&mut self, subject: i64, relation: &str, object: i64) -> rusqlite::Result<i64> {
        let mut find = self
            .transaction
            .prepare_cached("SELECT key FROM edge_row WHERE subject = ?1 AND relation = ?2 AND object = ?3")?;
        let found = find.query_row(params![subject, relation, object], |r| r.get(0)).optional()?;
        let key = match found {
            Some(key) => key,
            None => self
                .transaction
                .prepare_cached(
                    "INSERT INTO edge_row (subject, relation, object, status, confidence, sources, statements)
                     VALUES (?1, ?2, ?3, '', 0, 0, 0) RETURNING key",
                )?
                .query_row(params![subject, relation, object], |r| r.get(0))?,
        };
        self.dirty.edges.insert(key);
        Ok(key)
    }

    fn statement(&mut self, article: i64, edge: i64, s: &Statement) -> rusqlite::Result<()> {
        let amount = s.amount.as_ref();
        self.transaction
            .prepare_cached(
                "INSERT INTO statement_row (edge, article, status, amount_text, hundredths, currency, bound, date, role,
                   stake, attribution, quote, span_start, span_end, confidence, rule)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                edge,
                article,
                s.status.as_str(),
                amount.map(|a| a.text.as_str()),
                amount.map(|a| a.hundredths),
                amount.map(|a| a.currency.as_str()),
                amount.map(|a| a.bound.as_str()),
                s.date.map(|d| d.to_string()),
                s.role,
                s.stake,
                s.attribution,
                s.evidence.text,
                s.evidence.span.start,
                s.evidence.span.end,
                f64::from(s.confidence),
                s.rule.as_str(),
            ])
            .map(drop)
    }
}

/// A value as the text that a column holds.
pub(super) fn as_json<T: serde::Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// A total order of an article's statements, so that the order in which they were found leaves no trace.
fn order(a: &Statement, b: &Statement) -> Ordering {
    let amount = |s: &Statement| s.amount.as_ref().map(|m| (m.hundredths, m.currency, m.bound, m.text.clone()));
    (&a.subject.id, &a.relation, &a.object.id, a.evidence.span, a.status)
        .cmp(&(&b.subject.id, &b.relation, &b.object.id, b.evidence.span, b.status))
        .then(b.confidence.total_cmp(&a.confidence))
        .then_with(|| amount(a).cmp(&amount(b)))
        .then_with(|| (a.date, &a.role, a.stake, &a.attribution).cmp(&(b.date, &b.role, b.stake, &b.attribution)))
        .then_with(|| (&a.rule, &a.evidence.text).cmp(&(&b.rule, &b.evidence.text)))
}
