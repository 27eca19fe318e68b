//! Training of the relation classifier from articles whose relations are known.

use super::candidate::candidates;
use super::classify::{Classifier, Reading};
use super::collect::Claim;
use super::features::FeatureMaker;
use super::judge::Judge;
use super::scene::Scene;
use crate::learn::{Example, Linear, Logistic, LogisticOptions};
use crate::mention::Mentions;
use crate::text::Document;
use crate::value::Span;
use crate::vocab::Vocabulary;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// A relation that an article is known to say.
#[derive(Debug, Clone)]
pub struct Truth {
    /// Index in `Mentions::entities`.
    pub subject: u32,
    /// The relation's name.
    pub relation: SmolStr,
    /// Index in `Mentions::entities`.
    pub object: u32,
    /// Where the article says it, when known.
    pub evidence: Option<Span>,
}

/// An article to learn from: parsed, its mentions found, its relations known.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The article's text.
    pub doc: Document,
    /// Its mentions.
    pub mentions: Mentions,
    /// What it says.
    pub truths: Vec<Truth>,
    /// The part of the cross-validation that it is in, from 0.
    pub part: usize,
}

/// The examples of a lesson.
///
/// A pair in the evidence is an example of its relation. The same pair in another sentence is left out: whether that
/// sentence says it too is not known. A pair without any relation is an example of none.
pub(super) fn examples(maker: &FeatureMaker<'_>, readings: &[Reading], lesson: &Lesson) -> Vec<Example> {
    let scene = Scene::new(&lesson.doc, &lesson.mentions);
    let all = &lesson.mentions.mentions;
    let found = candidates(&lesson.doc, &lesson.mentions);
    // Class sets of each candidate; `None`: left out.
    let mut classes: Vec<Option<Vec<u16>>> = vec![Some(Vec::new()); found.len()];
    let mut told: Vec<Vec<u16>> = vec![Vec::new(); found.len()];
    for truth in &lesson.truths {
        let ends = |c: &super::candidate::Candidate| (all[c.first as usize].entity, all[c.second as usize].entity);
        let pairs: Vec<usize> = (0..found.len())
            .filter(|i| {
                let (x, y) = ends(&found[*i]);
                (x, y) == (truth.subject, truth.object) || (y, x) == (truth.subject, truth.object)
            })
            .collect();
        let within = |i: usize, span: Span| {
            let (x, y) = (&all[found[i].first as usize], &all[found[i].second as usize]);
            span.contains(x.span) && span.contains(y.span)
        };
        let beside = |i: usize, span: Span| {
            [found[i].first, found[i].second]
                .iter()
                .all(|m| lesson.doc.sentences[all[*m as usize].sentence as usize].span.overlaps(span))
        };
        let touches = |i: usize, span: Span| {
            [found[i].first, found[i].second]
                .iter()
                .any(|m| lesson.doc.sentences[all[*m as usize].sentence as usize].span.overlaps(span))
        };
        let mut positive: Vec<usize> = match truth.evidence {
            Some(span) => pairs.iter().copied().filter(|i| within(*i, span)).collect(),
            None => Vec::new(),
        };
        if let (true, Some(span)) = (positive.is_empty(), truth.evidence) {
            positive = pairs.iter().copied().filter(|i| beside(*i, span)).collect();
            if positive.is_empty() {
                positive = pairs.iter().copied().filter(|i| touches(*i, span)).collect();
            }
        }
        for &i in &pairs {
            classes[i] = None;
        }
        for i in positive {
            let (x, _) = ends(&found[i]);
            let symmetric = !readings.iter().any(|r| r.relation == truth.relation && !r.forward);
            let forward = symmetric || x == truth.subject;
            let class = readings.iter().position(|r| r.relation == truth.relation && r.forward == forward);
            told[i].extend(class.map(|c| c as u16));
        }
    }
    let mut out = Vec::new();
    for (i, candidate) in found.iter().enumerate() {
        let set = if told[i].is_empty() { classes[i].take() } else { Some(std::mem::take(&mut told[i])) };
        let Some(set) = set else { continue };
        let entity = |m: u32| &lesson.mentions.entities[all[m as usize].entity as usize].name;
        if set.is_empty() && one_in_the_other(entity(candidate.first), entity(candidate.second)) {
            continue;
        }
        let mut features = Vec::new();
        maker.features(&scene, candidate, &mut features);
        out.push(Example { features, classes: set, weight: 1.0 });
    }
    out
}

/// Whether one name begins with the other: such pairs are annotated neither way.
fn one_in_the_other(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// How the two models are trained.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Of the classifier over candidates.
    pub classifier: LogisticOptions,
    /// Of the judge over claims.
    pub judge: LogisticOptions,
}

impl Default for TrainOptions {
    fn default() -> Self {
        TrainOptions {
            classifier: LogisticOptions { epochs: 15, rate: 0.03, min_count: 2, prune: 0.01, ..Default::default() },
            judge: LogisticOptions {
                epochs: 10,
                rate: 0.03,
                l2: 1e-4,
                min_count: 3,
                prune: 0.005,
                ..Default::default()
            },
        }
    }
}

/// Trains the classifier and the judge.
///
/// `completed` holds the same articles as `lessons`, in their order, with the entities that were missed or mistyped put
/// right: the classifier learns from both, so that a missed name costs no example. The judge learns from claims of
/// classifiers that were trained without the claim's article, on mentions as they are found.
pub fn train(vocab: &Vocabulary, lessons: &[Lesson], completed: &[Lesson], options: &TrainOptions) -> Trained {
    let (maker, readings) = (FeatureMaker::new(vocab), Reading::all(vocab));
    let labels: Vec<String> = readings.iter().map(Reading::label).collect();
    let mut per_lesson: Vec<Vec<Example>> = lessons.iter().map(|l| examples(&maker, &readings, l)).collect();
    for (all, lesson) in per_lesson.iter_mut().zip(completed) {
        all.extend(examples(&maker, &readings, lesson));
    }
    let without = |part: Option<usize>| -> Linear {
        let others = lessons.iter().zip(&per_lesson).filter(|(l, _)| Some(l.part) != part);
        let kept: Vec<Example> = others.flat_map(|(_, e)| e.iter().cloned()).collect();
        Logistic::train(labels.clone(), &kept, &options.classifier)
    };
    let mut cases = Vec::new();
    let parts: BTreeSet<usize> = lessons.iter().map(|l| l.part).collect();
    for part in parts {
        let classifier = Classifier::new(vocab, without(Some(part)));
        for lesson in lessons.iter().filter(|l| l.part == part) {
            for (view, right) in judged(vocab, &classifier, lesson) {
                cases.push(Example { features: view, classes: if right { vec![0] } else { vec![] }, weight: 1.0 });
            }
        }
    }
    let judge = Logistic::train(vec!["right".to_string()], &cases, &options.judge);
    let judging = Judge::new(judge.clone());
    let mut scratch = Vec::new();
    let verdict = |c: &Example| (judging.probability(&c.features, &mut scratch), !c.classes.is_empty());
    let verdicts = cases.iter().map(verdict).collect();
    Trained { classifier: without(None), judge, verdicts }
}

/// What training makes.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model over candidates.
    pub classifier: Linear,
    /// The model over claims.
    pub judge: Linear,
    /// Every claim of the cross-validation: its probability by the judge, and whether it is right. Thresholds are set on
    /// these.
    pub verdicts: Vec<(f32, bool)>,
}

/// The claims of a lesson as the judge sees them, each with whether it is true.
fn judged(vocab: &Vocabulary, classifier: &Classifier<'_>, lesson: &Lesson) -> Vec<(Vec<u32>, bool)> {
    let claims = classifier.claims(&lesson.doc, &lesson.mentions);
    let views = super::judge::views(vocab, &classifier.readings, &lesson.doc, &lesson.mentions, &claims);
    claims.iter().zip(views).map(|(c, v)| (v, is_true(classifier, lesson, c))).collect()
}

fn is_true(classifier: &Classifier<'_>, lesson: &Lesson, claim: &Claim) -> bool {
    let relation = &classifier.readings[claim.reading as usize].relation;
    let symmetric = classifier.symmetric[claim.reading as usize];
    lesson.truths.iter().any(|t| {
        t.relation == *relation
            && ((t.subject, t.object) == (claim.subject, claim.object)
                || symmetric && (t.object, t.subject) == (claim.subject, claim.object))
    })
}
