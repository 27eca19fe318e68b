//! The weight file of the mention stage: `TGE2`, then sections, each a length and its bytes.

use super::judge::Judge;
use super::tags;
use super::words::Words;
use crate::learn::{Linear, Sequence};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use std::io::{Read, Write};

const MAGIC: &[u8; 4] = b"TGE2";

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

/// Everything that training makes.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    pub(super) words: Words,
    pub(super) tagger: Sequence,
    pub(super) linker: Linear,
    pub(super) judge: Judge,
    pub(super) reference: Linear,
}

/// The file's bytes.
pub(super) fn write(weights: &Weights) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let mut packed = Vec::new();
    let mut encoder = DeflateEncoder::new(&mut packed, Compression::best());
    // Writing to a Vec cannot fail.
    let _ = encoder.write_all(&weights.words.to_bytes()).and_then(|()| encoder.try_finish());
    drop(encoder);
    section(&mut out, &packed);
    section(&mut out, &weights.tagger.to_bytes());
    for model in [&weights.linker, &weights.judge.real, &weights.judge.kind, &weights.reference] {
        section(&mut out, &model.to_bytes());
    }
    out
}

/// The word table of a file.
pub(super) fn read_words(bytes: &[u8]) -> Option<Words> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut body = Vec::new();
    DeflateDecoder::new(take(&mut rest)?).read_to_end(&mut body).ok()?;
    Words::from_bytes(&body)
}

/// Reads the file; `None` where the bytes are not one.
pub(super) fn read(bytes: &[u8]) -> Option<Weights> {
    let words = read_words(bytes)?;
    let mut rest = bytes.strip_prefix(MAGIC)?;
    take(&mut rest)?;
    let tagger = Sequence::from_bytes(take(&mut rest)?, tags::legal)?;
    let mut linear = || Linear::from_bytes(take(&mut rest)?);
    let (linker, real, kind, reference) = (linear()?, linear()?, linear()?, linear()?);
    (tagger.labels().len() == tags::COUNT).then_some(Weights {
        words,
        tagger,
        linker,
        judge: Judge { real, kind },
        reference,
    })
}
