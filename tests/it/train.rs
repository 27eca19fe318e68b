//! Training from a data folder: what is written for a teacher and what is read of it.

use crate::cli::Place;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::io::Write;

fn packed(lines: &[Value]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    lines.iter().for_each(|line| writeln!(out, "{line}").unwrap());
    out.finish().unwrap()
}

/// A data folder with a few articles, and the built-in weights in `out`.
fn data() -> Place {
    let place = Place::new();
    let gold = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/annotated.jsonl");
    place.write("data/gold/train.jsonl", std::fs::read(gold).unwrap());
    place.write("data/gold/entities-train.jsonl", "");
    let text = "Zürich, 3 May – “We are proud”, wrote Nvidia. Microsoft acquired GitHub for $7.5 billion.";
    let article = |id: &str, text: &str| json!({"id": id, "title": "", "text": text, "entities": [], "relations": []});
    place.write("data/news/articles.jsonl.gz", packed(&[article("n-1", text)]));
    place.write("data/news/short.jsonl.gz", packed(&[article("n-2", "Nothing happened.")]));
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/models")).unwrap() {
        let entry = entry.unwrap();
        place.write(&format!("out/{}", entry.file_name().display()), std::fs::read(entry.path()).unwrap());
    }
    place
}

#[test]
fn pairs_for_a_teacher_name_their_readings_and_places() {
    let place = data();
    place.run(&["train", "--data", "data", "--out", "out", "pairs"]).success();
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
fn a_line_that_no_teacher_wrote_is_named() {
    let place = data();
    let good = "n-1\t47\t66\t0\tacquires>:2.5\n";
    for bad in
        ["n-1\t47\tx\t0\tacquires>:2.5", "n-1\t47\t66\t0\tacquires>", "n-1\t47", "n-1\t47\t66\t0\tacquires>:much"]
    {
        place.write("silver.tsv", format!("{good}{bad}\n"));
        let train = ["train", "--data", "data", "--out", "out", "--silver", "silver.tsv", "relations"];
        let told = place.run(&train).failure();
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains("silver.tsv:2:"), "{bad:?}: {told}");
        assert!(told.contains("log odds"), "{bad:?}: {told}");
    }
}
