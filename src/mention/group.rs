//! Which names of an article are one entity: equal but for case, punctuation and company form first; then short forms,
//! surnames and acronyms, as a linear model over pairs of names judges them.

use super::frame::{Frame, Knowledge};
use crate::learn::{Linear, feature, hash, mix};
use crate::text::Document;
use crate::value::EntityType;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// A tagged or annotated name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Name {
    pub(super) start: u32,
    pub(super) end: u32,
    /// How probable each type is, in the order of `EntityType::ALL`; what is missing to 1 is "no name".
    pub(super) votes: [f32; 4],
}

impl Name {
    /// The probability that it is a name at all.
    pub(super) fn total(&self) -> f32 {
        self.votes.iter().sum()
    }
}

/// All names of the article with one folded form.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    /// The words of the folded form.
    pub(super) words: Vec<String>,
    /// Where it stands: indices of names.
    pub(super) names: Vec<u32>,
    /// Sum of the votes.
    pub(super) votes: [f32; 4],
    /// The form's words as first written.
    pub(super) written: Vec<String>,
}

impl Spelling {
    /// The type with the most votes.
    pub(super) fn kind(&self) -> usize {
        let mut best = 0;
        (1..4).for_each(|k| best = if self.votes[k] > self.votes[best] { k } else { best });
        best
    }
}

/// The words of a name with case, accents, punctuation, leading article and trailing company forms folded away.
pub(super) fn fold(name: &str, knowledge: &Knowledge) -> Vec<String> {
    let plain: String = name
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '\u{2019}' { '\'' } else { c })
        .collect();
    let plain = plain.replace("'s", "");
    let mut words: Vec<String> = plain
        .split(|c: char| !c.is_alphanumeric() && c != '+' && c != '&')
        .filter(|w| !w.is_empty())
        .map(String::from)
        .collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| knowledge.suffixes.contains(w)) {
        words.pop();
    }
    words
}

/// The spellings of an article, in order of first appearance, and which one each name has.
pub(super) fn spellings(doc: &Document, names: &[Name], knowledge: &Knowledge) -> (Vec<Spelling>, Vec<u32>) {
    let mut index: FxHashMap<String, u32> = FxHashMap::default();
    let mut out: Vec<Spelling> = Vec::new();
    let mut of = Vec::with_capacity(names.len());
    for (n, name) in names.iter().enumerate() {
        let words = fold(text(doc, name), knowledge);
        let next = out.len() as u32;
        let at = *index.entry(words.concat()).or_insert(next);
        if at == next {
            let written = (name.start..name.end).map(|t| doc.word(t).to_string()).collect();
            out.push(Spelling { words, written, ..Spelling::default() });
        }
        let spelling = &mut out[at as usize];
        spelling.names.push(n as u32);
        spelling.votes.iter_mut().zip(name.votes).for_each(|(a, b)| *a += b);
        of.push(at);
    }
    (out, of)
}

/// The text of a name.
pub(super) fn text<'d>(doc: &'d Document, name: &Name) -> &'d str {
    if name.start >= name.end {
        return "";
    }
    doc.tokens[name.start as usize].span.join(doc.tokens[name.end as usize - 1].span).of(&doc.text)
}

/// How the words of a short name stand to those of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Prefix = 1,
    Suffix = 2,
    Inside = 3,
    Acronym = 4,
    /// The short one stands in brackets right behind the long one, or the other way round.
    Brackets = 5,
    /// A plural, or written together or apart.
    Variant = 6,
}

fn acronym(short: &Spelling, long: &Spelling) -> bool {
    let [word] = short.words.as_slice() else { return false };
    if word.len() < 2
        || word.len() > 6
        || long.words.len() < 2
        || !short.written.concat().chars().any(char::is_uppercase)
    {
        return false;
    }
    let initials = |all: bool| -> String {
        let words = long
            .words
            .iter()
            .filter(|w| all || !matches!(w.as_str(), "of" | "the" | "and" | "for" | "in" | "on" | "&"));
        words.filter_map(|w| w.chars().next()).collect()
    };
    let all = initials(true);
    *word == all || *word == initials(false)
}

/// How `short` could be a form of `long`, if at all.
pub(super) fn likeness(doc: &Document, names: &[Name], short: &Spelling, long: &Spelling) -> Option<Likeness> {
    let (s, l) = (&short.words, &long.words);
    if s.is_empty() || l.is_empty() {
        return None;
    }
    if acronym(short, long) {
        return Some(Likeness::Acronym);
    }
    if s.len() < l.len() {
        if l.starts_with(s) {
            return Some(Likeness::Prefix);
        }
        if l.ends_with(s) {
            return Some(Likeness::Suffix);
        }
        if l.windows(s.len()).any(|w| w == s.as_slice()) {
            return Some(Likeness::Inside);
        }
    }
    let (a, b) = (s.concat(), l.concat());
    if a.len() + 1 == b.len() && b.strip_suffix('s') == Some(&a)
        || a.len() + 2 == b.len() && b.strip_suffix("es") == Some(&a)
    {
        return Some(Likeness::Variant);
    }
    if s.len() <= l.len() {
        let bracketed = |x: &Name, y: &Name| {
            x.end < y.start
                && y.start - x.end == 1
                && doc.word(x.end) == "("
                && (y.end as usize) < doc.tokens.len()
                && doc.word(y.end) == ")"
        };
        let all = |s: &Spelling| s.names.iter().map(|n| names[*n as usize]).collect::<Vec<_>>();
        let (shorts, longs) = (all(short), all(long));
        if shorts.iter().any(|y| longs.iter().any(|x| bracketed(x, y) || bracketed(y, x))) {
            return Some(Likeness::Brackets);
        }
    }
    None
}

/// The features of a pair: how alike, which types, what the long name has beyond the short one, what the gazetteer says.
pub(super) fn pair_features(
    how: Likeness,
    short: &Spelling,
    long: &Spelling,
    rivals: usize,
    frame: &Frame,
    names: &[Name],
    knowledge: &Knowledge,
) -> Vec<u32> {
    let how = how as u64;
    let kinds = (short.kind() * 4 + long.kind()) as u64;
    let base = mix(how, kinds);
    let mut out = vec![feature(1, base), feature(2, how), feature(3, mix(base, rivals.min(3) as u64))];
    let mut add = |template: u32, content: u64| out.push(feature(template, mix(base, content)));
    let rest: Vec<&String> = long.words.iter().filter(|w| !short.words.contains(w)).collect();
    for w in &rest {
        let digit = w.chars().any(|c| c.is_ascii_digit());
        add(4, if digit { 1 } else { hash(w) });
        add(5, u64::from(knowledge.lists.get(w.as_str()).copied().unwrap_or(0)));
        add(6, u64::from(knowledge.words.row(w).lower));
        add(12, u64::from(digit));
    }
    add(7, mix(rest.len().min(4) as u64, short.words.len().min(3) as u64));
    let known = |s: &Spelling| knowledge.known.find(&s.written.join(" "));
    let (a, b) = (known(short), known(long));
    add(
        8,
        match (a, b) {
            (Some(a), Some(b)) if a.2 == b.2 => 1,
            (Some(_), Some(_)) => 2,
            (Some(_), None) => 3,
            (None, Some(_)) => 4,
            (None, None) => 5,
        },
    );
    let times = |s: &Spelling| (s.names.len().min(9) as f32).log2() as u64;
    add(9, times(short) * 8 + times(long));
    let first = |s: &Spelling| s.names.first().map_or(0, |n| names[*n as usize].start);
    add(10, u64::from(first(short) < first(long)));
    let coarse = |s: &Spelling| {
        s.names.first().map_or(0, |n| u64::from(frame.views[names[*n as usize].start as usize].row.coarse))
    };
    add(11, coarse(short));
    out
}

/// Candidate pairs (short, long) of one article with their features.
pub(super) fn pairs(
    doc: &Document,
    frame: &Frame,
    names: &[Name],
    spellings: &[Spelling],
    knowledge: &Knowledge,
) -> Vec<(u32, u32, Vec<u32>)> {
    let mut found: Vec<(u32, u32, Likeness)> = Vec::new();
    for (i, a) in spellings.iter().enumerate() {
        for (j, b) in spellings.iter().enumerate().filter(|(j, _)| *j != i) {
            if let Some(how) = likeness(doc, names, a, b) {
                found.push((i as u32, j as u32, how));
            }
        }
    }
    found
        .iter()
        .map(|(i, j, how)| {
            // Other long names of the same type that it could be short for.
            let kind = spellings[*j as usize].kind();
            let rivals =
                found.iter().filter(|f| f.0 == *i && f.1 != *j && spellings[f.1 as usize].kind() == kind).count();
            let (a, b) = (&spellings[*i as usize], &spellings[*j as usize]);
            (*i, *j, pair_features(*how, a, b, rivals, frame, names, knowledge))
        })
        .collect()
}

/// Which entity each spelling belongs to: every spelling joins at most one longer one, the likeliest.
pub(super) fn group(
    doc: &Document,
    frame: &Frame,
    names: &[Name],
    spellings: &[Spelling],
    knowledge: &Knowledge,
    model: &Linear,
) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..spellings.len() as u32).collect();
    let mut best: Vec<(f32, u32)> = vec![(0.0, u32::MAX); spellings.len()];
    let mut scores = Vec::new();
    for (i, j, features) in pairs(doc, frame, names, spellings, knowledge) {
        model.score(&features, &mut scores);
        let score = scores.first().copied().unwrap_or(-1.0);
        if score > best[i as usize].0 {
            best[i as usize] = (score, j);
        }
    }
    for (i, (_, j)) in best.iter().enumerate() {
        if *j == u32::MAX {
            continue;
        }
        // No circles: follow the longer one's own choice up to its root.
        let mut root = *j;
        while parent[root as usize] != root {
            root = parent[root as usize];
        }
        if root as usize != i {
            let mut own = i as u32;
            while parent[own as usize] != own {
                own = parent[own as usize];
            }
            if own != root {
                parent[own as usize] = root;
            }
        }
    }
    (0..spellings.len() as u32)
        .map(|i| {
            let mut root = i;
            while parent[root as usize] != root {
                root = parent[root as usize];
            }
            root
        })
        .collect()
}

/// The type with this index.
pub(super) fn kind_at(index: usize) -> EntityType {
    EntityType::ALL.get(index).copied().unwrap_or(EntityType::Organization)
}

/// The votes of an annotated name.
pub(super) fn certain(kind: usize) -> [f32; 4] {
    let mut votes = [0.0; 4];
    votes[kind.min(3)] = 1.0;
    votes
}
