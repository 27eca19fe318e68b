//! Finding an entity by what people call it.

use super::Store;
use super::link::entity;
use crate::graph::Entity;
use crate::relation::EntityRef;
use crate::resolve::{EntityId, Resolver, plain};
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use rusqlite::params;

/// How many near names an error suggests.
const SUGGESTIONS: usize = 5;

/// An entity found by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The best match.
    pub entity: Entity,
    /// Others that answer to the same name, in order of id.
    pub also: Vec<Entity>,
}

impl Store {
    /// The entity of a name: an id, a name, an alias, then any of these without case, accents and punctuation, then what
    /// the gazetteer knows under that name. Of several matches of one rank one that the gazetteer knows is meant.
    ///
    /// # Errors
    /// [`Error::UnknownEntity`] with the nearest names; [`Error::AmbiguousEntity`] with the ids to choose from.
    pub fn find(&self, name: &str) -> Result<Found> {
        let name = name.trim();
        if let Some(entity) = self.entity(&self.decided.head(&EntityId(name.into())))? {
            return Ok(Found { entity, also: Vec::new() });
        }
        let mut matches: Vec<(Rank, Entity)> = self.called(name)?;
        if matches.is_empty() {
            matches = self.known_as(name)?.into_iter().map(|e| ((3, false), e)).collect();
        }
        matches.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        let Some(best) = matches.first().map(|m| m.0) else {
            return Err(Error::UnknownEntity { name: name.to_string(), nearest: self.nearest(name)? });
        };
        let equals = matches.iter().filter(|m| m.0 == best).count();
        if equals > 1 {
            let choices = matches.iter().take(equals).map(|m| m.1.id.to_string()).collect();
            return Err(Error::AmbiguousEntity { name: name.to_string(), choices });
        }
        let mut entities = matches.into_iter().map(|m| m.1);
        match entities.next() {
            Some(entity) => Ok(Found { entity, also: entities.collect() }),
            None => Err(Error::UnknownEntity { name: name.to_string(), nearest: Vec::new() }),
        }
    }

    fn called(&self, name: &str) -> Result<Vec<(Rank, Entity)>> {
        let folded = plain(name);
        self.ask("looking up a name", |c| {
            let mut statement = c.prepare_cached(
                "SELECT e.id, e.name, e.type, e.aliases, e.given IS NULL FROM name_row n JOIN entity_row e ON e.key = n.entity
                 WHERE n.folded = ?1",
            )?;
            statement
                .query_map([&folded], |r| {
                    let entity = entity(r, 0)?;
                    let closeness = if entity.name == name {
                        0
                    } else if entity.aliases.iter().any(|a| a == name) {
                        1
                    } else {
                        2
                    };
                    Ok(((closeness, r.get::<_, bool>(4)?), entity))
                })?
                .collect()
        })
    }

    /// Entities of the graph that the gazetteer, or the folding of company suffixes, knows by this name.
    fn known_as(&self, name: &str) -> Result<Vec<Entity>> {
        let resolver = Resolver::new(Vocabulary::builtin());
        let mut found = Vec::new();
        for kind in EntityType::ALL {
            let end = EntityRef { name: name.to_string(), kind: *kind, mentions: Vec::new() };
            found.extend(self.entity(&self.decided.head(&resolver.identity(&end).id))?);
        }
        // A company and its service, or what a decision has joined, is found under two types.
        found.sort_by(|a: &Entity, b| a.id.cmp(&b.id));
        found.dedup();
        Ok(found)
    }

    /// The names most like a word, best first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn nearest(&self, name: &str) -> Result<Vec<String>> {
        let folded = plain(name);
        let length = folded.chars().count() as i64;
        let mut scored: Vec<(f64, String)> = self.ask("looking for near names", |c| {
            let mut statement = c.prepare_cached(
                "SELECT n.folded, e.name FROM name_row n JOIN entity_row e ON e.key = n.entity
                 WHERE length(n.folded) BETWEEN ?1 AND ?2 OR substr(n.folded, 1, ?3) = ?4",
            )?;
            let slack = (length / 2).max(3);
            let mut rows = statement.query(params![length - slack, length + slack, length, folded])?;
            let mut scored = Vec::new();
            while let Some(row) = rows.next()? {
                let other = row.get_ref(0)?.as_str().unwrap_or("");
                let score = likeness(&folded, other);
                if score >= 0.75 {
                    scored.push((score, row.get(1)?));
                }
            }
            Ok(scored)
        })?;
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut nearest: Vec<String> = Vec::new();
        for (_, name) in scored {
            if !nearest.contains(&name) {
                nearest.push(name);
            }
            if nearest.len() == SUGGESTIONS {
                break;
            }
        }
        Ok(nearest)
    }
}

/// Smaller is nearer: how exactly the name matches, then whether the gazetteer lacks it.
type Rank = (u8, bool);

/// 0 to 1: an edit distance, but a beginning or a whole word of the other name counts as near too.
fn likeness(a: &str, b: &str) -> f64 {
    let whole = !a.is_empty() && (b.starts_with(a) || b.split('-').any(|w| w == a));
    let edits = strsim::normalized_damerau_levenshtein(a, b).max(strsim::jaro_winkler(a, b) - 0.1);
    if whole { edits.max(0.9) } else { edits }
}
