//! The weight file: `TGL1`, then a deflated body of labels, scale and rows, features sorted and written as differences.

use super::Linear;
use flate2::{Compression, bufread::DeflateDecoder, write::DeflateEncoder};
use std::io::{Read, Write};

const MAGIC: &[u8; 4] = b"TGL1";

fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push((n as u8) | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn take(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let (mut n, mut shift) = (0u64, 0);
    loop {
        let b = *bytes.get(*at)?;
        *at += 1;
        n |= u64::from(b & 0x7f).checked_shl(shift)?;
        if b < 0x80 {
            return Some(n);
        }
        shift += 7;
    }
}

impl Linear {
    /// The weight file's bytes. The same model gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put(&mut body, self.labels.len() as u64);
        for label in &self.labels {
            put(&mut body, label.len() as u64);
            body.extend_from_slice(label.as_bytes());
        }
        body.extend_from_slice(&self.scale.to_le_bytes());
        let rows: Vec<_> = self.rows().collect();
        put(&mut body, rows.len() as u64);
        // Columns apart from each other: they deflate better.
        let mut last = 0;
        for (feature, _) in &rows {
            put(&mut body, u64::from(feature - last));
            last = *feature;
        }
        for (_, cells) in &rows {
            put(&mut body, cells.len() as u64);
        }
        let cells = || rows.iter().flat_map(|(_, cells)| cells.iter());
        cells().for_each(|(class, _)| put(&mut body, u64::from(*class)));
        cells().for_each(|(_, weight)| body.push(*weight as u8));
        let mut out = MAGIC.to_vec();
        let mut encoder = DeflateEncoder::new(&mut out, Compression::best());
        // Writing to a Vec cannot fail.
        let _ = encoder.write_all(&body).and_then(|()| encoder.try_finish());
        drop(encoder);
        out
    }

    /// Reads a weight file; `None` where the bytes are not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Linear> {
        // Weights deflate to some third.
        let mut body = Vec::with_capacity(4 * bytes.len());
        DeflateDecoder::new(bytes.strip_prefix(MAGIC)?).read_to_end(&mut body).ok()?;
        let mut at = 0;
        let mut labels = Vec::new();
        for _ in 0..take(&body, &mut at)? {
            let len = take(&body, &mut at)? as usize;
            labels.push(String::from_utf8(body.get(at..at.checked_add(len)?)?.to_vec()).ok()?);
            at += len;
        }
        let scale = f32::from_le_bytes(body.get(at..at + 4)?.try_into().ok()?);
        at += 4;
        let count = take(&body, &mut at)? as usize;
        let mut features = Vec::with_capacity(count.min(body.len()));
        let mut last = 0u32;
        for _ in 0..count {
            last = last.checked_add(u32::try_from(take(&body, &mut at)?).ok()?)?;
            features.push(last);
        }
        // A file of ours has neither empty rows nor a feature twice, nor more classes than a byte can tell apart.
        if features.windows(2).any(|two| two[0] == two[1]) {
            return None;
        }
        let lengths: Vec<u16> = (features.iter())
            .map(|_| u16::try_from(take(&body, &mut at)?).ok().filter(|length| (1..=256).contains(length)))
            .collect::<Option<_>>()?;
        let total: usize = lengths.iter().map(|length| usize::from(*length)).sum();
        let mut classes = Vec::with_capacity(total.min(body.len()));
        for _ in 0..total {
            classes.push(u8::try_from(take(&body, &mut at)?).ok().filter(|class| usize::from(*class) < labels.len())?);
        }
        let weights = body.get(at..at.checked_add(total)?)?;
        let mut end = 0;
        let rows = features.into_iter().zip(lengths).map(|(feature, length)| {
            let row = end..end + usize::from(length);
            end = row.end;
            (feature, classes[row.clone()].iter().copied().zip(weights[row].iter().map(|weight| *weight as i8)))
        });
        Some(Linear::from_cells(labels, scale, rows))
    }
}
