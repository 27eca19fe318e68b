//! What the tagger and the parser see of a word: hashes of its form, its shape and its ends, made once for each token.

use super::Tag;
use crate::learn::mix;

/// The hashes of one word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// The form as written, digits as 0, curly marks as straight ones.
    pub(super) form: u64,
    /// The same in lower case.
    pub(super) lower: u64,
    /// Kinds of characters in order, runs cut at two: "Xx", "00", "x-x".
    pub(super) shape: u64,
    /// The last one to four characters in lower case.
    pub(super) suffix: [u64; 4],
    /// The first one to three characters in lower case.
    pub(super) prefix: [u64; 3],
    /// The parts of speech that the word has in a large text, as one number; 0 where it is rare.
    pub(super) class: u64,
    /// Whether it is written in small letters and is, in a large text, no name.
    pub(super) common: bool,
    /// The tag of a form that has but one.
    pub(super) only: Option<Tag>,
    small: bool,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn add(h: u64, b: u32) -> u64 {
    (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// A character as the models were trained to see it.
fn plain(c: char) -> char {
    match c {
        '0'..='9' => '0',
        '“' | '”' | '„' | '«' | '»' => '"',
        '’' | '‘' | '`' | '´' => '\'',
        '‐' | '‑' | '–' => '-',
        _ => c,
    }
}

impl Word {
    /// What stands before the first and behind the last word.
    pub(super) const EDGE: Word = Word {
        form: 1,
        lower: 1,
        shape: 1,
        suffix: [1; 4],
        prefix: [1; 3],
        class: 1,
        common: false,
        only: None,
        small: false,
    };

    /// Sets the class of the word: the numbers of its tags, and whether a name is among them.
    pub(super) fn set_class(&mut self, tags: impl Iterator<Item = Tag>) {
        let mut name = false;
        self.class = 0;
        for tag in tags {
            self.class = mix(self.class, u64::from(tag.0) + 1);
            name |= tag.is_proper();
        }
        self.common = self.small && self.class != 0 && !name;
    }

    /// Hashes a word. Cost: linear; of a very long word only the ends and a part of the middle count.
    pub(super) fn new(text: &str) -> Word {
        let (mut form, mut lower, mut shape) = (SEED, SEED, SEED);
        let mut word = Word::default();
        let mut ends = [0u32; 4];
        let (mut last_kind, mut same) = (0u32, 0);
        let mut count = 0usize;
        word.small = true;
        for c in text.chars().take(64) {
            let c = match c {
                '—' => '-',
                c => plain(c),
            };
            let low = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
            form = add(form, c as u32);
            lower = add(lower, low as u32);
            let kind = match c {
                '0' => 1,
                'a'..='z' => 2,
                'A'..='Z' => 3,
                c if c.is_ascii() => 16 + c as u32,
                c if c.is_uppercase() => 3,
                c if c.is_alphabetic() => 2,
                _ => 5,
            };
            same = if kind == last_kind { same + 1 } else { 0 };
            last_kind = kind;
            word.small &= kind == 2;
            if same < 2 {
                shape = add(shape, kind);
            }
            if count < 3 {
                word.prefix[count] = lower;
            }
            count += 1;
            ends.rotate_left(1);
            ends[3] = low as u32;
        }
        let mut suffix = SEED;
        for (n, at) in (0..4).rev().enumerate() {
            suffix = add(suffix, ends[at]);
            word.suffix[n] = suffix;
        }
        for n in count..3 {
            word.prefix[n] = lower;
        }
        // FNV leaves the high bits of short words poor.
        word.form = mix(form, 1);
        word.lower = mix(lower, 2);
        word.shape = mix(shape, 3);
        word
    }
}
