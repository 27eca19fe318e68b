//! One integration binary; a module for every module of `src/`.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod text;
