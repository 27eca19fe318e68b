//! Where only the first rows are wanted, only the edges that can be in them are read.

use crate::Result;
use crate::query::cypher::tree::{EdgeField, Expr, Match, Project};
use crate::query::list::{FEW, Sort, along, first_edges};
use crate::store::{Condition, EDGE_COLUMNS, Store};

/// So many rows of a MATCH over one edge are wanted.
#[derive(Debug, Clone, Copy)]
pub(in crate::query::cypher) struct Wanted {
    count: usize,
    /// The column of the edge by which they are ordered before all else, and whether from the highest; else as they come.
    order: Option<(usize, bool)>,
}

impl Wanted {
    /// What a projection wants of the MATCH before it: its first `count` rows. `None` where it may want all.
    pub(in crate::query::cypher) fn of(matching: &Match, project: &Project, count: usize) -> Option<Wanted> {
        let [pattern] = &matching.patterns[..] else { return None };
        let [edge] = &pattern.edges[..] else { return None };
        let one = !matching.optional && edge.length.is_none();
        if !one || !project.aggregates.is_empty() || project.distinct || project.limit.is_none() || count == 0 {
            return None;
        }
        let order = match project.order.first() {
            None => None,
            Some((Expr::Field { of, edge: Some(EdgeField::Column(column)), .. }, descending))
                if **of == Expr::Slot(edge.slot) =>
            {
                Some((*column, *descending))
            }
            Some(_) => return None,
        };
        Some(Wanted { count, order })
    }

    /// A condition that the first of the edges that meet `condition` still meet.
    pub(super) fn narrow(self, condition: Condition, store: &Store) -> Result<Condition> {
        let Some((column, descending)) = self.order else {
            return Ok(Condition::among(&first_edges(store, &condition, Sort::Name, Some(self.count))?));
        };
        let column = EDGE_COLUMNS[column].sql;
        // What is unknown comes first where the highest do.
        let unknown = || store.count_where(&condition.with(&format!("{column} IS NULL"), Vec::new()), 1);
        if descending && !condition.tells(column) && unknown()? > 0 {
            return Ok(condition);
        }
        let led = store.selective(&condition, FEW)?.unwrap_or_else(|| along(&condition, column));
        let sign = if descending { ">=" } else { "<=" };
        Ok(match store.value_at(&led, column, descending, self.count)? {
            Some(value) => led.with(&format!("{column} {sign} ?"), vec![value]),
            None => led,
        })
    }
}
