//! Dates: absolute ones, and those that the article's own date makes precise.

use super::number::is_mark;
use super::phrase::Phrases;
use super::scan::Piece;
use crate::value::PartialDate;
use crate::vocab::Lexicon;
use jiff::civil::Date;

/// Days of the units that are no plain number of days.
const YEAR: i32 = 365;
const SEASON: i32 = 150;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Month(u8),
    Weekday(i8),
    Part,
    /// Days.
    Unit(i32),
    Ago(i32),
    Shift(i32),
    Day(i32),
    Year(i32),
    Lead,
    Count(i32),
}

/// The words of dates.
#[derive(Debug, Clone)]
pub(super) struct DateWords {
    words: Phrases<Word>,
}

impl DateWords {
    pub(super) fn new(lexicon: &Lexicon) -> DateWords {
        let dates = lexicon.rows("date_words").iter().filter_map(|row| {
            let n: i32 = row.get(2)?.parse().ok()?;
            let word = match row.get(1)?.as_str() {
                "month" => Word::Month(u8::try_from(n).ok().filter(|m| (1..=12).contains(m))?),
                "weekday" => Word::Weekday(i8::try_from(n).ok().filter(|d| (1..=7).contains(d))?),
                "part" => Word::Part,
                "unit" => Word::Unit(n),
                "ago" => Word::Ago(n),
                "shift" => Word::Shift(n),
                "day" => Word::Day(n),
                "year" => Word::Year(n),
                "lead" => Word::Lead,
                _ => return None,
            };
            Some((row[0].as_str(), word))
        });
        let counts = lexicon.rows("number_words").iter().filter_map(|row| {
            let n = row.get(1)?.parse().ok()?;
            Some((row[0].as_str(), Word::Count(n)))
        });
        DateWords { words: Phrases::new(dates.chain(counts)) }
    }

    fn at<T>(&self, pieces: &[Piece], at: usize, pick: impl Fn(Word) -> Option<T>) -> Option<(usize, T)> {
        self.words.starting(pieces, at).find_map(|(len, w)| Some((at + len, pick(*w)?)))
    }

    fn before(&self, pieces: &[Piece], end: usize, pick: impl Fn(Word) -> bool) -> bool {
        self.words.ending(pieces, end).any(|(_, w)| pick(*w))
    }

    /// One past the preposition at `at`.
    fn lead(&self, pieces: &[Piece], at: usize) -> Option<usize> {
        self.at(pieces, at, |w| (w == Word::Lead).then_some(())).map(|(end, ())| end)
    }

    /// The date that starts at piece `at`: one past its last piece, and the date.
    pub(super) fn read(
        &self,
        pieces: &[Piece],
        at: usize,
        published: Option<PartialDate>,
    ) -> Option<(usize, PartialDate)> {
        let piece = pieces.get(at)?;
        if piece.number().is_some() {
            return self
                .iso(pieces, at)
                .or_else(|| self.day_first(pieces, at, published))
                .or_else(|| self.ago(pieces, at, published))
                .or_else(|| self.bare_year(pieces, at));
        }
        if !piece.is_word() {
            return None;
        }
        self.month_first(pieces, at, published)
            .or_else(|| self.part(pieces, at))
            .or_else(|| self.relative(pieces, at, published?))
            .or_else(|| self.ago(pieces, at, published))
    }

    /// "2026-01-30", "2026/01/30".
    fn iso(&self, pieces: &[Piece], at: usize) -> Option<(usize, PartialDate)> {
        let sep = pieces.get(at + 1)?;
        if !matches!(sep.text.as_str(), "-" | "/") || !sep.glued {
            return None;
        }
        let (year, month) = (year(pieces, at)?, small(pieces, at + 2, 12)?);
        let third = pieces.get(at + 3).is_some_and(|p| p.text == sep.text);
        match small(pieces, at + 4, 31).filter(|_| third) {
            Some(day) => Some((at + 5, PartialDate::new(year, Some(month), Some(day))?)),
            None => Some((at + 3, PartialDate::new(year, Some(month), None)?))
                .filter(|_| pieces[at + 2].end - pieces[at + 2].start == 2 && sep.text == "-"),
        }
    }

    fn month(&self, pieces: &[Piece], at: usize) -> Option<(usize, u8)> {
        if !pieces.get(at)?.capital {
            return None;
        }
        let (end, month) = self.at(pieces, at, |w| if let Word::Month(m) = w { Some(m) } else { None })?;
        let dot = is_mark(pieces, end, ".") && pieces[end].glued && pieces[end].start - pieces[at].start < 5;
        Some((end + usize::from(dot), month))
    }

    /// "30 January 2026", "30th of January", "1 May".
    fn day_first(&self, pieces: &[Piece], at: usize, published: Option<PartialDate>) -> Option<(usize, PartialDate)> {
        let day = small(pieces, at, 31)?;
        let mut end = ordinal(pieces, at + 1);
        if end > at + 1 {
            end = self.lead(pieces, end).unwrap_or(end);
        }
        let (end, month) = self.month(pieces, end)?;
        self.with_year(pieces, end, month, day, published)
    }

    fn with_year(
        &self,
        pieces: &[Piece],
        end: usize,
        month: u8,
        day: u8,
        published: Option<PartialDate>,
    ) -> Option<(usize, PartialDate)> {
        let comma = usize::from(is_mark(pieces, end, ","));
        if let Some(year) = year(pieces, end + comma) {
            return Some((end + comma + 1, PartialDate::new(year, Some(month), Some(day))?));
        }
        let today = published?;
        let this = PartialDate::new(today.year(), Some(month), Some(day));
        // A day that lies more than half a year ahead is meant to be last year's.
        let ahead =
            today.month().is_some() && this.is_some_and(|d| days_between(today.first_day(), d.first_day()) > 183);
        let date = if ahead { PartialDate::new(today.year() - 1, Some(month), Some(day)) } else { this };
        Some((end, date?))
    }

    /// "Jan. 30, 2026", "March 2024", "in March", "September last year".
    fn month_first(&self, pieces: &[Piece], at: usize, published: Option<PartialDate>) -> Option<(usize, PartialDate)> {
        let (end, month) = self.month(pieces, at)?;
        let of = usize::from(is_mark(pieces, end, ",") || self.lead(pieces, end) == Some(end + 1));
        if let Some(year) = year(pieces, end + of) {
            return Some((end + of + 1, PartialDate::new(year, Some(month), None)?));
        }
        if let Some(day) = small(pieces, end, 31) {
            let after = ordinal(pieces, end + 1);
            return self.with_year(pieces, after, month, day, published);
        }
        let today = published?;
        if let Some((e, shift)) = self.shifted_year(pieces, end + of).or_else(|| self.shifted_year(pieces, end)) {
            return Some((e, PartialDate::new(add(today.year(), shift)?, Some(month), None)?));
        }
        // A bare month needs a preposition: "March" and "May" are words and names too.
        if !self.before(pieces, at, |w| matches!(w, Word::Lead | Word::Shift(_))) {
            return None;
        }
        let next = self.before(pieces, at, |w| w == Word::Shift(1));
        let year = match today.month() {
            Some(now) if next && month <= now => today.year() + 1,
            // Months shortly ahead are those of plans; further ones are last year's.
            Some(now) if !next && month > now + 6 => today.year() - 1,
            Some(now) if self.before(pieces, at, |w| w == Word::Shift(-1)) && month >= now => today.year() - 1,
            _ => today.year(),
        };
        Some((end, PartialDate::new(year, Some(month), None)?))
    }

    /// "last year", "this year", "next year" at `at`.
    fn shifted_year(&self, pieces: &[Piece], at: usize) -> Option<(usize, i32)> {
        let (end, shift) = self.at(pieces, at, |w| if let Word::Shift(s) = w { Some(s) } else { None })?;
        let (end, _) = self.at(pieces, end, |w| (w == Word::Unit(YEAR)).then_some(()))?;
        Some((end, shift))
    }

    /// "Q3 2025", "the first half of 2026", "fall 2024".
    fn part(&self, pieces: &[Piece], at: usize) -> Option<(usize, PartialDate)> {
        let (end, ()) = self.at(pieces, at, |w| (w == Word::Part).then_some(()))?;
        let skip = (0..3).find(|n| year(pieces, end + n).is_some())?;
        let words =
            (0..skip).all(|n| self.before(pieces, end + n + 1, |w| w == Word::Lead) || is_mark(pieces, end + n, ","));
        let year = year(pieces, end + skip).filter(|_| words)?;
        Some((end + skip + 1, PartialDate::new(year, None, None)?))
    }

    /// "today", "Tuesday", "last week", "next month", "this year", "this fall".
    fn relative(&self, pieces: &[Piece], at: usize, today: PartialDate) -> Option<(usize, PartialDate)> {
        for (len, word) in self.words.starting(pieces, at) {
            let end = at + len;
            match *word {
                Word::Day(0) => return Some((end, today)),
                Word::Day(n) => return Some((end, day(shift(today, n)?)?)).filter(|_| today.day().is_some()),
                Word::Year(n) => return Some((end, PartialDate::new(add(today.year(), n)?, None, None)?)),
                Word::Weekday(w) if pieces[at].capital => {
                    today.day()?;
                    // "Tuesday, Jan. 30": the date behind it says it all.
                    let comma = usize::from(is_mark(pieces, end, ","));
                    if self.month(pieces, end + comma).is_some() {
                        return None;
                    }
                    let back = (today.first_day().weekday().to_monday_one_offset() - w).rem_euclid(7);
                    let next = self.before(pieces, at, |w| w == Word::Shift(1));
                    let days = if next { 7 - i32::from(back) } else { -i32::from(back) };
                    return Some((end, day(shift(today, days)?)?));
                }
                Word::Shift(s) => {
                    let unit = self.at(pieces, end, |w| match w {
                        Word::Unit(d) => Some(d),
                        Word::Part => Some(SEASON),
                        _ => None,
                    });
                    let Some((end, unit)) = unit else { continue };
                    return Some((end, moved(today, s, unit)?));
                }
                _ => {}
            }
        }
        None
    }

    /// "two years ago", "three months ago".
    fn ago(&self, pieces: &[Piece], at: usize, published: Option<PartialDate>) -> Option<(usize, PartialDate)> {
        let today = published?;
        let (end, count) = match pieces.get(at)?.number() {
            Some((n, 0)) => (at + 1, i32::try_from(n).ok()?),
            Some(_) => return None,
            None => self.at(pieces, at, |w| if let Word::Count(n) = w { Some(n) } else { None })?,
        };
        let (end, unit) = self.at(pieces, end, |w| if let Word::Unit(d) = w { Some(d) } else { None })?;
        let (end, sign) = self.at(pieces, end, |w| if let Word::Ago(s) = w { Some(s) } else { None })?;
        Some((end, moved(today, count.checked_mul(sign)?, unit)?))
    }

    /// "in 2019", "the 2013 acquisition", "(2024)".
    fn bare_year(&self, pieces: &[Piece], at: usize) -> Option<(usize, PartialDate)> {
        let value = year(pieces, at)?;
        let next = pieces.get(at + 1);
        if next.is_some_and(|p| p.glued && (p.is_word() || matches!(p.text.as_str(), "%" | "-" | "/" | "+"))) {
            return None;
        }
        let lead = self.before(pieces, at, |w| matches!(w, Word::Lead | Word::Part | Word::Month(_)));
        if !lead {
            let Some(previous) = at.checked_sub(1).and_then(|i| pieces.get(i)) else {
                return Some((at + 1, PartialDate::new(value, None, None)?)).filter(|_| value % 100 != 0);
            };
            // "Office 2019", "RTX 2080", "$2000", "x-2020" are no years; nor is a round number, most times.
            let name = previous.is_word() && previous.capital && at > 1;
            let joined = pieces[at].glued && !matches!(previous.text.as_str(), "(" | "\"" | "'");
            if name
                || joined
                || value % 100 == 0
                || !(previous.is_word() || matches!(previous.text.as_str(), "(" | "," | ":"))
            {
                return None;
            }
        }
        Some((at + 1, PartialDate::new(value, None, None)?))
    }
}

/// A year of four digits between 1900 and 2100.
fn year(pieces: &[Piece], at: usize) -> Option<i16> {
    let piece = pieces.get(at)?;
    let (n, decimals) = piece.number()?;
    let fits = decimals == 0 && piece.end - piece.start == 4 && (1900..=2100).contains(&n);
    fits.then(|| i16::try_from(n).ok()).flatten()
}

/// A number of one or two digits from 1 to `max`.
fn small(pieces: &[Piece], at: usize, max: i64) -> Option<u8> {
    let piece = pieces.get(at)?;
    let (n, decimals) = piece.number()?;
    let fits = decimals == 0 && piece.end - piece.start <= 2 && (1..=max).contains(&n);
    let free = pieces.get(at + 1).is_none_or(|p| p.text != "%");
    (fits && free).then(|| u8::try_from(n).ok()).flatten()
}

/// Skips the "th" of "30th".
fn ordinal(pieces: &[Piece], at: usize) -> usize {
    let suffix = pieces.get(at).is_some_and(|p| p.glued && p.is_word() && p.text.len() == 2);
    at + usize::from(suffix)
}

fn add(year: i16, n: i32) -> Option<i16> {
    i16::try_from(i32::from(year).checked_add(n)?).ok()
}

fn shift(today: PartialDate, days: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(i64::from(days)).ok()?;
    today.first_day().checked_add(span).ok()
}

fn day(date: Date) -> Option<PartialDate> {
    PartialDate::new(date.year(), u8::try_from(date.month()).ok(), u8::try_from(date.day()).ok())
}

fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |s| i64::from(s.get_days()))
}

/// The date `count` units away, as precise as the unit: days and weeks make a month, seasons and quarters a year.
fn moved(today: PartialDate, count: i32, unit: i32) -> Option<PartialDate> {
    match unit {
        1 | 7 => {
            today.day()?;
            let date = shift(today, count.checked_mul(unit)?)?;
            PartialDate::new(date.year(), u8::try_from(date.month()).ok(), None)
        }
        30 => {
            let month = i32::from(today.month()?) - 1;
            let all = i32::from(today.year()).checked_mul(12)?.checked_add(month)?.checked_add(count)?;
            PartialDate::new(i16::try_from(all.div_euclid(12)).ok()?, u8::try_from(all.rem_euclid(12) + 1).ok(), None)
        }
        YEAR => PartialDate::new(add(today.year(), count)?, None, None),
        // "last fall" in spring is last year's, in December this year's.
        _ => {
            today.month()?;
            let date = shift(today, count.checked_mul(SEASON)?)?;
            PartialDate::new(date.year(), None, None)
        }
    }
}
