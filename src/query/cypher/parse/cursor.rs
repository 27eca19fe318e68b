//! Tokens one by one, and what was expected where another stands.

use super::{DEEPEST, Parser};
use crate::query::cypher::fault::{Fault, Place};
use crate::query::cypher::lex::Token;
use smol_str::SmolStr;

impl Parser<'_> {
    pub(super) fn token(&self) -> &Token {
        self.ahead(0)
    }

    /// The token so many further on.
    pub(super) fn ahead(&self, by: usize) -> &Token {
        self.lexemes.get(self.at + by).map_or(&Token::End, |l| &l.token)
    }

    pub(super) fn place(&self) -> Place {
        self.lexemes.get(self.at).map_or(self.text.len()..self.text.len(), |l| l.place.clone())
    }

    /// From a place to the end of the last token read.
    pub(super) fn since(&self, start: usize) -> Place {
        let end = self.at.checked_sub(1).and_then(|i| self.lexemes.get(i)).map_or(start, |l| l.place.end);
        start..end.max(start)
    }

    pub(super) fn step(&mut self) {
        self.at = (self.at + 1).min(self.lexemes.len() - 1);
    }

    /// Notes what could stand here.
    pub(super) fn expect(&mut self, what: &'static str) {
        if self.expected.0 != self.at {
            self.expected = (self.at, Vec::new());
        }
        if !self.expected.1.contains(&what) {
            self.expected.1.push(what);
        }
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.token(), Token::Sign(s) if *s == sign)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.is_word_ahead(0, word)
    }

    pub(super) fn is_word_ahead(&self, by: usize, word: &str) -> bool {
        matches!(self.ahead(by), Token::Word(w) if w.eq_ignore_ascii_case(word))
    }

    /// Reads a sign where it stands here.
    pub(super) fn sign(&mut self, sign: &'static str) -> bool {
        self.expect(sign);
        self.quiet_sign(sign)
    }

    /// The same, for what can stand in so many places that nobody wants it named.
    pub(super) fn quiet_sign(&mut self, sign: &str) -> bool {
        let is = self.is_sign(sign);
        if is {
            self.step();
        }
        is
    }

    /// Reads a keyword where it stands here, in any case.
    pub(super) fn word(&mut self, word: &'static str) -> bool {
        self.expect(word);
        self.quiet_word(word)
    }

    pub(super) fn quiet_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        if is {
            self.step();
        }
        is
    }

    pub(super) fn need_sign(&mut self, sign: &'static str) -> Result<(), Fault> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn need_word(&mut self, word: &'static str) -> Result<(), Fault> {
        if self.word(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Reads a name.
    pub(super) fn name(&mut self, what: &'static str) -> Result<SmolStr, Fault> {
        self.expect(what);
        let (Token::Word(name) | Token::Quoted(name)) = self.token() else { return Err(self.unexpected()) };
        let name = name.clone();
        self.step();
        Ok(name)
    }

    /// The fault that another token stands here than could.
    pub(super) fn unexpected(&self) -> Fault {
        let place = self.place();
        let found = match self.token() {
            Token::End => "the query ends here".to_string(),
            _ => format!("unexpected `{}`", self.text.get(place.clone()).unwrap_or("")),
        };
        // Signs are set off from the sentence; words stand out by themselves.
        let shown =
            |what: &&str| if what.starts_with(char::is_alphabetic) { what.to_string() } else { format!("`{what}`") };
        let expected: Vec<String> = match &self.expected {
            (at, expected) if *at == self.at => expected.iter().map(shown).collect(),
            _ => Vec::new(),
        };
        let expected = match expected.as_slice() {
            [] => String::new(),
            [one] => format!("; expected {one}"),
            [most @ .., last] => format!("; expected {} or {last}", most.join(", ")),
        };
        Fault::new(place, format!("{found}{expected}"))
    }

    /// Reads what may hold more of its kind within.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::new(self.place(), format!("this is nested more than {DEEPEST} deep")));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }
}
