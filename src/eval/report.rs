//! Counting, and the numbers that come of it.

use super::{AnnotatedArticle, AnnotatedRelation, NO_DEALS, fold};
use crate::relation::RelationMention;
use crate::value::Status;
use rand_mt::Mt;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A relation as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Triple {
    /// The annotated name, or `?` and the folded one.
    pub subject: String,
    /// The relation.
    pub relation: String,
    /// As `subject`.
    pub object: String,
}

/// Right, predicted and annotated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Predicted and annotated.
    pub right: usize,
    /// Predicted.
    pub predicted: usize,
    /// Annotated.
    pub gold: usize,
}

impl Counts {
    /// Right among predicted; 0 where nothing is predicted.
    pub fn precision(&self) -> f64 {
        if self.predicted == 0 { 0.0 } else { self.right as f64 / self.predicted as f64 }
    }
    /// Right among annotated; 0 where nothing is annotated.
    pub fn recall(&self) -> f64 {
        if self.gold == 0 { 0.0 } else { self.right as f64 / self.gold as f64 }
    }
    /// Their harmonic mean.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
    fn add(&mut self, other: &Counts) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }
}

/// A relation that was missed or invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slip {
    /// The article.
    pub article: String,
    /// What.
    #[serde(flatten)]
    pub triple: Triple,
    /// The annotated or predicted evidence.
    pub evidence: String,
}

/// All scores. Fractions are between 0 and 1.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Annotated articles.
    pub articles: usize,
    /// All relations together.
    pub total: Counts,
    /// 95 % bootstrap interval of F1 over articles.
    pub f1_95: (f64, f64),
    /// F1 without develops and uses.
    pub deals_f1: f64,
    /// Mean F1 of the relations that are annotated at least five times.
    pub macro_f1: f64,
    /// F1 of unordered pairs of entities, whatever the relation.
    pub pair_f1: f64,
    /// Right statuses among right relations.
    pub status_accuracy: f64,
    /// Mean F1 of statuses among right relations, over statuses annotated there.
    pub status_macro_f1: f64,
    /// F1 of amounts among right relations.
    pub amount_f1: f64,
    /// Right roles among right works_for with an annotated role.
    pub role_accuracy: f64,
    /// Quotes that stand in the article.
    pub evidence_verbatim: f64,
    /// Of asymmetric relations whose pair is annotated with that relation: found in the right direction.
    pub direction_accuracy: f64,
    /// Each relation, most annotated first.
    pub by_relation: Vec<(String, Counts)>,
    /// Each status among right relations.
    pub by_status: Vec<(Status, Counts)>,
    /// Annotated and not found.
    pub missing: Vec<Slip>,
    /// Found and not annotated.
    pub spurious: Vec<Slip>,
    /// Predictions of articles that are not among the annotated.
    pub unknown: usize,
}

#[derive(Default)]
pub(super) struct Tally {
    per: BTreeMap<String, Counts>,
    rows: Vec<Counts>,
    status: (usize, usize),
    by_status: BTreeMap<Status, Counts>,
    amount: Counts,
    role: (usize, usize),
    evidence: (usize, usize),
    direction: (usize, usize),
    pair: Counts,
    missing: Vec<Slip>,
    spurious: Vec<Slip>,
    pub(super) unknown: usize,
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pairs<'t>(triples: impl Iterator<Item = &'t Triple>) -> BTreeSet<(&'t str, &'t str)> {
    triples
        .map(|t| {
            let (a, b) = (t.subject.as_str(), t.object.as_str());
            if a <= b { (a, b) } else { (b, a) }
        })
        .collect()
}

impl Tally {
    pub(super) fn article(
        &mut self,
        article: &AnnotatedArticle,

        want: Vec<(Triple, &AnnotatedRelation)>,
        got: Vec<(Triple, &RelationMention)>,
    ) {
        let text = squeeze(&format!("{}\n{}", article.title.as_deref().unwrap_or(""), article.text));
        let mut row = Counts { right: 0, predicted: got.len(), gold: want.len() };
        for (t, _) in &want {
            self.per.entry(t.relation.clone()).or_default().gold += 1;
        }
        for (t, _) in &got {
            self.per.entry(t.relation.clone()).or_default().predicted += 1;
        }
        for (t, p) in &got {
            let slip = || Slip { article: article.id.clone(), triple: t.clone(), evidence: p.evidence.text.clone() };
            let Some((_, g)) = want.iter().find(|(w, _)| w == t) else {
                let turned = |w: &Triple| w.relation == t.relation && w.subject == t.object && w.object == t.subject;
                self.direction.1 += usize::from(want.iter().any(|(w, _)| turned(w)));
                self.spurious.push(slip());
                continue;
            };
            row.right += 1;
            self.per.entry(t.relation.clone()).or_default().right += 1;
            if !super::SYMMETRIC.contains(&t.relation.as_str()) {
                self.direction.0 += 1;
                self.direction.1 += 1;
            }
            self.attributes(g, p);
            self.evidence.1 += 1;
            let quote = squeeze(&p.evidence.text);
            self.evidence.0 += usize::from(!p.evidence.text.is_empty() && text.contains(&quote));
        }
        for (t, g) in want.iter().filter(|(t, _)| !got.iter().any(|(k, _)| k == t)) {
            let (article, evidence) = (article.id.clone(), g.evidence.clone());
            self.missing.push(Slip { article, triple: t.clone(), evidence });
        }
        let (gp, pp) = (pairs(want.iter().map(|w| &w.0)), pairs(got.iter().map(|g| &g.0)));
        self.pair.add(&Counts { right: gp.intersection(&pp).count(), predicted: pp.len(), gold: gp.len() });
        self.rows.push(row);
    }

    fn attributes(&mut self, g: &AnnotatedRelation, p: &RelationMention) {
        self.status.1 += 1;
        self.status.0 += usize::from(g.status == p.status);
        self.by_status.entry(g.status).or_default().gold += 1;
        self.by_status.entry(p.status).or_default().predicted += 1;
        if g.status == p.status {
            self.by_status.entry(g.status).or_default().right += 1;
        }
        let same = match (&g.amount, &p.amount) {
            (Some(g), Some(p)) => g.currency == p.currency && (p.value() - g.value()).abs() <= 0.005 * g.value(),
            _ => false,
        };
        self.amount.right += usize::from(same);
        self.amount.predicted += usize::from(p.amount.is_some());
        self.amount.gold += usize::from(g.amount.is_some());
        if let ("works_for", Some(role)) = (g.relation.as_str(), g.role.as_deref().filter(|r| !r.is_empty())) {
            self.role.1 += 1;
            self.role.0 += usize::from(fold(p.role.as_deref().unwrap_or("")) == fold(role));
        }
    }

    pub(super) fn report(self, articles: usize) -> Report {
        let mut total = Counts::default();
        let mut deals = Counts::default();
        for (relation, counts) in &self.per {
            total.add(counts);
            if !NO_DEALS.contains(&relation.as_str()) {
                deals.add(counts);
            }
        }
        let mut by_relation: Vec<(String, Counts)> = self.per.into_iter().collect();
        by_relation.sort_by_key(|(_, c)| std::cmp::Reverse(c.gold));
        let mean = |values: Vec<f64>| {
            if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
        };
        let share = |(right, all): (usize, usize)| if all == 0 { 0.0 } else { right as f64 / all as f64 };
        Report {
            articles,
            total,
            f1_95: interval(&self.rows),
            deals_f1: deals.f1(),
            macro_f1: mean(by_relation.iter().filter(|(_, c)| c.gold >= 5).map(|(_, c)| c.f1()).collect()),
            pair_f1: self.pair.f1(),
            status_accuracy: share(self.status),
            status_macro_f1: mean(self.by_status.values().filter(|c| c.gold > 0).map(Counts::f1).collect()),
            amount_f1: self.amount.f1(),
            role_accuracy: share(self.role),
            evidence_verbatim: share(self.evidence),
            direction_accuracy: share(self.direction),
            by_relation,
            by_status: self.by_status.into_iter().collect(),
            missing: self.missing,
            spurious: self.spurious,
            unknown: self.unknown,
        }
    }
}

/// The 95 % bootstrap interval of F1 over articles: 500 samples by the generator of Python's `random.Random(7)`, so
/// that the interval is the script's to the last digit.
fn interval(rows: &[Counts]) -> (f64, f64) {
    if rows.is_empty() {
        return (0.0, 0.0);
    }
    let mut generator = Mt::new_with_key([7]);
    let bits = usize::BITS - rows.len().leading_zeros();
    let mut choice = || loop {
        let r = (generator.next_u32() >> (32 - bits)) as usize;
        if r < rows.len() {
            return r;
        }
    };
    let mut f1: Vec<f64> = (0..500)
        .map(|_| {
            let mut sum = Counts::default();
            (0..rows.len()).for_each(|_| sum.add(&rows[choice()]));
            sum.f1()
        })
        .collect();
    f1.sort_by(f64::total_cmp);
    (f1[12], f1[487])
}
