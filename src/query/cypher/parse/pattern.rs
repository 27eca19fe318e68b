//! Patterns: `(a:organization)-[r:invests_in*1..3]->(b)`.

use super::Parser;
use crate::query::Direction;
use crate::query::cypher::fault::Fault;
use crate::query::cypher::fields::{self, Holds};
use crate::query::cypher::lex::Token;
use crate::query::cypher::tree::{EdgeField, EdgePattern, Expr, Match, Operator, Pattern, Quantifier, Slot, Where};
use smol_str::SmolStr;
use std::rc::Rc;

impl Parser<'_> {
    /// What stands after MATCH.
    pub(super) fn matching(&mut self, optional: bool) -> Result<Match, Fault> {
        let fresh = self.scope.next;
        let (mut patterns, mut filter) = (Vec::new(), Vec::new());
        loop {
            patterns.push(self.pattern(&mut filter)?);
            if !self.sign(",") {
                break;
            }
        }
        let end = self.scope.next;
        if self.word("WHERE") {
            split(self.expression()?, &mut filter);
        }
        Ok(Match { optional, patterns, filter, fresh, end })
    }

    /// Whether `(` begins a pattern here and no expression: it is followed by `)-[`, `)--`, `)<-[` or `)<--`.
    pub(super) fn pattern_ahead(&self) -> bool {
        let (mut by, mut open) = (0, 0);
        loop {
            match self.ahead(by) {
                Token::Sign("(") => open += 1,
                Token::Sign(")") => open -= 1,
                Token::End => return false,
                _ => {}
            }
            by += 1;
            if open == 0 {
                break;
            }
        }
        let dash = match (self.ahead(by), self.ahead(by + 1)) {
            (Token::Sign("-"), _) => by + 1,
            (Token::Sign("<"), Token::Sign("-")) => by + 2,
            _ => return false,
        };
        match (self.ahead(dash), self.ahead(dash + 1)) {
            (Token::Sign("["), _) => true,
            (Token::Sign("-"), Token::Sign("(")) => true,
            (Token::Sign("-"), Token::Sign(">")) => matches!(self.ahead(dash + 2), Token::Sign("(")),
            _ => false,
        }
    }

    /// A pattern as a condition.
    pub(super) fn pattern_predicate(&mut self) -> Result<Expr, Fault> {
        let (fresh, named) = (self.scope.next, self.scope.variables.len());
        let mut filter = Vec::new();
        let patterns = vec![self.pattern(&mut filter)?];
        self.scope.variables.truncate(named);
        Ok(Expr::Exists(Rc::new(Match { optional: false, patterns, filter, fresh, end: self.scope.next })))
    }

    /// `EXISTS { MATCH pattern WHERE condition }`.
    pub(super) fn exists(&mut self) -> Result<Expr, Fault> {
        self.step();
        self.need_sign("{")?;
        let _ = self.word("MATCH");
        let (named, aggregates) = (self.scope.variables.len(), self.aggregates.take());
        let inner = self.nested(|p| p.matching(false))?;
        self.aggregates = aggregates;
        self.scope.variables.truncate(named);
        self.need_sign("}")?;
        Ok(Expr::Exists(Rc::new(inner)))
    }

    fn pattern(&mut self, filter: &mut Vec<Expr>) -> Result<Pattern, Fault> {
        let mut path = None;
        if matches!(self.token(), Token::Word(_) | Token::Quoted(_)) {
            let place = self.place();
            let name = self.name("a name")?;
            if matches!(self.token(), Token::Sign("(")) && name.to_ascii_lowercase().contains("shortestpath") {
                let message =
                    format!("{name} is not understood; ask `techgraph path A B`, or bound a length like `*1..4`");
                return Err(Fault::new(place, message));
            }
            self.need_sign("=")?;
            path = Some((name, place));
            if self.is_word("shortestPath") || self.is_word("allShortestPaths") {
                let message = "this is not understood; ask `techgraph path A B`, or bound a length like `*1..4`";
                return Err(Fault::new(self.place(), message));
            }
        }
        let mut nodes = vec![self.node(filter)?];
        let mut edges = Vec::new();
        loop {
            self.expect("-[");
            self.expect("<-[");
            if !(self.is_sign("-") || self.is_sign("<")) {
                break;
            }
            edges.push(self.edge(filter)?);
            nodes.push(self.node(filter)?);
        }
        let path = path
            .map(|(name, place)| match self.scope.find(&name) {
                Some(_) => Err(Fault::new(place, format!("`{name}` is bound already; give the path another name"))),
                None => Ok(self.scope.bind(name, Holds::Path)),
            })
            .transpose()?;
        Ok(Pattern { path, nodes, edges })
    }

    fn node(&mut self, filter: &mut Vec<Expr>) -> Result<Slot, Fault> {
        self.need_sign("(")?;
        let place = self.place();
        let name = self.optional_name("a name");
        let slot = match &name {
            None => self.scope.slot(),
            Some(name) => match self.scope.find(name).cloned() {
                None => self.scope.bind(name.clone(), Holds::Entity),
                Some(v) if matches!(v.holds, Holds::Entity | Holds::Anything) => v.slot,
                Some(_) => return Err(Fault::new(place, format!("`{name}` is no entity; give this one another name"))),
            },
        };
        self.expect(":");
        if self.is_sign(":") {
            let kinds = self.labels()?;
            filter.push(Expr::Is { of: Box::new(Expr::Slot(slot)), kinds });
        }
        self.expect("{");
        if self.is_sign("{") {
            self.fields(slot, Holds::Entity, filter)?;
        }
        self.need_sign(")")?;
        Ok(slot)
    }

    fn edge(&mut self, filter: &mut Vec<Expr>) -> Result<EdgePattern, Fault> {
        let inward = self.sign("<");
        self.need_sign("-")?;
        let mut edge = EdgePattern { slot: 0, relations: Vec::new(), direction: Direction::Both, length: None };
        if self.sign("[") {
            let place = self.place();
            let name = self.optional_name("a name");
            if let Some(name) = name.as_ref().filter(|n| self.scope.find(n).is_some()) {
                return Err(Fault::new(place, format!("`{name}` is bound already; give this relation another name")));
            }
            while self.sign(if edge.relations.is_empty() { ":" } else { "|" }) {
                self.quiet_sign(":");
                let place = self.place();
                // INVESTS_IN, as exports for Neo4j have it, is invests_in.
                let relation = self.name("a relation")?.to_ascii_lowercase();
                edge.relations.push((relation.into(), place));
            }
            if self.sign("*") {
                edge.length = Some(self.length()?);
            }
            let holds = if edge.length.is_some() { Holds::Edges } else { Holds::Edge };
            edge.slot = match name {
                Some(name) => self.scope.bind(name, holds),
                None => self.scope.slot(),
            };
            self.expect("{");
            if self.is_sign("{") {
                self.fields(edge.slot, holds, filter)?;
            }
            self.need_sign("]")?;
        } else {
            edge.slot = self.scope.slot();
        }
        self.need_sign("-")?;
        let outward = self.sign(">");
        edge.direction = match (inward, outward) {
            (true, false) => Direction::In,
            (false, true) => Direction::Out,
            _ => Direction::Both,
        };
        Ok(edge)
    }

    /// What stands after `*`: `2`, `1..3`, `..3`.
    fn length(&mut self) -> Result<(usize, usize), Fault> {
        let start = self.place().start;
        let mut number = || match *self.token() {
            Token::Integer(n) => {
                self.step();
                usize::try_from(n).ok()
            }
            _ => None,
        };
        let least = number();
        let range = self.quiet_sign("..");
        let most = match *self.token() {
            Token::Integer(n) if range => {
                self.step();
                usize::try_from(n).ok()
            }
            _ => least.filter(|_| !range),
        };
        let least = least.unwrap_or(1);
        match most {
            Some(most) if least <= most => Ok((least, most)),
            Some(most) => Err(Fault::new(
                self.since(start),
                format!("{least} is more than {most}; write the lesser length first"),
            )),
            None => {
                let place = start.saturating_sub(1)..self.since(start).end;
                Err(Fault::new(place, "a length needs a most, or it would walk the whole graph; write `*1..4`"))
            }
        }
    }

    /// `{name: value, …}` as conditions.
    fn fields(&mut self, slot: Slot, holds: Holds, filter: &mut Vec<Expr>) -> Result<(), Fault> {
        let start = self.place().start;
        // Every edge of several must be so.
        let element = (holds == Holds::Edges).then(|| self.scope.slot());
        for (name, value) in self.map()? {
            let of = if element.is_some() { Holds::Edge } else { holds };
            let (entity, edge) = fields::meaning(&name, of, self.since(start))?;
            self.needs.entity.extend(entity.filter(|_| of != Holds::Edge));
            if let Some(EdgeField::Column(column)) = edge {
                self.needs.edge.push(column);
            }
            let field = Expr::Field { of: Box::new(Expr::Slot(element.unwrap_or(slot))), name, entity, edge };
            let equal = Expr::Binary(Operator::Equal, Box::new((field, value)), Where(self.since(start)));
            filter.push(match element {
                None => equal,
                Some(element) => {
                    let (list, filter) = (Box::new(Expr::Slot(slot)), Box::new(equal));
                    Expr::Quantified { quantifier: Quantifier::All, slot: element, list, filter }
                }
            });
        }
        Ok(())
    }

    fn optional_name(&mut self, what: &'static str) -> Option<SmolStr> {
        self.expect(what);
        let (Token::Word(name) | Token::Quoted(name)) = self.token() else { return None };
        let name = name.clone();
        self.step();
        Some(name)
    }
}

/// Conditions apart by AND, one by one.
fn split(expr: Expr, out: &mut Vec<Expr>) {
    match expr {
        Expr::Binary(Operator::And, two, _) => {
            split(two.0, out);
            split(two.1, out);
        }
        other => out.push(other),
    }
}
