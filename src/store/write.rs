//! Writing: articles with their statements, put, replaced and removed, a batch in one transaction.

use super::content::{ContentHash, copies};
use super::derive::Dirty;
use super::{Store, fault};
use crate::Result;
use crate::article::Article;
use crate::resolve::{Claim, Decided};
use crate::value::PartialDate;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
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
    pub(super) transaction: Transaction<'s>,
    path: PathBuf,
    met: &'s mut FxHashMap<String, ContentHash>,
    decided: &'s Decided,
    pub(super) entities: FxHashMap<String, i64>,
    pub(super) dirty: Dirty,
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

    fn claims(&self, article: i64, claims: &[Claim]) -> rusqlite::Result<()> {
        let sql = "INSERT INTO claim_row (article, claims) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET claims = ?2";
        self.transaction.prepare_cached(sql)?.execute(params![article, as_json(claims)?]).map(drop)
    }
}

/// A value as the text that a column holds.
pub(super) fn as_json<T: serde::Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}
