//! Values: the money, percentages and dates of an article, found in the text of its sentences.
//!
//! The reader works on characters, with a small scanner of its own, so it does not depend on how the text layer splits
//! "$1.3-billion" or "US$16.5bn". All forms come from `data/lexicon`.

mod date;
mod kind;
mod money;
mod number;
mod percent;
mod phrase;
mod scan;

pub use kind::MoneyKind;
pub use phrase::Phrases;
pub use scan::{Piece, PieceKind, scan};

use crate::text::Document;
use crate::value::{Amount, PartialDate, Span};
use crate::vocab::{Lexicon, Vocabulary};
use std::sync::OnceLock;

/// A value in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Where it stands, with the words that bound it ("up to $50 billion").
    pub span: Span,
    /// Its sentence: index in `Document::sentences`.
    pub sentence: u32,
    /// What it is.
    pub kind: ValueKind,
}

impl Value {
    /// The sum of money that it is, if it is one.
    pub fn amount(&self) -> Option<&Amount> {
        match &self.kind {
            ValueKind::Money(amount, _) => Some(amount),
            _ => None,
        }
    }

    /// The date that it is, if it is one.
    pub fn date(&self) -> Option<PartialDate> {
        match self.kind {
            ValueKind::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// The kinds of values.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    /// A sum of money and what it is, as far as the words beside it tell.
    Money(Amount, MoneyKind),
    /// A percentage, in hundredths of a percent: 19.5 % is 1950.
    Percent(u32),
    /// A date, as precise as the text and the article's own date make it.
    Date(PartialDate),
}

/// Reads values from text by the word lists of a vocabulary.
#[derive(Debug, Clone)]
pub struct ValueReader {
    numbers: number::NumberWords,
    money: money::MoneyWords,
    kinds: kind::KindCues,
    dates: date::DateWords,
    percents: Phrases<()>,
}

impl ValueReader {
    /// A reader that goes by the lists `currencies`, `scales`, `number_words`, `bound_cues`, `money_cues`,
    /// `date_words` and `percent_words`; rows that make no sense are left out.
    pub fn new(lexicon: &Lexicon) -> ValueReader {
        ValueReader {
            numbers: number::NumberWords::new(lexicon),
            money: money::MoneyWords::new(lexicon),
            kinds: kind::KindCues::new(lexicon),
            dates: date::DateWords::new(lexicon),
            percents: Phrases::new(lexicon.words("percent_words").map(|w| (w, ()))),
        }
    }

    /// The reader of the built-in vocabulary, made once.
    pub fn builtin() -> &'static ValueReader {
        static BUILTIN: OnceLock<ValueReader> = OnceLock::new();
        BUILTIN.get_or_init(|| ValueReader::new(&Vocabulary::builtin().lexicon))
    }

    /// The values of one piece of text, in order of where they start; spans are shifted by `offset` bytes.
    ///
    /// `published` is the article's date, against which "last week" is read; without it relative dates are left out.
    pub fn read(&self, text: &str, offset: usize, published: Option<PartialDate>) -> Vec<(Span, ValueKind)> {
        let pieces = scan(text);
        let mut found: Vec<(Span, ValueKind)> = Vec::new();
        let mut sums = Vec::new();
        let mut i = 0;
        while i < pieces.len() {
            if let Some(sum) = self.money.read(&pieces, i, &self.numbers) {
                i = sum.end.max(i + 1);
                sums.push(sum);
            } else if let Some((end, hundredths)) = percent::read(&pieces, i, &self.percents, &self.numbers) {
                found.push((between(&pieces, i, end, offset), ValueKind::Percent(hundredths)));
                i = end.max(i + 1);
            } else if let Some((end, date)) = self.dates.read(&pieces, i, published) {
                found.push((between(&pieces, i, end, offset), ValueKind::Date(date)));
                i = end.max(i + 1);
            } else {
                i += 1;
            }
        }
        for (n, sum) in sums.iter().enumerate() {
            let before = if n == 0 { 0 } else { sums[n - 1].end };
            let after = sums.get(n + 1).map_or(pieces.len(), |s| s.start);
            let kind = self.kinds.kind(&pieces, before..sum.start, sum.end..after);
            let span = between(&pieces, sum.start, sum.end, 0);
            let amount = Amount {
                text: span.of(text).to_string(),
                hundredths: sum.hundredths,
                currency: sum.currency,
                bound: sum.bound,
            };
            found.push((between(&pieces, sum.start, sum.end, offset), ValueKind::Money(amount, kind)));
        }
        found.sort_by_key(|(span, _)| *span);
        found
    }
}

fn between(pieces: &[Piece], start: usize, end: usize, offset: usize) -> Span {
    let first = pieces.get(start).map_or(0, |p| p.start);
    let last = pieces.get(end.saturating_sub(1)).map_or(first, |p| p.end);
    Span::new(first + offset, last.max(first) + offset)
}

/// All values of a document, in order of where they start. Cost: linear in the text.
///
/// `published` is the article's date; without it relative dates ("last week") are left out.
pub fn values(doc: &Document, published: Option<PartialDate>, reader: &ValueReader) -> Vec<Value> {
    let mut all = Vec::new();
    for (n, sentence) in doc.sentences.iter().enumerate() {
        let text = sentence.span.of(&doc.text);
        let found = reader.read(text, sentence.span.start as usize, published);
        all.extend(found.into_iter().map(|(span, kind)| Value { span, sentence: n as u32, kind }));
    }
    all
}
