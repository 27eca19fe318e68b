//! Expressions by precedence, from OR down to what binds closest.

use super::Parser;
use crate::query::cypher::fault::Fault;
use crate::query::cypher::lex::Token;
use crate::query::cypher::tree::{Expr, Operator, Where};
use crate::query::cypher::value::Value;

impl Parser<'_> {
    /// An expression.
    pub(super) fn expression(&mut self) -> Result<Expr, Fault> {
        self.nested(|p| p.either())
    }

    fn either(&mut self) -> Result<Expr, Fault> {
        let (start, mut left) = (self.place().start, self.one_of_two()?);
        while self.quiet_word("OR") {
            let right = self.one_of_two()?;
            left = self.binary(Operator::Or, left, right, start);
        }
        Ok(left)
    }

    fn one_of_two(&mut self) -> Result<Expr, Fault> {
        let (start, mut left) = (self.place().start, self.both()?);
        while self.quiet_word("XOR") {
            let right = self.both()?;
            left = self.binary(Operator::Xor, left, right, start);
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expr, Fault> {
        let (start, mut left) = (self.place().start, self.not()?);
        while self.quiet_word("AND") {
            let right = self.not()?;
            left = self.binary(Operator::And, left, right, start);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expr, Fault> {
        if self.quiet_word("NOT") {
            return Ok(Expr::Not(Box::new(self.nested(|p| p.not())?)));
        }
        self.comparison()
    }

    /// `a < b < c` means `a < b AND b < c`.
    fn comparison(&mut self) -> Result<Expr, Fault> {
        let start = self.place().start;
        let mut left = self.predicate()?;
        let mut chain: Option<Expr> = None;
        loop {
            let operator = match self.token() {
                Token::Sign("=") => Operator::Equal,
                Token::Sign("<>") => Operator::Unequal,
                Token::Sign("<") => Operator::Less,
                Token::Sign("<=") => Operator::LessOrEqual,
                Token::Sign(">") => Operator::Greater,
                Token::Sign(">=") => Operator::GreaterOrEqual,
                Token::Sign("!") => {
                    return Err(Fault::new(
                        self.place(),
                        "`!` means nothing here; write `<>` for not equal, NOT for not",
                    ));
                }
                _ => return Ok(chain.unwrap_or(left)),
            };
            self.step();
            let right = self.predicate()?;
            let compared = self.binary(operator, left, right.clone(), start);
            chain = Some(match chain {
                Some(before) => self.binary(Operator::And, before, compared, start),
                None => compared,
            });
            left = right;
        }
    }

    /// IN, IS NULL and what is asked of texts.
    fn predicate(&mut self) -> Result<Expr, Fault> {
        let start = self.place().start;
        let mut left = self.sum()?;
        loop {
            let operator = if self.quiet_word("IN") {
                Operator::In
            } else if self.quiet_word("CONTAINS") {
                Operator::Contains
            } else if self.is_word("STARTS") || self.is_word("ENDS") {
                let starts = self.is_word("STARTS");
                self.step();
                self.need_word("WITH")?;
                if starts { Operator::StartsWith } else { Operator::EndsWith }
            } else if self.quiet_sign("=~") {
                Operator::Matches
            } else if self.quiet_word("IS") {
                let not = self.word("NOT");
                self.need_word("NULL")?;
                left = Expr::IsNull(Box::new(left));
                if not {
                    left = Expr::Not(Box::new(left));
                }
                continue;
            } else {
                return Ok(left);
            };
            let right = self.sum()?;
            if let (Operator::Matches, Expr::Constant(Value::Text(pattern))) = (operator, &right)
                && let Err(fault) = regex(pattern)
            {
                return Err(Fault::new(self.since(start), fault));
            }
            left = self.binary(operator, left, right, start);
        }
    }

    fn sum(&mut self) -> Result<Expr, Fault> {
        let (start, mut left) = (self.place().start, self.product()?);
        loop {
            let operator = match self.token() {
                Token::Sign("+") => Operator::Add,
                Token::Sign("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.step();
            let right = self.product()?;
            left = self.binary(operator, left, right, start);
        }
    }

    fn product(&mut self) -> Result<Expr, Fault> {
        let (start, mut left) = (self.place().start, self.power()?);
        loop {
            let operator = match self.token() {
                Token::Sign("*") => Operator::Multiply,
                Token::Sign("/") => Operator::Divide,
                Token::Sign("%") => Operator::Remainder,
                _ => return Ok(left),
            };
            self.step();
            let right = self.power()?;
            left = self.binary(operator, left, right, start);
        }
    }

    fn power(&mut self) -> Result<Expr, Fault> {
        let (start, mut left) = (self.place().start, self.signed()?);
        while self.quiet_sign("^") {
            let right = self.signed()?;
            left = self.binary(Operator::Power, left, right, start);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Expr, Fault> {
        let start = self.place().start;
        if self.quiet_sign("+") {
            return self.nested(|p| p.signed());
        }
        if !self.quiet_sign("-") {
            return self.postfix();
        }
        Ok(match self.nested(|p| p.signed())? {
            Expr::Constant(Value::Integer(n)) => Expr::Constant(Value::Integer(n.saturating_neg())),
            Expr::Constant(Value::Number(n)) => Expr::Constant(Value::Number(-n)),
            other => Expr::Negative(Box::new(other), Where(self.since(start))),
        })
    }

    fn binary(&self, operator: Operator, left: Expr, right: Expr, start: usize) -> Expr {
        Expr::Binary(operator, Box::new((left, right)), Where(self.since(start)))
    }
}

/// A regular expression that a whole text must match; else what is wrong with it.
pub(in crate::query::cypher) fn regex(pattern: &str) -> Result<regex::Regex, String> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$")).dot_matches_new_line(true).build().map_err(|e| {
        let cause = e.to_string();
        format!(
            "{pattern:?} is no regular expression: {}",
            cause.lines().last().unwrap_or("").trim_start_matches("error: ")
        )
    })
}
