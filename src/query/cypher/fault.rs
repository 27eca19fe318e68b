//! What is wrong with a query, and where.

use crate::Error;
use std::ops::Range;

/// Bytes of the query.
pub(super) type Place = Range<usize>;

/// What ends a query early.
#[derive(Debug)]
pub(super) enum Fault {
    /// The query is wrong at a place.
    At(Place, String),
    /// The store refused.
    Store(Error),
}

impl Fault {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Fault {
        Fault::At(place, message.into())
    }

    /// The error with the query in it.
    pub(super) fn of(self, query: &str) -> Error {
        match self {
            Fault::At(place, message) => {
                Error::Query { message, query: query.to_string(), start: place.start, end: place.end }
            }
            Fault::Store(error) => error,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Store(error)
    }
}

/// The words of a list that are most like one, to suggest: "; did you mean `x`?", or all of them.
pub(super) fn suggestion<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> String {
    let known: Vec<&str> = known.collect();
    let likeness = |other: &str| strsim::jaro_winkler(&word.to_lowercase(), &other.to_lowercase());
    let best = known.iter().map(|k| (likeness(k), *k)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((score, name)) if score > 0.8 => format!("; did you mean `{name}`?"),
        _ => format!("; there are {}", known.join(", ")),
    }
}
