//! Statements in few bytes, for a walk that hands them on in another order than the file's: those of neighbouring edges lie
//! together, so that they are read again from one end of a piece of memory to the other.

use super::said::{Money, Said};
use crate::graph::{Fact, Source};
use crate::value::{Bound, Currency, PartialDate, Span, Status};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// About what an article takes besides its texts.
const SOURCE: usize = 160;

/// Bytes by which a lot grows.
const BLOCK: usize = 1 << 12;

/// Statements by lots of edges.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// How many bytes more they and their articles may take, about.
    room: usize,
    /// How many edges a lot has.
    size: usize,
    lots: Vec<Lot>,
    sources: Vec<Arc<Source>>,
    rules: Vec<SmolStr>,
    /// The statement that is put.
    put: Vec<u8>,
}

/// The statements of some edges, as they were put, each behind its length and within one block.
#[derive(Debug, Clone, Default)]
struct Lot {
    full: Vec<Vec<u8>>,
    last: Vec<u8>,
    count: usize,
}

/// Bytes of a length at most.
const LENGTH: usize = 5;

// What a statement has, a bit each.
const MONEY: u8 = 1;
const DATE: u8 = 2;
const ROLE: u8 = 4;
const STAKE: u8 = 8;
const TELLER: u8 = 16;

impl Held {
    /// Room for about so many bytes of statements, of so many edges in lots of a size.
    pub(super) fn with_room(room: usize, edges: usize, size: usize) -> Held {
        Held { room, size, lots: vec![Lot::default(); edges.div_ceil(size)], ..Held::default() }
    }

    /// Takes a statement of an edge up; not where there is no room left.
    pub(super) fn put(&mut self, edge: u32, said: &Said<'_>, source: &Arc<Source>) -> bool {
        if self.room == 0 {
            return false;
        }
        if self.sources.last().is_none_or(|last| !Arc::ptr_eq(last, source)) {
            self.room = self.room.saturating_sub(SOURCE + texts(source).map(str::len).sum::<usize>());
            self.sources.push(Arc::clone(source));
        }
        let rule = self.rules.iter().position(|rule| rule == said.rule).unwrap_or_else(|| {
            self.rules.push(said.rule.into());
            self.rules.len() - 1
        });
        let (lot, edge) = (edge as usize / self.size, edge as usize % self.size);
        self.put.clear();
        put_number(&mut self.put, self.sources.len() as u64 - 1);
        put_number(&mut self.put, edge as u64);
        put_number(&mut self.put, rule as u64);
        put_said(&mut self.put, said);
        let Lot { full, last, count } = &mut self.lots[lot];
        let size = LENGTH + self.put.len();
        if last.capacity() - last.len() < size {
            let size = BLOCK.max(size);
            full.push(std::mem::replace(last, Vec::with_capacity(size)));
            self.room = self.room.saturating_sub(size);
        }
        put_bytes(last, &self.put);
        *count += 1;
        true
    }

    /// Calls `each` with every statement of some lots and the place of its edge; those of one edge in the order in which
    /// they were put.
    pub(super) fn each(&self, lots: Range<usize>, mut each: impl FnMut(usize, Fact)) {
        for (number, lot) in lots.clone().zip(self.lots.get(lots).unwrap_or_default()) {
            let statements = || {
                lot.full.iter().chain([&lot.last]).flat_map(|block| Bytes(block)).map(|statement| {
                    let mut from = Bytes(statement);
                    (&self.sources[from.number() as usize], from)
                })
            };
            fetch(statements().flat_map(|(source, _)| texts(source)));
            for (source, mut from) in statements() {
                let edge = number * self.size + from.number() as usize;
                let rule = &self.rules[from.number() as usize];
                each(edge, from.said(rule).fact(Arc::clone(source)));
            }
        }
    }

    /// How many statements each lot has.
    pub(super) fn counts(&self) -> impl Iterator<Item = usize> {
        self.lots.iter().map(|lot| lot.count)
    }
}

fn texts(source: &Source) -> impl Iterator<Item = &str> {
    let some = [&source.publisher, &source.url].into_iter().flatten();
    [&*source.article, &source.title, &source.group].into_iter().chain(some.map(String::as_str))
}

/// Looks at the beginnings of texts that will be wanted soon. Memory fetches them side by side; wanted one after the other,
/// each would be waited for.
pub(super) fn fetch<'t>(texts: impl Iterator<Item = &'t str>) {
    let beginnings = texts.fold(0, |sum, text| sum ^ text.as_bytes().first().copied().unwrap_or(0));
    std::hint::black_box(beginnings);
}

fn put_said(to: &mut Vec<u8>, said: &Said<'_>) {
    let has = [
        (MONEY, said.amount.is_some()),
        (DATE, said.date.is_some()),
        (ROLE, said.role.is_some()),
        (STAKE, said.stake.is_some()),
        (TELLER, said.attribution.is_some()),
    ];
    to.push(has.into_iter().filter(|(_, has)| *has).map(|(bit, _)| bit).sum());
    to.push(said.status as u8);
    to.extend(said.confidence.to_le_bytes());
    put_number(to, said.span.start.into());
    put_number(to, said.span.end.into());
    put_bytes(to, said.quote);
    if let Some(money) = &said.amount {
        put_bytes(to, money.text);
        to.extend(money.hundredths.to_le_bytes());
        to.extend(money.currency.as_str().bytes());
        to.push(money.bound as u8);
    }
    if let Some(date) = said.date {
        to.extend(date.year().to_le_bytes());
        to.extend([date.month().unwrap_or(0), date.day().unwrap_or(0)]);
    }
    said.role.iter().for_each(|role| put_bytes(to, role));
    said.stake.iter().for_each(|stake| put_number(to, (*stake).into()));
    said.attribution.iter().for_each(|teller| put_bytes(to, teller));
}

/// Seven bits a byte, the lowest first; the last byte has no eighth bit.
fn put_number(to: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn put_bytes(to: &mut Vec<u8>, text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    put_number(to, text.len() as u64);
    to.extend_from_slice(text);
}

/// What is read next, as it was put.
struct Bytes<'h>(&'h [u8]);

/// What was put behind its length, until nothing is left.
impl<'h> Iterator for Bytes<'h> {
    type Item = &'h [u8];

    fn next(&mut self) -> Option<&'h [u8]> {
        (!self.0.is_empty()).then(|| self.bytes())
    }
}

impl<'h> Bytes<'h> {
    fn said(&mut self, rule: &'h str) -> Said<'h> {
        let [has, status] = self.some();
        let confidence = f32::from_le_bytes(self.some());
        let span = Span { start: self.number() as u32, end: self.number() as u32 };
        let quote = self.text();
        Said {
            status: Status::ALL[usize::from(status)],
            amount: (has & MONEY > 0).then(|| Money {
                text: self.text(),
                hundredths: i64::from_le_bytes(self.some()),
                currency: std::str::from_utf8(&self.some::<3>()).ok().and_then(Currency::new).unwrap_or(Currency::USD),
                bound: Bound::ALL[usize::from(self.some::<1>()[0])],
            }),
            date: (has & DATE > 0).then(|| self.date()).flatten(),
            role: (has & ROLE > 0).then(|| self.text()),
            stake: (has & STAKE > 0).then(|| self.number() as u32),
            attribution: (has & TELLER > 0).then(|| self.text()),
            quote,
            span,
            confidence,
            rule,
        }
    }

    fn take(&mut self, count: usize) -> &'h [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn some<const N: usize>(&mut self) -> [u8; N] {
        let mut some = [0; N];
        some.copy_from_slice(self.take(N));
        some
    }

    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let [byte] = self.some();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn bytes(&mut self) -> &'h [u8] {
        let length = self.number() as usize;
        self.take(length)
    }

    fn text(&mut self) -> &'h str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn date(&mut self) -> Option<PartialDate> {
        let year = i16::from_le_bytes(self.some());
        let [month, day] = self.some();
        PartialDate::new(year, (month > 0).then_some(month), (day > 0).then_some(day))
    }
}
