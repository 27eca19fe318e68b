//! Dates as precise as a text makes them: a year, a month or a day.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date known to the year, the month or the day. In text: `2026`, `2026-01`, `2026-01-30`.
///
/// Ordered by its first possible day, the less precise first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: i16,
    /// 0 where unknown.
    month: u8,
    /// 0 where unknown.
    day: u8,
}

impl PartialDate {
    /// A date from its parts; `None` where they are no date (month 13, 30 February, a day without month).
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Option<PartialDate> {
        if !(1..=9999).contains(&year) || (day.is_some() && month.is_none()) {
            return None;
        }
        let (m, d) = (month.unwrap_or(1), day.unwrap_or(1));
        jiff::civil::Date::new(year, m as i8, d as i8).ok()?;
        Some(PartialDate { year, month: month.unwrap_or(0), day: day.unwrap_or(0) })
    }
    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }
    /// The month, from 1, where known.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }
    /// The day of the month, from 1, where known.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }
    /// The first day that it can mean.
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::Date::new(self.year, self.month.max(1) as i8, self.day.max(1) as i8)
            .unwrap_or(jiff::civil::Date::MIN)
    }
    /// The last day that it can mean.
    pub fn last_day(self) -> jiff::civil::Date {
        let first = self.first_day();
        match (self.month, self.day) {
            (0, _) => first.last_of_year(),
            (_, 0) => first.last_of_month(),
            _ => first,
        }
    }
    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or an ISO 8601 timestamp, of which the date is kept.
    pub fn parse(text: &str) -> Option<PartialDate> {
        let date = text.trim().split(['T', ' ']).next()?;
        let mut parts = date.split('-');
        let year = parts.next()?;
        if year.len() != 4 {
            return None;
        }
        let month = parts.next().map(|p| p.parse().ok());
        let day = parts.next().map(|p| p.parse().ok());
        if parts.next().is_some() || month == Some(None) || day == Some(None) {
            return None;
        }
        PartialDate::new(year.parse().ok()?, month.flatten(), day.flatten())
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // By hand: a graph of a million edges writes millions of dates.
        let digit = |number: u16| b'0' + (number % 10) as u8;
        let (year, month, day) = (self.year.unsigned_abs(), self.month.into(), self.day.into());
        let mut text = *b"0000-00-00";
        text[..4].copy_from_slice(&[digit(year / 1000), digit(year / 100), digit(year / 10), digit(year)]);
        text[5..7].copy_from_slice(&[digit(month / 10), digit(month)]);
        text[8..].copy_from_slice(&[digit(day / 10), digit(day)]);
        let length = match (month, day) {
            (0, _) => 4,
            (_, 0) => 7,
            _ => 10,
        };
        f.pad(std::str::from_utf8(&text[..length]).unwrap_or_default())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<PartialDate, D::Error> {
        let text = String::deserialize(d)?;
        PartialDate::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a date like 2026, 2026-01 or 2026-01-30")))
    }
}
