//! What goes in and comes out of a query: parameters and rows, as JSON values.

use super::fault::Fault;
use super::run::Engine;
use super::value::{Edge, Node, Value};
use crate::store::EntityKey;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The answer to a query.
///
/// Entities are objects with `id`, `name`, `type` and `aliases`; relations are objects with `subject`, `relation`,
/// `object` (names), `status` and what else is known; paths are lists of both in turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, a value for each column.
    pub rows: Vec<Vec<Json>>,
}

/// Values for `$name` in a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(BTreeMap<String, Json>);

impl Parameters {
    /// Sets a parameter.
    pub fn set(&mut self, name: impl Into<String>, value: Json) {
        self.0.insert(name.into(), value);
    }

    pub(super) fn find(&self, name: &str) -> Option<Value> {
        self.0.get(name).map(value)
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Number(n.as_f64().unwrap_or(f64::NAN)), Value::Integer),
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::list(items.iter().map(value)),
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(name, v)| (name.as_str().into(), value(v))).collect();
            entries.sort_by(|a: &(std::rc::Rc<str>, Value), b| a.0.cmp(&b.0));
            Value::Map(entries.into())
        }
    }
}

impl Engine<'_> {
    /// A value as JSON.
    pub(super) fn json(&self, value: &Value) -> Result<Json, Fault> {
        Ok(match value {
            Value::Null => Json::Null,
            Value::Flag(flag) => json!(flag),
            Value::Integer(n) => json!(n),
            Value::Hundredths(h) if h % 100 == 0 => json!(h / 100),
            Value::Hundredths(h) => json!(*h as f64 / 100.0),
            // Sums of many end in digits that mean nothing.
            Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => json!(*n as i64),
            Value::Number(n) => json!(n),
            Value::Text(text) => json!(&**text),
            Value::List(items) => Json::Array(items.iter().map(|i| self.json(i)).collect::<Result<_, _>>()?),
            Value::Map(entries) => {
                let mut object = serde_json::Map::new();
                for (name, value) in entries.iter() {
                    object.insert(name.to_string(), self.json(value)?);
                }
                Json::Object(object)
            }
            Value::Node(node) => self.node(*node)?,
            Value::Edge(edge) => self.whole(*edge)?,
            Value::Path(path) => {
                let mut parts = Vec::new();
                for (i, node) in path.nodes.iter().enumerate() {
                    parts.push(self.node(*node)?);
                    if let Some(edge) = path.edges.get(i) {
                        parts.push(self.whole(*edge)?);
                    }
                }
                Json::Array(parts)
            }
        })
    }

    fn node(&self, node: Node) -> Result<Json, Fault> {
        Ok(json!(self.ground.store.entity_at(EntityKey::at(node.0))?))
    }

    fn whole(&self, at: Edge) -> Result<Json, Fault> {
        let (subject, object) = self.ground.ends(at);
        let name = |node: Node| self.ground.store.entity_at(EntityKey::at(node.0)).map(|e| e.name);
        let Some(edge) = self.ground.evidence(at)? else { return Ok(Json::Null) };
        let mut out = json!({
            "subject": name(subject)?, "relation": edge.relation, "object": name(object)?, "status": edge.status(),
        });
        let rest = [
            ("amount", edge.amount().map(|a| json!(a))),
            ("date", edge.date().map(|d| json!(d))),
            ("role", edge.role().map(|r| json!(r))),
            ("stake", edge.stake().map(|s| json!(f64::from(s) / 100.0))),
            ("sources", Some(json!(edge.sources()))),
            ("quote", Some(json!(edge.lead().quote))),
        ];
        for (name, value) in rest {
            if let Some(value) = value {
                out[name] = value;
            }
        }
        Ok(out)
    }
}
