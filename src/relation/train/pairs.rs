//! Pairs written out for a teacher: sentences with their mentions and what is known of each pair.

use super::silver::keyed;
use super::{Lesson, targets};
use crate::relation::candidate::Candidate;
use crate::relation::classify::Reading;
use crate::value::Span;
use crate::vocab::Vocabulary;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The labels of the readings, in the order of the numbers that [`pairs`] gives.
pub fn readings(vocab: &Vocabulary) -> Vec<String> {
    Reading::all(vocab).iter().map(Reading::label).collect()
}

/// The sentences (`gap` 0) and twos of sentences (`gap` 1) of a lesson that hold pairs, each an object: `text`; `mentions`, each
/// `[start, end, type, kind]` in characters of the text; `pairs`, each `[mention, mention, readings or null, key]`, null where
/// nothing is known; the key is what [`Opinions`](super::Opinions) go by.
pub fn pairs(vocab: &Vocabulary, lesson: &Lesson) -> Vec<Value> {
    let all = &lesson.mentions.mentions;
    let sentence = |n: u32| lesson.doc.sentences[n as usize].span;
    let keys = keyed(&lesson.doc, &lesson.mentions);
    let mut windows: BTreeMap<(u32, u8), Vec<_>> = BTreeMap::new();
    for ((candidate, known), (_, key)) in targets(&Reading::all(vocab), lesson).into_iter().zip(keys) {
        let window = (all[candidate.first as usize].sentence, candidate.gap);
        windows.entry(window).or_default().push((candidate, known, key));
    }
    let window = |((first, gap), found): ((u32, u8), Vec<_>)| {
        let span = Span { start: sentence(first).start, end: sentence(first + u32::from(gap)).end };
        let text = span.of(&lesson.doc.text);
        let inside: Vec<u32> = (0..all.len() as u32).filter(|m| span.contains(all[*m as usize].span)).collect();
        let characters = |at: u32| text[..(at - span.start) as usize].chars().count();
        let mention = |m: &u32| {
            let mention = &all[*m as usize];
            let kind = lesson.mentions.entities[mention.entity as usize].kind;
            json!([characters(mention.span.start), characters(mention.span.end), kind as u8, mention.kind as u8])
        };
        let place = |m: u32| inside.binary_search(&m).ok();
        let pair = |(candidate, known, key): &(Candidate, _, _)| {
            Some(json!([place(candidate.first)?, place(candidate.second)?, known, key]))
        };
        let mentions: Vec<Value> = inside.iter().map(mention).collect();
        let pairs: Vec<Value> = found.iter().filter_map(pair).collect();
        json!({"text": text, "gap": gap, "mentions": mentions, "pairs": pairs})
    };
    windows.into_iter().map(window).collect()
}
