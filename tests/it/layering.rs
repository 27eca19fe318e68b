//! The one-way flow: a module of `src/` uses only modules that stand before it in `lib.rs`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn order() -> Vec<String> {
    let lib = std::fs::read_to_string("src/lib.rs").unwrap();
    lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';').map(String::from)).collect()
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The top modules that a source text names after `crate::`, in groups too.
fn used(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in source.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => group.split([',', '}']).map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() {
                    out.push(name);
                }
            }
        }
    }
    out
}

fn top(path: &Path) -> String {
    let first = path.strip_prefix("src").unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

#[test]
fn no_arrow_leads_backwards() {
    let order = order();
    assert!(order.len() >= 15, "{order:?}");
    let rank: BTreeMap<&str, usize> = order.iter().enumerate().map(|(i, m)| (m.as_str(), i)).collect();
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    assert!(sources.len() > 60);
    let mut backwards = Vec::new();
    for path in sources {
        let own = top(&path);
        let Some(&mine) = rank.get(own.as_str()) else { continue };
        for name in used(&std::fs::read_to_string(&path).unwrap()) {
            if rank.get(name.as_str()).is_some_and(|&theirs| theirs > mine) {
                backwards.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(backwards.is_empty(), "{backwards:#?}");
}

#[test]
fn a_backward_arrow_would_be_seen() {
    assert_eq!(
        used("use crate::{Error, cli, store::Store};\nlet x = crate::query::list();"),
        ["Error", "cli", "store", "query"]
    );
    assert!(used("// crate::cli is not used").is_empty());
}

#[test]
fn only_the_vocabulary_knows_the_data_folder_and_only_the_command_line_prints() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    let mut wrong = Vec::new();
    for path in sources {
        let own = top(&path);
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
            let embeds = line.contains("include_dir!(") || line.contains("include_") && line.contains("data/");
            let prints = ["println!", "eprintln!", "print!(", "stdout()", "stderr()"].iter().any(|p| line.contains(p));
            if embeds && own != "vocab" || prints && own != "cli" {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
