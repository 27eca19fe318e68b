//! Export: a graph as files that other programs read.

use std::borrow::Cow;

/// The schema that JSON outputs name: raised when a field changes its meaning or goes.
pub const SCHEMA: &str = "techgraph/1";

/// A cell that no spreadsheet takes for a formula: text that starts with `=`, `+`, `-`, `@`, tab or carriage return gets
/// a `'` before it, except plain numbers.
pub fn spreadsheet_safe(text: &str) -> Cow<'_, str> {
    let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    // "-1.5e3" is a number, "-inf" and "+1+cmd" are not.
    let number = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && text.parse::<f64>().is_ok();
    if dangerous && !number { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
