//! Drills: made-up sentences from which status and money are learned where news says a thing too rarely. Frames of a status
//! ("S denied [ing].") take in how each relation is said ("acquiring O"); those of money stand in `money`.

mod money;

pub use money::money_drills;

use super::train::{Lesson, Place, Teaches, locate};
use super::{Attributes, Cue};
use crate::mention::Value;
use crate::text::{Analyser, Document};
use crate::value::{EntityType, Status};
use crate::vocab::Vocabulary;

/// Of the predicates every frame takes this many, by turns.
const TURNS: usize = 16;

/// The forms of `drill_predicates.txt`, in its order.
const FORMS: [&str; 7] = ["base", "s", "past", "pp", "ing", "noun", "by"];

/// A sentence with one relation, and its status or its money.
#[derive(Debug, Clone)]
pub struct Drill {
    /// The sentence below an empty title, parsed.
    pub doc: Document,
    /// The relation's name.
    pub relation: String,
    /// Where it stands.
    pub place: Place,
    /// Its sums and dates, where it teaches the money.
    pub values: Vec<Value>,
    /// Its status, or its money; all else is left open.
    pub answer: Attributes,
    /// Which of the two it teaches.
    pub teaches: Teaches,
}

impl Drill {
    /// A drill from a sentence with its ends as they stand in it; `None` where they do not.
    pub fn new(
        analyser: &Analyser,
        relation: &str,
        sentence: &str,
        (subject, object): (&str, &str),
        status: Status,
    ) -> Option<Drill> {
        let mut doc = analyser.analyse(&format!("\n{sentence}"));
        let place = locate(&doc, sentence, &[subject], &[object])?;
        analyser.parse(&mut doc, place.0 as usize);
        let answer = Attributes { status, amount: None, date: None, role: None, stake: None, attribution: None };
        let relation = relation.to_string();
        Some(Drill { doc, relation, place, values: Vec::new(), answer, teaches: Teaches::Status })
    }

    /// Where the relation stands.
    pub fn cue(&self) -> Cue<'_> {
        Cue::new(&self.relation, self.place)
    }

    /// What is learned from it.
    pub fn lesson(&self) -> Lesson<'_> {
        Lesson {
            doc: &self.doc,
            values: &self.values,
            cue: self.cue(),
            published: None,
            answer: &self.answer,
            teaches: self.teaches,
        }
    }
}

/// The drills of `data/lexicon/drill_{frames,predicates,names}.txt`, in a fixed order. Rows that make no sense are left out.
pub fn drills(vocab: &Vocabulary, analyser: &Analyser) -> Vec<Drill> {
    let lexicon = &vocab.lexicon;
    let predicates = lexicon.rows("drill_predicates");
    let mut all = Vec::new();
    for (n, row) in lexicon.rows("drill_frames").iter().enumerate() {
        let (Some(status), Some(frame)) = (row.first().and_then(|s| s.parse::<Status>().ok()), row.get(1)) else {
            continue;
        };
        let fits = |p: &&Vec<String>| !frame.contains("[by]") || p.get(7).is_some_and(|form| form != "-");
        let fitting: Vec<&Vec<String>> = predicates.iter().filter(fits).collect();
        for turn in 0..TURNS.min(fitting.len()) {
            // Strides that share no factor with the number of rows go through all of them.
            let predicate = fitting[(n * 7 + turn * (fitting.len() / TURNS).max(1)) % fitting.len()];
            let Some(relation) = predicate.first().and_then(|name| vocab.relations.find(name)) else { continue };
            let (Some(subject), Some(object)) = (relation.subject.first(), relation.object.last()) else { continue };
            let pick = |kind: EntityType, turn: usize| {
                let names = drill_names(vocab, kind);
                names.get(turn % names.len().max(1)).copied().unwrap_or_default()
            };
            let (s, o) = (pick(*subject, n + turn), pick(*object, n + turn + 1));
            let other = pick(EntityType::Organization, n + turn + 2);
            let pair = predicate.iter().skip(1).all(|form| !form.split(' ').any(|word| word == "O"));
            let two = format!("{s} and {o}");
            let (frame, subject) = if pair { (&of_two(frame, vocab), two.as_str()) } else { (frame, s) };
            let forms = FORMS.into_iter().zip(predicate.iter().skip(1).map(String::as_str));
            let sentence = fill(frame, forms, |role| match role {
                "S" => Some(subject),
                "O" => Some(o),
                "N" => Some(other),
                _ => None,
            });
            all.extend(Drill::new(analyser, &relation.name, &sentence, (s, o), status));
        }
    }
    all
}

/// A frame whose subject is two: "has" becomes "have", "it" "they", by `data/lexicon/drill_plurals.txt`.
fn of_two(frame: &str, vocab: &Vocabulary) -> String {
    let rows = vocab.lexicon.rows("drill_plurals");
    let plural = |word: &str| rows.iter().find(|r| r[0] == word).and_then(|r| r.get(1)).cloned();
    frame.split(' ').map(|word| plural(word).unwrap_or(word.to_string())).collect::<Vec<_>>().join(" ")
}

/// The made-up names of a type.
pub fn drill_names(vocab: &Vocabulary, kind: EntityType) -> Vec<&str> {
    let rows = vocab.lexicon.rows("drill_names").iter();
    rows.filter(|r| r.get(1).is_some_and(|k| k == kind.as_str())).map(|r| r[0].as_str()).collect()
}

/// The sentence of a frame: forms of a verb in place of their `[name]` first, then names in place of roles, word by word.
pub fn fill<'t>(
    frame: &str,
    forms: impl IntoIterator<Item = (&'t str, &'t str)>,
    name: impl Fn(&str) -> Option<&'t str>,
) -> String {
    let mut text = frame.to_string();
    for (form, words) in forms {
        text = text.replace(&format!("[{form}]"), words);
    }
    let mut words = Vec::new();
    for word in text.split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = bare.strip_suffix("'s").unwrap_or(bare);
        words.push(name(bare).map_or(word.to_string(), |name| word.replacen(bare, name, 1)));
    }
    words.join(" ")
}
