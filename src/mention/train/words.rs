//! Learns the word table from texts: clusters and case.

use super::super::cluster::Bigrams;
use super::super::frame::Frame;
use super::super::words::{self, WordRow, Words};
use crate::text::Document;
use rustc_hash::FxHashMap;

/// Fine clusters.
const FINE: usize = 400;
/// Coarse clusters.
const COARSE: usize = 60;
/// Words seen less often get no row.
const RARE: u32 = 4;

/// Clusters words and counts their case over texts. Cost: see [`Bigrams::cluster`].
pub(super) fn learn<'d>(docs: impl Iterator<Item = &'d Document> + Clone) -> Words {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    let mut cases: FxHashMap<String, (u32, u32)> = FxHashMap::default();
    let each = |doc: &Document, f: &mut dyn FnMut(&str, bool, bool)| {
        for s in &doc.sentences {
            for t in s.tokens.clone() {
                f(&words::form(doc.word(t)), Frame::opens(doc, &s.tokens, t) || s.title_case, t + 1 == s.tokens.end);
            }
        }
    };
    for doc in docs.clone() {
        each(doc, &mut |form, due, _| {
            *counts.entry(form.to_string()).or_default() += 1;
            if !due && form.chars().any(char::is_alphabetic) {
                let lower = form.to_lowercase();
                let same = lower == form;
                let entry = cases.entry(lower).or_default();
                if same { entry.0 += 1 } else { entry.1 += 1 }
            }
        });
    }
    let mut vocabulary: Vec<(String, u32)> = counts.into_iter().filter(|(_, c)| *c >= RARE).collect();
    vocabulary.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    // Item 0 is the border of a sentence, item 1 every rare word.
    let index: FxHashMap<&str, u32> =
        vocabulary.iter().enumerate().map(|(i, (w, _))| (w.as_str(), i as u32 + 2)).collect();
    let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for doc in docs {
        let mut last = 0;
        each(doc, &mut |form, _, end| {
            let id = index.get(form).copied().unwrap_or(1);
            *pairs.entry((last, id)).or_default() += 1;
            last = id;
            if end {
                *pairs.entry((last, 0)).or_default() += 1;
                last = 0;
            }
        });
    }
    let bigrams = Bigrams::new(&pairs, vocabulary.len() + 2);
    let fine = bigrams.cluster(FINE, 8);
    let coarse = Bigrams::new(&bigrams.pairs_of(&fine), FINE).cluster(COARSE, 20);
    let mut table = Words::default();
    for (i, (word, _)) in vocabulary.iter().enumerate() {
        let class = fine[i + 2];
        let lower = cases.get(word).map_or(0, |(low, high)| {
            let share = f64::from(*low) / f64::from((low + high).max(1));
            1 + [0.02, 0.1, 0.3, 0.6, 0.9, 0.98].iter().filter(|b| share > **b).count() as u8
        });
        table.insert(word, WordRow { fine: class as u16 + 1, coarse: coarse[class as usize] as u8 + 1, lower });
    }
    // Words that are never written in lower case often enough: their other-case forms still tell.
    let mut rest: Vec<_> =
        cases.iter().filter(|(w, (l, h))| !index.contains_key(w.as_str()) && l + h >= RARE).collect();
    rest.sort();
    for (word, (low, high)) in rest {
        let share = f64::from(*low) / f64::from(low + high);
        let lower = 1 + [0.02, 0.1, 0.3, 0.6, 0.9, 0.98].iter().filter(|b| share > **b).count() as u8;
        table.insert(word, WordRow { lower, ..WordRow::default() });
    }
    table
}
