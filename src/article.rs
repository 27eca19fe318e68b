//! Articles: what readers make of bytes.
