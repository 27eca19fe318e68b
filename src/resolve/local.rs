//! Names of one article that the gazetteer lacks: which of them are one.

use super::fold::Folding;
use super::known::initial;
use crate::value::EntityType;

/// A name of the article, folded.
#[derive(Debug, Clone)]
pub(super) struct Local {
    pub(super) kind: EntityType,
    pub(super) folded: String,
    /// Whether it is already identified by the gazetteer.
    pub(super) known: bool,
}

/// For each name the fuller one of the article that it is short for, if exactly one is; `apart` tells of pairs that
/// something is said between, which are two.
pub(super) fn fuller(locals: &[Local], folding: &Folding, apart: impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = locals
        .iter()
        .enumerate()
        .map(|(i, short)| {
            let mut fits = locals.iter().enumerate().filter(|(j, long)| {
                *j != i && !short.known && short.kind == long.kind && !apart(i, *j) && shortens(short, long, folding)
            });
            let only = fits.next()?.0;
            // Two names that fold alike are one, not two to choose from.
            fits.all(|(_, other)| other.folded == locals[only].folded).then_some(only)
        })
        .collect();
    // A short form of a short form means the fullest; every step gets longer, so this ends.
    for i in 0..found.len() {
        while let Some(next) = found[i].and_then(|at| found[at]) {
            found[i] = Some(next);
        }
    }
    found
}

/// Whether the first name can only be a short form of the second.
fn shortens(short: &Local, long: &Local, folding: &Folding) -> bool {
    if short.folded.len() >= long.folded.len() {
        return false;
    }
    match short.kind {
        EntityType::Person => person(&short.folded, &long.folded),
        EntityType::Organization => {
            let rest = long.folded.strip_prefix(short.folded.as_str()).and_then(|r| r.strip_prefix('-'));
            rest.is_some_and(|r| r.split('-').all(|w| folding.descriptive.contains(w)))
                || acronym(&short.folded, &long.folded)
        }
        EntityType::Product | EntityType::Place => false,
    }
}

/// "brandt" and "l-brandt" are "ludmila-brandt".
fn person(short: &str, long: &str) -> bool {
    let Some((letter, surname)) = initial(long) else { return false };
    match initial(short) {
        None => short == surname,
        Some((l, s)) => l == letter && s == surname && short.split('-').next().is_some_and(|w| w.chars().count() == 1),
    }
}

/// Whether a name of at least three letters is made of the other's initials.
pub(super) fn acronym(short: &str, long: &str) -> bool {
    let spells = |skip: &dyn Fn(&str) -> bool| {
        let mut letters = short.chars();
        let mut words = long.split('-').filter(|w| !skip(w));
        words.all(|w| w.chars().next() == letters.next()) && letters.next().is_none()
    };
    short.len() >= 3
        && !short.contains('-')
        && (spells(&|_| false) || spells(&|w| matches!(w, "of" | "the" | "and" | "for" | "in" | "on" | "&")))
}
