//! The weight file of the mention stage: `TGE1`, then sections, each a length and its bytes.

use super::tags;
use super::words::Words;
use crate::learn::{Linear, Sequence};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use std::io::{Read, Write};

const MAGIC: &[u8; 4] = b"TGE1";

fn section(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn take<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let n = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let out = bytes.get(4..4 + n)?;
    *bytes = &bytes[4 + n..];
    Some(out)
}

/// The file's bytes.
pub(super) fn write(words: &Words, tagger: &Sequence, linker: &Linear) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let mut packed = Vec::new();
    let mut encoder = DeflateEncoder::new(&mut packed, Compression::best());
    // Writing to a Vec cannot fail.
    let _ = encoder.write_all(&words.to_bytes()).and_then(|()| encoder.try_finish());
    drop(encoder);
    section(&mut out, &packed);
    section(&mut out, &tagger.to_bytes());
    section(&mut out, &linker.to_bytes());
    out
}

/// Reads the file; `None` where the bytes are not one.
pub(super) fn read(bytes: &[u8]) -> Option<(Words, Sequence, Linear)> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut body = Vec::new();
    DeflateDecoder::new(take(&mut rest)?).read_to_end(&mut body).ok()?;
    let words = Words::from_bytes(&body)?;
    let tagger = Sequence::from_bytes(take(&mut rest)?, tags::legal)?;
    let linker = Linear::from_bytes(take(&mut rest)?)?;
    (tagger.labels().len() == tags::COUNT).then_some((words, tagger, linker))
}
