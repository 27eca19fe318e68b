//! A second look at every entity with all its mentions at once: whether it is one at all, and of which type.

use super::frame::{Frame, Knowledge};
use super::group::{self, Name};
use crate::learn::{Linear, feature, hash, mix};
use crate::text::Document;

/// The two models of the second look.
#[derive(Debug, Clone, Default)]
pub(super) struct Judge {
    /// One class: that it is an entity.
    pub(super) real: Linear,
    /// One class a type.
    pub(super) kind: Linear,
}

/// What a judge thinks of an entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// Probability that it is an entity.
    pub(super) real: f32,
    /// Its type: index in `EntityType::ALL`.
    pub(super) kind: usize,
}

/// An entity before judgement: its names.
#[derive(Debug, Clone, Default)]
pub(super) struct Bundle {
    /// Indices of its names, in order.
    pub(super) names: Vec<u32>,
    /// Its votes by type, summed.
    pub(super) votes: [f32; 4],
    /// The folded words of each of its spellings.
    pub(super) spellings: Vec<Vec<String>>,
}

fn bucket(share: f32) -> u64 {
    (share.clamp(0.0, 1.0) * 7.99) as u64
}

/// The features of one entity of an article. `others` are all entities of it.
pub(super) fn features(
    doc: &Document,
    frame: &Frame,
    names: &[Name],
    bundle: &Bundle,
    others: &[Bundle],
    knowledge: &Knowledge,
) -> Vec<u32> {
    let mut out = vec![feature(400, 0)];
    let count = bundle.names.len().max(1);
    let mean = bundle.votes.map(|v| v / count as f32);
    let top = (1..4).fold(0, |best, k| if mean[k] > mean[best] { k } else { best });
    let most = bundle.names.iter().map(|n| names[*n as usize].total()).fold(0.0, f32::max);
    let lead = top as u64;
    for (k, share) in mean.iter().enumerate() {
        out.push(feature(401 + k as u32, bucket(*share)));
        let best = bundle.names.iter().map(|n| names[*n as usize].votes[k]).fold(0.0, f32::max);
        out.push(feature(405 + k as u32, bucket(best)));
    }
    let mut add = |template: u32, content: u64| {
        out.push(feature(template, content));
        out.push(feature(template + 100, mix(lead, content)));
    };
    add(410, lead);
    add(411, bucket(mean.iter().sum()));
    add(412, bucket(most));
    add(413, count.min(6) as u64);
    add(414, mix(bucket(most), count.min(3) as u64));
    let mut contexts: Vec<(u32, u64)> = Vec::new();
    let (mut plain, mut titled, mut possessive, mut opening) = (0, 0, 0, 0);
    for n in &bundle.names {
        let name = &names[*n as usize];
        let s = doc.sentences.partition_point(|s| s.tokens.end <= name.start);
        let Some(sentence) = doc.sentences.get(s) else { continue };
        let view = |t: u32, inside: bool| inside.then(|| frame.views[t as usize]);
        let before = view(name.start.wrapping_sub(1), name.start > sentence.tokens.start);
        let after = view(name.end, name.end < sentence.tokens.end);
        let later = view(name.end + 1, name.end + 1 < sentence.tokens.end);
        for (template, v) in [(420, before), (421, after), (422, later)] {
            contexts.push((template, v.map_or(0, |v| v.lower)));
            contexts.push((template + 5, v.map_or(0, |v| u64::from(v.row.fine))));
        }
        contexts.push((430, mix(after.map_or(0, |v| v.lower), later.map_or(0, |v| v.lower))));
        possessive += usize::from(
            after.is_some_and(|_| doc.word(name.end).ends_with(['s', '’', '\'']) && doc.word(name.end).len() <= 4),
        );
        titled += usize::from(sentence.title_case);
        opening += usize::from(Frame::opens(doc, &sentence.tokens, name.start));
        plain += usize::from((name.start..name.end).all(|t| frame.views[t as usize].lowered >= 4));
        for t in [name.start, name.end - 1] {
            contexts.push((431 + u32::from(t == name.start), u64::from(frame.views[t as usize].tag)));
        }
        let around = mix(u64::from(before.is_some_and(|v| v.run > 0)), u64::from(after.is_some_and(|v| v.run > 0)));
        contexts.push((433, around));
    }
    contexts.sort_unstable();
    contexts.dedup();
    contexts.truncate(90);
    for (template, content) in contexts {
        add(template, content);
    }
    add(440, bucket(plain as f32 / count as f32));
    add(441, bucket(titled as f32 / count as f32));
    add(442, bucket(possessive as f32 / count as f32));
    add(443, bucket(opening as f32 / count as f32));
    let mut words: Vec<(u32, u64)> = Vec::new();
    for spelling in &bundle.spellings {
        if let (Some(first), Some(last)) = (spelling.first(), spelling.last()) {
            words.push((450, hash(last)));
            words.push((451, hash(first)));
            words.push((452, u64::from(knowledge.words.row(last).lower) << 3 | spelling.len().min(4) as u64));
            words.push((453, u64::from(knowledge.lists.get(last.as_str()).copied().unwrap_or(0))));
        }
        for other in others.iter().flat_map(|o| &o.spellings).filter(|o| *o != spelling) {
            if other.len() > spelling.len() && other.starts_with(spelling) {
                words.push((454, 1));
            }
            if other.len() < spelling.len() && spelling.starts_with(other) {
                words.push((454, 2));
            }
        }
    }
    let mut forms: Vec<&str> = bundle.names.iter().map(|n| group::text(doc, &names[*n as usize])).collect();
    forms.sort_unstable();
    forms.dedup();
    for form in forms {
        let known = knowledge.known.find(form);
        words.push((455, known.map_or(99, |(types, exact, _)| u64::from(types) << 1 | u64::from(exact))));
        let name = bundle.names.iter().map(|n| &names[*n as usize]).find(|n| group::text(doc, n) == form);
        if let Some(name) = name {
            let (first, last) = (frame.views[name.start as usize], frame.views[name.end as usize - 1]);
            words.push((456, u64::from(first.row.fine)));
            words.push((457, u64::from(last.row.fine)));
            words.push((458, mix(first.shape, last.shape)));
            words.push((459, u64::from(name.end - name.start).min(6)));
            words.push((460, mix(u64::from(last.tag), u64::from(first.lowered.max(last.lowered)))));
        }
    }
    words.sort_unstable();
    words.dedup();
    for (template, content) in words {
        add(template, content);
    }
    out
}

fn chance(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

impl Judge {
    /// Judges an entity by its features.
    pub(super) fn judge(&self, features: &[u32], votes: &[f32; 4]) -> Verdict {
        let mut scores = Vec::new();
        if self.kind.is_empty() || self.real.is_empty() {
            let kind = (1..4).fold(0, |best, k| if votes[k] > votes[best] { k } else { best });
            return Verdict { real: 0.9, kind };
        }
        self.real.score(features, &mut scores);
        let real = chance(scores.first().copied().unwrap_or(0.0));
        self.kind.score(features, &mut scores);
        Verdict { real, kind: Linear::best(&scores).min(3) }
    }
}
