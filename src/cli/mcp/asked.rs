//! What the tools are asked: their arguments, with what each means, as the assistant reads them.

use crate::query::{Direction, Filter};
use crate::value::{PartialDate, Status};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use rmcp::schemars::{self, JsonSchema};
use serde::Deserialize;

/// How many things an answer holds where the question leaves it open, and the most that it may ask for: an assistant has to
/// read them all.
const LIMITS: (usize, usize) = (50, 500);

/// At most so many things in the answer.
pub(super) fn limited(limit: Option<usize>) -> usize {
    limit.unwrap_or(LIMITS.0).clamp(1, LIMITS.1)
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Find {
    /// A name, or words of one
    pub(super) name: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Show {
    /// A name, an alias or an id
    pub(super) name: String,
    /// At most so many edges, up to 500; 50 where left out
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Neighbors {
    /// A name, an alias or an id
    pub(super) name: String,
    /// How many steps away; 1 where left out
    pub(super) depth: Option<u8>,
    #[serde(flatten)]
    pub(super) which: Which,
    /// At most so many edges, up to 500; 50 where left out
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Path {
    /// Where to start: a name, an alias or an id
    pub(super) from: String,
    /// Where to arrive
    pub(super) to: String,
    #[serde(flatten)]
    pub(super) which: Which,
    /// At most so many steps
    pub(super) max_length: Option<u8>,
}

/// Of `timeline` and `conflicts`.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Among {
    /// Only what lies around this entity: a name, an alias or an id; the whole graph where left out
    pub(super) name: Option<String>,
    /// With a name: how many steps around it; 1 where left out
    pub(super) depth: Option<u8>,
    #[serde(flatten)]
    pub(super) which: Which,
    /// At most so many, up to 500; 50 where left out
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Evidence {
    /// A name, an alias or an id
    pub(super) subject: String,
    /// The other end
    pub(super) object: String,
    /// Only this relation, such as invests_in
    pub(super) relation: Option<String>,
}

/// Which edges.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Which {
    /// Only these relations, such as invests_in, acquires, supplies, works_for
    #[serde(default)]
    relations: Vec<String>,
    /// Only these statuses: confirmed, announced, reported, speculative, denied, ended
    #[serde(default)]
    statuses: Vec<String>,
    /// Not before this date: 2026, 2026-01 or 2026-01-30
    since: Option<String>,
    /// Not after this date
    until: Option<String>,
    /// Edges that lead away from it (out), to it (in), or both
    direction: Option<String>,
}

impl Which {
    pub(super) fn filter(&self) -> Result<Filter> {
        let date = |text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => PartialDate::parse(text)
                .map(Some)
                .ok_or_else(|| Error::Usage(format!("{text:?} is not a date like 2026, 2026-01 or 2026-01-30"))),
        };
        Ok(Filter {
            relations: self.relations.iter().map(|r| relation(r)).collect::<Result<_>>()?,
            statuses: self.statuses.iter().map(|s| s.parse::<Status>()).collect::<Result<_>>()?,
            since: date(&self.since)?,
            until: date(&self.until)?,
            direction: self.direction.as_deref().map_or(Ok(Direction::Both), str::parse)?,
            ..Filter::default()
        })
    }
}

/// The relation of a name; an error tells those that there are.
pub(super) fn relation(name: &str) -> Result<smol_str::SmolStr> {
    Ok(Vocabulary::builtin().relations.require(name)?.name.clone())
}

/// Steps around an entity.
pub(super) fn steps(depth: Option<u8>) -> usize {
    usize::from(depth.unwrap_or(1).max(1))
}
