//! Annotated articles: one JSON object a line, as the annotation guide describes.

use crate::value::{Amount, EntityType, Status};
use serde::Deserialize;

/// An article with its entities and relations.
#[derive(Debug, Clone, Deserialize)]
pub struct AnnotatedArticle {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// Its date, as written.
    #[serde(default)]
    pub date: Option<String>,
    /// Its publisher.
    #[serde(default)]
    pub source: Option<String>,
    /// Its text without the title.
    pub text: String,
    /// Its named entities.
    #[serde(default)]
    pub entities: Vec<AnnotatedEntity>,
    /// Its relations.
    #[serde(default)]
    pub relations: Vec<AnnotatedRelation>,
}

/// A named entity of an annotated article.
#[derive(Debug, Clone, Deserialize)]
pub struct AnnotatedEntity {
    /// Its fullest form.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Its other named forms.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A relation of an annotated article; ends by the entities' names.
#[derive(Debug, Clone, Deserialize)]
pub struct AnnotatedRelation {
    /// Who.
    pub subject: String,
    /// The relation's name.
    pub relation: String,
    /// Whom or what.
    pub object: String,
    /// How far it is true.
    pub status: Status,
    /// Its money.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// When, as written.
    #[serde(default)]
    pub date: Option<String>,
    /// works_for only.
    #[serde(default)]
    pub role: Option<String>,
    /// Percent.
    #[serde(default)]
    pub stake: Option<f64>,
    /// The words that say it.
    #[serde(default)]
    pub evidence: String,
}

impl AnnotatedArticle {
    /// Reads JSON Lines; blank lines are skipped.
    ///
    /// # Errors
    /// The number of the first line, from 1, that is no annotated article, and why.
    pub fn read_lines(text: &str) -> Result<Vec<AnnotatedArticle>, (u64, String)> {
        text.lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
            .map(|(n, l)| serde_json::from_str(l).map_err(|e| (n as u64 + 1, e.to_string())))
            .collect()
    }
}
