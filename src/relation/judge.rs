//! The judge: weighs everything that speaks for a claim into one probability.
//!
//! The classifier sees one candidate at a time; the judge sees the article: how often and how surely a claim is made,
//! what else is claimed of the two, and how well known they are. It is trained on claims of classifiers that had not
//! seen the article, so it also calibrates.

use super::classify::Reading;
use super::collect::Claim;
use crate::learn::{Linear, feature, hash, mix};
use crate::mention::{MentionKind, Mentions};
use crate::text::Document;
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;

/// Log odds in steps of a half, from -4 to 8.
fn step(odds: f32) -> u64 {
    ((odds.clamp(-4.0, 8.0) + 4.0) * 2.0) as u64
}

/// A reading of a pair, whether its subject is the smaller entity, and its best odds.
type Claimed = (u16, bool, f32);

/// What the judge sees of each claim of an article, in their order.
pub(super) fn views(
    vocab: &Vocabulary,
    readings: &[Reading],
    doc: &Document,
    mentions: &Mentions,
    claims: &[Claim],
) -> Vec<Vec<u32>> {
    // The best odds of each unordered pair under each relation, and of each entity in each role.
    let pair = |c: &Claim| (c.subject.min(c.object), c.subject.max(c.object));
    let mut of_pair: FxHashMap<(u32, u32), Vec<Claimed>> = FxHashMap::default();
    let mut of_subject: FxHashMap<(u32, u16), u64> = FxHashMap::default();
    let mut of_object: FxHashMap<(u32, u16), u64> = FxHashMap::default();
    let mut involved = vec![0u64; mentions.entities.len()];
    for c in claims {
        let best = c.support[0].odds;
        of_pair.entry(pair(c)).or_default().push((c.reading, c.subject < c.object, best));
        if best > -0.5 {
            *of_subject.entry((c.subject, c.reading)).or_default() += 1;
            *of_object.entry((c.object, c.reading)).or_default() += 1;
            involved[c.subject as usize] += 1;
            involved[c.object as usize] += 1;
        }
    }
    let mut counts = vec![0usize; mentions.entities.len()];
    mentions.mentions.iter().for_each(|m| counts[m.entity as usize] += 1);
    let few = |n: u64| n.min(4);
    claims
        .iter()
        .map(|c| {
            let relation = hash(&readings[c.reading as usize].relation);
            let entity = |e: u32| &mentions.entities[e as usize];
            let types = mix(entity(c.subject).kind as u64, entity(c.object).kind as u64);
            let best = &c.support[0];
            let mut out = Vec::with_capacity(40);
            let mut both = |template: u32, content: u64| {
                out.push(feature(template + 500, content));
                out.push(feature(template, mix(content, relation)));
            };
            let odds = step(best.odds);
            both(1, 0);
            both(2, odds);
            both(3, types);
            both(4, mix(odds, u64::from(best.candidate.gap)));
            both(5, few(c.support.iter().filter(|s| s.odds > 0.0).count() as u64));
            both(6, few(c.support.len() as u64));
            both(7, c.support.get(1).map_or(99, |s| step(s.odds) / 2));
            let sum: f32 = c.support.iter().map(|s| 1.0 / (1.0 + (-s.odds).exp())).sum();
            both(8, (sum * 4.0).min(12.0) as u64);
            // What else is claimed of the two.
            let others = &of_pair[&pair(c)];
            let rival = others
                .iter()
                .filter(|(r, d, _)| (*r, *d) != (c.reading, c.subject < c.object))
                .max_by(|a, b| a.2.total_cmp(&b.2));
            both(9, rival.map_or(99, |(_, _, o)| step(*o) / 2));
            both(
                10,
                rival.map_or(99, |(r, d, o)| {
                    let same_way = u64::from(*d == (c.subject < c.object));
                    mix(mix(hash(&readings[*r as usize].relation), same_way), u64::from(*o > best.odds))
                }),
            );
            let (first, second) =
                (&mentions.mentions[best.candidate.first as usize], &mentions.mentions[best.candidate.second as usize]);
            let named = |k: MentionKind| k as u64;
            both(11, mix(named(first.kind), named(second.kind)));
            let sure = |f: f32| (f * 5.0) as u64;
            both(12, mix(sure(first.confidence), 1));
            both(12, mix(sure(second.confidence), 2));
            both(13, u64::from(first.sentence.min(3)));
            both(14, mix(few(counts[c.subject as usize] as u64), few(counts[c.object as usize] as u64)));
            both(15, mix(few(of_subject.get(&(c.subject, c.reading)).copied().unwrap_or(0)), 1));
            both(15, mix(few(of_object.get(&(c.object, c.reading)).copied().unwrap_or(0)), 2));
            both(16, mix(few(involved[c.subject as usize]), few(involved[c.object as usize])));
            both(17, u64::from(doc.sentences[first.sentence as usize].title_case));
            both(18, (doc.sentences.len() as u64).min(40) / 5);
            let row = |e: u32| entity(e).known.and_then(|k| vocab.gazetteer.entries().get(k as usize));
            let (s, o) = (row(c.subject), row(c.object));
            both(19, u64::from(s.is_some()) * 2 + u64::from(o.is_some()));
            if let (Some(s), Some(o)) = (s, o) {
                both(20, mix(hash(&s.group), hash(&o.group)));
                both(
                    21,
                    u64::from(o.parent.as_deref() == Some(&s.id)) * 2 + u64::from(s.parent.as_deref() == Some(&o.id)),
                );
            }
            let begins = |a: u32, b: u32| u64::from(entity(b).name.starts_with(&entity(a).name));
            both(24, begins(c.subject, c.object) * 2 + begins(c.object, c.subject));
            let distance = second.tokens.start.saturating_sub(first.tokens.end);
            both(22, u64::from(distance.min(40) / 4));
            let words = |e: u32| entity(e).name.split(' ').count() as u64;
            both(23, mix(few(words(c.subject)), few(words(c.object))));
            out
        })
        .collect()
}

/// A trained judge.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    model: Linear,
}

impl Judge {
    pub(super) fn new(model: Linear) -> Judge {
        Judge { model }
    }
    /// The probability that a claim is right.
    pub(super) fn probability(&self, view: &[u32], scratch: &mut Vec<f32>) -> f32 {
        self.model.score(view, scratch);
        let odds = scratch.first().copied().unwrap_or(-10.0);
        1.0 / (1.0 + (-odds).exp())
    }
}
