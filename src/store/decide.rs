//! Identity decided on after the articles were read: their statements made again from what they claim.

use super::link::entity;
use super::write::as_json;
use super::{Store, fault};
use crate::Result;
use crate::resolve::{Claim, Decided, EntityId, Node, Statement};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// What following decisions changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Articles some of whose statements are about other entities now.
    pub changed: usize,
    /// Articles stored before their claims were kept, which stay as they are until they are read again.
    pub without_claims: usize,
}

/// A place where an entity is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The article's id.
    pub article: String,
    /// The fullest form there.
    pub name: String,
    /// All forms there.
    pub forms: Vec<String>,
    /// Words that say something of it.
    pub quote: String,
}

impl Store {
    /// Makes the graph what it would be had these decisions always been made, and keeps to them from now on.
    ///
    /// Cost: reads the claims of all articles, writes those that change; nothing where the decisions are those followed already.
    ///
    /// # Errors
    /// [`crate::Error::Store`]; nothing is then changed.
    pub fn follow(&mut self, decided: Decided) -> Result<Followed> {
        let doing = "applying decisions";
        let sql = "SELECT count(*) FROM article_row WHERE key NOT IN (SELECT article FROM claim_row)";
        let without_claims = self.ask(doing, |c| c.query_row(sql, [], |r| r.get::<_, i64>(0)))? as usize;
        if decided == self.decided {
            return Ok(Followed { changed: 0, without_claims });
        }
        let path = self.path.clone();
        let before = std::mem::replace(&mut self.decided, decided);
        let follow = |store: &mut Store| -> Result<usize> {
            let changed = store.ask(doing, |c| changed(c, &before, &store.decided))?;
            let count = changed.len();
            let text = as_json(&store.decided).map_err(|e| fault(&path, doing, e))?;
            let mut batch = store.batch()?;
            batch.run(doing, |batch| {
                for (article, statements) in changed {
                    batch.unsay(article)?;
                    batch.statements(article, statements)?;
                }
                batch.keep_decided(&text)
            })?;
            batch.commit()?;
            Ok(count)
        };
        match follow(self) {
            Ok(changed) => Ok(Followed { changed, without_claims }),
            Err(e) => {
                self.decided = before;
                Err(e)
            }
        }
    }

    /// The decisions that the graph follows.
    pub fn decided(&self) -> &Decided {
        &self.decided
    }

    /// All entities, as far as likeness goes, in order of id.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn nodes(&self) -> Result<Vec<Node>> {
        self.ask("reading the entities", |c| {
            let mut nodes = c.prepare("SELECT id, name, type, aliases, known, degree FROM entity ORDER BY id")?;
            let nodes = nodes.query_map([], |r| {
                let entity = entity(r, 0)?;
                let (known, weight): (bool, i64) = (r.get(4)?, r.get(5)?);
                let (id, name, aliases) = (entity.id, entity.name, entity.aliases);
                Ok(Node { id, name, aliases, kind: entity.kind, known, weight: weight as usize })
            })?;
            nodes.collect()
        })
    }

    /// Where an entity is named, in order of article and name.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn namings(&self, id: &EntityId) -> Result<Vec<Naming>> {
        self.ask("reading where an entity is named", |c| {
            let mut articles = c.prepare(
                "SELECT a.id, c.claims FROM article_row a JOIN claim_row c ON c.article = a.key WHERE a.key IN
                   (SELECT f.article FROM article_form_row f JOIN entity_row e ON e.key = f.entity WHERE e.id = ?1)
                 ORDER BY a.id",
            )?;
            let mut rows = articles.query([id.0.as_str()])?;
            let mut found: Vec<Naming> = Vec::new();
            while let Some(row) = rows.next()? {
                let article: String = row.get(0)?;
                let from = found.len();
                for claim in claims(row, 1)? {
                    let Some(statement) = self.decided.statement(&article, &claim) else { continue };
                    for end in [&claim.mention.subject, &claim.mention.object] {
                        let is_this = |e: &crate::resolve::ResolvedEntity| {
                            e.id == *id
                                && e.forms.contains(&end.name)
                                && end.mentions.iter().all(|f| e.forms.contains(f))
                        };
                        if (is_this(&statement.subject) || is_this(&statement.object))
                            && found[from..].iter().all(|n| n.name != end.name)
                        {
                            found.push(Naming {
                                article: article.clone(),
                                name: end.name.clone(),
                                forms: end.mentions.clone(),
                                quote: claim.mention.evidence.text.clone(),
                            });
                        }
                    }
                }
                found[from..].sort_by(|a, b| a.name.cmp(&b.name));
            }
            Ok(found)
        })
    }
}

impl super::Batch<'_> {
    fn keep_decided(&self, text: &str) -> rusqlite::Result<()> {
        let sql = "INSERT INTO decided_row (only, decided) VALUES (0, ?1) ON CONFLICT DO UPDATE SET decided = ?1";
        self.connection().prepare_cached(sql)?.execute(params![text]).map(drop)
    }
}

/// The decisions that a file's graph follows.
pub(super) fn followed(connection: &Connection) -> rusqlite::Result<Decided> {
    let text: Option<String> = connection.query_row("SELECT decided FROM decided_row", [], |r| r.get(0)).optional()?;
    text.map_or(Ok(Decided::default()), |text| from_json(0, &text))
}

/// The claims of a row, from the column `at`.
pub(super) fn claims(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<Claim>> {
    from_json(at, row.get_ref(at)?.as_str()?)
}

fn from_json<T: serde::de::DeserializeOwned>(at: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|e| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(e)))
}

/// The articles whose statements differ, with the new ones.
fn changed(c: &Connection, before: &Decided, after: &Decided) -> rusqlite::Result<Vec<(i64, Vec<Statement>)>> {
    let mut articles = c.prepare(
        "SELECT a.key, a.id, c.claims FROM claim_row c JOIN article_row a ON a.key = c.article ORDER BY a.key",
    )?;
    let mut rows = articles.query([])?;
    let mut changed = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, id): (i64, String) = (row.get(0)?, row.get(1)?);
        let claims = claims(row, 2)?;
        let said = |decided: &Decided| claims.iter().filter_map(|c| decided.statement(&id, c)).collect::<Vec<_>>();
        let now = said(after);
        if now != said(before) {
            changed.push((key, now));
        }
    }
    Ok(changed)
}
