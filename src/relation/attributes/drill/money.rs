//! Drills of money: whose money a sum of a made-up sentence is.

use super::super::train::Teaches;
use super::{Drill, drill_names, fill};
use crate::mention::{Value, ValueReader, values};
use crate::text::Analyser;
use crate::value::{EntityType, Status};
use crate::vocab::Vocabulary;

/// How often each frame is told, with other names and sums.
const TURNS: usize = 3;

/// What stands for a sum that is the relation's own.
const OWN: &str = "[own]";

/// The drills of `data/lexicon/drill_money.txt` with the sums of `drill_sums.txt` and the names of `drill_names.txt`, in a
/// fixed order. Rows that make no sense are left out.
pub fn money_drills(vocab: &Vocabulary, analyser: &Analyser) -> Vec<Drill> {
    let sums: Vec<&str> = vocab.lexicon.words("drill_sums").collect();
    if sums.is_empty() {
        return Vec::new();
    }
    let organizations = drill_names(vocab, EntityType::Organization);
    let mut all = Vec::new();
    for (n, row) in vocab.lexicon.rows("drill_money").iter().enumerate() {
        let (Some(relation), Some(frame)) = (row.first().and_then(|r| vocab.relations.find(r)), row.get(1)) else {
            continue;
        };
        for turn in 0..TURNS {
            // Steps without a common factor with the number of rows go through all of them.
            let sum = |k: usize| sums[(n * 5 + turn * 7 + k * 3) % sums.len()];
            let name = |k: usize| organizations.get((n + turn * 2 + k) % organizations.len().max(1)).copied();
            let (Some(subject), Some(object)) = (name(0), name(1)) else { continue };
            let sentence = fill(frame, [("own", sum(0)), ("other", sum(1))], |role| match role {
                "S" => Some(subject),
                "O" => Some(object),
                "N" => name(2),
                "M" => name(3),
                _ => None,
            });
            let ends = (subject, object);
            let Some(mut drill) = Drill::new(analyser, &relation.name, &sentence, ends, Status::Confirmed) else {
                continue;
            };
            drill.values = values(&drill.doc, None, ValueReader::builtin());
            drill.teaches = Teaches::Money { made_up: true };
            if frame.contains(OWN) {
                // The first of the sums that reads like it: bounds before it are part of it.
                let own = |v: &&Value| v.amount().is_some_and(|a| sum(0).contains(a.text.as_str()));
                drill.answer.amount = drill.values.iter().find(own).and_then(|v| v.amount()).cloned();
            }
            all.push(drill);
        }
    }
    all
}
