//! Training of the relation classifier from articles whose relations are known.

mod pairs;
mod silver;

pub use pairs::{pairs, readings};
pub use silver::{Opinions, PairKey, Silver};

use super::candidate::{Candidate, candidates};
use super::classify::{Classifier, Reading};
use super::collect::Claim;
use super::features::FeatureMaker;
use super::scene::{Layout, Scene};
use super::view::views;
use crate::learn::{Boosted, BoostedOptions, Example, Linear, Logistic, LogisticOptions};
use crate::mention::Mentions;
use crate::text::Document;
use crate::value::Span;
use crate::vocab::Vocabulary;
use rayon::prelude::*;
use silver::Pool;
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

/// The pairs of a lesson, each with the numbers of the readings that are true of it; `None` where that is not known.
///
/// A pair in the evidence is an example of its relation. The same pair in another sentence is left out: whether that
/// sentence says it too is not known. A pair without any relation is an example of none.
fn targets(readings: &[Reading], lesson: &Lesson) -> Vec<(Candidate, Option<Vec<u16>>)> {
    let all = &lesson.mentions.mentions;
    let found = candidates(&lesson.doc, &lesson.mentions);
    // Class sets of each candidate; `None`: left out.
    let mut classes: Vec<Option<Vec<u16>>> = vec![Some(Vec::new()); found.len()];
    let mut told: Vec<Vec<u16>> = vec![Vec::new(); found.len()];
    for truth in &lesson.truths {
        let ends = |c: &Candidate| (all[c.first as usize].entity, all[c.second as usize].entity);
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
    let entity = |m: u32| &lesson.mentions.entities[all[m as usize].entity as usize].name;
    let known = |(i, candidate): (usize, Candidate)| {
        let set = if told[i].is_empty() { classes[i].take() } else { Some(std::mem::take(&mut told[i])) };
        let alike = || one_in_the_other(entity(candidate.first), entity(candidate.second));
        (candidate, set.filter(|set| !set.is_empty() || !alike()))
    };
    found.iter().copied().enumerate().map(known).collect()
}

/// The examples of a lesson: its pairs of which something is known.
fn examples(maker: &FeatureMaker<'_>, readings: &[Reading], lesson: &Lesson) -> Vec<Example> {
    let layout = Layout::new(&lesson.doc, &lesson.mentions);
    let scene = Scene::new(&lesson.doc, &lesson.mentions, &layout);
    let example = |(candidate, set): (Candidate, Option<Vec<u16>>)| {
        let classes = set?.into_iter().map(|class| (class, 1.0)).collect();
        let mut features = Vec::new();
        maker.features(&scene, &candidate, &mut features);
        Some(Example { features, classes, weight: 1.0 })
    };
    targets(readings, lesson).into_iter().filter_map(example).collect()
}

/// What an example of a drill counts beside an annotated one.
const DRILL: f32 = 0.3;

/// Whether one name begins with the other: such pairs are annotated neither way.
fn one_in_the_other(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// How the two models are trained.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Of the classifier over candidates that learns from annotated articles only.
    pub first: LogisticOptions,
    /// Of the classifier over candidates that learns from silver articles as well.
    pub classifier: LogisticOptions,
    /// Of the judge over claims.
    pub judge: BoostedOptions,
}

impl Default for TrainOptions {
    fn default() -> Self {
        TrainOptions {
            first: LogisticOptions { epochs: 15, rate: 0.03, min_count: 2, prune: 0.01, ..Default::default() },
            classifier: LogisticOptions { epochs: 12, rate: 0.03, min_count: 3, prune: 0.025, ..Default::default() },
            judge: BoostedOptions::default(),
        }
    }
}

/// Trains the classifier and the judge.
///
/// `completed` holds the same articles as `lessons`, in their order, with the entities that were missed or mistyped put
/// right: the classifier learns from both, so that a missed name costs no example. A first classifier learns from these; the
/// second also from what the first and a teacher together think of the `silver` articles. The judge learns from claims of
/// classifiers that were trained without the claim's article, the first like the second, on mentions as they are found.
/// `drills` are made-up articles that only the classifiers learn from.
pub fn train(
    vocab: &Vocabulary,
    lessons: &[Lesson],
    completed: &[Lesson],
    drills: &[Lesson],
    silver: &[Silver],
    options: &TrainOptions,
) -> Trained {
    let (maker, readings) = (FeatureMaker::new(vocab), Reading::all(vocab));
    let labels: Vec<String> = readings.iter().map(Reading::label).collect();
    let mut per_lesson: Vec<Vec<Example>> = lessons.iter().map(|l| examples(&maker, &readings, l)).collect();
    for (all, lesson) in per_lesson.iter_mut().zip(completed) {
        all.extend(examples(&maker, &readings, lesson));
    }
    let drills = drills.iter().flat_map(|l| examples(&maker, &readings, l));
    let drills: Vec<Example> = drills.map(|example| Example { weight: DRILL, ..example }).collect();
    let pool = Pool::new(&maker, &readings, silver);
    let without = |part: Option<usize>| -> Linear {
        let others = lessons.iter().zip(&per_lesson).filter(|(l, _)| Some(l.part) != part);
        let gold: Vec<&Example> = others.flat_map(|(_, e)| e).chain(&drills).collect();
        let first = Logistic::train(labels.clone(), &gold, &options.first);
        let silver = pool.examples(&first);
        let all: Vec<&Example> = gold.into_iter().chain(&silver).collect();
        Logistic::train(labels.clone(), &all, &options.classifier)
    };
    let parts: Vec<usize> = lessons.iter().map(|l| l.part).collect::<BTreeSet<_>>().into_iter().collect();
    let left_out: Vec<Option<usize>> = parts.iter().copied().map(Some).chain([None]).collect();
    let mut classifiers: Vec<Linear> = left_out.into_par_iter().map(without).collect();
    let classifier = classifiers.pop().unwrap_or_default();
    let mut cases = Cases::default();
    for (&part, model) in parts.iter().zip(classifiers) {
        let classifier = Classifier::new(vocab, model);
        lessons.iter().filter(|l| l.part == part).for_each(|lesson| cases.add(&classifier, lesson));
    }
    let verdicts = parts.into_par_iter().flat_map(|part| cases.verdicts(part, &options.judge)).collect();
    Trained { classifier, judge: Boosted::train(&cases.views, &cases.right, &options.judge), verdicts }
}

/// Claims as the judge sees them.
#[derive(Default)]
struct Cases {
    views: Vec<Vec<f32>>,
    /// Whether each claim is true.
    right: Vec<bool>,
    /// The part of the cross-validation that each is of.
    part: Vec<usize>,
}

impl Cases {
    /// The claims of a lesson.
    fn add(&mut self, classifier: &Classifier<'_>, lesson: &Lesson) {
        let layout = Layout::new(&lesson.doc, &lesson.mentions);
        let scene = Scene::new(&lesson.doc, &lesson.mentions, &layout);
        let claims = classifier.claims(&scene, classifier.promising(&scene));
        self.views.extend(views(classifier, &scene, &claims));
        self.right.extend(claims.iter().map(|claim| is_true(classifier, lesson, claim)));
        self.part.resize(self.views.len(), lesson.part);
    }

    /// The claims of a part by a judge who has not seen it: how probable, and whether true.
    fn verdicts(&self, part: usize, options: &BoostedOptions) -> Vec<(f32, bool)> {
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..self.views.len()).partition(|case| self.part[*case] == part);
        let views: Vec<Vec<f32>> = outside.iter().map(|case| self.views[*case].clone()).collect();
        let right: Vec<bool> = outside.iter().map(|case| self.right[*case]).collect();
        let judge = Boosted::train(&views, &right, options);
        inside.into_iter().map(|case| (judge.probability(&self.views[case]), self.right[case])).collect()
    }
}

/// What training makes.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model over candidates.
    pub classifier: Linear,
    /// The model over claims.
    pub judge: Boosted,
    /// Every claim of the cross-validation: its probability by a judge of the other parts, and whether it is right. Thresholds are set on
    /// these.
    pub verdicts: Vec<(f32, bool)>,
}

/// Whether a lesson says what a claim says.
fn is_true(classifier: &Classifier<'_>, lesson: &Lesson, claim: &Claim) -> bool {
    let relation = &classifier.readings[claim.reading as usize].relation;
    let symmetric = classifier.symmetric[claim.reading as usize];
    lesson.truths.iter().any(|t| {
        t.relation == *relation
            && ((t.subject, t.object) == (claim.subject, claim.object)
                || symmetric && (t.object, t.subject) == (claim.subject, claim.object))
    })
}
