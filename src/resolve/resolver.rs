//! Identity as a pure function of an article's names and the gazetteer.

use super::context::{Around, Kin};
use super::fold::{Folding, written};
use super::known::{Known, Meaning};
use super::local::{Local, fuller};
use super::{Claim, EntityId, Identity};
use crate::relation::{EntityRef, RelationMention};
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use rustc_hash::{FxHashMap, FxHashSet};

/// Gives every end of a relation mention its identity.
///
/// Names, aliases, former names and tickers of the gazetteer first, as written and folded ([`Folding`]); types must agree,
/// but for a company and the service that is called like it, which have one row. A name that is also a common word, or that
/// several have, goes by the article: other names of the entity and of what belongs to it. What the gazetteer lacks is an entity of
/// its own by type and folded name, the same in every article; short names, acronyms and initials go with the one
/// fuller name of their article. Nothing is decided by likeness: that makes [`candidates`](super::candidates) only.
#[derive(Debug, Clone)]
pub struct Resolver<'v> {
    vocab: &'v Vocabulary,
    folding: Folding,
    known: Known,
    kin: Kin,
}

impl<'v> Resolver<'v> {
    /// A resolver over a vocabulary. Cost: linear in the gazetteer.
    pub fn new(vocab: &'v Vocabulary) -> Resolver<'v> {
        let folding = Folding::new(&vocab.lexicon);
        Resolver { vocab, known: Known::new(vocab, &folding), kin: Kin::new(&vocab.gazetteer), folding }
    }

    /// The vocabulary that it goes by.
    pub fn vocabulary(&self) -> &'v Vocabulary {
        self.vocab
    }

    /// How names are made alike.
    pub fn folding(&self) -> &Folding {
        &self.folding
    }

    /// What our own extraction found in an article, with the identities of the ends, where they [fit](Resolver::fits).
    pub fn extracted(&self, mentions: Vec<RelationMention>, around: &Around<'_>) -> Vec<Claim> {
        let mut claims = self.claims(mentions, around);
        claims.retain(|claim| self.fits(claim));
        claims
    }

    /// Whether the ends of a claim can stand in its relation: not what was taken for a product that a company develops and
    /// the gazetteer knows for an organization.
    pub fn fits(&self, claim: &Claim) -> bool {
        let relation = self.vocab.relations.find(&claim.mention.relation);
        relation.is_none_or(|r| r.joins(claim.subject.kind, claim.object.kind))
    }

    /// What an article says, with the identities of the ends.
    pub fn claims(&self, mentions: Vec<RelationMention>, around: &Around<'_>) -> Vec<Claim> {
        let mut ends: Vec<&EntityRef> = Vec::new();
        let mut index: FxHashMap<&EntityRef, usize> = FxHashMap::default();
        let mut said: FxHashSet<(usize, usize)> = FxHashSet::default();
        for mention in &mentions {
            let [subject, object] = [&mention.subject, &mention.object].map(|end| {
                *index.entry(end).or_insert_with(|| {
                    ends.push(end);
                    ends.len() - 1
                })
            });
            said.insert((subject.min(object), subject.max(object)));
        }
        let identities = self.identify_apart(&ends, around, |a, b| said.contains(&(a.min(b), a.max(b))));
        let of = |end: &EntityRef| identities[index[end]].clone();
        let pairs: Vec<(Identity, Identity)> = mentions.iter().map(|m| (of(&m.subject), of(&m.object))).collect();
        mentions
            .into_iter()
            .zip(pairs)
            .map(|(mention, (subject, object))| {
                let symmetric = self.vocab.relations.find(&mention.relation).is_some_and(|r| r.symmetric);
                Claim { mention, subject, object, symmetric }
            })
            .collect()
    }

    /// The identities of the entities of one article, in their order.
    pub fn identify(&self, ends: &[&EntityRef], around: &Around<'_>) -> Vec<Identity> {
        self.identify_apart(ends, around, |_, _| false)
    }

    /// The identity of a name with no article around it.
    pub fn identity(&self, end: &EntityRef) -> Identity {
        let row = self.row(end, &Around::default());
        row.map_or_else(|| self.unknown(&end.name, end.kind), |row| self.of_row(row))
    }

    /// What a name could mean: rows of the gazetteer of its type, sure or not.
    pub fn meanings(&self, name: &str, kind: EntityType) -> Vec<Identity> {
        let meanings = self.known.named(kind, &written(name), &self.folding.fold(name, kind));
        meanings.iter().map(|m| self.of_row(m.row)).collect()
    }

    /// The identity of a gazetteer id.
    pub fn of_id(&self, id: &str) -> Option<Identity> {
        let row = self.vocab.gazetteer.row(id)?;
        Some(self.of_row(row))
    }

    fn identify_apart(
        &self,
        ends: &[&EntityRef],
        around: &Around<'_>,
        apart: impl Fn(usize, usize) -> bool,
    ) -> Vec<Identity> {
        let mut rows = Vec::with_capacity(ends.len());
        let mut locals = Vec::with_capacity(ends.len());
        for end in ends {
            let row = self.row(end, around);
            locals.push(Local { kind: end.kind, folded: self.folding.fold(&end.name, end.kind), known: row.is_some() });
            rows.push(row);
        }
        let fuller = fuller(&locals, &self.folding, apart);
        let own = |i: usize| rows[i].map_or_else(|| self.unknown(&ends[i].name, ends[i].kind), |row| self.of_row(row));
        (0..ends.len()).map(|i| own(fuller[i].unwrap_or(i))).collect()
    }

    fn of_row(&self, row: u32) -> Identity {
        let entry = &self.vocab.gazetteer.entries()[row as usize];
        Identity { id: EntityId(entry.id.as_str().into()), kind: entry.kind, given: Some(entry.name.clone()) }
    }

    fn unknown(&self, name: &str, kind: EntityType) -> Identity {
        let folded = self.folding.fold(name, kind);
        // A name of nothing but signs keeps its letters as they are: better a strange id than an empty one.
        let key = if folded.is_empty() { name.to_lowercase() } else { folded };
        Identity { id: EntityId(format!("{kind}:{key}").into()), kind, given: None }
    }

    /// The gazetteer's row that an article means.
    fn row(&self, end: &EntityRef, around: &Around<'_>) -> Option<u32> {
        let name = self.folding.fold(&end.name, end.kind);
        let others = end.mentions.iter().filter(|form| **form != end.name);
        let mut forms = vec![(written(&end.name), name.clone())];
        forms.extend(others.map(|form| (written(form), self.folding.fold(form, end.kind))));
        // A piece of the full name means what the full name means, and that the gazetteer lacks: "Apple" of Apple Records.
        forms.retain(|(_, folded)| !is_piece(folded, &name));
        let meanings = |(name, folded): &(String, String)| -> Vec<Meaning> {
            let since = |m: &Meaning| match (m.since, around.published) {
                (Some(since), Some(published)) => published.last_day() >= since.first_day(),
                _ => true,
            };
            self.known.named(end.kind, name, folded).iter().filter(|m| since(m)).copied().collect()
        };
        let mut open: Vec<Meaning> = Vec::new();
        for form in &forms {
            let found = meanings(form);
            match found.as_slice() {
                [only] if only.plain => return Some(only.row),
                _ => open.extend(found),
            }
        }
        let forms: Vec<&str> = std::iter::once(&end.name).chain(&end.mentions).map(String::as_str).collect();
        let weak = forms.iter().filter(|_| end.kind == EntityType::Organization).filter_map(|f| self.known.ticker(f));
        open.extend(weak.map(|row| Meaning { row, usual: false, plain: false, written: false, since: None }));
        if end.kind == EntityType::Person {
            let called = self.known.initialled(&name).iter();
            open.extend(called.map(|row| Meaning {
                row: *row,
                usual: false,
                plain: false,
                written: false,
                since: None,
            }));
        }
        if open.is_empty() {
            open.extend(self.namesake(&name, end.kind));
        }
        match open.as_slice() {
            [] => self.known.joined(end.kind, &name).or_else(|| self.known.of_maker(end.kind, &name)),
            [only] if only.plain => Some(only.row),
            _ => self.by_context(&open, end.kind, &forms, around),
        }
    }

    /// Of several meanings, or of one that is not sure, the one that the article speaks of.
    fn by_context(&self, open: &[Meaning], kind: EntityType, forms: &[&str], around: &Around<'_>) -> Option<u32> {
        let entries = self.vocab.gazetteer.entries();
        let alone = open.iter().all(|m| m.row == open[0].row);
        // A common word is seldom said of a product or place of another name.
        let telling = matches!(kind, EntityType::Product | EntityType::Place);
        let likely = |m: &Meaning| {
            let prominent = self.kin.prominent(m.row, &entries[m.row as usize]);
            prominent && (m.usual || alone) || m.usual && alone && telling
        };
        let score = |m: &Meaning| {
            2 * self.kin.support(m.row, &self.vocab.gazetteer, around.text, forms) + usize::from(likely(m))
        };
        let mut scored: Vec<(usize, bool, u32)> = open.iter().map(|m| (score(m), m.usual, m.row)).collect();
        scored.sort_by(|a, b| b.cmp(a));
        scored.dedup_by_key(|s| s.2);
        match scored.as_slice() {
            [best, rest @ ..] if best.0 > 0 && rest.first().is_none_or(|r| (r.0, r.1) < (best.0, best.1)) => {
                Some(best.2)
            }
            _ => None,
        }
    }

    /// A company and the service that is called like it have one row, under either type.
    fn namesake(&self, name: &str, kind: EntityType) -> Option<Meaning> {
        let other = match kind {
            EntityType::Organization => EntityType::Product,
            EntityType::Product => EntityType::Organization,
            EntityType::Person | EntityType::Place => return None,
        };
        match self.known.named(other, name, name) {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Whether a name is made of some of the words of another, in their order.
fn is_piece(short: &str, long: &str) -> bool {
    let mut words = long.split('-');
    short.len() < long.len() && short.split('-').all(|s| words.any(|w| w == s))
}
