//! The explorer's page: all in one file, nothing of an article runs, and (in a browser) it does what a person asks.
//!
//! What needs a browser runs where `TECHGRAPH_CHROMIUM` names one and `npm ci` was run in `explorer/`.

use crate::graphs::{entity, fact, link, sample, source};
use base64::Engine as _;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use techgraph::graph::{Fact, Graph, Source};
use techgraph::render::{Options, Target};
use techgraph::value::{EntityType, Span, Status};
use techgraph::vocab::Vocabulary;

fn page_with(graph: &Graph, texts: BTreeMap<String, String>) -> String {
    let target = Target::find("html").unwrap();
    let options = Options { max_edges: target.max_edges, texts, ..Options::default() };
    String::from_utf8(target.draw(graph, Vocabulary::builtin(), &options).unwrap()).unwrap()
}

fn page(graph: &Graph) -> String {
    page_with(graph, BTreeMap::new())
}

fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// Runs a script of `explorer/test/`; says whether there is a browser to run it in.
pub(crate) fn browse(script: &str, arguments: &[&str]) -> bool {
    if std::env::var_os("TECHGRAPH_CHROMIUM").is_none() {
        eprintln!("not run: TECHGRAPH_CHROMIUM names no browser");
        return false;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("explorer/test").join(script);
    let run = Command::new("node").arg(script).args(arguments).output().unwrap();
    let (out, error) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}{error}");
    println!("{out}");
    true
}

/// What wants to run, or to leave its field.
const PAYLOADS: &[&str] = &[
    "<script>pwned=1</script>",
    "</script><script>pwned=1</script>",
    "<img src=x onerror=pwned=1>",
    "\"><svg onload=pwned=1>",
    "' onmouseover='pwned=1",
    "<!--<script>",
    "{{script}}{{data}}",
    "${pwned=1}",
    "javascript:pwned=1",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "\u{2028}pwned=1\u{2029}//",
    "a\u{202e}b\u{0}c\\u003cscript",
    "]]><script>pwned=1</script>",
    "&lt;script&gt;pwned=1&lt;/script&gt;",
];

fn hostile() -> Graph {
    let entities = PAYLOADS
        .iter()
        .enumerate()
        .map(|(i, text)| {
            let mut e = entity(&format!("{text}{i}"), text, EntityType::ALL[i % EntityType::ALL.len()]);
            e.aliases = vec![format!("{text} again")];
            e
        })
        .collect();
    let links = PAYLOADS
        .iter()
        .enumerate()
        .map(|(i, text)| {
            let url =
                if i % 2 == 0 { format!("javascript:pwned=1//{text}") } else { format!("https://example.org/{text}") };
            let told = Fact {
                source: Arc::new(Source {
                    article: text.to_string(),
                    title: text.to_string(),
                    publisher: Some(text.to_string()),
                    url: Some(url),
                    ..Source::clone(&source("a"))
                }),
                role: Some(text.to_string()),
                attribution: Some(text.to_string()),
                quote: format!("quote {text}"),
                ..fact("a", Status::ALL[i % Status::ALL.len()])
            };
            let next = (i + 1) % PAYLOADS.len();
            link(&format!("{text}{i}"), "invests_in", &format!("{}{next}", PAYLOADS[next]), vec![told])
        })
        .collect();
    Graph::new(entities, links)
}

/// `edges` relations among invented firms; some have many.
pub(crate) fn large(edges: usize) -> Graph {
    let relations = ["invests_in", "supplies", "competes_with", "partners_with", "works_for", "uses"];
    let firms = edges * 2 / 5;
    let mut state = 1_u64;
    let mut dice = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % n
    };
    let name = |i: usize| format!("firm-{i}");
    let entities = (0..firms).map(|i| entity(&name(i), &format!("Firm {i}"), EntityType::ALL[i % 4])).collect();
    let links = (0..edges)
        .map(|i| {
            let (a, b) = (dice(firms), dice(firms));
            let hub = dice(10) == 0;
            let subject = if hub { a % 40 } else { a };
            let object = if subject == b { (b + 1) % firms } else { b };
            let status = Status::ALL[dice(Status::ALL.len())];
            link(&name(subject), relations[i % relations.len()], &name(object), vec![fact("a1", status)])
        })
        .collect();
    Graph::new(entities, links)
}

#[test]
fn it_stands_alone() {
    let page = page(&sample());
    let (head, _) = page.split_once("<script type=\"application/json\"").unwrap();
    for outside in ["src=\"http", "href=\"http", "url(", "@import", "<link rel=\"stylesheet\"", "<script src"] {
        assert!(!head.contains(outside), "{outside}");
    }
    assert!(page.len() < 400_000, "{} bytes", page.len());
    assert!(head.contains("default-src &#39;none&#39;") || head.contains("default-src 'none'"));
}

#[test]
fn its_policy_lets_its_own_script_run_and_no_other() {
    let page = page(&sample());
    let (_, rest) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
    let policy = rest.split_once('"').unwrap().0;
    assert!(!policy.contains("unsafe"), "{policy}");
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    let inside = |open: &str, close: &str| page.rsplit_once(open).unwrap().1.split_once(close).unwrap().0.to_string();
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0.to_string();
    assert!(policy.contains(&format!("script-src 'sha256-{}'", hash(&inside("<script>", "</script>")))), "{policy}");
    assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(&style))), "{policy}");
}

#[test]
fn what_is_put_in_comes_out_as_it_was() {
    let graph = hostile();
    let page = page(&graph);
    assert_eq!(page.matches("</script>").count(), 2, "the data's and the script's own");
    assert_eq!(page.matches("<!--").count(), 0);
    let data = data(&page);
    let names: Vec<&str> =
        data["entities"]["rows"].as_array().unwrap().iter().map(|row| row[1].as_str().unwrap()).collect();
    let known: Vec<&str> = graph.entities().map(|e| e.name.as_str()).collect();
    assert_eq!(names, known);
    let edges = data["edges"]["rows"].as_array().unwrap();
    assert_eq!(edges.len(), PAYLOADS.len());
    // A title from the command line is no markup either.
    let options = Options { title: Some("</title><script>pwned=1</script>".into()), ..Options::default() };
    let titled = Target::find("html").unwrap().draw(&sample(), Vocabulary::builtin(), &options).unwrap();
    let titled = String::from_utf8(titled).unwrap();
    assert!(!titled.contains("<script>pwned"));
}

#[test]
fn quotes_stand_in_their_sentences() {
    let text = "Title\nThey met. After talks in May, they signed it on Monday. Others left.";
    let quote = "they signed it on Monday";
    let start = text.find(quote).unwrap() as u32;
    let told = Fact {
        quote: quote.into(),
        span: Span { start, end: start + quote.len() as u32 },
        ..fact("a1", Status::Confirmed)
    };
    let entities = vec![entity("a", "A", EntityType::Organization), entity("b", "B", EntityType::Organization)];
    let graph = Graph::new(entities, vec![link("a", "acquires", "b", vec![told])]);
    let data = data(&page_with(&graph, BTreeMap::from([("a1".to_string(), text.to_string())])));
    let columns = data["statements"]["columns"].as_array().unwrap();
    let column = |name: &str| columns.iter().position(|c| c == name).unwrap();
    let row = data["edges"]["rows"][0].as_array().unwrap().last().unwrap()[0].clone();
    assert_eq!(row[column("before")], "After talks in May, ");
    assert_eq!(row[column("quote")], quote);
    assert_eq!(row[column("after")], ".");
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    assert_eq!(page(&sample()), page(&sample()));
}

#[test]
fn a_person_can_use_it() {
    let place = tempfile::tempdir().unwrap();
    let (graph, page) = (place.path().join("sample.db"), place.path().join("graph.html"));
    let run = |arguments: &[&str]| {
        assert_cmd::Command::cargo_bin("techgraph")
            .unwrap()
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["--quiet", "--graph", graph.to_str().unwrap()])
            .args(arguments)
            .assert()
            .success();
    };
    run(&["build", "data/articles"]);
    run(&["render", "-o", page.to_str().unwrap()]);
    browse("page.mjs", &[page.to_str().unwrap()]);
}

#[test]
fn nothing_of_an_article_runs() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("hostile.html");
    std::fs::write(&file, page(&hostile())).unwrap();
    browse("hostile.mjs", &[file.to_str().unwrap()]);
}

#[test]
fn fifty_thousand_edges_are_usable_within_ten_seconds() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("large.html");
    std::fs::write(&file, page(&large(50_000))).unwrap();
    let seconds = std::env::var("TECHGRAPH_PAGE_SECONDS").unwrap_or("10".to_string());
    browse("large.mjs", &[file.to_str().unwrap(), "50000", &seconds]);
}
