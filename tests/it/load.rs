//! What `techgraph load` reads: its own exports, byte for byte, and tables.

use crate::graphs::{entity, fact, hostile_names, link, sample};
use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use techgraph::export::{Format, Options};
use techgraph::graph::{Fact, Graph, Source};
use techgraph::store::Store;
use techgraph::value::{Amount, Bound, Currency, EntityType, PartialDate, Span, Status};
use techgraph::vocab::Vocabulary;

fn techgraph(place: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("techgraph").unwrap();
    command.current_dir(place).env_remove("TECHGRAPH_GRAPH").args(arguments).assert()
}

fn out(place: &Path, arguments: &[&str]) -> String {
    String::from_utf8(techgraph(place, arguments).success().get_output().stdout.clone()).unwrap()
}

fn exported(graph: &Graph) -> String {
    let mut lines = Vec::new();
    let jsonl = Format::find("jsonl").unwrap();
    jsonl.write(graph, Vocabulary::builtin(), &mut lines, &Options::default()).unwrap();
    String::from_utf8(lines).unwrap()
}

/// Names, quotes, roles, titles and money that break careless readers, between organizations.
fn hostile() -> Graph {
    let mut names: Vec<String> = hostile_names().into_iter().filter(|n| !n.trim().is_empty()).collect();
    names.sort();
    let entities = names.iter().map(|n| entity(n, n, EntityType::Organization)).collect();
    let mut links = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let nasty = |article: &str, status| Fact {
            source: Arc::new(Source {
                article: format!("{article} {i}"),
                title: name.clone(),
                publisher: (i % 2 == 0).then(|| name.clone()),
                url: (i % 3 == 0).then(|| format!("javascript:{name}")),
                published: PartialDate::new(2026, (i % 3 > 0).then_some(2), (i % 3 == 1).then_some(28)),
                group: name.as_str().into(),
            }),
            quote: name.clone(),
            span: Span::new(7, 7 + name.len()),
            role: Some(name.clone()),
            attribution: Some(name.clone()),
            rule: name.as_str().into(),
            confidence: 1.0 / (i + 3) as f32,
            stake: Some(i as u32 * 33),
            date: PartialDate::new(2020 + i as i16 % 7, None, None),
            amount: Some(Amount {
                text: name.clone(),
                hundredths: [-5, 1, 100, 12_345, 900_719_925_474_099_300][i % 5],
                currency: Currency::new("eur").unwrap(),
                bound: Bound::ALL[i % 4],
            }),
            ..fact("a", status)
        };
        for next in names.iter().skip(i + 1).take(2) {
            let facts = vec![nasty("one", Status::ALL[i % 6]), nasty("two", Status::Reported)];
            links.push(link(name, ["supplies", "partners_with"][i % 2], next, facts));
        }
    }
    Graph::new(entities, links)
}

#[test]
fn what_extraction_took_for_something_else_is_left_out() {
    let place = tempfile::tempdir().unwrap();
    let text = "Acme Robots makes Ampere Computing.";
    for (rule, edges) in [("fast", 0), ("theirs", 1)] {
        let end = |name: &str, kind: &str| serde_json::json!({"name": name, "type": kind, "mentions": [name]});
        let line = serde_json::json!({
            "article": "a.txt", "text": text, "subject": end("Acme Robots", "organization"), "relation": "develops",
            "object": end("Ampere Computing", "product"), "status": "confirmed", "confidence": 0.9, "rule": rule,
            "evidence": {"text": text, "start": 0, "end": text.len()},
        });
        fs::write(place.path().join("in.jsonl"), format!("{line}\n")).unwrap();
        let graph = format!("{rule}.db");
        techgraph(place.path(), &["load", "in.jsonl", "--graph", &graph]).success();
        let list = out(place.path(), &["list", "--graph", &graph, "--format", "jsonl"]);
        assert_eq!(list.lines().filter(|l| l.contains("develops")).count(), edges, "{rule}: {list}");
    }
}

#[test]
fn what_is_exported_and_loaded_is_exported_the_same() {
    let place = tempfile::tempdir().unwrap();
    let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles");
    techgraph(place.path(), &["build", articles, "--graph", "built.db", "--quiet"]).success();
    let built = out(place.path(), &["export", "--format", "jsonl", "--graph", "built.db"]);
    for (name, lines) in [("built", built), ("hostile", exported(&hostile()))] {
        assert!(lines.lines().count() > 10, "{name}");
        fs::write(place.path().join("in.jsonl"), &lines).unwrap();
        let graph = format!("{name}-again.db");
        techgraph(place.path(), &["load", "in.jsonl", "--graph", &graph]).success();
        let again = out(place.path(), &["export", "--format", "jsonl", "--graph", &graph]);
        for (before, after) in lines.lines().zip(again.lines()) {
            assert_eq!(before, after, "{name}");
        }
        assert!(lines == again, "{name}: {} lines, {}", lines.lines().count(), again.lines().count());
        techgraph(place.path(), &["verify", "--graph", &graph]).success();
    }
}

#[test]
fn a_table_of_deals_is_a_graph() {
    let place = tempfile::tempdir().unwrap();
    fs::write(
        place.path().join("deals.csv"),
        "\u{feff}Source,Relation,Target,Status,Amount,Currency,Date,Quote,URL\r\n\
         Zanova,invests_in,Kelova,announced,2.5bn,USD,2026-01,\"Zanova, it said, will invest in \"\"Kelova\"\".\",https://example.org/1\r\n\
         Ludmila Brandt,works_for,Zanova,,,,,,https://example.org/1\r\n\
         Kelova,acquires,'=Oriova,denied,,,,,\r\n",
    )
    .unwrap();
    techgraph(place.path(), &["load", "deals.csv"]).success();
    let graph = Store::open(place.path().join("techgraph.db")).unwrap().load().unwrap();
    let told: Vec<String> = graph
        .edges()
        .map(|(_, s, e, o)| {
            let (amount, date) = (e.amount().map(|a| a.short()), e.date().map(|d| d.to_string()));
            format!("{} {} {} {} {amount:?} {date:?} | {}", s.name, e.relation, o.name, e.status(), e.lead().quote)
        })
        .collect();
    assert_eq!(
        told,
        [
            "Kelova acquires =Oriova denied None None | Kelova,acquires,'=Oriova,denied,,,,,",
            "Zanova invests_in Kelova announced Some(\"USD 2.5B\") Some(\"2026-01\") | Zanova, it said, will invest in \"Kelova\".",
            "Ludmila Brandt works_for Zanova confirmed None None | Ludmila Brandt,works_for,Zanova,,,,,,https://example.org/1",
        ]
    );
    let articles: Vec<&str> = graph.edges().map(|(_, _, e, _)| e.lead().source.article.as_str()).collect();
    assert_eq!(articles, ["deals.csv", "https://example.org/1", "https://example.org/1"]);
    assert_eq!(graph.entities().filter(|e| e.kind == EntityType::Person).count(), 1, "the relation tells the type");
    techgraph(place.path(), &["verify"]).success();
}

#[test]
fn faulty_rows_are_named_by_line() {
    let place = tempfile::tempdir().unwrap();
    let header = "source,relation,target,source_type,status,amount,currency,date,stake";
    for (row, expected) in [
        ("Zanova,likes,Kelova,,,,,,", "relation: there is none called \"likes\"; expected one of acquires"),
        (",acquires,Kelova,,,,,,", "source: missing"),
        ("Zanova,acquires,,,,,,,", "target: missing"),
        ("Zanova,acquires,Kelova,,sure,,,,", "status: \"sure\" is not one of confirmed"),
        ("Zanova,acquires,Kelova,firm,,,,,", "source_type: \"firm\" is not one of organization"),
        (
            "Zanova,acquires,Kelova,place,,,,,",
            "subject: acquires has no place there; expected type organization or person",
        ),
        ("Zanova,acquires,Kelova,,,lots,USD,,", "amount: \"lots\" is not an amount like 50e9"),
        ("Zanova,acquires,Kelova,,,5,dollars,,", "currency: \"dollars\" is not a currency"),
        ("Zanova,acquires,Kelova,,,5,,,", "currency: missing"),
        ("Zanova,acquires,Kelova,,,,,soon,", "date: \"soon\" is not a date like 2026"),
        ("Zanova,acquires,Kelova,,,,,2026-13,", "date: \"2026-13\""),
        ("Zanova,acquires,Kelova,,,,,,120", "stake: \"120\" is not a percentage"),
        ("Zanova,acquires,Kelova", "3 cells under 9 columns"),
    ] {
        let good = "\"Zanova\nGroup\",supplies,Kelova,,,,,,\n";
        fs::write(place.path().join("bad.csv"), format!("{header}\n{good}{row}\n{good}")).unwrap();
        let refused = techgraph(place.path(), &["load", "bad.csv", "--graph", "bad.db"]).code(1);
        let error = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(error.contains(&format!("bad.csv:4: {expected}")), "{row}: {error}");
        assert!(!place.path().join("bad.db").exists(), "{row}");
    }
    techgraph(place.path(), &["load", "bad.csv", "--skip-invalid", "--graph", "good.db"]).success();
    let graph = Store::open(place.path().join("good.db")).unwrap().load().unwrap();
    assert_eq!(graph.edge_count(), 1);
    fs::write(place.path().join("columns.csv"), "source,relation,object\n").unwrap();
    let refused = techgraph(place.path(), &["load", "columns.csv"]).code(1);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("columns.csv:1: no column target"));
    fs::write(place.path().join("columns.csv"), "source,relation,target,price\n").unwrap();
    let refused = techgraph(place.path(), &["load", "columns.csv"]).code(1);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("there is no column \"price\""));
}

#[test]
fn ends_must_be_of_types_that_the_relation_has() {
    let place = tempfile::tempdir().unwrap();
    let line =
        exported(&sample()).lines().next().unwrap().replace("\"relation\":\"regulates\"", "\"relation\":\"works_for\"");
    assert!(line.contains("works_for"));
    fs::write(place.path().join("bad.jsonl"), line).unwrap();
    let refused = techgraph(place.path(), &["load", "bad.jsonl"]).code(1);
    let error = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(
        error.contains("bad.jsonl:1: subject: works_for has no organization there; expected type person"),
        "{error}"
    );
}

/// Ids and groups of another program are its own affair.
#[test]
fn only_our_own_lines_tell_ids() {
    let place = tempfile::tempdir().unwrap();
    let ours = exported(&sample());
    let line = ours.lines().next().unwrap();
    for (line, told) in [(line.to_string(), true), (line.replace("techgraph/1", "other/1"), false)] {
        fs::write(place.path().join("one.jsonl"), line).unwrap();
        let _ = fs::remove_file(place.path().join("techgraph.db"));
        techgraph(place.path(), &["load", "one.jsonl"]).success();
        let graph = Store::open(place.path().join("techgraph.db")).unwrap().load().unwrap();
        let ids: Vec<&str> = graph.entities().map(|e| e.id.0.as_str()).collect();
        assert_eq!(ids == ["commission", "quarry"], told, "{ids:?}");
    }
}
