//! Who matters most in the graph, by one of several measures.

mod betweenness;
mod pagerank;

use super::adjacency::Adjacency;
use super::money::{Sum, payments};
use super::{Direction, Filter};
use crate::Result;
use crate::graph::Entity;
use crate::store::{Outline, Store};
use crate::value::{Amount, Currency, named_enum};
use crate::vocab::Relations;

named_enum! {
    /// What entities are ranked by.
    Measure, "measure" {
        /// Importance handed on along edges (Page, Brin, Motwani and Winograd 1999), damped by 0.85; all scores add up
        /// to 1. Edges of a symmetric relation lead both ways.
        PageRank = "pagerank",
        /// How many edges.
        Degree = "degree",
        /// The share of shortest paths between others that lead through it (Freeman 1977).
        Betweenness = "betweenness",
        /// Money that goes to it.
        MoneyIn = "money-in",
        /// Money that comes from it.
        MoneyOut = "money-out",
    }
}

/// A score by some [`Measure`].
#[derive(Debug, Clone, PartialEq)]
pub enum Score {
    /// A share, 0 to 1: PageRank, betweenness.
    Share(f64),
    /// A number of edges.
    Count(usize),
    /// A sum of money.
    Money(Amount),
}

impl Score {
    /// The score as a number; money in units of its currency. For drawing and ordering only.
    pub fn value(&self) -> f64 {
        match self {
            Score::Share(share) => *share,
            Score::Count(count) => *count as f64,
            Score::Money(amount) => amount.value(),
        }
    }
}

/// An entity with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The entity.
    pub entity: Entity,
    /// Its score.
    pub score: Score,
}

/// Entities by score.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The highest first, equals in order of id.
    pub rows: Vec<Ranked>,
    /// How many entities have a score.
    pub total: usize,
    /// From how many entities paths were counted, where the graph was too large to count from all: scores are estimates.
    pub sampled: Option<usize>,
}

/// What a ranking goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankBy {
    /// The measure.
    pub measure: Measure,
    /// Which way edges are followed; `None` for out with PageRank and both with all else. Means nothing to money.
    pub direction: Option<Direction>,
    /// Which money counts: each currency is a ranking of its own.
    pub currency: Currency,
}

impl RankBy {
    /// By a measure, edges followed as is usual, money in US dollars.
    pub fn measure(measure: Measure) -> RankBy {
        RankBy { measure, direction: None, currency: Currency::USD }
    }
}

/// Ranks the entities at admitted edges, at most `limit` of them. The filter's types say which entities are listed; edges
/// to others count all the same. Money counts by the [`COUNTING_RULE`](super::COUNTING_RULE).
///
/// Cost: PageRank some 60 passes over the edges; betweenness entities times edges, or an estimate from as many entities as
/// 20 billion steps allow (Brandes and Pich 2007); all else one pass.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn rank(store: &Store, filter: &Filter, by: RankBy, limit: Option<usize>) -> Result<Ranking> {
    let edges = Filter { types: Vec::new(), ..filter.clone() };
    let (outline, scores, sampled) = match by.measure {
        Measure::MoneyIn | Measure::MoneyOut => {
            let outline = store.outline(&edges.standing().condition(), Some(by.currency))?;
            let scores = money(&outline, by);
            (outline, scores, None)
        }
        _ => {
            let outline = store.outline(&edges.condition(), None)?;
            let (scores, sampled) = structural(&outline, by);
            (outline, scores, sampled)
        }
    };
    let listed = if filter.types.is_empty() { None } else { Some(store.entities_of(&filter.types)?) };
    let mut scored: Vec<(usize, Score)> = scores
        .into_iter()
        .enumerate()
        .filter(|(n, _)| listed.as_ref().is_none_or(|listed| listed.contains(&outline.entities[*n])))
        .filter_map(|(n, score)| Some((n, score?)))
        .collect();
    // Stable: equals stay in order of id.
    scored.sort_by(|a, b| b.1.value().total_cmp(&a.1.value()));
    let total = scored.len();
    scored.truncate(limit.unwrap_or(total));
    let rows = scored
        .into_iter()
        .map(|(n, score)| Ok(Ranked { entity: store.entity_at(outline.entities[n])?, score }))
        .collect::<Result<_>>()?;
    Ok(Ranking { rows, total, sampled })
}

/// A score for each entity.
type Scores = Vec<Option<Score>>;

fn money(outline: &Outline, by: RankBy) -> Scores {
    let mut sums = vec![Sum::default(); outline.entities.len()];
    for (payer, paid, money) in payments(outline, Relations::builtin()) {
        let whose = if by.measure == Measure::MoneyIn { paid } else { payer };
        if let Some(money) = money {
            sums[whose as usize].add(money);
        }
    }
    sums.into_iter().map(|sum| sum.amount(by.currency).map(Score::Money)).collect()
}

fn structural(outline: &Outline, by: RankBy) -> (Scores, Option<usize>) {
    let shares = |scores: Vec<f64>| scores.into_iter().map(|s| Some(Score::Share(s))).collect();
    match by.measure {
        Measure::PageRank => {
            let arrows = arrows(outline, by.direction.unwrap_or(Direction::Out), Relations::builtin());
            (shares(pagerank::pagerank(&arrows)), None)
        }
        Measure::Betweenness => {
            let arrows = arrows(outline, by.direction.unwrap_or(Direction::Both), Relations::builtin());
            let (scores, sampled) = betweenness::betweenness(&arrows.simple());
            (shares(scores), sampled)
        }
        _ => {
            let direction = by.direction.unwrap_or(Direction::Both);
            let mut counts = vec![0; outline.entities.len()];
            for edge in &outline.edges {
                if direction != Direction::In {
                    counts[edge.subject as usize] += 1;
                }
                if direction != Direction::Out {
                    counts[edge.object as usize] += 1;
                }
            }
            (counts.into_iter().map(|n| (n > 0).then_some(Score::Count(n))).collect(), None)
        }
    }
}

/// The edges as arrows, followed in a direction; those of a symmetric relation lead both ways.
pub(super) fn arrows(outline: &Outline, direction: Direction, relations: &Relations) -> Adjacency {
    let symmetric: Vec<bool> =
        outline.relations.iter().map(|r| relations.find(r).is_some_and(|r| r.symmetric)).collect();
    let arrows = outline.edges.iter().flat_map(|edge| {
        let both = direction == Direction::Both || symmetric[usize::from(edge.relation)];
        let away = (both || direction == Direction::Out).then_some((edge.subject, edge.object));
        let back = (both || direction == Direction::In).then_some((edge.object, edge.subject));
        away.into_iter().chain(back)
    });
    Adjacency::new(outline.entities.len(), arrows)
}
