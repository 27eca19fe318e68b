//! The whole way from an article to its relation mentions.

use crate::article::Article;
use crate::relation::RelationMention;

/// Text, mentions and relations, one after the other.
#[derive(Debug, Default)]
pub struct Pipeline {}

impl Pipeline {
    /// The pipeline over the built-in vocabulary and weights.
    pub fn builtin() -> &'static Pipeline {
        static BUILTIN: Pipeline = Pipeline {};
        &BUILTIN
    }

    /// The relations that an article says.
    pub fn annotate(&self, _article: &Article) -> Vec<RelationMention> {
        Vec::new()
    }
}
