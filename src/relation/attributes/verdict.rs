//! Verdicts: phrases that deny, doubt or end what they govern, word for word, whatever a model says: better to hold a true relation
//! for doubtful than to tell a denial as fact.

use super::context::Context;
use super::sight::Sight;
use crate::value::{Status, named_enum};
use crate::vocab::Lexicon;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// What stands for every relation.
const ALL: &str = "-";

named_enum! {
    /// Where the link must stand to a phrase, or the phrase to the two ends.
    PhrasePlace, "place of a phrase" {
        /// It is the phrase's object: "wound up THEIR ALLIANCE", "the end of".
        Object = "object",
        /// An end itself is: "shut down STADIA", and not its office.
        Direct = "direct",
        /// It is what the phrase tells of: "THE ALLIANCE is history".
        Subject = "subject",
        /// The phrase tells of the relation's own object: "STADIA shut down".
        Fate = "fate",
        /// The phrase tells of the relation's own subject, and of no other thing: "ROE is out".
        Actor = "actor",
        /// The phrase stands before its noun: "the former PARENT of".
        Noun = "noun",
        /// It is a clause under the phrase: "a mistake TO CALL".
        Clause = "clause",
        /// The phrase hangs on the link as an adverb: "is BY NO MEANS a rival of".
        Adverb = "adverb",
        /// The phrase stands right before the relation's own object: "the defunct STADIA".
        Named = "named",
        /// The phrase tells of the two ends together: "A and B, which PARTED WAYS".
        Pair = "pair",
        /// The phrase opens a condition by its place alone: "HAD it bought".
        Inverted = "inverted",
        /// The phrase follows both ends, without a verb or a comma between: "sues it UNLESS".
        After = "after",
        /// The phrase stands right behind the link's noun or the later end: "head of Orbix UNTIL".
        Behind = "behind",
        /// Anywhere in the sentence.
        Any = "any",
        /// Anywhere, told by words between the two ends, and the sentence opens with the phrase.
        First = "first",
        /// The sentence opens with the phrase.
        Opening = "opening",
        /// The phrase stands before both ends.
        Before = "before",
        /// The phrase stands between the two ends.
        Between = "between",
        /// The phrase stands behind both ends.
        Later = "later",
        /// The phrase stands right before an end.
        Next = "next",
    }
}

/// The lists of phrases, in the order in which they count, and whether each is of guards.
const LISTS: [(&str, bool); 2] = [("status_verdicts", false), ("status_guards", true)];

/// A phrase at one place.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Each word with its alternatives.
    pub(super) words: Vec<Vec<SmolStr>>,
    pub(super) status: Status,
    pub(super) place: PhrasePlace,
    /// Of what it is said; none for every relation.
    relations: Vec<SmolStr>,
    /// Whether it only guards what is told as fact, or as a guess: it may be said of something else.
    pub(super) guards: bool,
}

/// The phrases of `data/lexicon/status_verdicts.txt` and `status_guards.txt`.
#[derive(Debug, Clone)]
pub(super) struct Verdicts {
    /// In file order: of several that hold the first counts.
    rows: Vec<Row>,
    /// Which rows start with a word.
    starts: FxHashMap<SmolStr, Vec<usize>>,
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

/// The rows of one line: one a place.
fn rows(line: &[String], guards: bool) -> Vec<Row> {
    let [words, status, places, relations, ..] = line else { return Vec::new() };
    let words: Vec<Vec<SmolStr>> = words.split(' ').map(|word| word.split('/').map(SmolStr::from).collect()).collect();
    let relations: Vec<SmolStr> = relations.split(' ').filter(|r| *r != ALL).map(SmolStr::from).collect();
    let Ok(status) = status.parse() else { return Vec::new() };
    let row = |place| Row { words: words.clone(), status, place, relations: relations.clone(), guards };
    places.split(' ').filter_map(|place| place.parse().ok()).map(row).collect()
}

impl Verdicts {
    pub(super) fn new(lexicon: &Lexicon) -> Verdicts {
        let of = |(list, guards): (&str, bool)| lexicon.rows(list).iter().flat_map(move |line| rows(line, guards));
        let rows: Vec<Row> = LISTS.into_iter().flat_map(of).collect();
        let mut starts: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
        for (n, row) in rows.iter().enumerate() {
            for first in &row.words[0] {
                starts.entry(first.clone()).or_default().push(n);
            }
        }
        Verdicts { rows, starts, hinges: Hinges::new(lexicon) }
    }

    /// What the phrases of a sentence leave of a relation, of those that count; of several the first in file order.
    pub(super) fn of(&self, context: &Context, relation: &str, counts: impl Fn(&Row) -> bool) -> Option<Status> {
        let sight = Sight { context, link: context.link()?, hinges: &self.hinges };
        let fits = |row: &Row| row.relations.is_empty() || row.relations.iter().any(|r| r == relation);
        let mut found: Option<usize> = None;
        for at in 0..context.len() {
            let here = [context.word(at as isize), context.lemma(at as isize)];
            let firsts = if here[0] == here[1] { &here[..1] } else { &here[..] };
            for n in firsts.iter().filter_map(|word| self.starts.get(*word)).flatten().copied() {
                let row = &self.rows[n];
                if found.is_none_or(|f| n < f) && counts(row) && fits(row) && sight.holds(row, at) {
                    found = Some(n);
                }
            }
        }
        found.map(|n| self.rows[n].status)
    }
}
