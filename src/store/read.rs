//! Reading: one entity, its edges, one article, the whole graph.

use super::link::{all_facts, entity};
use super::{EntityKey, Link, Store, link};
use crate::Result;
use crate::graph::{Edge, Entity, Graph};
use crate::resolve::EntityId;
use crate::value::PartialDate;
use rusqlite::OptionalExtension;
use rustc_hash::FxHashMap;

/// An article as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    /// What it is known by.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Where it was read.
    pub origin: String,
    /// The text that evidence spans point into, where it is stored.
    pub text: Option<String>,
    /// What made its statements.
    pub extractor: String,
}

impl Store {
    /// The entity of an id.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn entity(&self, id: &EntityId) -> Result<Option<Entity>> {
        self.ask("reading an entity", |c| {
            c.prepare_cached("SELECT id, name, type, aliases FROM entity_row WHERE id = ?1")?
                .query_row([id.0.as_str()], |r| entity(r, 0))
                .optional()
        })
    }

    pub(crate) fn entity_key(&self, id: &EntityId) -> Result<Option<EntityKey>> {
        self.ask("reading an entity", |c| {
            c.prepare_cached("SELECT key FROM entity_row WHERE id = ?1")?
                .query_row([id.0.as_str()], |r| Ok(EntityKey(r.get(0)?)))
                .optional()
        })
    }

    pub(crate) fn entity_at(&self, key: EntityKey) -> Result<Entity> {
        self.ask("reading an entity", |c| link::entity_of(c, key.0))
    }

    pub(crate) fn entity_id(&self, key: EntityKey) -> Result<EntityId> {
        self.ask("reading an entity", |c| {
            c.prepare_cached("SELECT id FROM entity_row WHERE key = ?1")?
                .query_row([key.0], |r| Ok(EntityId(r.get::<_, String>(0)?.into())))
        })
    }

    /// All edges at an entity, in order of subject, relation and object. Read by index.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn edges_of(&self, id: &EntityId) -> Result<Vec<Link>> {
        let Some(key) = self.entity_key(id)? else { return Ok(Vec::new()) };
        let ways = super::adjacent::Ways { outward: true, inward: true };
        let steps = self.steps(key, ways, &super::Condition::default())?;
        let keys: Vec<_> = steps.iter().map(|s| s.edge).collect();
        Ok(Link::in_order(self.links(&keys)?))
    }

    /// An article.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn article(&self, id: &str) -> Result<Option<StoredArticle>> {
        self.ask("reading an article", |c| {
            let sql = "SELECT id, title, url, publisher, author, published, origin, text, extractor
                FROM article_row WHERE id = ?1";
            c.prepare_cached(sql)?
                .query_row([id], |r| {
                    Ok(StoredArticle {
                        id: r.get(0)?,
                        title: r.get(1)?,
                        url: r.get(2)?,
                        publisher: r.get(3)?,
                        author: r.get(4)?,
                        published: link::date(r, 5)?,
                        origin: r.get(6)?,
                        text: r.get(7)?,
                        extractor: r.get(8)?,
                    })
                })
                .optional()
        })
    }

    /// How many articles another extractor than this one has read.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn articles_not_by(&self, extractor: &str) -> Result<usize> {
        self.ask("counting articles", |c| {
            c.query_row("SELECT count(*) FROM article_row WHERE extractor <> ?1", [extractor], |r| r.get::<_, i64>(0))
        })
        .map(|n| n as usize)
    }

    /// The whole graph in memory. Cost: linear in the statements.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn load(&self) -> Result<Graph> {
        self.ask("loading the graph", |c| {
            let mut entities = Vec::new();
            let mut ids: FxHashMap<i64, EntityId> = FxHashMap::default();
            let mut statement = c.prepare("SELECT key, id, name, type, aliases FROM entity_row")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let entity = entity(row, 1)?;
                ids.insert(row.get(0)?, entity.id.clone());
                entities.push(entity);
            }
            let mut ends: FxHashMap<i64, (i64, smol_str::SmolStr, i64)> = FxHashMap::default();
            let mut statement = c.prepare("SELECT key, subject, relation, object FROM edge_row")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let relation: String = row.get(2)?;
                ends.insert(row.get(0)?, (row.get(1)?, relation.into(), row.get(3)?));
            }
            let mut edges = Vec::with_capacity(ends.len());
            all_facts(c, |key, facts| {
                if let Some((subject, relation, object)) = ends.remove(&key)
                    && let (Some(s), Some(o)) = (ids.get(&subject), ids.get(&object))
                    && let Some(edge) = Edge::new(relation, facts)
                {
                    edges.push((s.clone(), edge, o.clone()));
                }
                Ok(())
            })?;
            Ok(Graph::new(entities, edges))
        })
    }
}
