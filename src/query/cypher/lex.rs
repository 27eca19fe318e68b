//! A query's text as tokens, each with its place.

use super::fault::{Fault, Place};
use smol_str::SmolStr;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A keyword or a name.
    Word(SmolStr),
    /// A name between backticks: never a keyword.
    Quoted(SmolStr),
    /// A text between quotes.
    Text(String),
    Integer(i64),
    Number(f64),
    /// `$name`.
    Parameter(SmolStr),
    Sign(&'static str),
    End,
}

/// A token with its place.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) place: Place,
}

/// Longer signs before those that they begin with.
const SIGNS: [&str; 27] = [
    "<>", "<=", ">=", "=~", "..", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "|", "+", "-", "*", "/", "%", "^",
    "=", "<", ">", "!", "&",
];

/// The tokens of a text, [`Token::End`] last.
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme>, Fault> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            let end =
                comment.find("*/").ok_or_else(|| Fault::new(at..at + 2, "this comment has no end; write `*/`"))?;
            at += end + 4;
            continue;
        }
        let (token, length) = match first {
            '\'' | '"' => quoted(rest, at)?,
            '`' => {
                let name = rest[1..].split_once('`').map(|(name, _)| name);
                let name =
                    name.ok_or_else(|| Fault::new(at..at + 1, "this name has no end; write a second backtick"))?;
                (Token::Quoted(name.into()), name.len() + 2)
            }
            '$' => {
                let name = word(&rest[1..]);
                if name.is_empty() {
                    return Err(Fault::new(at..at + 1, "a parameter has a name, like `$name`"));
                }
                (Token::Parameter(name.into()), name.len() + 1)
            }
            '0'..='9' => number(rest, at)?,
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => number(rest, at)?,
            c if c.is_alphabetic() || c == '_' => {
                let name = word(rest);
                (Token::Word(name.into()), name.len())
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => {
                    let place = at..at + first.len_utf8();
                    return Err(Fault::new(place, format!("`{first}` means nothing here")));
                }
            },
        };
        lexemes.push(Lexeme { token, place: at..at + length });
        at += length;
    }
    lexemes.push(Lexeme { token: Token::End, place: text.len()..text.len() });
    Ok(lexemes)
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

fn number(text: &str, at: usize) -> Result<(Token, usize), Fault> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    let mut whole = true;
    // `1..3` is a range, not a number with a point.
    if text[length..].starts_with('.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
        whole = false;
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
            whole = false;
        }
    }
    let tail = word(&text[length..]);
    let place = at..at + length + tail.len();
    if !tail.is_empty() {
        return Err(Fault::new(place, "a number has digits only: write 2.5e9 for 2.5 billion"));
    }
    let token = if whole {
        text[..length].parse().ok().map(Token::Integer)
    } else {
        text[..length].parse().ok().map(Token::Number)
    };
    token.map(|token| (token, length)).ok_or_else(|| Fault::new(place, "this number is too large"))
}

fn quoted(text: &str, at: usize) -> Result<(Token, usize), Fault> {
    let mut chars = text.char_indices();
    let quote = chars.next().map_or('\'', |c| c.1);
    let mut out = String::new();
    while let Some((i, c)) = chars.next() {
        match c {
            c if c == quote => return Ok((Token::Text(out), i + 1)),
            '\\' => {
                let (_, escaped) = chars.next().unwrap_or((i, '\\'));
                let meant = match escaped {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'u' => {
                        let code = text.get(i + 2..i + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                        let place = at + i..at + i + 2;
                        let code = code.and_then(char::from_u32);
                        let code = code.ok_or_else(|| Fault::new(place, "`\\u` takes four hexadecimal digits"))?;
                        chars.nth(3);
                        code
                    }
                    '\\' | '\'' | '"' | '`' => escaped,
                    // `\d` and its like are for regular expressions.
                    other => {
                        out.push('\\');
                        other
                    }
                };
                out.push(meant);
            }
            c => out.push(c),
        }
    }
    Err(Fault::new(at..at + 1, format!("this text has no end; write a second {quote}")))
}
