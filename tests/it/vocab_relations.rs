//! The relation files, their examples, the trap sentences and the word lists of relations are what they should be.
//!
//! Whether extraction gives what the examples say is not asked here: see the tests of `relation`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde::Deserialize;
use std::collections::BTreeSet;
use techgraph::value::Status;
use techgraph::vocab::{Relation, RelationExample, Vocabulary};

/// Every relation, with the least number of examples that give something and of those that must give nothing.
const RELATIONS: [(&str, usize, usize); 16] = [
    ("acquires", 12, 6),
    ("competes_with", 12, 6),
    ("develops", 12, 6),
    ("founded", 12, 6),
    ("headquartered_in", 12, 6),
    ("invests_in", 12, 6),
    ("lends_to", 8, 5),
    ("licenses_to", 8, 5),
    ("merges_with", 8, 5),
    ("owns", 12, 6),
    ("partners_with", 12, 6),
    ("regulates", 12, 6),
    ("sues", 12, 6),
    ("supplies", 12, 6),
    ("uses", 12, 6),
    ("works_for", 12, 6),
];

/// What is wrong with an example; empty where nothing is.
fn faults(relation: &Relation, example: &RelationExample) -> Vec<String> {
    let lines = match example.expected(relation) {
        Ok(lines) => lines,
        Err(e) => return vec![e.to_string()],
    };
    let mut found = Vec::new();
    let mut pairs = BTreeSet::new();
    for line in &lines {
        for name in [&line.subject, &line.object] {
            if !example.text.contains(name.as_str()) {
                found.push(format!("{name:?} does not stand in {:?}", example.text));
            }
        }
        if line.subject == line.object {
            found.push(format!("{:?} is both ends in {:?}", line.subject, example.text));
        }
        if line.amount.is_some() && !relation.attributes.iter().any(|a| a == "amount") {
            found.push(format!("{} carries no money: {:?}", relation.name, example.text));
        }
        let (mut a, mut b) = (line.subject.as_str(), line.object.as_str());
        if relation.symmetric && b < a {
            (a, b) = (b, a);
        }
        if !pairs.insert((a, b)) {
            found.push(format!("{a:?} and {b:?} are expected twice of {:?}", example.text));
        }
    }
    found
}

#[test]
fn there_is_a_file_for_every_relation() {
    let found: Vec<&str> = Vocabulary::builtin().relations.iter().map(|r| r.name.as_str()).collect();
    let wanted: Vec<&str> = RELATIONS.iter().map(|r| r.0).collect();
    assert_eq!(found, wanted);
    for relation in Vocabulary::builtin().relations.iter() {
        assert!(!relation.subject.is_empty() && !relation.object.is_empty(), "{} has no types", relation.name);
        assert!(relation.triggers.len() >= 6, "{} has few triggers", relation.name);
        let unique: BTreeSet<&String> = relation.triggers.iter().collect();
        assert_eq!(unique.len(), relation.triggers.len(), "{} repeats a trigger", relation.name);
        if relation.symmetric {
            assert_eq!(relation.label, relation.inverse, "{} reads the same from both sides", relation.name);
        } else {
            assert_ne!(relation.label, relation.inverse, "{} needs two labels", relation.name);
        }
    }
}

#[test]
fn examples_are_well_formed() {
    let found: Vec<String> = Vocabulary::builtin()
        .relations
        .iter()
        .flat_map(|r| r.examples.iter().flat_map(|e| faults(r, e)).collect::<Vec<_>>())
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_relation_has_examples_of_both_kinds_and_of_many_statuses() {
    for (name, positive, negative) in RELATIONS {
        let relation = Vocabulary::builtin().relations.require(name).unwrap();
        let (gives, nothing): (Vec<_>, Vec<_>) = relation.examples.iter().partition(|e| !e.expect.is_empty());
        assert!(gives.len() >= positive, "{name}: {} examples give something", gives.len());
        assert!(nothing.len() >= negative, "{name}: {} examples give nothing", nothing.len());
        let texts: BTreeSet<&str> = relation.examples.iter().map(|e| e.text.as_str()).collect();
        assert_eq!(texts.len(), relation.examples.len(), "{name}: a sentence stands twice");
        let statuses: BTreeSet<Status> =
            gives.iter().flat_map(|e| e.expected(relation).unwrap()).map(|x| x.status).collect();
        assert!(statuses.len() >= 4, "{name}: only {statuses:?}");
    }
}

#[test]
fn a_bad_example_is_seen() {
    let cases = [
        ("A bought B.", "A buys B confirmed"),
        ("A bought B.", "A acquires B"),
        ("A bought B.", "A acquires B certain"),
        ("A bought B.", "A acquires C confirmed"),
        ("A bought B.", "A acquires A confirmed"),
        ("A bought B.", "A acquires confirmed"),
        ("A bought B.", "A acquires B confirmed usd 5"),
        ("A bought B.", "A acquires B confirmed USD five"),
    ];
    let acquires = Vocabulary::builtin().relations.require("acquires").unwrap();
    for (text, expect) in cases {
        let example = RelationExample { text: text.into(), expect: vec![expect.into()] };
        assert!(!faults(acquires, &example).is_empty(), "{expect:?} went through");
    }
    let twice = vec!["A merges_with B confirmed".into(), "B merges_with A confirmed".into()];
    let merges = Vocabulary::builtin().relations.require("merges_with").unwrap();
    assert_eq!(faults(merges, &RelationExample { text: "A and B merged.".into(), expect: twice }).len(), 1);
}

#[test]
fn an_expected_line_is_read_whole() {
    let acquires = Vocabulary::builtin().relations.require("acquires").unwrap();
    let line = "Bank of Yonder acquires Core & Sons Ltd confirmed EUR 19.5";
    let example = RelationExample { text: String::new(), expect: vec![line.into()] };
    let read = example.expected(acquires).unwrap().remove(0);
    assert_eq!((read.subject.as_str(), read.object.as_str()), ("Bank of Yonder", "Core & Sons Ltd"));
    assert_eq!(read.status, Status::Confirmed);
    let amount = read.amount.unwrap();
    assert_eq!((amount.value_text().as_str(), amount.currency.as_str()), ("19.5", "EUR"));
}

/// A sentence that tempts an extractor into saying what it does not say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trap {
    id: String,
    text: String,
    /// Must not be said; without a status: with no status at all.
    must_not: Vec<Claim>,
    /// May be said.
    may: Vec<Claim>,
    kind: String,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Claim {
    subject: String,
    relation: String,
    object: String,
    #[serde(default)]
    status: Option<Status>,
}

#[test]
fn traps_are_well_formed() {
    const KINDS: [&str; 8] =
        ["denied", "conditional", "negated", "hypothetical", "rumour", "question", "ended", "near_miss"];
    let traps: Vec<Trap> = include_str!("data/traps.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(traps.len() >= 240, "{} traps", traps.len());
    let texts: BTreeSet<&str> = traps.iter().map(|t| t.text.as_str()).collect();
    assert_eq!(texts.len(), traps.len(), "a sentence stands twice");
    for (i, trap) in traps.iter().enumerate() {
        let id = &trap.id;
        assert_eq!(*id, format!("trap-{:03}", i + 1));
        assert!(KINDS.contains(&trap.kind.as_str()), "{id}: kind {:?}", trap.kind);
        assert!(!trap.must_not.is_empty(), "{id} forbids nothing");
        for claim in trap.must_not.iter().chain(&trap.may) {
            assert!(Vocabulary::builtin().relations.find(&claim.relation).is_some(), "{id}: {:?}", claim.relation);
            for name in [&claim.subject, &claim.object] {
                assert!(trap.text.contains(name.as_str()), "{id}: {name:?} does not stand in it");
            }
        }
        for may in &trap.may {
            assert!(may.status.is_some(), "{id} allows any status");
            let anyhow = Claim { status: None, ..Claim::copy(may) };
            assert!(!trap.must_not.contains(may) && !trap.must_not.contains(&anyhow), "{id} forbids what it allows");
        }
    }
    for (name, ..) in RELATIONS {
        let least = if matches!(name, "lends_to" | "licenses_to" | "merges_with") { 8 } else { 12 };
        let about = traps.iter().filter(|t| t.must_not.iter().any(|c| c.relation == name)).count();
        assert!(about >= least, "{name}: {about} traps");
    }
}

impl Claim {
    fn copy(other: &Claim) -> Claim {
        let [subject, relation, object] = [&other.subject, &other.relation, &other.object].map(String::clone);
        Claim { subject, relation, object, status: other.status }
    }
}

/// Rows `word, relation, frame` of a list, none of them twice, each with a frame that `good` takes.
fn check_frames(list: &str, least: usize, good: impl Fn(&str, &str) -> bool) {
    let vocab = Vocabulary::builtin();
    let rows = vocab.lexicon.rows(list);
    assert!(rows.len() >= least, "{list}: {} rows", rows.len());
    let mut seen = BTreeSet::new();
    for row in rows {
        let [word, relation, frame] = row.as_slice() else { panic!("{list}: {row:?} has not three columns") };
        assert!(!word.is_empty() && vocab.relations.find(relation).is_some(), "{list}: {row:?}");
        assert!(good(word, frame), "{list}: frame of {row:?}");
        assert!(seen.insert(row), "{list}: {row:?} stands twice");
    }
    for (name, ..) in RELATIONS {
        assert!(rows.iter().any(|r| r[1] == name), "{list} has nothing for {name}");
    }
}

#[test]
fn verbs_have_frames() {
    check_frames("relation_verbs", 300, |verb, frame| {
        let Some((subject, object)) = frame.split_once('-') else { return false };
        // The preposition of a place stands in the verb column.
        let place = |p: &str| match p.strip_prefix("obl:") {
            Some(word) => format!("{verb} ").contains(&format!(" {word} ")),
            None => matches!(p, "subj" | "obj"),
        };
        place(subject) && place(object)
    });
}

#[test]
fn nouns_have_frames() {
    const PLACES: [&str; 20] = [
        "is",
        "poss",
        "mod",
        "gov",
        "of",
        "by",
        "with",
        "in",
        "for",
        "from",
        "to",
        "at",
        "on",
        "into",
        "against",
        "between",
        "including",
        "behind",
        "over",
        "under",
    ];
    check_frames("relation_nouns", 200, |_, frame| {
        let Some((subject, object)) = frame.split_once(" -> ") else { return false };
        [subject, object].iter().all(|side| side.split('|').all(|p| PLACES.contains(&p)))
    });
}

#[test]
fn every_sample_article_is_told_of_in_the_readme() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let readme = std::fs::read_to_string(data.join("README.md")).unwrap();
    let names: Vec<String> = std::fs::read_dir(data.join("articles"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.len() >= 16, "{} sample articles", names.len());
    for name in names {
        assert!(
            readme.contains(&format!("| {name} |")),
            "data/README.md does not tell where {name} has its facts from"
        );
    }
}
