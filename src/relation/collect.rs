//! From scored candidates to the relations that an article says: one each for (subject, relation, object), at its best
//! evidence.

use super::classify::{Reading, Scored};
use crate::mention::Mentions;
use std::collections::BTreeMap;

/// One relation of an article with everything that speaks for it.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// Index in `Mentions::entities`.
    pub(super) subject: u32,
    /// Index of the reading; its relation counts, not its direction.
    pub(super) reading: u16,
    /// Index in `Mentions::entities`.
    pub(super) object: u32,
    /// The scored candidates that say it, best first.
    pub(super) support: Vec<Scored>,
}

impl Claim {
    /// Whether it says of the same two the same relation the other way round.
    pub(super) fn is_reverse_of(&self, other: &Claim) -> bool {
        (self.subject, self.reading, self.object) == (other.object, other.reading, other.subject)
    }
}

/// Groups scored candidates by what they claim; the ends of a symmetric relation in order of first mention.
pub(super) fn claims(readings: &[Reading], symmetric: &[bool], mentions: &Mentions, scored: &[Scored]) -> Vec<Claim> {
    let mut grouped: BTreeMap<(u32, u32, u16), Vec<Scored>> = BTreeMap::new();
    for s in scored {
        let reading = &readings[s.reading as usize];
        let first = mentions.mentions[s.candidate.first as usize].entity;
        let second = mentions.mentions[s.candidate.second as usize].entity;
        let (subject, object) = if reading.forward { (first, second) } else { (second, first) };
        let (subject, object) =
            if symmetric[s.reading as usize] { (subject.min(object), subject.max(object)) } else { (subject, object) };
        // Both directions of a relation are one class of claims: the forward reading stands for both.
        let class = readings.iter().position(|r| r.relation == reading.relation).unwrap_or(s.reading as usize) as u16;
        grouped.entry((subject, object, class)).or_default().push(*s);
    }
    grouped
        .into_iter()
        .map(|((subject, object, reading), mut support)| {
            support.sort_by(|a, b| {
                b.odds
                    .total_cmp(&a.odds)
                    .then(a.candidate.first.cmp(&b.candidate.first))
                    .then(a.candidate.second.cmp(&b.candidate.second))
            });
            Claim { subject, reading, object, support }
        })
        .collect()
}
