//! Training of the part-of-speech tagger.

use super::TAGGER_VERSION;
use crate::learn::{Linear, Perceptron, Shuffle, feature, hash};
use crate::text::conllu::{self, Annotated};
use crate::text::tagger::{CLASS, KNOWN, Scratch, Tagger, exclude_names, features};
use crate::text::{Analyser, Tag, analyse::is_title_case, word::Word};
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Passes over the data.
const EPOCHS: usize = 8;
/// Weights of fewer units of a byte are dropped.
const PRUNE: u8 = 2;
/// Passes of the tagger that only looks for word classes.
const FIRST_EPOCHS: usize = 5;
/// A word has a class from this many times on …
const CLASS_COUNT: u32 = 8;
/// … and a tag belongs to it that is at least one in so many.
const CLASS_SHARE: u32 = 12;
/// The weight of what is no weight but a fact in the model's table: large enough not to be dropped.
const FACT: f32 = 4.0;
/// A form is always tagged alike from this many times on …
const KNOWN_COUNT: u32 = 20;
/// … if at most one in so many says otherwise.
const KNOWN_ODDS: u32 = 400;

/// A sentence ready to learn from.
struct Example {
    words: Vec<Word>,
    tags: Vec<Tag>,
    title_case: bool,
}

/// Trains a tagger on a CoNLL-U text and gives its weight file.
///
/// `unlabelled` is more text of the kind that it will meet: a first tagger tags it, and which tags a word has there becomes a
/// feature of the tagger proper. Cost: about a minute a million annotated words and epochs, a second a million others.
pub fn train_tagger(conllu: &str, unlabelled: &[&str]) -> Vec<u8> {
    let sentences = conllu::read(conllu);
    let sentences: Vec<&Annotated> = sentences.iter().collect();
    let first = learn(&sentences, FIRST_EPOCHS, &Classes::default());
    let classes = word_classes(first, unlabelled);
    let mut model = learn(&sentences, EPOCHS, &classes);
    model.labels.push(TAGGER_VERSION.to_string());
    model.to_bytes()
}

/// The tags that each word, by [`Word::lower`], has in a large text.
pub(super) type Classes = BTreeMap<u64, Vec<Tag>>;

/// Tags a text and collects, for each frequent word, the tags that it has at least now and then.
pub(super) fn word_classes(model: Linear, unlabelled: &[&str]) -> Classes {
    let Some(tagger) = Tagger::new(model) else { return Classes::default() };
    let analyser = Analyser::new(Vocabulary::builtin());
    let mut counts: FxHashMap<u64, FxHashMap<Tag, u32>> = FxHashMap::default();
    let (mut words, mut tags, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
    for text in unlabelled {
        let doc = analyser.segment(text);
        for (n, sentence) in doc.sentences.iter().enumerate() {
            words.clear();
            tags.clear();
            words.extend(doc.tokens_of(n).iter().map(|t| tagger.word(t.span.of(&doc.text))));
            if sentence.title_case {
                continue;
            }
            tagger.tag(&words, false, &mut tags, &mut scratch);
            for (word, tag) in words.iter().zip(&tags) {
                *counts.entry(word.lower).or_default().entry(*tag).or_default() += 1;
            }
        }
    }
    let classes = counts.into_iter().filter_map(|(word, tags)| {
        let all: u32 = tags.values().sum();
        let mut kept: Vec<Tag> = tags.into_iter().filter(|(_, n)| n * CLASS_SHARE >= all).map(|(tag, _)| tag).collect();
        kept.sort_unstable_by_key(|tag| tag.0);
        (all >= CLASS_COUNT && !kept.is_empty()).then_some((word, kept))
    });
    classes.collect()
}

/// Trains on sentences, with headlines made of some of them.
pub(super) fn learn(sentences: &[&Annotated], epochs: usize, classes: &Classes) -> Linear {
    let mut examples = Vec::new();
    for (n, s) in sentences.iter().enumerate() {
        examples.push(example(&s.words, &s.tags));
        match n % 8 {
            0 | 4 => examples.push(example(&title_case(s), &s.tags)),
            1 if n % 32 == 1 => {
                let upper: Vec<String> = s.words.iter().map(|w| w.to_uppercase()).collect();
                examples.push(example(&upper, &s.tags));
            }
            // News without its stop: headings, list items.
            2 if s.tags.last() == Some(&Tag::STOP) && s.words.len() > 1 => {
                let end = s.words.len() - 1;
                examples.push(example(&s.words[..end], &s.tags[..end]));
            }
            _ => {}
        }
    }
    for word in examples.iter_mut().flat_map(|e| &mut e.words) {
        word.set_class(classes.get(&word.lower).into_iter().flatten().copied());
    }
    let known = known_forms(sentences);
    let mut perceptron = Perceptron::new(Tag::NAMES.iter().map(|n| n.to_string()).collect());
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut shuffle = Shuffle(hash("tagger"));
    let (mut seen, mut scores, mut tags) = (Vec::new(), Vec::new(), Vec::new());
    let all: Vec<Tag> = (0..Tag::NAMES.len()).map(|n| Tag(n as u8)).collect();
    for _ in 0..epochs {
        shuffle.shuffle(&mut order);
        for &n in &order {
            let e = &examples[n];
            tags.clear();
            for i in 0..e.words.len() {
                if let Some(tag) = known.get(&e.words[i].form) {
                    tags.push(*tag);
                    continue;
                }
                let before = [1, 2].map(|d| i.checked_sub(d).map_or(0, |j: usize| u64::from(tags[j].0) + 1));
                features(&e.words, i, e.title_case, before, &mut seen);
                perceptron.score(&seen, &mut scores);
                if e.words[i].common && !e.tags[i].is_proper() {
                    exclude_names(&all, &mut scores);
                }
                let (best, gold) = (Linear::best(&scores), e.tags[i].0 as usize);
                perceptron.tick();
                if best != gold {
                    perceptron.update(&seen, gold, 1.0);
                    perceptron.update(&seen, best, -1.0);
                }
                tags.push(Tag(best as u8));
            }
        }
    }
    // A known form is one weight large enough to be kept.
    for (form, tag) in sorted(known) {
        perceptron.set(feature(KNOWN, form), tag.0 as usize, FACT);
    }
    for (word, tags) in classes {
        tags.iter().for_each(|tag| perceptron.set(feature(CLASS, *word), tag.0 as usize, FACT));
    }
    perceptron.finish(0.0).pruned(PRUNE)
}

fn sorted(known: FxHashMap<u64, Tag>) -> Vec<(u64, Tag)> {
    let mut all: Vec<_> = known.into_iter().collect();
    all.sort_unstable_by_key(|(form, _)| *form);
    all
}

fn example(words: &[String], tags: &[Tag]) -> Example {
    Example {
        words: words.iter().map(|w| Word::new(w)).collect(),
        tags: tags.to_vec(),
        title_case: is_title_case(words.iter().map(String::as_str)),
    }
}

/// A sentence written as a headline: longer words, and all that are no function words, with a capital.
pub(super) fn title_case(sentence: &Annotated) -> Vec<String> {
    let words = sentence.words.iter().zip(&sentence.tags).enumerate();
    words
        .map(|(i, (word, tag))| {
            let small = matches!(*tag, Tag::IN | Tag::DT | Tag::CC | Tag::TO | Tag::POS) && word.chars().count() < 5;
            let mut chars = word.chars();
            match chars.next() {
                Some(c) if c.is_lowercase() && (i == 0 || !small) && !word.starts_with("n'") => {
                    c.to_uppercase().chain(chars).collect()
                }
                _ => word.clone(),
            }
        })
        .collect()
}

/// Forms that have, all but always, one tag.
fn known_forms(sentences: &[&Annotated]) -> FxHashMap<u64, Tag> {
    let mut counts: FxHashMap<u64, FxHashMap<Tag, u32>> = FxHashMap::default();
    for s in sentences {
        for (word, tag) in s.words.iter().zip(&s.tags) {
            *counts.entry(Word::new(word).form).or_default().entry(*tag).or_default() += 1;
        }
    }
    let known = counts.into_iter().filter_map(|(form, tags)| {
        let all: u32 = tags.values().sum();
        // Counts above one half cannot tie, so the order of the map does not show.
        let (tag, most) = tags.into_iter().max_by_key(|(_, n)| *n)?;
        (most >= KNOWN_COUNT && (all - most) * KNOWN_ODDS <= all).then_some((form, tag))
    });
    known.collect()
}
