//! The part-of-speech tagger: greedy, left to right, averaged perceptron (Collins 2002) over hashed features.
//!
//! Forms that the training data always tags alike skip the scoring; they stand in the same model under a template of
//! their own.

use super::word::Word;
use super::{Tag, train::TAGGER_VERSION};
use crate::learn::{Linear, feature, mix};

/// The template of forms with one tag.
pub(super) const KNOWN: u32 = 99;
/// The template of words with the tags that they have in a large text.
pub(super) const CLASS: u32 = 98;

/// The tagger.
#[derive(Debug, Default)]
pub(super) struct Tagger {
    model: Linear,
    /// The tag of each class of the model.
    tags: Vec<Tag>,
}

/// Buffers that one run after another may use.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    fixed: Vec<u32>,
    scores: Vec<f32>,
}

impl Tagger {
    /// The tagger of a weight file; `None` where the bytes are not one or are of another version.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Tagger> {
        let mut model = Linear::from_bytes(bytes)?;
        if model.labels.pop()? != TAGGER_VERSION {
            return None;
        }
        Tagger::new(model)
    }

    /// A tagger from a model whose labels are tags.
    pub(super) fn new(model: Linear) -> Option<Tagger> {
        let tags = model.labels.iter().map(|l| Tag::from_name(l)).collect::<Option<Vec<_>>>()?;
        Some(Tagger { model, tags })
    }

    /// A word with its class (see [`Word::class`]).
    pub(super) fn classified(&self, text: &str) -> Word {
        let mut word = Word::new(text);
        word.set_class(self.classes_of(&word));
        word
    }

    /// A word as [`Tagger::tag`] needs it: with its class, and with its tag where its form has but one.
    pub(super) fn word(&self, text: &str) -> Word {
        let mut word = self.classified(text);
        word.only = self.model.row(feature(KNOWN, word.form)).next().map(|(class, _)| self.tags[usize::from(class)]);
        word
    }

    /// The tags that a word has in a large text.
    pub(super) fn classes_of(&self, word: &Word) -> impl Iterator<Item = Tag> + '_ {
        self.model.row(feature(CLASS, word.lower)).map(|(class, _)| self.tags[class as usize])
    }

    /// Tags one sentence: one tag for each word, in order.
    pub(super) fn tag(&self, words: &[Word], title_case: bool, out: &mut Vec<Tag>, scratch: &mut Scratch) {
        let from = out.len();
        for i in 0..words.len() {
            if let Some(only) = words[i].only {
                out.push(only);
                continue;
            }
            let before =
                [out[from..].last(), out[from..].iter().rev().nth(1)].map(|t| t.map_or(0, |t| u64::from(t.0) + 1));
            features(words, i, title_case, before, &mut scratch.fixed);
            self.model.score(&scratch.fixed, &mut scratch.scores);
            if words[i].common {
                exclude_names(&self.tags, &mut scratch.scores);
            }
            out.push(self.tags[Linear::best(&scratch.scores)]);
        }
    }
}

impl Tagger {
    /// Gives a sentence without a finite verb one, where a participle may be a past tense: the one that is most likely to.
    /// A greedy tagger takes "bought" in "Acme, a maker of chips, bought Widgetworks." for a participle, because it does not
    /// see that nothing else is the verb.
    pub(super) fn need_verb(&self, words: &[Word], tags: &mut [Tag], scratch: &mut Scratch) {
        let finite = |i: usize| match tags[i] {
            Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD => true,
            Tag::VB => i == 0 || tags[i - 1] != Tag::TO,
            _ => false,
        };
        // Headings and captions need no verb.
        if tags.len() < 4 || tags.last() != Some(&Tag::STOP) || (0..tags.len()).any(finite) {
            return;
        }
        let class = |tag: Tag| self.tags.iter().position(|t| *t == tag);
        let (Some(past), Some(participle)) = (class(Tag::VBD), class(Tag::VBN)) else { return };
        let mut best: Option<(f32, usize)> = None;
        for i in (0..tags.len()).filter(|i| tags[*i] == Tag::VBN) {
            let before = [1, 2].map(|d| i.checked_sub(d).map_or(0, |j| u64::from(tags[j].0) + 1));
            features(words, i, false, before, &mut scratch.fixed);
            self.model.score(&scratch.fixed, &mut scratch.scores);
            let margin = scratch.scores[past] - scratch.scores[participle];
            if best.is_none_or(|(b, _)| margin > b) {
                best = Some((margin, i));
            }
        }
        if let Some((_, i)) = best {
            tags[i] = Tag::VBD;
        }
    }
}

/// Takes the tags of names out of the choice: text of another kind than the training data misleads to them most.
pub(super) fn exclude_names(tags: &[Tag], scores: &mut [f32]) {
    for (tag, score) in tags.iter().zip(scores) {
        if tag.is_proper() {
            *score = f32::NEG_INFINITY;
        }
    }
}

/// The features of the word `i`; `before`: the tags of the two words before it, nearer first, from 1; 0 for none.
pub(super) fn features(words: &[Word], i: usize, title_case: bool, before: [u64; 2], out: &mut Vec<u32>) {
    let at = |d: isize| i.checked_add_signed(d).and_then(|i| words.get(i)).unwrap_or(&Word::EDGE);
    let (w, p, n) = (at(0), at(-1), at(1));
    // What capitals mean depends on where they stand.
    let place = u64::from(i == 0) + 2 * u64::from(title_case);
    let [t1, t2] = before;
    out.clear();
    out.extend([
        feature(0, 0),
        feature(1, w.form),
        feature(2, w.lower),
        feature(3, mix(w.shape, place)),
        feature(4, w.suffix[0]),
        feature(5, w.suffix[1]),
        feature(6, w.suffix[2]),
        feature(7, w.suffix[3]),
        feature(8, w.prefix[0]),
        feature(9, w.prefix[1]),
        feature(10, w.prefix[2]),
        feature(11, p.lower),
        feature(12, n.lower),
        feature(13, at(-2).lower),
        feature(14, at(2).lower),
        feature(15, t1),
        feature(16, mix(t1, t2)),
        feature(17, mix(t1, w.lower)),
        feature(18, mix(t1, n.lower)),
        feature(19, p.suffix[2]),
        feature(20, n.suffix[2]),
        feature(21, mix(n.shape, w.shape)),
        feature(22, mix(p.shape, mix(w.shape, place))),
        feature(23, mix(p.lower, w.lower)),
        feature(24, mix(w.lower, n.lower)),
        feature(25, mix(t1, w.suffix[2])),
        feature(26, mix(t1, mix(w.shape, n.suffix[1]))),
        feature(27, mix(mix(t1, t2), w.suffix[1])),
        feature(28, w.class),
        feature(29, n.class),
        feature(30, mix(t1, mix(w.class, n.class))),
        feature(31, mix(w.class, mix(w.shape, place))),
        feature(32, mix(n.class, at(2).class)),
        feature(33, mix(mix(t1, t2), w.class)),
    ]);
}
