//! Learns the second look at entities from what taggers find that never saw the article.

use super::super::detect::draft;
use super::super::file::Weights;
use super::super::frame::{Frame, Knowledge};
use super::super::judge::{self, Judge};
use super::super::{group, tags};
use super::TrainingArticle;
use super::names::{Samples, fit};
use crate::learn::{Example, Logistic, LogisticOptions, Sample};
use crate::value::EntityType;
use rustc_hash::FxHashMap;

/// Parts of the articles: a tagger trained on all parts but one tags that one.
const FOLDS: usize = 4;
/// As the detector tags: more than there is, so that there is something to refuse.
const BIAS: f32 = -0.5;

/// Trains both models. `weights` needs its linker.
pub(super) fn learn(
    articles: &[TrainingArticle],
    samples: &Samples,
    silver: &[Sample],
    weights: &Weights,
    knowledge: &Knowledge,
) -> Judge {
    let (mut real, mut kind) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let others = samples.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).flat_map(|(_, s)| s);
        let blind = Weights { tagger: fit(others.chain(silver)), linker: weights.linker.clone(), ..Weights::default() };
        for article in articles.iter().skip(fold).step_by(FOLDS) {
            let frame = Frame::new(&article.doc, knowledge);
            let draft = draft(&article.doc, &frame, &blind, knowledge, BIAS);
            let mut gold: FxHashMap<String, usize> = FxHashMap::default();
            for entity in &article.entities {
                for form in &entity.forms {
                    gold.entry(group::fold(form, knowledge).concat()).or_insert(tags::type_index(entity.kind));
                }
            }
            for bundle in &draft.bundles {
                let features = judge::features(&article.doc, &frame, &draft.names, bundle, &draft.bundles, knowledge);
                let hits: Vec<usize> = bundle.spellings.iter().filter_map(|s| gold.get(&s.concat()).copied()).collect();
                let weight = if article.complete { 1.0 } else { 0.5 };
                if let Some(first) = hits.first() {
                    kind.push(Example { features: features.clone(), classes: vec![(*first as u16, 1.0)], weight });
                }
                if article.complete {
                    let classes = if hits.is_empty() { Vec::new() } else { vec![(0, 1.0)] };
                    real.push(Example { features, classes, weight: 1.0 });
                }
            }
        }
    }
    let options = LogisticOptions { epochs: 10, rate: 0.03, l2: 1e-3, min_count: 3, ..LogisticOptions::default() };
    Judge {
        real: Logistic::train(vec!["entity".to_string()], &real, &options),
        kind: Logistic::train(EntityType::ALL.iter().map(|k| k.to_string()).collect(), &kind, &options),
    }
}
