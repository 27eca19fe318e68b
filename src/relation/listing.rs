//! Listings: "Google, Microsoft and Amazon". What is said of one member is said of all, so a candidate is looked at as
//! if its ends stood alone where their listings stand.

use super::scene::{Item, Scene};
use crate::mention::Mention;
use crate::text::Tag;
use crate::value::EntityType;
use std::ops::Range;

/// What an item can be in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// A mention of this type: a member.
    Member(EntityType),
    /// A comma.
    Comma,
    /// "and", "or", "&".
    Conjunction,
    /// A word that may stand before a member: "cloud giant", "former".
    Filler,
    /// Anything else ends a listing.
    Break,
}

impl Joint {
    /// Of a token outside mentions.
    pub(super) fn of(tag: Tag) -> Joint {
        match tag {
            Tag::COMMA => Joint::Comma,
            Tag::CC => Joint::Conjunction,
            Tag::DT | Tag::CD => Joint::Filler,
            t if t.is_noun() || t.is_adjective() => Joint::Filler,
            _ => Joint::Break,
        }
    }
}

/// So many words may stand before a member.
const FILLERS: usize = 3;

/// The listing of every item: its first item and the one after its last. An item outside listings is its own.
pub(super) fn listings(items: &[Item], sentences: &[u32]) -> Vec<Range<u32>> {
    let mut out: Vec<Range<u32>> = (0..items.len() as u32).map(|i| i..i + 1).collect();
    for sentence in sentences.windows(2) {
        let (mut at, end) = (sentence[0] as usize, sentence[1] as usize);
        while at < end {
            let Joint::Member(kind) = items[at].joint else {
                at += 1;
                continue;
            };
            let (mut last, mut members, mut joined) = (at, 1, false);
            while let Some((next, conjunction)) = member_after(items, last, end, kind) {
                (last, members, joined) = (next, members + 1, joined || conjunction);
            }
            if members > 2 || joined {
                out[at..=last].fill(at as u32..last as u32 + 1);
            }
            at = last + 1;
        }
    }
    out
}

/// The next member of the listing after the member at `at`, and whether a conjunction leads to it.
fn member_after(items: &[Item], at: usize, end: usize, kind: EntityType) -> Option<(usize, bool)> {
    let (mut joined, mut comma, mut fillers) = (false, false, 0);
    for (i, item) in items.iter().enumerate().take(end).skip(at + 1) {
        match item.joint {
            Joint::Member(other) => return ((comma || joined) && alike(kind, other)).then_some((i, joined)),
            Joint::Comma if !comma && !joined && fillers == 0 => comma = true,
            Joint::Conjunction if !joined && fillers == 0 => joined = true,
            Joint::Filler if (comma || joined) && fillers < FILLERS => fillers += 1,
            _ => return None,
        }
    }
    None
}

/// Whether two types stand in one listing.
fn alike(a: EntityType, b: EntityType) -> bool {
    let class = |k: EntityType| if k == EntityType::Product { EntityType::Organization } else { k };
    class(a) == class(b)
}

/// The sentence of a candidate, or the two, with every listing drawn together to one item.
pub(super) struct Strip {
    /// The items.
    pub(super) items: Vec<Item>,
    /// Where the earlier end stands.
    pub(super) first: Range<usize>,
    /// Where the later end stands.
    pub(super) second: Range<usize>,
    /// Whether an item stands for more than one.
    pub(super) drawn_together: bool,
}

impl Strip {
    /// The strip of two mentions of one sentence, or of two that follow each other. Ends of one listing stand side by
    /// side in its place, with a mark between them.
    pub(super) fn new(scene: &Scene<'_>, a: &Mention, b: &Mention) -> Strip {
        let window = scene.items_of(a.sentence, b.sentence);
        let place = |m: &Mention| scene.item(m.tokens.start)..scene.item(m.tokens.end - 1) + 1;
        let (first, second) = (place(a), place(b));
        let listing = |i: usize| scene.listings[i].start as usize..scene.listings[i].end as usize;
        let whole = |p: &Range<usize>| listing(p.start).end >= p.end;
        if first.end > second.start || !whole(&first) || !whole(&second) {
            // Ends that overlap, or are torn by a longer mention, are taken as they stand.
            let moved = |p: Range<usize>| p.start - window.start..p.end - window.start;
            let items = scene.items[window.clone()].to_vec();
            return Strip { items, first: moved(first), second: moved(second), drawn_together: false };
        }
        let mut strip =
            Strip { items: Vec::with_capacity(window.len()), first: 0..0, second: 0..0, drawn_together: false };
        let mut i = window.start;
        while i < window.end {
            let (at, members) = (strip.items.len(), listing(i));
            match (members.contains(&first.start), members.contains(&second.start)) {
                (true, true) => {
                    let both = [scene.items[first.start], Item::LISTING, scene.items[second.start]];
                    strip.items.extend_from_slice(&both);
                    (strip.first, strip.second) = (at..at + 1, at + 2..at + 3);
                }
                (true, false) => {
                    strip.items.push(scene.items[first.start]);
                    strip.first = at..at + 1;
                }
                (false, true) => {
                    strip.items.push(scene.items[second.start]);
                    strip.second = at..at + 1;
                }
                (false, false) => strip.items.push(scene.items[i]),
            }
            strip.drawn_together |= members.len() > 1;
            i = members.end;
        }
        strip
    }
}
