//! Whether names of one entity are one, and of two, two: B³ (Bagga and Baldwin 1998) over annotated articles taken
//! together as one corpus.

use super::AnnotatedArticle;
use crate::relation::EntityRef;
use crate::resolve::{Around, Resolver};
use crate::value::{EntityType, PartialDate};
use crate::{Error, Result};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Which annotated names are one entity, judged by hand: a name that is not listed is an entity of its own.
#[derive(Debug, Clone, Default)]
pub struct Identities(FxHashMap<(EntityType, String), String>);

#[derive(Deserialize)]
struct Row {
    identity: String,
    #[serde(rename = "type")]
    kind: EntityType,
    name: String,
}

impl Identities {
    /// Reads CSV with the columns identity, type and name; `#` begins a comment line.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the line of a row that is none, or of a name that stands under a second identity.
    pub fn read(path: &Path, text: &str) -> Result<Identities> {
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut identities = Identities::default();
        for row in reader.deserialize() {
            let row: Row = row.map_err(|e: csv::Error| {
                let line = e.position().map(csv::Position::line);
                Error::malformed(path, line, format!("{e}; expected identity,type,name"))
            })?;
            let (key, identity) = ((row.kind, row.name), row.identity);
            if let Some(other) = identities.0.get(&key).filter(|other| **other != identity) {
                let what = format!("{:?} stands under {other:?} and {identity:?}; expected one identity a name", key.1);
                return Err(Error::malformed(path, None, what));
            }
            identities.0.insert(key, identity);
        }
        Ok(identities)
    }

    /// How many names are listed.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(&self, kind: EntityType, name: &str) -> String {
        let listed = self.0.get(&(kind, name.to_string()));
        listed.cloned().unwrap_or_else(|| format!("{kind} {name}"))
    }
}

/// Entities that are wrongly one, or an entity that is wrongly several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mixture {
    /// What was made of them: the id that they share; or whose names they are: the identity.
    pub of: String,
    /// The parts, with how many annotated entities each has, greatest first.
    pub parts: Vec<(String, usize)>,
    /// How much it takes from the score, in annotated entities.
    pub cost: f64,
}

/// Scores of identity. Fractions are between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IdentityReport {
    /// Annotated entities: one a name and article.
    pub items: usize,
    /// Entities that they are.
    pub identities: usize,
    /// Entities that were made of them.
    pub predicted: usize,
    /// B³ precision: of the items that share an item's entity, those that should.
    pub precision: f64,
    /// B³ recall: of the items that should share an item's entity, those that do.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Several entities melted into one, the costliest first: what precision lacks.
    pub over: Vec<Mixture>,
    /// One entity in several places, the costliest first: what recall lacks.
    pub under: Vec<Mixture>,
}

/// Scores the resolution of the annotated entities of articles. Cost: linear in them.
pub fn identity(gold: &[AnnotatedArticle], identities: &Identities, resolver: &Resolver<'_>) -> IdentityReport {
    let mut items: Vec<(String, String)> = Vec::new();
    for annotated in gold {
        let ends: Vec<EntityRef> = annotated
            .entities
            .iter()
            .map(|e| {
                let mentions = std::iter::once(&e.name).chain(&e.aliases).cloned().collect();
                EntityRef { name: e.name.clone(), kind: e.kind, mentions }
            })
            .collect();
        let text = format!("{}\n{}", annotated.title.as_deref().unwrap_or(""), annotated.text);
        let published = annotated.date.as_deref().and_then(PartialDate::parse);
        let found = resolver.identify(&ends.iter().collect::<Vec<_>>(), &Around { text: &text, published });
        for (entity, found) in annotated.entities.iter().zip(found) {
            items.push((identities.of(entity.kind, &entity.name), found.id.0.to_string()));
        }
    }
    let mut both: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (identity, id) in &items {
        *both.entry((identity, id)).or_default() += 1;
    }
    let (precision, over) = share(both.iter().map(|((identity, id), n)| (*id, *identity, *n)));
    let (recall, under) = share(both.iter().map(|((identity, id), n)| (*identity, *id, *n)));
    let count = |side: fn(&(String, String)) -> &String| {
        let distinct: std::collections::BTreeSet<&String> = items.iter().map(side).collect();
        distinct.len()
    };
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    let (identities, predicted) = (count(|i| &i.0), count(|i| &i.1));
    IdentityReport { items: items.len(), identities, predicted, precision, recall, f1, over, under }
}

/// The mean share of an item's group that is of its own part, and the groups of several parts. Given as (group, part, items).
fn share<'i>(cells: impl Iterator<Item = (&'i str, &'i str, usize)>) -> (f64, Vec<Mixture>) {
    let mut groups: BTreeMap<&str, Vec<(String, usize)>> = BTreeMap::new();
    for (group, part, n) in cells {
        groups.entry(group).or_default().push((part.to_string(), n));
    }
    let (mut all, mut lost) = (0, 0.0);
    let mut mixed = Vec::new();
    for (group, mut parts) in groups {
        let size: usize = parts.iter().map(|p| p.1).sum();
        all += size;
        if parts.len() > 1 {
            let cost = parts.iter().map(|(_, n)| *n as f64 * (size - n) as f64 / size as f64).sum();
            lost += cost;
            parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            mixed.push(Mixture { of: group.to_string(), parts, cost });
        }
    }
    mixed.sort_by(|a: &Mixture, b| b.cost.total_cmp(&a.cost).then_with(|| a.of.cmp(&b.of)));
    (if all == 0 { 0.0 } else { 1.0 - lost / all as f64 }, mixed)
}
