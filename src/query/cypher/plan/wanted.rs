//! Where only the first rows are wanted, only the edges that can be in them are read.

use crate::Result;
use crate::query::cypher::tree::{EdgeField, Expr, Match, Project};
use crate::store::{EDGE_COLUMNS, EdgeKey, Selection, Store};

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

    /// Those of some edges that can be among the first.
    pub(super) fn first_of(self, found: &Selection, store: &Store) -> Result<Vec<EdgeKey>> {
        match self.order {
            None => store.first(found, None, self.count),
            Some((column, descending)) => store.extreme(found, EDGE_COLUMNS[column].stored(), descending, self.count),
        }
    }
}
