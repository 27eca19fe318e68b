//! Integration tests: a module for every module of `src/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod export;
mod graphs;
mod table;
