//! Statements that contradict each other.

use super::{Filter, Sort, neighbors};
use crate::Result;
use crate::graph::{Entity, Fact};
use crate::resolve::EntityId;
use crate::store::{EdgeKey, Link, Sign, Store, Test, Ways};
use crate::value::{Amount, Bound, PartialDate, Status, named_enum};
use crate::vocab::Relations;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

named_enum! {
    /// How two statements contradict each other.
    Contradiction, "contradiction" {
        /// One edge, confirmed and denied.
        ConfirmedAndDenied = "confirmed-and-denied",
        /// One edge, announced and then denied.
        DeniedAfterAnnounced = "denied-after-announced",
        /// One edge with amounts that cannot both be right.
        Amounts = "amounts",
        /// Two subjects of a relation that only one can have with the object: two acquirers of one target.
        Rivals = "rivals",
    }
}

/// One side of a contradiction.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Who.
    pub subject: Arc<Entity>,
    /// The relation's name.
    pub relation: SmolStr,
    /// Whom or what.
    pub object: Arc<Entity>,
    /// The statement.
    pub fact: Fact,
}

/// Two statements that contradict each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// How.
    pub kind: Contradiction,
    /// The two, the one of the earlier article first.
    pub claims: [Claim; 2],
}

/// Contradictions, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflicts {
    /// The contradictions: those told last first, equals in order of the edges.
    pub conflicts: Vec<Conflict>,
    /// How many there are in all.
    pub total: usize,
}

/// Amounts told as exact may differ by this share: texts round.
const ROUNDING: f64 = 0.05;
/// Amounts told as "about" may differ by this share.
const ABOUT: f64 = 0.15;

/// The contradictions among admitted edges, at most `limit` of them; where an entity is given, those of edges within `depth`
/// steps of it.
///
/// What is dated apart does not contradict: two rounds of money, or two owners one after the other.
///
/// # Errors
/// [`crate::Error::UnknownEntity`]; [`crate::Error::Store`].
pub fn conflicts(
    store: &Store,
    around: Option<(&EntityId, usize)>,
    filter: &Filter,
    limit: Option<usize>,
) -> Result<Conflicts> {
    let exclusive: Vec<SmolStr> = Relations::builtin().iter().filter(|r| r.exclusive).map(|r| r.name.clone()).collect();
    let is_exclusive = |link: &Link| exclusive.contains(&link.edge.relation);
    let (told_often, contested) = match around {
        Some((id, depth)) => {
            let near = neighbors(store, id, filter, depth, Sort::Name, None)?.edges;
            let links: Vec<Link> = near.into_iter().map(|n| n.link).collect();
            let mut contested = Vec::new();
            for link in links.iter().filter(|l| is_exclusive(l)) {
                contested.extend(edges_to(store, link, filter)?);
            }
            contested.sort();
            contested.dedup();
            (links, store.links(&contested)?)
        }
        None => {
            let linked = |column, test| {
                let mut condition = filter.condition();
                condition.and(column, test);
                store.links(&store.select(&condition)?.keys())
            };
            let contested = exclusive.iter().map(|r| r.to_string().into()).collect();
            (linked("statements", Test::Is(Sign::More, 1.into()))?, linked("relation", Test::OneOf(contested))?)
        }
    };
    let contested = Link::in_order(contested.into_iter().filter(is_exclusive).collect());
    let mut conflicts: Vec<Conflict> = Link::in_order(told_often).iter().flat_map(within).collect();
    conflicts.extend(rivals(&contested));
    let told = |conflict: &Conflict| conflict.claims[1].fact.source.published.map(PartialDate::first_day);
    // Stable: equals stay in order of their edges.
    conflicts.sort_by_key(|conflict| std::cmp::Reverse(told(conflict)));
    let total = conflicts.len();
    conflicts.truncate(limit.unwrap_or(total));
    Ok(Conflicts { conflicts, total })
}

/// The admitted edges of an edge's relation that lead to its object.
fn edges_to(store: &Store, link: &Link, filter: &Filter) -> Result<Vec<EdgeKey>> {
    let Some(key) = store.entity_key(&link.object.id)? else { return Ok(Vec::new()) };
    let alike = Filter { relations: vec![link.edge.relation.clone()], ..filter.clone() };
    let steps = store.steps(key, Ways { outward: false, inward: true }, &alike.condition())?;
    Ok(steps.into_iter().map(|s| s.edge).collect())
}

impl Conflict {
    fn new(kind: Contradiction, [a, b]: [(&Link, &Fact); 2]) -> Conflict {
        let claim = |(link, fact): (&Link, &Fact)| Claim {
            subject: Arc::clone(&link.subject),
            relation: link.edge.relation.clone(),
            object: Arc::clone(&link.object),
            fact: fact.clone(),
        };
        let day = |fact: &Fact| fact.source.published.map(PartialDate::first_day);
        let (first, second) = if day(a.1) <= day(b.1) { (a, b) } else { (b, a) };
        Conflict { kind, claims: [claim(first), claim(second)] }
    }
}

/// The contradictions under one edge.
fn within(link: &Link) -> Vec<Conflict> {
    let mut found = Vec::new();
    let first = |status: Status| link.edge.facts.iter().find(|f| f.status == status);
    let day = |fact: &Fact| fact.source.published.map(PartialDate::first_day);
    if let Some(denied) = first(Status::Denied) {
        if let Some(confirmed) = first(Status::Confirmed) {
            found.push(Conflict::new(Contradiction::ConfirmedAndDenied, [(link, confirmed), (link, denied)]));
        } else if let Some(announced) = first(Status::Announced).filter(|a| day(a) <= day(denied)) {
            found.push(Conflict::new(Contradiction::DeniedAfterAnnounced, [(link, announced), (link, denied)]));
        }
    }
    // The edge's own amount against each that cannot be right with it, told once.
    let mut amounts = link.edge.facts.iter().filter_map(|f| Some((f, f.amount.as_ref()?)));
    if let Some((lead, own)) = amounts.next() {
        let mut told: Vec<i64> = Vec::new();
        for (fact, amount) in amounts {
            if !agree(own, amount) && !apart(lead.date, fact.date) && !told.contains(&amount.hundredths) {
                told.push(amount.hundredths);
                found.push(Conflict::new(Contradiction::Amounts, [(link, fact), (link, lead)]));
            }
        }
    }
    found
}

/// The contradictions between edges to one object; each pair is told.
fn rivals(links: &[Link]) -> Vec<Conflict> {
    let mut by_object: BTreeMap<(&EntityId, &SmolStr), Vec<&Link>> = BTreeMap::new();
    let standing = |l: &&Link| matches!(l.edge.status(), Status::Confirmed | Status::Announced);
    for link in links.iter().filter(standing) {
        by_object.entry((&link.object.id, &link.edge.relation)).or_default().push(link);
    }
    let mut found = Vec::new();
    for rivals in by_object.values() {
        for (n, &a) in rivals.iter().enumerate() {
            for &b in rivals[n + 1..].iter().filter(|b| !apart(a.edge.date(), b.edge.date())) {
                found.push(Conflict::new(Contradiction::Rivals, [(a, a.edge.lead()), (b, b.edge.lead())]));
            }
        }
    }
    found
}

/// Whether two dates are told that cannot be the same day.
fn apart(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.last_day() < b.first_day() || b.last_day() < a.first_day())
}

/// Whether two amounts can both be right. Those of different currencies cannot be held against each other.
fn agree(a: &Amount, b: &Amount) -> bool {
    let range = |amount: &Amount| {
        let value = amount.value();
        match amount.bound {
            Bound::Exact => (value * (1.0 - ROUNDING), value * (1.0 + ROUNDING)),
            Bound::About => (value * (1.0 - ABOUT), value * (1.0 + ABOUT)),
            Bound::UpTo => (0.0, value * (1.0 + ROUNDING)),
            Bound::AtLeast => (value * (1.0 - ROUNDING), f64::INFINITY),
        }
    };
    let ((a_least, a_most), (b_least, b_most)) = (range(a), range(b));
    a.currency != b.currency || a_least <= b_most && b_least <= a_most
}
