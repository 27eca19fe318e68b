//! One integration binary: a module for every module of `src/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub
)]

mod article;
mod attributes;
mod cli;
mod corpus;
mod decide;
mod cypher;
mod eval;
mod examples;
mod explorer;
mod export;
mod extraction;
mod graphs;
mod layering;
mod learn;
mod load;
#[cfg(feature = "mcp")]
mod mcp;
mod mention;
mod networkx;
mod palettes;
mod python;
mod overlay;
mod query;
mod questions;
mod readme;
mod render;
mod resolve;
mod samples;
#[cfg(feature = "serve")]
mod serve;
mod store;
mod table;
mod text;
mod train;
mod values;
mod vocab;
mod vocab_relations;
