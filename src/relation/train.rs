//! Training of the relation classifier from articles whose relations are known.

use super::candidate::candidates;
use super::classify::Reading;
use super::features::FeatureMaker;
use super::scene::Scene;
use crate::learn::{Example, Linear, Logistic, LogisticOptions};
use crate::mention::Mentions;
use crate::text::Document;
use crate::value::Span;
use crate::vocab::Vocabulary;
use smol_str::SmolStr;

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

/// Trains the classifier.
pub fn train(vocab: &Vocabulary, lessons: &[&Lesson], options: &LogisticOptions) -> Linear {
    let (maker, readings) = (FeatureMaker::new(vocab), Reading::all(vocab));
    let examples: Vec<Example> = lessons.iter().flat_map(|l| examples(&maker, &readings, l)).collect();
    Logistic::train(readings.iter().map(Reading::label).collect(), &examples, options)
}

/// What a classifier says of a lesson: (subject, relation, object, log odds of the best support).
pub type Claimed = (u32, SmolStr, u32, f32);

/// Runs a model over a lesson.
pub fn claims_of(vocab: &Vocabulary, model: &Linear, lesson: &Lesson) -> Vec<Claimed> {
    let classifier = super::classify::Classifier::new(vocab, model.clone());
    let symmetric: Vec<bool> =
        classifier.readings.iter().map(|r| vocab.relations.find(&r.relation).is_some_and(|x| x.symmetric)).collect();
    let scored = classifier.score(&lesson.doc, &lesson.mentions);
    super::collect::claims(&classifier.readings, &symmetric, &lesson.mentions, &scored)
        .into_iter()
        .map(|c| (c.subject, classifier.readings[c.reading as usize].relation.clone(), c.object, c.support[0].odds))
        .collect()
}
