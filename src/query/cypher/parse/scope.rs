//! Which names stand for what.

use super::Parser;
use crate::query::cypher::fault::{Fault, Place, suggestion};
use crate::query::cypher::fields::Holds;
use crate::query::cypher::tree::{Expr, Slot};
use smol_str::SmolStr;

/// A name.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: SmolStr,
    pub(super) slot: Slot,
    pub(super) holds: Holds,
}

/// The names that can be used, the latest last.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) variables: Vec<Variable>,
    /// Columns by their names, for ORDER BY: they mean their expressions.
    pub(super) columns: Vec<(SmolStr, Expr, Holds)>,
    /// The next free slot.
    pub(super) next: Slot,
}

impl Scope {
    pub(super) fn find(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|v| v.name == name)
    }

    /// A slot without a name.
    pub(super) fn slot(&mut self) -> Slot {
        self.next += 1;
        self.next - 1
    }

    /// A name with a slot of its own.
    pub(super) fn bind(&mut self, name: SmolStr, holds: Holds) -> Slot {
        let slot = self.slot();
        self.variables.push(Variable { name, slot, holds });
        slot
    }
}

impl Parser<'_> {
    /// What a name stands for in an expression.
    pub(super) fn variable(&self, name: &SmolStr, place: Place) -> Result<(Expr, Holds), Fault> {
        if let Some((_, expr, holds)) = self.scope.columns.iter().find(|c| c.0 == *name) {
            return Ok((expr.clone(), *holds));
        }
        if let Some(variable) = self.scope.find(name) {
            return Ok((Expr::Slot(variable.slot), variable.holds));
        }
        let known = self.scope.variables.iter().map(|v| v.name.as_str());
        let hint = if self.scope.variables.is_empty() { String::new() } else { suggestion(name, known) };
        Err(Fault::new(place, format!("nothing is called `{name}` here{hint}")))
    }

    /// What an expression is known to give.
    pub(super) fn holds(&self, expr: &Expr) -> Holds {
        match expr {
            Expr::Slot(slot) => {
                self.scope.variables.iter().rev().find(|v| v.slot == *slot).map_or(Holds::Anything, |v| v.holds)
            }
            _ => Holds::Anything,
        }
    }
}
