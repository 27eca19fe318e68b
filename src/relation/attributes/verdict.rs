//! Verdicts: phrases that deny, doubt or end what they govern, word for word, where no model has learned them.

use super::context::Context;
use super::link::link;
use super::sight::Sight;
use crate::value::Status;
use crate::vocab::Lexicon;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// What stands for every relation.
const ALL: &str = "-";

/// Where the link must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the phrase's object: "wound up THEIR ALLIANCE", "the end of".
    Object,
    /// An end itself is: "shut down STADIA", and not its office.
    Direct,
    /// It is what the phrase tells of: "THE ALLIANCE is history".
    Subject,
    /// The phrase tells of the relation's own object: "STADIA shut down".
    Fate,
    /// The phrase tells of the relation's own subject, and of no other thing: "ROE is out".
    Actor,
    /// The phrase stands before its noun: "the former PARENT of".
    Noun,
    /// It is a clause under the phrase: "a mistake TO CALL".
    Clause,
    /// The phrase stands right before the relation's own object: "the defunct STADIA".
    Named,
    /// The phrase hangs on the link as an adverb: "is BY NO MEANS a rival of".
    Adverb,
    /// The phrase tells of the two ends together: "A and B, which PARTED WAYS".
    Pair,
    /// The phrase opens a condition by its place alone: "HAD it bought".
    Inverted,
    /// The phrase follows both ends, without a verb or a comma between: "sues it UNLESS".
    After,
    /// The phrase stands right behind the link's noun or the later end: "head of Orbix UNTIL".
    Behind,
    /// Anywhere in the sentence.
    Any,
    /// Anywhere, and the sentence opens with the phrase.
    First,
}

/// A phrase at one place.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Each word with its alternatives.
    pub(super) words: Vec<Vec<SmolStr>>,
    pub(super) status: Status,
    pub(super) place: Place,
    /// Of what it is said; none for every relation.
    pub(super) relations: Vec<SmolStr>,
    order: usize,
}

/// The phrases of `data/lexicon/status_verdicts.txt`, by their first words.
#[derive(Debug, Clone)]
pub(super) struct Verdicts {
    rows: FxHashMap<SmolStr, Vec<Row>>,
    hinges: Hinges,
}

/// The words of `data/lexicon/status_hinges.txt`, by what they do.
#[derive(Debug, Clone)]
pub(super) struct Hinges(FxHashMap<SmolStr, FxHashSet<SmolStr>>);

impl Hinges {
    fn new(lexicon: &Lexicon) -> Hinges {
        let row = |row: &Vec<String>| {
            let words = row.get(1)?.split(' ').map(SmolStr::from).collect();
            Some((SmolStr::from(row.first()?), words))
        };
        Hinges(lexicon.rows("status_hinges").iter().filter_map(row).collect())
    }

    /// Whether a word does that.
    pub(super) fn are(&self, what: &str, word: &str) -> bool {
        self.0.get(what).is_some_and(|words| words.contains(word))
    }
}

fn place(name: &str) -> Option<Place> {
    Some(match name {
        "object" => Place::Object,
        "direct" => Place::Direct,
        "subject" => Place::Subject,
        "fate" => Place::Fate,
        "actor" => Place::Actor,
        "noun" => Place::Noun,
        "clause" => Place::Clause,
        "adverb" => Place::Adverb,
        "named" => Place::Named,
        "pair" => Place::Pair,
        "inverted" => Place::Inverted,
        "after" => Place::After,
        "behind" => Place::Behind,
        "any" => Place::Any,
        "first" => Place::First,
        _ => return None,
    })
}

/// The rows of one line: one a place.
fn rows(order: usize, line: &[String]) -> Vec<Row> {
    let [words, status, places, relations, ..] = line else { return Vec::new() };
    let words: Vec<Vec<SmolStr>> = words.split(' ').map(|word| word.split('/').map(SmolStr::from).collect()).collect();
    let relations: Vec<SmolStr> = relations.split(' ').filter(|r| *r != ALL).map(SmolStr::from).collect();
    let Ok(status) = status.parse() else { return Vec::new() };
    let row = |place| Row { words: words.clone(), status, place, relations: relations.clone(), order };
    places.split(' ').filter_map(place).map(row).collect()
}

impl Verdicts {
    pub(super) fn new(lexicon: &Lexicon) -> Verdicts {
        let mut all: FxHashMap<SmolStr, Vec<Row>> = FxHashMap::default();
        for (order, line) in lexicon.rows("status_verdicts").iter().enumerate() {
            for row in rows(order, line) {
                for first in &row.words[0] {
                    all.entry(first.clone()).or_default().push(row.clone());
                }
            }
        }
        Verdicts { rows: all, hinges: Hinges::new(lexicon) }
    }

    /// What the phrases of a sentence leave of a relation; of several the first in file order.
    pub(super) fn of(&self, context: &Context, relation: &str) -> Option<Status> {
        let link = link(context)?;
        let sight = Sight { context, link: &link, hinges: &self.hinges };
        let mut found: Option<&Row> = None;
        for at in 0..context.len() {
            let here = [context.word(at as isize), context.lemma(at as isize)];
            let firsts = if here[0] == here[1] { &here[..1] } else { &here[..] };
            for row in firsts.iter().filter_map(|word| self.rows.get(*word)).flatten() {
                let earlier = found.is_none_or(|f| row.order < f.order);
                let fits = row.relations.is_empty() || row.relations.iter().any(|r| r == relation);
                if earlier && fits && sight.holds(row, at) {
                    found = Some(row);
                }
            }
        }
        found.map(|row| row.status)
    }
}
