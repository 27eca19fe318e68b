//! The text layer.

mod segment;
mod syntax;
mod train;
