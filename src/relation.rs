//! Relation mentions: who does what to whom in one article, with status, money, date and the words that say it.

pub mod attributes;
mod candidate;
mod classify;
mod collect;
mod engine;
mod evidence;
mod families;
mod features;
mod frames;
mod judge;
mod scene;
mod sums;
pub mod train;
mod view;

pub use attributes::{AttributeModels, AttributeReader, Attributes, Cue, Survey};
pub use engine::{Asked, Engine, FastEngine};

use crate::mention::LocalEntity;
use crate::value::{Amount, EntityType, PartialDate, Span, Status};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One end of a relation, as the article names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntityRef {
    /// The fullest form in the article.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Every named surface form in the article.
    #[serde(default)]
    pub mentions: Vec<String>,
}

impl From<&LocalEntity> for EntityRef {
    fn from(entity: &LocalEntity) -> EntityRef {
        EntityRef { name: entity.name.clone(), kind: entity.kind, mentions: entity.forms.clone() }
    }
}

/// The words that say it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The quote, verbatim.
    pub text: String,
    /// Where the quote stands in the article's stored text.
    #[serde(flatten)]
    pub span: Span,
}

/// A relation that an article says, before its ends are resolved across articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelationMention {
    /// Who.
    pub subject: EntityRef,
    /// The relation's name, a file of `data/relations/`.
    pub relation: SmolStr,
    /// Whom or what.
    pub object: EntityRef,
    /// How far it is true.
    pub status: Status,
    /// The money of this relation.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// When it happened or will.
    #[serde(default)]
    pub date: Option<PartialDate>,
    /// works_for only: the role as in the text.
    #[serde(default)]
    pub role: Option<String>,
    /// Percent held or bought, in hundredths of a percent.
    #[serde(default, with = "percent")]
    pub stake: Option<u32>,
    /// Who says so, where the text names it.
    #[serde(default)]
    pub attribution: Option<String>,
    /// The words that say it best.
    pub evidence: Evidence,
    /// Estimated probability that the relation is right, 0 to 1.
    #[serde(serialize_with = "thousandths")]
    pub confidence: f32,
    /// What found it: a rule's name or the classifier.
    #[serde(default)]
    pub rule: SmolStr,
}

/// A confidence in JSON has three digits: the estimate is worth no more.
fn thousandths<S: serde::Serializer>(confidence: &f32, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64((f64::from(*confidence) * 1000.0).round() / 1000.0)
}

/// A stake in JSON is a plain number of percent: `19.5`.
mod percent {
    use serde::{Deserialize, Deserializer, Serializer};
    pub(super) fn serialize<S: Serializer>(stake: &Option<u32>, s: S) -> Result<S::Ok, S::Error> {
        match stake {
            None => s.serialize_none(),
            Some(h) if h % 100 == 0 => s.serialize_u32(h / 100),
            Some(h) => s.serialize_f64(f64::from(*h) / 100.0),
        }
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u32>, D::Error> {
        match Option::<f64>::deserialize(d)? {
            None => Ok(None),
            Some(p) if (0.0..=100.0).contains(&p) => Ok(Some((p * 100.0).round() as u32)),
            Some(p) => Err(serde::de::Error::custom(format!("stake {p} is not a percentage between 0 and 100"))),
        }
    }
}
