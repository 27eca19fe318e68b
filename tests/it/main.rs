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
mod eval;
mod examples;
mod export;
mod extraction;
mod graphs;
mod layering;
mod mention;
mod overlay;
mod palettes;
mod networkx;
mod python;
mod query;
mod questions;
mod readme;
mod render;
mod resolve;
mod samples;
mod store;
mod table;
mod text;
mod values;
mod vocab;
mod vocab_relations;
