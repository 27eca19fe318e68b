//! Scores extraction against annotated articles: the same numbers as the annotation project's `score.py`.

mod annotated;
mod coverage;
mod identity;
mod kinds;
mod lesson;
mod names;
mod report;
mod voices;

pub use annotated::{AnnotatedArticle, AnnotatedEntity, AnnotatedRelation};
pub use coverage::{Coverage, Silence, Silent, coverage};
pub use identity::{Identities, IdentityReport, Mixture, identity};
pub use kinds::{Insight, Kinds, SlipKind, kinds};
pub use names::{Names, fold};
pub use report::{Counts, Report, Slip, Triple};
pub use voices::voices;

use crate::relation::RelationMention;
use report::Tally;
use rustc_hash::{FxHashMap, FxHashSet};

/// Relations whose direction does not count, as the annotation guide has it.
const SYMMETRIC: [&str; 3] = ["partners_with", "competes_with", "merges_with"];
/// Relations that are no deals: left out of the deals score.
const NO_DEALS: [&str; 2] = ["develops", "uses"];

/// A relation of one article as compared: names folded to the annotated entities, symmetric ends in order.
fn triple(subject: String, relation: &str, object: String) -> Triple {
    let (subject, object) =
        if SYMMETRIC.contains(&relation) && subject > object { (object, subject) } else { (subject, object) };
    Triple { subject, relation: relation.to_string(), object }
}

/// Scores predictions, given as (article id, relation mention), against annotated articles.
///
/// A relation is right when subject, relation and object are. Several predictions of one triple of an article count
/// once, the first with its attributes. A `develops` that only repeats the maker in the product's own name counts
/// neither way. Cost: linear in both, and 500 bootstrap samples of the articles.
pub fn score(gold: &[AnnotatedArticle], predicted: &[(String, RelationMention)]) -> Report {
    let mut tally = Tally::default();
    let mut by_article: FxHashMap<&str, Vec<&RelationMention>> = FxHashMap::default();
    let known: FxHashSet<&str> = gold.iter().map(|a| a.id.as_str()).collect();
    for (article, relation) in predicted {
        if known.contains(article.as_str()) {
            by_article.entry(article).or_default().push(relation);
        } else {
            tally.unknown += 1;
        }
    }
    for article in gold {
        let names = Names::new(article);
        let mut want: Vec<(Triple, &AnnotatedRelation)> = Vec::new();
        for r in &article.relations {
            let t = triple(names.gold(&r.subject), &r.relation, names.gold(&r.object));
            if !names.repeats_maker(&t) && !want.iter().any(|(w, _)| *w == t) {
                want.push((t, r));
            }
        }
        let mut got: Vec<(Triple, &RelationMention)> = Vec::new();
        for r in by_article.get(article.id.as_str()).into_iter().flatten() {
            let t = triple(names.predicted(&r.subject), &r.relation, names.predicted(&r.object));
            if !names.repeats_maker(&t) && !got.iter().any(|(g, _)| *g == t) {
                got.push((t, r));
            }
        }
        tally.article(article, want, got);
    }
    tally.report(gold.len())
}
