//! Learns reference from annotated pronouns and descriptions.

use super::super::anaphor::ReferenceWords;
use super::super::frame::Knowledge;
use super::super::group::{self, Name};
use super::super::refer::{Cast, Scene};
use super::super::{gold, tags};
use super::TrainingArticle;
use crate::learn::{Example, Linear, Logistic, LogisticOptions};
use crate::vocab::Vocabulary;

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{2019}', "'").to_lowercase()
}

/// The model that [`Scene::resolve`] goes by: every candidate of an annotated anaphor is one example.
pub(super) fn learn(articles: &[TrainingArticle], knowledge: &Knowledge, vocabulary: &Vocabulary) -> Linear {
    let words = ReferenceWords::new(vocabulary);
    let mut examples = Vec::new();
    for article in articles.iter().filter(|a| !a.references.is_empty()) {
        let doc = &article.doc;
        let spans = gold::project(doc, &article.entities);
        let names: Vec<Name> =
            spans.iter().map(|s| Name { start: s.start, end: s.end, votes: group::certain(s.kind) }).collect();
        let of: Vec<u32> = spans.iter().map(|s| s.entity).collect();
        let kinds: Vec<usize> = article.entities.iter().map(|e| tags::type_index(e.kind)).collect();
        let folded: Vec<Vec<String>> = article
            .entities
            .iter()
            .map(|e| e.forms.first().map_or_else(Vec::new, |f| group::fold(f, knowledge)))
            .collect();
        let cast = Cast { names: &names, of: &of, kinds: &kinds, words: &folded };
        let scene = Scene::new(doc, &cast, &words, None);
        let anaphors = words.anaphors(doc, &names);
        for gold in &article.references {
            let (text, start) = (squeeze(&gold.text), squeeze(&gold.sentence_start));
            let found = anaphors.iter().find(|a| {
                let sentence = squeeze(doc.sentences[a.sentence as usize].span.of(&doc.text));
                let span = doc.tokens[a.tokens.start as usize].span.join(doc.tokens[a.tokens.end as usize - 1].span);
                sentence.starts_with(start.trim()) && squeeze(span.of(&doc.text)) == text
            });
            let Some(anaphor) = found else { continue };
            for (entity, features) in scene.candidates(anaphor) {
                let right = entity as usize == gold.entity;
                examples.push(Example {
                    features,
                    classes: if right { vec![(0, 1.0)] } else { Vec::new() },
                    weight: 1.0,
                });
            }
        }
    }
    let options = LogisticOptions { epochs: 12, rate: 0.03, l2: 1e-3, min_count: 3, ..LogisticOptions::default() };
    Logistic::train(vec!["means".to_string()], &examples, &options)
}
