//! Who may ask: the right host, the right page, the right token. And what every answer says about itself.

use super::Shared;
use super::answer::Failure;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Arc;

/// The most bytes of an answer; more is a mistake.
const MAX_ANSWER: usize = 256 << 20;

/// What every answer says.
fn always() -> [(HeaderName, &'static str); 4] {
    [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ]
}

/// Lets through what names a host that is ours and comes from our own page or from no page. A name that is not ours may
/// have been pointed here by somebody (DNS rebinding); an address cannot.
pub(super) async fn origin(State(app): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match foreign(request.headers(), &app.options.hosts) {
        None => next.run(request).await,
        Some(failure) => failure.into_response(),
    };
    for (name, value) in always() {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn foreign(headers: &HeaderMap, ours: &[String]) -> Option<Failure> {
    let text = |name: HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let Some(host) = text(header::HOST) else {
        return Some(Failure::new(StatusCode::BAD_REQUEST, "host", "the request names no host"));
    };
    let name = without_port(host).to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    if !address && name != "localhost" && !ours.iter().any(|o| o.eq_ignore_ascii_case(&name)) {
        let message = format!("{name:?} is not a name of this server; start it with --allow-host to make it one");
        return Some(Failure::new(StatusCode::MISDIRECTED_REQUEST, "host", message));
    }
    let same = text(header::ORIGIN).is_none_or(|origin| {
        origin
            .split_once("://")
            .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest.eq_ignore_ascii_case(host))
    });
    let fetched = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    // A link on another page may lead here; a script there may not ask.
    let leads = headers.get("sec-fetch-mode").is_some_and(|m| m == "navigate");
    if !same || (matches!(fetched, Some("cross-site" | "same-site")) && !leads) {
        return Some(Failure::new(StatusCode::FORBIDDEN, "origin", "other pages may not ask this server"));
    }
    None
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

/// Lets through what shows the token, where there is one.
pub(super) async fn token(State(app): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if let Some(token) = &app.options.token {
        let shown = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let shown = shown.and_then(|v| v.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        // Hashes are compared: how long that takes tells nothing of the token.
        let right = shown.is_some_and(|(_, shown)| Sha256::digest(shown.trim()) == Sha256::digest(token));
        if !right {
            let failure = Failure::new(StatusCode::UNAUTHORIZED, "token", "this server asks for its token");
            return ([(header::WWW_AUTHENTICATE, "Bearer")], failure).into_response();
        }
    }
    next.run(request).await
}

/// Marks answers with an `ETag` of their content; who has that already gets 304.
pub(super) async fn tagged(request: Request, next: Next) -> Response {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    let had = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !asks || response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_ANSWER).await else {
        let failure = Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "the answer could not be made");
        return failure.into_response();
    };
    let hash: String = Sha256::digest(&bytes).iter().take(16).map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let same = had
        .as_ref()
        .and_then(|v| v.to_str().ok())
        .is_some_and(|had| had.split(',').map(|t| t.trim().trim_start_matches("W/")).any(|t| t == tag || t == "*"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        head.headers.insert(header::ETAG, value);
    }
    if same {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(header::CONTENT_LENGTH);
        head.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(head, Body::empty());
    }
    Response::from_parts(head, Body::from(bytes))
}
