//! The relations: one TOML file each.

use crate::value::{EntityType, named_enum};
use crate::{Error, Result};
use serde::Deserialize;
use smol_str::SmolStr;

named_enum! {
    /// What a relation is about; sets its colour in pictures.
    Family, "family" {
        /// Investment and loans.
        Money = "money",
        /// Who owns, buys, merges with whom.
        Ownership = "ownership",
        /// Who builds with and delivers to whom.
        Supply = "supply",
        /// Who competes with whom.
        Rivalry = "rivalry",
        /// Who works where.
        People = "people",
        /// Courts and regulators.
        Law = "law",
        /// Where something is.
        Place = "place",
    }
}

named_enum! {
    /// One end of a relation.
    End, "end" {
        /// Who.
        Subject = "subject",
        /// Whom or what.
        Object = "object",
    }
}

/// One relation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Its name: the file's name without ending.
    #[serde(skip)]
    pub name: SmolStr,
    /// What a person reads between subject and object.
    pub label: String,
    /// The same from the object's side.
    pub inverse: String,
    /// Types that a subject may have.
    pub subject: Vec<EntityType>,
    /// Types that an object may have.
    pub object: Vec<EntityType>,
    /// Whether direction does not count.
    #[serde(default)]
    pub symmetric: bool,
    /// Whether it is what the gazetteer's column `parent` records: two such names in one sentence are then always weighed.
    #[serde(default)]
    pub from_parent: bool,
    /// What it is about.
    pub family: Family,
    /// Which end its money goes to, from the other; none where it moves no money.
    #[serde(default)]
    pub paid: Option<End>,
    /// Whether only one subject can have an object: two that are said to contradict each other.
    #[serde(default)]
    pub exclusive: bool,
    /// Which of amount, stake, date, role it may carry.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// Words (lemmas) that hint at it; features and coverage reports use them.
    #[serde(default)]
    pub triggers: Vec<String>,
    /// Constructions that say it: see `relation::pattern`.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// Sentences with what they must, and must not, give.
    #[serde(default, rename = "example")]
    pub examples: Vec<RelationExample>,
}

impl Relation {
    /// Whether it may lead from an entity of the one type to one of the other; a symmetric one also the other way round.
    pub fn joins(&self, subject: EntityType, object: EntityType) -> bool {
        let leads = |from: EntityType, to: EntityType| self.subject.contains(&from) && self.object.contains(&to);
        leads(subject, object) || self.symmetric && leads(object, subject)
    }
}

/// A sentence and the relations that it must give, exactly: `SUBJECT relation OBJECT status [CUR value]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationExample {
    /// The sentence.
    pub text: String,
    /// What it says of this relation; empty where it says nothing.
    pub expect: Vec<String>,
}

/// All relations, by name.
#[derive(Debug, Clone)]
pub struct Relations(Vec<Relation>);

impl Relations {
    pub(super) fn read(files: &[(String, &str)]) -> Result<Relations> {
        let mut all = Vec::new();
        for (path, text) in files {
            let mut relation: Relation = toml::from_str(text).map_err(|e| {
                let line = e.span().map(|s| 1 + text[..s.start].matches('\n').count() as u64);
                Error::malformed(path, line, e.message().to_string())
            })?;
            let stem = path.rsplit('/').next().unwrap_or(path);
            relation.name = stem.strip_suffix(".toml").unwrap_or(stem).into();
            all.push(relation);
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Relations(all))
    }

    /// Adds a user's relations; one replaces that of its name.
    pub(super) fn lay_over(&mut self, files: &[(String, &str)]) -> Result<()> {
        let Relations(own) = Relations::read(files)?;
        self.0.retain(|r| own.iter().all(|o| o.name != r.name));
        self.0.extend(own);
        self.0.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    /// In order of name.
    pub fn iter(&self) -> impl Iterator<Item = &Relation> {
        self.0.iter()
    }

    /// The relation of a name.
    pub fn find(&self, name: &str) -> Option<&Relation> {
        self.0.iter().find(|r| r.name == name)
    }

    /// The relation of a name, or an error that lists the known ones.
    pub fn require(&self, name: &str) -> Result<&Relation> {
        self.find(name).ok_or_else(|| Error::UnknownWord {
            what: "relation",
            name: name.to_string(),
            nearest: self.0.iter().map(|r| r.name.to_string()).collect(),
        })
    }
}
