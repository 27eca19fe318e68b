//! Statements in few bytes, for a walk that hands them on in another order than the file's.

use crate::graph::{Fact, Source};
use crate::value::{Amount, Bound, Currency, PartialDate, Span, Status};
use smol_str::SmolStr;
use std::sync::Arc;

/// About what an article takes besides its texts.
const SOURCE: usize = 160;

/// Statements, each at the place that [`Held::put`] gave it.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// How many bytes they and their articles may take, about.
    room: usize,
    bytes: Vec<u8>,
    sources: Vec<Arc<Source>>,
    rules: Vec<SmolStr>,
    /// Bytes of the articles.
    of_sources: usize,
}

// What a statement has, a bit each.
const MONEY: u8 = 1;
const DATE: u8 = 2;
const ROLE: u8 = 4;
const STAKE: u8 = 8;
const TELLER: u8 = 16;

impl Held {
    /// Room for about so many bytes.
    pub(super) fn with_room(room: usize) -> Held {
        Held { room, ..Held::default() }
    }

    /// Takes a statement up and gives its place; `None` where there is no room left.
    pub(super) fn put(&mut self, fact: &Fact) -> Option<u32> {
        let place = u32::try_from(self.bytes.len()).ok()?;
        if self.bytes.len() + self.of_sources >= self.room {
            return None;
        }
        if self.sources.last().is_none_or(|last| !Arc::ptr_eq(last, &fact.source)) {
            let Source { article, title, publisher, url, group, .. } = &*fact.source;
            let some = [publisher, url].into_iter().flatten().map(String::len).sum::<usize>();
            self.of_sources += SOURCE + article.len() + title.len() + group.len() + some;
            self.sources.push(Arc::clone(&fact.source));
        }
        let rule = self.rules.iter().position(|rule| *rule == fact.rule).unwrap_or_else(|| {
            self.rules.push(fact.rule.clone());
            self.rules.len() - 1
        });
        let has = [
            (MONEY, fact.amount.is_some()),
            (DATE, fact.date.is_some()),
            (ROLE, fact.role.is_some()),
            (STAKE, fact.stake.is_some()),
            (TELLER, fact.attribution.is_some()),
        ];
        let to = &mut self.bytes;
        to.push(has.into_iter().filter(|(_, has)| *has).map(|(bit, _)| bit).sum());
        to.push(fact.status as u8);
        to.extend(fact.confidence.to_le_bytes());
        put_number(to, self.sources.len() as u64 - 1);
        put_number(to, rule as u64);
        put_number(to, fact.span.start.into());
        put_number(to, fact.span.end.into());
        put_text(to, &fact.quote);
        if let Some(amount) = &fact.amount {
            put_text(to, &amount.text);
            to.extend(amount.hundredths.to_le_bytes());
            to.extend(amount.currency.as_str().bytes());
            to.push(amount.bound as u8);
        }
        if let Some(date) = fact.date {
            to.extend(date.year().to_le_bytes());
            to.extend([date.month().unwrap_or(0), date.day().unwrap_or(0)]);
        }
        fact.role.iter().for_each(|role| put_text(to, role));
        fact.stake.iter().for_each(|stake| put_number(to, (*stake).into()));
        fact.attribution.iter().for_each(|teller| put_text(to, teller));
        Some(place)
    }

    /// The statement at a place.
    pub(super) fn at(&self, place: u32) -> Fact {
        let mut from = Bytes(&self.bytes[place as usize..]);
        let [has, status] = from.some();
        let confidence = f32::from_le_bytes(from.some());
        let source = Arc::clone(&self.sources[from.number() as usize]);
        let rule = self.rules[from.number() as usize].clone();
        let span = Span { start: from.number() as u32, end: from.number() as u32 };
        let quote = from.text();
        Fact {
            source,
            status: Status::ALL[usize::from(status)],
            amount: (has & MONEY > 0).then(|| Amount {
                text: from.text(),
                hundredths: i64::from_le_bytes(from.some()),
                currency: std::str::from_utf8(&from.some::<3>()).ok().and_then(Currency::new).unwrap_or(Currency::USD),
                bound: Bound::ALL[usize::from(from.some::<1>()[0])],
            }),
            date: (has & DATE > 0).then(|| from.date()).flatten(),
            role: (has & ROLE > 0).then(|| from.text()),
            stake: (has & STAKE > 0).then(|| from.number() as u32),
            attribution: (has & TELLER > 0).then(|| from.text()),
            quote,
            span,
            confidence,
            rule,
        }
    }
}

/// Seven bits a byte, the lowest first; the last byte has no eighth bit.
fn put_number(to: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn put_text(to: &mut Vec<u8>, text: &str) {
    put_number(to, text.len() as u64);
    to.extend_from_slice(text.as_bytes());
}

/// What is read next, as it was put.
struct Bytes<'h>(&'h [u8]);

impl<'h> Bytes<'h> {
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

    fn text(&mut self) -> String {
        let length = self.number() as usize;
        String::from_utf8_lossy(self.take(length)).into_owned()
    }

    fn date(&mut self) -> Option<PartialDate> {
        let year = i16::from_le_bytes(self.some());
        let [month, day] = self.some();
        PartialDate::new(year, (month > 0).then_some(month), (day > 0).then_some(day))
    }
}
