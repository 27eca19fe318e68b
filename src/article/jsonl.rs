//! JSON Lines: one article an object, one object a line.

use super::meta::{Fields, text_of};
use super::{Draft, encoding};
use serde_json::Value;

/// The names under which the text may stand, the usual one first.
const TEXT: &[&str] = &["text", "body", "content", "articleBody"];

pub(super) fn read(bytes: &[u8]) -> Result<Draft, String> {
    let line = encoding::decode(bytes, None);
    let value: Value =
        serde_json::from_str(line.trim()).map_err(|e| format!("not a JSON object on one line: {}", fault(&e)))?;
    let Value::Object(map) = value else {
        return Err(format!("a JSON {} where an object with \"text\" was expected", kind(&value)));
    };
    let mut body = None;
    for name in TEXT {
        match map.get(*name) {
            Some(Value::String(text)) if !text.trim().is_empty() => {
                body = Some(text.clone());
                break;
            }
            Some(Value::String(_) | Value::Null) | None => {}
            Some(other) => return Err(format!("{name:?} is a JSON {}, not a string", kind(other))),
        }
    }
    let body = body.ok_or("a JSON object without \"text\"")?;
    let mut fields = Fields::from_map(&map);
    fields.id = map.get("id").and_then(text_of);
    Ok(Draft { fields, body })
}

/// The parser's message with the column but without its line, which is always 1 here.
fn fault(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "truth value",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}
