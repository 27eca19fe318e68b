//! The parameters of a request.

use super::answer::Failure;
use crate::query::{Direction, Filter, Sort};
use crate::value::{Amount, Currency, PartialDate};
use crate::vocab;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::str::FromStr;

/// The most edges, entities or statements of one page.
const MAX_LIMIT: usize = 1000;
/// How far pages can be turned.
const MAX_OFFSET: usize = 100_000;
/// The most characters of a search.
const MAX_WORDS: usize = 500;

/// Parameters of the query string; a wrong or unknown one is told as JSON.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Params<T>, Failure> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(parameters)) => Ok(Params(parameters)),
            Err(e) => {
                let cause = std::error::Error::source(&e).map(|s| s.to_string()).unwrap_or_default();
                Err(Failure::parameter(if cause.is_empty() { e.to_string() } else { cause }))
            }
        }
    }
}

/// Which part of a listing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

impl Page {
    pub(super) fn new(offset: Option<usize>, limit: Option<usize>) -> Result<Page, Failure> {
        let (offset, limit) = (offset.unwrap_or(0), limit.unwrap_or(50));
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Failure::parameter(format!("limit: from 1 to {MAX_LIMIT}")));
        }
        if offset > MAX_OFFSET {
            return Err(Failure::parameter(format!("offset: at most {MAX_OFFSET}; filter instead")));
        }
        Ok(Page { offset, limit })
    }

    pub(super) fn end(self) -> usize {
        self.offset + self.limit
    }

    /// The offset of the next page, where there is one.
    pub(super) fn next(self, total: usize) -> Value {
        let next = self.end();
        if next < total && next <= MAX_OFFSET { json!(next) } else { Value::Null }
    }
}

/// Words to look for.
pub(super) fn words(text: &str) -> Result<&str, Failure> {
    match text.chars().count() {
        0 => Err(Failure::parameter("q: at least one character")),
        n if n > MAX_WORDS => Err(Failure::parameter(format!("q: at most {MAX_WORDS} characters"))),
        _ => Ok(text),
    }
}

/// The filter as it stands in a query string; lists are apart by commas.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EdgeParams {
    relation: Option<String>,
    status: Option<String>,
    r#type: Option<String>,
    since: Option<String>,
    until: Option<String>,
    min_amount: Option<f64>,
    currency: Option<String>,
    min_confidence: Option<f32>,
    min_sources: Option<usize>,
    direction: Option<String>,
    sort: Option<String>,
    pub(super) depth: Option<usize>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) max_length: Option<usize>,
    offset: Option<usize>,
    limit: Option<usize>,
}

impl EdgeParams {
    pub(super) fn page(&self) -> Result<Page, Failure> {
        Page::new(self.offset, self.limit)
    }

    pub(super) fn sort(&self) -> Result<Sort, Failure> {
        one(self.sort.as_deref(), Sort::Date)
    }

    /// A number of steps from 1 to `most`.
    pub(super) fn steps(given: Option<usize>, otherwise: usize, most: usize) -> Result<usize, Failure> {
        let steps = given.unwrap_or(otherwise);
        if (1..=most).contains(&steps) {
            Ok(steps)
        } else {
            Err(Failure::parameter(format!("steps: from 1 to {most}")))
        }
    }

    /// Fails on parameters that mean nothing here.
    pub(super) fn only(&self, wanted: &[&str]) -> Result<(), Failure> {
        let given = [
            ("depth", self.depth.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("max_length", self.max_length.is_some()),
            ("direction", self.direction.is_some()),
            ("sort", self.sort.is_some()),
            ("offset", self.offset.is_some()),
            ("limit", self.limit.is_some()),
        ];
        match given.iter().find(|(name, is)| *is && !wanted.contains(name)) {
            Some((name, _)) => Err(Failure::parameter(format!("{name}: means nothing here"))),
            None => Ok(()),
        }
    }

    pub(super) fn filter(&self) -> Result<Filter, Failure> {
        let relations = list(self.relation.as_deref());
        if let Some(unknown) = relations.iter().find(|r| !vocab::relation_names().contains(r)) {
            let known = vocab::relation_names().join(", ");
            return Err(Failure::parameter(format!("relation: {unknown:?} is none of {known}")));
        }
        let date = |name: &str, text: Option<&str>| match text {
            None => Ok(None),
            Some(text) => PartialDate::parse(text)
                .map(Some)
                .ok_or_else(|| Failure::parameter(format!("{name}: a date is like 2026, 2026-01 or 2026-01-30"))),
        };
        let amount = |value: f64| Amount::hundredths_from(value).filter(|h| *h >= 0);
        Ok(Filter {
            avoid: Vec::new(),
            relations: relations.into_iter().map(Into::into).collect(),
            statuses: all(self.status.as_deref())?,
            types: all(self.r#type.as_deref())?,
            since: date("since", self.since.as_deref())?,
            until: date("until", self.until.as_deref())?,
            min_amount: match self.min_amount {
                None => None,
                Some(value) => {
                    Some(amount(value).ok_or_else(|| Failure::parameter("min_amount: a sum of money, 0 or more"))?)
                }
            },
            currency: match self.currency.as_deref() {
                None => None,
                Some(code) => {
                    Some(Currency::new(code).ok_or_else(|| Failure::parameter("currency: three letters, like USD"))?)
                }
            },
            min_confidence: match self.min_confidence {
                Some(p) if !(0.0..=1.0).contains(&p) => {
                    return Err(Failure::parameter("min_confidence: from 0 to 1"));
                }
                given => given,
            },
            min_sources: self.min_sources,
            direction: one(self.direction.as_deref(), Direction::Both)?,
        })
    }
}

fn list(text: Option<&str>) -> Vec<&str> {
    text.into_iter().flat_map(|t| t.split(',')).filter(|w| !w.is_empty()).collect()
}

/// The closed set's members that a list names.
pub(super) fn all<T: FromStr<Err = crate::Error>>(text: Option<&str>) -> Result<Vec<T>, Failure> {
    list(text).into_iter().map(|word| word.parse().map_err(Failure::from)).collect()
}

fn one<T: FromStr<Err = crate::Error>>(text: Option<&str>, otherwise: T) -> Result<T, Failure> {
    text.map_or(Ok(otherwise), |word| word.parse().map_err(Failure::from))
}
