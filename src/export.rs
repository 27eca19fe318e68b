//! Formats that a graph leaves in.
