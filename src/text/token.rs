//! The tokenizer: Penn Treebank words with the hyphens of UD English EWT, cut for news.
//!
//! - Clitics stand apart ("Nvidia" "'s", "do" "n't", "can" "not"), with straight or curly apostrophes.
//! - A stop stays with an abbreviation ("Inc.", "U.S.", "J.P."), also where it ends the sentence as well.
//! - "$50" is "$" "50", "50%" is "50" "%", and a number keeps its unit letters: "$1.2bn" is "$" "1.2bn".
//! - A hyphen before a lower-case word splits ("AI" "-" "based"), one before a capital or a digit does not ("T-Mobile",
//!   "GPT-4"), nor one after a prefix ("co-founder") or inside a name with digits ("o3-mini").
//! - Addresses, handles, hashtags and known words with marks ("AT&T", "C++", "Yahoo!") are one token.
//!
//! Every token is made of the text's own bytes; only white space and invisible characters are left out.

use super::rules::{Abbreviation, Rules};
use crate::value::Span;

/// The longest run without white space, in bytes, that is looked at as one word.
const LONGEST: usize = 1000;

/// Whether a character only separates: white space, and characters of no width.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}') || (c.is_control())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Marks that end a sentence.
pub(super) fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '‼' | '⁇')
}

/// Quotes and brackets that may stand after a sentence's stop.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '}' | '*' | '_')
}

/// Pictures, arrows and signs: a token of their own, runs together.
fn is_symbol(c: char) -> bool {
    matches!(c as u32, 0x2190..=0x2bff | 0x1f000..=0x1faff | 0xfe0f | 0x200d | 0x3000..=0x303f)
        || matches!(c, '™' | '®' | '©' | '•' | '·' | '§' | '¶' | '†' | '‡' | '°' | '●')
}

/// Marks that stand apart wherever they are.
fn splits_always(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '<'
            | '>'
            | '|'
            | '–'
            | '—'
            | '…'
            | '―'
            | '¿'
            | '¡'
            | ';'
            | '！'
            | '？'
            | '，'
            | '（'
            | '）'
            | '$'
            | '€'
            | '£'
            | '¥'
            | '₹'
            | '₩'
            | '\\'
            | '^'
            | '‼'
            | '⁇'
            | '؟'
            | '،'
            | '।'
            | '‹'
            | '›'
            | '‚'
    ) || is_symbol(c)
}

/// Marks that stand apart at the end of a word.
fn splits_last(c: char) -> bool {
    splits_always(c)
        || is_apostrophe(c)
        || matches!(c, ',' | ':' | '!' | '?' | '.' | '%' | '*' | '_' | '/' | '~' | '=' | '¢' | '‰')
        || is_hyphen(c)
}

/// Marks that stand apart at the start of a word.
fn splits_first(c: char) -> bool {
    splits_always(c)
        || is_apostrophe(c)
        || is_hyphen(c)
        || matches!(c, ',' | ':' | '!' | '?' | '.' | '#' | '*' | '_' | '~' | '/' | '+' | '=' | '&' | '@' | '%')
}

/// Cuts `text[range]` into tokens and appends their spans. Cost: linear.
pub(super) fn tokenize(text: &str, range: Span, rules: &Rules, out: &mut Vec<Span>) {
    let (start, end) = (range.start as usize, range.end as usize);
    let Some(part) = text.get(start..end) else { return };
    let mut cutter = Cutter { text, rules, out, end, pending: Vec::new() };
    let mut word: Option<(usize, bool)> = None;
    for (i, c) in part.char_indices() {
        if is_space(c) {
            if let Some((from, plain)) = word.take() {
                cutter.chunk(from, start + i, plain);
            }
        } else {
            let plain = c.is_ascii_alphabetic();
            word = Some(word.map_or((start + i, plain), |(from, p)| (from, p && plain)));
        }
    }
    if let Some((from, plain)) = word {
        cutter.chunk(from, end, plain);
    }
}

struct Cutter<'a> {
    text: &'a str,
    rules: &'a Rules,
    out: &'a mut Vec<Span>,
    /// Where the range that is being cut ends.
    end: usize,
    /// Pieces of the current run that are still to be cut.
    pending: Vec<(usize, usize)>,
}

impl<'a> Cutter<'a> {
    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            self.out.push(Span::new(start, end));
        }
    }

    fn str(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// One run without white space; `plain` where it is nothing but ASCII letters.
    fn chunk(&mut self, start: usize, end: usize, plain: bool) {
        if plain {
            return self.plain_word(start, end);
        }
        let first = self.out.len();
        // Longer runs are no words: they are cut anywhere, so that the cost stays linear.
        let mut from = start;
        while end - from > LONGEST {
            let mut to = from + LONGEST;
            while !self.text.is_char_boundary(to) {
                to -= 1;
            }
            self.pending.push((from, to));
            from = to;
        }
        self.pending.push((from, end));
        // Pieces come in any order and are put in order at the end: a recursion could be as deep as a text is long.
        while let Some((start, end)) = self.pending.pop() {
            self.piece(start, end);
        }
        self.out[first..].sort_unstable();
    }

    /// A run with its outer marks, or what is left of one beside a mark in the middle.
    fn piece(&mut self, mut start: usize, mut end: usize) {
        let whole_end = end;
        while let Some(c) = self.str(start, end).chars().next() {
            let rest = self.str(start, end);
            if !splits_first(c) || self.rules.whole.contains(rest) || self.keeps_front(c, rest) {
                break;
            }
            let next = start + run(rest, c);
            self.push(start, next);
            start = next;
        }
        while let Some(c) = self.str(start, end).chars().next_back() {
            let word = self.str(start, end);
            if !splits_last(c) || self.rules.whole.contains(word) || self.keeps_back(c, word, whole_end) {
                break;
            }
            let cut = start + run_back(word, c);
            self.push(cut, end);
            end = cut;
        }
        self.core(start, end);
    }

    /// Whether a mark in front belongs to what follows.
    fn keeps_front(&self, c: char, rest: &str) -> bool {
        let next = rest.chars().nth(1);
        let tail = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '#' | '@' => next.is_some_and(char::is_alphanumeric),
            '.' => next.is_some_and(|n| n.is_ascii_digit() || n.is_ascii_lowercase()),
            c if is_apostrophe(c) => is_clitic(tail) || next.is_some_and(|n| n.is_ascii_digit()),
            '$' | '€' | '£' | '¥' => false,
            '/' => rest.len() > 2 && next.is_some_and(char::is_alphanumeric) && tail.contains('/'),
            _ => false,
        }
    }

    /// Whether a mark at the end belongs to the word. `after`: where the whole chunk ended.
    fn keeps_back(&self, c: char, word: &str, after: usize) -> bool {
        match c {
            '.' => match self.rules.abbreviation(word) {
                None => false,
                Some(Abbreviation::Number) => self.text.get(after..self.end).is_some_and(|rest| {
                    rest.trim_start_matches(is_space).chars().next().is_some_and(|n| n.is_ascii_digit())
                }),
                Some(Abbreviation::Before) => true,
                // A last single letter ("Plan B.") is no initial.
                Some(Abbreviation::End) => {
                    word.len() > 2
                        || self.text.get(after..self.end).is_some_and(|r| r.chars().any(char::is_alphanumeric))
                }
            },
            '/' | '=' | '_' => is_address(word),
            '$' => self.rules.currency_prefixes.contains(word),
            '\'' | '’' => word.chars().count() == 1,
            _ => false,
        }
    }

    fn plain_word(&mut self, start: usize, end: usize) {
        let word = self.str(start, end);
        let cut = match word.len() {
            6 if word.eq_ignore_ascii_case("cannot") => 3,
            5 if word.eq_ignore_ascii_case("gonna") || word.eq_ignore_ascii_case("wanna") => 3,
            5 if word.eq_ignore_ascii_case("gotta") => 3,
            _ => 0,
        };
        if cut > 0 {
            self.push(start, start + cut);
        }
        self.push(start + cut, end);
    }

    /// A word without its outer marks.
    fn core(&mut self, start: usize, end: usize) {
        let word = self.str(start, end);
        if word.is_empty() {
            return;
        }
        if self.rules.whole.contains(word) || is_address(word) || self.rules.abbreviation(word).is_some() {
            return self.push(start, end);
        }
        if word.bytes().all(|b| b.is_ascii_alphabetic()) {
            return self.plain_word(start, end);
        }
        if let Some((at, len)) = self.inner_mark(word, self.text[..start].chars().next_back().is_some_and(is_hyphen)) {
            self.push(start + at, start + at + len);
            self.pending.push((start, start + at));
            self.pending.push((start + at + len, end));
            return;
        }
        if let Some(cut) = clitic_start(word).or_else(|| self.glued_number(word)) {
            self.pending.push((start, start + cut));
            return self.push(start + cut, end);
        }
        self.push(start, end);
    }

    /// The first mark inside a word that splits it: byte offset and length. `compound`: the word stands behind a hyphen.
    fn inner_mark(&self, word: &str, compound: bool) -> Option<(usize, usize)> {
        let mut before: Option<char> = None;
        let mut chars = word.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let after = chars.peek().map(|(_, c)| *c);
            let (left, right) = (&word[..i], &word[i + c.len_utf8()..]);
            let digits = before.is_some_and(|b| b.is_ascii_digit()) && after.is_some_and(|a| a.is_ascii_digit());
            let split = match c {
                '$' if self.rules.currency_prefixes.contains(&word[..i + 1]) => {
                    if after.is_none() {
                        false
                    } else {
                        // "US$50": the prefix with its sign is one token.
                        return Some((0, i + 1));
                    }
                }
                c if splits_always(c) => true,
                ',' | ':' => !digits && before.is_some() && after.is_some(),
                '!' | '?' => before.is_some() && after.is_some_and(char::is_alphabetic),
                '.' => is_glued_stop(left, right),
                '/' => before.is_some() && after.is_some() && !digits && word.chars().any(char::is_lowercase),
                '*' => after.is_some() && before.is_some_and(char::is_alphabetic),
                '-' if after == Some('-') => true,
                c if is_hyphen(c) => before.is_some() && self.splits_hyphen(left, right, compound),
                _ => false,
            };
            if split {
                return Some((i, run(&word[i..], c)));
            }
            before = Some(c);
        }
        None
    }

    /// Whether the hyphen between `left` and `right` stands apart.
    fn splits_hyphen(&self, left: &str, right: &str, compound: bool) -> bool {
        let next: &str = right.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let last = left.rsplit(|c: char| is_hyphen(c)).next().unwrap_or("");
        let Some(first) = next.chars().next() else { return false };
        let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.');
        if first.is_ascii_digit() {
            // "10-15" is a range; "555-123-4567" and "2024-01-15" are not.
            return is_number(left) && is_number(right);
        }
        // In "year-over-year" and "text-to-Image" one hyphen stood apart already, so all do.
        if compound && left.bytes().all(|b| b.is_ascii_lowercase()) {
            return true;
        }
        if !first.is_lowercase() || next.chars().any(char::is_uppercase) {
            return false;
        }
        // A product's part ("o3-mini") or a letter ("e-mail") keeps it, unless the next is a plain modifier.
        let mixed = last.chars().any(char::is_alphabetic) && last.chars().any(|c| c.is_ascii_digit());
        let suffix = self.rules.hyphen_suffixes.contains(next) || (next.len() > 4 && next.ends_with("ed"));
        if mixed || next.chars().any(|c| c.is_ascii_digit()) {
            return suffix;
        }
        let lower = last.to_lowercase();
        !(self.rules.hyphen_prefixes.contains(&lower) || right.chars().count() == 1 && !is_number(left))
    }

    /// Where a currency in front of a number ("USD50") or "am" and "pm" behind it ("9am") is cut off.
    fn glued_number(&self, word: &str) -> Option<usize> {
        let digit = word.find(|c: char| c.is_ascii_digit())?;
        if digit > 0 {
            return self.rules.currency_prefixes.contains(&word[..digit]).then_some(digit);
        }
        let unit = word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        matches!(&word[unit..], "am" | "pm" | "AM" | "PM").then_some(unit)
    }
}

/// How many bytes the token that starts with the mark `c` takes: runs of one mark are one token.
fn run(rest: &str, c: char) -> usize {
    let same = |n: char| match c {
        '!' | '?' => matches!(n, '!' | '?'),
        '.' | '-' | '*' | '#' | '_' | '~' | '=' | '…' | '—' | '|' | '+' | '`' | '>' | '<' => n == c,
        '\'' => n == '\'' && rest.starts_with("''"),
        c if is_symbol(c) => is_symbol(n),
        _ => false,
    };
    let mut len = c.len_utf8();
    for n in rest.get(len..).unwrap_or("").chars() {
        if !same(n) {
            break;
        }
        len += n.len_utf8();
    }
    len
}

/// Where the run of marks that ends a word with `c` begins.
fn run_back(word: &str, c: char) -> usize {
    let same = |n: char| match c {
        '!' | '?' => matches!(n, '!' | '?'),
        '.' | '-' | '*' | '_' | '~' | '=' | '…' | '—' => n == c,
        c if is_symbol(c) => is_symbol(n),
        _ => false,
    };
    let mut cut = word.len() - c.len_utf8();
    for n in word[..cut].chars().rev() {
        if !same(n) {
            break;
        }
        cut -= n.len_utf8();
    }
    cut
}

/// Whether `tail`, after an apostrophe, is a clitic.
fn is_clitic(tail: &str) -> bool {
    ["s", "m", "d", "re", "ve", "ll"].iter().any(|c| tail.eq_ignore_ascii_case(c))
}

/// Where a word's clitic ("'s", "n't") begins.
fn clitic_start(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let tail = &word[at + mark.len_utf8()..];
    if at > 0 && is_clitic(tail) {
        return Some(at);
    }
    let n = word[..at].chars().next_back()?;
    (tail.eq_ignore_ascii_case("t") && matches!(n, 'n' | 'N') && at > 1).then(|| at - n.len_utf8())
}

/// Whether the stop between two parts of a word ends a sentence that lost its space: "deal.The".
fn is_glued_stop(left: &str, right: &str) -> bool {
    let mut after = right.chars();
    let begins = after.next().is_some_and(char::is_uppercase) && after.next().is_some_and(char::is_lowercase);
    let lower = left.chars().rev().take_while(|c| c.is_lowercase()).count();
    // "Booking.Com" and the like are shorter on the right.
    begins && lower >= 2 && !left.contains('.') && right.chars().take_while(|c| c.is_alphabetic()).count() > 3
        || lower >= 2 && matches!(right, "The" | "It" | "In" | "He" | "We" | "But" | "A" | "An")
}

/// Whether a word is a web or mail address, or a handle.
fn is_address(word: &str) -> bool {
    let scheme = word.contains("://") || word.starts_with("www.") || word.starts_with("mailto:");
    let mail = || {
        word.split_once('@').is_some_and(|(user, host)| {
            host.contains('.')
                && !host.contains('@')
                && user.chars().all(|c| c.is_ascii_alphanumeric() || "._-+".contains(c))
        })
    };
    // "openai.com/blog": a host with a dot, then a path.
    let path = || {
        word.split_once('/').is_some_and(|(host, _)| {
            let top = host.rsplit('.').next().unwrap_or("");
            host.len() > top.len() + 1
                && (2..=6).contains(&top.len())
                && top.bytes().all(|b| b.is_ascii_lowercase())
                && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        })
    };
    let tagged = || word.starts_with(['@', '#']) && word.chars().skip(1).all(|c| c.is_alphanumeric() || c == '_');
    if scheme {
        return !word.contains(['(', '"', '“', '”', '<', '>']);
    }
    word.contains('@') && mail() || word.contains('/') && path() || tagged()
}
