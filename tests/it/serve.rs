//! The server: who may ask, what it answers, and that it writes only where it is told to.

use crate::corpus::{put, random, store_of};
use crate::explorer::browse;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use techgraph::serve::{Options, Server};
use techgraph::store::Store;

const TOKEN: &str = "correct horse battery";

/// A running server over a graph file.
struct Running {
    address: SocketAddr,
    stop: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    fn over(graph: &Path, options: Options) -> Running {
        let options = Options { address: SocketAddr::from(([127, 0, 0, 1], 0)), ..options };
        let server = Server::bind(graph, options).unwrap();
        let address = server.address();
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            let waiting = async move {
                while matches!(stopped.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            server.run(waiting).unwrap();
        });
        Running { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Asks with these headers besides `Host`, which is ours unless given.
    fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|h| h.0.eq_ignore_ascii_case("host")) {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(request.as_bytes()).unwrap();
        stream.write_all(b"\r\n").unwrap();
        // A server that refuses may close before it has read all.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_string(), body: body.to_string() }
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[], b"")
    }

    fn json(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A graph of made-up firms.
fn firms() -> (tempfile::TempDir, PathBuf) {
    let (folder, store) = store_of(&random(5, 60, 20));
    let path = store.path().to_path_buf();
    (folder, path)
}

#[test]
fn it_answers_what_the_graph_holds() {
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options::default());
    let stats = server.json("/api/v1/stats");
    let edges = stats["edges"].as_u64().unwrap();
    assert!(edges > 50 && stats["entities"] == 20);

    // Pages together are the whole, each edge once.
    let (mut seen, mut next) = (BTreeSet::new(), Some(0));
    while let Some(offset) = next {
        let page = server.json(&format!("/api/v1/edges?limit=17&offset={offset}&sort=name"));
        assert_eq!(page["total"].as_u64(), Some(edges));
        for edge in page["edges"].as_array().unwrap() {
            assert!(seen.insert(format!("{} {} {}", edge["subject"], edge["relation"], edge["object"])));
            for end in ["subject", "object"] {
                assert!(page["entities"].as_array().unwrap().iter().any(|e| e["id"] == edge[end]));
            }
        }
        next = page["next"].as_u64();
    }
    assert_eq!(seen.len() as u64, edges);

    let entities = server.json("/api/v1/entities?limit=1000");
    assert_eq!(entities["entities"].as_array().unwrap().len(), 20);
    let (a, b) = (&entities["entities"][0], &entities["entities"][1]);
    let id = a["id"].as_str().unwrap();
    let near = server.json(&format!("/api/v1/entities/{id}/neighbors?limit=1000"));
    let mine: Vec<&Value> = near["edges"].as_array().unwrap().iter().collect();
    assert!(!mine.is_empty() && mine.iter().all(|e| e["subject"] == a["id"] || e["object"] == a["id"]));
    let out = server.json(&format!("/api/v1/entities/{id}/neighbors?limit=1000&direction=out"));
    assert!(out["edges"].as_array().unwrap().iter().all(|e| e["subject"] == a["id"]));
    let confirmed = server.json("/api/v1/edges?status=confirmed&limit=1000");
    let confirmed = confirmed["edges"].as_array().unwrap();
    assert!(!confirmed.is_empty() && confirmed.iter().all(|e| e["status"] == "confirmed"));

    let edge = mine[0];
    let word = |name: &str| edge[name].as_str().unwrap();
    let said = server.json(&format!(
        "/api/v1/statements?subject={}&relation={}&object={}",
        word("subject"),
        word("relation"),
        word("object")
    ));
    assert_eq!(said["statements"].as_array().unwrap().len() as u64, edge["statements"].as_u64().unwrap());
    assert!(said["statements"][0]["quote"].as_str().is_some_and(|q| !q.is_empty()));

    let path = server.json(&format!("/api/v1/path?from={id}&to={}", b["id"].as_str().unwrap()));
    assert_eq!(path["steps"].as_array().unwrap().len() as u64, path["length"].as_u64().unwrap());
    let name: String = a["name"].as_str().unwrap().chars().take(3).collect();
    let found = server.json(&format!("/api/v1/search?q={name}"));
    assert!(found["entities"].as_array().unwrap().iter().any(|e| e["id"] == a["id"]));
    assert_eq!(server.json("/api/v1/graph?limit=10")["edges"].as_array().unwrap().len(), 10);
}

#[test]
fn wrong_questions_are_told_as_json() {
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options::default());
    for (target, status, code) in [
        ("/api/v1/edges?limit=0", 400, "parameter"),
        ("/api/v1/edges?limit=5000", 400, "parameter"),
        ("/api/v1/edges?relation=bribes", 400, "parameter"),
        ("/api/v1/edges?status=certain", 400, "parameter"),
        ("/api/v1/edges?since=yesterday", 400, "parameter"),
        ("/api/v1/edges?depth=1", 400, "parameter"),
        ("/api/v1/edges?colour=red", 400, "parameter"),
        ("/api/v1/edges?min_confidence=2", 400, "parameter"),
        ("/api/v1/edges?limit=ten", 400, "parameter"),
        ("/api/v1/search", 400, "parameter"),
        ("/api/v1/path?from=a", 400, "parameter"),
        ("/api/v1/entities/nobody-at-all", 404, "unknown_entity"),
        ("/api/v1/entities/%ff", 400, "parameter"),
        ("/api/v1/statements?subject=a&relation=b&object=c", 404, "unknown_edge"),
        ("/api/v2/edges", 404, "no_such_place"),
        ("/etc/passwd", 404, "no_such_place"),
        ("/api/v1/../../etc/passwd", 404, "no_such_place"),
    ] {
        let answer = server.get(target);
        let told: Value = serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{target}: {e}: {answer:?}"));
        assert_eq!((answer.status, &told["error"]["code"]), (status, &Value::from(code)), "{target}: {told}");
        assert!(told["error"]["message"].as_str().is_some_and(|m| m.len() > 5));
    }
    assert_eq!(server.ask("DELETE", "/api/v1/edges", &[], b"").status, 405);
}

#[test]
fn only_our_page_on_our_host_may_ask() {
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options { hosts: vec!["graph.example.org".into()], ..Options::default() });
    let own = format!("http://{}", server.address);
    let target = "/api/v1/stats";
    for (headers, status) in [
        (vec![], 200),
        (vec![("Host", "localhost")], 200),
        (vec![("Host", "localhost:8420")], 200),
        (vec![("Host", "[::1]:8420")], 200),
        (vec![("Host", "graph.example.org")], 200),
        (vec![("Host", "evil.example")], 421),
        (vec![("Host", "localhost.evil.example")], 421),
        (vec![("Host", "graph.example.org.evil.example:80")], 421),
        (vec![("Origin", own.as_str())], 200),
        (vec![("Origin", "http://evil.example")], 403),
        (vec![("Origin", "null")], 403),
        (vec![("Origin", "http://127.0.0.1:1")], 403),
        (vec![("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")], 403),
        (vec![("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], 200),
        (vec![("Sec-Fetch-Site", "same-origin")], 200),
    ] {
        let answer = server.ask("GET", target, &headers, b"");
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[test]
fn a_token_is_asked_for_where_others_can_connect() {
    let (_folder, graph) = firms();
    let anywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    for (address, token) in
        [(anywhere, None), (anywhere, Some("short")), (SocketAddr::from(([127, 0, 0, 1], 0)), Some("short"))]
    {
        let options = Options { address, token: token.map(String::from), ..Options::default() };
        let error = Server::bind(&graph, options).unwrap_err();
        assert!(matches!(error, techgraph::Error::Usage(_)), "{error}");
    }
    let server = Running::over(&graph, Options { token: Some(TOKEN.into()), ..Options::default() });
    let with = |value: &str| server.ask("GET", "/api/v1/stats", &[("Authorization", value)], b"").status;
    assert_eq!(server.get("/api/v1/stats").status, 401);
    assert_eq!(with("Bearer wrong horse battery"), 401);
    assert_eq!(with(TOKEN), 401);
    assert_eq!(with(&format!("Bearer {TOKEN}")), 200);
    // The page itself holds nothing of the graph.
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    assert_eq!(server.ask("POST", "/api/v1/articles?name=a.txt", &[], b"x").status, 401);
}

#[test]
fn who_has_an_answer_is_not_sent_it_again() {
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options::default());
    let first = server.get("/api/v1/edges");
    let tag = first.header("etag").unwrap().to_string();
    let again = server.ask("GET", "/api/v1/edges", &[("If-None-Match", &tag)], b"");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    // A change of the graph changes the tag.
    put(&mut Store::create(&graph).unwrap(), &random(77, 30, 20), 10);
    let later = server.ask("GET", "/api/v1/edges", &[("If-None-Match", &tag)], b"");
    assert_eq!(later.status, 200);
    assert_ne!(later.header("etag"), Some(tag.as_str()));
}

#[test]
fn nothing_is_written_unless_allowed() {
    let (_folder, graph) = firms();
    let before = std::fs::read(&graph).unwrap();
    {
        let server = Running::over(&graph, Options::default());
        let answer = server.ask("POST", "/api/v1/articles?name=a.txt", &[], b"Acme buys Widget");
        assert_eq!(answer.status, 403, "{}", answer.body);
        for target in ["/api/v1/stats", "/api/v1/edges", "/api/v1/graph", "/api/v1/search?q=a"] {
            assert_eq!(server.get(target).status, 200);
        }
    }
    assert_eq!(std::fs::read(&graph).unwrap(), before);
}

#[test]
fn articles_are_added_where_allowed() {
    let (_folder, graph) = firms();
    let options = Options { allow_write: true, max_body: 20_000, ..Options::default() };
    let server = Running::over(&graph, options);
    let text = "Nvidia to invest in Mistral AI\n\nNvidia said on Monday that it will invest $2 billion in Mistral AI, the French developer.\n";
    let answer = server.ask("POST", "/api/v1/articles?name=nvidia-mistral.txt", &[], text.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("text/event-stream"));
    for event in ["event: progress", "event: done", "\"new\":1"] {
        assert!(answer.body.contains(event), "{event}: {}", answer.body);
    }
    let near = server.json("/api/v1/entities/Mistral%20AI/neighbors");
    assert!(near["edges"].as_array().unwrap().iter().any(|e| e["relation"] == "invests_in"), "{near}");
    // The same again changes nothing, and what is no article is told.
    let again = server.ask("POST", "/api/v1/articles?name=nvidia-mistral.txt", &[], text.as_bytes());
    assert!(again.body.contains("known already"), "{}", again.body);
    for (name, body, status) in [
        ("a.exe", b"x".to_vec(), 422),
        ("a.jsonl", b"{".to_vec(), 422),
        ("a.txt", Vec::new(), 422),
        ("..%2F..%2F", b"x".to_vec(), 400),
        ("a.txt", vec![b'a'; 30_000], 413),
    ] {
        let answer = server.ask("POST", &format!("/api/v1/articles?name={name}"), &[], &body);
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
    }
    let foreign = [("Origin", "http://evil.example")];
    assert_eq!(server.ask("POST", "/api/v1/articles?name=a.txt", &foreign, text.as_bytes()).status, 403);
    assert_eq!(Store::open(&graph).unwrap().verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn the_description_names_every_question() {
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options::default());
    let description = server.json("/api/v1/openapi.json");
    let paths = description["paths"].as_object().unwrap();
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/serve.rs")).unwrap();
    let (_, api) = source.split_once("let api").unwrap();
    let (api, _) = api.split_once(".layer").unwrap();
    let routes: BTreeSet<&str> = api.split(".route(\"").skip(1).map(|r| r.split('"').next().unwrap()).collect();
    assert_eq!(paths.keys().map(String::as_str).collect::<BTreeSet<_>>(), routes);
    let relations = description["components"]["parameters"]["relation"]["schema"]["pattern"].as_str().unwrap();
    for relation in techgraph::vocab::relation_names() {
        assert!(relations.contains(relation), "{relation}");
    }
}

#[test]
fn slow_and_silent_clients_hold_nobody_up() {
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options::default());
    let silent: Vec<TcpStream> = (0..100).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    let mut half = TcpStream::connect(server.address).unwrap();
    half.write_all(b"GET /api/v1/stats HTTP/1.1\r\nHost: loc").unwrap();
    let begun = Instant::now();
    assert_eq!(server.get("/api/v1/stats").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(10));
    drop(silent);
}

#[test]
fn a_browser_explores_it() {
    let place = tempfile::tempdir().unwrap();
    let graph = place.path().join("sample.db");
    let article = place.path().join("helix-buys-quarry.txt");
    std::fs::write(&article, "Nvidia to acquire Helix Compute\n\nNvidia said on Monday that it will acquire Helix Compute for $3 billion. Helix Compute competes with CoreWeave.\n").unwrap();
    assert_cmd::Command::cargo_bin("techgraph")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["--quiet", "--graph", graph.to_str().unwrap(), "build", "data/articles"])
        .assert()
        .success();
    let server = Running::over(&graph, Options { token: Some(TOKEN.into()), allow_write: true, ..Options::default() });
    let address = format!("http://{}/", server.address);
    browse("served.mjs", &[&address, TOKEN, article.to_str().unwrap()]);
}

/// The whole description against schemathesis, where `TECHGRAPH_PYTHON` names a Python that has it.
#[test]
fn no_question_breaks_it() {
    let Some(python) = std::env::var_os("TECHGRAPH_PYTHON") else {
        eprintln!("not run: TECHGRAPH_PYTHON names no Python with schemathesis");
        return;
    };
    let (_folder, graph) = firms();
    let server = Running::over(&graph, Options { allow_write: true, ..Options::default() });
    let base = format!("http://{}/api/v1", server.address);
    let run = std::process::Command::new(python)
        .args(["-m", "schemathesis.cli", "run", &format!("{base}/openapi.json"), "--url", &base])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(["--max-examples", "40", "--seed", "1", "--workers", "1", "--no-color"])
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{out}{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(Store::open(&graph).unwrap().verify().unwrap().faults, Vec::<String>::new());
}
