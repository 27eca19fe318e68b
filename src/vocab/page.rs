//! The explorer's page: made from `explorer/` and kept in `data/explorer/`.

use super::DATA;

/// The parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageParts {
    /// HTML with places `{{name}}` for title, policy, style, script and data.
    pub frame: &'static str,
    /// The script, one file.
    pub script: &'static str,
    /// The style sheet.
    pub style: &'static str,
}

impl PageParts {
    /// The parts that are built in.
    pub fn builtin() -> PageParts {
        PageParts {
            frame: text("explorer/page.html"),
            script: text("explorer/explorer.js"),
            style: text("explorer/explorer.css"),
        }
    }
}

/// The description of the server's interface: OpenAPI 3.1 as JSON.
pub fn openapi() -> &'static str {
    text("openapi.json")
}

fn text(path: &str) -> &'static str {
    DATA.get_file(path).and_then(|f| f.contents_utf8()).unwrap_or("")
}
