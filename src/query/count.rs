//! What the admitted part of the graph holds, in numbers, and what its quotes say.

use super::Filter;
use crate::Result;
use crate::store::{Hit, Statistics, Store};
use crate::value::Status;

/// Counts over the admitted edges, the entities at them and the articles that tell them; with an open filter over all
/// articles. `top` bounds the entities named.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn statistics(store: &Store, filter: &Filter, top: usize) -> Result<Statistics> {
    store.statistics_of(&filter.condition(), top)
}

/// How many admitted edges have each relation and status, in order of relation.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn cross_table(store: &Store, filter: &Filter) -> Result<Vec<(String, Status, usize)>> {
    store.cross_table(&filter.condition())
}

/// Statements of admitted edges whose quote has all the words, the best match first, and how many there are.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn search(store: &Store, words: &str, filter: &Filter, limit: usize) -> Result<(Vec<Hit>, usize)> {
    store.search_where(words, &filter.condition(), limit)
}
