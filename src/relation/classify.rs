//! The classifier over candidates: one yes-or-no question for every relation and direction.

use super::candidate::{Candidate, candidates};
use super::collect::{Claim, claims};
use super::families::{Families, TakenApart, Told};
use super::features::FeatureMaker;
use super::scene::Scene;
use crate::learn::{Linear, hash};
use crate::mention::Mentions;
use crate::value::{EntityType, Status};
use crate::vocab::Vocabulary;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// How many types of entities there are.
const TYPES: usize = EntityType::ALL.len();

/// A relation read in one direction: what a class of the model stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Reading {
    /// The relation's name.
    pub(super) relation: SmolStr,
    /// Whether the earlier mention is the subject. Always true of symmetric relations.
    pub(super) forward: bool,
}

impl Reading {
    /// As written in the weight file: `acquires>` or `acquires<`.
    pub(super) fn label(&self) -> String {
        format!("{}{}", self.relation, if self.forward { '>' } else { '<' })
    }
    fn parse(label: &str) -> Reading {
        let forward = !label.ends_with('<');
        Reading { relation: label.trim_end_matches(['<', '>']).into(), forward }
    }
    /// All readings of a vocabulary, in order.
    pub(super) fn all(vocab: &Vocabulary) -> Vec<Reading> {
        let mut all = Vec::new();
        for relation in vocab.relations.iter() {
            all.push(Reading { relation: relation.name.clone(), forward: true });
            if !relation.symmetric {
                all.push(Reading { relation: relation.name.clone(), forward: false });
            }
        }
        all
    }
}

/// A candidate's score under one reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    /// Which candidate.
    pub(super) candidate: Candidate,
    /// Index of the reading.
    pub(super) reading: u16,
    /// Log odds by the classifier.
    pub(super) odds: f32,
}

impl Scored {
    /// What its log odds are as a probability.
    pub(super) fn probability(&self) -> f32 {
        1.0 / (1.0 + (-self.odds).exp())
    }
}

/// Candidates that syntax may still make claims of, with what the rest of their sentence says of them.
#[derive(Debug, Default)]
pub(super) struct Promising {
    pub(super) candidates: Vec<Candidate>,
    /// Of each candidate in turn the model's sum for every reading.
    sums: Vec<f32>,
}

/// A trained classifier over a vocabulary.
pub(super) struct Classifier<'v> {
    model: Linear,
    pub(super) readings: Vec<Reading>,
    /// Of each reading, whether its relation has no direction.
    pub(super) symmetric: Vec<bool>,
    /// The readings that may be true of a pair, by the type of the earlier and of the later mention.
    fitting: [[Vec<u16>; TYPES]; TYPES],
    /// Of each reading, whether the gazetteer's parents tell it.
    from_parent: Vec<bool>,
    /// Words that forbid telling a relation as fact, as hashes: negations, conditions.
    doubts: FxHashSet<u64>,
    vocab: &'v Vocabulary,
    maker: FeatureMaker<'v>,
}

/// A reading of a candidate is kept where its log odds are above this. A candidate none of whose readings is above it by the
/// words alone is let go: syntax would hardly raise it so far that it is told, and its sentence need not be parsed for it.
const FLOOR: f32 = -3.5;

impl<'v> Classifier<'v> {
    pub(super) fn new(vocab: &'v Vocabulary, model: Linear) -> Classifier<'v> {
        let readings: Vec<Reading> = model.labels.iter().map(|l| Reading::parse(l)).collect();
        let symmetric =
            readings.iter().map(|r| vocab.relations.find(&r.relation).is_some_and(|x| x.symmetric)).collect();
        let from_parent =
            readings.iter().map(|r| vocab.relations.find(&r.relation).is_some_and(|x| x.from_parent)).collect();
        let confirmed = Status::Confirmed.as_str();
        let fits = |reading: &Reading, first: usize, second: usize| {
            let (first, second) = (EntityType::ALL[first], EntityType::ALL[second]);
            let (subject, object) = if reading.forward { (first, second) } else { (second, first) };
            vocab.relations.find(&reading.relation).is_some_and(|r| r.joins(subject, object))
        };
        let fitting =
            |first, second| (0u16..).zip(&readings).filter(|(_, r)| fits(r, first, second)).map(|(n, _)| n).collect();
        let fitting = std::array::from_fn(|first| std::array::from_fn(|second| fitting(first, second)));
        let guards = vocab.lexicon.rows("status_guards").iter();
        let doubts = guards.filter(|row| row.get(1).is_some_and(|s| s != confirmed)).map(|row| hash(&row[0])).collect();
        Classifier { model, readings, symmetric, fitting, from_parent, doubts, vocab, maker: FeatureMaker::new(vocab) }
    }

    /// What an article claims, each with all that speaks for it. Their sentences are parsed by now.
    pub(super) fn claims(&self, scene: &Scene<'_>, promising: Promising) -> Vec<Claim> {
        claims(&self.readings, &self.symmetric, scene.mentions, &self.score(scene, promising))
    }

    /// Whether a word forbids telling a relation as fact.
    pub(super) fn doubts(&self, word: &str) -> bool {
        self.doubts.contains(&hash(&word.to_lowercase()))
    }

    /// What each family of features adds to a candidate's score. `apart` keeps the features of the last one asked for.
    pub(super) fn families(&self, scene: &Scene<'_>, scored: &Scored, apart: &mut TakenApart) -> Families {
        if apart.candidate() != Some(scored.candidate) {
            let mut told = Told::default();
            self.maker.features(scene, &scored.candidate, &mut told);
            apart.refill(scored.candidate, &self.model, &told);
        }
        apart.families(&self.model, scored.reading)
    }

    /// The candidates that are worth parsing their sentences for; no sentence need be parsed yet.
    pub(super) fn promising(&self, scene: &Scene<'_>) -> Promising {
        let (mut features, mut promising): (Vec<u32>, _) = (Vec::new(), Promising::default());
        let floor = FLOOR / self.model.scale();
        for candidate in candidates(scene.doc, scene.mentions) {
            let fitting = self.fitting(scene, &candidate);
            if fitting.is_empty() {
                continue;
            }
            self.maker.surface(scene, &candidate, &mut features);
            let at = promising.sums.len();
            promising.sums.resize(at + self.readings.len(), 0.0);
            self.model.add_to(&features, &mut promising.sums[at..]);
            let hopeful = |reading: &u16| promising.sums[at + usize::from(*reading)] > floor;
            if fitting.iter().any(hopeful) || self.parent_first(scene.mentions, &candidate).is_some() {
                promising.candidates.push(candidate);
            } else {
                promising.sums.truncate(at);
            }
        }
        promising
    }

    /// The readings whose relations may join the two.
    fn fitting(&self, scene: &Scene<'_>, candidate: &Candidate) -> &[u16] {
        let mentions = scene.mentions;
        let kind = |m: u32| mentions.entities[mentions.mentions[m as usize].entity as usize].kind as usize;
        &self.fitting[kind(candidate.first)][kind(candidate.second)]
    }

    /// The scores of the candidates that are worth a look.
    fn score(&self, scene: &Scene<'_>, mut promising: Promising) -> Vec<Scored> {
        let (mut features, mut out): (Vec<u32>, _) = (Vec::new(), Vec::new());
        let width = self.readings.len().max(1);
        for (&candidate, sums) in promising.candidates.iter().zip(promising.sums.chunks_mut(width)) {
            features.clear();
            self.maker.more(scene, &candidate, &mut features);
            self.model.add_to(&features, sums);
            let parent = self.parent_first(scene.mentions, &candidate);
            for &reading in self.fitting(scene, &candidate) {
                let at = usize::from(reading);
                let odds = sums[at] * self.model.scale();
                let known = self.from_parent[at] && parent == Some(self.readings[at].forward);
                if odds > FLOOR || known {
                    out.push(Scored { candidate, reading, odds });
                }
            }
        }
        out
    }

    /// Whether a claim says what two things agree on: the gazetteer's parents, and a name that begins with the other's
    /// ("Amazon Web Services" of Amazon).
    pub(super) fn names_its_parent(&self, mentions: &Mentions, claim: &Claim) -> bool {
        let reading = claim.reading as usize;
        let name = |e: u32| &mentions.entities[e as usize].name;
        let begins = name(claim.object).strip_prefix(name(claim.subject).as_str()).is_some_and(|n| n.starts_with(' '));
        let forward =
            claim.support.first().map(|s| mentions.mentions[s.candidate.first as usize].entity == claim.subject);
        let parent = claim.support.first().and_then(|s| self.parent_first(mentions, &s.candidate));
        self.from_parent[reading] && begins && parent.is_some() && parent == forward
    }

    /// Whether the gazetteer has the earlier of the two as parent of the later (true) or the other way round (false).
    pub(super) fn parent_first(&self, mentions: &Mentions, candidate: &Candidate) -> Option<bool> {
        let entry = |m: u32| {
            let entity = mentions.mentions[m as usize].entity;
            self.vocab.gazetteer.entries().get(mentions.entities[entity as usize].known? as usize)
        };
        let (first, second) = (entry(candidate.first)?, entry(candidate.second)?);
        if second.parent.as_deref() == Some(&first.id) {
            Some(true)
        } else if first.parent.as_deref() == Some(&second.id) {
            Some(false)
        } else {
            None
        }
    }
}
