//! Times the commands on a graph of 200,000 entities and 1,000,000 edges, from process start, with a warm file cache.
//!
//! `cargo bench --bench million` makes the graph once (target/tmp/million.db), runs every command of [`COMMANDS`] several
//! times and fails if one of those with a limit is slower. `-- --graph FILE` uses another graph, `-- --generate` only makes
//! the file, `-- --entities N --edges N` one of another size. `benches/whole_graph.py` compares whole-graph questions with
//! other programs.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod generate;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Runs a command; the middle time counts.
const RUNS: usize = 7;

/// A command, with the most milliseconds that it may take, or the command whose time it may take three times.
enum Limit {
    Milliseconds(u64),
    ThriceThe(&'static str),
    None,
}

/// What is timed, under the name by which others refer to it. `HUB`, `LEAF` and `OTHER` stand for entities of many and of
/// few edges.
const COMMANDS: &[(&str, &[&str], Limit)] = &[
    ("show", &["show", "LEAF"], Limit::Milliseconds(100)),
    ("show hub", &["show", "HUB"], Limit::Milliseconds(100)),
    ("neighbors", &["neighbors", "LEAF", "--depth", "2"], Limit::Milliseconds(100)),
    ("neighbors hub", &["neighbors", "HUB", "--depth", "2"], Limit::None),
    ("list", &["list"], Limit::Milliseconds(100)),
    ("list relation", &["list", "--relation", "invests_in", "--status", "reported"], Limit::Milliseconds(100)),
    (
        "list since",
        &["list", "--relation", "acquires", "--since", "2025-06", "--until", "2025-07"],
        Limit::Milliseconds(100),
    ),
    ("list amount", &["list", "--min-amount", "90bn", "--sort", "amount"], Limit::Milliseconds(100)),
    ("list type", &["list", "--type", "person", "--min-sources", "2", "--sort", "sources"], Limit::Milliseconds(100)),
    (
        "list many",
        &["list", "--relation", "invests_in", "--min-amount", "1bn", "--sort", "amount"],
        Limit::Milliseconds(100),
    ),
    ("path", &["path", "LEAF", "OTHER"], Limit::Milliseconds(100)),
    ("path hub", &["path", "LEAF", "HUB"], Limit::Milliseconds(100)),
    ("stats", &["stats"], Limit::None),
    (
        "match show",
        &["match", "MATCH (a {name: 'LEAF'})-[r]-(b) RETURN a.name, type(r), b.name, r.status, r.amount, r.quote"],
        Limit::ThriceThe("show"),
    ),
    (
        "match hub",
        &[
            "match",
            "MATCH (a {name: 'HUB'})-[r]-(b) RETURN a.name, type(r), b.name, r.status, r.amount ORDER BY r.first_day DESC LIMIT 50",
        ],
        Limit::ThriceThe("show hub"),
    ),
    (
        "match neighbors",
        &[
            "match",
            "MATCH (a {name: 'LEAF'})-[r*1..2]-(b) WITH last(r) AS r, min(size(r)) AS depth RETURN DISTINCT startNode(r).name, type(r), endNode(r).name, r.status, r.date ORDER BY r.date DESC LIMIT 50",
        ],
        Limit::ThriceThe("neighbors"),
    ),
    (
        "match list",
        &[
            "match",
            "MATCH (a)-[r:invests_in]->(b) WHERE r.status = 'reported' RETURN a.name, b.name, r.first_day ORDER BY r.first_day DESC LIMIT 50",
        ],
        Limit::ThriceThe("list relation"),
    ),
    (
        "match amount",
        &[
            "match",
            "MATCH (a)-[r]->(b) WHERE r.amount >= 90e9 RETURN a.name, type(r), b.name, r.amount ORDER BY r.amount DESC LIMIT 50",
        ],
        Limit::ThriceThe("list amount"),
    ),
    (
        "match many",
        &[
            "match",
            "MATCH (a)-[r:invests_in]->(b) WHERE r.amount >= 1e9 RETURN a.name, b.name, r.amount ORDER BY r.amount DESC LIMIT 50",
        ],
        Limit::ThriceThe("list many"),
    ),
    (
        "match path",
        &[
            "match",
            "MATCH p = (a {name: 'LEAF'})-[*1..3]-(b {name: 'HUB'}) RETURN [n IN nodes(p) | n.name] AS way LIMIT 1",
        ],
        Limit::ThriceThe("path hub"),
    ),
    (
        "match stats",
        &["match", "MATCH ()-[r]->() RETURN type(r), r.status, count(*) AS edges ORDER BY edges DESC"],
        Limit::ThriceThe("stats"),
    ),
    (
        "match triangle",
        &["match", "MATCH (a)-[:acquires]->(b)-[:supplies]->(a) RETURN count(*) AS circles"],
        Limit::None,
    ),
    (
        "match co-investors",
        &[
            "match",
            "MATCH (a {name: 'HUB'})-[:invests_in]->(b)<-[:invests_in]-(c) RETURN c.name, count(b) AS both ORDER BY both DESC LIMIT 10",
        ],
        Limit::None,
    ),
    ("sql", &["sql", "SELECT relation, count(*), sum(amount_hundredths) / 100 FROM relation GROUP BY 1"], Limit::None),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
    let number = |name: &str, default| value(name).and_then(|v| v.parse().ok()).unwrap_or(default);
    let (entities, edges) = (number("--entities", 200_000), number("--edges", 1_000_000));
    let graph =
        value("--graph").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("million.db"), PathBuf::from);
    if !graph.exists() {
        let started = Instant::now();
        let unfinished = graph.with_extension("unfinished");
        let _ = std::fs::remove_file(&unfinished);
        let made = generate::generate(&unfinished, entities, edges);
        if let Err(error) =
            made.and_then(|()| std::fs::rename(&unfinished, &graph).map_err(techgraph::Error::io("rename", &graph)))
        {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
        println!("made {} in {:.0} s", graph.display(), started.elapsed().as_secs_f64());
    }
    if arguments.iter().any(|a| a == "--generate") {
        return ExitCode::SUCCESS;
    }
    let names = [
        ("HUB", generate::name(0)),
        ("LEAF", generate::name(entities * 9 / 10)),
        ("OTHER", generate::name(entities * 7 / 10)),
    ];
    let only = value("--only").map_or("", |v| v);
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut slow = 0;
    for (name, command, limit) in COMMANDS.iter().filter(|c| c.0.contains(only)) {
        let filled: Vec<String> = command
            .iter()
            .map(|word| names.iter().fold(word.to_string(), |word, (from, to)| word.replace(from, to)))
            .collect();
        let Some(time) = timed(&filled, &graph) else {
            println!("{name:<20}failed: techgraph {}", filled.join(" "));
            slow += 1;
            continue;
        };
        times.push((name, time));
        let most = match limit {
            Limit::Milliseconds(ms) => Some(Duration::from_millis(*ms)),
            Limit::ThriceThe(other) => times.iter().find(|t| t.0 == *other).map(|t| t.1 * 3),
            Limit::None => None,
        };
        let verdict = match most {
            Some(most) if time > most => {
                slow += 1;
                format!("SLOWER than {:.1}", most.as_secs_f64() * 1e3)
            }
            Some(most) => format!("within {:.1}", most.as_secs_f64() * 1e3),
            None => String::new(),
        };
        println!("{name:<20}{:>9.1} ms  {verdict}", time.as_secs_f64() * 1e3);
    }
    if slow > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The middle time of a command from start to end; `None` where it fails or prints nothing.
fn timed(command: &[String], graph: &Path) -> Option<Duration> {
    let run = || {
        let started = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_techgraph"))
            .args(command)
            .args(["--format", "jsonl"])
            .arg("--graph")
            .arg(graph)
            .stderr(Stdio::null())
            .output()
            .ok()?;
        (output.status.success() && !output.stdout.is_empty()).then(|| started.elapsed())
    };
    run()?;
    let mut times = (0..RUNS).map(|_| run()).collect::<Option<Vec<_>>>()?;
    times.sort();
    times.get(RUNS / 2).copied()
}
