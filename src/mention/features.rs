//! The features of the name tagger: a token, its neighbours, the run of capitals that it stands in, and what the rest
//! of the article shows of the same word.

use super::frame::{Frame, View};
use crate::learn::{feature, hash, mix};
use crate::text::Document;
use std::ops::Range;

/// Feature groups: what may be dropped together in training, so that the model does not lean on one of them alone.
pub(super) const KNOWN: u8 = 1;
/// The word itself.
pub(super) const WORD: u8 = 2;
/// What the article shows elsewhere.
pub(super) const ARTICLE: u8 = 3;

/// The features of a sentence: flat, with groups and ends as in [`crate::learn::Sample`].
#[derive(Debug, Clone, Default)]
pub(super) struct Features {
    pub(super) features: Vec<u32>,
    pub(super) groups: Vec<u8>,
    pub(super) ends: Vec<u32>,
}

impl Features {
    fn clear(&mut self) {
        self.features.clear();
        self.groups.clear();
        self.ends.clear();
    }

    fn add(&mut self, group: u8, template: u32, content: u64) {
        self.features.push(feature(template, content));
        self.groups.push(group);
    }

    /// Fills in the features of all tokens of a sentence.
    pub(super) fn fill(&mut self, doc: &Document, frame: &Frame, sentence: usize) {
        self.clear();
        let s = &doc.sentences[sentence];
        for t in s.tokens.clone() {
            self.token(doc, frame, &s.tokens, t, s.title_case, sentence);
            self.ends.push(self.features.len() as u32);
        }
    }

    fn token(&mut self, doc: &Document, frame: &Frame, tokens: &Range<u32>, t: u32, title: bool, sentence: usize) {
        const NONE: View = View {
            word: 1,
            lower: 1,
            shape: 1,
            row: super::words::WordRow { fine: 0, coarse: 0, lower: 0 },
            lowered: 0,
            tag: 255,
            lists: 0,
            capital: false,
            digit: false,
            likely: false,
            known: 0,
            run: 0,
            fact: 0,
        };
        let at = |o: i64| {
            let i = i64::from(t) + o;
            if i < i64::from(tokens.start) || i >= i64::from(tokens.end) { NONE } else { frame.views[i as usize] }
        };
        let [a2, a1, me, b1, b2] = [at(-2), at(-1), at(0), at(1), at(2)];
        let fine = |v: View| u64::from(v.row.fine);
        let coarse = |v: View| u64::from(v.row.coarse);
        let tag = |v: View| u64::from(v.tag);
        self.add(0, 0, 0);
        // Most words are far from any name: a few features do for them.
        if !a1.marked() && !me.marked() && !b1.marked() {
            self.add(WORD, 1, me.lower);
            self.add(0, 2, fine(me));
            self.add(0, 3, fine(a1));
            self.add(0, 4, fine(b1));
            self.add(0, 5, tag(me));
            self.add(0, 6, me.shape);
            return;
        }
        for (o, v) in [a2, a1, me, b1, b2].into_iter().enumerate() {
            let o = o as u32 * 10;
            let own = if o == 20 { WORD } else { 0 };
            self.add(own, 100 + o, v.lower);
            self.add(0, 101 + o, fine(v));
            self.add(0, 102 + o, coarse(v));
            self.add(0, 103 + o, tag(v));
            self.add(0, 104 + o, v.shape);
            if v.known != 0 {
                self.add(KNOWN, 105 + o, u64::from(v.known));
            }
            let mut bits = v.lists;
            while bits != 0 {
                self.add(0, 106 + o, u64::from(bits.trailing_zeros()));
                bits &= bits - 1;
            }
        }
        self.add(WORD, 200, me.word);
        self.affixes(doc.word(t));
        self.add(WORD, 210, mix(a1.lower, me.lower));
        self.add(WORD, 211, mix(me.lower, b1.lower));
        self.add(0, 212, mix(fine(a1), fine(me)));
        self.add(0, 213, mix(fine(me), fine(b1)));
        self.add(0, 214, mix(fine(a1), fine(b1)));
        self.add(0, 215, mix(mix(a1.shape, me.shape), b1.shape));
        self.add(0, 216, mix(tag(a1), tag(me)));
        self.add(0, 217, mix(tag(me), tag(b1)));
        self.add(0, 218, mix(mix(tag(a1), tag(me)), tag(b1)));
        self.add(0, 219, mix(mix(coarse(a1), coarse(me)), coarse(b1)));
        self.add(0, 220, mix(fine(a2), fine(a1)));
        self.add(0, 221, mix(fine(b1), fine(b2)));
        self.add(0, 222, mix(a2.lower, a1.lower));
        self.add(0, 223, mix(b1.lower, b2.lower));
        self.add(0, 224, mix(a1.lower, me.shape));
        self.add(0, 225, mix(b1.lower, me.shape));
        let fact = &frame.facts[me.fact as usize];
        let opens = Frame::opens(doc, tokens, t);
        let place = u64::from(me.capital) | u64::from(opens) << 1 | u64::from(title) << 2;
        let low = fact.lower.min(2);
        self.add(0, 230, mix(place, u64::from(me.lowered)));
        self.add(ARTICLE, 231, mix(place, u64::from(low * 3 + fact.capital.min(2))));
        self.add(ARTICLE, 232, mix(mix(place, u64::from(me.lowered)), u64::from(low * 3 + fact.capital.min(2))));
        self.add(ARTICLE, 233, u64::from(fact.all.min(6)) << 1 | u64::from(me.likely));
        self.add(0, 234, u64::from(sentence == 0) << 1 | u64::from(me.likely));
        if me.known != 0 {
            self.add(KNOWN, 235, mix(u64::from(me.known), mix(place, u64::from(me.lowered))));
            self.add(KNOWN, 236, mix(u64::from(me.known), fine(b1)));
            self.add(KNOWN, 237, mix(u64::from(me.known), mix(u64::from(a1.likely), u64::from(b1.likely))));
        }
        if me.run > 0 {
            self.run(frame, tokens, t, me.run);
            for (kind, h) in &fact.around {
                self.add(ARTICLE, 250 + u32::from(*kind), *h);
            }
        }
    }

    fn affixes(&mut self, word: &str) {
        let ends: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
        let n = ends.len() - 1;
        for len in 1..=4.min(n) {
            self.add(WORD, 201 + len as u32, hash(&word[..ends[len]]));
            self.add(WORD, 205 + len as u32, hash(&word[ends[n - len]..]));
        }
    }

    /// The run of capitals around a token: what it begins and ends with, and what stands before and after.
    fn run(&mut self, frame: &Frame, tokens: &Range<u32>, t: u32, run: u32) {
        let run = &frame.runs[run as usize - 1];
        let (first, last) = (frame.views[run.start as usize], frame.views[run.end as usize - 1]);
        let side =
            |i: u32, inside: bool| if inside { frame.views[i as usize] } else { View { lower: 1, ..View::default() } };
        let before = side(run.start.wrapping_sub(1), run.start > tokens.start);
        let earlier = side(run.start.wrapping_sub(2), run.start > tokens.start + 1);
        let after = side(run.end, run.end < tokens.end);
        let later = side(run.end + 1, run.end + 1 < tokens.end);
        let part = match (t == run.start, t + 1 == run.end) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3u64,
        };
        self.add(0, 300, u64::from((run.end - run.start).min(6)) << 3 | part);
        self.add(0, 301, mix(part, before.lower));
        self.add(0, 302, mix(part, after.lower));
        self.add(0, 303, mix(part, u64::from(before.row.fine)));
        self.add(0, 304, mix(part, u64::from(after.row.fine)));
        self.add(0, 305, mix(mix(part, after.lower), later.lower));
        self.add(0, 306, mix(mix(part, u64::from(after.row.fine)), u64::from(later.row.fine)));
        self.add(0, 307, mix(mix(part, before.lower), earlier.lower));
        self.add(0, 308, mix(mix(part, u64::from(before.row.fine)), u64::from(earlier.row.fine)));
        self.add(0, 309, mix(mix(part, u64::from(before.row.fine)), u64::from(after.row.fine)));
        if run.end - run.start > 1 {
            self.add(WORD, 310, mix(part, last.lower));
            self.add(WORD, 311, mix(part, first.lower));
            self.add(0, 312, mix(part, u64::from(last.row.fine)));
            self.add(0, 313, mix(part, u64::from(first.row.fine)));
            self.add(0, 314, mix(part, last.shape));
        }
    }
}
