//! Resolution: which entity, across articles, each end of a relation mention is.

mod identity;

pub use identity::Resolver;
pub(crate) use identity::plain;

use crate::relation::Evidence;
use crate::value::{Amount, EntityType, PartialDate, Status};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What an entity is known by across articles, and in the store: the gazetteer's id ("openai") or, for a name that the
/// gazetteer lacks, its type and folded name ("organization:acme-robotics"). Never changes with the order of articles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(pub SmolStr);

impl std::fmt::Display for EntityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// An end of a statement: the entity, and how the article names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResolvedEntity {
    /// Which entity.
    pub id: EntityId,
    /// Its type.
    pub kind: EntityType,
    /// The gazetteer's name where it has one, else the fullest form in this article.
    pub name: String,
    /// The surface forms of this article.
    pub forms: Vec<String>,
    /// Whether the gazetteer knows it: its name then holds everywhere.
    pub known: bool,
}

/// A relation mention whose ends are entities.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Who.
    pub subject: ResolvedEntity,
    /// The relation's name.
    pub relation: SmolStr,
    /// Whom or what. For a symmetric relation the smaller id is the subject.
    pub object: ResolvedEntity,
    /// How far it is true.
    pub status: Status,
    /// The money of this relation.
    pub amount: Option<Amount>,
    /// When it happened or will.
    pub date: Option<PartialDate>,
    /// works_for only: the role as in the text.
    pub role: Option<String>,
    /// Hundredths of a percent held or bought.
    pub stake: Option<u32>,
    /// Who says so.
    pub attribution: Option<String>,
    /// The words that say it, with their place in the article's stored text.
    pub evidence: Evidence,
    /// Estimated probability that it is right, 0 to 1.
    pub confidence: f32,
    /// What found it.
    pub rule: SmolStr,
}
