//! What kinds of error an extraction makes.

use super::{AnnotatedArticle, Names, Report, Slip, Triple, triple};
use crate::mention::Mentions;
use crate::pipeline::Pipeline;
use crate::relation::RelationMention;
use crate::value::{EntityType, named_enum};
use rustc_hash::{FxHashMap, FxHashSet};

named_enum! {
    /// What went wrong with a missing or spurious relation.
    SlipKind, "kind of slip" {
        /// Missing: an end of it was not found as an entity.
        NotFound = "entity not found",
        /// Missing: an end of it was found with another type.
        WrongType = "wrong type",
        /// Missing: its ends never stand in one sentence or in two that follow each other.
        Apart = "never in one sentence",
        /// Missing: its pair was looked at, and nothing was read there.
        JudgedNone = "pair judged none",
        /// Missing: it was read, not surely enough to be told.
        Unsure = "below the confidence",
        /// Told the other way round.
        Direction = "wrong direction",
        /// Another relation was told of the pair, or is annotated there.
        OtherRelation = "wrong relation",
        /// Spurious: an end takes part in no annotated relation.
        Bystander = "entity in no relation",
        /// Spurious: both ends take part in relations, not with each other.
        OtherPair = "pair in no relation",
    }
}

/// What an extraction knew of an article, beside what it told.
#[derive(Debug, Clone)]
pub struct Insight {
    mentions: Mentions,
    read: Vec<RelationMention>,
}

impl Insight {
    /// Extracts an article with everything that is read in it, however unsure.
    pub fn of(pipeline: &Pipeline, annotated: &AnnotatedArticle) -> Insight {
        let article = annotated.article();
        let (mut doc, mentions) = pipeline.read(&article.text, article.publisher.as_deref());
        let read = pipeline.relations(&mut doc, &mentions, article.published, Some(0.0));
        Insight { mentions, read }
    }
}

/// One article as its errors are sorted: who takes part in what.
struct Case {
    wanted: Vec<Triple>,
    told: Vec<Triple>,
    read: Vec<Triple>,
    types: FxHashMap<String, EntityType>,
    found: FxHashMap<String, EntityType>,
    /// Pairs of entities that stand in one sentence or in two that follow each other, the smaller name first.
    near: FxHashSet<(String, String)>,
}

impl Case {
    fn new(annotated: &AnnotatedArticle, insight: &Insight, told: &[&RelationMention]) -> Case {
        let names = Names::new(annotated);
        let as_compared =
            |r: &RelationMention| triple(names.predicted(&r.subject), &r.relation, names.predicted(&r.object));
        let wanted = annotated.relations.iter();
        let wanted = wanted.map(|r| triple(names.gold(&r.subject), &r.relation, names.gold(&r.object))).collect();
        let read = insight.read.iter().map(as_compared).collect();
        let told = told.iter().map(|r| as_compared(r)).collect();
        let own: Vec<String> = insight.mentions.entities.iter().map(|e| names.predicted(&e.into())).collect();
        let types = annotated.entities.iter().map(|e| (names.gold(&e.name), e.kind)).collect();
        let found = own.iter().cloned().zip(insight.mentions.entities.iter().map(|e| e.kind)).collect();
        let mut near = FxHashSet::default();
        let all = &insight.mentions.mentions;
        for (at, one) in all.iter().enumerate() {
            for other in all[at + 1..].iter().take_while(|m| m.sentence <= one.sentence + 1) {
                near.insert(in_order(&own[one.entity as usize], &own[other.entity as usize]));
            }
        }
        Case { wanted, told, read, types, found, near }
    }

    fn missing(&self, t: &Triple) -> SlipKind {
        let ends = [&t.subject, &t.object];
        if ends.iter().any(|e| !self.found.contains_key(*e)) {
            SlipKind::NotFound
        } else if let Some(kind) = confused(t, self.told.iter()) {
            kind
        } else if self.read.contains(t) {
            SlipKind::Unsure
        } else if ends.iter().any(|e| self.types.get(*e).is_some_and(|kind| self.found[*e] != *kind)) {
            SlipKind::WrongType
        } else if !self.near.contains(&in_order(&t.subject, &t.object)) {
            SlipKind::Apart
        } else {
            SlipKind::JudgedNone
        }
    }

    fn spurious(&self, t: &Triple) -> SlipKind {
        let takes_part = |e: &String| self.wanted.iter().any(|w| w.subject == *e || w.object == *e);
        match confused(t, self.wanted.iter()) {
            Some(kind) => kind,
            None if takes_part(&t.subject) && takes_part(&t.object) => SlipKind::OtherPair,
            None => SlipKind::Bystander,
        }
    }
}

/// What of these is said of the same pair.
fn confused<'t>(t: &Triple, others: impl Iterator<Item = &'t Triple>) -> Option<SlipKind> {
    let pair = in_order(&t.subject, &t.object);
    let same: Vec<&Triple> = others.filter(|o| in_order(&o.subject, &o.object) == pair).collect();
    if same.iter().any(|o| o.relation == t.relation) {
        Some(SlipKind::Direction)
    } else {
        (!same.is_empty()).then_some(SlipKind::OtherRelation)
    }
}

fn in_order(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_string(), b.to_string()) } else { (b.to_string(), a.to_string()) }
}

/// The kinds of a report's missing and spurious relations, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Of [`Report::missing`].
    pub missing: Vec<SlipKind>,
    /// Of [`Report::spurious`].
    pub spurious: Vec<SlipKind>,
}

/// Sorts the errors of a report. `insights` are of the annotated articles, in their order, and of the extraction that told
/// `predicted`.
pub fn kinds(
    gold: &[AnnotatedArticle],
    insights: &[Insight],
    predicted: &[(String, RelationMention)],
    report: &Report,
) -> Kinds {
    let mut told: FxHashMap<&str, Vec<&RelationMention>> = FxHashMap::default();
    for (article, relation) in predicted {
        told.entry(article).or_default().push(relation);
    }
    let of = |annotated: &AnnotatedArticle| told.get(annotated.id.as_str()).map_or(&[][..], Vec::as_slice);
    let cases: FxHashMap<&str, Case> =
        gold.iter().zip(insights).map(|(a, i)| (a.id.as_str(), Case::new(a, i, of(a)))).collect();
    let missing = |s: &Slip| Some(cases.get(s.article.as_str())?.missing(&s.triple));
    let spurious = |s: &Slip| Some(cases.get(s.article.as_str())?.spurious(&s.triple));
    Kinds {
        missing: report.missing.iter().filter_map(missing).collect(),
        spurious: report.spurious.iter().filter_map(spurious).collect(),
    }
}
