mod commands;

use crate::corpus::{Dice, Told, name, random, store_of, told};
use std::collections::BTreeSet;
use techgraph::Error;
use techgraph::query::cypher::{Parameters, ask};
use techgraph::store::Store;

fn deals() -> Vec<Told> {
    vec![
        told("a", "2026-01-02", &["Zanova invests_in Kelova confirmed 500", "Zanova acquires Oriova announced"]),
        told(
            "b",
            "2026-02-03",
            &[
                "Brunova invests_in Kelova reported 200",
                "Kelova supplies Zanova confirmed",
                "Ludmila_Brandt works_for Zanova confirmed",
            ],
        ),
        told(
            "c",
            "2026-03-04",
            &[
                "Oriova supplies Tamova confirmed 10",
                "Tamova supplies Kelova reported",
                "Brunova invests_in Tamova denied",
            ],
        ),
        told("d", "2026-03-05", &["Kelova competes_with Tamova confirmed"]),
    ]
}

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
    wrong: Vec<Wrong>,
}

#[derive(serde::Deserialize)]
struct Case {
    why: String,
    query: String,
    rows: String,
}

#[derive(serde::Deserialize)]
struct Wrong {
    query: String,
    says: Vec<String>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("data/cypher.toml")).unwrap()
}

fn parameters() -> Parameters {
    let mut parameters = Parameters::default();
    parameters.set("who", "Zanova".into());
    parameters.set("least", 1.5e8.into());
    parameters.set("of", serde_json::json!(["confirmed", "reported"]));
    parameters
}

/// The rows of an answer as texts.
fn rows(store: &Store, query: &str) -> Vec<String> {
    let answer = ask(store, query, &parameters()).unwrap_or_else(|e| panic!("{query}\n{e}"));
    answer.rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect()
}

#[test]
fn queries_give_their_rows() {
    let (_folder, store) = store_of(&deals());
    let mut failed = Vec::new();
    for case in cases().case {
        let wanted: Vec<serde_json::Value> = serde_json::from_str(&case.rows).unwrap();
        let mut wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        let mut found = rows(&store, &case.query);
        if !case.query.to_lowercase().contains("order by") {
            wanted.sort();
            found.sort();
        }
        if found != wanted {
            failed.push(format!("{}\n  {}\n  found  {found:?}\n  wanted {wanted:?}", case.why, case.query));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let (_folder, store) = store_of(&deals());
    let mut failed = Vec::new();
    for wrong in cases().wrong {
        let said = match ask(&store, &wrong.query, &Parameters::default()) {
            Err(e @ Error::Query { .. }) => e.to_string(),
            other => format!("{other:?}"),
        };
        if !wrong.says.iter().all(|s| said.contains(s)) {
            failed.push(format!("{}\n{said}\n  wanted {:?}", wrong.query, wrong.says));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn nesting_has_an_end_and_no_text_is_too_odd() {
    let (_folder, store) = store_of(&deals());
    for query in
        [format!("RETURN {}1", "(".repeat(5_000)), format!("RETURN {}", "NOT ".repeat(5_000)), "-".repeat(5_000)]
    {
        assert!(matches!(ask(&store, &query, &Parameters::default()), Err(Error::Query { .. })));
    }
    let mut dice = Dice::new(3);
    let whole = cases().case.iter().map(|c| c.query.clone()).collect::<Vec<_>>();
    for _ in 0..1_000 {
        // Cut and glued queries: an answer or an error, never a panic, and the place is one of the text.
        let (a, b) = (dice.pick(&whole).clone(), dice.pick(&whole).clone());
        let cut = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap();
        let (i, j) = (cut(&a, dice.roll(a.len() + 1)), cut(&b, dice.roll(b.len() + 1)));
        let query = format!("{}{}", &a[..i], &b[j..]);
        match ask(&store, &query, &parameters()) {
            Err(e @ Error::Query { start, end, .. }) => {
                assert!(start <= end && end <= query.len().max(1), "{query}");
                assert!(e.to_string().contains('^'), "{query}");
            }
            Err(e) => panic!("{query}: {e}"),
            Ok(_) => {}
        }
    }
}

/// An edge as (subject, relation, object), by names.
type Triple = (String, String, String);

fn triples(store: &Store) -> Vec<Triple> {
    let graph = store.load().unwrap();
    graph.edges().map(|(_, s, e, o)| (s.name.clone(), e.relation.to_string(), o.name.clone())).collect()
}

/// A step of a random pattern.
struct Leg {
    relations: Vec<&'static str>,
    arrow: &'static str,
    from: usize,
    to: usize,
}

impl Leg {
    fn text(&self) -> String {
        let types = self.relations.join("|");
        let types = if types.is_empty() { types } else { format!(":{types}") };
        let (left, right) = match self.arrow {
            ">" => ("-", "->"),
            "<" => ("<-", "-"),
            _ => ("-", "-"),
        };
        format!("(n{}){left}[{types}]{right}(n{})", self.from, self.to)
    }

    /// The ways in which an edge fits, as (from, to).
    fn fits<'t>(&self, (s, r, o): &'t Triple) -> Vec<(&'t str, &'t str)> {
        if !self.relations.is_empty() && !self.relations.contains(&r.as_str()) {
            return Vec::new();
        }
        match self.arrow {
            ">" => vec![(s, o)],
            "<" => vec![(o, s)],
            _ if s == o => vec![(s, o)],
            _ => vec![(s, o), (o, s)],
        }
    }
}

/// All rows of a pattern, by trying every edge for every step.
fn brute(
    legs: &[Leg],
    edges: &[Triple],
    bound: &mut Vec<Option<String>>,
    taken: &mut Vec<usize>,
    out: &mut Vec<String>,
) {
    let Some(leg) = legs.get(taken.len()) else {
        let names: Vec<&str> = bound.iter().flatten().map(String::as_str).collect();
        out.push(serde_json::to_string(&names).unwrap());
        return;
    };
    for (i, edge) in edges.iter().enumerate() {
        if taken.contains(&i) {
            continue;
        }
        for (from, to) in leg.fits(edge) {
            let before = bound.clone();
            let fits = |slot: &Option<String>, name: &str| slot.as_deref().is_none_or(|n| n == name);
            if !fits(&bound[leg.from], from) || (leg.from == leg.to && from != to) || !fits(&bound[leg.to], to) {
                continue;
            }
            bound[leg.from] = Some(from.to_string());
            bound[leg.to] = Some(to.to_string());
            taken.push(i);
            brute(legs, edges, bound, taken, out);
            taken.pop();
            *bound = before;
        }
    }
}

#[test]
fn random_patterns_are_found_as_by_trying_everything() {
    const TYPES: [&str; 5] = ["invests_in", "acquires", "supplies", "partners_with", "competes_with"];
    let mut dice = Dice::new(17);
    let mut rows_met = 0;
    for seed in 0..4 {
        let (_folder, store) = store_of(&random(100 + seed, 7, 8));
        let edges = triples(&store);
        for _ in 0..20 {
            let mut nodes = 1;
            let legs: Vec<Leg> = (0..1 + dice.roll(3))
                .map(|_| {
                    let from = dice.roll(nodes);
                    let to = dice.roll(nodes + 1);
                    nodes = nodes.max(to + 1);
                    let relations: BTreeSet<&str> = (0..dice.roll(3)).map(|_| *dice.pick(&TYPES)).collect();
                    let arrow = *dice.pick(&[">", "<", "-"]);
                    Leg { relations: relations.into_iter().collect(), arrow, from, to }
                })
                .collect();
            let mut wanted = Vec::new();
            brute(&legs, &edges, &mut vec![None; nodes], &mut Vec::new(), &mut wanted);
            let patterns: Vec<String> = legs.iter().map(Leg::text).collect();
            let columns: Vec<String> = (0..nodes).map(|n| format!("n{n}.name")).collect();
            // The same with the first entity given by name: it is then planned from there.
            let start = edges[dice.roll(edges.len())].0.clone();
            let all = format!("MATCH {} RETURN {}", patterns.join(", "), columns.join(", "));
            let some = format!("MATCH {} WHERE n0.name = '{start}' RETURN {}", patterns.join(", "), columns.join(", "));
            wanted.sort();
            let mut found = rows(&store, &all);
            found.sort();
            assert_eq!(found, wanted, "{all}");
            rows_met += wanted.len();
            let mut found = rows(&store, &some);
            found.sort();
            let prefix = format!("[{}", serde_json::to_string(&start).unwrap());
            wanted.retain(|row| row.starts_with(&format!("{prefix},")) || *row == format!("{prefix}]"));
            assert_eq!(found, wanted, "{some}");
        }
    }
    assert!(rows_met > 200, "{rows_met}");
}

/// All trails of some lengths from an entity, as their last entities.
fn trails(edges: &[Triple], at: &str, lengths: (usize, usize), taken: &mut Vec<usize>, out: &mut Vec<String>) {
    if taken.len() >= lengths.0 {
        out.push(format!("[{at:?}]"));
    }
    if taken.len() == lengths.1 {
        return;
    }
    for (i, (s, _, o)) in edges.iter().enumerate() {
        if !taken.contains(&i) && s == at {
            taken.push(i);
            trails(edges, o, lengths, taken, out);
            taken.pop();
        }
    }
}

#[test]
fn lengths_are_walked_as_by_trying_everything() {
    for seed in 0..4 {
        let (_folder, store) = store_of(&random(200 + seed, 8, 9));
        let edges = triples(&store);
        for lengths in [(1, 1), (0, 2), (2, 3), (1, 4)] {
            for number in 0..9 {
                let start = name(number).replace('_', " ");
                let mut wanted = Vec::new();
                if edges.iter().any(|e| e.0 == start || e.2 == start) {
                    trails(&edges, &start, lengths, &mut Vec::new(), &mut wanted);
                }
                let query = |left: &str, right: &str| {
                    format!("MATCH (a {left})-[*{}..{}]->(b {right}) RETURN b.name", lengths.0, lengths.1)
                };
                let from = format!("{{name: '{start}'}}");
                let mut found = rows(&store, &query(&from, ""));
                wanted.sort();
                found.sort();
                assert_eq!(found, wanted);
                // Both ends known: the search is held to what can still arrive.
                let goal = name(0).replace('_', " ");
                wanted.retain(|row| *row == format!("[{goal:?}]"));
                assert_eq!(rows(&store, &query(&from, &format!("{{name: '{goal}'}}"))), wanted);
            }
        }
    }
}

#[test]
fn much_of_a_graph_is_read_at_once_and_answers_stay_the_same() {
    let (_folder, store) = store_of(&random(31, 700, 300));
    let edges = triples(&store);
    let mut wanted = 0;
    for (i, a) in edges.iter().enumerate() {
        wanted += edges.iter().enumerate().filter(|(j, b)| i != *j && a.2 == b.0).count();
    }
    // From every entity, one by one, and from every edge.
    let every = rows(&store, "MATCH (a) WITH a MATCH (a)-->(b)-->(c) RETURN count(*) AS n");
    assert_eq!(every, [format!("[{wanted}]")]);
    assert_eq!(rows(&store, "MATCH (a)-->(b)-->(c) RETURN count(*) AS n"), every);
    let walked = rows(&store, "MATCH (a) WITH a MATCH (a)-[r]->(b) RETURN a.name, type(r), b.name");
    let scanned = rows(&store, "MATCH (a)-[r]->(b) RETURN a.name, type(r), b.name");
    assert_eq!(walked, scanned, "also in the same order");
    assert_eq!(walked.len(), edges.len());
}

#[test]
fn the_order_of_articles_tells_nothing() {
    let mut articles = random(41, 60, 20);
    let query = "MATCH (a)-[r]->(b)-[q]->(c) RETURN a.name, type(r), b.name, type(q), c.name, r.quote LIMIT 40";
    let (_folder, store) = store_of(&articles);
    let before = rows(&store, query);
    Dice::new(5).shuffle(&mut articles);
    let (_other, store) = store_of(&articles);
    assert_eq!(rows(&store, query), before);
    assert_eq!(before.len(), 40);
}

#[test]
fn sql_reads_views_and_nothing_else() {
    let (folder, mut store) = store_of(&deals());
    let found =
        store.sql("SELECT subject_name, amount FROM relation WHERE relation = 'invests_in' ORDER BY 1, 2").unwrap();
    assert_eq!(found.columns, ["subject_name", "amount"]);
    assert_eq!(found.rows.len(), 3);
    assert_eq!(found.rows[2], [serde_json::json!("Zanova"), serde_json::json!(5e8)]);
    let nested = "WITH x AS (SELECT e.name FROM entity e WHERE e.type = 'person') SELECT (SELECT count(*) FROM statement), * FROM x";
    assert_eq!(store.sql(nested).unwrap().rows, [[serde_json::json!(9), serde_json::json!("Ludmila Brandt")]]);
    assert_eq!(store.sql("SELECT value FROM json_each('[1,2]')").unwrap().rows.len(), 2);
    let before = std::fs::read(folder.path().join("graph.db")).unwrap();
    for (query, says) in [
        ("DELETE FROM edge_row", "only reads"),
        ("DROP VIEW relation", "only reads"),
        ("INSERT INTO article_row (id) VALUES ('x')", "only reads"),
        ("UPDATE relation SET status = 'x'", "cannot modify"),
        ("CREATE TABLE x (y)", "only reads"),
        ("CREATE TEMP TABLE x (y)", "only reads"),
        ("ATTACH 'other.db' AS other", "only reads"),
        ("VACUUM INTO 'copy.db'", "only reads"),
        ("PRAGMA user_version = 7", "only reads"),
        ("PRAGMA query_only = 0", "only reads"),
        ("PRAGMA writable_schema = 1", "only reads"),
        ("SELECT * FROM pragma_table_info('edge_row')", "only"),
        ("BEGIN IMMEDIATE", "only reads"),
        ("REINDEX", "only reads"),
        ("ANALYZE", "only reads"),
        ("SELECT * FROM edge_row", "only the views"),
        ("SELECT load_extension('x')", ""),
        ("SELECT 1; DELETE FROM edge_row", ""),
        ("SELEC 1", "syntax error"),
        ("SELECT nme FROM entity", "no such column"),
        ("SELECT * FROM edges", "the views are entity, relation, statement, article"),
    ] {
        let said = store.sql(query).unwrap_err();
        assert!(matches!(said, Error::Query { .. }), "{query}: {said:?}");
        assert!(said.to_string().contains(says) && said.to_string().contains('^'), "{query}: {said}");
    }
    assert_eq!(std::fs::read(folder.path().join("graph.db")).unwrap(), before);
    assert!(!folder.path().join("copy.db").exists() && !std::path::Path::new("copy.db").exists());
    // The store can be asked and written as before.
    assert_eq!(store.load().unwrap().edge_count(), 9);
}
