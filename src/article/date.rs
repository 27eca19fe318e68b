//! Dates of publication as the web writes them.

use crate::value::PartialDate;

/// Month names by their first three letters: part of the date formats themselves (RFC 2822, HTTP), like their digits.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date of any common kind: ISO 8601, `20260130`, `2026/1/30`, RFC 2822, JavaScript's, `January 30, 2026`,
/// `30 Jan. 2026`, `30.01.2026`, `1/30/2026`, `Jan 2026`, and seconds or milliseconds since 1970. A time of day and its
/// zone are left out. Where day and month could be swapped (`1/2/2026`) only the year is certain, and only it is given.
pub fn parse_date(text: &str) -> Option<PartialDate> {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    PartialDate::parse(text).or_else(|| numeric(text)).or_else(|| worded(text))
}

fn numeric(text: &str) -> Option<PartialDate> {
    let head = text.split(['T', ' ', ',']).next()?;
    if !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit()) {
        return match head.len() {
            8 => date(head[..4].parse().ok()?, head[4..6].parse().ok()?, head[6..].parse().ok()?),
            14 => date(head[..4].parse().ok()?, head[4..6].parse().ok()?, head[6..8].parse().ok()?),
            9 | 10 if head == text => since_1970(head.parse().ok()?),
            13 if head == text => since_1970(head.parse::<i64>().ok()? / 1000),
            _ => None,
        };
    }
    let separator = head.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let parts: Vec<&str> = head.split(separator).filter(|p| !p.is_empty()).collect();
    let numbers: Vec<i16> = parts.iter().map(|p| p.parse().ok()).collect::<Option<_>>()?;
    match (numbers.as_slice(), parts.first()?.len()) {
        ([year, month, day], 4) => date(*year, *month, *day),
        ([year, month], 4) => PartialDate::new(*year, u8::try_from(*month).ok(), None),
        ([a, b, year], _) if parts[2].len() == 4 => match separator {
            '.' => date(*year, *b, *a),
            _ if *a > 12 => date(*year, *b, *a),
            _ if *b > 12 || a == b => date(*year, *a, *b),
            _ if *a >= 1 && *b >= 1 => PartialDate::new(*year, None, None),
            _ => None,
        },
        ([month, year], _) if parts[1].len() == 4 => PartialDate::new(*year, u8::try_from(*month).ok(), None),
        _ => None,
    }
}

/// Takes month name, year and day from their forms, wherever they stand: "Fri, 30 Jan 2026 10:00", "January 30th, 2026".
fn worded(text: &str) -> Option<PartialDate> {
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split(|c: char| c.is_whitespace() || ",/-|·•()".contains(c)).filter(|w| !w.is_empty()) {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, tail) = word.split_at(digits);
        if digits == 0 {
            let letters = word.trim_end_matches('.').to_ascii_lowercase();
            let named = MONTHS.iter().position(|m| letters.starts_with(m) && is_month(&letters));
            month = month.or(named.map(|m| m as u8 + 1));
        } else if digits == 4 && (tail.is_empty() || tail.starts_with(['T', '.', ':'])) && year.is_none() {
            year = number.parse().ok().filter(|y| (1900..2200).contains(y));
        } else if digits <= 2 && day.is_none() && matches!(tail, "" | "st" | "nd" | "rd" | "th" | ".") {
            day = number.parse().ok().filter(|d| (1..=31).contains(d));
        }
        if year.is_some() && month.is_some() && day.is_some() {
            break;
        }
    }
    month?;
    PartialDate::new(year?, month, day).or_else(|| PartialDate::new(year?, month, None))
}

/// "sept" and "september" are months, "marketing" and "decided" are not.
fn is_month(letters: &str) -> bool {
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    FULL.iter().any(|full| full.starts_with(letters))
}

fn since_1970(seconds: i64) -> Option<PartialDate> {
    let day = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(seconds / 86_400).ok()?).ok()?;
    (1980..2200)
        .contains(&day.year())
        .then(|| PartialDate::new(day.year(), Some(day.month() as u8), Some(day.day() as u8)))?
}

fn date(year: i16, month: i16, day: i16) -> Option<PartialDate> {
    PartialDate::new(year, Some(u8::try_from(month).ok()?), Some(u8::try_from(day).ok()?))
}
