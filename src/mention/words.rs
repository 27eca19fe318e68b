//! What unlabelled news teaches about words: two clusterings by the company a word keeps, and how often it is written
//! in lower case. A compact table of hashes, part of the model file.

use crate::learn;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What is known of one written form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordRow {
    /// Fine cluster, from 1; 0 where unknown.
    pub(super) fine: u16,
    /// Coarse cluster, from 1; 0 where unknown.
    pub(super) coarse: u8,
    /// For a form in lower case: how often the word is written so where it does not open a sentence, from 1 (never)
    /// to 7 (always); 0 where unknown.
    pub(super) lower: u8,
}

/// The table.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    rows: FxHashMap<u32, WordRow>,
}

/// The form under which a word is looked up: digits as 0, so that years and amounts fall together.
pub(super) fn form(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        Cow::Owned(word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect())
    } else {
        Cow::Borrowed(word)
    }
}

/// A form in lower case.
pub(super) fn lower(form: &str) -> Cow<'_, str> {
    if form.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(form)
    } else {
        Cow::Owned(form.to_lowercase())
    }
}

/// The key of a form with this hash.
fn key(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl Words {
    /// The row of a form as [`form`] gives it.
    pub(super) fn row(&self, form: &str) -> WordRow {
        self.row_of(learn::hash(form))
    }

    /// The row of a form by its [`learn::hash`].
    pub(super) fn row_of(&self, hash: u64) -> WordRow {
        self.rows.get(&key(hash)).copied().unwrap_or_default()
    }

    pub(super) fn insert(&mut self, form: &str, row: WordRow) {
        self.rows.insert(key(learn::hash(form)), row);
    }

    /// Rows by key, as columns: key differences, fine, coarse, lower; little endian, fixed width.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_unstable_by_key(|r| *r.0);
        let mut out = (rows.len() as u32).to_le_bytes().to_vec();
        rows.iter().for_each(|(k, _)| out.extend_from_slice(&k.to_le_bytes()));
        rows.iter().for_each(|(_, r)| out.extend_from_slice(&r.fine.to_le_bytes()));
        rows.iter().for_each(|(_, r)| out.push(r.coarse));
        rows.iter().for_each(|(_, r)| out.push(r.lower));
        out
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Words> {
        let n = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
        let column = |start: usize, width: usize| bytes.get(4 + start * n..4 + start * n + width * n);
        let (keys, fine, coarse, lower) = (column(0, 4)?, column(4, 2)?, column(6, 1)?, column(7, 1)?);
        let rows = (0..n)
            .map(|i| {
                let key = u32::from_le_bytes([keys[4 * i], keys[4 * i + 1], keys[4 * i + 2], keys[4 * i + 3]]);
                let fine = u16::from_le_bytes([fine[2 * i], fine[2 * i + 1]]);
                (key, WordRow { fine, coarse: coarse[i], lower: lower[i] })
            })
            .collect();
        Some(Words { rows })
    }
}
