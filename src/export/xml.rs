//! Text in XML.

use super::escape::{Put, push_escaped, put_char};
use std::borrow::Cow;

/// Whether a byte stands for itself, and begins no character that does not: U+FFFE and U+FFFF begin with 0xEF.
fn plain(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | 0x7f | 0xef | b'&' | b'<' | b'>' | b'"' | b'\'')
}

/// Adds text for XML content and double-quoted attributes. Tabs and line ends are kept by reference; characters that XML
/// 1.0 has no way to write become U+FFFD.
pub(super) fn push(out: &mut Vec<u8>, text: &str) {
    push_escaped(out, text, plain, |out, c, _| match c {
        '&' => out.put("&amp;"),
        '<' => out.put("&lt;"),
        '>' => out.put("&gt;"),
        '"' => out.put("&quot;"),
        '\'' => out.put("&#39;"),
        '\n' => out.put("&#10;"),
        '\r' => out.put("&#13;"),
        '\t' => out.put("&#9;"),
        '\u{7f}' => put_char(out, c),
        c if c.is_ascii_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => put_char(out, '\u{fffd}'),
        c => put_char(out, c),
    });
}

/// Adds markup, text as [`push`] does, and markup.
pub(super) fn push_within(out: &mut Vec<u8>, [before, text, after]: [&str; 3]) {
    out.put(before);
    push(out, text);
    out.put(after);
}

/// The text that [`push`] adds.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len() + 16);
    push(&mut out, text);
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}
