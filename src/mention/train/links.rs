//! Learns from the annotated names which two forms are of one entity.

use super::super::frame::{Frame, Knowledge};
use super::super::gold;
use super::super::group::{self, Name};
use super::TrainingArticle;
use crate::learn::{Example, Linear, Logistic, LogisticOptions};

/// The model that [`group::group`] goes by: every pair of annotated forms that look alike is one example.
pub(super) fn learn(articles: &[TrainingArticle], knowledge: &Knowledge) -> Linear {
    let mut examples = Vec::new();
    for article in articles {
        let frame = Frame::new(&article.doc, knowledge);
        let spans = gold::project(&article.doc, &article.entities);
        let names: Vec<Name> =
            spans.iter().map(|s| Name { start: s.start, end: s.end, votes: group::certain(s.kind) }).collect();
        let (spellings, _) = group::spellings(&article.doc, &names, knowledge);
        let entity = |i: u32| spellings[i as usize].names.first().map(|n| spans[*n as usize].entity);
        for (i, j, features) in group::pairs(&article.doc, &frame, &names, &spellings, knowledge) {
            let classes = if entity(i) == entity(j) { vec![(0, 1.0)] } else { Vec::new() };
            examples.push(Example { features, classes, weight: 1.0 });
        }
    }
    let options = LogisticOptions { epochs: 12, rate: 0.1, l2: 1e-3, min_count: 2, ..LogisticOptions::default() };
    Logistic::train(vec!["same".to_string()], &examples, &options)
}
