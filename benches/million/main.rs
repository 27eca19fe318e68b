//! Times the commands on a graph of 200,000 entities and 1,000,000 edges, from process start, with a warm file cache.
//!
//! `cargo bench --bench million` makes the graph once (target/tmp/million.db), runs every command of [`COMMANDS`] several
//! times, prints a table, and fails if the least time of one with a limit is above it. `-- --graph FILE` uses another
//! graph, `-- --generate` only makes the file, `-- --entities N --edges N` one of another size, `-- --only WORDS` runs those
//! with these words. `benches/whole_graph.py` compares whole-graph questions with other programs.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod generate;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// How often a command runs.
const RUNS: usize = 7;

/// A command, with the most milliseconds that it may take, or the command whose time it may take three times.
enum Limit {
    Milliseconds(u64),
    ThriceThe(&'static str),
    None,
}

/// A local question's.
const LOCAL: Limit = Limit::Milliseconds(100);

/// What is timed. `HUB`, `LEAF` and `OTHER` stand for entities of many and of few edges; a command is named by its words.
const COMMANDS: &[(&str, Limit)] = &[
    ("show LEAF", LOCAL),
    ("show HUB", LOCAL),
    ("show HUB --evidence", LOCAL),
    ("neighbors LEAF", LOCAL),
    ("neighbors LEAF --depth 2", LOCAL),
    ("neighbors HUB", LOCAL),
    ("neighbors HUB --depth 2", LOCAL),
    ("neighbors HUB --depth 2 --relation invests_in --sort amount", LOCAL),
    ("path LEAF OTHER", LOCAL),
    ("path LEAF HUB", LOCAL),
    ("path LEAF OTHER --direction out", LOCAL),
    ("path LEAF OTHER --avoid HUB", LOCAL),
    ("path LEAF OTHER --type organization", LOCAL),
    ("path LEAF OTHER --status confirmed", LOCAL),
    ("path LEAF OTHER --relation works_for,owns,sues", LOCAL),
    ("path LEAF HUB --all", Limit::None),
    ("path LEAF OTHER --via HUB", Limit::None),
    ("common LEAF HUB", LOCAL),
    ("timeline LEAF", LOCAL),
    ("conflicts LEAF --depth 2", LOCAL),
    ("list", LOCAL),
    ("list --limit 1000", LOCAL),
    ("list --sort amount", LOCAL),
    ("list --sort sources", LOCAL),
    ("list --sort confidence", LOCAL),
    ("list --sort name", LOCAL),
    ("list --relation invests_in", LOCAL),
    ("list --relation invests_in,acquires", LOCAL),
    ("list --relation invests_in --sort amount", LOCAL),
    ("list --relation invests_in --sort sources", LOCAL),
    ("list --relation invests_in --sort confidence", LOCAL),
    ("list --relation invests_in --sort name", LOCAL),
    ("list --relation invests_in --status reported", LOCAL),
    ("list --relation invests_in --min-amount 1bn --sort amount", LOCAL),
    ("list --relation acquires --since 2025-06 --until 2025-07", LOCAL),
    ("list --relation acquires --status denied --min-amount 50bn", LOCAL),
    ("list --status denied", LOCAL),
    ("list --status denied --sort sources", LOCAL),
    ("list --since 2025", LOCAL),
    ("list --until 2011", LOCAL),
    ("list --since 2015 --until 2016 --sort amount", LOCAL),
    ("list --since 2015 --until 2016 --sort name", LOCAL),
    ("list --min-amount 90bn", LOCAL),
    ("list --min-amount 90bn --sort amount", LOCAL),
    ("list --min-amount 1M", LOCAL),
    ("list --currency EUR", LOCAL),
    ("list --currency EUR --sort amount", LOCAL),
    ("list --min-sources 2", LOCAL),
    ("list --min-sources 2 --sort name", LOCAL),
    ("list --min-confidence 0.99", LOCAL),
    ("list --min-confidence 0.9 --sort sources", LOCAL),
    ("list --type person", LOCAL),
    ("list --type place", LOCAL),
    ("list --type person --sort sources", LOCAL),
    ("list --type person --sort amount", LOCAL),
    ("list --type place --sort name", LOCAL),
    ("list --type person,product --sort confidence", LOCAL),
    ("list --relation works_for --sort amount", LOCAL),
    ("list --relation works_for --sort name", LOCAL),
    ("list --min-amount 1bn --status denied --since 2025-06 --min-confidence 0.95", LOCAL),
    ("list --as-of 2015", LOCAL),
    ("list --as-of 2015 --relation acquires --sort amount", LOCAL),
    ("show HUB --as-of 2015", LOCAL),
    ("timeline HUB", Limit::None),
    ("conflicts HUB", Limit::None),
    ("stats", Limit::None),
    ("stats --as-of 2015", Limit::None),
    ("sql 'SELECT relation, count(*), sum(amount_hundredths) / 100 FROM relation GROUP BY 1'", Limit::None),
    (
        "match \"MATCH (a {name: 'LEAF'})-[r]-(b) RETURN a.name, type(r), b.name, r.status, r.amount, r.quote\"",
        Limit::ThriceThe("show LEAF"),
    ),
    (
        "match \"MATCH (a {name: 'HUB'})-[r]-(b) RETURN a.name, type(r), b.name, r.status, r.amount ORDER BY r.first_day DESC LIMIT 50\"",
        Limit::ThriceThe("neighbors HUB"),
    ),
    (
        "match \"MATCH (a {name: 'LEAF'})-[r*1..2]-(b) WITH last(r) AS r, min(size(r)) AS depth RETURN DISTINCT startNode(r).name, type(r), endNode(r).name, r.status, r.date ORDER BY r.date DESC LIMIT 50\"",
        Limit::ThriceThe("neighbors LEAF --depth 2"),
    ),
    (
        "match 'MATCH (a)-[r]->(b) RETURN a.name, type(r), b.name ORDER BY r.first_day DESC LIMIT 50'",
        Limit::ThriceThe("list"),
    ),
    (
        "match \"MATCH (a)-[r:invests_in]->(b) WHERE r.status = 'reported' RETURN a.name, b.name, r.first_day ORDER BY r.first_day DESC LIMIT 50\"",
        Limit::ThriceThe("list --relation invests_in --status reported"),
    ),
    (
        "match 'MATCH (a)-[r]->(b) WHERE r.amount >= 90e9 RETURN a.name, type(r), b.name, r.amount ORDER BY r.amount DESC LIMIT 50'",
        Limit::ThriceThe("list --min-amount 90bn --sort amount"),
    ),
    (
        "match 'MATCH (a:organization)-[r:invests_in]->(b) WHERE r.amount >= 1e9 RETURN a.name, b.name, r.amount ORDER BY r.amount DESC LIMIT 50'",
        Limit::ThriceThe("list --relation invests_in --min-amount 1bn --sort amount"),
    ),
    (
        "match \"MATCH p = (a {name: 'LEAF'})-[*1..3]-(b {name: 'HUB'}) RETURN [n IN nodes(p) | n.name] AS way LIMIT 50\"",
        Limit::ThriceThe("path LEAF HUB --all"),
    ),
    (
        "match 'MATCH ()-[r]->() RETURN type(r), r.status, count(*) AS edges ORDER BY edges DESC'",
        Limit::ThriceThe("sql 'SELECT relation, count(*), sum(amount_hundredths) / 100 FROM relation GROUP BY 1'"),
    ),
    ("match 'MATCH (a)-[:acquires]->(b)-[:supplies]->(a) RETURN count(*) AS circles'", Limit::None),
    (
        "match \"MATCH (a {name: 'HUB'})-[:invests_in]->(b)<-[:invests_in]-(c) RETURN c.name, count(b) AS both ORDER BY both DESC LIMIT 10\"",
        Limit::None,
    ),
];

/// The words of a command line: spaces part them, quotes of either kind hold them together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in line.chars() {
        match (quote, c) {
            (None, ' ') => words.push(String::new()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words
}

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
    let fill = |word: &str| names.iter().fold(word.to_string(), |word, (from, to)| word.replace(from, to));
    let mut times: Vec<(&str, Times)> = Vec::new();
    let mut slow = 0;
    println!("{:>9} {:>9} {:>9}   command (ms: least, middle, processor's)", "least", "middle", "cpu");
    for (line, limit) in COMMANDS.iter().filter(|c| c.0.contains(only)) {
        let Some(took) = timed(&words(line).iter().map(|word| fill(word)).collect::<Vec<_>>(), &graph) else {
            println!("failed: techgraph {}", fill(line));
            slow += 1;
            continue;
        };
        times.push((line, took));
        let most = match limit {
            Limit::Milliseconds(ms) => Some(Duration::from_millis(*ms)),
            Limit::ThriceThe(other) => times.iter().find(|t| t.0 == *other).map(|t| t.1.least * 3),
            Limit::None => None,
        };
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let verdict = most.filter(|most| took.least > *most).map(|most| format!("   SLOWER than {:.1}", ms(most)));
        slow += usize::from(verdict.is_some());
        let cpu = took.cpu.map_or("-".to_string(), |cpu| format!("{:.1}", ms(cpu)));
        let verdict = verdict.unwrap_or_default();
        println!("{:>9.1} {:>9.1} {cpu:>9}   {line}{verdict}", ms(took.least), ms(took.middle));
    }
    if slow > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// How long a command takes from start to end.
#[derive(Clone, Copy)]
struct Times {
    /// The least of all runs: what other programs on the machine disturb least.
    least: Duration,
    middle: Duration,
    /// The processor's time of a run, user and system, where the system tells it.
    cpu: Option<Duration>,
}

/// Times a command; `None` where it fails or prints nothing.
fn timed(command: &[String], graph: &Path) -> Option<Times> {
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
    // The first run warms the file cache.
    let runs = if run()? > Duration::from_secs(2) { 1 } else { RUNS };
    let before = processor_time();
    let mut times = (0..runs).map(|_| run()).collect::<Option<Vec<_>>>()?;
    let cpu = processor_time().zip(before).map(|(after, before)| (after - before) / times.len() as u32);
    times.sort();
    Some(Times { least: *times.first()?, middle: *times.get(times.len() / 2)?, cpu })
}

/// The processor's time of all ended children, which Linux tells in hundredths of a second.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(") ").next()?.split(' ').collect();
    let ticks: u64 = fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
