//! The classifier's score of a candidate, taken apart: what each family of features adds to it.

use super::features::Sink;
use crate::learn::Linear;

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
fn family(template: u32) -> usize {
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

/// Adds up what a model says of the features that it is given.
pub(super) struct TakenApart<'m> {
    model: &'m Linear,
    reading: u16,
    families: Families,
}

impl<'m> TakenApart<'m> {
    pub(super) fn new(model: &'m Linear, reading: u16) -> TakenApart<'m> {
        TakenApart { model, reading, families: Families::default() }
    }

    pub(super) fn families(self) -> Families {
        self.families
    }
}

impl Sink for TakenApart<'_> {
    fn empty(&mut self) {
        self.families = Families::default();
    }

    fn add(&mut self, template: u32, feature: u32) {
        if let Some(weight) = self.model.weight(feature, self.reading) {
            self.families.odds[family(template)] += weight;
            self.families.known[family(template)] += 1.0;
        }
    }
}
