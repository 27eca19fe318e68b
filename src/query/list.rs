//! Edges of the whole graph, filtered and sorted, read by index.

use super::Filter;
use crate::Result;
use crate::store::{Link, Store};
use crate::value::named_enum;

named_enum! {
    /// The order of a listing. Equals stand in order of subject, relation and object.
    Sort, "order" {
        /// The latest first, by the edge's date or its leading article's; undated last.
        Date = "date",
        /// The most money first, whatever the currency; those without last.
        Amount = "amount",
        /// The most independent sources first.
        Sources = "sources",
        /// The surest first.
        Confidence = "confidence",
        /// By subject, relation and object.
        Name = "name",
    }
}

impl Sort {
    /// The order over `e`, `s` and `o` of the store's questions.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Sort::Date => "e.first_day DESC, s.id, e.relation, o.id",
            Sort::Amount => "e.hundredths DESC, s.id, e.relation, o.id",
            Sort::Sources => "e.sources DESC, s.id, e.relation, o.id",
            Sort::Confidence => "e.confidence DESC, s.id, e.relation, o.id",
            Sort::Name => "s.id, e.relation, o.id",
        }
    }
}

/// Edges, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The first of them, in order.
    pub links: Vec<Link>,
    /// How many the filter admits, counted no further than [`COUNTED`].
    pub total: usize,
}

/// Edges that a list leaves out are counted so far: to count a million takes far longer than to list the first fifty.
pub const COUNTED: usize = 1_000;

/// The edges that a filter admits, in an order, at most `limit`.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn list(store: &Store, filter: &Filter, sort: Sort, limit: Option<usize>) -> Result<Listing> {
    let condition = filter.condition();
    let keys = store.edges_where(&condition, sort.sql(), limit)?;
    let full = limit.is_none_or(|l| keys.len() < l);
    let total = if full { keys.len() } else { store.count_where(&condition, COUNTED)?.max(keys.len()) };
    Ok(Listing { links: store.links(&keys)?, total })
}
