//! Figures: digits or number words with their scale words.

use super::phrase::Phrases;
use super::scan::Piece;
use crate::value::Bound;
use crate::vocab::Lexicon;

/// How a scale word stands to its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// Right behind the digits: "16.5B".
    Glued(i64),
    /// A word of its own: "million".
    Word(i64),
    /// A vague plural: "billions".
    Plural(i64),
    /// Not a scale: may follow a bare vague plural.
    Follow,
}

/// A number as read, before its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    /// One past its last piece.
    pub(super) end: usize,
    mantissa: i64,
    decimals: u8,
    factor: i64,
    /// The bound that its words imply: "tens of billions".
    pub(super) bound: Option<Bound>,
    /// Whether it has a scale word.
    pub(super) scaled: bool,
    /// Whether it is a vague plural: "billions".
    pub(super) vague: bool,
}

impl Figure {
    /// Hundredths of the value; `None` where out of range.
    pub(super) fn hundredths(&self) -> Option<i64> {
        let power = 10i128.checked_pow(u32::from(self.decimals))?;
        let scaled = i128::from(self.mantissa).checked_mul(i128::from(self.factor))?.checked_mul(100)?;
        i64::try_from((scaled + power / 2) / power).ok()
    }
    /// The same figure with the scale of another: the "1" of "1-2 billion".
    pub(super) fn with_scale_of(self, other: &Figure) -> Figure {
        if self.scaled { self } else { Figure { factor: other.factor, scaled: other.scaled, ..self } }
    }
    /// Its value as a small whole number: the "two" of "two years ago".
    pub(super) fn whole(&self) -> Option<i64> {
        let h = self.hundredths()?;
        (h % 100 == 0).then_some(h / 100)
    }
}

/// Number and scale words.
#[derive(Debug, Clone)]
pub(super) struct NumberWords {
    quantities: Phrases<(i64, u8, Option<Bound>)>,
    scales: Phrases<Scale>,
}

impl NumberWords {
    pub(super) fn new(lexicon: &Lexicon) -> NumberWords {
        let quantities = lexicon.rows("number_words").iter().filter_map(|row| {
            let (whole, fraction) = row.get(1)?.split_once('.').unwrap_or((row.get(1)?, ""));
            let mantissa = format!("{whole}{fraction}").parse().ok()?;
            let bound = row.get(2).and_then(|b| b.parse().ok());
            Some((row[0].as_str(), (mantissa, fraction.len() as u8, bound)))
        });
        let scales = lexicon.rows("scales").iter().filter_map(|row| {
            let factor = row.get(1)?.parse().ok()?;
            let scale = match row.get(2)?.as_str() {
                "glued" => Scale::Glued(factor),
                "word" => Scale::Word(factor),
                "plural" => Scale::Plural(factor),
                "follow" => Scale::Follow,
                _ => return None,
            };
            Some((row[0].as_str(), scale))
        });
        NumberWords { quantities: Phrases::new(quantities), scales: Phrases::new(scales) }
    }

    /// The figure that starts at piece `at`; `symbol`: whether a currency stands before it.
    pub(super) fn figure(&self, pieces: &[Piece], at: usize, symbol: bool) -> Option<Figure> {
        let piece = pieces.get(at)?;
        if let Some((mantissa, decimals)) = piece.number() {
            let bare = Figure { end: at + 1, mantissa, decimals, factor: 1, bound: None, scaled: false, vague: false };
            return Some(self.scale(pieces, bare, symbol));
        }
        if let Some(vague) = self.vague(pieces, at) {
            return Some(vague);
        }
        self.quantities.starting(pieces, at).find_map(|(len, (mantissa, decimals, bound))| {
            let bare = Figure {
                end: at + len,
                mantissa: *mantissa,
                decimals: *decimals,
                factor: 1,
                bound: *bound,
                scaled: false,
                vague: false,
            };
            let scaled = self.scale(pieces, bare, false);
            if scaled.scaled {
                return Some(scaled);
            }
            let next = bare.end + usize::from(is_mark(pieces, bare.end, "-"));
            let vague = self.vague(pieces, next).filter(|_| bound.is_some())?;
            Some(Figure { bound: *bound, ..vague })
        })
    }

    /// A quantity without scale: "two" of "two years ago", "10".
    pub(super) fn count(&self, pieces: &[Piece], at: usize) -> Option<(usize, i64)> {
        if pieces.get(at)?.number().is_some() {
            let figure = self.figure(pieces, at, false)?;
            return Some((figure.end, figure.whole()?));
        }
        let (len, (mantissa, decimals, _)) = self.quantities.start(pieces, at)?;
        (*decimals == 0).then_some((at + len, *mantissa))
    }

    /// Whether a vague plural before `at` counts as money without a currency.
    pub(super) fn money_follows(&self, pieces: &[Piece], at: usize) -> bool {
        self.scales.starting(pieces, at).any(|(_, s)| *s == Scale::Follow)
    }

    fn scale(&self, pieces: &[Piece], mut figure: Figure, symbol: bool) -> Figure {
        loop {
            let dash = is_mark(pieces, figure.end, "-") && pieces.get(figure.end + 1).is_some_and(|p| p.glued);
            let at = figure.end + usize::from(dash);
            let hit = self.scales.starting(pieces, at).find_map(|(len, scale)| match scale {
                Scale::Word(f) => Some((len, *f)),
                Scale::Glued(f) => {
                    let piece = pieces.get(at)?;
                    let fits = !dash && !figure.scaled && (piece.glued || (symbol && piece.capital));
                    fits.then_some((len, *f))
                }
                _ => None,
            });
            let Some((len, factor)) = hit else { return figure };
            let Some(product) = figure.factor.checked_mul(factor) else { return figure };
            figure = Figure { end: at + len, factor: product, scaled: true, ..figure };
        }
    }

    /// "billions", "tens of millions", "hundreds of billions".
    fn vague(&self, pieces: &[Piece], at: usize) -> Option<Figure> {
        let plural = |at| {
            self.scales.starting(pieces, at).find_map(|(len, s)| match s {
                Scale::Plural(f) => Some((at + len, *f)),
                _ => None,
            })
        };
        let (mut end, mut factor) = plural(at)?;
        while let Some((next, f)) = plural(end + 1).filter(|_| pieces.get(end).is_some_and(Piece::is_word)) {
            factor = factor.checked_mul(f)?;
            end = next;
        }
        Some(Figure { end, mantissa: 1, decimals: 0, factor, bound: Some(Bound::AtLeast), scaled: true, vague: true })
    }
}

/// Whether the piece at `at` is this mark.
pub(super) fn is_mark(pieces: &[Piece], at: usize, mark: &str) -> bool {
    pieces.get(at).is_some_and(|p| p.text == mark)
}
