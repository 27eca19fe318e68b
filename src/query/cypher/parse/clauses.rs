//! MATCH, WITH, UNWIND, RETURN and UNION.

use super::Parser;
use super::scope::{Scope, Variable};
use crate::query::cypher::fault::Fault;
use crate::query::cypher::fields::Holds;
use crate::query::cypher::lex::Token;
use crate::query::cypher::tree::{Branch, Expr, Project, Stage, Tree};
use smol_str::SmolStr;

/// Clauses that would write, or ask another program.
const REFUSED: [&str; 9] = ["CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "FOREACH", "CALL", "LOAD"];

/// A column as written.
struct Item {
    expr: Expr,
    name: SmolStr,
    holds: Holds,
    /// Whether something in it is counted.
    counts: bool,
    start: usize,
}

impl Parser<'_> {
    /// The whole query.
    pub(super) fn tree(&mut self) -> Result<Tree, Fault> {
        let mut branches = vec![self.branch()?];
        let mut distinct = false;
        while self.word("UNION") {
            distinct |= !self.word("ALL");
            self.scope = Scope::default();
            let start = self.place();
            let branch = self.branch()?;
            if branch.columns != branches[0].columns {
                let columns = branches[0].columns.join(", ");
                return Err(Fault::new(start, format!("both sides of UNION must return the same columns: {columns}")));
            }
            branches.push(branch);
        }
        self.quiet_sign(";");
        self.expect("the end of the query");
        if *self.token() != Token::End {
            return Err(self.unexpected());
        }
        Ok(Tree { branches, distinct })
    }

    fn branch(&mut self) -> Result<Branch, Fault> {
        let (mut stages, mut width) = (Vec::new(), 0);
        loop {
            let optional = self.word("OPTIONAL");
            if self.word("MATCH") {
                stages.push(Stage::Match(self.matching(optional)?));
            } else if optional {
                return Err(self.unexpected());
            } else if self.word("UNWIND") {
                let list = self.expression()?;
                self.need_word("AS")?;
                let name = self.name("a name")?;
                let slot = self.scope.bind(name, Holds::Anything);
                stages.push(Stage::Unwind { list, slot });
            } else if self.word("WITH") {
                let (project, slots, _) = self.projection(true)?;
                widen(&mut stages, slots, &mut width);
                stages.push(Stage::Project(Box::new(project)));
            } else if self.word("RETURN") {
                let (project, slots, columns) = self.projection(false)?;
                widen(&mut stages, slots, &mut width);
                stages.push(Stage::Project(Box::new(project)));
                return Ok(Branch { stages, columns, width });
            } else if let Some(word) = REFUSED.iter().find(|w| self.is_word(w)) {
                let message =
                    format!("{word} is not understood: a query only reads, with MATCH, WITH, UNWIND and RETURN");
                return Err(Fault::new(self.place(), message));
            } else {
                return Err(self.unexpected());
            }
        }
    }

    /// What stands after WITH or RETURN, with the number of slots of the rows that go in, and the names of the columns.
    fn projection(&mut self, with: bool) -> Result<(Project, usize, Vec<String>), Fault> {
        let distinct = self.word("DISTINCT");
        self.aggregates = Some(Vec::new());
        let items = self.items(with)?;
        self.scope.columns = items.iter().map(|i| (i.name.clone(), i.expr.clone(), i.holds)).collect();
        let mut order = Vec::new();
        let grouped = distinct || items.iter().any(|i| i.counts);
        let keys: Vec<usize> = (0..items.len()).filter(|i| !items[*i].counts).collect();
        let of_keys = |of: &[Item]| keys.iter().map(|k| of[*k].expr.clone()).collect::<Vec<_>>();
        let known = if distinct { items.iter().map(|i| i.expr.clone()).collect() } else { of_keys(&items) };
        if self.word("ORDER") {
            self.need_word("BY")?;
            loop {
                let start = self.place().start;
                let expr = self.expression()?;
                if grouped {
                    self.check_grouped(&expr, &known, start)?;
                }
                let descending = self.quiet_word("DESC") || self.quiet_word("DESCENDING");
                if !descending {
                    let _ = self.quiet_word("ASC") || self.quiet_word("ASCENDING");
                }
                order.push((expr, descending));
                if !self.sign(",") {
                    break;
                }
            }
        }
        self.scope.columns.clear();
        let aggregates = self.aggregates.take().unwrap_or_default();
        for item in items.iter().filter(|i| i.counts) {
            self.check_grouped(&item.expr, &known, item.start)?;
        }
        let skip = if self.word("SKIP") || self.quiet_word("OFFSET") { Some(self.constant_count()?) } else { None };
        let limit = if self.word("LIMIT") { Some(self.constant_count()?) } else { None };
        let width = self.scope.next;
        let columns = items.iter().map(|i| i.name.to_string()).collect();
        let mut filter = None;
        if with {
            let variable = |(slot, item): (usize, &Item)| Variable { name: item.name.clone(), slot, holds: item.holds };
            let variables = items.iter().enumerate().map(variable).collect();
            self.scope = Scope { variables, columns: Vec::new(), next: items.len() };
            if self.word("WHERE") {
                filter = Some(self.expression()?);
            }
        }
        let items: Vec<Expr> = items.into_iter().map(|i| i.expr).collect();
        // Rows that come out have a slot for each column; those of the next part are added when it has been read.
        let out = items.len();
        Ok((Project { items, aggregates, keys, distinct, order, skip, limit, filter, width: out }, width, columns))
    }

    fn items(&mut self, with: bool) -> Result<Vec<Item>, Fault> {
        let mut items: Vec<Item> = Vec::new();
        self.expect("*");
        if self.quiet_sign("*") {
            for variable in &self.scope.variables {
                let expr = Expr::Slot(variable.slot);
                items.push(Item { expr, name: variable.name.clone(), holds: variable.holds, counts: false, start: 0 });
            }
            if items.is_empty() {
                return Err(Fault::new(
                    self.since(self.place().start),
                    "there is nothing to return: no variable is bound",
                ));
            }
            if !self.sign(",") {
                return Ok(items);
            }
        }
        loop {
            let start = self.place().start;
            let before = self.aggregates.as_ref().map_or(0, Vec::len);
            let expr = self.expression()?;
            let counts = self.aggregates.as_ref().map_or(0, Vec::len) > before;
            let place = self.since(start);
            let written = self.text.get(place.clone()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
            let name = if self.word("AS") {
                self.name("a name")?
            } else if with && !self.scope.variables.iter().any(|v| expr == Expr::Slot(v.slot)) {
                return Err(Fault::new(place, "WITH needs a name for this; write `… AS name`"));
            } else {
                written.into()
            };
            if items.iter().any(|i| i.name == name) {
                return Err(Fault::new(
                    self.since(start),
                    format!("two columns are called `{name}`; write `AS` another name"),
                ));
            }
            let holds = self.holds(&expr);
            items.push(Item { expr, name, holds, counts, start });
            if !self.sign(",") {
                return Ok(items);
            }
        }
    }

    /// A number of rows: nothing of a row may stand in it.
    fn constant_count(&mut self) -> Result<Expr, Fault> {
        let start = self.place().start;
        let variables = std::mem::take(&mut self.scope.variables);
        let expr = self.expression();
        self.scope.variables = variables;
        match expr? {
            Expr::Constant(crate::query::cypher::value::Value::Integer(n)) if n < 0 => {
                Err(Fault::new(self.since(start), "a number of rows is not negative"))
            }
            expr => Ok(expr),
        }
    }

    /// Beside what is counted, only what the rows are grouped by may stand in an expression.
    fn check_grouped(&self, expr: &Expr, keys: &[Expr], start: usize) -> Result<(), Fault> {
        if keys.contains(expr) {
            return Ok(());
        }
        if let Expr::Slot(slot) = expr
            && let Some(variable) = self.scope.variables.iter().find(|v| v.slot == *slot)
        {
            let message = format!("`{}` is not one value for a group; make it a column of its own", variable.name);
            return Err(Fault::new(self.since(start), message));
        }
        let mut checked = Ok(());
        expr.children(&mut |e| {
            if checked.is_ok() {
                checked = self.check_grouped(e, keys, start);
            }
        });
        checked
    }
}

/// Tells how many slots the rows of a part need: the projection that makes them, or the query where it is the first part.
fn widen(stages: &mut [Stage], slots: usize, first: &mut usize) {
    let last = stages.iter_mut().rev().find_map(|s| match s {
        Stage::Project(project) => Some(&mut project.width),
        _ => None,
    });
    let width = last.unwrap_or(first);
    *width = (*width).max(slots);
}
