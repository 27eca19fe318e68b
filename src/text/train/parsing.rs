//! Training of the parser: a dynamic oracle (Goldberg & Nivre 2013) tells which moves lose nothing, and the parser mostly
//! follows its own moves, so that it learns from the states that its mistakes lead to.

use super::PARSER_VERSION;
use super::tagging::{Classes, learn};
use crate::learn::{Perceptron, Shuffle, hash};
use crate::text::conllu::{self, Annotated};
use crate::text::parser::{Input, Move, State, best};
use crate::text::tagger::{Scratch, Tagger};
use crate::text::{Dep, Tag, word::Word};

/// Passes over the data.
const EPOCHS: usize = 12;
/// Weights of fewer units of a byte are dropped: three quarters of the file for 0.3 points of LAS.
const PRUNE: u8 = 3;
/// Parts of the data: the tags of each come from a tagger that learned from the others.
const FOLDS: usize = 4;
/// Passes of those taggers.
const TAGGER_EPOCHS: usize = 4;

struct Example {
    input: Vec<Input>,
    heads: Vec<u32>,
    deps: Vec<Dep>,
}

/// Trains a parser on a CoNLL-U text and gives its weight file. Cost: about a minute for 100,000 words.
///
/// `tagger` is the weight file of the tagger that it will work with: the word classes are taken from it.
pub fn train_parser(conllu: &str, tagger: &[u8]) -> Vec<u8> {
    let sentences = conllu::read(conllu);
    let tagger = Tagger::from_bytes(tagger).unwrap_or_default();
    let mut classes = Classes::default();
    for word in sentences.iter().flat_map(|s| &s.words) {
        let word = Word::new(word);
        classes.entry(word.lower).or_insert_with(|| tagger.classes_of(&word).collect());
    }
    let tags = jackknife(&sentences, &classes);
    let mut examples = Vec::new();
    for (n, (s, tags)) in sentences.iter().zip(&tags).enumerate() {
        examples.push(example(s, tags, s.words.len(), &tagger));
        // Headings and list items have no stop.
        if n % 6 == 0 && s.tags.last() == Some(&Tag::STOP) && s.words.len() > 1 {
            let end = s.words.len() - 1;
            if s.heads[..end].iter().all(|h| *h < end) {
                examples.push(example(s, tags, end, &tagger));
            }
        }
    }
    let mut perceptron = Perceptron::new(Move::labels());
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut chance = Shuffle(hash("parser"));
    let mut state = State::default();
    for epoch in 0..EPOCHS {
        chance.shuffle(&mut order);
        for &n in &order {
            learn_from(&examples[n], epoch, &mut perceptron, &mut state, &mut chance);
        }
    }
    let mut model = perceptron.finish(0.0).pruned(PRUNE);
    model.labels.push(PARSER_VERSION.to_string());
    model.to_bytes()
}

fn example(s: &Annotated, tags: &[Tag], len: usize, tagger: &Tagger) -> Example {
    let words: Vec<Word> = s.words.iter().map(|w| tagger.classified(w)).collect();
    Example {
        input: words.iter().zip(tags).take(len).map(|(w, t)| Input::new(w, *t)).collect(),
        // In a parse the root's head stands behind the last word.
        heads: s.heads[..len].iter().enumerate().map(|(i, h)| if *h == i { len as u32 } else { *h as u32 }).collect(),
        deps: s.deps[..len].to_vec(),
    }
}

/// Tags for every sentence from taggers that have not seen it.
fn jackknife(sentences: &[Annotated], classes: &Classes) -> Vec<Vec<Tag>> {
    let mut all = vec![Vec::new(); sentences.len()];
    let mut scratch = Scratch::default();
    for fold in 0..FOLDS {
        // Neighbours are of one text: folds are runs of sentences.
        let inside = |n: usize| n * FOLDS / sentences.len().max(1) == fold;
        let rest: Vec<&Annotated> = sentences.iter().enumerate().filter(|(n, _)| !inside(*n)).map(|(_, s)| s).collect();
        let Some(tagger) = Tagger::new(learn(&rest, TAGGER_EPOCHS, classes)) else { continue };
        for (n, s) in sentences.iter().enumerate().filter(|(n, _)| inside(*n)) {
            let words: Vec<Word> = s.words.iter().map(|w| tagger.word(w)).collect();
            tagger.tag(&words, false, &mut all[n], &mut scratch);
        }
    }
    all
}

fn learn_from(e: &Example, epoch: usize, perceptron: &mut Perceptron, state: &mut State, chance: &mut Shuffle) {
    let (mut seen, mut scores, mut good) = (Vec::new(), Vec::new(), vec![0f32; Move::COUNT]);
    state.begin(e.input.len());
    while !state.done() {
        if let Some(step) = state.forced() {
            state.apply(step);
            continue;
        }
        seen.clear();
        state.features(&e.input, |_, feature| seen.push(feature));
        perceptron.score(&seen, &mut scores);
        let guess = best(&scores, state.allowed());
        let costs = costs(e, state);
        let least = costs.iter().copied().min().unwrap_or(0);
        // Scores of the moves that lose least; all others count for nothing.
        good.clear();
        good.resize(Move::COUNT, f32::NEG_INFINITY);
        for class in 0..Move::COUNT {
            if cost_of(e, state, &costs, Move::of_class(class)) == least {
                good[class] = scores[class];
            }
        }
        let gold = best(&good, state.allowed());
        perceptron.tick();
        let right = good[guess.class()] > f32::NEG_INFINITY;
        if !right {
            perceptron.update(&seen, gold.class(), 1.0);
            perceptron.update(&seen, guess.class(), -1.0);
        }
        let follow = right || epoch > 0 && chance.next_u64() % 10 < 9;
        state.apply(if follow { guess } else { gold });
    }
}

/// A move that is not allowed.
const NEVER: u32 = u32::MAX;

/// How many gold arcs each kind of move makes impossible: shift, left, right.
fn costs(e: &Example, state: &State) -> [u32; 3] {
    let allowed = state.allowed();
    let (next, len) = (state.next, state.len);
    let Some(&top) = state.stack.last() else { return [0, NEVER, NEVER] };
    let below = &state.stack[..state.stack.len() - 1];
    let head = e.heads[top as usize];
    let in_buffer = |h: u32| h >= next;
    // Gold children of the top that are still to come.
    let children = (next..len).filter(|w| e.heads[*w as usize] == top).count() as u32;
    let mut costs = [NEVER; 3];
    if allowed[0] {
        let from_below = below.contains(&e.heads[next as usize]) as u32;
        let on_stack = state.stack.iter().filter(|w| e.heads[**w as usize] == next).count() as u32;
        costs[0] = from_below + on_stack;
    }
    if allowed[1] {
        let lost = below.last() == Some(&head) || in_buffer(head) && head != next;
        costs[1] = children + u32::from(lost);
    }
    if allowed[2] {
        costs[2] = children + u32::from(in_buffer(head));
    }
    costs
}

/// The cost of a move with its relation: a gold arc with the wrong relation is lost too.
fn cost_of(e: &Example, state: &State, costs: &[u32; 3], step: Move) -> u32 {
    let Some(&top) = state.stack.last() else { return costs[0] };
    let (cost, dep, head) = match step {
        Move::Shift => return costs[0],
        Move::Left(dep) => (costs[1], dep, Some(state.next)),
        Move::Right(dep) => (costs[2], dep, state.stack.iter().rev().nth(1).copied()),
    };
    let wrong = head == Some(e.heads[top as usize]) && dep != e.deps[top as usize];
    cost.saturating_add(u32::from(wrong))
}
