//! The head of a text file: YAML between `---`, TOML between `+++`, or lines of `Key: value`.

use super::meta::Fields;
use serde_json::{Map, Value};

/// No head is longer; an opening `---` without its end in reach is a rule across the page.
const LONGEST: usize = 64 << 10;

/// Parts a text (with `\n` line ends) into the fields of its head and the rest. Without a head the fields are empty and
/// the rest is all of it. A head that is not valid YAML or TOML still gives the `key: value` lines that can be read.
pub(super) fn split(text: &str) -> (Fields, &str) {
    let start = text.trim_start_matches(['\n', ' ']);
    let fenced = |fence: &str, ends: &[&str]| {
        let inner = start.strip_prefix(fence)?.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
        let mut at = 0;
        for line in inner.split_inclusive('\n') {
            if ends.contains(&line.trim_end()) {
                return Some((&inner[..at], &inner[at + line.len()..]));
            }
            at += line.len();
            if at > LONGEST {
                break;
            }
        }
        None
    };
    if let Some((head, body)) = fenced("---", &["---", "..."]) {
        let map = yaml(head).unwrap_or_else(|| lines(head, ':'));
        let fields = Fields::from_map(&map);
        // Two rules across the page around prose are no head.
        let prose = map.len() < 2 && fields.known() == 0 && !head.trim().is_empty();
        return if prose { (Fields::default(), text) } else { (fields, body) };
    }
    if let Some((head, body)) = fenced("+++", &["+++"]) {
        let map = toml(head).unwrap_or_else(|| lines(head, '='));
        return (Fields::from_map(&map), body);
    }
    bare(start).unwrap_or((Fields::default(), text))
}

/// A head of at least two known `Key: value` lines before a blank line.
fn bare(text: &str) -> Option<(Fields, &str)> {
    let (head, body) = text.split_once("\n\n")?;
    if head.len() > 4096 || !head.lines().all(|l| l.split_once(": ").is_some_and(|(key, _)| key.len() <= 20)) {
        return None;
    }
    let fields = Fields::from_map(&lines(head, ':'));
    let known = fields.known();
    (known >= 2 && known * 2 >= head.lines().count()).then_some((fields, body))
}

fn yaml(head: &str) -> Option<Map<String, Value>> {
    let value: serde_yaml_ng::Value = serde_yaml_ng::from_str(head).ok()?;
    let serde_yaml_ng::Value::Mapping(mapping) = value else { return None };
    // Field by field: one value that JSON cannot hold must not cost the others.
    Some(
        mapping
            .into_iter()
            .filter_map(|(k, v)| Some((k.as_str()?.to_string(), serde_json::to_value(v).ok()?)))
            .collect(),
    )
}

fn toml(head: &str) -> Option<Map<String, Value>> {
    let table: toml::Table = toml::from_str(head).ok()?;
    // Hugo keeps some fields in tables of their own; those on top come first.
    Some(table.into_iter().map(|(k, v)| (k, from_toml(v))).collect())
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Integer(i) => Value::from(i),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(k, v)| (k, from_toml(v))).collect()),
        toml::Value::Float(_) | toml::Value::Boolean(_) => Value::Null,
    }
}

/// The `key: value` lines that begin a line, quotes taken off; everything else is passed over.
fn lines(head: &str, separator: char) -> Map<String, Value> {
    let mut map = Map::new();
    for line in head.lines() {
        let Some((key, value)) = line.split_once(separator) else { continue };
        let key = key.trim_end();
        let plain = !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
            && !key.starts_with([' ', '-']);
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if plain && !value.is_empty() && key.split(' ').count() <= 3 {
            map.entry(key).or_insert_with(|| Value::String(value.to_string()));
        }
    }
    map
}
