//! Edges of the whole graph, filtered and sorted.

use super::Filter;
use crate::Result;
use crate::store::{Link, Store, Stored};
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
    /// The column that the order begins with, highest first.
    pub(crate) fn leading(self) -> Option<&'static str> {
        match self {
            Sort::Date => Some("first_day"),
            Sort::Amount => Some("hundredths"),
            Sort::Sources => Some("sources"),
            Sort::Confidence => Some("confidence"),
            Sort::Name => None,
        }
    }
}

/// Edges, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The first of them, in order.
    pub links: Vec<Link>,
    /// How many the filter admits.
    pub total: usize,
}

/// The edges that a filter admits, in an order, at most `limit`.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn list(store: &Store, filter: &Filter, sort: Sort, limit: Option<usize>) -> Result<Listing> {
    let found = store.select(&filter.condition())?;
    let keys = store.first(&found, sort.leading(), limit.unwrap_or(usize::MAX))?;
    Ok(Listing { links: store.links(&keys)?, total: found.len() })
}

/// All edges that a filter admits and the entities at them, without loading them; the whole graph where it admits all.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn walk(store: Store, filter: &Filter) -> Result<Stored> {
    store.walk_where(filter.condition())
}
