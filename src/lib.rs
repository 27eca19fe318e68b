//! techgraph reads news articles and builds a knowledge graph of the tech industry.
//!
//! Data flows one way, in the order of the modules below; a module uses only those that stand before it
//! (`tests/it/layering.rs` holds it). ARCHITECTURE.md tells what each stage makes.

// The flow: bytes → Article → Document → Mentions → RelationMentions → Statements.
pub mod error;
pub mod value;
pub mod learn;
pub mod vocab;
pub mod article;
pub mod text;
pub mod mention;
pub mod relation;
pub mod resolve;
pub mod pipeline;
pub mod eval;
// What is kept, asked and shown.
pub mod graph;
pub mod store;
pub mod query;
pub mod export;
pub mod render;
#[cfg(feature = "serve")]
pub mod serve;
// The only module that prints.
pub mod cli;

pub use error::{Error, Result};
