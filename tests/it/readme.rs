//! The README is true: every `techgraph` line of its console blocks runs over a graph of the sample articles.
//!
//! `TECHGRAPH_README=write cargo test --release readme` writes what they print now back into the README, at most
//! [`LINES`] lines of [`WIDTH`] characters each.

use assert_cmd::Command;
use std::path::Path;

const LINES: usize = 12;
const WIDTH: usize = 140;

/// A line of a console block: a command, and whether the README shows output below it.
struct Step {
    command: String,
    shows: bool,
}

/// The commands of the console blocks, in order.
fn steps(readme: &str) -> Vec<Step> {
    let (mut steps, mut inside) = (Vec::<Step>::new(), false);
    for line in readme.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(Step { command: command.to_string(), shows: false }),
                (None, Some(step)) => step.shows |= !line.trim().is_empty(),
                (None, None) => panic!("output before any command: {line}"),
            },
        }
    }
    steps
}

/// What a command of the README prints, run as a shell would with the program under test in its path.
fn run(command: &str, place: &Path) -> String {
    let program = assert_cmd::cargo::cargo_bin("techgraph");
    let folder = program.parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let run = Command::new("sh")
        // As on a terminal: notes and answers in one stream.
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(place)
        .env("PATH", format!("{}:{path}", folder.display()))
        .env_remove("TECHGRAPH_GRAPH")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{command}: {out}");
    out
}

fn trimmed(out: &str) -> String {
    let cut = |line: &str| -> String {
        let short: String = line.chars().take(WIDTH - 1).collect();
        if short.len() < line.len() { format!("{short}…\n") } else { format!("{}\n", line.trim_end()) }
    };
    let more = if out.lines().count() > LINES { "…\n" } else { "" };
    out.lines().take(LINES).map(cut).collect::<String>() + more
}

#[test]
fn its_commands_run() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let place = tempfile::tempdir().unwrap();
    let articles = place.path().join("data/articles");
    std::fs::create_dir_all(&articles).unwrap();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), articles.join(file.file_name())).unwrap();
    }
    let mut printed = Vec::new();
    for step in steps(&readme) {
        // What needs cargo, another program or data that is no part of the project is for people.
        if !step.command.starts_with("techgraph ") || step.command.contains("../shared") {
            printed.push(None);
            continue;
        }
        let out = run(&step.command, place.path());
        assert!(!step.shows || !out.trim().is_empty(), "{} prints nothing", step.command);
        printed.push(step.shows.then(|| trimmed(&out)));
    }
    assert!(printed.iter().flatten().count() >= 10, "the README shows too little");
    if std::env::var_os("TECHGRAPH_README").is_some_and(|v| v == "write") {
        std::fs::write(path, rewritten(&readme, &printed)).unwrap();
    }
}

/// The README with what was printed below each command that shows output.
fn rewritten(readme: &str, printed: &[Option<String>]) -> String {
    let (mut out, mut inside, mut replacing, mut step) = (String::new(), false, false, 0);
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            replacing = false;
        }
        if inside && line.starts_with("$ ") {
            out.push_str(&format!("{line}\n"));
            replacing = printed[step].is_some();
            out.push_str(printed[step].as_deref().unwrap_or(""));
            step += 1;
        } else if !replacing {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

#[test]
fn a_console_block_is_read_as_commands_with_and_without_output() {
    let text = "```console\n$ techgraph stats\nedges 3\n$ cargo test\n```\n$ no command\n```sh\n$ nor this\n```\n";
    let found: Vec<(String, bool)> = steps(text).into_iter().map(|s| (s.command, s.shows)).collect();
    assert_eq!(found, [("techgraph stats".to_string(), true), ("cargo test".to_string(), false)]);
    let printed = [Some("edges 4\n".to_string()), None];
    assert_eq!(rewritten(text, &printed), text.replace("edges 3", "edges 4"));
}
