//! Sentences that name two entities and tell no relation, each with the reason.

use crate::article::Article;
use crate::mention::Mentions;
use crate::pipeline::Pipeline;
use crate::relation::RelationMention;
use crate::value::{Span, named_enum};
use crate::vocab::Vocabulary;
use smol_str::SmolStr;
use std::collections::BTreeSet;

named_enum! {
    /// Why a sentence with two entities tells no relation.
    Silence, "reason" {
        /// A relation was read in it, not surely enough to be told.
        Unsure = "unsure",
        /// What two of its entities have to do with each other is told by another sentence.
        Elsewhere = "elsewhere",
        /// No relation joins entities of these types.
        Types = "types",
        /// No relation was read in it.
        Nothing = "nothing",
    }
}

/// A sentence with at least two entities that tells no relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Silent {
    /// Where it stands in the article's text.
    pub span: Span,
    /// Its entities by name, in order of first mention.
    pub entities: Vec<String>,
    /// Why it tells nothing.
    pub why: Silence,
    /// What was read in it most surely: subject, relation, object, confidence (0 to 1).
    pub nearest: Option<(String, SmolStr, String, f32)>,
}

/// What the sentences of an article yield.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// Its sentences.
    pub sentences: usize,
    /// Those that name or mean two entities or more.
    pub with_two: usize,
    /// Of those, the ones that are evidence of a relation.
    pub telling: usize,
    /// The others.
    pub silent: Vec<Silent>,
}

/// Looks at every sentence of an article that has two entities. Cost: two extractions.
pub fn coverage(pipeline: &Pipeline, vocab: &Vocabulary, article: &Article) -> Coverage {
    let (mut doc, mentions) = pipeline.read(&article.text, article.publisher.as_deref());
    let told = pipeline.relations(&mut doc, &mentions, article.published, None);
    let read = pipeline.relations(&mut doc, &mentions, article.published, Some(0.0));
    let mut coverage = Coverage { sentences: doc.sentences.len(), ..Coverage::default() };
    for (number, sentence) in doc.sentences.iter().enumerate() {
        let entities = entities_of(&mentions, number as u32);
        if entities.len() < 2 {
            continue;
        }
        coverage.with_two += 1;
        let here = |r: &&RelationMention| r.evidence.span.overlaps(sentence.span);
        if told.iter().any(|r| here(&r)) {
            coverage.telling += 1;
            continue;
        }
        let name = |e: &u32| mentions.entities[*e as usize].name.as_str();
        let both =
            |r: &&RelationMention| [&r.subject, &r.object].iter().all(|e| entities.iter().any(|n| name(n) == e.name));
        let surest = read.iter().filter(|r| here(r) && both(r)).max_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let why = match surest {
            _ if told.iter().any(|r| both(&r)) => Silence::Elsewhere,
            Some(_) => Silence::Unsure,
            None if !some_fit(vocab, &mentions, &entities) => Silence::Types,
            None => Silence::Nothing,
        };
        coverage.silent.push(Silent {
            span: sentence.span,
            entities: entities.iter().map(|e| name(e).to_string()).collect(),
            why,
            nearest: surest.map(|r| (r.subject.name.clone(), r.relation.clone(), r.object.name.clone(), r.confidence)),
        });
    }
    coverage
}

/// The entities of a sentence, in order of first mention.
fn entities_of(mentions: &Mentions, sentence: u32) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    let here = mentions.mentions.iter().filter(|m| m.sentence == sentence).map(|m| m.entity);
    here.filter(|e| seen.insert(*e)).collect()
}

/// Whether some relation joins two of these by their types.
fn some_fit(vocab: &Vocabulary, mentions: &Mentions, entities: &[u32]) -> bool {
    let kind = |e: u32| mentions.entities[e as usize].kind;
    let pairs = entities.iter().flat_map(|a| entities.iter().filter(move |b| a != *b).map(move |b| (*a, *b)));
    pairs.into_iter().any(|(a, b)| vocab.relations.iter().any(|r| r.joins(kind(a), kind(b))))
}
