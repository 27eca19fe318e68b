//! The lines that `extract` writes and `load` and `eval` read: one relation mention a line, as a flat JSON object.
//!
//! First `article`, the article's id; then the fields of a relation mention; then what is known of the article: `title`,
//! `url`, `publisher`, `author`, `published`. A line without `subject` is about the article alone and may hold its `text`.

use crate::article::Article;
use crate::export::SCHEMA;
use crate::relation::{EntityRef, Evidence, RelationMention};
use crate::value::{Amount, PartialDate, Span, Status};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A line as read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The article's id.
    pub(super) article: String,
    /// What it tells about the article.
    pub(super) about: About,
    /// The relation, unless the line is about the article alone.
    pub(super) mention: Option<RelationMention>,
    /// Whether the evidence came with its place in the text.
    pub(super) place: Place,
    /// Ids of subject and object, where the line comes from a graph of ours.
    pub(super) ids: [Option<String>; 2],
}

/// Where the evidence stands in the article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where its span says.
    Told,
    /// Somewhere in it: the text has to be told.
    Sought,
    /// Somewhere in it if the text is told.
    Open,
}

/// What lines tell about an article.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct About {
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) author: Option<String>,
    pub(super) published: Option<PartialDate>,
    pub(super) text: Option<String>,
    /// What articles of one text share, where the line comes from a graph of ours.
    pub(super) group: Option<String>,
}

/// The line of a relation mention, with its line end.
pub(super) fn of_mention(article: &Article, mention: &RelationMention) -> String {
    let mut line = Map::new();
    line.insert("article".into(), article.id.as_str().into());
    if let Ok(Value::Object(fields)) = serde_json::to_value(mention) {
        line.extend(fields);
    }
    about(article, &mut line);
    format!("{}\n", Value::Object(line))
}

/// The line of an article with its text, with its line end.
pub(super) fn of_article(article: &Article) -> String {
    let mut line = Map::new();
    line.insert("article".into(), article.id.as_str().into());
    about(article, &mut line);
    line.insert("text".into(), article.text.as_str().into());
    format!("{}\n", Value::Object(line))
}

fn about(article: &Article, line: &mut Map<String, Value>) {
    line.insert("title".into(), article.title.as_str().into());
    line.insert("url".into(), article.url.as_deref().into());
    line.insert("publisher".into(), article.publisher.as_deref().into());
    line.insert("author".into(), article.author.as_deref().into());
    line.insert("published".into(), article.published.map(|d| d.to_string()).into());
}

/// Reads a line.
///
/// # Errors
/// What is wrong and what was expected.
pub(super) fn read(text: &str) -> Result<Line, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("no JSON object: {e}"))?;
    let Value::Object(mut fields) = value else {
        return Err("no JSON object; expected {\"article\": …, \"subject\": …, \"relation\": …, …}".to_string());
    };
    let article = match fields.remove("article") {
        Some(Value::String(id)) if !id.trim().is_empty() => id,
        Some(Value::Number(id)) => id.to_string(),
        Some(_) => return Err("article: expected the article's id, a text".to_string()),
        None => return Err("article: missing; expected the article's id".to_string()),
    };
    // Another program's ids and groups mean something else.
    let ours = fields.get("schema").is_some_and(|s| s == SCHEMA);
    let about = About {
        title: field(&mut fields, "title", "a text")?,
        url: field(&mut fields, "url", "a text")?,
        publisher: field(&mut fields, "publisher", "a text")?,
        author: field(&mut fields, "author", "a text")?,
        published: field(&mut fields, "published", "a date")?,
        text: field(&mut fields, "text", "the article's text")?,
        group: if ours { field(&mut fields, "group", "a text")? } else { None },
    };
    let ids = ["subject", "object"].map(|end| {
        let id = fields.get(end).and_then(|end| end.get("id")).and_then(Value::as_str);
        id.filter(|_| ours).map(String::from)
    });
    if !fields.contains_key("subject") && !fields.contains_key("relation") && !fields.contains_key("object") {
        return Ok(Line { article, about, mention: None, place: Place::Open, ids });
    }
    let (evidence, place) = evidence(&mut fields)?;
    let mention = RelationMention {
        subject: end(&mut fields, "subject")?,
        relation: needed::<String>(&mut fields, "relation", "a relation's name")?.into(),
        object: end(&mut fields, "object")?,
        status: needed::<Status>(&mut fields, "status", "confirmed, announced, …")?,
        amount: field::<Amount>(
            &mut fields,
            "amount",
            r#"{"value": 5e9, "currency": "USD", "bound": "exact"} or null"#,
        )?,
        date: field(&mut fields, "date", "a date")?,
        role: field(&mut fields, "role", "a text")?,
        stake: stake(&mut fields)?,
        attribution: field(&mut fields, "attribution", "a text")?,
        evidence,
        confidence: field::<f32>(&mut fields, "confidence", "a number from 0 to 1")?.unwrap_or(1.0),
        rule: field::<String>(&mut fields, "rule", "a text")?.unwrap_or_default().into(),
    };
    if !(0.0..=1.0).contains(&mention.confidence) {
        return Err(format!("confidence: {} is not a number from 0 to 1", mention.confidence));
    }
    Ok(Line { article, about, mention: Some(mention), place, ids })
}

fn field<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str, what: &str) -> Result<Option<T>, String> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_json::from_value(value).map(Some).map_err(|e| format!("{name}: {e}; expected {what}")),
    }
}

fn needed<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str, what: &str) -> Result<T, String> {
    field(fields, name, what)?.ok_or_else(|| format!("{name}: missing; expected {what}"))
}

fn end(fields: &mut Map<String, Value>, name: &str) -> Result<EntityRef, String> {
    let end: EntityRef = needed(fields, name, r#"{"name": …, "type": "organization", "mentions": […]}"#)?;
    if end.name.trim().is_empty() { Err(format!("{name}: its name is empty")) } else { Ok(end) }
}

fn stake(fields: &mut Map<String, Value>) -> Result<Option<u32>, String> {
    match field::<f64>(fields, "stake", "percent, a number")? {
        None => Ok(None),
        Some(percent) if (0.0..=100.0).contains(&percent) => Ok(Some((percent * 100.0).round() as u32)),
        Some(percent) => Err(format!("stake: {percent} is no percentage from 0 to 100")),
    }
}

/// The evidence, and what is known of its place.
fn evidence(fields: &mut Map<String, Value>) -> Result<(Evidence, Place), String> {
    const WHAT: &str = r#"{"text": …, "start": 120, "end": 180}"#;
    let mut inner = match fields.remove("evidence") {
        Some(Value::Object(inner)) => inner,
        Some(Value::String(text)) => Map::from_iter([("text".to_string(), Value::String(text))]),
        _ => return Err(format!("evidence: missing; expected {WHAT}")),
    };
    let text: String = needed(&mut inner, "text", "the quote").map_err(|e| format!("evidence.{e}"))?;
    if text.trim().is_empty() {
        return Err("evidence.text: it is empty".to_string());
    }
    let start: Option<u32> = field(&mut inner, "start", "a byte offset").map_err(|e| format!("evidence.{e}"))?;
    let end: Option<u32> = field(&mut inner, "end", "a byte offset").map_err(|e| format!("evidence.{e}"))?;
    match (start, end) {
        (Some(start), Some(end)) if (end as usize) == start as usize + text.len() => {
            Ok((Evidence { text, span: Span { start, end } }, Place::Told))
        }
        (Some(start), Some(end)) => {
            Err(format!("evidence: {start}..{end} is not as long as its text, {} bytes", text.len()))
        }
        (None, None) => Ok((Evidence { span: Span::new(0, text.len()), text }, Place::Sought)),
        _ => Err(format!("evidence: start without end or end without start; expected {WHAT}")),
    }
}
