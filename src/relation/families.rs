//! The classifier's score of a candidate, taken apart: what each family of features adds to it.

use super::candidate::Candidate;
use super::features::Sink;
use crate::learn::{Linear, Row};

/// How many families there are.
pub(super) const FAMILIES: usize = 20;

/// What the families say of one candidate under one reading.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Families {
    /// The log odds that each adds.
    pub(super) odds: [f32; FAMILIES],
    /// How many of its features the model knows: of what it never saw it cannot be sure.
    pub(super) known: [f32; FAMILIES],
}

/// The family of a template of `features.rs`.
fn family(template: u32) -> u8 {
    match template {
        // How the two stand to each other.
        0..=9 => 0,
        // The words between: all, one by one, in runs, triggers, at the borders.
        10..=11 => 1,
        12 => 2,
        13..=14 => 3,
        15 => 4,
        16..=19 => 5,
        // The words around: one by one, in runs, anywhere, triggers.
        20..=29 => 6,
        30..=37 => 7,
        38 => 8,
        39 => 9,
        // The names: their words, what the gazetteer knows.
        50..=51 => 10,
        52..=55 => 11,
        // The place in the article.
        60..=69 => 12,
        // The path between: its links, its words, its top, what lies on it, triggers.
        100 | 101 | 103 => 13,
        102 | 104 => 14,
        105..=108 => 15,
        109..=110 => 16,
        111..=112 => 17,
        // The path between what the two are lifted to.
        150..=199 => 18,
        // What else the syntax tells.
        _ => 19,
    }
}

/// The features of one candidate that a model knows, to be asked for one reading after another.
#[derive(Debug, Default)]
pub(super) struct TakenApart {
    candidate: Option<Candidate>,
    known: Vec<(u8, Row)>,
}

impl TakenApart {
    /// Of which candidate the features are.
    pub(super) fn candidate(&self) -> Option<Candidate> {
        self.candidate
    }

    /// Forgets what it has, and takes a candidate's features up.
    pub(super) fn refill(&mut self, candidate: Candidate, model: &Linear, features: &Told) {
        self.candidate = Some(candidate);
        self.known.clear();
        model.known(&features.features, |nth, row| self.known.push((features.families[nth], row)));
    }

    /// What the model says of them under a reading.
    pub(super) fn families(&self, model: &Linear, reading: u16) -> Families {
        let mut all = Families::default();
        for (family, row) in &self.known {
            all.odds[usize::from(*family)] += model.weight(*row, reading);
            all.known[usize::from(*family)] += 1.0;
        }
        all
    }
}

/// Features, each with its family.
#[derive(Debug, Default)]
pub(super) struct Told {
    families: Vec<u8>,
    features: Vec<u32>,
}

impl Sink for Told {
    fn empty(&mut self) {
        self.families.clear();
        self.features.clear();
    }

    fn add(&mut self, template: u32, feature: u32) {
        self.families.push(family(template));
        self.features.push(feature);
    }
}
