//! Values and neighbours by row number, in flat arrays.

use crate::query::cypher::value::{Edge, Node, Value};
use crate::store::Datum;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Rows of equally many values, found by the number of the row in the store.
#[derive(Default)]
pub(super) struct Rows {
    /// One more than the place of a row number's values; 0 for none.
    places: Vec<u32>,
    keys: Vec<u32>,
    values: Vec<Value>,
}

impl Rows {
    /// Where the values of a row number stand.
    pub(super) fn row(&self, key: u32) -> Option<usize> {
        self.places.get(key as usize).and_then(|p| p.checked_sub(1)).map(|p| p as usize)
    }

    /// Puts a row, unless it is there already.
    pub(super) fn put(&mut self, key: u32, values: impl Iterator<Item = Value>) -> bool {
        if self.row(key).is_some() {
            return false;
        }
        if self.places.len() <= key as usize {
            self.places.resize(key as usize + 1, 0);
        }
        self.keys.push(key);
        self.places[key as usize] = self.keys.len() as u32;
        self.values.extend(values);
        true
    }

    /// A value; null where there is no such row.
    pub(super) fn get(&self, key: u32, place: usize) -> Value {
        let Some(row) = self.row(key) else { return Value::Null };
        let width = self.values.len() / self.keys.len();
        self.values.get(row * width + place).cloned().unwrap_or(Value::Null)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = u32> {
        self.keys.iter().copied()
    }
}

/// Words that stand in many rows, each kept once, with a number.
#[derive(Default)]
pub(super) struct Words {
    numbers: FxHashMap<Rc<str>, u16>,
    words: Vec<Rc<str>>,
}

impl Words {
    /// The number of a word; the last one where there are too many words.
    pub(super) fn number(&mut self, word: &str) -> u16 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u16::try_from(self.words.len()).unwrap_or(u16::MAX);
        self.words.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }

    pub(super) fn word(&self, number: u16) -> Rc<str> {
        self.words.get(usize::from(number)).cloned().unwrap_or_default()
    }

    /// The place of each word, by number, in order of the words.
    pub(super) fn order(&self) -> Vec<u16> {
        let mut numbers: Vec<u16> = (0..self.words.len() as u16).collect();
        numbers.sort_by(|a, b| self.words[usize::from(*a)].cmp(&self.words[usize::from(*b)]));
        let mut places = vec![0; numbers.len()];
        for (place, number) in (0..).zip(numbers) {
            places[usize::from(number)] = place;
        }
        places
    }
}

/// A stored value as a value of the query. Short words, which repeat, are kept once.
pub(super) fn datum(datum: Datum<'_>, words: &mut Words) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Text(text) if text.len() <= 12 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
            if words.words.len() < 4_000 { Value::Text(words.word_of(text)) } else { Value::text(text) }
        }
        Datum::Text(text) => Value::text(text),
        Datum::Whole(n) => Value::Integer(n),
        Datum::Hundredths(h) => Value::Hundredths(h),
        Datum::Real(n) => Value::Number(n),
        Datum::Flag(flag) => Value::Flag(flag),
        Datum::Texts(texts) => Value::list(texts.iter().map(Value::text)),
    }
}

impl Words {
    fn word_of(&mut self, text: &str) -> Rc<str> {
        let number = self.number(text);
        self.word(number)
    }
}

/// An edge seen from one of its ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::query::cypher) struct Hop {
    pub(in crate::query::cypher) edge: Edge,
    /// The other end.
    pub(in crate::query::cypher) far: Node,
    pub(in crate::query::cypher) relation: u16,
}

/// The edges at an entity that lead one way.
#[derive(Debug, Clone, Default)]
pub(in crate::query::cypher) struct Hops {
    list: Rc<Vec<Hop>>,
    from: usize,
    to: usize,
}

impl Hops {
    pub(in crate::query::cypher) fn as_slice(&self) -> &[Hop] {
        self.list.get(self.from..self.to).unwrap_or(&[])
    }
}

/// Where each entity's hops begin, and all hops.
type All = (Vec<u32>, Rc<Vec<Hop>>);

/// Edges around entities: those asked for, or all.
#[derive(Default)]
pub(super) struct Around {
    met: FxHashMap<(Node, bool), Rc<Vec<Hop>>>,
    /// Outward, then inward: where each entity's hops begin, and all hops.
    all: Option<[All; 2]>,
}

impl Around {
    pub(super) fn get(&self, node: Node, outward: bool) -> Option<Hops> {
        if let Some(all) = &self.all {
            let (starts, hops) = &all[usize::from(!outward)];
            let at = |i: u32| starts.get(i as usize).map_or(hops.len(), |s| *s as usize);
            return Some(Hops { list: Rc::clone(hops), from: at(node.0), to: at(node.0 + 1) });
        }
        self.met.get(&(node, outward)).map(|list| Hops { list: Rc::clone(list), from: 0, to: list.len() })
    }

    pub(super) fn put(&mut self, node: Node, outward: bool, hops: Vec<Hop>) -> Hops {
        let list = Rc::new(hops);
        self.met.insert((node, outward), Rc::clone(&list));
        Hops { from: 0, to: list.len(), list }
    }

    /// Takes all edges: edge, subject, relation and object. Hops stand in order of relation and other end.
    pub(super) fn fill(&mut self, edges: Vec<(Edge, Node, u16, Node)>, relations: &[u16], ranks: &[u32]) {
        let side = |outward: bool| {
            let mut hops: Vec<(u32, u16, u32, Hop)> = edges
                .iter()
                .map(|&(edge, subject, relation, object)| {
                    let (near, far) = if outward { (subject, object) } else { (object, subject) };
                    let rank = ranks.get(far.0 as usize).copied().unwrap_or(u32::MAX);
                    (
                        near.0,
                        relations.get(usize::from(relation)).copied().unwrap_or(0),
                        rank,
                        Hop { edge, far, relation },
                    )
                })
                .collect();
            hops.sort_unstable_by_key(|(near, relation, rank, hop)| (*near, *relation, *rank, hop.edge));
            let mut starts = Vec::with_capacity(ranks.len() + 1);
            for (i, (near, ..)) in (0_u32..).zip(&hops) {
                while starts.len() <= *near as usize {
                    starts.push(i);
                }
            }
            (starts, Rc::new(hops.into_iter().map(|h| h.3).collect()))
        };
        self.all = Some([side(true), side(false)]);
        self.met.clear();
    }
}
