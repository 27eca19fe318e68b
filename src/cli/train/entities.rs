//! Reads the annotated articles and sentences that the mention stage learns from.

use super::read;
use crate::mention::{GoldEntity, GoldReference, TrainingArticle};
use crate::text::{Analyser, Document};
use crate::value::EntityType;
use crate::{Error, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

/// The training articles of a folder: `gold/train.jsonl`, with every entity of those that `gold/entities-train.jsonl` has.
///
/// Sentences of CORE and KnowledgeNet with two marked names each were tried beside them: they cost precision.
///
/// # Errors
/// Where a file cannot be read or is not JSON Lines.
pub(super) fn articles(data: &Path, analyser: &Analyser) -> Result<Vec<TrainingArticle>> {
    let complete: BTreeMap<String, Value> = rows(&data.join("gold/entities-train.jsonl"))?
        .into_iter()
        .filter_map(|row| Some((row["id"].as_str()?.to_string(), row)))
        .collect();
    let mut out = Vec::new();
    for row in rows(&data.join("gold/train.jsonl"))? {
        let all = row["id"].as_str().and_then(|id| complete.get(id));
        let entities = all.map_or_else(|| entities(&row, "aliases"), |a| entities(a, "forms"));
        if all.is_none() && entities.is_empty() {
            continue;
        }
        let references = all.map_or_else(Vec::new, |a| references(a, &entities));
        out.push(TrainingArticle {
            doc: analyser.analyse(&stored(&row)),
            entities,
            complete: all.is_some(),
            references,
        });
    }
    Ok(out)
}

/// The unlabelled articles of a folder, analysed.
///
/// # Errors
/// Where a file cannot be read or is not JSON Lines.
pub(super) fn unlabelled(data: &Path, analyser: &Analyser) -> Result<Vec<Document>> {
    let mut out = Vec::new();
    for file in ["news/articles.jsonl.gz", "news/short.jsonl.gz"] {
        out.extend(rows(&data.join(file))?.iter().map(|row| analyser.analyse(&stored(row))));
    }
    Ok(out)
}

/// The rows of a JSON Lines file; none where there is no such file.
fn rows(path: &Path) -> Result<Vec<Value>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = read(path)?;
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    lines
        .map(|(n, l)| serde_json::from_str(l).map_err(|e| Error::malformed(path, Some(n as u64 + 1), e.to_string())))
        .collect()
}

/// The stored text of an article: its title is the first line.
fn stored(row: &Value) -> String {
    let (title, text) = (row["title"].as_str().unwrap_or(""), row["text"].as_str().unwrap_or(""));
    if title.is_empty() || text.starts_with(title) { text.to_string() } else { format!("{title}\n{text}") }
}

fn entities(row: &Value, others: &str) -> Vec<GoldEntity> {
    let list = row["entities"].as_array().into_iter().flatten();
    list.filter_map(|e| {
        let more = e[others].as_array().into_iter().flatten().filter_map(|f| f.as_str());
        let forms = e["name"].as_str().into_iter().chain(more).map(String::from).collect();
        Some(GoldEntity { kind: EntityType::from_str(e["type"].as_str()?).ok()?, forms })
    })
    .collect()
}

fn references(row: &Value, entities: &[GoldEntity]) -> Vec<GoldReference> {
    let list = row["nominals"].as_array().into_iter().flatten();
    list.filter_map(|n| {
        let means = n["refers_to"].as_str()?;
        Some(GoldReference {
            text: n["text"].as_str()?.to_string(),
            sentence_start: n["sentence_start"].as_str()?.to_string(),
            entity: entities.iter().position(|e| e.forms.iter().any(|f| f == means))?,
        })
    })
    .collect()
}
