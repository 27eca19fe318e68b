//! `match`, `sql`, `completions` and `man` as commands.

use super::deals;
use crate::corpus::lines;
use assert_cmd::Command;
use predicates::prelude::*;

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("techgraph").unwrap();
    command.current_dir(folder.path()).env_remove("TECHGRAPH_GRAPH").args(arguments).assert()
}

fn place() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), lines(&deals(), true)).unwrap();
    run(&folder, &["load", "in.jsonl"]).success();
    folder
}

fn out(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    String::from_utf8(run(folder, arguments).success().get_output().stdout.clone()).unwrap()
}

#[test]
fn matches_are_printed_in_every_format() {
    let folder = place();
    let query = "MATCH (a)-[r:invests_in]->(b) RETURN a.name, b, r.amount > 3e8 AS big, collect(r.status) AS s ORDER BY a.name, b.name";
    assert_eq!(
        out(&folder, &["match", query]),
        "a.name   b       big    s\nBrunova  Kelova  false  reported\nBrunova  Tamova         denied\nZanova   Kelova  true   confirmed\n"
    );
    assert!(
        out(&folder, &["match", query, "--format", "csv"])
            .starts_with("a.name,b,big,s\nBrunova,Kelova,false,reported\n")
    );
    let json: serde_json::Value = serde_json::from_str(&out(&folder, &["match", query, "--format", "json"])).unwrap();
    assert_eq!(json["columns"], serde_json::json!(["a.name", "b", "big", "s"]));
    assert_eq!(json["rows"][2]["b"]["id"], "organization:kelova");
    assert_eq!(json["rows"][2]["big"], true);
    assert_eq!(json["rows"][0]["s"], serde_json::json!(["reported"]));
    let with = [
        "match",
        "MATCH (a {name: $who})-[r]->(b) WHERE r.amount > $least RETURN b.name",
        "--param",
        "who=Zanova",
        "--param",
        "least=1e6",
    ];
    assert_eq!(out(&folder, &with), "b.name\nKelova\n");
    run(&folder, &["match", "MATCH (a {name: 'x'}) RETURN a"]).success().stderr(predicate::str::contains("nothing"));
    run(&folder, &["match", "MATCH (a) RETRUN a"])
        .code(2)
        .stderr(predicate::str::contains("\n  MATCH (a) RETRUN a\n            ^^^^^^"));
    run(&folder, &["match", "--help"])
        .success()
        .stdout(predicate::str::contains("first_day").and(predicate::str::contains("OPTIONAL MATCH")));
}

#[test]
fn sql_is_printed_and_cannot_write() {
    let folder = place();
    let query = "SELECT subject_name, amount FROM relation WHERE amount IS NOT NULL ORDER BY amount";
    assert_eq!(
        out(&folder, &["sql", query]),
        "subject_name     amount\nOriova         10000000\nBrunova       200000000\nZanova        500000000\n"
    );
    run(&folder, &["sql", "DELETE FROM edge_row"]).code(2).stderr(predicate::str::contains("only reads"));
    run(&folder, &["sql", "SELECT nme FROM entity"]).code(2).stderr(predicate::str::contains("       ^^^"));
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = place();
    let commands = ["build", "match", "sql", "completions", "neighbors", "verify"];
    for shell in ["bash", "zsh", "fish"] {
        let script = out(&folder, &["completions", shell]);
        assert!(commands.iter().all(|c| script.contains(c)), "{shell}");
    }
    run(&folder, &["completions", "cmd"]).code(2);
    let page = out(&folder, &["man"]);
    assert!(page.starts_with(".ie") && commands.iter().all(|c| page.contains(c)));
    assert!(out(&folder, &["man", "match"]).contains("openCypher"));
    run(&folder, &["man", "mtach"]).failure().stderr(predicate::str::contains("match"));
    out(&folder, &["man", "--out", "pages"]);
    let pages = std::fs::read_dir(folder.path().join("pages")).unwrap().count();
    assert!(pages > 15, "{pages}");
    std::fs::write(folder.path().join("completions.bash"), out(&folder, &["completions", "bash"])).unwrap();
    let syntax =
        std::process::Command::new("bash").args(["-n", "completions.bash"]).current_dir(folder.path()).status();
    assert!(syntax.is_ok_and(|s| s.success()));
}
