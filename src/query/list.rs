//! Edges of the whole graph, filtered and sorted, read by index.

use super::Filter;
use crate::Result;
use crate::store::{Condition, EdgeKey, Link, Store, Stored};
use crate::value::named_enum;
use rustc_hash::FxHashSet;

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

    /// The column that the order begins with, highest first; each is indexed.
    fn leading(self) -> Option<&'static str> {
        match self {
            Sort::Date => Some("e.first_day"),
            Sort::Amount => Some("e.hundredths"),
            Sort::Sources => Some("e.sources"),
            Sort::Confidence => Some("e.confidence"),
            Sort::Name => None,
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
    let keys = first_edges(store, &condition, sort, limit)?;
    let full = limit.is_none_or(|l| keys.len() < l);
    let total = if full { keys.len() } else { counted(store, &condition, COUNTED)?.max(keys.len()) };
    Ok(Listing { links: store.links(&keys)?, total })
}

/// So many edges are sorted rather than found in order.
pub(crate) const FEW: usize = 5_000;

/// The first edges that meet a condition, in an order: a page of a million edges costs little more than the page.
pub(crate) fn first_edges(
    store: &Store,
    condition: &Condition,
    sort: Sort,
    limit: Option<usize>,
) -> Result<Vec<EdgeKey>> {
    let Some(limit) = limit else { return store.edges_where(condition, sort.sql(), None) };
    let parts = store.parts(condition);
    if let [whole] = &parts[..] {
        return first_of(store, whole, sort, limit);
    }
    let mut keys = Vec::new();
    for part in &parts {
        keys.extend(first_of(store, part, sort, limit)?);
    }
    keys.sort_unstable();
    keys.dedup();
    first_among(store, &keys, sort, limit)
}

/// The first edges of one part.
///
/// Where an index leaves few edges these are sorted. Else the leading column's index is followed from its end, and of
/// edges equal in that those that come first by name are found entity by entity, unless they are few again.
fn first_of(store: &Store, condition: &Condition, sort: Sort, limit: usize) -> Result<Vec<EdgeKey>> {
    if store.derives(condition) {
        return store.edges_where(condition, sort.sql(), Some(limit));
    }
    if let Some(condition) = store.selective(condition, FEW)? {
        return store.edges_where(&condition, sort.sql(), Some(limit));
    }
    let Some(column) = sort.leading() else { return store.edges_by_name(condition, Some(limit)) };
    let along = along(condition, column);
    let (above, level) = match store.value_at(&along, column, true, limit)? {
        Some(value) => (
            along.with(&format!("{column} > ?"), vec![value.clone()]),
            along.with(&format!("{column} = ?"), vec![value]),
        ),
        None => (
            along.with(&format!("{column} IS NOT NULL"), Vec::new()),
            along.with(&format!("{column} IS NULL"), Vec::new()),
        ),
    };
    let mut keys = store.edges_where(&above, sort.sql(), Some(limit))?;
    let room = Some(limit - keys.len());
    keys.extend(if store.count_where(&level, FEW)? < FEW {
        store.edges_where(&level, sort.sql(), room)?
    } else {
        store.edges_by_name(&level, room)?
    });
    Ok(keys)
}

/// A condition led by the index of a column that the order begins with.
pub(crate) fn along(condition: &Condition, column: &'static str) -> Condition {
    // Days are indexed under each of these too.
    let under = ["e.relation", "e.subject_type", "e.object_type", "e.status"];
    let days = under.into_iter().filter(|c| column == "e.first_day" && condition.fixed(c).is_some());
    condition.led_by(&days.take(1).chain([column]).collect::<Vec<_>>())
}

/// The first of these edges, in an order.
pub(crate) fn first_among(store: &Store, keys: &[EdgeKey], sort: Sort, limit: usize) -> Result<Vec<EdgeKey>> {
    let mut condition = Condition::among(keys);
    if let Some(column) = sort.leading().filter(|_| keys.len() > limit)
        && let Some(least) = store.value_at(&condition, column, true, limit)?
    {
        condition = condition.with(&format!("{column} >= ?"), vec![least]).led_by(&["e.key"]);
    }
    store.edges_where(&condition, sort.sql(), Some(limit))
}

/// How many edges meet a condition, counted no further than `most`.
fn counted(store: &Store, condition: &Condition, most: usize) -> Result<usize> {
    let mut met = FxHashSet::default();
    for part in store.parts(condition) {
        let part = store.selective(&part, FEW)?.unwrap_or(part);
        met.extend(store.some_where(&part, most)?);
    }
    Ok(met.len().min(most))
}

/// All edges that a filter admits and the entities at them, without loading them; the whole graph where it admits all.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn walk(store: Store, filter: &Filter) -> Result<Stored> {
    store.walk_where(filter.condition())
}
