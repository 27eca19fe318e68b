//! Training from a data folder: what is written for a teacher and what is read of it.

use crate::cli::Place;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::io::Write;
use techgraph::eval::voices;
use techgraph::relation::train::Lesson;
use techgraph::text::Analyser;
use techgraph::vocab::Vocabulary;

fn zipped(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

const NEWS: &str = "Zürich, 3 May – “We are proud”, wrote Nvidia. Microsoft acquired GitHub for $7.5 billion.";

/// A data folder with a few articles, and the built-in weights in `out`.
fn data() -> Place {
    let place = Place::new();
    let gold = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/annotated.jsonl");
    place.write("data/gold/train.jsonl", std::fs::read(gold).unwrap());
    place.write("data/gold/entities-train.jsonl", "");
    let article = |id: &str, text: &str| {
        let line = json!({"id": id, "title": "", "text": text, "entities": [], "relations": []});
        zipped(&format!("{line}\n"))
    };
    place.write("data/news/articles.jsonl.gz", article("n-1", NEWS));
    place.write("data/news/short.jsonl.gz", article("n-2", "Nothing happened."));
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/models")).unwrap() {
        let entry = entry.unwrap();
        place.write(&format!("out/{}", entry.file_name().display()), std::fs::read(entry.path()).unwrap());
    }
    place
}

#[test]
fn pairs_for_a_teacher_name_their_readings_and_places() {
    let place = data();
    place.write("silver/names.tsv.gz", zipped("n-2\t0\n"));
    place.run(&["train", "--data", "data", "--out", "out", "--silver", "silver", "pairs"]).success();
    let written = std::fs::read_to_string(place.path("out/pairs.jsonl")).unwrap();
    let lines: Vec<Value> = written.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let readings: Vec<&str> = lines[0].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
    assert!(readings.contains(&"acquires>") && readings.contains(&"acquires<"), "{readings:?}");
    let of_set = |set: &str| lines[1..].iter().filter(|l| l["set"] == set).collect::<Vec<_>>();
    let known = |window: &&Value| {
        window["pairs"].as_array().unwrap().iter().any(|p| p[2].as_array().is_some_and(|r| !r.is_empty()))
    };
    assert!(of_set("whole").iter().any(known), "annotated pairs are there");
    let news = of_set("news");
    assert!(news.iter().all(|w| w["article"] == "n-1"), "{news:?}");
    let window = news.iter().find(|w| w["text"].as_str().unwrap().starts_with("Microsoft")).unwrap();
    let text: Vec<char> = window["text"].as_str().unwrap().chars().collect();
    let name =
        |m: &Value| text[m[0].as_u64().unwrap() as usize..m[1].as_u64().unwrap() as usize].iter().collect::<String>();
    let names: Vec<String> = window["mentions"].as_array().unwrap().iter().map(name).collect();
    assert!(names.contains(&"Microsoft".to_string()) && names.contains(&"GitHub".to_string()), "{names:?}");
    assert!(window["pairs"].as_array().unwrap().iter().all(|p| p[2].is_null()), "nothing is known of news");
}

#[test]
fn names_for_a_teacher_have_their_labels_and_places() {
    let place = data();
    place.run(&["train", "--data", "data", "--out", "out", "names"]).success();
    let written = std::fs::read_to_string(place.path("out/names.jsonl")).unwrap();
    let lines: Vec<Value> = written.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let labels: Vec<&str> = lines[0].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
    let number = |label: &str| labels.iter().position(|l| *l == label).unwrap();
    let sentences = |line: &Value| line["sentences"].as_array().unwrap().clone();
    let annotated = lines[1..].iter().find(|l| l["article"] == "one").unwrap();
    assert_eq!(annotated["set"], "gold");
    let named = |s: &Value| Some((s["words"].as_array()?.iter().position(|w| w == "Labs")?, s["allowed"].clone()));
    let (at, allowed) = sentences(annotated).iter().find_map(named).unwrap();
    assert_eq!(allowed[at - 1], json!(1u32 << number("B-organization")), "{allowed}");
    assert_eq!(allowed[at], json!(1u32 << number("L-organization")), "{allowed}");
    let news = lines[1..].iter().find(|l| l["article"] == "n-1").unwrap();
    for sentence in sentences(news) {
        assert!(sentence.get("allowed").is_none(), "nothing is known of news");
        for (word, start) in sentence["words"].as_array().unwrap().iter().zip(sentence["starts"].as_array().unwrap()) {
            let from = start.as_u64().unwrap() as usize;
            assert!(NEWS[from..].starts_with(word.as_str().unwrap()), "{word} at {from}");
        }
    }
}

#[test]
fn voices_say_the_same_of_two_in_the_active_and_in_the_passive() {
    let lessons = voices(Vocabulary::builtin(), Analyser::builtin());
    let told = |sentence: &str| {
        let lesson = lessons.iter().find(|l| l.doc.text.trim() == sentence).expect(sentence);
        let name = |entity: u32| lesson.mentions.entities[entity as usize].name.as_str();
        for mention in &lesson.mentions.mentions {
            assert_eq!(mention.span.of(&lesson.doc.text), name(mention.entity), "{sentence}");
        }
        lesson
            .truths
            .iter()
            .map(|t| format!("{} {} {}", name(t.subject), t.relation, name(t.object)))
            .collect::<Vec<_>>()
    };
    let two = |lesson: &&Lesson| lesson.mentions.entities.len() == 2;
    let of = |relation: &str, words: &str| {
        let says = |l: &&Lesson| l.truths[0].relation == relation && l.doc.text.contains(words);
        lessons.iter().filter(two).find(says).expect(words)
    };
    for (relation, words, first_acts) in [
        ("uses", " has adopted ", true),
        ("uses", " was adopted by ", false),
        ("uses", " was powered by ", true),
        ("works_for", " was hired by ", true),
        ("works_for", " has hired ", false),
    ] {
        let lesson = of(relation, words);
        let [truth] = told(lesson.doc.text.trim()).try_into().unwrap();
        let first = lesson.mentions.entities[0].name.as_str();
        assert_eq!(truth.starts_with(first), first_acts, "{truth}: {}", lesson.doc.text);
    }
    let many = lessons.iter().find(|l| l.doc.text.contains(" and others.")).expect("a frame with two who act");
    assert_eq!(many.truths.len(), 2, "{}", many.doc.text);
}

#[test]
fn rows_that_no_teacher_wrote_are_named() {
    let relation = "n-1\t47\t66\t0\tacquires>:2.5";
    let name = "n-1\t40\t3:U-place=98,O=2";
    let cases = [
        ("relations.tsv.gz", "n-1\t47\tx\t0\tacquires>:2.5"),
        ("relations.tsv.gz", "n-1\t47\t66\t0\tacquires>"),
        ("relations.tsv.gz", "n-1\t47"),
        ("relations.tsv.gz", "n-1\t47\t66\t0\tacquires>:much"),
        ("names.tsv.gz", "n-1"),
        ("names.tsv.gz", "n-1\t40\t3:U-town=98"),
        ("names.tsv.gz", "n-1\t40\tU-place=98"),
        ("names.tsv.gz", "n-1\t40\t3:U-place=sure"),
    ];
    for (file, bad) in cases {
        let place = data();
        for (other, good) in [("relations.tsv.gz", relation), ("names.tsv.gz", name)] {
            let rows = if other == file { format!("{good}\n{bad}\n") } else { format!("{good}\n") };
            place.write(&format!("silver/{other}"), zipped(&rows));
        }
        let train = ["train", "--data", "data", "--out", "out", "--silver", "silver", "relations"];
        let told = place.run(&train).failure();
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains(&format!("{file}:2:")) && told.contains("expected an article"), "{bad:?}: {told}");
    }
}

#[test]
fn articles_that_are_read_otherwise_now_are_left_out_and_told() {
    let place = data();
    place.write("silver/names.tsv.gz", zipped("n-1\t40\t4:U-place=98\ngone\t40\n"));
    place.write("silver/relations.tsv.gz", zipped("n-2\n"));
    let told = place.run(&["train", "--data", "data", "--out", "out", "--silver", "silver", "entities"]).success();
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.contains("2 of the 2 articles of") && told.contains("names.tsv.gz"), "{told}");
}
