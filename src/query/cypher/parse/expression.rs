//! What binds closest: values, names, calls, properties, lists, patterns.

use super::Parser;
use crate::query::cypher::aggregate::{self, Aggregate};
use crate::query::cypher::fault::{Fault, suggestion};
use crate::query::cypher::fields::{self, Holds};
use crate::query::cypher::functions::{Function, kind_column};
use crate::query::cypher::lex::Token;
use crate::query::cypher::tree::{EdgeField, Expr, Quantifier, Where};
use crate::query::cypher::value::Value;
use smol_str::SmolStr;

impl Parser<'_> {
    /// An atom with what follows it: `.name`, `[…]`, `:label`.
    pub(super) fn postfix(&mut self) -> Result<Expr, Fault> {
        let mut expr = self.atom()?;
        loop {
            if self.quiet_sign(".") {
                let place = self.place();
                let name = self.name("a property")?;
                let (entity, edge) = fields::meaning(&name, self.holds(&expr), place)?;
                self.needs.entity.extend(entity.filter(|_| self.holds(&expr) != Holds::Edge));
                if let Some(EdgeField::Column(column)) = edge {
                    self.needs.edge.push(column);
                }
                expr = Expr::Field { of: Box::new(expr), name, entity, edge };
            } else if self.is_sign(":") && matches!(self.ahead(1), Token::Word(_) | Token::Quoted(_)) {
                let kinds = self.labels()?;
                expr = Expr::Is { of: Box::new(expr), kinds };
            } else if self.quiet_sign("[") {
                expr = self.subscript(expr)?;
            } else {
                return Ok(expr);
            }
        }
    }

    fn subscript(&mut self, of: Expr) -> Result<Expr, Fault> {
        let from = if self.is_sign("..") { None } else { Some(self.expression()?) };
        let expr = if self.sign("..") {
            let to = if self.is_sign("]") { None } else { Some(Box::new(self.expression()?)) };
            Expr::Slice(Box::new(of), from.map(Box::new), to)
        } else {
            match from {
                Some(at) => Expr::Index(Box::new((of, at))),
                None => return Err(self.unexpected()),
            }
        };
        self.need_sign("]")?;
        Ok(expr)
    }

    fn atom(&mut self) -> Result<Expr, Fault> {
        let place = self.place();
        self.expect("an expression");
        match self.token().clone() {
            Token::Integer(n) => Ok(self.constant(Value::Integer(n))),
            Token::Number(n) => Ok(self.constant(Value::Number(n))),
            Token::Text(text) => Ok(self.constant(Value::text(text))),
            Token::Parameter(name) => match self.parameters.find(&name) {
                Some(value) => Ok(self.constant(value)),
                None => {
                    let message = format!("the parameter ${name} has no value; add --param {name}=VALUE");
                    Err(Fault::new(place, message))
                }
            },
            Token::Sign("(") if self.pattern_ahead() => self.pattern_predicate(),
            Token::Sign("(") => {
                self.step();
                let expr = self.expression()?;
                self.need_sign(")")?;
                Ok(expr)
            }
            Token::Sign("[") => self.list(),
            Token::Sign("{") => {
                let entries = self.map()?;
                Ok(Expr::Map(entries))
            }
            Token::Quoted(name) => {
                self.step();
                Ok(self.variable(&name, place)?.0)
            }
            Token::Word(word) => self.worded(&word),
            _ => Err(self.unexpected()),
        }
    }

    fn constant(&mut self, value: Value) -> Expr {
        self.step();
        Expr::Constant(value)
    }

    fn worded(&mut self, word: &SmolStr) -> Result<Expr, Fault> {
        let place = self.place();
        match word.to_ascii_lowercase().as_str() {
            "true" => return Ok(self.constant(Value::Flag(true))),
            "false" => return Ok(self.constant(Value::Flag(false))),
            "null" => return Ok(self.constant(Value::Null)),
            "case" => return self.case(),
            "exists" if matches!(self.ahead(1), Token::Sign("{")) => return self.exists(),
            _ => {}
        }
        if matches!(self.ahead(1), Token::Sign("(")) {
            return self.call(word);
        }
        let reserved =
            ["RETURN", "WHERE", "WITH", "ORDER", "LIMIT", "SKIP", "MATCH", "AND", "OR", "THEN", "ELSE", "END", "AS"];
        if self.scope.find(word).is_none() && reserved.iter().any(|r| word.eq_ignore_ascii_case(r)) {
            return Err(self.unexpected());
        }
        let expr = self.variable(word, place)?.0;
        self.step();
        Ok(expr)
    }

    fn call(&mut self, name: &SmolStr) -> Result<Expr, Fault> {
        let place = self.place();
        let lower = name.to_ascii_lowercase();
        self.step();
        self.step();
        let quantifier = match lower.as_str() {
            "all" => Some(Quantifier::All),
            "any" => Some(Quantifier::Any),
            "none" => Some(Quantifier::None),
            "single" => Some(Quantifier::Single),
            _ => None,
        };
        if let Some(quantifier) = quantifier {
            return self.quantified(quantifier);
        }
        if let Some(kind) = aggregate::kind(name) {
            let distinct = self.word("DISTINCT");
            if self.aggregates.is_none() {
                let message = format!("{lower}(…) counts rows: it stands in RETURN, WITH or ORDER BY");
                return Err(Fault::new(place, message));
            }
            let outer = self.aggregates.take();
            self.expect("*");
            let of =
                if kind == aggregate::Kind::Count && self.quiet_sign("*") { None } else { Some(self.expression()?) };
            self.need_sign(")")?;
            let place = self.since(place.start);
            let slot = self.scope.slot();
            let mut aggregates = outer.unwrap_or_default();
            aggregates.push((Aggregate { kind, distinct, of, place }, slot));
            self.aggregates = Some(aggregates);
            return Ok(Expr::Slot(slot));
        }
        let mut arguments = Vec::new();
        if !self.sign(")") {
            loop {
                arguments.push(self.expression()?);
                if !self.sign(",") {
                    break;
                }
            }
            self.need_sign(")")?;
        }
        if lower == "exists" && arguments.len() == 1 {
            return Ok(match arguments.remove(0) {
                pattern @ Expr::Exists(_) => pattern,
                other => Expr::Not(Box::new(Expr::IsNull(Box::new(other)))),
            });
        }
        let function = Function::find(name).map_err(|e| Fault::new(place.clone(), e))?;
        let place = self.since(place.start);
        function.takes(arguments.len()).map_err(|e| Fault::new(place.clone(), e))?;
        if function.needs_types() {
            self.needs.entity.push(kind_column());
        }
        Ok(Expr::Call(function, arguments, Where(place)))
    }

    fn case(&mut self) -> Result<Expr, Fault> {
        self.step();
        let subject = if self.is_word("WHEN") { None } else { Some(Box::new(self.expression()?)) };
        let mut whens = Vec::new();
        while self.word("WHEN") {
            let when = self.expression()?;
            self.need_word("THEN")?;
            whens.push((when, self.expression()?));
        }
        if whens.is_empty() {
            return Err(self.unexpected());
        }
        let other = if self.word("ELSE") { Some(Box::new(self.expression()?)) } else { None };
        self.need_word("END")?;
        Ok(Expr::Case { subject, whens, other })
    }

    fn list(&mut self) -> Result<Expr, Fault> {
        if matches!(self.ahead(1), Token::Word(_) | Token::Quoted(_)) && self.is_word_ahead(2, "IN") {
            self.step();
            return self.comprehension();
        }
        self.step();
        let mut items = Vec::new();
        if !self.sign("]") {
            loop {
                items.push(self.expression()?);
                if !self.sign(",") {
                    break;
                }
            }
            self.need_sign("]")?;
        }
        let constants = items.iter().map(|e| match e {
            Expr::Constant(value) => Some(value.clone()),
            _ => None,
        });
        Ok(constants.collect::<Option<Vec<_>>>().map_or_else(|| Expr::List(items), |v| Expr::Constant(Value::list(v))))
    }

    /// `name IN list`, with the name bound.
    fn element(&mut self) -> Result<(usize, Box<Expr>), Fault> {
        let name = self.name("a name")?;
        self.need_word("IN")?;
        let list = self.expression()?;
        let holds = match (self.holds(&list), &list) {
            (Holds::Edges, _) => Holds::Edge,
            (_, Expr::Call(function, ..)) if Function::find("relationships").is_ok_and(|f| f == *function) => {
                Holds::Edge
            }
            (_, Expr::Call(function, ..)) if Function::find("nodes").is_ok_and(|f| f == *function) => Holds::Entity,
            _ => Holds::Anything,
        };
        Ok((self.scope.bind(name, holds), Box::new(list)))
    }

    fn comprehension(&mut self) -> Result<Expr, Fault> {
        let (slot, list) = self.element()?;
        let filter = if self.word("WHERE") { Some(Box::new(self.expression()?)) } else { None };
        let map = if self.sign("|") { Some(Box::new(self.expression()?)) } else { None };
        self.need_sign("]")?;
        self.scope.variables.pop();
        Ok(Expr::Comprehension { slot, list, filter, map })
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Result<Expr, Fault> {
        let (slot, list) = self.element()?;
        self.need_word("WHERE")?;
        let filter = Box::new(self.expression()?);
        self.need_sign(")")?;
        self.scope.variables.pop();
        Ok(Expr::Quantified { quantifier, slot, list, filter })
    }

    /// `{name: expression, …}`.
    pub(super) fn map(&mut self) -> Result<Vec<(SmolStr, Expr)>, Fault> {
        self.need_sign("{")?;
        let mut entries = Vec::new();
        if self.sign("}") {
            return Ok(entries);
        }
        loop {
            let name = self.name("a property")?;
            self.need_sign(":")?;
            entries.push((name, self.expression()?));
            if !self.sign(",") {
                break;
            }
        }
        self.need_sign("}")?;
        Ok(entries)
    }

    /// `:organization|person`: the types that an entity can have. Spelt as here or as in exports for Neo4j.
    pub(super) fn labels(&mut self) -> Result<Vec<crate::value::EntityType>, Fault> {
        use crate::value::EntityType;
        self.needs.entity.push(kind_column());
        let mut kinds = EntityType::ALL.to_vec();
        while self.quiet_sign(":") {
            let mut either = Vec::new();
            loop {
                let place = self.place();
                let label = self.name("an entity type")?;
                match label.to_ascii_lowercase().as_str() {
                    "entity" => either.extend_from_slice(EntityType::ALL),
                    word => either.push(word.parse().map_err(|_| {
                        let known = EntityType::ALL.iter().map(|t| t.as_str());
                        Fault::new(place, format!("there is no entity type `{label}`{}", suggestion(&label, known)))
                    })?),
                }
                if !self.sign("|") {
                    break;
                }
                self.quiet_sign(":");
            }
            kinds.retain(|k| either.contains(k));
        }
        Ok(kinds)
    }
}
