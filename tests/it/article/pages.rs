//! The readers on pages and texts of others, which are not part of the project; skipped where they are not there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use techgraph::article::read;

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new("../shared").join(path);
    if !path.exists() {
        eprintln!("SKIPPED: {} is not here", path.display());
        return None;
    }
    Some(path)
}

fn shingles(text: &str) -> HashMap<Vec<&str>, f64> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut counts = HashMap::new();
    for i in 0..words.len().saturating_sub(3).max(1) {
        *counts.entry(words[i..words.len().min(i + 4)].to_vec()).or_insert(0.0) += 1.0;
    }
    counts
}

/// Precision and recall of 4-word shingles, as scrapinghub/article-extraction-benchmark counts them.
fn overlap(expected: &str, got: &str) -> (f64, f64) {
    let (expected, got) = (shingles(expected), shingles(got));
    let hit: f64 = expected.iter().map(|(k, n)| n.min(*got.get(k).unwrap_or(&0.0))).sum();
    (hit / got.values().sum::<f64>().max(1.0), hit / expected.values().sum::<f64>().max(1.0))
}

#[test]
fn web_pages_reach_the_floor() {
    let Some(folder) = shared("html/scrapinghub") else { return };
    let truth: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("ground-truth.json")).unwrap()).unwrap();
    let (mut precision, mut recall, mut known) = (0.0, 0.0, [0; 5]);
    let truth = truth.as_object().unwrap();
    let mut lines = Vec::new();
    for (id, page) in truth {
        let file = folder.join(format!("html/{id}.html.gz"));
        let got = read(&[file]).unwrap().next().unwrap();
        let (p, r) = match &got {
            Ok(a) => {
                for (i, field) in
                    [a.url.is_some(), a.publisher.is_some(), a.author.is_some(), a.published.is_some(), true]
                        .iter()
                        .enumerate()
                {
                    known[i] += usize::from(*field);
                }
                let body = a.text.strip_prefix(&a.title).unwrap();
                if let Ok(dir) = std::env::var("DUMP_PAGES") {
                    let head = format!("{:?} {:?} {:?} {:?}\n", a.url, a.publisher, a.author, a.published);
                    std::fs::write(format!("{dir}/{id}.got"), format!("{head}{}", a.text)).unwrap();
                    std::fs::write(format!("{dir}/{id}.want"), page["articleBody"].as_str().unwrap()).unwrap();
                }
                overlap(page["articleBody"].as_str().unwrap(), body)
            }
            Err(_) => (0.0, 0.0),
        };
        (precision, recall) = (precision + p, recall + r);
        lines.push(format!("{:.3} p {p:.3} r {r:.3} {id} {}", 2.0 * p * r / (p + r).max(1e-9), page["url"]));
    }
    lines.sort();
    lines.iter().take(40).for_each(|l| println!("{l}"));
    let n = truth.len() as f64;
    let (p, r) = (precision / n, recall / n);
    let f1 = 2.0 * p * r / (p + r);
    println!("{n} pages: precision {p:.4} recall {r:.4} F1 {f1:.4}; url, publisher, author, date known {known:?}");
    assert!(f1 >= 0.96, "F1 {f1}");
}

#[test]
fn raw_pages_and_gold_are_read() {
    for folder in ["news/markdown", "html/scrapinghub/html", "gold", "news"] {
        let Some(folder) = shared(folder) else { return };
        let (mut articles, mut skipped, mut dates) = (0, 0, 0);
        for item in read(std::slice::from_ref(&folder)).unwrap() {
            match item {
                Ok(article) => {
                    assert!(article.text.starts_with(&article.title) && !article.id.is_empty(), "{}", article.origin);
                    (articles, dates) = (articles + 1, dates + usize::from(article.published.is_some()));
                }
                Err(s) => {
                    println!("{}", s.to_string().chars().take(300).collect::<String>());
                    skipped += 1;
                }
            }
        }
        println!("{}: {articles} articles, {dates} with a date, {skipped} skipped", folder.display());
        assert!(articles > 90);
    }
}
