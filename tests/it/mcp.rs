//! `techgraph mcp`, asked by the protocol's own client in Python.

use crate::corpus::{lines, told};
use crate::python;
use serde_json::{Value, json};
use std::fs;

#[test]
fn an_assistant_is_answered_with_quotes_and_sources() {
    let place = tempfile::tempdir().unwrap();
    let articles = [
        told("a", "2026-01-02", &["Zanova invests_in Kelova confirmed 500", "Zanova acquires Oriova_Quux announced"]),
        told("b", "2026-02-03", &["Oriova_Quux supplies Tamova reported", "Ludmila_Brandt works_for Zanova confirmed"]),
        told("c", "2026-03-04", &["Zanova invests_in Kelova denied"]),
    ];
    fs::write(place.path().join("in.jsonl"), lines(&articles, true)).unwrap();
    let program = assert_cmd::cargo::cargo_bin("techgraph");
    let graph = place.path().join("graph.db");
    let loaded = assert_cmd::Command::new(&program)
        .current_dir(place.path())
        .args(["load", "in.jsonl", "--graph", "graph.db"])
        .ok();
    assert!(loaded.is_ok(), "{loaded:?}");
    let asked = json!({
        "command": program,
        "args": ["mcp", "--graph", graph],
        "calls": [
            ["find", {"name": "oriova"}],
            ["show", {"name": "Zanova", "limit": 2}],
            ["neighbors", {"name": "Zanova", "relations": ["supplies"], "depth": 2}],
            ["neighbors", {"name": "Zanova", "since": "2026-03", "direction": "out"}],
            ["path", {"from": "Ludmila Brandt", "to": "Tamova"}],
            ["evidence", {"subject": "Kelova", "object": "Zanova", "relation": "invests_in"}],
            ["show", {"name": "Zanovva"}],
            ["neighbors", {"name": "Zanova", "relations": ["likes"]}],
        ],
    });
    let Some(told) = python::answer("mcp_client.py", &["mcp"], &asked.to_string()) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["server"], "techgraph");
    assert!(told["instructions"].as_str().unwrap().contains("quotes"));
    let tools: Vec<&String> = told["tools"].as_object().unwrap().keys().collect();
    for tool in ["evidence", "find", "neighbors", "path", "show"] {
        assert!(tools.iter().any(|t| *t == tool), "{tools:?}");
    }
    assert!(told["tools"].as_object().unwrap().values().all(|read_only| *read_only == json!(true)), "{told}");
    let answers = told["answers"].as_array().unwrap();
    assert_eq!(answers[0]["entities"][0]["name"], "Oriova Quux");
    assert_eq!(answers[1]["edges_in_all"], 3);
    let latest = &answers[1]["edges"][0];
    assert_eq!((&latest["status"], &latest["sources"]), (&json!("denied"), &json!(2)));
    assert_eq!(latest["amount"]["value"], 500_000_000);
    assert_eq!(latest["statement"]["quote"], "Zanova invests_in Kelova denied.".replace('_', " "));
    assert_eq!(latest["statement"]["source"]["article"], "c");
    assert_eq!(answers[1]["edges"].as_array().unwrap().len(), 2);
    // Supplies is not at Zanova itself, and a filter holds for every step.
    assert_eq!(answers[2]["edges"], json!([]));
    assert_eq!(answers[3]["edges"].as_array().unwrap().len(), 1);
    assert_eq!(answers[4]["steps"].as_array().unwrap().len(), 3);
    assert_eq!(answers[4]["steps"][2]["to"]["name"], "Tamova");
    let statements = answers[5]["edges"][0]["statements"].as_array().unwrap();
    let published: Vec<&Value> = statements.iter().map(|s| &s["source"]["published"]).collect();
    assert_eq!(published, [&json!("2026-03-04"), &json!("2026-01-02")]);
    assert!(answers[6]["error"].as_str().unwrap().contains("did you mean Zanova?"), "{}", answers[6]);
    assert!(answers[7]["error"].as_str().unwrap().contains("invests_in"), "{}", answers[7]);
}
