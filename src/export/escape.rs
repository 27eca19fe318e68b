//! Texts in which some characters cannot stand as they are.

/// A text that is being made.
pub(super) trait Put {
    /// Adds to its end.
    fn put(&mut self, text: &str);
}

impl Put for Vec<u8> {
    fn put(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }
}

/// Adds a character to the end of a text.
pub(super) fn put_char(out: &mut Vec<u8>, character: char) {
    out.put(character.encode_utf8(&mut [0; 4]));
}

/// Adds a text: runs of `plain` bytes as they are, and what `other` adds for the characters between them, of which it also
/// gets what follows. Bytes within a character (0x80 to 0xBF) have to be plain.
pub(super) fn push_escaped(
    out: &mut Vec<u8>,
    text: &str,
    plain: impl Fn(u8) -> bool,
    mut other: impl FnMut(&mut Vec<u8>, char, &str),
) {
    let mut rest = text;
    while let Some(at) = position(rest.as_bytes(), &plain) {
        let (run, from) = rest.split_at(at);
        out.put(run);
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            other(out, character, characters.as_str());
        }
        rest = characters.as_str();
    }
    out.put(rest);
}

/// The first byte that is not `plain`. Whole blocks are looked at first, many bytes at a time.
fn position(bytes: &[u8], plain: impl Fn(u8) -> bool) -> Option<usize> {
    const BLOCK: usize = 16;
    let whole = |block: &&[u8]| block.iter().fold(true, |all, byte| all & plain(*byte));
    let skipped = BLOCK * bytes.chunks_exact(BLOCK).take_while(whole).count();
    Some(skipped + bytes[skipped..].iter().position(|byte| !plain(*byte))?)
}

/// Whether a byte is neither a control character nor begins one: those of Unicode begin with 0xC2.
pub(super) fn is_shown(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | 0x7f | 0xc2)
}
