//! The judge: weighs everything that speaks for a claim into one probability.
//!
//! The classifier sees one candidate at a time; the judge sees the article ([`super::view`]): how often and how surely a
//! claim is made, from what the classifier drew it, what else is claimed of the two, and how well known they are. It is
//! trained on claims of classifiers that had not seen the article, so it also calibrates.

use super::classify::Classifier;
use super::collect::Claim;
use super::scene::Scene;
use super::view::views;
use crate::learn::Boosted;

/// A trained judge.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    forest: Boosted,
}

impl Judge {
    pub(super) fn new(forest: Boosted) -> Judge {
        Judge { forest }
    }

    /// The probability that each claim of an article is right; without weights that of the classifier's best candidate.
    pub(super) fn probabilities(&self, classifier: &Classifier<'_>, scene: &Scene<'_>, claims: &[Claim]) -> Vec<f32> {
        if self.forest.is_empty() {
            return claims.iter().map(|claim| claim.support[0].probability()).collect();
        }
        views(classifier, scene, claims).iter().map(|view| self.forest.probability(view)).collect()
    }
}
