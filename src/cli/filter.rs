//! The arguments that say which edges a read-out is about, and how it is written.

use super::table::Format;
use super::{Context, show};
use crate::Result;
use crate::graph::Entity;
use crate::query::{Direction, Filter, Sort};
use crate::store::Store;
use crate::value::{Amount, Currency, EntityType, PartialDate, Status};
use crate::vocab;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::str::FromStr;

/// Which edges.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which edges")]
pub(super) struct FilterArgs {
    /// Only these relations
    #[arg(long, value_name = "RELATION", value_delimiter = ',', value_parser = PossibleValuesParser::new(vocab::relation_names()), hide_possible_values = true)]
    relation: Vec<String>,
    /// Only edges of these statuses
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = words(Status::ALL, Status::as_str))]
    status: Vec<Status>,
    /// Only edges to entities of these types (in lists: with an end of them)
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = words(EntityType::ALL, EntityType::as_str))]
    types: Vec<EntityType>,
    /// Not before this date (2026, 2026-01 or 2026-01-30): the event's, else the article's
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<PartialDate>,
    /// Not after this date
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<PartialDate>,
    /// The graph as it was known on this date: later articles, and those without date, are not seen
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<PartialDate>,
    /// At least this much money, whatever the currency (1e9, 500M, 2.5bn)
    #[arg(long, value_name = "AMOUNT", value_parser = money)]
    min_amount: Option<i64>,
    /// Only money in this currency (USD, EUR)
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// At least this probable (0 to 1)
    #[arg(long, value_name = "P", value_parser = probability)]
    min_confidence: Option<f32>,
    /// Told by at least so many independent sources
    #[arg(long, value_name = "N")]
    min_sources: Option<usize>,
}

impl FilterArgs {
    /// The graph, to ask it: as it was known then, where that is asked.
    pub(super) fn open(&self, context: &Context) -> Result<Store> {
        self.narrowed(context.open()?)
    }

    /// A graph as it was known on the day asked for.
    pub(super) fn narrowed(&self, store: Store) -> Result<Store> {
        match self.as_of {
            Some(date) => store.as_of(date),
            None => Ok(store),
        }
    }

    /// Whether every edge is asked for.
    pub(super) fn is_open(&self) -> bool {
        self.as_of.is_none() && self.filter().is_open()
    }

    /// The filter, for questions about all edges.
    pub(super) fn filter(&self) -> Filter {
        Filter {
            relations: self.relation.iter().map(Into::into).collect(),
            statuses: self.status.clone(),
            types: self.types.clone(),
            since: self.since,
            until: self.until,
            min_amount: self.min_amount,
            currency: self.currency,
            min_confidence: self.min_confidence,
            min_sources: self.min_sources,
            avoid: Vec::new(),
            direction: Direction::Both,
        }
    }

    /// The filter, for questions from an entity.
    pub(super) fn towards(&self, direction: Direction) -> Filter {
        Filter { direction, ..self.filter() }
    }
}

/// Which way edges lead.
#[derive(Debug, Args)]
pub(super) struct DirectionArgs {
    /// Edges that lead away (out), to it (in), or both
    #[arg(long, value_name = "WAY", default_value = "both", help_heading = "Which edges",
        value_parser = words(Direction::ALL, Direction::as_str))]
    pub(super) direction: Direction,
}

/// Around whom, for read-outs of the whole graph or of what lies near one entity.
#[derive(Debug, Args)]
pub(super) struct AroundArgs {
    /// Only what lies around this entity: a name, an alias or an id
    name: Option<String>,
    /// With a name: how many steps around it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,
}

impl AroundArgs {
    /// The entity named, and how many steps around it; nothing where none is named.
    ///
    /// # Errors
    /// Where no entity is called so.
    pub(super) fn find(&self, store: &Store, context: &Context) -> Result<Option<(Entity, usize)>> {
        let Some(name) = &self.name else { return Ok(None) };
        Ok(Some((show::find(store, name, context)?, usize::from(self.depth))))
    }
}

/// How a read-out is written.
#[derive(Debug, Args)]
pub(super) struct FormatArgs {
    /// How to write the answer
    #[arg(long, value_enum, default_value = "table")]
    pub(super) format: Format,
}

/// In which order, and how much of it.
#[derive(Debug, Args)]
pub(super) struct OrderArgs {
    /// What comes first
    #[arg(long, value_name = "BY", default_value = "date", value_parser = words(Sort::ALL, Sort::as_str))]
    pub(super) sort: Sort,
    /// At most so many edges; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl OrderArgs {
    /// The limit; `None` for all.
    pub(super) fn limit(&self) -> Option<usize> {
        (self.limit > 0).then_some(self.limit)
    }
}

/// One of the written forms of a closed set.
pub(super) fn words<T: Copy + Send + Sync + FromStr<Err = crate::Error> + 'static>(
    all: &[T],
    written: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|v| written(*v)).collect::<Vec<_>>()).try_map(|word| word.parse::<T>())
}

pub(super) fn date(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).ok_or_else(|| "a date is like 2026, 2026-01 or 2026-01-30".to_string())
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::new(text).ok_or_else(|| "a currency is three letters, like USD".to_string())
}

/// A number from 0 to 1.
pub(super) fn probability(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| "it is a number from 0 to 1".to_string())
}

/// Hundredths from "1e9", "500M", "2.5bn", "1,000,000".
pub(super) fn money(text: &str) -> Result<i64, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ',' | ' ')).collect::<String>().to_lowercase();
    let digits = plain.trim_end_matches(|c: char| c.is_alphabetic());
    let factor = match &plain[digits.len()..] {
        "" => 1.0,
        "k" => 1e3,
        "m" | "mn" | "million" => 1e6,
        "b" | "bn" | "billion" => 1e9,
        "t" | "tn" | "trillion" => 1e12,
        _ => return Err("an amount is like 1e9, 500M or 2.5bn".to_string()),
    };
    digits
        .parse::<f64>()
        .ok()
        .and_then(|value| Amount::hundredths_from(value * factor))
        .filter(|h| *h >= 0)
        .ok_or_else(|| "an amount is like 1e9, 500M or 2.5bn".to_string())
}
