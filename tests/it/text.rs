//! The text layer.

mod segment;
