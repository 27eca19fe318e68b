//! lab
use serde_json::Value;
use std::io::Read;
use techgraph::mention::{GoldEntity, GoldReference, TrainingArticle, train};
use techgraph::text::Analyser;
use techgraph::vocab::Vocabulary;

fn rows(path: &str) -> Vec<Value> {
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::new();
    if path.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text.lines().filter(|l| !l.trim().is_empty()).map(|l| serde_json::from_str(l).unwrap()).collect()
}
fn stored(v: &Value) -> String {
    let (title, text) = (v["title"].as_str().unwrap_or(""), v["text"].as_str().unwrap_or(""));
    if title.is_empty() || text.starts_with(title) { text.to_string() } else { format!("{title}\n{text}") }
}
fn entities(v: &Value, key: &str) -> Vec<GoldEntity> {
    v["entities"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|e| {
            let mut forms = vec![e["name"].as_str().unwrap_or_default().to_string()];
            forms.extend(e[key].as_array().into_iter().flatten().filter_map(|s| s.as_str()).map(String::from));
            GoldEntity { kind: e["type"].as_str().unwrap().parse().unwrap(), forms }
        })
        .collect()
}
fn main() {
    let shared = "/work/shared";
    let analyser = Analyser::builtin();
    let t = std::time::Instant::now();
    let complete: std::collections::HashMap<String, Value> = rows(&format!("{shared}/gold/entities-train.jsonl"))
        .into_iter()
        .map(|v| (v["id"].as_str().unwrap().to_string(), v))
        .collect();
    let references = |v: &Value, gold: &[GoldEntity]| -> Vec<GoldReference> {
        v["nominals"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|n| {
                let means = n["refers_to"].as_str()?;
                let entity = gold.iter().position(|g| g.forms.iter().any(|f| f == means))?;
                Some(GoldReference {
                    text: n["text"].as_str()?.into(),
                    sentence_start: n["sentence_start"].as_str()?.into(),
                    entity,
                })
            })
            .collect()
    };
    let articles: Vec<TrainingArticle> = rows(&format!("{shared}/gold/train.jsonl"))
        .iter()
        .map(|v| {
            let all = complete.get(v["id"].as_str().unwrap());
            let gold = all.map_or_else(|| entities(v, "aliases"), |a| entities(a, "forms"));
            let references = all.map_or_else(Vec::new, |a| references(a, &gold));
            TrainingArticle { doc: analyser.analyse(&stored(v)), entities: gold, complete: all.is_some(), references }
        })
        .filter(|a| a.complete || !a.entities.is_empty())
        .collect();
    let earlier = std::env::args().nth(2).map(|p| std::fs::read(p).unwrap());
    let files: &[&str] = if earlier.is_some() { &[] } else { &["articles", "short"] };
    let unlabelled: Vec<_> = files
        .iter()
        .flat_map(|f| rows(&format!("{shared}/news/{f}.jsonl.gz")))
        .map(|v| analyser.analyse(&stored(&v)))
        .collect();
    eprintln!(
        "read {:?}, {} articles, {} tokens unlabelled",
        t.elapsed(),
        articles.len(),
        unlabelled.iter().map(|d| d.tokens.len()).sum::<usize>()
    );
    let bytes = train(&articles, &unlabelled, earlier.as_deref(), Vocabulary::builtin());
    eprintln!("{} bytes, {:?}", bytes.len(), t.elapsed());
    std::fs::write(std::env::args().nth(1).unwrap(), bytes).unwrap();
}
