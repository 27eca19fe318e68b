//! Reference: which entity a pronoun or a description means, judged by a linear model over the entities named before.

use super::anaphor::{Anaphor, ReferenceWords, THEY, WE};
use super::group::Name;
use crate::learn::{Linear, feature, hash, mix};
use crate::text::{Document, Tag};

/// What reference needs to know of the article's names.
pub(super) struct Cast<'a> {
    pub(super) names: &'a [Name],
    /// The entity of each name.
    pub(super) of: &'a [u32],
    /// The type of each entity.
    pub(super) kinds: &'a [usize],
    /// The folded words of each entity's name.
    pub(super) words: &'a [Vec<String>],
}

/// The article's names by sentence, and what it says of each entity.
pub(super) struct Scene<'a> {
    doc: &'a Document,
    cast: &'a Cast<'a>,
    /// Nouns with which the article describes each entity: "chipmaker Acme", "Acme, a maker of".
    described: Vec<Vec<u64>>,
    counts: Vec<u32>,
    /// Rank of each entity among those of its type by count.
    ranks: Vec<u32>,
    titled: Vec<bool>,
    sentence_of: Vec<u32>,
    /// For every token, whether it stands within quotation marks.
    quoted: Vec<bool>,
    publisher: Option<String>,
}

/// Sentences further back than this are not searched.
const REACH: u32 = 6;

impl<'a> Scene<'a> {
    pub(super) fn new(
        doc: &'a Document,
        cast: &'a Cast<'a>,
        words: &ReferenceWords,
        publisher: Option<&str>,
    ) -> Scene<'a> {
        let entities = cast.kinds.len();
        let mut scene = Scene {
            doc,
            cast,
            described: vec![Vec::new(); entities],
            counts: vec![0; entities],
            ranks: vec![0; entities],
            titled: vec![false; entities],
            sentence_of: vec![0; doc.tokens.len()],
            quoted: vec![false; doc.tokens.len()],
            publisher: publisher
                .map(|p| p.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '.').collect()),
        };
        for (n, s) in doc.sentences.iter().enumerate() {
            scene.sentence_of[s.tokens.start as usize..s.tokens.end as usize].fill(n as u32);
        }
        let mut open = false;
        for t in 0..doc.tokens.len() as u32 {
            match doc.word(t) {
                "“" | "``" => open = true,
                "”" | "''" => open = false,
                "\"" => open = !open,
                // A quote that is never closed ends with its paragraph.
                _ if t > 0 && scene.sentence_of[t as usize] != scene.sentence_of[t as usize - 1] => {
                    let gap = doc.tokens[t as usize - 1].span.end as usize..doc.tokens[t as usize].span.start as usize;
                    open &= !doc.text.get(gap).is_some_and(|g| g.contains('\n'));
                }
                _ => {}
            }
            scene.quoted[t as usize] = open;
        }
        for (n, name) in cast.names.iter().enumerate() {
            let e = cast.of[n] as usize;
            scene.counts[e] += 1;
            scene.titled[e] |= scene.sentence_of[name.start as usize] == 0;
            let s = &doc.sentences[scene.sentence_of[name.start as usize] as usize].tokens;
            if name.start > s.start {
                let before = doc.word(name.start - 1).to_lowercase();
                if words.noun(&before).0 != 0 {
                    scene.described[e].push(hash(&before));
                }
            }
            let mut at = name.end;
            if at + 2 < s.end && (matches!(doc.word(at), "," | "(" | "–" | "—") || matches!(doc.word(at), "is" | "was"))
            {
                at += 1;
                if matches!(doc.word(at).to_lowercase().as_str(), "a" | "an" | "the" | "its" | "one")
                    && let Some((head, ..)) = words.head(doc, at + 1, s.end)
                {
                    scene.described[e].push(hash(&doc.word(head).to_lowercase()));
                }
            }
        }
        for e in 0..entities {
            let more = |o: usize| {
                cast.kinds[o] == cast.kinds[e]
                    && (scene.counts[o] > scene.counts[e] || scene.counts[o] == scene.counts[e] && o < e)
            };
            scene.ranks[e] = (0..entities).filter(|o| more(*o)).count() as u32;
        }
        scene
    }

    /// The entities that an anaphor may mean, each with its features; nearest first.
    pub(super) fn candidates(&self, a: &Anaphor) -> Vec<(u32, Vec<u32>)> {
        // Names within the description itself are never what it means.
        let before = self.cast.names.partition_point(|n| n.start < a.tokens.start);
        let inside: Vec<u32> = (before..self.cast.names.len())
            .take_while(|n| self.cast.names[*n].start < a.tokens.end)
            .map(|n| self.cast.of[n])
            .collect();
        let mut seen: Vec<(u32, usize)> = Vec::new();
        for n in (0..before).rev() {
            if a.sentence - self.sentence_of[self.cast.names[n].start as usize] > REACH {
                break;
            }
            let e = self.cast.of[n];
            if !seen.iter().any(|(o, _)| *o == e) {
                seen.push((e, n));
            }
        }
        let fits = |e: u32| a.types & (1 << self.cast.kinds[e as usize]) != 0 && !inside.contains(&e);
        seen.retain(|(e, _)| fits(*e));
        // The article's main entity stays in mind, however far back; for "we" also when it is named later.
        if let Some(main) = (0..self.cast.kinds.len() as u32)
            .filter(|e| fits(*e))
            .max_by_key(|e| (self.counts[*e as usize], std::cmp::Reverse(*e)))
            && !seen.iter().any(|(e, _)| *e == main)
            && let Some(n) = (0..self.cast.names.len())
                .filter(|n| self.cast.of[*n] == main && (*n < before || a.class == WE))
                .max_by_key(|n| (*n < before, *n))
        {
            seen.push((main, n));
        }
        let total = seen.len();
        seen.into_iter().enumerate().map(|(rank, (e, n))| (e, self.features(a, e, n, rank, total))).collect()
    }

    fn features(&self, a: &Anaphor, e: u32, n: usize, rank: usize, total: usize) -> Vec<u32> {
        let (doc, name, e) = (self.doc, self.cast.names[n], e as usize);
        let class = u64::from(a.class);
        let kind = self.cast.kinds[e] as u64;
        let mut out = Vec::with_capacity(32);
        let mut add = |template: u32, content: u64| {
            out.push(feature(template, mix(class, content)));
            out.push(feature(template + 100, mix(u64::from(a.pronoun), content)));
        };
        let home = self.sentence_of[name.start as usize];
        let distance = u64::from(a.sentence.abs_diff(home).min(5)) | u64::from(home > a.sentence) << 4;
        let s = &doc.sentences[home as usize].tokens;
        let own = &doc.sentences[a.sentence as usize].tokens;
        let opens = u64::from(a.tokens.start == own.start);
        let tag = |t: u32, inside: bool| if inside { doc.tokens[t as usize].tag } else { Tag::XX };
        let after = tag(name.end, name.end < s.end);
        let before = tag(name.start.wrapping_sub(1), name.start > s.start);
        let possessive = after == Tag::POS;
        let first = !self.cast.names.iter().any(|o| o.start >= s.start && o.start < name.start);
        let place = u64::from(name.start <= s.start + 1) | u64::from(first) << 1 | u64::from(possessive) << 2;
        let verb = after.is_verb() || after == Tag::MD;
        let governed = match before {
            Tag::IN | Tag::TO => 1,
            t if t.is_verb() => 2,
            Tag::CC => 3,
            Tag::COMMA => 4,
            _ => 0u64,
        };
        add(1, kind);
        add(2, distance);
        add(3, mix(distance, kind));
        add(4, mix(distance, rank.min(3) as u64));
        add(5, mix(rank.min(4) as u64, total.min(4) as u64));
        add(6, mix(distance, place));
        add(7, mix(distance, mix(u64::from(verb), opens)));
        add(8, mix(distance, governed));
        add(9, u64::from(self.ranks[e].min(3)));
        add(10, mix(u64::from(self.ranks[e].min(3)), distance));
        add(11, u64::from(self.titled[e]) << 3 | u64::from(self.counts[e].min(7)));
        add(12, mix(u64::from(self.quoted[a.tokens.start as usize]), mix(u64::from(self.ranks[e].min(2)), kind)));
        add(13, mix(a.word, kind));
        add(14, mix(opens, mix(place, distance)));
        if !a.pronoun {
            add(15, u64::from(self.described[e].contains(&a.word)));
            let repeats = (a.tokens.start..a.tokens.end).any(|t| {
                let word = doc.word(t).to_lowercase();
                word.len() > 3 && self.cast.words[e].contains(&word)
            });
            add(16, u64::from(repeats));
        }
        if a.class == WE {
            let whole = self.cast.words[e].concat();
            let own = self.publisher.as_deref().is_some_and(|p| whole.len() > 2 && p.contains(&whole));
            add(17, u64::from(own));
        }
        let gap = if home == a.sentence { u64::from(a.tokens.start.saturating_sub(name.end).min(12) / 3) } else { 9 };
        add(18, gap);
        add(19, mix(gap, place));
        let next = if a.tokens.end < own.end { doc.tokens[a.tokens.end as usize].tag.0 } else { 255 };
        add(20, mix(u64::from(next), kind));
        out
    }

    /// What an anaphor means, likeliest first, with confidence. Two for "both companies", else at most one.
    pub(super) fn resolve(&self, a: &Anaphor, model: &Linear) -> Vec<(u32, f32)> {
        if self.empty_it(a) {
            return Vec::new();
        }
        let mut scores = Vec::new();
        let mut found: Vec<(u32, f32)> = self
            .candidates(a)
            .into_iter()
            .map(|(e, features)| {
                model.score(&features, &mut scores);
                (e, scores.first().copied().unwrap_or(-9.0))
            })
            .collect();
        found.sort_by(|x, y| y.1.total_cmp(&x.1));
        let sum: f32 = found.iter().map(|f| f.1.exp()).sum();
        let wanted = if a.several { 2 } else { 1 };
        if found.len() < wanted {
            return Vec::new();
        }
        found.truncate(wanted);
        for f in &mut found {
            // Between how likely by itself and how likely among the others.
            let alone = 1.0 / (1.0 + (-f.1).exp());
            f.1 = 0.5 * (alone + f.1.exp() / sum.max(f32::MIN_POSITIVE));
        }
        let least = if a.class == WE || a.class == THEY { 0.35 } else { 0.1 };
        found.retain(|f| f.1 >= least);
        found
    }

    /// "It is clear that", "makes it easy to": a subject or object that means nothing.
    fn empty_it(&self, a: &Anaphor) -> bool {
        let (doc, at) = (self.doc, a.tokens.start);
        if !a.pronoun || !doc.word(at).eq_ignore_ascii_case("it") {
            return false;
        }
        let end = doc.sentences[a.sentence as usize].tokens.end;
        let tags: Vec<Tag> = (at + 1..end.min(at + 7)).map(|t| doc.tokens[t as usize].tag).collect();
        let be = tags.first().is_some_and(|t| t.is_verb() || *t == Tag::MD)
            && (at + 1..end.min(at + 4))
                .any(|t| matches!(doc.tokens[t as usize].lemma.as_str(), "be" | "seem" | "appear" | "take" | "turn"));
        let adjective = tags.iter().take(4).position(|t| t.is_adjective());
        let clause = |from: usize| {
            (at + 2 + from as u32..end.min(at + 6 + from as u32))
                .any(|t| matches!(doc.word(t), "that" | "to" | "for" | "whether" | "how" | "if"))
        };
        be && adjective.is_some_and(clause) || adjective == Some(0) && clause(0)
    }
}
