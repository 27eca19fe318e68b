//! Silver: what a slower teacher thinks of the pairs of unlabelled articles, learned from beside the annotated ones.

use super::Example;
use crate::learn::{Linear, mix};
use crate::mention::Mentions;
use crate::relation::candidate::{Candidate, candidates};
use crate::relation::classify::Reading;
use crate::relation::features::FeatureMaker;
use crate::relation::scene::{Layout, Scene};
use crate::text::Document;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// Where the two mentions of a pair begin, and which of the pairs that begin there it is.
pub type PairKey = (u32, u32, u32);

/// What a teacher thinks of the pairs of an article: log odds by the label of a reading (`acquires>`), where they are not low.
pub type Opinions = FxHashMap<PairKey, Vec<(SmolStr, f32)>>;

/// An unlabelled article that a teacher has read: parsed, its mentions found.
#[derive(Debug, Clone)]
pub struct Silver {
    /// The article's text.
    pub doc: Document,
    /// Its mentions.
    pub mentions: Mentions,
    /// What the teacher thinks.
    pub opinions: Opinions,
}

impl Silver {
    /// Whether all pairs that the teacher judged are still there: not where another detector finds other mentions.
    pub fn is_current(&self) -> bool {
        let pairs: FxHashSet<PairKey> = keyed(&self.doc, &self.mentions).into_iter().map(|(_, key)| key).collect();
        self.opinions.keys().all(|key| pairs.contains(key))
    }
}

/// Of the pairs that the teacher thinks unrelated, one in so many is learned from.
const EVERY: u64 = 4;
/// What a pair counts beside an annotated one.
const WEIGHT: f32 = 0.5;
/// The teacher's log odds where it gives none.
const UNSAID: f32 = -5.0;
/// Probabilities below this one are none.
const LEAST: f32 = 0.03;

/// The pairs of a document with their keys, in order of text.
pub(super) fn keyed(doc: &Document, mentions: &Mentions) -> Vec<(Candidate, PairKey)> {
    let mut seen: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let start = |m: u32| mentions.mentions[m as usize].span.start;
    let key = |c: Candidate| {
        let (first, second) = (start(c.first), start(c.second));
        let nth = seen.entry((first, second)).or_insert(0);
        *nth += 1;
        (c, (first, second, *nth - 1))
    };
    candidates(doc, mentions).into_iter().map(key).collect()
}

/// The pairs of all silver articles that are learned from.
pub(super) struct Pool(Vec<Pair>);

struct Pair {
    features: Vec<u32>,
    /// The teacher's log odds of readings.
    teacher: Vec<(u16, f32)>,
}

impl Pool {
    pub(super) fn new(maker: &FeatureMaker<'_>, readings: &[Reading], silver: &[Silver]) -> Pool {
        let classes: FxHashMap<String, u16> = readings.iter().zip(0..).map(|(r, c)| (r.label(), c)).collect();
        let mut pool = Vec::new();
        for article in silver {
            let layout = Layout::new(&article.doc, &article.mentions);
            let scene = Scene::new(&article.doc, &article.mentions, &layout);
            for (candidate, key) in keyed(&article.doc, &article.mentions) {
                let opinions = article.opinions.get(&key);
                if opinions.is_none() && !mix(u64::from(key.0), u64::from(key.1)).is_multiple_of(EVERY) {
                    continue;
                }
                let class = |(label, odds): &(SmolStr, f32)| Some((*classes.get(label.as_str())?, *odds));
                let teacher = opinions.into_iter().flatten().filter_map(class).collect();
                let mut features = Vec::new();
                maker.features(&scene, &candidate, &mut features);
                pool.push(Pair { features, teacher });
            }
        }
        Pool(pool)
    }

    /// The pairs as examples. What is learned of each is the mean of the teacher's log odds and those of a classifier: their
    /// mistakes differ, and together they are right more often than either.
    pub(super) fn examples(&self, classifier: &Linear) -> Vec<Example> {
        let mut ours = Vec::new();
        let example = |pair: &Pair| {
            classifier.score(&pair.features, &mut ours);
            let probability = |class: u16| {
                let theirs = pair.teacher.iter().find(|(c, _)| *c == class).map_or(UNSAID, |(_, odds)| *odds);
                1.0 / (1.0 + (-0.5 * (theirs + ours[class as usize])).exp())
            };
            let all = (0..ours.len() as u16).map(|class| (class, probability(class)));
            let classes = all.filter(|(_, p)| *p >= LEAST).collect();
            Example { features: pair.features.clone(), classes, weight: WEIGHT }
        };
        self.0.iter().map(example).collect()
    }
}
