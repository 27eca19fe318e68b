//! The annotated articles as the trainers want them.

use super::silver::unlabelled;
use super::{read, write};
use crate::eval::AnnotatedArticle;
use crate::mention::{self, Detector, GoldEntity, GoldReference, Mentions, SilverNames, TrainingArticle};
use crate::relation::train::Lesson;
use crate::text::{Analyser, Document};
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// All entities of an article and the descriptions that stand for them: a line of `entities-train.jsonl`.
#[derive(Debug, Deserialize)]
struct AllEntities {
    id: String,
    entities: Vec<Forms>,
    #[serde(default)]
    nominals: Vec<Nominal>,
}

#[derive(Debug, Deserialize)]
struct Forms {
    #[serde(rename = "type")]
    kind: EntityType,
    forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Nominal {
    text: String,
    sentence_start: String,
    refers_to: Option<String>,
}

/// Parts of the articles; each is seen by a detector and, when judged, by a classifier that were trained without it. With two
/// parts, where a detector knows half as much, the relations learned from its mentions scored .013 less on dev.
pub(super) const PARTS: usize = 4;

/// What the parts of the cross-validation are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Across {
    /// Articles in turn: parts of one size.
    Articles,
    /// Whole outlets: what is learned of an outlet's articles tells nothing of its own.
    Outlets,
}

/// The annotated training articles.
pub(super) struct Gold {
    articles: Vec<AnnotatedArticle>,
    complete: FxHashMap<String, AllEntities>,
}

/// A JSON value a line.
pub(super) fn lines<T: for<'d> Deserialize<'d>>(path: &Path) -> Result<Vec<T>> {
    let parse = |(n, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|e| Error::malformed(path, Some(n as u64 + 1), e.to_string()))
    };
    read(path)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).map(parse).collect()
}

impl Gold {
    /// Reads `gold/train.jsonl` and `gold/entities-train.jsonl` of the data folder.
    pub(super) fn read(data: &Path) -> Result<Gold> {
        let complete: Vec<AllEntities> = lines(&data.join("gold/entities-train.jsonl"))?;
        let complete = complete.into_iter().map(|e| (e.id.clone(), e)).collect();
        Ok(Gold { articles: lines(&data.join("gold/train.jsonl"))?, complete })
    }

    /// The articles.
    pub(super) fn articles(&self) -> &[AnnotatedArticle] {
        &self.articles
    }

    /// How many relations are annotated.
    pub(super) fn relations(&self) -> usize {
        self.articles.iter().map(|a| a.relations.len()).sum()
    }

    /// The articles as the mention stage learns from them (sentences of CORE and KnowledgeNet with two marked names each
    /// were tried beside them: they cost precision); those for which `keep` says no are left out.
    fn training(&self, analyser: &Analyser, keep: impl Fn(usize) -> bool) -> Vec<TrainingArticle> {
        let one = |(_, article): (usize, &AnnotatedArticle)| {
            let doc = analyser.analyse(&article.article().text);
            let Some(all) = self.complete.get(&article.id) else {
                let named = |e: &crate::eval::AnnotatedEntity| {
                    let forms = std::iter::once(&e.name).chain(&e.aliases).cloned().collect();
                    GoldEntity { kind: e.kind, forms }
                };
                let entities = article.entities.iter().map(named).collect();
                return TrainingArticle { doc, entities, complete: false, references: Vec::new() };
            };
            let entities: Vec<GoldEntity> =
                all.entities.iter().map(|e| GoldEntity { kind: e.kind, forms: e.forms.clone() }).collect();
            let reference = |n: &Nominal| {
                let means = n.refers_to.as_ref()?;
                let entity = entities.iter().position(|e| e.forms.contains(means))?;
                Some(GoldReference { text: n.text.clone(), sentence_start: n.sentence_start.clone(), entity })
            };
            let references = all.nominals.iter().filter_map(reference).collect();
            TrainingArticle { doc, entities, complete: true, references }
        };
        let numbered = self.articles.iter().enumerate().filter(|(n, _)| keep(*n));
        numbered.map(one).filter(|a| a.complete || !a.entities.is_empty()).collect()
    }

    /// The articles as the mention stage learns from them, each with its part and id.
    pub(super) fn training_parts<'a>(
        &'a self,
        analyser: &'a Analyser,
    ) -> impl Iterator<Item = (usize, &'a str, TrainingArticle)> + 'a {
        let numbered = self.articles.iter().zip(self.parts(Across::Articles)).enumerate();
        numbered.flat_map(move |(n, (annotated, part))| {
            self.training(analyser, |m| m == n).into_iter().map(move |article| (part, annotated.id.as_str(), article))
        })
    }

    /// Trains the mention stage on all articles, on what a teacher thinks of unlabelled ones and on the words of all of those, and
    /// writes `entities.bin`.
    pub(super) fn train_entities(
        &self,
        silver: &[SilverNames],
        data: &Path,
        out: &Path,
        analyser: &Analyser,
    ) -> Result<usize> {
        let news: Vec<Document> = unlabelled(data)?.iter().map(|a| analyser.analyse(&a.article().text)).collect();
        let bytes = mention::train(&self.training(analyser, |_| true), silver, &news, None, Vocabulary::builtin());
        write(&out.join("entities.bin"), &bytes)?;
        Ok(bytes.len())
    }

    /// The part of each article.
    fn parts(&self, across: Across) -> Vec<usize> {
        if across == Across::Articles {
            return (0..self.articles.len()).map(|n| n % PARTS).collect();
        }
        let outlet = |a: &AnnotatedArticle| a.source.as_deref().unwrap_or("").to_lowercase();
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        self.articles.iter().for_each(|a| *sizes.entry(outlet(a)).or_default() += 1);
        let mut outlets: Vec<(String, usize)> = sizes.into_iter().collect();
        outlets.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        // The largest first, each to the part that has least.
        let mut filled = [0; PARTS];
        let mut part_of: BTreeMap<String, usize> = BTreeMap::new();
        for (outlet, size) in outlets {
            let part = (0..PARTS).min_by_key(|part| filled[*part]).unwrap_or(0);
            filled[part] += size;
            part_of.insert(outlet, part);
        }
        self.articles.iter().map(|a| part_of[&outlet(a)]).collect()
    }

    /// The articles with the mentions that a detector finds in them which was trained on the other parts.
    ///
    /// What stands in a detector's own training articles it finds too well; relations must be learned from mentions as
    /// they will be found in new ones. Beside them the same articles with the annotated entities put right.
    pub(super) fn lessons(
        &self,
        analyser: &Analyser,
        silver: &[SilverNames],
        words: &[u8],
        across: Across,
    ) -> (Vec<Lesson>, Vec<Lesson>) {
        let parts = self.parts(across);
        let detector = |part: usize| {
            let others = self.training(analyser, |n| parts[n] != part);
            let bytes = mention::train(&others, silver, &[], Some(words), Vocabulary::builtin());
            Detector::from_bytes(&bytes, Vocabulary::builtin()).unwrap_or_default()
        };
        let detectors: Vec<Detector> = (0..PARTS).into_par_iter().map(detector).collect();
        let one = |(n, annotated): (usize, &AnnotatedArticle)| {
            let article = annotated.article();
            let mut doc = analyser.analyse(&article.text);
            let mentions = detectors[parts[n]].detect(&doc, article.publisher.as_deref());
            let completed = annotated.completed(&doc, &mentions);
            parse(analyser, &mut doc, &completed);
            (annotated.lesson(doc.clone(), mentions, parts[n]), annotated.lesson(doc, completed, parts[n]))
        };
        self.articles.iter().enumerate().map(one).unzip()
    }
}

/// Parses the sentences that the relation stage will look at.
pub(super) fn parse(analyser: &Analyser, doc: &mut Document, mentions: &Mentions) {
    for mention in &mentions.mentions {
        analyser.parse(doc, mention.sentence as usize);
    }
}
