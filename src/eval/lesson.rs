//! From annotated articles to what the trainers learn from.

use super::{AnnotatedArticle, AnnotatedRelation, Names, triple};
use crate::article::Article;
use crate::mention::{LocalEntity, Mention, MentionKind, Mentions};
use crate::relation::Asked;
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

    /// What an engine finds in the article and the annotation tells too, each with the annotated relation.
    pub fn answers(&self, asked: Vec<Asked>) -> Vec<(&AnnotatedRelation, Asked)> {
        let names = Names::new(self);
        let right = |r: &AnnotatedRelation| triple(names.gold(&r.subject), &r.relation, names.gold(&r.object));
        let known: Vec<_> = self.relations.iter().map(|r| (right(r), r)).collect();
        let answer = |asked: Asked| {
            let told = triple(names.predicted(&asked.subject), &asked.relation, names.predicted(&asked.object));
            known.iter().find(|(right, _)| *right == told).map(|(_, r)| (*r, asked))
        };
        asked.into_iter().filter_map(answer).collect()
    }

    /// The mentions that were found, with the annotated entities put right: those missed are added at every place where
    /// one of their forms stands free, those of another type get the annotated one.
    pub fn completed(&self, doc: &Document, mentions: &Mentions) -> Mentions {
        let names = Names::new(self);
        let mut all = mentions.clone();
        for annotated in &self.entities {
            let name = names.gold(&annotated.name);
            if let Some(found) = all.entities.iter_mut().find(|e| names.predicted(&(&**e).into()) == name) {
                found.kind = annotated.kind;
                continue;
            }
            let forms: Vec<String> = std::iter::once(&annotated.name).chain(&annotated.aliases).cloned().collect();
            let entity = all.entities.len() as u32;
            let missed: Vec<Mention> = forms.iter().flat_map(|form| places(doc, form, entity)).collect();
            let before = all.mentions.len();
            for mention in missed {
                if !all.mentions.iter().any(|m| m.span.overlaps(mention.span)) {
                    all.mentions.push(mention);
                }
            }
            if all.mentions.len() > before {
                let name = annotated.name.clone();
                all.entities.push(LocalEntity { name, kind: annotated.kind, forms, known: None, confidence: SURE });
            }
        }
        all.mentions.sort_by_key(|m| (m.span.start, m.span.end));
        all
    }

    /// What the relation stage can learn from the article, given its document and the mentions that were found in it.
    ///
    /// Relations whose ends were not found are left out. `part` is the part of the cross-validation that it is in.
    pub fn lesson(&self, doc: Document, mentions: Mentions, part: usize) -> Lesson {
        let names = Names::new(self);
        let mut found: FxHashMap<String, u32> = FxHashMap::default();
        for (i, e) in mentions.entities.iter().enumerate() {
            found.entry(names.predicted(&e.into())).or_insert(i as u32);
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
        Lesson { doc, mentions, truths, part }
    }
}

/// The confidence of what a person annotated and the detector missed: no higher than that of most names it finds.
const SURE: f32 = 0.9;

/// Where a form stands in a document, from token border to token border within one sentence.
fn places(doc: &Document, form: &str, entity: u32) -> Vec<Mention> {
    let at = |start: usize| -> Option<Mention> {
        let span = Span::new(start, start + form.len());
        let first = doc.tokens.binary_search_by_key(&span.start, |t| t.span.start).ok()? as u32;
        let last = doc.tokens.binary_search_by_key(&span.end, |t| t.span.end).ok()? as u32;
        let sentence = doc.sentences.iter().position(|s| s.tokens.contains(&first) && s.tokens.contains(&last))? as u32;
        Some(Mention { span, sentence, tokens: first..last + 1, kind: MentionKind::Name, entity, confidence: SURE })
    };
    doc.text.match_indices(form).filter_map(|(start, _)| at(start)).collect()
}
