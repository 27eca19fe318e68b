//! Walking the syntax of a [`Document`]. A token's head lies in its own sentence; a root is its own head.

use super::{Dep, Document};
use std::ops::Range;

/// One step of the way from one token to another through the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The token that the step leads to.
    pub token: u32,
    /// Whether it leads from a dependent up to its head; else from a head down to a dependent.
    pub up: bool,
    /// The relation of the dependent to the head.
    pub dep: Dep,
}

impl Document {
    /// The sentence that a token is in; `None` where there is no such token. Cost: logarithmic.
    pub fn sentence_of(&self, token: u32) -> Option<usize> {
        let n = self.sentences.partition_point(|s| s.tokens.end <= token);
        self.sentences.get(n).is_some_and(|s| s.tokens.contains(&token)).then_some(n)
    }

    /// The head of a token; `None` at a root, or where the sentence is not parsed.
    pub fn head(&self, token: u32) -> Option<u32> {
        self.tokens.get(token as usize).map(|t| t.head).filter(|h| *h != token)
    }

    /// The tokens that depend on a token, in order. Cost: the sentence's length.
    pub fn children(&self, token: u32) -> impl Iterator<Item = u32> + '_ {
        let range = self.sentence_of(token).map_or(0..0, |s| self.sentences[s].tokens.clone());
        range.filter(move |t| *t != token && self.tokens[*t as usize].head == token)
    }

    /// The children that stand in one of the relations; subtypes must be named too.
    pub fn children_by(&self, token: u32, deps: &[Dep]) -> impl Iterator<Item = u32> {
        self.children(token).filter(move |t| deps.contains(&self.tokens[*t as usize].dep))
    }

    /// A token and all below it, in order. Cost: the sentence's length times the depth of the tree.
    pub fn subtree(&self, token: u32) -> Vec<u32> {
        let range = self.sentence_of(token).map_or(0..0, |s| self.sentences[s].tokens.clone());
        range.filter(|t| self.is_below(*t, token)).collect()
    }

    /// Whether `token` is `ancestor` or stands below it.
    pub fn is_below(&self, token: u32, ancestor: u32) -> bool {
        self.ancestors(token).any(|t| t == ancestor)
    }

    /// A token, its head, that one's head, and so on up to the root.
    pub fn ancestors(&self, token: u32) -> impl Iterator<Item = u32> {
        let first = ((token as usize) < self.tokens.len()).then_some(token);
        // A tree has no circle, but a document that someone else made might: no way is longer than its sentence.
        let most = self.sentence_of(token).map_or(1, |s| self.sentences[s].tokens.len());
        std::iter::successors(first, |t| self.head(*t)).take(most)
    }

    /// The way through the tree from one token to another, both in one parsed sentence: first up, then down; empty where the
    /// two are one, `None` where there is no way.
    pub fn path(&self, from: u32, to: u32) -> Option<Vec<Step>> {
        let down: Vec<u32> = self.ancestors(to).collect();
        let mut steps = Vec::new();
        for token in self.ancestors(from) {
            if let Some(top) = down.iter().position(|t| *t == token) {
                let below = down[..top].iter().rev();
                steps.extend(below.map(|t| Step { token: *t, up: false, dep: self.tokens[*t as usize].dep }));
                return Some(steps);
            }
            let head = self.head(token)?;
            steps.push(Step { token: head, up: true, dep: self.tokens[token as usize].dep });
        }
        None
    }

    /// The syntactic head of a run of tokens: the one nearest the root whose head lies outside; of several the last that is
    /// a noun, else the first. `None` for an empty run.
    pub fn head_of(&self, range: Range<u32>) -> Option<u32> {
        let range = range.start..range.end.min(self.tokens.len() as u32);
        let first = range.clone().next()?;
        if !self.sentence_of(first).is_some_and(|s| self.sentences[s].parsed) {
            // Without syntax: the last noun, else the last token.
            let noun = range.clone().rev().find(|t| self.tokens[*t as usize].tag.is_noun());
            return noun.or(range.last());
        }
        let tops = || range.clone().filter(|t| self.head(*t).is_none_or(|h| !range.contains(&h)));
        let depth = |t: u32| self.ancestors(t).count();
        let least = tops().map(depth).min()?;
        let best: Vec<u32> = tops().filter(|t| depth(*t) == least).collect();
        let noun = best.iter().rev().find(|t| self.tokens[**t as usize].tag.is_noun());
        noun.or(best.first()).copied()
    }
}
