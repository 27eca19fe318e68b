//! techgraph reads news articles and builds a knowledge graph of the tech industry.
//!
//! Data flows one way, in the order of the modules below; a module uses only those that stand before it
//! (`tests/it/layering.rs` holds it). ARCHITECTURE.md tells what each stage makes.

// The flow: bytes → Article → Document → Mentions → RelationMentions → Statements.
pub mod article;
pub mod error;
pub mod eval;
pub mod learn;
pub mod mention;
pub mod pipeline;
pub mod relation;
pub mod resolve;
pub mod text;
pub mod value;
pub mod vocab;
// What is kept, asked and shown.
pub mod export;
pub mod graph;
pub mod query;
pub mod render;
pub mod serve;
pub mod store;
// The only module that prints.
pub mod cli;

pub use error::{Error, Result};
