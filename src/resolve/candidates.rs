//! Entities that may be one but were not made so: for a person to judge. Likeness never joins anything by itself.

use super::known::initial;
use super::local::acronym;
use super::{Decided, EntityId, Resolver, plain};
use crate::value::{EntityType, named_enum};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

named_enum! {
    /// In what two entities are alike.
    Likeness, "likeness" {
        /// Equal but for blanks, hyphens and stops.
        Joined = "written together",
        /// A name of initials and a name that has them; a nickname; a surname alone.
        Person = "person's short name",
        /// The name is ambiguous, and its article did not tell which one it means.
        Ambiguous = "ambiguous name",
        /// The same name under two types.
        Type = "other type",
        /// The initials of the other.
        Acronym = "acronym",
        /// The beginning of the other.
        Short = "short form",
        /// A letter or two apart.
        Spelling = "spelling",
        /// A person asked about the two.
        Asked = "asked",
    }
}

/// An entity of the graph, as far as likeness goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is known by.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// Its other forms.
    pub aliases: Vec<String>,
    /// Its type.
    pub kind: EntityType,
    /// Whether the gazetteer knows it: two such are never asked about.
    pub known: bool,
    /// How much is said of it; what more is said of comes first.
    pub weight: usize,
}

/// Two entities that may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The better known one.
    pub left: EntityId,
    /// The other. The left one may be an entity of the gazetteer that the graph lacks, this one never.
    pub right: EntityId,
    /// In what they are alike.
    pub likeness: Likeness,
    /// How promising the question is, 0 to 1; no probability.
    pub score: f32,
}

/// Names shorter than this are not compared letter by letter.
const SPELT: usize = 5;
/// A short form of more names than this is no hint.
const MOST_FULLER: usize = 6;

/// The names of all entities, by what makes two of them alike.
struct Alike<'n> {
    nodes: &'n [Node],
    /// Each node's names, folded within its type.
    folded: Vec<Vec<String>>,
    by_name: FxHashMap<(EntityType, String), Vec<usize>>,
    pairs: BTreeMap<(usize, usize), (f32, Likeness)>,
}

/// Pairs of entities that may be one and that nobody has judged, the most promising first. Cost: about linear in the names.
pub fn candidates(nodes: &[Node], resolver: &Resolver<'_>, decided: &Decided) -> Vec<Candidate> {
    let folding = resolver.folding();
    let fold = |node: &Node| {
        let forms = std::iter::once(&node.name).chain(&node.aliases);
        let mut folded: Vec<String> = forms.map(|f| folding.fold(f, node.kind)).filter(|f| !f.is_empty()).collect();
        folded.sort();
        folded.dedup();
        folded
    };
    let folded: Vec<Vec<String>> = nodes.iter().map(fold).collect();
    let mut by_name: FxHashMap<(EntityType, String), Vec<usize>> = FxHashMap::default();
    for (at, names) in folded.iter().enumerate() {
        for name in names {
            by_name.entry((nodes[at].kind, name.clone())).or_default().push(at);
        }
    }
    let mut alike = Alike { nodes, folded, by_name, pairs: BTreeMap::new() };
    alike.fuller();
    alike.persons();
    alike.types();
    alike.spelling();
    let mut found: Vec<(Candidate, usize)> = ambiguous(nodes, resolver);
    for ((a, b), (score, likeness)) in alike.pairs {
        let (left, right) = in_order(&nodes[a], &nodes[b]);
        let candidate = Candidate { left: left.id.clone(), right: right.id.clone(), likeness, score };
        found.push((candidate, left.weight + right.weight));
    }
    found.retain(|(c, _)| !decided.is_settled(&c.left, &c.right));
    found.sort_by(|(a, w), (b, v)| {
        b.score.total_cmp(&a.score).then(v.cmp(w)).then_with(|| (&a.left, &a.right).cmp(&(&b.left, &b.right)))
    });
    found.dedup_by(|(a, _), (b, _)| (&a.left, &a.right) == (&b.left, &b.right));
    found.into_iter().map(|(candidate, _)| candidate).collect()
}

/// The better known of two, and the other.
fn in_order<'n>(a: &'n Node, b: &'n Node) -> (&'n Node, &'n Node) {
    let rank = |n: &Node| (n.known, n.weight, std::cmp::Reverse(n.id.clone()));
    if rank(a) >= rank(b) { (a, b) } else { (b, a) }
}

/// What was kept apart from the gazetteer because its name is not enough.
fn ambiguous(nodes: &[Node], resolver: &Resolver<'_>) -> Vec<(Candidate, usize)> {
    let mut found = Vec::new();
    for node in nodes.iter().filter(|n| !n.known) {
        let meanings = resolver.meanings(&node.name, node.kind);
        let score = 0.9 / meanings.len().max(1) as f32;
        for known in meanings {
            let (left, right) = (known.id, node.id.clone());
            found.push((Candidate { left, right, likeness: Likeness::Ambiguous, score }, node.weight));
        }
    }
    found
}

impl Alike<'_> {
    fn add(&mut self, a: usize, b: usize, likeness: Likeness, score: f32) {
        if a == b || self.nodes[a].known && self.nodes[b].known {
            return;
        }
        let best = self.pairs.entry((a.min(b), a.max(b))).or_insert((score, likeness));
        if score > best.0 {
            *best = (score, likeness);
        }
    }

    fn called(&self, kind: EntityType, name: String) -> Vec<usize> {
        self.by_name.get(&(kind, name)).cloned().unwrap_or_default()
    }

    /// Short forms and acronyms.
    fn fuller(&mut self) {
        let mut longer: BTreeMap<usize, Vec<(usize, Likeness)>> = BTreeMap::new();
        for (at, names) in self.folded.iter().enumerate() {
            let kind = self.nodes[at].kind;
            if !matches!(kind, EntityType::Organization | EntityType::Product) {
                continue;
            }
            for name in names {
                for (end, _) in name.match_indices('-') {
                    for short in self.called(kind, name[..end].to_string()) {
                        longer.entry(short).or_default().push((at, Likeness::Short));
                    }
                }
                let initials: String = name.split('-').filter_map(|w| w.chars().next()).collect();
                for short in self.called(kind, initials.clone()) {
                    if acronym(&initials, name) {
                        longer.entry(short).or_default().push((at, Likeness::Acronym));
                    }
                }
            }
        }
        for (short, mut fits) in longer {
            fits.sort_unstable();
            fits.dedup();
            if fits.len() > MOST_FULLER {
                continue;
            }
            for (long, likeness) in &fits {
                // A product's variant is most often another product.
                let base = match (likeness, self.nodes[short].kind) {
                    (Likeness::Acronym, _) => 0.75,
                    (_, EntityType::Product) => 0.3,
                    _ => 0.7,
                };
                self.add(short, *long, *likeness, base / (fits.len() as f32).sqrt());
            }
        }
    }

    /// "S. Altman", "Altman", "Samuel Altman" and "Sam Altman".
    fn persons(&mut self) {
        let mut by_surname: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
        for (at, names) in self.folded.iter().enumerate().filter(|(at, _)| self.nodes[*at].kind == EntityType::Person) {
            for name in names {
                let (first, surname) = match initial(name) {
                    Some((_, surname)) => (name.split('-').next().unwrap_or_default(), surname),
                    None => ("", name.as_str()),
                };
                by_surname.entry(surname.to_string()).or_default().push((at, first.to_string()));
            }
        }
        for people in by_surname.into_values().filter(|p| p.len() <= 40) {
            for (n, (a, one)) in people.iter().enumerate() {
                for (b, other) in &people[n + 1..] {
                    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
                    let score = match short.chars().count() {
                        _ if short == long || !long.starts_with(short.as_str()) => continue,
                        0 => 0.8 / (people.len() as f32 - 1.0).max(1.0),
                        1 => 0.85,
                        2 => continue,
                        _ => 0.8,
                    };
                    self.add(*a, *b, Likeness::Person, score);
                }
            }
        }
    }

    fn types(&mut self) {
        let mut by_plain: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            by_plain.entry(plain(&node.name)).or_default().push(at);
        }
        for same in by_plain.into_values() {
            for (n, a) in same.iter().enumerate() {
                for b in &same[n + 1..] {
                    let kinds = [self.nodes[*a].kind, self.nodes[*b].kind];
                    let place = kinds.contains(&EntityType::Place);
                    if kinds[0] != kinds[1] {
                        self.add(*a, *b, Likeness::Type, if place { 0.3 } else { 0.65 });
                    }
                }
            }
        }
    }

    /// A letter more, less or other, or two letters swapped, in names of some length; and what is only written together or
    /// apart. Candidates share a name without one of its letters (the deletion neighbourhood of Garbe's SymSpell).
    fn spelling(&mut self) {
        let mut near: BTreeMap<(EntityType, String), Vec<(usize, usize)>> = BTreeMap::new();
        for (at, names) in self.folded.iter().enumerate() {
            for (which, name) in names.iter().enumerate() {
                let letters = name.replace('-', "");
                let kind = self.nodes[at].kind;
                let count = letters.chars().count();
                for (byte, c) in letters.char_indices().filter(|_| (SPELT..40).contains(&count)) {
                    let mut less = letters.clone();
                    less.replace_range(byte..byte + c.len_utf8(), "");
                    near.entry((kind, less)).or_default().push((at, which));
                }
                near.entry((kind, letters)).or_default().push((at, which));
            }
        }
        for mut same in near.into_values().filter(|s| s.len() > 1) {
            same.dedup();
            for (n, (a, x)) in same.iter().enumerate() {
                for (b, y) in same[n + 1..].iter().take(20).filter(|(b, _)| b != a) {
                    let (one, other) = (&self.folded[*a][*x], &self.folded[*b][*y]);
                    let letters = |s: &str| s.replace('-', "");
                    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
                    if letters(one) == letters(other) {
                        self.add(*a, *b, Likeness::Joined, 0.95);
                    } else if digits(one) == digits(other) && one.len().min(other.len()) >= SPELT {
                        let likeness = strsim::normalized_damerau_levenshtein(one, other) as f32;
                        self.add(*a, *b, Likeness::Spelling, (likeness - 0.25).max(0.0));
                    }
                }
            }
        }
    }
}
