//! Circles: money, or dependence, that comes back to where it started.

mod enumerate;

use super::Filter;
use super::adjacency::Adjacency;
use super::money::{Sum, money_relations, payments};
use super::path::Hop;
use crate::resolve::EntityId;
use crate::store::{EdgeKey, EntityKey, Link, Outline, Store};
use crate::value::{Amount, Currency, PartialDate, Status, named_enum};
use crate::vocab::{End, Relations};
use crate::{Error, Result};
use enumerate::Enumeration;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

named_enum! {
    /// What is followed round a circle.
    Follow, "way" {
        /// Money: each leg leads from who pays to who is paid.
        Money = "money",
        /// Edges: each leg leads from subject to object.
        Edges = "edges",
    }
}

/// What circles are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleSearch {
    /// What is followed.
    pub follow: Follow,
    /// At most so many legs; two at least.
    pub max_length: usize,
    /// Only circles through this entity.
    pub through: Option<EntityId>,
    /// Which money tells of two circles of one length the greater.
    pub currency: Currency,
}

/// A circle: its legs lead from entity to entity and back to the first; none is passed twice. The leg with the earliest
/// date comes first.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// The legs.
    pub legs: Vec<Hop>,
}

/// Circles, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Circles {
    /// The shortest first, of one length those with most money on their least leg, equals in order of ids.
    pub circles: Vec<Circle>,
    /// How many there are in all.
    pub total: usize,
}

/// The simple directed circles of admitted edges, at most `limit` of them. Where the filter names no relation, those that
/// move money are followed; where it names no status, all but denied edges.
///
/// Each circle is found from its node with most edges, which is then left out (after Johnson 1975 and the bounded search of
/// Gupta and Suzumura 2021); ways on are cut off where they cannot come back in time. Cost: linear in the ways of half
/// the length, beside the circles themselves.
///
/// # Errors
/// [`Error::UnknownEntity`]; [`Error::Store`].
pub fn cycles(store: &Store, filter: &Filter, search: &CycleSearch, limit: Option<usize>) -> Result<Circles> {
    let relations = Relations::builtin();
    let mut filter = filter.standing();
    if filter.relations.is_empty() {
        filter.relations = money_relations(relations);
    }
    let outline = store.outline(&filter.condition(), Some(search.currency))?;
    let (arrows, sums) = legs(&outline, search.follow, relations);
    let through = match &search.through {
        None => None,
        Some(id) => {
            let unknown = || Error::UnknownEntity { name: id.to_string(), nearest: Vec::new() };
            let key = store.entity_key(id)?.ok_or_else(unknown)?;
            match outline.entities.iter().position(|e| *e == key) {
                Some(node) => Some(node as u32),
                None => return Ok(Circles { circles: Vec::new(), total: 0 }),
            }
        }
    };
    // The smaller stands first. Money is known of a circle where it is known of all its legs.
    let rank = |circle: &[u32]| {
        let next = circle.iter().cycle().skip(1);
        let least = circle.iter().zip(next).map(|(a, b)| sums.get(&(*a, *b)).copied().unwrap_or(0)).min();
        (circle.len(), Reverse(least.unwrap_or(0)))
    };
    let found = Enumeration { max_length: search.max_length, through, limit, rank: &rank }.run(&arrows);
    let mut circles = Vec::with_capacity(found.best.len());
    for circle in found.best {
        let keys: Vec<EntityKey> = circle.iter().map(|n| outline.entities[*n as usize]).collect();
        circles.push(circle_of(store, &keys, &filter, search.follow)?);
    }
    Ok(Circles { circles, total: found.total })
}

/// Who leads to whom, once each and never to itself, and the money in hundredths told of each such leg.
fn legs(outline: &Outline, follow: Follow, relations: &Relations) -> (Adjacency, FxHashMap<(u32, u32), i64>) {
    let legs: Vec<_> = match follow {
        Follow::Money => payments(outline, relations).collect(),
        Follow::Edges => outline.edges.iter().map(|e| (e.subject, e.object, e.money)).collect(),
    };
    let mut sums: FxHashMap<(u32, u32), i64> = FxHashMap::default();
    for &(from, to, money) in &legs {
        if let Some((hundredths, _)) = money {
            let sum = sums.entry((from, to)).or_default();
            *sum = sum.saturating_add(hundredths);
        }
    }
    (Adjacency::new(outline.entities.len(), legs.iter().map(|l| (l.0, l.1))).simple(), sums)
}

fn circle_of(store: &Store, keys: &[EntityKey], filter: &Filter, follow: Follow) -> Result<Circle> {
    let relations = Relations::builtin();
    let (condition, ways) = (filter.condition().or_far(keys), Filter::default().ways());
    let mut legs = Vec::with_capacity(keys.len());
    for (&from, &to) in keys.iter().zip(keys.iter().cycle().skip(1)) {
        let steps = store.steps(from, ways, &condition)?;
        let between: Vec<EdgeKey> = steps.iter().filter(|s| s.far == to).map(|s| s.edge).collect();
        let mut links = Link::in_order(store.links(&between)?);
        let (from, to) = (store.entity_at(from)?, store.entity_at(to)?);
        links.retain(|link| match follow {
            Follow::Edges => link.subject.id == from.id,
            Follow::Money => payer(link, relations) == Some(&from.id),
        });
        legs.push(Hop { from, to, links });
    }
    let first = (0..legs.len()).min_by_key(|n| (legs[*n].date().is_none(), legs[*n].date(), *n)).unwrap_or(0);
    legs.rotate_left(first);
    Ok(Circle { legs })
}

/// Who pays, where the relation moves money.
fn payer<'l>(link: &'l Link, relations: &Relations) -> Option<&'l EntityId> {
    match relations.find(&link.edge.relation)?.paid? {
        End::Object => Some(&link.subject.id),
        End::Subject => Some(&link.object.id),
    }
}

impl Hop {
    /// The status of its most definite edge.
    pub fn status(&self) -> Option<Status> {
        self.links.iter().map(|l| l.edge.status()).min()
    }

    /// The earliest date told of its edges: an edge's own, else its leading article's.
    pub fn date(&self) -> Option<PartialDate> {
        self.links.iter().filter_map(|l| l.edge.date().or(l.edge.lead().source.published)).min()
    }

    /// The money of its edges, a sum for each currency, in order of currency.
    pub fn money(&self) -> Vec<Amount> {
        let mut sums: std::collections::BTreeMap<Currency, Sum> = std::collections::BTreeMap::new();
        for amount in self.links.iter().filter_map(|l| l.edge.amount()) {
            sums.entry(amount.currency).or_default().add((amount.hundredths, amount.bound));
        }
        sums.into_iter().filter_map(|(currency, sum)| sum.amount(currency)).collect()
    }
}

impl Circle {
    /// The status of its least definite leg: no more is sure of the whole.
    pub fn weakest(&self) -> Option<Status> {
        self.legs.iter().filter_map(Hop::status).max()
    }

    /// What every leg moves at least, where all tell money of one currency.
    pub fn least(&self) -> Option<Amount> {
        let first = self.legs.first()?.money();
        first.into_iter().find_map(|amount| {
            let of_leg = |leg: &Hop| leg.money().into_iter().find(|a| a.currency == amount.currency);
            let amounts: Vec<Amount> = self.legs.iter().map(of_leg).collect::<Option<_>>()?;
            amounts.into_iter().min_by_key(|a| a.hundredths)
        })
    }

    /// Whether each leg is dated, and none before the one that leads to it.
    pub fn in_time_order(&self) -> bool {
        let dates: Option<Vec<PartialDate>> = self.legs.iter().map(Hop::date).collect();
        dates.is_some_and(|dates| dates.is_sorted_by_key(|d| d.first_day()))
    }
}
