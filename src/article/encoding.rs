//! From bytes to text: byte order marks, declared encodings, and a guess for the rest.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How many bytes at the start tell whether something is text.
const SAMPLE: usize = 64 << 10;

/// The text of bytes. In order: a byte order mark, valid UTF-8, UTF-16 by its zeros, the encoding that the document
/// declares, UTF-8 with a few broken bytes (each becomes U+FFFD), and chardetng's guess.
pub(super) fn decode<'b>(bytes: &'b [u8], declared: Option<&'static Encoding>) -> Cow<'b, str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    match declared {
        Some(encoding) if encoding != UTF_8 => encoding.decode_without_bom_handling(bytes).0,
        declared => {
            if mostly_utf8(bytes, declared.is_some()) {
                return String::from_utf8_lossy(bytes);
            }
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            detector.guess(None, Utf8Detection::Deny).decode_without_bom_handling(bytes).0
        }
    }
}

/// UTF-16 gives itself away in Latin scripts: every other byte is zero.
pub(super) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 >= half * 6 && even * 20 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 6 && odd * 20 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether invalid UTF-8 is still rather UTF-8 with faults than something else: more good sequences of several bytes
/// than bad places, or nothing wrong but a cut at the end.
fn mostly_utf8(bytes: &[u8], declared: bool) -> bool {
    let (mut good, mut bad, mut cut) = (0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
        cut = chunk.invalid().len();
    }
    let only_cut = bad == 1 && cut > 0 && bytes.last().is_some_and(|b| *b >= 0x80) && cut > 1;
    good >= bad || only_cut || (declared && good * 4 >= bad)
}

/// The encoding that a web page declares in its first kilobytes: `<meta charset>`, `http-equiv`, or the XML declaration.
pub(super) fn declared_in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8192)]).to_ascii_lowercase();
    let label = |key: &str| -> Option<&'static Encoding> {
        let mut rest = head.as_str();
        while let Some(i) = rest.find(key) {
            rest = &rest[i + key.len()..];
            let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
            let value = value.trim_start().trim_start_matches(['"', '\'']);
            let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c))).unwrap_or(value.len());
            if let Some(encoding) = Encoding::for_label(&value.as_bytes()[..end]) {
                return Some(encoding);
            }
        }
        None
    };
    let encoding = label("charset").or_else(|| if head.starts_with("<?xml") { label("encoding") } else { None })?;
    // A page whose declaration could be read as ASCII is not in UTF-16, whatever it says; browsers take UTF-8 then.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// What bytes are, where they are no text.
pub(super) fn binary_kind(start: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"RIFF", "a RIFF image, sound or film"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"PK\x05\x06", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
        (b"\x1f\x8b", "gzip inside gzip"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ\x00", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a", "a RAR archive"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"OggS", "an Ogg sound or film"),
        (b"ID3", "an MP3 sound"),
        (b"\x00asm", "a WebAssembly program"),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        // "BZh", "ID3", "RIFF" and "OggS" may begin a sentence; then no control characters follow.
        if !kind_is_wordy(start) {
            return Some(kind);
        }
    }
    if Encoding::for_bom(start).is_some() || utf16_without_mark(start).is_some() {
        return None;
    }
    let sample = &start[..start.len().min(SAMPLE)];
    let controls = sample.iter().filter(|b| **b < 0x20 && !b"\t\n\r\x0b\x0c\x1b\x08".contains(b)).count();
    (controls * 50 > sample.len()).then_some("binary data")
}

/// Whether the start is all printable.
fn kind_is_wordy(start: &[u8]) -> bool {
    !start.starts_with(b"%PDF-") && start.iter().take(256).all(|b| *b >= 0x20 && *b < 0x7f || b"\t\n\r".contains(b))
}
