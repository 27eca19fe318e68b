//! What decisions make of identities.

use super::decisions::{Decision, Decisions, Judgement};
use super::{Claim, EntityId, Identity, ResolvedEntity, Resolver, Statement, plain};
use crate::relation::EntityRef;
use crate::value::EntityType;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The decisions as they act: every entity that one is about leads to what it is now. Says the same whatever the order
/// of the rows, and nothing of entities that no decision is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What each entity is.
    heads: BTreeMap<EntityId, Head>,
    /// By head: what is taken out of it, and what that is then.
    splits: BTreeMap<EntityId, Vec<(Part, EntityId)>>,
    /// Pairs of heads that nobody shall ask about again, the smaller first.
    settled: BTreeSet<(EntityId, EntityId)>,
}

/// What an entity is after decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    id: EntityId,
    #[serde(rename = "type")]
    kind: EntityType,
    given: Option<String>,
}

/// What a split takes out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Part {
    /// All of this article.
    Article(String),
    /// What goes by this name.
    Name(String),
}

impl Part {
    fn of(right: &str) -> Part {
        match right.strip_prefix('@') {
            Some(article) => Part::Article(article.to_string()),
            None => Part::Name(plain(right)),
        }
    }

    fn takes(&self, article: &str, name: &str) -> bool {
        match self {
            Part::Article(id) => id == article,
            Part::Name(folded) => plain(name) == *folded,
        }
    }
}

/// Entities that are one, as decisions join them.
#[derive(Default)]
struct Joined<'d> {
    /// Every entity, its number, the number of one that it is the same as, and the row that says so.
    parent: Vec<(usize, Option<&'d Decision>)>,
    number: BTreeMap<EntityId, usize>,
    names: Vec<EntityId>,
}

impl<'d> Joined<'d> {
    fn number(&mut self, id: &EntityId) -> usize {
        if let Some(number) = self.number.get(id) {
            return *number;
        }
        self.parent.push((self.names.len(), None));
        self.number.insert(id.clone(), self.names.len());
        self.names.push(id.clone());
        self.names.len() - 1
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parent[at].0 != at {
            at = self.parent[at].0;
        }
        at
    }

    /// The way up, root last: no paths are shortened, so that the rows on them can be named.
    fn way(&self, mut at: usize) -> Vec<usize> {
        let mut way = vec![at];
        while self.parent[at].0 != at {
            at = self.parent[at].0;
            way.push(at);
        }
        way
    }

    /// Joins two; the smaller tree under the greater would need the counts, and files are short: the way down is turned.
    fn join(&mut self, left: &EntityId, right: &EntityId, row: &'d Decision) {
        let (left, right) = (self.number(left), self.number(right));
        if self.root(left) == self.root(right) {
            return;
        }
        // The left one becomes the root of its tree, then hangs under the right one by this row.
        let (mut at, mut up, mut by) = (left, right, Some(row));
        loop {
            let (next, said) = std::mem::replace(&mut self.parent[at], (up, by));
            if next == at {
                return;
            }
            (up, by, at) = (at, said, next);
        }
    }

    /// The lines that make two entities one.
    fn lines(&self, left: usize, right: usize) -> Vec<u64> {
        let (up, down) = (self.way(left), self.way(right));
        let shared = |n: &usize| up.contains(n) && down.contains(n);
        let steps = up.iter().chain(&down).filter(|n| !shared(n)).filter_map(|n| self.parent[*n].1);
        steps.map(|row| row.line).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Decided {
    /// What these decisions make of identities.
    ///
    /// # Errors
    /// [`Error::Malformed`] where two decisions cannot both stand, with the lines of both.
    pub fn new(decisions: &Decisions, resolver: &Resolver<'_>) -> Result<Decided> {
        let rows = &decisions.rows;
        let conflict = |row: &Decision, what: String| Error::malformed(&decisions.path, Some(row.line), what);
        let mut joined = Joined::default();
        let of = |judgement: Judgement| rows.iter().filter(move |r| r.judgement == judgement);
        for row in rows {
            joined.number(&row.left);
        }
        for row in of(Judgement::Split) {
            joined.number(&split_off(row));
        }
        for row in of(Judgement::Same) {
            joined.join(&row.left, &EntityId(row.right.as_str().into()), row);
        }
        for row in of(Judgement::Type) {
            // What the gazetteer lacks is known by type and name: of another type it is the one of that type and name.
            if let Some((_, name)) = row.left.0.split_once(':').filter(|_| !row.left.0.contains('~')) {
                joined.join(&row.left, &EntityId(format!("{}:{name}", row.right).into()), row);
            }
        }
        for row in of(Judgement::Different) {
            let (left, right) = (joined.number(&row.left), joined.number(&EntityId(row.right.as_str().into())));
            if joined.root(left) == joined.root(right) {
                return Err(conflict(row, apart_and_one(&row.left.0, &row.right, &joined.lines(left, right))));
            }
        }
        for row in of(Judgement::Split) {
            let part = split_off(row);
            let (left, right) = (joined.number(&row.left), joined.number(&part));
            if joined.root(left) == joined.root(right) {
                return Err(conflict(row, apart_and_one(&row.left.0, &part.0, &joined.lines(left, right))));
            }
        }
        for judgement in [Judgement::Rename, Judgement::Type] {
            let mut set: BTreeMap<usize, &Decision> = BTreeMap::new();
            for row in of(judgement) {
                let root = joined.root(joined.number[&row.left]);
                match set.insert(root, row) {
                    Some(other) if other.right != row.right => {
                        let what = format!(
                            "{judgement} of {} to {:?}, but line {} says {:?} of {}, which is the same; keep one of the two lines",
                            row.left, row.right, other.line, other.right, other.left
                        );
                        return Err(conflict(row, what));
                    }
                    _ => {}
                }
            }
        }
        Ok(Decided::of(rows, &joined, resolver))
    }

    fn of(rows: &[Decision], joined: &Joined<'_>, resolver: &Resolver<'_>) -> Decided {
        let mut members: BTreeMap<usize, Vec<&EntityId>> = BTreeMap::new();
        for (number, id) in joined.names.iter().enumerate() {
            members.entry(joined.root(number)).or_default().push(id);
        }
        let set = |root: usize, judgement: Judgement| {
            let said = |r: &&Decision| r.judgement == judgement && joined.root(joined.number[&r.left]) == root;
            rows.iter().find(said).map(|r| r.right.clone())
        };
        let same = rows.iter().filter(|r| r.judgement == Judgement::Same);
        let merged: BTreeSet<&str> = same.map(|r| r.right.as_str()).collect();
        let mut decided = Decided::default();
        for (root, ids) in members {
            let kind = set(root, Judgement::Type).and_then(|t| t.parse::<EntityType>().ok());
            let known = |id: &EntityId| resolver.of_id(&id.0);
            // What the gazetteer knows comes first, then what bears the type decided on, then what others are merged into;
            // parts last.
            let rank = |id: &EntityId| {
                let typed = kind.is_some_and(|k| kind_of(id, resolver) == k);
                (known(id).is_none(), id.0.contains('~'), !typed, merged.contains(&*id.0), id.clone())
            };
            let Some(first) = ids.iter().min_by_key(|id| rank(id)) else { continue };
            let head = Head {
                id: EntityId::clone(first),
                kind: kind.unwrap_or_else(|| kind_of(first, resolver)),
                given: set(root, Judgement::Rename).or_else(|| known(first)?.given),
            };
            for id in ids {
                decided.heads.insert(id.clone(), head.clone());
            }
        }
        for row in rows {
            let left = decided.head(&row.left);
            match row.judgement {
                Judgement::Split => {
                    let part = (Part::of(&row.right), split_off(row));
                    decided.splits.entry(left).or_default().push(part);
                }
                Judgement::Different | Judgement::Unsure => {
                    let right = decided.head(&EntityId(row.right.as_str().into()));
                    decided.settled.insert(in_order(left, right));
                }
                Judgement::Same | Judgement::Rename | Judgement::Type => {}
            }
        }
        // Articles before names, so that it does not matter which row comes first.
        decided.splits.values_mut().for_each(|parts| {
            parts.sort();
            parts.dedup();
        });
        decided
    }

    /// What an entity is now.
    pub fn head(&self, id: &EntityId) -> EntityId {
        self.heads.get(id).map_or_else(|| id.clone(), |head| head.id.clone())
    }

    /// Whether somebody has judged whether these two are one.
    pub fn is_settled(&self, left: &EntityId, right: &EntityId) -> bool {
        let (left, right) = (self.head(left), self.head(right));
        left == right || self.settled.contains(&in_order(left, right))
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The statement of a claim; `None` where both ends are one entity.
    pub fn statement(&self, article: &str, claim: &Claim) -> Option<Statement> {
        let mention = &claim.mention;
        let mut subject = self.entity(article, &mention.subject, &claim.subject);
        let mut object = self.entity(article, &mention.object, &claim.object);
        if subject.id == object.id {
            return None;
        }
        if claim.symmetric && object.id < subject.id {
            std::mem::swap(&mut subject, &mut object);
        }
        Some(Statement {
            subject,
            relation: mention.relation.clone(),
            object,
            status: mention.status,
            amount: mention.amount.clone(),
            date: mention.date,
            role: mention.role.clone(),
            stake: mention.stake,
            attribution: mention.attribution.clone(),
            evidence: mention.evidence.clone(),
            confidence: mention.confidence,
            rule: mention.rule.clone(),
        })
    }

    fn entity(&self, article: &str, end: &EntityRef, identity: &Identity) -> ResolvedEntity {
        let mut id = self.head(&identity.id);
        let mut kind = identity.kind;
        let mut given = identity.given.clone();
        let parts = self.splits.get(&id).into_iter().flatten();
        if let Some((_, part)) = parts.into_iter().find(|(part, _)| part.takes(article, &end.name)) {
            (id, given) = (part.clone(), None);
        }
        // A part is an entity of its own, about which there can be decisions as well.
        if let Some(head) = self.heads.get(&id) {
            (id, kind, given) = (head.id.clone(), head.kind, head.given.clone());
        }
        let mut forms = end.mentions.clone();
        if !forms.contains(&end.name) {
            forms.insert(0, end.name.clone());
        }
        let known = given.is_some();
        ResolvedEntity { id, kind, name: given.unwrap_or_else(|| end.name.clone()), forms, known }
    }
}

fn in_order(left: EntityId, right: EntityId) -> (EntityId, EntityId) {
    if left <= right { (left, right) } else { (right, left) }
}

/// The id of what a split takes out.
fn split_off(row: &Decision) -> EntityId {
    let what = row.right.strip_prefix('@').unwrap_or(&row.right);
    EntityId(format!("{}~{}", row.left, plain(what)).into())
}

fn kind_of(id: &EntityId, resolver: &Resolver<'_>) -> EntityType {
    let whole = id.0.split('~').next().unwrap_or(&id.0);
    let written = whole.split_once(':').and_then(|(kind, _)| kind.parse().ok());
    resolver.of_id(whole).map(|known| known.kind).or(written).unwrap_or(EntityType::Organization)
}

fn apart_and_one(left: &str, right: &str, lines: &[u64]) -> String {
    let s = if lines.len() == 1 { "" } else { "s" };
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    format!("{left} and {right} are two here, but one by line{s} {}; keep one or the other", lines.join(", "))
}
