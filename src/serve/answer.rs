//! What goes back: JSON records, and failures as JSON.

use crate::Error;
use crate::graph::Entity;
use crate::render::explorer::{edge_record, entity_record};
use crate::store::Link;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A request that is not answered as asked.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    nearest: Vec<String>,
}

impl Failure {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Failure {
        Failure { status, code, message: message.into(), nearest: Vec::new() }
    }

    /// A parameter that cannot be meant.
    pub(super) fn parameter(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::BAD_REQUEST, "parameter", message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let message = error.to_string();
        match error {
            Error::UnknownEntity { nearest, .. } => {
                Failure { nearest, ..Failure::new(StatusCode::NOT_FOUND, "unknown_entity", message) }
            }
            Error::AmbiguousEntity { choices, .. } => {
                Failure { nearest: choices, ..Failure::new(StatusCode::CONFLICT, "ambiguous", message) }
            }
            Error::UnknownWord { nearest, .. } => {
                Failure { nearest, ..Failure::new(StatusCode::BAD_REQUEST, "parameter", message) }
            }
            _ => Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", message),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut error = json!({"code": self.code, "message": self.message});
        if !self.nearest.is_empty() {
            error["nearest"] = json!(self.nearest);
        }
        let mut response = (self.status, Json(json!({"error": error}))).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert("retry-after", axum::http::HeaderValue::from_static("1"));
        }
        response
    }
}

/// Edges under construction: each entity once, in order of id.
#[derive(Default)]
pub(super) struct Edges {
    entities: BTreeMap<String, Value>,
    edges: Vec<Value>,
}

impl Edges {
    pub(super) fn of<'l>(links: impl IntoIterator<Item = &'l Link>) -> Edges {
        let mut edges = Edges::default();
        for link in links {
            edges.push(link, Map::new());
        }
        edges
    }

    /// Adds an edge, with further fields.
    pub(super) fn push(&mut self, link: &Link, more: Map<String, Value>) {
        for end in [&link.subject, &link.object] {
            self.entity(end);
        }
        let mut record = edge_record(&link.subject.id, &link.edge, &link.object.id);
        record.extend(more);
        self.edges.push(Value::Object(record));
    }

    pub(super) fn entity(&mut self, entity: &Entity) {
        self.entities.entry(entity.id.to_string()).or_insert_with(|| Value::Object(entity_record(entity)));
    }

    /// `{"entities": […], "edges": […], …}`.
    pub(super) fn answer<const N: usize>(self, more: [(&str, Value); N]) -> Value {
        let mut answer = json!({"entities": self.entities.into_values().collect::<Vec<_>>(), "edges": self.edges});
        for (name, value) in more {
            answer[name] = value;
        }
        answer
    }
}
