//! Text in XML.

use super::escape::push_escaped;
use std::borrow::Cow;

/// Whether a byte stands for itself, and begins no character that does not: U+FFFE and U+FFFF begin with 0xEF.
fn plain(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | 0x7f | 0xef | b'&' | b'<' | b'>' | b'"' | b'\'')
}

/// Adds text for XML content and double-quoted attributes. Tabs and line ends are kept by reference; characters that XML
/// 1.0 has no way to write become U+FFFD.
pub(super) fn push(out: &mut String, text: &str) {
    push_escaped(out, text, plain, |out, c| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '\n' => out.push_str("&#10;"),
        '\r' => out.push_str("&#13;"),
        '\t' => out.push_str("&#9;"),
        '\u{7f}' => out.push(c),
        c if c.is_ascii_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
        c => out.push(c),
    });
}

/// Adds markup, text as [`push`] does, and markup.
pub(super) fn push_within(out: &mut String, [before, text, after]: [&str; 3]) {
    out.push_str(before);
    push(out, text);
    out.push_str(after);
}

/// The text that [`push`] adds.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push(&mut out, text);
    Cow::Owned(out)
}
