//! Training of the tagger and the parser, and their scores. Texts in, weight bytes out: reading and writing files is for
//! others. The same text gives the same bytes.

mod parsing;
mod score;
mod tagging;

pub use parsing::train_parser;
pub use score::{Scores, Share, evaluate};
pub use tagging::train_tagger;

/// The last label of a tagger's file: the version of its features.
pub(super) const TAGGER_VERSION: &str = "tagger 2";
/// The same of a parser's file.
pub(super) const PARSER_VERSION: &str = "parser 2";
