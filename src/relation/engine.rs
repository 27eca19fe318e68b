//! Engines: what finds the relations of a document. The fast one is linear; a slower one can stand beside it.

use super::attributes::{AttributeReader, Cue, Forms, Place, Survey};
use super::classify::{Classifier, Scored};
use super::collect::Claim;
use super::evidence::evidence;
use super::judge::Judge;
use super::scene::{Layout, Scene};
use super::sums::{Bid, settle};
use super::{EntityRef, RelationMention};
use crate::learn::{Boosted, Linear};
use crate::mention::{Mention, MentionKind, Mentions, Value, ValueReader, values};
use crate::text::{Analyser, Document};
use crate::value::{Amount, PartialDate, Span};
use crate::vocab::{self, Vocabulary};
use smol_str::SmolStr;
use std::sync::OnceLock;

/// Finds relations.
pub trait Engine: Send + Sync {
    /// What `--engine` calls it, and what `RelationMention::rule` begins with.
    fn name(&self) -> &'static str;
    /// The relations of a document whose mentions are found. An engine that goes by syntax parses the sentences that it needs.
    ///
    /// `published` is the article's date, against which relative dates are read. Each (subject, relation, object)
    /// stands once, in order of evidence; those of a confidence below `least` are left out. Cannot fail: strange text
    /// yields less.
    fn relations(
        &self,
        doc: &mut Document,
        mentions: &Mentions,
        published: Option<PartialDate>,
        least: f32,
    ) -> Vec<RelationMention>;
    /// The confidence from which a relation is told unless a person asks for more or less.
    fn least(&self) -> f32;
}

/// The default engine: linear models over candidate pairs, weighed over the article, with attributes read beside.
pub struct FastEngine {
    analyser: &'static Analyser,
    classifier: Classifier<'static>,
    judge: Judge,
    attributes: &'static AttributeReader,
}

/// A relation that the engine finds, and where it would ask for its attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The relation's name.
    pub relation: SmolStr,
    /// Who.
    pub subject: EntityRef,
    /// Whom or what.
    pub object: EntityRef,
    /// The places, the best first.
    pub places: Vec<Place>,
}

/// On cross-validated claims of the training articles F1 is flat between 0.2 and 0.35, over outlets best at 0.25 (`techgraph train` prints
/// the table); from here on seven of ten are right.
const LEAST: f32 = 0.3;

/// So much surer must a relation be whose evidence names neither end.
const UNNAMED: f32 = 0.15;

impl FastEngine {
    /// What it is called.
    pub const NAME: &'static str = "fast";

    /// The engine with the built-in vocabulary and weights, made once. Without weight files it finds nothing.
    pub fn builtin() -> &'static FastEngine {
        static BUILTIN: OnceLock<FastEngine> = OnceLock::new();
        BUILTIN.get_or_init(|| FastEngine::over(Vocabulary::builtin(), Analyser::builtin(), AttributeReader::builtin()))
    }

    /// The engine with the built-in weights over another vocabulary. It finds the relations that the weights know.
    pub fn over(
        vocab: &'static Vocabulary,
        analyser: &'static Analyser,
        attributes: &'static AttributeReader,
    ) -> FastEngine {
        let classifier = vocab::model("relations.bin").and_then(Linear::from_bytes).unwrap_or_default();
        let judge = vocab::model("judge.bin").and_then(Boosted::from_bytes).unwrap_or_default();
        FastEngine { analyser, classifier: Classifier::new(vocab, classifier), judge: Judge::new(judge), attributes }
    }

    /// Where one candidate of a claim stands.
    fn cue<'c>(&'c self, mentions: &'c Mentions, claim: &Claim, scored: &Scored) -> Cue<'c> {
        let (first, second) = ends(mentions, scored);
        let sentence = telling(mentions, scored);
        let span_of = |entity: u32| -> Option<Span> {
            [first, second].into_iter().find(|m| m.entity == entity && m.sentence == sentence).map(|m| m.span)
        };
        let relation = &self.classifier.readings[claim.reading as usize].relation;
        let forms = |entity: u32| mentions.entities[entity as usize].forms.as_slice();
        Cue::new(relation, (sentence, span_of(claim.subject), span_of(claim.object)))
            .called(Forms { subject: forms(claim.subject), object: forms(claim.object) })
    }

    /// The claims of at least this confidence; the sentences that attributes are read in are parsed.
    fn told(&self, doc: &mut Document, mentions: &Mentions, least: f32) -> Vec<(Claim, f32)> {
        let layout = Layout::new(doc, mentions);
        let promising = self.classifier.promising(&Scene::new(doc, mentions, &layout));
        for candidate in promising.candidates.iter().filter(|c| c.gap == 0) {
            self.analyser.parse(doc, mentions.mentions[candidate.first as usize].sentence as usize);
        }
        let scene = Scene::new(doc, mentions, &layout);
        let claims = self.classifier.claims(&scene, promising);
        if claims.is_empty() {
            return Vec::new();
        }
        let judged = self.judge.probabilities(&self.classifier, &scene, &claims);
        let sure: Vec<f32> = (claims.iter().zip(judged))
            .map(|(claim, p)| if self.classifier.names_its_parent(mentions, claim) { p.max(UNIT) } else { p })
            .collect();
        let told = |at: usize, claim: &Claim, p: f32| {
            // An article that tells one direction hardly ever tells the other as well.
            let back = |(i, other): (usize, &Claim)| claim.is_reverse_of(other) && (sure[i], at) > (p, i);
            let bar = if names(mentions, best(mentions, claim)) > 0 { least } else { least + UNNAMED };
            p >= bar && !claims.iter().enumerate().any(back)
        };
        let told: Vec<bool> = claims.iter().zip(&sure).enumerate().map(|(at, (c, p))| told(at, c, *p)).collect();
        let all = claims.into_iter().zip(sure).zip(told);
        let told: Vec<(Claim, f32)> = all.filter(|(_, told)| *told).map(|(claim, _)| claim).collect();
        // Attributes are read in parsed sentences, also of a pair across two.
        for scored in told.iter().flat_map(|(claim, _)| telling_most(mentions, claim)) {
            self.analyser.parse(doc, telling(mentions, scored) as usize);
        }
        told
    }

    /// Where the engine would ask for the attributes of the relations that it finds.
    pub fn asked(&self, doc: &mut Document, mentions: &Mentions) -> Vec<Asked> {
        let place = |cue: Cue| (cue.sentence, cue.subject, cue.object);
        let asked = |(claim, _): (Claim, f32)| Asked {
            relation: self.classifier.readings[claim.reading as usize].relation.clone(),
            subject: EntityRef::from(&mentions.entities[claim.subject as usize]),
            object: EntityRef::from(&mentions.entities[claim.object as usize]),
            places: telling_most(mentions, &claim).map(|s| place(self.cue(mentions, &claim, s))).collect(),
        };
        self.told(doc, mentions, LEAST).into_iter().map(asked).collect()
    }

    /// The sum that a claim would take for its own, the likeliest of all its places.
    fn bid(
        &self,
        survey: &Survey<'_>,
        mentions: &Mentions,
        found: &[Value],
        claim: &Claim,
        published: Option<PartialDate>,
    ) -> Option<Bid> {
        let sum = |s| self.attributes.sum(survey, found, &self.cue(mentions, claim, s), published);
        let sums = telling_most(mentions, claim).filter_map(sum);
        let (sum, odds) = sums.reduce(|best, other| if other.1 > best.1 { other } else { best })?;
        Some(Bid { reading: claim.reading, sum, odds })
    }

    fn relation(
        &self,
        survey: &Survey<'_>,
        mentions: &Mentions,
        found: &[Value],
        (claim, confidence): (&Claim, f32),
        amount: Option<Amount>,
        published: Option<PartialDate>,
    ) -> RelationMention {
        let relation = self.classifier.readings[claim.reading as usize].relation.clone();
        let best = best(mentions, claim);
        let cue = |scored| self.cue(mentions, claim, scored);
        let mut attributes = self.attributes.beside_money(survey, found, &cue(best), published);
        // What this sentence leaves open another that says the same may tell.
        for other in telling_most(mentions, claim).skip(1) {
            self.attributes.complete(survey, found, &cue(other), published, &mut attributes);
        }
        let (first, second) = ends(mentions, best);
        let end = |entity: u32| EntityRef::from(&mentions.entities[entity as usize]);
        RelationMention {
            subject: end(claim.subject),
            object: end(claim.object),
            status: attributes.status,
            amount,
            date: attributes.date,
            role: attributes.role,
            stake: attributes.stake,
            attribution: attributes.attribution,
            evidence: evidence(survey.doc, first, second),
            confidence: (confidence * 1000.0).round() / 1000.0,
            rule: self.name().into(),
            relation,
        }
    }
}

/// The least confidence that a unit which carries its parent's name, both in one sentence, belongs to it.
const UNIT: f32 = LEAST;

/// So many other places that say the same are asked for what the best leaves open.
const ALSO: usize = 3;

/// The candidate that says a claim best; among near equals one whose ends are named.
fn best<'c>(mentions: &Mentions, claim: &'c Claim) -> &'c Scored {
    let top = claim.support[0].odds;
    let mut near = claim.support.iter().take_while(|s| s.odds > top - 0.7);
    near.find(|s| names(mentions, s) == 2).unwrap_or(&claim.support[0])
}

/// The candidates that are asked for a claim's attributes, the best first.
fn telling_most<'c>(mentions: &Mentions, claim: &'c Claim) -> impl Iterator<Item = &'c Scored> {
    let best = best(mentions, claim);
    let others = claim.support.iter().filter(|s| s.odds > 0.0 && s.candidate != best.candidate);
    std::iter::once(best).chain(others.take(ALSO))
}

/// How many of the two ends stand there by name.
fn names(mentions: &Mentions, scored: &Scored) -> usize {
    let (first, second) = ends(mentions, scored);
    [first, second].iter().filter(|mention| mention.kind == MentionKind::Name).count()
}

/// The sentence that tells the attributes: of two the second, which goes on about the first.
fn telling(mentions: &Mentions, scored: &Scored) -> u32 {
    let (first, second) = ends(mentions, scored);
    if scored.candidate.gap == 0 { first.sentence } else { second.sentence }
}

/// The two mentions of a scored candidate, the earlier first.
fn ends<'m>(mentions: &'m Mentions, scored: &Scored) -> (&'m Mention, &'m Mention) {
    let mention = |m: u32| &mentions.mentions[m as usize];
    (mention(scored.candidate.first), mention(scored.candidate.second))
}

impl Engine for FastEngine {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn least(&self) -> f32 {
        LEAST
    }

    fn relations(
        &self,
        doc: &mut Document,
        mentions: &Mentions,
        published: Option<PartialDate>,
        least: f32,
    ) -> Vec<RelationMention> {
        let told = self.told(doc, mentions, least);
        if told.is_empty() {
            return Vec::new();
        }
        let values = values(doc, published, ValueReader::builtin());
        let survey = Survey::new(doc);
        let bid = |(claim, _): &(Claim, f32)| self.bid(&survey, mentions, &values, claim, published);
        let sums = settle(&told.iter().map(bid).collect::<Vec<_>>(), &values);
        let relation = |((claim, p), sum): (&(Claim, f32), Option<usize>)| {
            let amount = sum.and_then(|i| values[i].amount()).cloned();
            self.relation(&survey, mentions, &values, (claim, *p), amount, published)
        };
        let mut out: Vec<RelationMention> = told.iter().zip(sums).map(relation).collect();
        out.sort_by(|a, b| {
            let key = |r: &RelationMention| (r.evidence.span, r.relation.clone());
            key(a).cmp(&key(b)).then_with(|| (&a.subject.name, &a.object.name).cmp(&(&b.subject.name, &b.object.name)))
        });
        out
    }
}
