//! `techgraph mcp`, asked by the protocol's own client in Python.

use crate::corpus::{lines, told};
use crate::python;
use serde_json::{Value, json};
use std::collections::BTreeSet;
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
            ["timeline", {"name": "Kelova"}],
            ["timeline", {"since": "2026-02", "until": "2026-02", "limit": 1}],
            ["timeline", {"limit": 1}],
            ["conflicts", {}],
            ["conflicts", {"name": "Tamova"}],
            ["show", {"name": "Zanovva"}],
            ["show", {"name": "Qqqqqqqqqqqq"}],
            ["neighbors", {"name": "Zanova", "relations": ["likes"]}],
            ["timeline", {"since": "soon"}],
            ["conflicts", {"name": "Zanova", "statuses": ["sure"]}],
            ["evidence", {"subject": "Kelova", "object": "Zanova", "relation": "likes"}],
        ],
    });
    let Some(told) = python::answer("mcp_client.py", &["mcp"], &asked.to_string()) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["server"], "techgraph");
    assert!(told["instructions"].as_str().unwrap().contains("quotes"));
    let tools = told["tools"].as_object().unwrap();
    let asked: BTreeSet<&str> = asked["calls"].as_array().unwrap().iter().map(|c| c[0].as_str().unwrap()).collect();
    assert_eq!(tools.keys().map(String::as_str).collect::<BTreeSet<_>>(), asked, "a tool is not asked here");
    assert!(tools.values().all(|read_only| *read_only == json!(true)), "{told}");
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
    let events = |n: usize| answers[n]["events"].as_array().unwrap();
    let dates: Vec<&Value> = events(6).iter().map(|e| &e["date"]).collect();
    assert_eq!(dates, ["2026-01-02", "2026-03-04"], "{}", answers[6]);
    let turn = &events(6)[1];
    assert_eq!((&turn["status"], &turn["before"]), (&json!("denied"), &json!(["confirmed"])));
    assert_eq!((&turn["dated_by"], &turn["amount"]["value"]), (&json!("article"), &json!(500_000_000)));
    assert_eq!(answers[6]["entity"]["name"], "Kelova");
    assert_eq!((events(7).len(), &answers[7]["events_in_all"]), (1, &json!(2)), "{}", answers[7]);
    assert_eq!((&events(8)[0]["date"], &answers[8]["events_in_all"]), (&json!("2026-03-04"), &json!(5)));
    let conflict = &answers[9]["conflicts"][0];
    assert_eq!((&answers[9]["conflicts_in_all"], &conflict["kind"]), (&json!(1), &json!("confirmed-and-denied")));
    let [said, denied] = [0, 1].map(|side| &conflict["claims"][side]["statement"]);
    assert_eq!((&said["status"], &said["amount"]["value"]), (&json!("confirmed"), &json!(500_000_000)));
    assert_eq!((&denied["status"], &denied["source"]["published"]), (&json!("denied"), &json!("2026-03-04")));
    assert_eq!(answers[10]["conflicts"], json!([]));
    for (n, step) in [
        (11, "did you mean Zanova?"),
        (12, "`find` looks for words of a name"),
        (13, "invests_in"),
        (14, "\"soon\" is not a date like 2026"),
        (15, "confirmed"),
        (16, "invests_in"),
    ] {
        assert!(answers[n]["error"].as_str().unwrap().contains(step), "{}", answers[n]);
    }
    let quotes: Vec<(String, String)> = answers.iter().flat_map(quoted).collect();
    assert_eq!(quotes.len(), 15, "{quotes:?}");
    for (article, quote) in quotes {
        let told = articles.iter().find(|told| told.article.id == article).unwrap();
        assert!(told.article.text.contains(&quote), "{article}: {quote}");
    }
}

/// Every quote anywhere in an answer, with the article that it names.
fn quoted(answer: &Value) -> Vec<(String, String)> {
    match answer {
        Value::Array(items) => items.iter().flat_map(quoted).collect(),
        Value::Object(fields) => {
            let own = fields.get("quote").map(|quote| {
                assert!(answer["source"]["published"].is_string() && answer["status"].is_string(), "{answer}");
                let text = |value: &Value| value.as_str().unwrap().to_string();
                (text(&answer["source"]["article"]), text(quote))
            });
            own.into_iter().chain(fields.values().flat_map(quoted)).collect()
        }
        _ => Vec::new(),
    }
}
