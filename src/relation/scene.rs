//! The scene of a document: its tokens with every mention drawn together to one item, so that what is learned about a
//! sentence does not hang on the names in it.

use super::listing::{Joint, listings};
use crate::learn::{hash, mix};
use crate::mention::{Mention, Mentions};
use crate::text::{Dep, Document};
use crate::value::EntityType;
use std::ops::Range;

/// One item of a scene: a token, or a whole mention.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// Hash of the lemma, or of the mention's type.
    pub(super) symbol: u64,
    /// Hash of the tag, or of the mention's type.
    pub(super) class: u64,
    /// Whether it is punctuation.
    pub(super) punctuation: bool,
    /// Whether it is a mention.
    pub(super) mention: bool,
    /// What it can be in a listing.
    pub(super) joint: Joint,
}

impl Item {
    /// Stands between two members of one listing.
    pub(super) const LISTING: Item =
        Item { symbol: 0x11_57, class: 0x11_57, punctuation: false, mention: false, joint: Joint::Break };
}

/// The items of a document and where its tokens went.
pub(super) struct Scene<'d> {
    pub(super) doc: &'d Document,
    pub(super) mentions: &'d Mentions,
    pub(super) items: Vec<Item>,
    /// Token → item.
    item_of: Vec<u32>,
    /// The listing of every item.
    pub(super) listings: Vec<Range<u32>>,
    /// Item index at which each sentence starts, and the end.
    starts: Vec<u32>,
    /// How many mentions each entity has.
    pub(super) counts: Vec<u32>,
    /// Hash of each token's lemma, mentions by their type.
    symbols: Vec<u64>,
}

/// The placeholder of a type.
pub(super) fn kind_symbol(kind: EntityType) -> u64 {
    mix(hash("kind"), kind as u64)
}

impl<'d> Scene<'d> {
    pub(super) fn new(doc: &'d Document, mentions: &'d Mentions) -> Scene<'d> {
        // Which mention covers a token: the longest, then the first.
        let mut cover: Vec<u32> = vec![u32::MAX; doc.tokens.len()];
        let mut order: Vec<u32> = (0..mentions.mentions.len() as u32).collect();
        let width = |m: &Mention| m.tokens.end - m.tokens.start;
        order.sort_by_key(|i| (std::cmp::Reverse(width(&mentions.mentions[*i as usize])), *i));
        for i in order {
            let range = &mentions.mentions[i as usize].tokens;
            let slots = &mut cover[range.start as usize..range.end as usize];
            if slots.iter().all(|s| *s == u32::MAX) {
                slots.fill(i);
            }
        }
        let mut counts = vec![0; mentions.entities.len()];
        mentions.mentions.iter().for_each(|m| counts[m.entity as usize] += 1);
        let mut scene = Scene {
            doc,
            mentions,
            items: Vec::with_capacity(doc.tokens.len()),
            item_of: Vec::with_capacity(doc.tokens.len()),
            listings: Vec::new(),
            starts: Vec::with_capacity(doc.sentences.len() + 1),
            counts,
            symbols: Vec::with_capacity(doc.tokens.len()),
        };
        let mut sentence = 0;
        for (t, token) in doc.tokens.iter().enumerate() {
            while sentence < doc.sentences.len() && doc.sentences[sentence].tokens.start as usize <= t {
                scene.starts.push(scene.items.len() as u32);
                sentence += 1;
            }
            let covered = cover[t];
            let same = t > 0 && covered != u32::MAX && cover[t - 1] == covered;
            if !same {
                let word = token.span.of(&doc.text);
                let item = if covered == u32::MAX {
                    let letters = word.chars().any(char::is_alphanumeric);
                    Item {
                        symbol: lemma_hash(&token.lemma, word),
                        class: hash(token.tag.as_str()),
                        punctuation: !letters,
                        mention: false,
                        joint: Joint::of(token.tag),
                    }
                } else {
                    let entity = mentions.mentions[covered as usize].entity;
                    let kind = mentions.entities[entity as usize].kind;
                    let symbol = kind_symbol(kind);
                    Item { symbol, class: symbol, punctuation: false, mention: true, joint: Joint::Member(kind) }
                };
                scene.items.push(item);
            }
            let at = scene.items.len() as u32 - 1;
            scene.item_of.push(at);
            scene.symbols.push(scene.items[at as usize].symbol);
        }
        while scene.starts.len() <= doc.sentences.len() {
            scene.starts.push(scene.items.len() as u32);
        }
        scene.listings = listings(&scene.items, &scene.starts);
        scene
    }

    /// The item of a token.
    pub(super) fn item(&self, token: u32) -> usize {
        self.item_of[token as usize] as usize
    }

    /// Lemma of a token as a hash, a mention's as its type.
    pub(super) fn symbol(&self, token: u32) -> u64 {
        self.symbols[token as usize]
    }

    /// The items of sentences `first..=last`.
    pub(super) fn items_of(&self, first: u32, last: u32) -> std::ops::Range<usize> {
        self.starts[first as usize] as usize..self.starts[last as usize + 1] as usize
    }

    /// The token of a mention that the rest of it hangs on.
    pub(super) fn head(&self, mention: &Mention) -> u32 {
        let r = &mention.tokens;
        let outside = |t: &u32| {
            let h = self.doc.tokens[*t as usize].head;
            h == *t || !r.contains(&h)
        };
        r.clone().find(outside).unwrap_or(r.end.saturating_sub(1))
    }

    /// The tokens of the same sentence that hang on a token, in order.
    pub(super) fn children(&self, token: u32) -> impl Iterator<Item = u32> + '_ {
        let range = self.doc.sentences.get(self.sentence_of(token)).map_or(0..0, |s| s.tokens.clone());
        range.filter(move |c| *c != token && self.doc.tokens[*c as usize].head == token)
    }

    /// The sentence of a token.
    pub(super) fn sentence_of(&self, token: u32) -> usize {
        self.doc.sentences.partition_point(|s| s.tokens.end <= token).min(self.doc.sentences.len().saturating_sub(1))
    }

    /// The preposition or marker of a token, as the hash of its lemma.
    pub(super) fn case(&self, token: u32) -> Option<u64> {
        let marks = |c: &u32| matches!(self.doc.tokens[*c as usize].dep, Dep::CASE | Dep::MARK);
        self.children(token).take_while(|c| *c < token).find(marks).map(|c| self.symbol(c))
    }

    /// From a token up to its root, itself first. Bounded, so that a faulty parse cannot hold it.
    pub(super) fn ancestors(&self, token: u32) -> Vec<u32> {
        let mut chain = vec![token];
        let mut at = token;
        while chain.len() < 48 {
            let head = self.doc.tokens[at as usize].head;
            if head == at || chain.contains(&head) {
                break;
            }
            chain.push(head);
            at = head;
        }
        chain
    }

    /// The token that stands for a coordination or apposition: up while the token is a later member of one.
    pub(super) fn lift(&self, token: u32) -> u32 {
        let mut at = token;
        for _ in 0..12 {
            let t = &self.doc.tokens[at as usize];
            if t.head == at || !matches!(t.dep.as_str(), "conj" | "appos" | "flat" | "compound") {
                break;
            }
            at = t.head;
        }
        at
    }
}

/// Hash of a lemma without case; numbers are all alike.
fn lemma_hash(lemma: &str, word: &str) -> u64 {
    if word.chars().next().is_some_and(|c| c.is_ascii_digit()) {
        return hash("<number>");
    }
    let text = if lemma.is_empty() { word } else { lemma };
    if text.bytes().any(|b| b.is_ascii_uppercase() || b >= 0x80) { hash(&text.to_lowercase()) } else { hash(text) }
}
