//! The explorer over a graph file too large for one page: the page itself and a JSON API (`data/openapi.json`).
//!
//! Nothing but this machine is served unless asked for, and then only with a token. The graph is read over connections
//! that cannot write; articles are added only where [`Options::allow_write`] lets them be.

mod add;
mod answer;
mod api;
mod guard;
mod pool;
mod question;

use crate::{Error, Result};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore};

/// The fewest characters of a token.
pub const MIN_TOKEN: usize = 16;
/// How long a client may take to send the head of a request, and how long an idle connection is kept.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Connections at once; more wait.
const CONNECTIONS: usize = 256;

/// How a graph is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// What a client must show, as `Authorization: Bearer TOKEN`. Needed where others than this machine can connect.
    pub token: Option<String>,
    /// Host names that requests may name besides `localhost` and addresses.
    pub hosts: Vec<String>,
    /// Whether articles may be added.
    pub allow_write: bool,
    /// How long one question may take.
    pub deadline: Duration,
    /// The most bytes that a request may send.
    pub max_body: usize,
    /// Title of the page.
    pub title: String,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            address: SocketAddr::from(([127, 0, 0, 1], 8420)),
            token: None,
            hosts: Vec::new(),
            allow_write: false,
            deadline: Duration::from_secs(10),
            max_body: crate::article::MAX_ARTICLE_BYTES,
            title: "Who does what with whom".to_string(),
        }
    }
}

/// What all requests share.
struct Shared {
    graph: PathBuf,
    options: Options,
    pool: pool::Pool,
    page: String,
    policy: String,
    /// Held by the one who writes.
    writing: Arc<Mutex<()>>,
}

/// A server that listens already.
#[derive(Debug)]
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    router: Router,
}

impl Server {
    /// Opens the graph and the port.
    ///
    /// # Errors
    /// Those of [`Store::open`](crate::store::Store::open); [`Error::Usage`] where others could connect without a token, or the token is short;
    /// [`Error::Failed`] where the address cannot be had.
    pub fn bind(graph: &Path, options: Options) -> Result<Server> {
        check(&options)?;
        let pool = pool::Pool::open(graph, options.deadline)?;
        let taken = |e: std::io::Error| {
            Error::Failed(format!("cannot listen on {}: {e}; choose another with --port", options.address))
        };
        let listener = std::net::TcpListener::bind(options.address).map_err(taken)?;
        listener.set_nonblocking(true).map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let vocab = crate::vocab::Vocabulary::builtin();
        let shared = Arc::new(Shared {
            graph: graph.to_path_buf(),
            pool,
            page: crate::render::explorer::served_page(&options.title, vocab, options.allow_write),
            policy: crate::render::explorer::policy(),
            writing: Arc::new(Mutex::new(())),
            options,
        });
        Ok(Server { listener, address, router: router(shared) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is done, then lets what is open finish for a moment.
    ///
    /// # Errors
    /// [`Error::Failed`] where the threads cannot be had.
    pub fn run(self, stop: impl Future<Output = ()>) -> Result<()> {
        let failed = |e: std::io::Error| Error::Failed(format!("cannot serve: {e}"));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
        runtime.block_on(async {
            let listener = TcpListener::from_std(self.listener).map_err(failed)?;
            tokio::select! {
                () = accept(listener, self.router) => {}
                () = stop => {}
            }
            Ok::<(), Error>(())
        })?;
        runtime.shutdown_timeout(Duration::from_secs(2));
        Ok(())
    }
}

/// Waits until the program is asked to stop with Ctrl-C.
pub async fn interrupted() {
    // Where no signal can be heard the server is stopped by ending the program.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn check(options: &Options) -> Result<()> {
    match &options.token {
        None if !options.address.ip().is_loopback() => Err(Error::Usage(format!(
            "{} can be reached from other machines: name a file with a token of {MIN_TOKEN} or more characters with \
             --token-file, or listen on 127.0.0.1",
            options.address.ip()
        ))),
        Some(token) if token.len() < MIN_TOKEN => {
            Err(Error::Usage(format!("the token is too short: it needs {MIN_TOKEN} characters or more")))
        }
        _ => Ok(()),
    }
}

fn router(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/openapi.json", get(api::openapi))
        .route("/stats", get(api::stats))
        .route("/search", get(api::search))
        .route("/graph", get(api::graph))
        .route("/edges", get(api::edges))
        .route("/statements", get(api::statements))
        .route("/path", get(api::path))
        .route("/entities", get(api::entities))
        .route("/entities/{id}", get(api::entity))
        .route("/entities/{id}/neighbors", get(api::neighbors))
        .route("/articles", post(add::add))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&shared), guard::token))
        .layer(axum::middleware::from_fn(guard::tagged));
    Router::new()
        .route("/", get(api::page))
        .nest("/api/v1", api)
        .fallback(api::nowhere)
        .method_not_allowed_fallback(api::not_so)
        .layer(DefaultBodyLimit::max(shared.options.max_body))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&shared), guard::origin))
        .with_state(shared)
}

async fn accept(listener: TcpListener, router: Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                // Out of files, or the client is gone already: others may go on.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            // A connection that breaks off concerns nobody else.
            let _ = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(place);
        });
    }
}
