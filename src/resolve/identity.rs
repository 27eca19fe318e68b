//! Identity as a pure function of names and the gazetteer.

use super::{EntityId, ResolvedEntity, Statement};
use crate::relation::{EntityRef, RelationMention};
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// Gives every end of a relation mention its entity.
///
/// Exact names, aliases and tickers of the gazetteer first, then names without case, accents, punctuation and legal
/// form. Types must agree. A name that the gazetteer lacks is an entity of its own, the same in every article.
#[derive(Debug, Clone)]
pub struct Resolver<'v> {
    vocab: &'v Vocabulary,
    /// (type, folded name) → gazetteer row; the first row wins, a primary name before an alias.
    names: FxHashMap<(EntityType, String), u32>,
    suffixes: Vec<String>,
}

impl<'v> Resolver<'v> {
    /// A resolver over a vocabulary. Cost: linear in the gazetteer.
    pub fn new(vocab: &'v Vocabulary) -> Resolver<'v> {
        // Legal forms only: "Advanced Micro Devices" and "Advanced Energy Industries" are two.
        let rows = vocab.lexicon.rows("company_suffixes").iter();
        let legal = rows.filter(|row| row.get(1).is_some_and(|kind| kind == "legal"));
        let suffixes: Vec<String> = legal.filter_map(|row| row.first()).map(|suffix| plain(suffix)).collect();
        let mut resolver = Resolver { vocab, names: FxHashMap::default(), suffixes };
        let entries = vocab.gazetteer.entries();
        for (row, entry) in entries.iter().enumerate() {
            resolver.names.entry((entry.kind, resolver.fold(&entry.name))).or_insert(row as u32);
        }
        for (row, entry) in entries.iter().enumerate() {
            for alias in entry.aliases.iter() {
                resolver.names.entry((entry.kind, resolver.fold(alias))).or_insert(row as u32);
            }
        }
        resolver
    }

    /// A name as compared: no case, accents, punctuation, leading article, possessive or trailing legal form; words apart
    /// by `-`.
    pub fn fold(&self, name: &str) -> String {
        let text = plain(name);
        let mut words: Vec<&str> = text.split('-').filter(|w| !w.is_empty()).collect();
        if words.len() > 1 && words[0] == "the" {
            words.remove(0);
        }
        while words.len() > 1 && self.suffixes.iter().any(|s| s == words[words.len() - 1]) {
            words.pop();
        }
        words.join("-")
    }

    /// The entity of one end.
    pub fn entity(&self, end: &EntityRef) -> ResolvedEntity {
        let row = std::iter::once(&end.name)
            .chain(&end.mentions)
            .find_map(|form| self.names.get(&(end.kind, self.fold(form))).copied());
        let mut forms = end.mentions.clone();
        if !forms.contains(&end.name) {
            forms.insert(0, end.name.clone());
        }
        match row.map(|r| &self.vocab.gazetteer.entries()[r as usize]) {
            Some(entry) => ResolvedEntity {
                id: EntityId(entry.id.as_str().into()),
                kind: end.kind,
                name: entry.name.clone(),
                forms,
                known: true,
            },
            None => {
                let folded = self.fold(&end.name);
                // A name of nothing but signs keeps its letters as they are: better a strange id than an empty one.
                let key = if folded.is_empty() { end.name.to_lowercase() } else { folded };
                ResolvedEntity {
                    id: EntityId(format!("{}:{key}", end.kind).into()),
                    kind: end.kind,
                    name: end.name.clone(),
                    forms,
                    known: false,
                }
            }
        }
    }

    /// The statement of a relation mention; `None` where both ends turn out to be one entity.
    pub fn statement(&self, mention: &RelationMention) -> Option<Statement> {
        let (mut subject, mut object) = (self.entity(&mention.subject), self.entity(&mention.object));
        if subject.id == object.id {
            return None;
        }
        if self.vocab.relations.find(&mention.relation).is_some_and(|r| r.symmetric) && object.id < subject.id {
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
}

/// Lower case, without accents; everything that is no letter or digit becomes one `-`; `&` and `+` stay.
pub(crate) fn plain(name: &str) -> String {
    let bare = name.trim().trim_end_matches("'s").trim_end_matches("’s");
    let mut out = String::with_capacity(bare.len());
    for c in bare.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '&' || c == '+' {
            out.push(c);
        } else if c != '.' && c != '\'' && c != '’' && !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_string()
}
