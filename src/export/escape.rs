//! Texts in which some characters cannot stand as they are.

/// Adds a text: runs of `plain` bytes as they are, and what `other` adds for the characters between them. Bytes within a
/// character (0x80 to 0xBF) have to be plain.
pub(super) fn push_escaped(
    out: &mut String,
    text: &str,
    plain: impl Fn(u8) -> bool,
    mut other: impl FnMut(&mut String, char),
) {
    let mut rest = text;
    while let Some(at) = position(rest.as_bytes(), &plain) {
        let (run, from) = rest.split_at(at);
        out.push_str(run);
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            other(out, character);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// The first byte that is not `plain`. Whole blocks are looked at first, many bytes at a time.
fn position(bytes: &[u8], plain: impl Fn(u8) -> bool) -> Option<usize> {
    const BLOCK: usize = 32;
    let whole = |block: &&[u8]| block.iter().fold(true, |all, byte| all & plain(*byte));
    let skipped = BLOCK * bytes.chunks_exact(BLOCK).take_while(whole).count();
    Some(skipped + bytes[skipped..].iter().position(|byte| !plain(*byte))?)
}

/// Whether a byte is neither a control character nor begins one: those of Unicode begin with 0xC2.
pub(super) fn is_shown(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | 0x7f | 0xc2)
}
