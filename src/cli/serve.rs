//! `techgraph serve`: the explorer over the graph file.

use super::Context;
use crate::serve::{Options, Server, interrupted};
use crate::{Error, Result};
use clap::Args;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Explore the graph in a browser; programs ask the same server under /api/v1/
///
/// Only this machine can connect, and nothing can be changed, unless told otherwise. /api/v1/openapi.json describes what
/// can be asked. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph serve
  techgraph serve --address 0.0.0.0 --token-file token.txt --allow-host graph.example.org")]
pub(super) struct ServeArgs {
    /// Where to listen
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// On which port; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8420)]
    port: u16,
    /// A file with the token that clients must show; needed where other machines can connect
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A host name that this server is reached by, besides localhost and addresses
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    allow_host: Vec<String>,
    /// Let articles be added by dropping them onto the page
    #[arg(long)]
    allow_write: bool,
    /// Seconds that one question may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    deadline: u64,
    /// Title of the page
    #[arg(long)]
    title: Option<String>,
}

pub(super) fn run(args: &ServeArgs, context: &Context) -> Result<()> {
    let token = match &args.token_file {
        None => None,
        Some(path) => Some(std::fs::read_to_string(path).map_err(Error::io("read", path))?.trim().to_string()),
    };
    let otherwise = Options::default();
    let options = Options {
        address: SocketAddr::new(args.address, args.port),
        token,
        hosts: args.allow_host.clone(),
        allow_write: args.allow_write,
        deadline: Duration::from_secs(args.deadline),
        title: args.title.clone().unwrap_or(otherwise.title.clone()),
        ..otherwise
    };
    let server = Server::bind(&context.graph, options)?;
    context.note(&format!("http://{}/ shows {}; Ctrl-C ends it", server.address(), context.graph.display()));
    server.run(interrupted())
}
