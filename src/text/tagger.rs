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

    /// The class of a word (see [`Word::class`]) under a model.
    pub(super) fn class(model: &Linear, word: &Word) -> u64 {
        model.row(feature(CLASS, word.lower)).iter().fold(0, |h, (tag, _)| mix(h, u64::from(*tag) + 1))
    }

    /// Tags one sentence: one tag for each word, in order.
    pub(super) fn tag(&self, words: &mut [Word], title_case: bool, out: &mut Vec<Tag>, scratch: &mut Scratch) {
        let from = out.len();
        words.iter_mut().for_each(|w| w.class = Tagger::class(&self.model, w));
        for i in 0..words.len() {
            if let Some(&(class, _)) = self.model.row(feature(KNOWN, words[i].form)).first() {
                out.push(self.tags[class as usize]);
                continue;
            }
            let before =
                [out[from..].last(), out[from..].iter().rev().nth(1)].map(|t| t.map_or(0, |t| u64::from(t.0) + 1));
            features(words, i, title_case, before, &mut scratch.fixed);
            self.model.score(&scratch.fixed, &mut scratch.scores);
            out.push(self.tags[Linear::best(&scratch.scores)]);
        }
    }
}

/// The features of the word `i`; `before`: the tags of the two words before it, nearer first, from 1; 0 for none.
pub(super) fn features(words: &[Word], i: usize, title_case: bool, before: [u64; 2], out: &mut Vec<u32>) {
    const EDGE: Word = Word { form: 1, lower: 1, shape: 1, suffix: [1; 4], prefix: [1; 3], class: 1 };
    let at = |d: isize| i.checked_add_signed(d).and_then(|i| words.get(i)).unwrap_or(&EDGE);
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
