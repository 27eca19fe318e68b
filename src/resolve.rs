//! Resolution: which entity, across articles, each end of a relation mention is.
//!
//! Two pure functions, one after the other. [`Resolver`] gives every end its [`Identity`] from the article's names, the
//! gazetteer and, for ambiguous names, the words around. [`Decided`] puts a person's [`Decisions`] over that. The store
//! keeps what lies between them, so that decisions can come and go without reading an article again.

mod candidates;
mod context;
mod decided;
mod decisions;
mod fold;
mod known;
mod local;
mod resolver;

pub use candidates::{Candidate, Likeness, Node, candidates};
pub use context::Around;
pub use decided::Decided;
pub use decisions::{Decision, Decisions, Judgement};
pub use fold::Folding;
pub(crate) use fold::plain;
pub use resolver::Resolver;

use crate::relation::{Evidence, RelationMention};
use crate::value::{Amount, EntityType, PartialDate, Status};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What an entity is known by across articles, and in the store: the gazetteer's id ("openai"); for a name that the
/// gazetteer lacks, its type and folded name ("organization:acme-robotics"); for what a decision split off, the id that it
/// was split from and what was split off ("organization:phoenix~phoenix-capital"). Never changes with the order of articles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(pub SmolStr);

impl std::fmt::Display for EntityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Which entity a name of an article is, before a person's decisions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Which entity.
    pub id: EntityId,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// The gazetteer's name for it, where it has one.
    #[serde(default)]
    pub given: Option<String>,
}

/// A relation mention with the identities of its ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What the article says.
    pub mention: RelationMention,
    /// Who.
    pub subject: Identity,
    /// Whom or what.
    pub object: Identity,
    /// Whether direction does not count.
    #[serde(default)]
    pub symmetric: bool,
}

/// An end of a statement: the entity, and how the article names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResolvedEntity {
    /// Which entity.
    pub id: EntityId,
    /// Its type.
    pub kind: EntityType,
    /// The name given by the gazetteer or a decision, else the fullest form in this article.
    pub name: String,
    /// The surface forms of this article.
    pub forms: Vec<String>,
    /// Whether its name is given: it then holds everywhere.
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
    /// Estimated probability that it is right, 0 to 1, in thousandths.
    pub confidence: f32,
    /// What found it.
    pub rule: SmolStr,
}
