//! The questions of `/api/v1`. `data/openapi.json` describes them.

use super::Shared;
use super::answer::{Edges, Failure};
use super::question::{EdgeParams, Page, Params, all, words};
use crate::export::strength;
use crate::query::{self, Hop};
use crate::render::explorer::{Excerpt, Excerpts, entity_record, source_record, statement_record};
use crate::resolve::EntityId;
use crate::store::{Link, Store};
use crate::{Result, vocab};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

type App = State<Arc<Shared>>;
type Answer = Result<Json<Value>, Failure>;

/// The most edges of an overview.
const MAX_OVERVIEW: usize = 5000;
/// How many entities with the most edges the counts name.
const TOP: usize = 10;
/// The most steps of a neighbourhood, and of a path.
const MAX_DEPTH: usize = 3;
const MAX_LENGTH: usize = 12;

pub(super) async fn page(State(app): App) -> Response {
    let policy = format!("{}; frame-ancestors 'none'", app.policy);
    let mut response = (StatusCode::OK, app.page.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], vocab::openapi()).into_response()
}

pub(super) async fn nowhere() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "no_such_place", "there is nothing; /api/v1/openapi.json lists what there is")
}

pub(super) async fn not_so() -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "this cannot be done here; /api/v1/openapi.json lists what can",
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

pub(super) async fn stats(State(app): App, Params(Nothing {}): Params<Nothing>) -> Answer {
    let s = app.pool.ask(|store| store.statistics(TOP)).await?;
    let entities: Map<String, Value> = s.entities.iter().map(|(t, n)| (t.to_string(), json!(n))).collect();
    let statuses: Map<String, Value> = s.statuses.iter().map(|(t, n)| (t.to_string(), json!(n))).collect();
    let relations: Vec<Value> =
        s.relations.iter().map(|(r, n, said)| json!({"relation": r, "edges": n, "statements": said})).collect();
    let top: Vec<Value> = s.top.iter().map(|(e, n)| json!({"entity": entity_record(e), "edges": n})).collect();
    Ok(Json(json!({
        "articles": s.articles, "texts": s.texts, "entities": s.entity_count(), "edges": s.edge_count(),
        "statements": s.statements, "published_from": s.published.map(|p| p.0), "published_to": s.published.map(|p| p.1),
        "entities_by_type": entities, "edges_by_status": statuses, "relations": relations, "most_edges": top,
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchParams {
    q: String,
    limit: Option<usize>,
}

pub(super) async fn search(State(app): App, Params(asked): Params<SearchParams>) -> Answer {
    let limit = Page::new(None, asked.limit)?.limit;
    let q = words(&asked.q)?.to_string();
    let (entities, hits, total) = app
        .pool
        .ask(move |store| {
            let mut entities = store.names_like(&q, limit)?;
            for entity in store.search_names(&q, limit)? {
                if entities.len() < limit && !entities.iter().any(|e| e.id == entity.id) {
                    entities.push(entity);
                }
            }
            let (hits, total) = store.search(&q, limit)?;
            Ok((entities, hits, total))
        })
        .await?;
    let statements: Vec<Value> = hits
        .iter()
        .map(|hit| {
            let mut record = Map::new();
            record.insert("subject".into(), json!(hit.subject.id));
            record.insert("relation".into(), json!(hit.relation));
            record.insert("object".into(), json!(hit.object.id));
            record.extend(source_record(&hit.fact.source));
            record.extend(statement_record(&hit.fact, Excerpt::default()));
            Value::Object(record)
        })
        .collect();
    let entities: Vec<_> = entities.iter().map(entity_record).collect();
    Ok(Json(json!({"entities": entities, "statements": statements, "total_statements": total})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntitiesParams {
    r#type: Option<String>,
    offset: Option<usize>,
    limit: Option<usize>,
}

pub(super) async fn entities(State(app): App, Params(asked): Params<EntitiesParams>) -> Answer {
    let (page, types) = (Page::new(asked.offset, asked.limit)?, all(asked.r#type.as_deref())?);
    let (entities, total) = app.pool.ask(move |store| store.entities_page(&types, page.offset, page.limit)).await?;
    let entities: Vec<_> = entities.iter().map(entity_record).collect();
    Ok(Json(json!({"entities": entities, "total": total, "next": page.next(total)})))
}

type Name = Result<Path<String>, PathRejection>;

fn name(path: Name) -> Result<String, Failure> {
    let Path(name) = path.map_err(|e| Failure::parameter(format!("entity: {}", e.body_text())))?;
    Ok(name)
}

pub(super) async fn entity(State(app): App, path: Name, Params(Nothing {}): Params<Nothing>) -> Answer {
    let name = name(path)?;
    let found = app.pool.ask(move |store| store.find(&name)).await?;
    let also: Vec<_> = found.also.iter().map(entity_record).collect();
    Ok(Json(json!({"entity": entity_record(&found.entity), "also": also})))
}

pub(super) async fn neighbors(State(app): App, path: Name, Params(asked): Params<EdgeParams>) -> Answer {
    asked.only(&["depth", "direction", "sort", "offset", "limit"])?;
    let (filter, page, sort) = (asked.filter()?, asked.page()?, asked.sort()?);
    let depth = EdgeParams::steps(asked.depth, 1, MAX_DEPTH)?;
    let name = name(path)?;
    let (entity, found) = app
        .pool
        .ask(move |store| {
            let entity = store.find(&name)?.entity;
            let found = query::neighbors(store, &entity.id, &filter, depth, sort, Some(page.end()))?;
            Ok((entity, found))
        })
        .await?;
    let mut edges = Edges::default();
    edges.entity(&entity);
    for near in found.edges.iter().skip(page.offset) {
        edges.push(&near.link, Map::from_iter([("depth".to_string(), json!(near.depth))]));
    }
    Ok(Json(edges.answer([
        ("entity", json!(entity.id)),
        ("total", json!(found.total)),
        ("next", page.next(found.total)),
    ])))
}

pub(super) async fn edges(State(app): App, Params(asked): Params<EdgeParams>) -> Answer {
    asked.only(&["sort", "offset", "limit"])?;
    let (filter, page, sort) = (asked.filter()?, asked.page()?, asked.sort()?);
    let (links, total) = app
        .pool
        .ask(move |store| {
            let found = store.select(&filter.condition())?;
            let keys = store.first(&found, sort.leading(), page.end())?;
            Ok((store.links(keys.get(page.offset..).unwrap_or(&[]))?, found.len()))
        })
        .await?;
    Ok(Json(Edges::of(&links).answer([("total", json!(total)), ("next", page.next(total))])))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GraphParams {
    limit: Option<usize>,
}

/// The strongest edges of the whole, to begin with.
pub(super) async fn graph(State(app): App, Params(asked): Params<GraphParams>) -> Answer {
    let limit = asked.limit.unwrap_or(MAX_OVERVIEW / 5);
    if !(1..=MAX_OVERVIEW).contains(&limit) {
        return Err(Failure::parameter(format!("limit: from 1 to {MAX_OVERVIEW}")));
    }
    let (links, edges, entities) = app
        .pool
        .ask(move |store| {
            let (mut links, edges) = store.notable(limit)?;
            let ends = |l: &Link| (l.subject.id.clone(), l.edge.relation.clone(), l.object.id.clone());
            links.sort_by(|a, b| strength(&b.edge).total_cmp(&strength(&a.edge)).then_with(|| ends(a).cmp(&ends(b))));
            links.truncate(limit);
            Ok((links, edges, store.entities_page(&[], 0, 0)?.1))
        })
        .await?;
    Ok(Json(Edges::of(&links).answer([("total", json!({"entities": entities, "edges": edges}))])))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatementsParams {
    subject: String,
    relation: String,
    object: String,
    offset: Option<usize>,
    limit: Option<usize>,
}

pub(super) async fn statements(State(app): App, Params(asked): Params<StatementsParams>) -> Answer {
    let page = Page::new(asked.offset, asked.limit)?;
    let no_edge = || Failure::new(StatusCode::NOT_FOUND, "unknown_edge", "there is no such edge");
    let found = app.pool.ask(move |store| said(store, &asked, page)).await?;
    let (statements, total) = found.ok_or_else(no_edge)?;
    Ok(Json(json!({"statements": statements, "total": total, "next": page.next(total)})))
}

/// The statements of an edge, each in its sentence, and how many there are.
fn said(store: &Store, asked: &StatementsParams, page: Page) -> Result<Option<(Vec<Value>, usize)>> {
    let id = |text: &str| EntityId(text.into());
    let Some(link) = store.edge(&id(&asked.subject), &asked.relation, &id(&asked.object))? else { return Ok(None) };
    let mut texts: BTreeMap<String, Option<Excerpts>> = BTreeMap::new();
    let mut statements = Vec::new();
    for fact in link.edge.facts.iter().skip(page.offset).take(page.limit) {
        let article = &fact.source.article;
        if !texts.contains_key(article) {
            let text = store.article(article)?.and_then(|a| a.text);
            texts.insert(article.clone(), text.map(|t| Excerpts::new(&t)));
        }
        let excerpts = texts.get(article).and_then(Option::as_ref);
        let mut record = source_record(&fact.source);
        record.extend(statement_record(fact, excerpts.map(|e| e.around(fact.span)).unwrap_or_default()));
        statements.push(Value::Object(record));
    }
    Ok(Some((statements, link.edge.facts.len())))
}

pub(super) async fn path(State(app): App, Params(asked): Params<EdgeParams>) -> Answer {
    asked.only(&["from", "to", "max_length", "direction"])?;
    let filter = asked.filter()?;
    let most = EdgeParams::steps(asked.max_length, 8, MAX_LENGTH)?;
    let (Some(from), Some(to)) = (asked.from, asked.to) else {
        return Err(Failure::parameter("from, to: two entities are needed"));
    };
    let (from, to, found) = app
        .pool
        .ask(move |store| {
            let (from, to) = (store.find(&from)?.entity, store.find(&to)?.entity);
            let found = query::shortest_path(store, &from.id, &to.id, &filter, Some(most))?;
            Ok((from, to, found))
        })
        .await?;
    let hops: &[Hop] = found.as_ref().map_or(&[], |p| p.hops.as_slice());
    let mut edges = Edges::of(hops.iter().flat_map(|h| &h.links));
    edges.entity(&from);
    edges.entity(&to);
    let steps: Vec<Value> = hops.iter().map(|h| json!({"from": h.from.id, "to": h.to.id})).collect();
    Ok(Json(edges.answer([
        ("from", json!(from.id)),
        ("to", json!(to.id)),
        ("length", json!(found.as_ref().map(|p| p.hops.len()))),
        ("steps", json!(steps)),
    ])))
}
