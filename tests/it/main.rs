//! One integration binary; a module for every module of `src/`.
mod text;
mod values;
