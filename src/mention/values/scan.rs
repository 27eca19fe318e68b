//! The scanner of values: words, numbers and single marks, each with its lower-case form.

use smol_str::SmolStr;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// A run of letters, with inner apostrophes.
    Word,
    /// Digits with grouping commas and a decimal point; the value is `mantissa / 10^decimals`.
    Number {
        /// All digits as one whole number.
        mantissa: i64,
        /// How many of them stand behind the point.
        decimals: u8,
    },
    /// One other character.
    Mark,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its text in lower case; typographic apostrophes and dashes as their plain ones.
    pub text: SmolStr,
    /// What it is.
    pub kind: PieceKind,
    /// Whether its first letter is a capital.
    pub capital: bool,
    /// Whether nothing stands between it and the piece before.
    pub glued: bool,
}

impl Piece {
    /// Its value, where it is a number.
    pub fn number(&self) -> Option<(i64, u8)> {
        match self.kind {
            PieceKind::Number { mantissa, decimals } => Some((mantissa, decimals)),
            _ => None,
        }
    }
    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        self.kind == PieceKind::Word
    }
}

/// Splits a text into pieces; white space is left out. Never fails; numbers of more than 18 digits are marks.
pub fn scan(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' {
            at += c.len_utf8();
            continue;
        }
        let (len, kind) = if c.is_ascii_digit() {
            number(rest)
        } else if c.is_alphabetic() {
            (word(rest), PieceKind::Word)
        } else {
            (c.len_utf8(), PieceKind::Mark)
        };
        let raw = &rest[..len];
        let text: SmolStr = match kind {
            PieceKind::Word => raw.to_lowercase().replace('\u{2019}', "'").into(),
            PieceKind::Number { .. } => raw.into(),
            PieceKind::Mark => match c {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => "-".into(),
                '\u{2018}' | '\u{2019}' => "'".into(),
                '\u{201c}' | '\u{201d}' => "\"".into(),
                '\u{ff04}' => "$".into(),
                '\u{ffe5}' => "¥".into(),
                _ => raw.into(),
            },
        };
        let glued = pieces.last().is_some_and(|p| p.end == at);
        pieces.push(Piece { start: at, end: at + len, text, kind, capital: c.is_uppercase(), glued });
        at += len;
    }
    pieces
}

/// The bytes of the word that `rest` starts with: letters, and apostrophes between letters ("year's").
fn word(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inner = (c == '\'' || c == '\u{2019}') && i > 0 && chars.peek().is_some_and(|(_, n)| n.is_alphabetic());
        if !(c.is_alphabetic() || inner || (i > 0 && is_joining(c))) {
            break;
        }
        end = i + c.len_utf8();
    }
    end.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// Combining accents belong to the letter before.
fn is_joining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The number that `rest` starts with: "1,200.5", "2,00,000", "16.5", "2026".
fn number(rest: &str) -> (usize, PieceKind) {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let (mut i, mut mantissa, mut digits, mut decimals) = (0usize, 0i64, 0u32, 0u8);
    let mut fraction = false;
    while i < bytes.len() {
        let b = bytes[i];
        if b.is_ascii_digit() {
            mantissa = mantissa.saturating_mul(10).saturating_add(i64::from(b - b'0'));
            digits += 1;
            decimals += u8::from(fraction && decimals < 200);
        } else if b == b',' && !fraction && group(bytes, i) {
        } else if b == b'.' && !fraction && digit(i + 1) {
            fraction = true;
        } else {
            break;
        }
        i += 1;
    }
    let kind = if digits > 18 { PieceKind::Mark } else { PieceKind::Number { mantissa, decimals } };
    (i, kind)
}

/// Whether the comma at `i` groups digits: two (Indian) or three follow, then no further digit.
fn group(bytes: &[u8], i: usize) -> bool {
    let run = bytes[i + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    let indian = run == 2 && bytes.get(i + 3) == Some(&b',') && group(bytes, i + 3);
    run == 3 || indian
}
