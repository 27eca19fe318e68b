//! Mentions: the spans that name an entity or stand for one, and which entity of the article each means.

mod anaphor;
mod cluster;
mod detect;
mod features;
mod file;
mod frame;
mod gold;
mod group;
mod judge;
mod known;
mod names;
mod refer;
mod tags;
mod train;
mod values;
mod words;

pub use detect::Detector;
pub use gold::GoldEntity;
pub use train::{GoldReference, SilverNames, TrainingArticle, name_labels, name_sentences, train};
pub use values::{MoneyKind, Phrases, Piece, PieceKind, Value, ValueKind, ValueReader, scan, values};

use crate::value::{EntityType, Span};

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// A name: "OpenAI", "Nadella", "AWS".
    Name,
    /// A description: "the chipmaker", "its parent", "both companies".
    Nominal,
    /// "it", "he", "its", "we".
    Pronoun,
}

/// A span that stands for an entity of the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Its sentence: index in `Document::sentences`.
    pub sentence: u32,
    /// Its tokens: indices in `Document::tokens`.
    pub tokens: std::ops::Range<u32>,
    /// How it refers.
    pub kind: MentionKind,
    /// Whom it means: index in [`Mentions::entities`]. A span for several ("both companies") is several mentions.
    pub entity: u32,
    /// How sure the tagger or resolver is, 0 to 1.
    pub confidence: f32,
}

/// A named entity of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalEntity {
    /// The fullest form in the article.
    pub name: String,
    /// Its type.
    pub kind: EntityType,
    /// Every named surface form in the article, `name` first.
    pub forms: Vec<String>,
    /// Its row in the gazetteer, where it has one: `Gazetteer::entries` index.
    pub known: Option<u32>,
    /// How probable it is that this is an entity at all, 0 to 1; well calibrated on news.
    pub confidence: f32,
}

/// All entities of an article and everything that mentions them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mentions {
    /// The entities, in order of first mention.
    pub entities: Vec<LocalEntity>,
    /// The mentions, in order of span start.
    pub mentions: Vec<Mention>,
}
