//! Exports read back by the programs that people open them with: networkx, rdflib, followthemoney, pyarrow, jsonschema.

use super::files;
use crate::{graphs, python};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use techgraph::export::{FORMATS, Format, Options};
use techgraph::graph::Graph;

const MODULES: [&str; 5] = ["networkx", "rdflib", "followthemoney", "pyarrow", "jsonschema"];

/// The formats of this module that were built in, each with whether its reader hands texts out as they are.
fn formats() -> impl Iterator<Item = (&'static Format, bool)> {
    let read = [
        ("ftm", false),
        // XML cannot hold every character.
        ("gexf", false),
        ("graphml", false),
        ("json", true),
        ("jsonld", true),
        ("nquads", true),
        ("parquet", true),
        ("turtle", true),
    ];
    FORMATS.iter().filter_map(move |f| Some((f, read.iter().find(|(name, _)| *name == f.name)?.1)))
}

/// Writes a graph in a format and gives the place that a reader is to be given.
fn written(format: &Format, graph: &Graph, options: &Options, folder: &std::path::Path) -> String {
    fs::create_dir_all(folder).unwrap();
    let contents = files(format, graph, options);
    for (name, content) in &contents {
        fs::write(folder.join(name), content).unwrap();
    }
    let place = if format.is_folder() { folder.to_path_buf() } else { folder.join(contents.keys().next().unwrap()) };
    place.display().to_string()
}

fn answers(requests: &[String]) -> Option<Vec<Value>> {
    let answer = python::answer("readers.py", &MODULES, &requests.join("\n"))?;
    Some(answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn every_reader_sees_the_whole_graph() {
    let folder = tempfile::tempdir().unwrap();
    let graphs = [("empty", Graph::default()), ("sample", graphs::sample()), ("hostile", graphs::hostile())];
    let cases: Vec<_> = formats().flat_map(|f| graphs.iter().map(move |g| (f, g))).collect();
    let requests: Vec<String> = cases
        .iter()
        .map(|((format, _), (which, graph))| {
            let place = folder.path().join(format.name).join(which);
            format!("{} {}", format.name, written(format, graph, &Options::default(), &place))
        })
        .collect();
    let Some(seen) = answers(&requests) else { return };
    assert_eq!(seen.len(), cases.len());
    for (((format, verbatim), (which, graph)), seen) in cases.iter().zip(&seen) {
        let case = format!("{} of {which}: {seen}", format.name);
        assert_eq!(seen["nodes"], graph.entity_count(), "{case}");
        assert_eq!(seen["edges"], graph.edge_count(), "{case}");
        let facts = || graph.edges().flat_map(|(_, _, e, _)| &e.facts);
        if seen["statements"].is_number() {
            assert_eq!(seen["statements"], facts().count(), "{case}");
            let quotes: BTreeSet<&str> = facts().map(|f| f.quote.as_str()).collect();
            let read: BTreeSet<&str> = seen["quotes"].as_array().unwrap().iter().map(|q| q.as_str().unwrap()).collect();
            assert_eq!(read, quotes, "{case}");
            let money: i128 = facts().filter_map(|f| f.amount.as_ref()).map(|a| i128::from(a.hundredths)).sum();
            let read = seen["money"].as_str().unwrap().parse::<f64>().unwrap();
            assert!((read - money as f64 / 100.0).abs() <= read.abs() * 1e-12, "{case}");
        }
        if *verbatim {
            let names: BTreeSet<&str> = graph.entities().map(|e| e.name.as_str()).collect();
            let read: BTreeSet<&str> = seen["names"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
            assert_eq!(read, names, "{case}");
        }
        match format.name {
            "jsonld" | "nquads" | "turtle" => assert_eq!(seen["ill"], 0, "{case}"),
            "ftm" => {
                assert_eq!((&seen["dangling"], &seen["unproved"]), (&0.into(), &0.into()), "{case}");
                if *which == "sample" {
                    assert_eq!(seen["faults"], serde_json::json!([]), "{case}");
                    let schemata = ["Company", "Person", "Ownership", "Directorship", "Article", "UnknownLink"];
                    assert!(schemata.iter().all(|s| seen["schemata"][s].is_number()), "{case}");
                }
            }
            "gexf" if *which == "sample" => {
                assert_eq!(seen["started"], graph.edge_count(), "{case}");
                assert_eq!((&seen["ended"], &seen["coloured"]), (&1.into(), &graph.entity_count().into()), "{case}");
                assert_eq!(seen["types"], serde_json::json!(["float", "int", "str"]), "{case}");
            }
            "graphml" if *which == "sample" => {
                assert_eq!(seen["types"], serde_json::json!(["float", "int", "str"]), "{case}");
            }
            "parquet" => {
                let kind = |column: &str| seen["types"][column].as_str().unwrap().to_string();
                assert_eq!([kind("amount"), kind("sources")], ["decimal128(18, 2)", "int64"], "{case}");
                assert_eq!([kind("confidence"), kind("quote")], ["double", "string"], "{case}");
            }
            _ => {}
        }
    }
}

#[test]
fn node_link_edges_have_the_name_that_the_reader_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let json = Format::find("json").unwrap();
    let requests = [false, true].map(|links| {
        let options = Options { links, ..Options::default() };
        format!("json {}", written(json, &graphs::sample(), &options, &folder.path().join(links.to_string())))
    });
    let Some(seen) = answers(&requests) else { return };
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0]["edges"], graphs::sample().edge_count());
}

/// The schema admits what is exported, and refuses what `load` refuses.
#[test]
fn lines_are_as_their_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let jsonl = Format::find("jsonl").unwrap();
    fs::write(folder.path().join("schema.json"), techgraph::vocab::statement_schema()).unwrap();
    let mut lines = Vec::new();
    for graph in [graphs::sample(), graphs::random(30, 60, 1)] {
        lines.extend(
            String::from_utf8(files(jsonl, &graph, &Options::default())["graph.jsonl"].clone())
                .unwrap()
                .lines()
                .map(String::from),
        );
    }
    let good = lines.len();
    let with = |field: &str, value: Value| {
        let mut line: Value = serde_json::from_str(&lines[0]).unwrap();
        line[field] = value;
        line.to_string()
    };
    let wrong = [
        with("relation", "likes".into()),
        with("status", "sure".into()),
        with("date", "soon".into()),
        with("subject", "Zanova".into()),
        with("subject", serde_json::json!({"name": "Zanova", "type": "company"})),
        with("evidence", serde_json::json!({"text": "x", "start": 1})),
        with("evidence", Value::Null),
        with("amount", serde_json::json!({"value": "much", "currency": "USD"})),
        with("confidence", 7.into()),
        with("stake", 101.into()),
        with("article", Value::Null),
        "[1]".to_string(),
    ];
    lines.extend(wrong.clone());
    lines.push(r#"{"article": "a", "title": "Of an article alone", "text": "Of an article alone\nText."}"#.to_string());
    fs::write(folder.path().join("lines.jsonl"), lines.join("\n")).unwrap();
    let Some(seen) = answers(&[format!("schema {}", folder.path().display())]) else { return };
    assert_eq!(seen[0]["lines"], lines.len());
    assert_eq!(seen[0]["refused"], serde_json::json!((good + 1..=good + wrong.len()).collect::<Vec<_>>()));
}

#[test]
fn the_schema_names_the_relations_and_statuses_that_there_are() {
    let schema: Value = serde_json::from_str(techgraph::vocab::statement_schema()).unwrap();
    assert_eq!(schema["properties"]["relation"]["enum"], serde_json::json!(techgraph::vocab::relation_names()));
    let words = |all: &[&str]| serde_json::json!(all);
    let statuses: Vec<&str> = techgraph::value::Status::ALL.iter().map(|s| s.as_str()).collect();
    assert_eq!(schema["properties"]["status"]["enum"], words(&statuses));
    let types: Vec<&str> = techgraph::value::EntityType::ALL.iter().map(|t| t.as_str()).collect();
    assert_eq!(schema["$defs"]["end"]["properties"]["type"]["enum"], words(&types));
}

#[test]
fn mermaid_draws_what_is_exported() {
    let Ok(folder) = std::env::var("TECHGRAPH_NODE") else {
        println!("SKIPPED: mermaid needs a folder with its packages (tests/package.json); name one in TECHGRAPH_NODE");
        return;
    };
    let graphs = [graphs::sample(), graphs::hostile(), graphs::random(300, 700, 1), Graph::default()];
    let mut texts = Vec::new();
    for graph in &graphs {
        for plain in [false, true] {
            let options = Options { plain, ..Options::default() };
            let files = files(Format::find("mermaid").unwrap(), graph, &options);
            texts.push(String::from_utf8(files["graph.mmd"].clone()).unwrap());
        }
    }
    let seen = assert_cmd::Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mermaid.mjs"))
        .current_dir(folder)
        .write_stdin(serde_json::json!(texts).to_string())
        .output()
        .unwrap();
    assert!(seen.status.success(), "{}", String::from_utf8_lossy(&seen.stderr));
    let seen: Vec<Value> = serde_json::from_slice(&seen.stdout).unwrap();
    for (seen, graph) in seen.chunks(2).zip(&graphs) {
        for seen in seen {
            assert_eq!(seen["edges"], graph.edge_count().min(500));
            assert!(graph.edge_count() > 500 || seen["nodes"] == graph.entity_count());
        }
    }
}

/// The shell of SQLite reads a graph file by its documented views.
#[test]
fn the_store_is_read_by_sqlite_itself() {
    let (_folder, store) = crate::corpus::store_of(&crate::corpus::random(21, 40, 12));
    let graph = store.load().unwrap();
    let sql = "SELECT (SELECT count(*) FROM entity), (SELECT count(*) FROM relation), (SELECT count(*) FROM statement),
        (SELECT count(*) FROM article), (SELECT sum(amount_hundredths) FROM statement)";
    let asked = std::process::Command::new("sqlite3").arg("-readonly").arg(store.path()).arg(sql).output();
    let Ok(asked) = asked else {
        assert!(std::env::var_os("TECHGRAPH_PYTHON").is_none(), "sqlite3 is not installed");
        println!("SKIPPED: sqlite3 is not installed");
        return;
    };
    let facts = || graph.edges().flat_map(|(_, _, e, _)| &e.facts);
    let money: i64 = facts().filter_map(|f| f.amount.as_ref()).map(|a| a.hundredths).sum();
    let expected = format!("{}|{}|{}|40|{money}\n", graph.entity_count(), graph.edge_count(), facts().count());
    assert_eq!(String::from_utf8_lossy(&asked.stdout), expected, "{}", String::from_utf8_lossy(&asked.stderr));
}
