//! Scores the mention stage on annotated articles: entities with type by article, descriptions and pronouns by antecedent.
//!
//! usage: mention_eval FOLDER [MODEL] [--errors] [--part dev|train]
//! FOLDER holds `dev.jsonl` and `entities-dev.jsonl` (or `train.jsonl` …).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;
use techgraph::mention::{Detector, LocalEntity, MentionKind, Mentions};
use techgraph::text::{Analyser, Document};
use techgraph::vocab::Vocabulary;
use unicode_normalization::UnicodeNormalization;

const SUFFIXES: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "lp",
    "llp",
    "ag",
    "sa",
    "se",
    "nv",
    "bv",
    "gmbh",
    "kk",
    "oyj",
    "ab",
    "asa",
    "spa",
    "holdings",
    "holding",
    "group",
];

/// A name as the relation scorer compares it.
fn fold(name: &str) -> String {
    let plain: String = name.nfkd().filter(char::is_ascii).collect::<String>().to_lowercase().replace("'s", "");
    let mut words: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '&').filter(|w| !w.is_empty()).collect();
    if words.first() == Some(&"the") {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| SUFFIXES.contains(w)) {
        words.pop();
    }
    words.concat()
}

struct Gold {
    kind: String,
    forms: Vec<String>,
}

fn strings(v: &Value) -> Vec<String> {
    v.as_array().into_iter().flatten().filter_map(|s| s.as_str()).map(String::from).collect()
}

fn gold(v: &Value, aliases: &str) -> Vec<Gold> {
    v["entities"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|e| {
            let mut forms = vec![e["name"].as_str().unwrap_or_default().to_string()];
            forms.extend(strings(&e[aliases]));
            Gold { kind: e["type"].as_str().unwrap_or_default().to_string(), forms }
        })
        .collect()
}

fn rows(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().filter(|l| !l.trim().is_empty()).map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

fn stored(v: &Value) -> String {
    let (title, text) = (v["title"].as_str().unwrap_or(""), v["text"].as_str().unwrap_or(""));
    if title.is_empty() || text.starts_with(title) { text.to_string() } else { format!("{title}\n{text}") }
}

#[derive(Default)]
struct Tally {
    right: usize,
    predicted: usize,
    gold: usize,
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str, arguments: &mut Vec<String>| {
        arguments.iter().position(|a| a == name).map(|i| arguments.remove(i)).is_some()
    };
    let errors = flag("--errors", &mut arguments);
    let part = if flag("--train", &mut arguments) { "train" } else { "dev" };
    let folder = std::path::PathBuf::from(arguments.first().expect("a folder"));
    let own;
    let detector: &Detector = match arguments.get(1) {
        Some(path) => {
            own = Detector::from_bytes(&std::fs::read(path).expect("model"), Vocabulary::builtin()).expect("a model");
            &own
        }
        None => Detector::builtin(),
    };
    let analyser = Analyser::builtin();
    let articles = rows(&folder.join(format!("{part}.jsonl")));
    let complete: FxHashMap<String, Value> = rows(&folder.join(format!("entities-{part}.jsonl")))
        .into_iter()
        .map(|v| (v["id"].as_str().unwrap_or_default().to_string(), v))
        .collect();
    let mut recall: BTreeMap<String, Tally> = BTreeMap::new();
    let mut exhaustive: BTreeMap<String, Tally> = BTreeMap::new();
    let mut calibration = vec![(0usize, 0usize); 10];
    let (mut found_any_type, mut tokens) = (0, 0);
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut reference: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    // By least confidence of an entity in steps of 0.05: right and predicted of the exhaustive articles, found of the others.
    let mut sweep = vec![(0usize, 0usize, 0usize); 16];
    let mut time = std::time::Duration::ZERO;
    for article in &articles {
        let id = article["id"].as_str().unwrap_or_default();
        let doc = analyser.analyse(&stored(article));
        tokens += doc.tokens.len();
        let start = std::time::Instant::now();
        let mentions = detector.detect(&doc, article["source"].as_str());
        time += start.elapsed();
        let predicted: Vec<Vec<String>> =
            mentions.entities.iter().map(|e| e.forms.iter().map(|f| fold(f)).collect()).collect();
        let find = |g: &Gold, typed: bool| {
            let forms: Vec<String> = g.forms.iter().map(|f| fold(f)).collect();
            mentions
                .entities
                .iter()
                .zip(&predicted)
                .position(|(e, p)| (!typed || e.kind.as_str() == g.kind) && p.iter().any(|f| forms.contains(f)))
        };
        for g in gold(article, "aliases") {
            let tally = recall.entry(g.kind.clone()).or_default();
            tally.gold += 1;
            if let Some(i) = find(&g, true) {
                let sure = mentions.entities[i].confidence;
                (0..16).filter(|b| sure >= *b as f32 * 0.05).for_each(|b| sweep[b].2 += 1);
                tally.right += 1;
                found_any_type += 1;
            } else if let Some(i) = find(&g, false) {
                found_any_type += 1;
                note(
                    &mut kinds,
                    "wrong type",
                    format!("{id}\t{}\t{} is {}", g.forms[0], mentions.entities[i].kind, g.kind),
                );
            } else {
                let near: Vec<&str> = mentions
                    .entities
                    .iter()
                    .flat_map(|e| &e.forms)
                    .map(String::as_str)
                    .filter(|f| g.forms.iter().any(|x| f.contains(x.as_str()) || x.contains(f)))
                    .collect();
                let what = if near.is_empty() { "missed" } else { "wrong boundary" };
                note(&mut kinds, what, format!("{id}\t{} ({})\tgot {near:?}", g.forms[0], g.kind));
            }
        }
        let Some(all) = complete.get(id) else { continue };
        let golds = gold(all, "forms");
        let shapes: Vec<Vec<String>> = golds.iter().map(|g| g.forms.iter().map(|f| fold(f)).collect()).collect();
        for g in &golds {
            exhaustive.entry(g.kind.clone()).or_default().gold += 1;
        }
        let mut hit = vec![false; golds.len()];
        for (n, (e, p)) in mentions.entities.iter().zip(&predicted).enumerate() {
            (0..16).filter(|b| e.confidence >= *b as f32 * 0.05).for_each(|b| sweep[b].1 += 1);
            let tally = exhaustive.entry(e.kind.to_string()).or_default();
            tally.predicted += 1;
            let matching: Vec<usize> = (0..golds.len()).filter(|i| p.iter().any(|f| shapes[*i].contains(f))).collect();
            let right = matching.iter().find(|i| golds[**i].kind == e.kind.as_str() && !hit[**i]);
            let sure = mentions
                .mentions
                .iter()
                .filter(|m| m.entity == n as u32 && m.kind == MentionKind::Name)
                .map(|m| m.confidence)
                .fold(0.0, f32::max);
            let bin = &mut calibration[((sure * 10.0) as usize).min(9)];
            bin.1 += 1;
            if matching.len() > 1 {
                let names: Vec<&str> = matching.iter().map(|i| golds[*i].forms[0].as_str()).collect();
                note(&mut kinds, "merged", format!("{id}\t{:?}\t{names:?}", e.forms));
            }
            match right {
                Some(i) => {
                    tally.right += 1;
                    (0..16).filter(|b| e.confidence >= *b as f32 * 0.05).for_each(|b| sweep[b].0 += 1);
                    hit[*i] = true;
                    bin.0 += 1;
                }
                None if matching.is_empty() => {
                    note(
                        &mut kinds,
                        "spurious",
                        format!("{id}\t{} ({}) {sure:.2}\t{}", e.name, e.kind, context(&doc, &mentions, n)),
                    );
                }
                None if matching.iter().any(|i| golds[*i].kind == e.kind.as_str()) => {
                    note(&mut kinds, "split", format!("{id}\t{:?}", e.forms));
                }
                None => note(
                    &mut kinds,
                    "spurious by type",
                    format!("{id}\t{} ({}) is {}", e.name, e.kind, golds[matching[0]].kind),
                ),
            }
        }
        score_reference(&doc, &mentions, all, &mut reference, &mut kinds, id, errors);
    }
    println!("entities of the relation files, found with type:");
    print(&recall, false);
    let gold: usize = recall.values().map(|t| t.gold).sum();
    println!("  found with any type {:.3}", found_any_type as f64 / gold as f64);
    println!("entities of exhaustively annotated articles:");
    print(&exhaustive, true);
    let every: usize = exhaustive.values().map(|t| t.gold).sum();
    println!("by least confidence: precision, recall, F1 of the exhaustive; recall of the relation files");
    for (b, (right, predicted, found)) in sweep.iter().enumerate().skip(2).step_by(2) {
        let (p, r) = (*right as f64 / (*predicted).max(1) as f64, *right as f64 / every.max(1) as f64);
        println!(
            "  {:.2}  {p:.3} {r:.3} {:.3}   {:.3}",
            b as f64 * 0.05,
            2.0 * p * r / (p + r).max(1e-9),
            *found as f64 / gold as f64
        );
    }
    println!("reference (right, resolved otherwise, not resolved):");
    for (kind, (right, wrong, none)) in &reference {
        println!(
            "  {kind:<10}{right:>5}{wrong:>5}{none:>5}   {:.3} of all, precision {:.3}",
            *right as f64 / (right + wrong + none).max(1) as f64,
            *right as f64 / (right + wrong).max(1) as f64
        );
    }
    println!("errors: {:?}", kinds.iter().map(|(k, v)| (k.as_str(), v.len())).collect::<Vec<_>>());
    println!("calibration: {calibration:?}");
    println!("{tokens} tokens, {:.0} tokens a second", tokens as f64 / time.as_secs_f64());
    if errors {
        for (kind, list) in &kinds {
            for line in list {
                println!("{kind}\t{line}");
            }
        }
    }
}

fn note(kinds: &mut BTreeMap<String, Vec<String>>, kind: &str, line: String) {
    kinds.entry(kind.to_string()).or_default().push(line);
}

fn context(doc: &Document, mentions: &Mentions, entity: usize) -> String {
    let Some(m) = mentions.mentions.iter().find(|m| m.entity == entity as u32) else { return String::new() };
    let (start, end) = (m.tokens.start.saturating_sub(4), (m.tokens.end + 4).min(doc.tokens.len() as u32));
    (start..end).map(|t| doc.word(t)).collect::<Vec<_>>().join(" ")
}

fn print(tallies: &BTreeMap<String, Tally>, precision: bool) {
    let mut all = Tally::default();
    for t in tallies.values() {
        all.right += t.right;
        all.predicted += t.predicted;
        all.gold += t.gold;
    }
    for (kind, t) in tallies.iter().map(|(k, t)| (k.as_str(), t)).chain([("all", &all)]) {
        let r = t.right as f64 / t.gold.max(1) as f64;
        let p = t.right as f64 / t.predicted.max(1) as f64;
        if precision {
            println!(
                "  {kind:<13} P {p:.3} R {r:.3} F1 {:.3}  ({} gold, {} predicted)",
                2.0 * p * r / (p + r).max(1e-9),
                t.gold,
                t.predicted
            );
        } else {
            println!("  {kind:<13} R {r:.3}  ({} of {})", t.right, t.gold);
        }
    }
}

fn names_of(e: &LocalEntity) -> Vec<String> {
    e.forms.iter().map(|f| fold(f)).collect()
}

/// Whether the mention with this text in this sentence means the annotated entity.
fn score_reference(
    doc: &Document,
    mentions: &Mentions,
    all: &Value,
    tally: &mut BTreeMap<&str, (usize, usize, usize)>,
    kinds: &mut BTreeMap<String, Vec<String>>,
    id: &str,
    _errors: bool,
) {
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'");
    let golds = gold(all, "forms");
    for n in all["nominals"].as_array().into_iter().flatten() {
        let (text, begin, means) = (
            n["text"].as_str().unwrap_or_default(),
            squeeze(n["sentence_start"].as_str().unwrap_or_default()),
            n["refers_to"].as_str().unwrap_or_default(),
        );
        let Some(s) = doc.sentences.iter().position(|s| {
            let t = squeeze(s.span.of(&doc.text));
            t.starts_with(begin.trim()) || begin.starts_with(&t) && t.len() > 12
        }) else {
            continue;
        };
        let forms: Vec<String> = golds
            .iter()
            .find(|g| g.forms.iter().any(|f| f == means))
            .map_or_else(|| vec![fold(means)], |g| g.forms.iter().map(|f| fold(f)).collect());
        let here: Vec<_> = mentions
            .mentions
            .iter()
            .filter(|m| {
                m.sentence == s as u32
                    && m.kind != MentionKind::Name
                    && squeeze(m.span.of(&doc.text)).eq_ignore_ascii_case(&squeeze(text))
            })
            .collect();
        let pronoun = ["it", "its", "he", "she", "his", "her", "they", "them", "their", "we", "our", "us"]
            .contains(&text.to_lowercase().as_str());
        let entry = tally.entry(if pronoun { "pronoun" } else { "nominal" }).or_default();
        if here.is_empty() {
            entry.2 += 1;
            note(kinds, "reference none", format!("{id}\t{text}\t{means}\t{begin}"));
        } else if here.iter().any(|m| names_of(&mentions.entities[m.entity as usize]).iter().any(|f| forms.contains(f)))
        {
            entry.0 += 1;
        } else {
            entry.1 += 1;
            note(
                kinds,
                "reference wrong",
                format!("{id}\t{text}\t{means}\tgot {}\t{begin}", mentions.entities[here[0].entity as usize].name),
            );
        }
    }
}
