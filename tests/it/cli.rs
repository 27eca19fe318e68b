use crate::corpus::{Dice, Told, lines, random, told};
use assert_cmd::Command;
use predicates::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use techgraph::store::Store;

/// A folder to run in.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), content).unwrap();
        self.path(name)
    }
    pub fn run(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        let mut command = Command::cargo_bin("techgraph").unwrap();
        command.current_dir(self.0.path()).env_remove("TECHGRAPH_GRAPH").env_remove("RUST_BACKTRACE");
        command.args(arguments).assert()
    }
    /// What a command prints, when it succeeds.
    pub fn out(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.run(arguments).success().get_output().stdout.clone()).unwrap()
    }
    pub fn exported(&self, graph: &str) -> String {
        self.out(&["export", "--format", "jsonl", "--graph", graph])
    }
    /// A place with a small graph in `techgraph.db`.
    pub fn with(articles: &[Told]) -> Place {
        let place = Place::new();
        place.write("in.jsonl", lines(articles, true));
        place.run(&["load", "in.jsonl"]).success();
        place
    }
}

fn deals() -> Vec<Told> {
    vec![
        told("a", "2026-01-02", &["Zanova invests_in Kelova confirmed 500", "Zanova acquires Oriova_Quux announced"]),
        told("b", "2026-02-03", &["Oriova_Quux supplies Tamova reported", "Ludmila_Brandt works_for Zanova confirmed"]),
        told("c", "2026-03-04", &["Zanova invests_in Kelova denied"]),
    ]
}

fn samples() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles")
}

#[test]
fn wrong_use_is_told_and_exits_with_two() {
    let place = Place::with(&deals());
    for (arguments, expected) in [
        (vec!["frobnicate"], "unrecognized subcommand"),
        (vec!["show"], "required"),
        (vec!["build"], "required"),
        (vec!["list", "--relation", "invest_in"], "invests_in"),
        (vec!["list", "--status", "sure"], "confirmed"),
        (vec!["list", "--type", "company"], "organization"),
        (vec!["list", "--since", "soon"], "2026-01-30"),
        (vec!["list", "--min-amount", "lots"], "2.5bn"),
        (vec!["list", "--min-confidence", "2"], "from 0 to 1"),
        (vec!["list", "--currency", "dollars"], "USD"),
        (vec!["list", "--format", "xlsx"], "csv"),
        (vec!["list", "--sort", "luck"], "amount"),
        (vec!["neighbors", "Zanova", "--direction", "up"], "out"),
        (vec!["neighbors", "Zanova", "--depth", "0"], "depth"),
        (vec!["search", "?!"], "at least one word"),
        (vec!["list", "--as-of", "then"], "2026-01-30"),
        (vec!["path", "Zanova", "Kelova", "--avoid", "Zanova"], "leave it out of --avoid"),
        (vec!["cycles", "--max-length", "1"], "max-length"),
        (vec!["rank", "--by", "fame"], "betweenness"),
        (vec!["communities", "--resolution", "0"], "above 0"),
        (vec!["common", "Zanova"], "NAME"),
        (vec!["diff", "techgraph.db"], "NEW"),
        (vec!["export"], "--format"),
    ] {
        place.run(&arguments).code(2).stderr(predicate::str::contains(expected));
    }
    place.run(&[]).code(2);
    place.run(&["--help"]).success().stdout(predicate::str::contains("build"));
    place.run(&["--version"]).success();
}

#[test]
fn every_command_has_an_example_in_its_help() {
    let place = Place::new();
    let help = place.out(&["--help"]);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| !l.starts_with("Commands:"))
        .skip(1)
        .take_while(|l| !l.is_empty())
        // Longer descriptions go on in further, deeper lines.
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|c| *c != "help")
        .collect();
    assert!(commands.len() >= 15, "{commands:?}");
    for command in commands {
        let help = place.out(&[command, "--help"]);
        let example = format!("\n  techgraph {command} ");
        assert!(help.contains("Example") && (help.contains(&example) || command == "stats"), "{command}: {help}");
    }
}

#[test]
fn what_cannot_be_done_is_told_with_the_next_step() {
    let place = Place::with(&deals());
    place.write("words.txt", "no graph");
    place.write("none/notes.xyz", "?");
    for (arguments, expected) in [
        (vec!["show", "Zanovva"], vec!["no entity is called \"Zanovva\"", "Zanova", "hint:"]),
        (vec!["path", "Zanova", "Nobody at all"], vec!["no entity is called"]),
        (vec!["show", "Zanova", "--graph", "no.db"], vec!["there is no graph file no.db", "techgraph build ARTICLES"]),
        (vec!["remove", "a", "--graph", "no.db"], vec!["there is no graph file"]),
        (vec!["list", "--graph", "words.txt"], vec!["words.txt", "is a text file"]),
        (vec!["build", "words.txt", "--graph", "words.txt"], vec!["is a text file, not a graph"]),
        (vec!["list", "--graph", "none"], vec!["is a directory"]),
        (vec!["build", "nowhere.txt"], vec!["nowhere.txt"]),
        (vec!["build", "none", "--graph", "new.db"], vec!["no article was read from none"]),
        (vec!["extract", "none"], vec!["no article was read"]),
        (vec!["load", "nowhere.jsonl"], vec!["cannot read nowhere.jsonl", "hint:"]),
        (vec!["remove", "zzz"], vec!["no article has the id, address or path \"zzz\""]),
        (vec!["eval", "nowhere.jsonl"], vec!["nowhere.jsonl"]),
        (vec!["eval", "words.txt"], vec!["words.txt:1"]),
        (vec!["render", "--status", "ended"], vec!["nothing to draw"]),
    ] {
        let assert = place.run(&arguments).code(1);
        let error = String::from_utf8_lossy(&assert.get_output().stderr).to_string();
        assert!(error.contains("error:"), "{arguments:?}: {error}");
        for part in expected {
            assert!(error.contains(part), "{arguments:?}: {error}");
        }
    }
    assert!(!place.path("new.db").exists(), "a build that reads nothing leaves no file");
}

#[test]
fn strange_files_are_skipped_and_named() {
    let place = Place::new();
    place.write("in/good.txt", "Zanova buys Kelova\nZanova said on Monday that it has bought Kelova.");
    place.write("in/empty.txt", "");
    place.write("in/binary.txt", [0u8, 1, 2, 255, 254, 0, 0, 7].repeat(100));
    place.write("in/broken.txt", b"Zanova \xff\xfe buys \xc3\x28 Kelova for a lot of money in a deal announced today.");
    place.write("in/bad.jsonl", "{\"text\": \"Kelova sues Zanova over chips.\", \"id\": \"j1\"}\n{broken\n\n");
    place.write("in/.hidden.txt", "Not read.");
    let assert = place.run(&["build", "in"]).success();
    let error = String::from_utf8_lossy(&assert.get_output().stderr).to_string();
    for skipped in ["empty.txt", "bad.jsonl"] {
        assert!(error.contains(&format!("in/{skipped}")), "{skipped}: {error}");
    }
    assert!(!error.contains("hidden") && !error.contains("panicked"), "{error}");
    place.run(&["verify"]).success();
    place.run(&["build", "in/empty.txt", "--graph", "e.db"]).code(1).stderr(predicate::str::contains("empty.txt"));
    // A very long line is an article like others, or named.
    place.write("long.jsonl", format!("{{\"id\": \"long\", \"text\": \"{}\"}}", "word and word ".repeat(200_000)));
    place.run(&["build", "in/good.txt", "long.jsonl"]).success();
    place.run(&["verify"]).success();
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let place = Place::with(&random(21, 400, 30));
    for arguments in [
        vec!["list", "--limit", "0"],
        vec!["list", "--limit", "0", "--format", "jsonl"],
        vec!["export", "--format", "jsonl"],
        vec!["show", "zanzanova 0"],
        vec!["--help"],
    ] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("techgraph"))
            .args(&arguments)
            .current_dir(place.0.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).to_string();
        assert!(output.status.success() && !error.contains("error"), "{arguments:?}: {error}");
    }
}

#[test]
fn read_outs_tell_what_the_graph_holds() {
    let place = Place::with(&deals());
    for (arguments, expected) in [
        (vec!["show", "zanova"], vec!["Zanova  (organization, id organization:zanova)", "3 edges", "Kelova", "denied"]),
        (
            vec!["show", "Zanova", "--evidence"],
            vec!["confirmed", "denied", "USD 500M", "Zanova invests in Kelova denied."],
        ),
        (vec!["show", "Ludmila Brandt"], vec!["person", "chief executive"]),
        (vec!["neighbors", "Zanova", "--depth", "2", "--status", "reported,announced"], vec!["depth", "Tamova"]),
        (vec!["path", "Kelova", "Tamova"], vec!["Kelova — Zanova — Oriova Quux — Tamova (3 steps)"]),
        (vec!["path", "Kelova", "Tamova", "--all", "--max-length", "4"], vec!["3 steps"]),
        (vec!["list", "--min-amount", "499M"], vec!["Zanova"]),
        (vec!["list", "--format", "csv"], vec!["subject,relation,object,status", "Oriova Quux"]),
        (vec!["stats"], vec!["articles", "entities", "most edges", "invests_in"]),
        (vec!["stats", "--format", "tsv"], vec!["edges by status\tdenied\t1"]),
        (vec!["search", "supplied", "tamova"], vec!["Oriova Quux"]),
        (vec!["search", "oriova"], vec!["organization:oriova-quux"]),
        (vec!["show", "Zanova", "--as-of", "2026-01"], vec!["2 edges", "confirmed"]),
        (vec!["stats", "--as-of", "2026-01", "--format", "tsv"], vec!["edges by status\tconfirmed\t1"]),
        (vec!["path", "Zanova", "Tamova", "--via", "Oriova Quux"], vec!["Zanova — Oriova Quux — Tamova (2 steps)"]),
        (vec!["timeline", "Zanova"], vec!["2026-03-04  article", "denied     confirmed"]),
        (vec!["conflicts"], vec!["confirmed-and-denied", "Zanova invests in Kelova denied."]),
        (vec!["rank", "--format", "json"], vec!["\"pagerank\":0."]),
        (vec!["rank", "--by", "money-in", "--status", "denied"], vec!["USD 500M"]),
        (vec!["communities", "--members"], vec!["Ludmila Brandt"]),
        (vec!["components"], vec!["Zanova; "]),
        (vec!["common", "Zanova", "Tamova"], vec!["Oriova Quux  Oriova Quux  supplies"]),
        (vec!["diff", "techgraph.db", "techgraph.db", "--as-of", "2026-02"], vec!["change"]),
        (vec!["verify"], vec!["quotes at their place"]),
        (vec!["export", "Tamova", "--format", "dot"], vec!["digraph"]),
    ] {
        let out = place.out(&arguments);
        for part in expected {
            assert!(out.contains(part), "{arguments:?}: no {part:?} in\n{out}");
        }
    }
    assert!(!place.out(&["list"]).contains('\u{1b}'), "no colour in a pipe");
    let json: serde_json::Value = serde_json::from_str(&place.out(&["list", "--format", "json"])).unwrap();
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(4));
    let none = place.run(&["path", "Kelova", "Tamova", "--direction", "out"]).success();
    assert!(String::from_utf8_lossy(&none.get_output().stderr).contains("not connected"));
    place.run(&["list", "--limit", "1"]).success().stderr(predicate::str::contains("1 of 4 edges"));
    place.run(&["list", "--limit", "1", "--quiet"]).success().stderr(predicate::str::is_empty());
    place.run(&["render", "-o", "g.svg"]).success();
    assert!(fs::read_to_string(place.path("g.svg")).unwrap().contains("<svg"));
}

#[test]
fn a_build_again_or_otherwise_gives_the_same_bytes() {
    let place = Place::new();
    let mut files: Vec<PathBuf> = fs::read_dir(samples()).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12);
    place.run(&["build", samples(), "--graph", "one.db", "--threads", "1"]).success();
    let expected = place.exported("one.db");
    place
        .run(&["build", samples(), "--graph", "one.db"])
        .success()
        .stdout(predicate::str::is_match(r"new +0\n").unwrap().and(predicate::str::is_match(r"changed +0\n").unwrap()));
    assert_eq!(place.exported("one.db"), expected);
    for (seed, threads) in [(1, "3"), (2, "1")] {
        Dice::new(seed).shuffle(&mut files);
        let graph = format!("g{seed}.db");
        let mut arguments = vec!["build", "--threads", threads, "--graph", &graph];
        arguments.extend(files.iter().map(|f| f.to_str().unwrap()));
        place.run(&arguments).success();
        assert_eq!(place.exported(&graph), expected);
    }
    place.run(&["verify", "--graph", "one.db"]).success();
    // What extract prints and load reads again is the same graph.
    let said = place.out(&["extract", "--with-text", samples(), "--threads", "2"]);
    assert_eq!(said, place.out(&["extract", "--with-text", samples(), "--threads", "1"]));
    place.write("said.jsonl", &said);
    place.run(&["load", "said.jsonl", "--graph", "loaded.db"]).success();
    assert_eq!(place.exported("loaded.db"), expected);
    place.run(&["verify", "--graph", "loaded.db"]).success();
}

#[test]
fn changed_and_removed_articles_leave_no_trace() {
    let place = Place::new();
    let article = |text: &str| format!("{{\"id\": \"x\", \"title\": \"News\", \"text\": \"{text}\"}}\n");
    place.write("one.jsonl", article("Zanova said that it has acquired Kelova for $3 billion."));
    place.run(&["build", "one.jsonl"]).success().stdout(predicate::str::is_match(r"new +1\n").unwrap());
    place.write("one.jsonl", article("Nothing happened in the industry on Monday."));
    place.run(&["build", "one.jsonl"]).success().stdout(predicate::str::is_match(r"changed +1\n").unwrap());
    let store = Store::open(place.path("techgraph.db")).unwrap();
    assert!(store.article("x").unwrap().unwrap().text.unwrap().contains("Nothing happened"));
    drop(store);
    place.run(&["verify"]).success();
    place.run(&["remove", "one.jsonl"]).success().stderr(predicate::str::contains("removed 1 article"));
    assert_eq!(Store::open(place.path("techgraph.db")).unwrap().statistics(0).unwrap().articles, 0);
}

#[test]
fn faulty_lines_are_named_and_nothing_of_their_file_is_loaded() {
    let place = Place::new();
    let good = lines(&deals(), false);
    let first = good.lines().next().unwrap();
    let with = |field: &str, value: serde_json::Value| {
        let mut line: serde_json::Value = serde_json::from_str(first).unwrap();
        line[field] = value;
        line.to_string()
    };
    for (line, expected) in [
        ("{".to_string(), "no JSON object"),
        ("[1]".to_string(), "no JSON object"),
        (with("article", serde_json::Value::Null), "article: "),
        (with("relation", "likes".into()), "relation: there is none called \"likes\""),
        (with("status", "sure".into()), "status: "),
        (with("subject", "Zanova".into()), "subject: "),
        (with("object", serde_json::json!({"name": " ", "type": "organization"})), "object: its name is empty"),
        (with("amount", serde_json::json!({"value": 1, "currency": "dollars"})), "amount: "),
        (with("confidence", 7.into()), "confidence: "),
        (with("stake", 120.into()), "stake: "),
        (with("published", "soon".into()), "published: "),
        (with("evidence", serde_json::json!({"text": "x", "start": 0, "end": 9})), "evidence: 0..9"),
        (with("evidence", "some words".into()), "evidence: without start and end"),
        (with("text", "A text without the quote.".into()), "does not stand in the article's text"),
    ] {
        place.write("bad.jsonl", format!("{good}{line}\n"));
        let assert = place.run(&["load", "bad.jsonl", "--graph", "bad.db"]).code(1);
        let error = String::from_utf8_lossy(&assert.get_output().stderr).to_string();
        let line = good.lines().count() + 1;
        let place_named = error.contains(&format!("bad.jsonl:{line}: ")) || line_of_text(&error);
        assert!(place_named && error.contains(expected), "{expected}: {error}");
        assert!(!place.path("bad.db").exists());
    }
    place.write("good.jsonl", &good);
    place.write("bad.jsonl", "{\n");
    place.run(&["load", "good.jsonl", "bad.jsonl", "--graph", "g.db"]).code(1);
    place.run(&["load", "good.jsonl", "--graph", "h.db"]).success();
    place.run(&["load", "bad.jsonl", "good.jsonl", "--skip-invalid", "--graph", "i.db"]).success();
    assert_eq!(place.exported("g.db"), place.exported("h.db"));
    assert_eq!(place.exported("i.db"), place.exported("h.db"));
    place.run(&["verify", "--graph", "g.db"]).success();
    place.write("none.jsonl", "\n");
    place.run(&["load", "none.jsonl", "--graph", "n.db"]).code(1);
}

/// A wrong text makes the quotes of the other lines of its article wrong.
fn line_of_text(error: &str) -> bool {
    error.contains("bad.jsonl:1: ")
}

#[test]
fn killed_at_any_moment_the_graph_is_whole_and_the_next_run_finishes() {
    let articles = random(31, 5_000, 300);
    let place = Place::new();
    place.write("in.jsonl", lines(&articles, true));
    place.run(&["load", "in.jsonl", "--graph", "whole.db"]).success();
    let expected = place.exported("whole.db");
    for (n, moment) in [Moment::Bytes(1), Moment::Bytes(500_000), Moment::Articles(1)].into_iter().enumerate() {
        let graph = format!("killed{n}.db");
        kill(&place, &["load", "in.jsonl", "--graph", &graph], &graph, moment);
        if let Ok(store) = Store::open(place.path(&graph)) {
            assert_eq!(store.verify().unwrap().faults, Vec::<String>::new());
        }
        let stored = stored(&place.path(&graph));
        if let Moment::Articles(_) = moment {
            assert!((1..articles.len()).contains(&stored), "the kill hit the middle: {stored}");
        }
        place.run(&["load", "in.jsonl", "--graph", &graph]).success();
        assert!(place.exported(&graph) == expected, "finished after {stored} articles");
        place.run(&["verify", "--graph", &graph]).success();
    }
    // A build, killed: whatever is stored is whole, and the next one reads the rest.
    let said: String = (0..2000)
        .map(|n| {
            let text = format!("Zanova said on Monday that it will buy Kelova {n} for $3 billion. ").repeat(12);
            format!("{}\n", serde_json::json!({"id": format!("n{n}"), "title": format!("Deal {n}"), "text": text}))
        })
        .collect();
    place.write("news.jsonl", said);
    kill(&place, &["build", "news.jsonl", "--graph", "build.db"], "build.db", Moment::Articles(1));
    let store = Store::open(place.path("build.db")).unwrap();
    assert_eq!(store.verify().unwrap().faults, Vec::<String>::new());
    drop(store);
    place.run(&["build", "news.jsonl", "--graph", "build.db"]).success();
    let store = Store::open(place.path("build.db")).unwrap();
    assert_eq!(store.verify().unwrap().faults, Vec::<String>::new());
    assert_eq!(store.statistics(0).unwrap().articles, 2000);
}

/// When to kill.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// As soon as the graph has so many bytes on disk.
    Bytes(u64),
    /// As soon as it has so many articles.
    Articles(usize),
}

fn stored(graph: &Path) -> usize {
    Store::open(graph).and_then(|s| s.statistics(0)).map_or(0, |s| s.articles)
}

/// Starts a command and kills it without warning.
fn kill(place: &Place, arguments: &[&str], graph: &str, moment: Moment) {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("techgraph"))
        .args(arguments)
        .current_dir(place.0.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let size = |path: PathBuf| fs::metadata(path).map_or(0, |m| m.len());
    let come = || match moment {
        Moment::Bytes(bytes) => size(place.path(graph)) + size(place.path(&format!("{graph}-wal"))) >= bytes,
        Moment::Articles(articles) => stored(&place.path(graph)) >= articles,
    };
    let begun = Instant::now();
    while !come() && begun.elapsed() < Duration::from_secs(120) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let _ = child.kill();
    child.wait().unwrap();
}
