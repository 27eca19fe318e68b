//! The scene of a document: its tokens with every mention drawn together to one item, so that what is learned about a
//! sentence does not hang on the names in it.

use crate::learn::{hash, mix};
use crate::mention::{Mention, Mentions};
use crate::text::{Dep, Document};
use crate::value::EntityType;

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
}

/// A document with its mentions and their layout.
pub(super) struct Scene<'d> {
    pub(super) doc: &'d Document,
    pub(super) mentions: &'d Mentions,
    layout: &'d Layout,
}

/// The items of a document and where its tokens went; the same before and after its sentences are parsed.
pub(super) struct Layout {
    items: Vec<Item>,
    /// Token → item.
    item_of: Vec<u32>,
    /// Item index at which each sentence starts, and the end.
    starts: Vec<u32>,
    /// How many mentions each entity has.
    counts: Vec<u32>,
    /// Hash of each token's lemma, mentions by their type.
    symbols: Vec<u64>,
}

/// The placeholder of a type.
pub(super) fn kind_symbol(kind: EntityType) -> u64 {
    mix(hash("kind"), kind as u64)
}

impl Layout {
    pub(super) fn new(doc: &Document, mentions: &Mentions) -> Layout {
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
        let mut layout = Layout {
            items: Vec::with_capacity(doc.tokens.len()),
            item_of: Vec::with_capacity(doc.tokens.len()),
            starts: Vec::with_capacity(doc.sentences.len() + 1),
            counts,
            symbols: Vec::with_capacity(doc.tokens.len()),
        };
        let mut sentence = 0;
        for (t, token) in doc.tokens.iter().enumerate() {
            while sentence < doc.sentences.len() && doc.sentences[sentence].tokens.start as usize <= t {
                layout.starts.push(layout.items.len() as u32);
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
                    }
                } else {
                    let entity = mentions.mentions[covered as usize].entity;
                    let symbol = kind_symbol(mentions.entities[entity as usize].kind);
                    Item { symbol, class: symbol, punctuation: false, mention: true }
                };
                layout.items.push(item);
            }
            let at = layout.items.len() as u32 - 1;
            layout.item_of.push(at);
            layout.symbols.push(layout.items[at as usize].symbol);
        }
        while layout.starts.len() <= doc.sentences.len() {
            layout.starts.push(layout.items.len() as u32);
        }
        layout
    }
}

impl<'d> Scene<'d> {
    pub(super) fn new(doc: &'d Document, mentions: &'d Mentions, layout: &'d Layout) -> Scene<'d> {
        Scene { doc, mentions, layout }
    }

    /// All items, in order of text.
    pub(super) fn items(&self) -> &'d [Item] {
        &self.layout.items
    }

    /// How many mentions each entity has.
    pub(super) fn counts(&self) -> &'d [u32] {
        &self.layout.counts
    }

    /// The item of a token.
    pub(super) fn item(&self, token: u32) -> usize {
        self.layout.item_of[token as usize] as usize
    }

    /// Lemma of a token as a hash, a mention's as its type.
    pub(super) fn symbol(&self, token: u32) -> u64 {
        self.layout.symbols[token as usize]
    }

    /// The items of sentences `first..=last`.
    pub(super) fn items_of(&self, first: u32, last: u32) -> std::ops::Range<usize> {
        self.layout.starts[first as usize] as usize..self.layout.starts[last as usize + 1] as usize
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
