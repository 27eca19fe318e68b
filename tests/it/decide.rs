//! A person corrects what is one entity: at once, undoable, and as if it had always been so.

use crate::cli::Place;
use crate::corpus::{Told, lines, random, told};
use techgraph::export::FORMATS;
use techgraph::store::Store;

fn articles() -> Vec<Told> {
    let mut articles = random(31, 25, 12);
    articles.extend([
        told(
            "x1",
            "2026-01-02",
            &["Zanova_Labs invests_in Kelova confirmed 500", "Zanova_Labz supplies Kelova announced"],
        ),
        told(
            "x2",
            "2026-01-03",
            &["ZANOVA_LABS competes_with Zanova_Labz confirmed", "Phoenix_Quux acquires Kelova denied"],
        ),
        told(
            "x3",
            "2026-01-04",
            &["Phoenix_Quux partners_with Zanova_Labs reported", "Ludmila_Brandt works_for Phoenix_Quux confirmed"],
        ),
        told("x4", "2026-01-05", &["Kelovva invests_in Oriova_Co reported 7", "Zanova_Labs acquires Nvidia denied"]),
    ]);
    articles
}

/// Everything that the graph of a place says, in every format.
fn exported(place: &Place) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for format in FORMATS {
        let target = place.path(&format!("out-{}", format.name));
        let name = target.to_str().unwrap();
        // A folder keeps what is already there.
        if target.is_dir() {
            std::fs::remove_dir_all(&target).unwrap();
        }
        place.run(&["export", "--format", format.name, "-o", name, "--quiet"]).success();
        let mut files = vec![target.clone()];
        if target.is_dir() {
            files = walkdir(&target);
        }
        for file in files {
            let path = file.strip_prefix(place.0.path()).unwrap().display().to_string();
            all.push((path, std::fs::read(&file).unwrap()));
        }
    }
    all
}

fn walkdir(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|f| if f.is_dir() { walkdir(f) } else { vec![f.clone()] }).collect()
}

fn same(one: &Place, other: &Place, what: &str) {
    let names = |place: &Place| exported(place).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{what}");
    for ((path, a), (_, b)) in exported(one).into_iter().zip(exported(other)) {
        assert!(a == b, "{what}: {path} differs:\n{}\n{}", String::from_utf8_lossy(&a), String::from_utf8_lossy(&b));
    }
    for place in [one, other] {
        place.run(&["verify"]).success();
    }
}

const WHEN: [&str; 2] = ["--when", "2026-02-01"];

fn decide(place: &Place, arguments: &[&str]) {
    place.run(&[arguments, &WHEN[..]].concat()).success();
}

#[test]
fn a_graph_corrected_is_a_graph_built_with_the_decisions() {
    let place = Place::with(&articles());
    let never = Place::with(&articles());
    same(&place, &never, "at first");
    for arguments in [
        &["merge", "Zanova Labs", "Zanova Labz", "--reason", "a slip, \"z\" for s"][..],
        &["decide", "organization:kelova", "Kelovva", "same"],
        &["decide", "Kelova", "Phoenix Quux", "different"],
        &["decide", "Oriova Co", "Kelova", "unsure"],
        &["split", "Phoenix Quux", "--article", "x2"],
        &["rename", "organization:phoenix-quux~x2", "Phoenix Two"],
        &["rename", "Zanova Labs", "Zanova Laboratories"],
        &["rename", "Zanova Labs", "Zanova & Sons"],
        &["set-type", "organization:oriova", "product"],
        &["set-type", "Nvidia", "place"],
        &["merge", "OpenAI", "organization:phoenix-quux"],
    ] {
        decide(&place, arguments);
    }
    let text = std::fs::read_to_string(place.path("decisions.csv")).unwrap();
    assert!(text.contains("\"a slip, \"\"z\"\" for s\",2026-02-01"), "{text}");
    assert_eq!(text.matches("rename").count(), 2, "a new name replaces the old one: {text}");
    let built = Place::new();
    built.write("decisions.csv", &text);
    built.write("in.jsonl", lines(&articles(), true));
    built.run(&["load", "in.jsonl"]).success();
    same(&place, &built, "built with the decisions");
    let shown = place.out(&["show", "Zanova Labz", "--format", "csv"]);
    assert!(shown.contains("Kelova") && !shown.contains("Labz,"), "{shown}");
    let shown = place.out(&["show", "Zanova & Sons"]);
    assert!(shown.contains("also called: Zanova Labs, Zanova Labz"), "{shown}");
    assert!(place.out(&["show", "organization:oriova"]).contains("(product, id product:oriova)"));
    assert!(place.out(&["show", "OpenAI"]).contains("id openai"));
    // Taken back, all is as before.
    for arguments in [
        &["decide", "--undo", "organization:zanova-labs"][..],
        &["decide", "--undo", "Kelova", "Kelovva"],
        &["decide", "--undo", "organization:kelova"],
        &["decide", "--undo", "organization:phoenix-quux~x2"],
        &["decide", "--undo", "organization:phoenix-quux"],
        &["decide", "--undo", "organization:oriova"],
        &["decide", "--undo", "nvidia"],
    ] {
        place.run(arguments);
    }
    let text = std::fs::read_to_string(place.path("decisions.csv")).unwrap();
    assert_eq!(text, "left,right,judgement,reason,when\n");
    same(&place, &never, "taken back");
}

#[test]
fn a_file_edited_by_hand_counts_with_the_next_command() {
    let place = Place::with(&articles());
    let before = exported(&place);
    place.write("decisions.csv", "left,right,judgement\norganization:zanova-labs,organization:zanova-labz,same\n");
    place.run(&["decide", "--made"]).success();
    assert!(exported(&place) != before);
    // One more article joins under the decision, and without the file all is apart again.
    place.write("more.jsonl", lines(&[told("y", "2026-03-01", &["Zanova_Labz sues Kelova confirmed"])], true));
    place.run(&["load", "more.jsonl"]).success();
    assert!(place.out(&["show", "organization:zanova-labs"]).contains("sues"));
    std::fs::remove_file(place.path("decisions.csv")).unwrap();
    place.run(&["remove", "y"]).success();
    place.run(&["load", "in.jsonl"]).success();
    assert!(exported(&place) == before);
    // Another file by name.
    place.write("ours.csv", "left,right,judgement\norganization:zanova-labs,organization:zanova-labz,same\n");
    place.run(&["decide", "--made", "--decisions", "ours.csv"]).success();
    assert!(exported(&place) != before);
}

#[test]
fn a_contradiction_writes_nothing() {
    let place = Place::with(&articles());
    decide(&place, &["decide", "Zanova Labs", "Kelova", "different"]);
    decide(&place, &["merge", "Zanova Labs", "Zanova Labz"]);
    let (file, graph) = (std::fs::read_to_string(place.path("decisions.csv")).unwrap(), exported(&place));
    let assert = place.run(&["merge", "Zanova Labz", "Kelova"]).code(1);
    let error = String::from_utf8_lossy(&assert.get_output().stderr).to_string();
    assert!(error.contains("decisions.csv:2") && error.contains("are two here"), "{error}");
    assert_eq!(std::fs::read_to_string(place.path("decisions.csv")).unwrap(), file);
    assert!(exported(&place) == graph);
    for (arguments, says) in [
        (vec!["merge", "Zanova Labs", "Zanova Labz"], "one already"),
        (vec!["merge", "Zanova Labs", "Nowhere Quux"], "no entity is called"),
        (vec!["split", "Kelova", "Zanova"], "lists where it is named"),
        (vec!["decide", "--undo", "Oriova Co"], "--made"),
        (vec!["rename", "Kelova", " "], "empty"),
        (vec!["set-type", "Kelova", "company"], "organization"),
        (vec!["decide", "Kelova", "Kelovva", "equal"], "unsure"),
    ] {
        let assert = place.run(&arguments).failure();
        let error = String::from_utf8_lossy(&assert.get_output().stderr).to_string();
        assert!(error.contains(says), "{arguments:?}: {error}");
    }
}

#[test]
fn candidates_are_listed_and_asked_about() {
    let place = Place::with(&articles());
    let listed = place.out(&["decide", "--format", "csv"]);
    let row = listed.lines().find(|l| l.contains("organization:zanova-labz")).unwrap();
    assert!(row.starts_with("organization:zanova-labs,organization:zanova-labz,spelling,"), "{row}");
    assert!(place.out(&["decide", "--format", "json"]).contains("\"alike\""));
    place.write("answers", "what\nd\nq\n");
    let mut command = assert_cmd::Command::cargo_bin("techgraph").unwrap();
    let out = command
        .current_dir(place.0.path())
        .args(["decide", "Zanova Labs", "Zanova Labz", "--ask", "--when", "2026-02-01"])
        .write_stdin("what\nd\n")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&out.stdout).to_string();
    assert!(out.status.success() && shown.contains("[s]ame") && shown.contains("│"), "{shown}");
    assert!(shown.contains("Zanova Labs supplies") || shown.contains("supplies"), "{shown}");
    let text = std::fs::read_to_string(place.path("decisions.csv")).unwrap();
    assert_eq!(
        text,
        "left,right,judgement,reason,when\norganization:zanova-labs,organization:zanova-labz,different,,2026-02-01\n"
    );
    assert!(!place.out(&["decide", "--format", "csv"]).contains("organization:zanova-labz,spelling"));
}

/// Takes back what later schemas changed.
const BACK_TO_SCHEMA_1: &str = "
    DROP TABLE claim_row; DROP TABLE decided_row; DROP TABLE column_row; DROP TABLE word_row;
    DROP INDEX entity_by_type; DROP INDEX article_by_copies;
    CREATE INDEX edge_by_day ON edge_row(first_day);
    CREATE INDEX edge_by_relation ON edge_row(relation, first_day);
    CREATE INDEX edge_by_status ON edge_row(status, first_day);
    CREATE INDEX edge_by_amount ON edge_row(hundredths) WHERE hundredths IS NOT NULL;
    CREATE INDEX edge_by_sources ON edge_row(sources);
    ALTER TABLE edge_row DROP COLUMN known; ALTER TABLE edge_row DROP COLUMN settled; PRAGMA user_version = 1;";

#[test]
fn an_older_graph_follows_once_it_is_read_again() {
    let place = Place::with(&articles());
    let path = place.path("techgraph.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(BACK_TO_SCHEMA_1).unwrap();
    drop(connection);
    place.run(&["merge", "Zanova Labs", "Zanova Labz"]).code(1);
    // Writing brings the file up to date, but what it holds was stored without its claims.
    place.write("more.jsonl", lines(&[told("y", "2026-03-01", &["Zanova_Labz sues Kelova confirmed"])], true));
    place.run(&["load", "more.jsonl"]).success();
    let assert = place.run(&["merge", "Zanova Labs", "Zanova Labz"]).success();
    let error = String::from_utf8_lossy(&assert.get_output().stderr).to_string();
    assert!(error.contains("older techgraph"), "{error}");
    // Loaded again, it follows.
    place.run(&["load", "in.jsonl"]).success();
    assert!(place.out(&["show", "organization:zanova-labz"]).contains("id organization:zanova-labs"));
    assert!(!Store::open(&path).unwrap().decided().is_empty());
    place.run(&["verify"]).success();
}

#[test]
fn the_first_named_lends_its_name_unless_the_gazetteer_knows_another() {
    let place = Place::with(&articles());
    decide(&place, &["merge", "Zanova Labz", "Zanova Labs"]);
    assert!(place.out(&["show", "Zanova Labs"]).contains("id organization:zanova-labz"));
    place.run(&["decide", "--undo", "organization:zanova-labz"]).success();
    decide(&place, &["merge", "organization:zanova-labz", "Nvidia"]);
    assert!(place.out(&["show", "Zanova Labz"]).contains("id nvidia"));
}
