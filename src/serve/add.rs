//! Adding an article that was dropped onto the page, told as it goes on (server-sent events).

use super::Shared;
use super::answer::Failure;
use super::question::Params;
use crate::Result;
use crate::article::{Article, Reader, Source, Unit};
use crate::pipeline::Pipeline;
use crate::resolve::{Around, Claim, Resolver};
use crate::store::{Change, Record, Store};
use crate::vocab::Vocabulary;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;

/// The most articles of one file.
const MAX_ARTICLES: usize = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddParams {
    name: String,
}

type Events = Sse<axum::response::sse::KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

/// `POST /articles?name=FILE`: the body is the file. Events `progress`, then `done` or `error`.
pub(super) async fn add(
    State(app): State<Arc<Shared>>,
    Params(asked): Params<AddParams>,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Events, Failure> {
    if !app.options.allow_write {
        let message = "nothing can be added here; start the server with --allow-write";
        return Err(Failure::new(StatusCode::FORBIDDEN, "read_only", message));
    }
    let body = body.map_err(|e| Failure::new(e.status(), "body", e.body_text()))?;
    let name = file_name(&asked.name)?;
    let articles = articles(&name, &body)?;
    let (sender, receiver) = channel(16);
    let (graph, writing) = (app.graph.clone(), Arc::clone(&app.writing));
    tokio::spawn(async move {
        let turn = writing.lock_owned().await;
        let told = sender.clone();
        let done = tokio::task::spawn_blocking(move || {
            let done = store(&graph, &articles, &sender);
            drop(turn);
            done
        })
        .await;
        let last = match done {
            Ok(Ok(done)) => event("done", &done),
            Ok(Err(e)) => event("error", &json!({"message": e.to_string()})),
            Err(_) => event("error", &json!({"message": "extraction failed on it, which is a bug of techgraph"})),
        };
        // Who went away needs no last word.
        let _ = told.send(Ok(last)).await;
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()))
}

fn event(name: &'static str, data: &Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

/// The name without folders: what a browser gives, and all that is kept.
fn file_name(name: &str) -> Result<String, Failure> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    let clean = !name.is_empty() && name.chars().count() <= 255 && !name.chars().any(char::is_control);
    if clean { Ok(name.to_string()) } else { Err(Failure::parameter("name: the name of a file")) }
}

fn articles(name: &str, body: &[u8]) -> Result<Vec<Article>, Failure> {
    let unreadable = |reason: String| Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "article", reason);
    let Some(reader) = Reader::for_name(name).filter(|_| !name.to_ascii_lowercase().ends_with(".gz")) else {
        return Err(unreadable(format!("{name}: its ending tells no kind of article; .txt, .md, .html and .jsonl do")));
    };
    let read = |bytes: &[u8], origin: String| {
        reader.read(bytes, &Source::named(origin)).map_err(|skipped| unreadable(skipped.to_string()))
    };
    match reader.unit {
        Unit::File => Ok(vec![read(body, name.to_string())?]),
        Unit::Line => {
            let lines = body.split(|b| *b == b'\n').enumerate().filter(|(_, l)| !l.trim_ascii().is_empty());
            let articles: Vec<Article> = lines
                .take(MAX_ARTICLES + 1)
                .map(|(i, l)| read(l, format!("{name}:{}", i + 1)))
                .collect::<Result<_, _>>()?;
            match articles.len() {
                0 => Err(unreadable(format!("{name}: no article is in it"))),
                n if n > MAX_ARTICLES => {
                    Err(unreadable(format!("{name}: more than {MAX_ARTICLES} articles; use `techgraph build`")))
                }
                _ => Ok(articles),
            }
        }
    }
}

fn store(graph: &Path, articles: &[Article], sender: &Sender<Result<Event, Infallible>>) -> Result<Value> {
    let tell = |done: usize, message: String| {
        let data = json!({"done": done, "articles": articles.len(), "message": message});
        // The articles are added also where nobody listens any more.
        let _ = sender.blocking_send(Ok(event("progress", &data)));
    };
    let (pipeline, resolver) = (Pipeline::builtin(), Resolver::new(Vocabulary::builtin()));
    let extractor = crate::pipeline::extractor(Vocabulary::builtin());
    let mut said: Vec<Vec<Claim>> = Vec::with_capacity(articles.len());
    for (i, article) in articles.iter().enumerate() {
        tell(i, format!("reading “{}”", article.title));
        let around = Around { text: &article.text, published: article.published };
        said.push(resolver.extracted(pipeline.annotate(article), &around));
    }
    tell(articles.len(), "storing".to_string());
    let mut store = Store::create(graph)?;
    let statements: usize = said.iter().map(Vec::len).sum();
    let mut news = 0;
    let mut batch = store.batch()?;
    for (article, claims) in articles.iter().zip(said) {
        match batch.put(Record::of(article, &extractor, claims))? {
            Change::New | Change::Changed => news += 1,
            Change::Unchanged | Change::Superseded => {}
        }
    }
    batch.commit()?;
    store.settle()?;
    let message = match (news, statements) {
        (0, _) => "known already".to_string(),
        (_, 0) => "added; it says nothing of interest".to_string(),
        (_, n) => format!("added, with {n} statements"),
    };
    Ok(json!({"articles": articles.len(), "new": news, "statements": statements, "message": message}))
}
