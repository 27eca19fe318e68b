//! From annotated articles to what the trainers learn from.

use super::{AnnotatedArticle, Names};
use crate::article::Article;
use crate::mention::Mentions;
use crate::relation::EntityRef;
use crate::relation::train::{Lesson, Truth};
use crate::text::Document;
use crate::value::{PartialDate, Span};
use rustc_hash::FxHashMap;

impl AnnotatedArticle {
    /// The article as a reader would have made it.
    pub fn article(&self) -> Article {
        let mut article = Article::from_text(&self.id, self.title.as_deref().unwrap_or(""), &self.text);
        article.published = self.date.as_deref().and_then(PartialDate::parse);
        article.publisher = self.source.clone();
        article
    }

    /// What the relation stage can learn from the article, given its document and the mentions that were found in it.
    ///
    /// Relations whose ends were not found are left out.
    pub fn lesson(&self, doc: Document, mentions: Mentions) -> Lesson {
        let names = Names::new(self);
        let mut found: FxHashMap<String, u32> = FxHashMap::default();
        for (i, e) in mentions.entities.iter().enumerate() {
            let end = EntityRef { name: e.name.clone(), kind: e.kind, mentions: e.forms.clone() };
            found.entry(names.predicted(&end)).or_insert(i as u32);
        }
        let truths = self
            .relations
            .iter()
            .filter_map(|r| {
                let subject = *found.get(&names.gold(&r.subject))?;
                let object = *found.get(&names.gold(&r.object))?;
                let evidence = doc.text.find(&r.evidence).map(|at| Span::new(at, at + r.evidence.len()));
                Some(Truth { subject, relation: r.relation.as_str().into(), object, evidence })
            })
            .collect();
        Lesson { doc, mentions, truths }
    }
}
