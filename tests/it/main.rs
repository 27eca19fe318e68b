//! One integration binary; a module for every module of `src/`.
mod attributes;
mod text;
mod values;
