//! The graph over HTTP (not built yet).
