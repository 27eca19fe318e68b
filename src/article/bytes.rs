//! Bytes as they come: counted, decompressed, bounded, in lines of bounded length.

use super::reader::MAX_ARTICLE_BYTES;
use encoding_rs::{CoderResult, Decoder, Encoding};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const BUFFER: usize = 64 << 10;
/// How many bytes at the start are looked at to tell what they are.
const START: usize = 16 << 10;
/// A gzip stream may always grow to this size,
const FREE_GROWTH: u64 = 256 << 20;
/// and beyond it to this many times its compressed size. News compresses 3 to 10 times; deflate's limit is 1,032.
const MAX_GROWTH: u64 = 100;

/// An opened input: its first bytes, decompressed, and all of them as a stream.
pub(super) struct Opened {
    pub(super) start: Vec<u8>,
    pub(super) stream: Box<dyn BufRead + Send>,
}

/// Makes a stream out of raw bytes. What begins as gzip is decompressed, whatever it is called; `done` counts raw bytes.
pub(super) fn open(raw: impl Read + Send + 'static, done: Arc<AtomicU64>) -> io::Result<Opened> {
    let own = Arc::new(AtomicU64::new(0));
    let mut raw = BufReader::with_capacity(BUFFER, Counted { raw, counts: [done, own.clone()] });
    let magic = peek(&mut raw, 2)?;
    let gzip = magic == *b"\x1f\x8b";
    let raw = Cursor::new(magic).chain(raw);
    let mut stream: Box<dyn BufRead + Send> = if gzip {
        let bounded = Bounded { raw: MultiGzDecoder::new(raw), grown: 0, compressed: own };
        Box::new(BufReader::with_capacity(BUFFER, bounded))
    } else {
        Box::new(raw)
    };
    let start = match peek(&mut stream, START) {
        // What is wrong further on is told when the article is read.
        Ok(start) => start,
        Err(e) if gzip => return Err(e),
        Err(e) => return Err(e),
    };
    Ok(Opened { stream: Box::new(Cursor::new(start.clone()).chain(stream)), start })
}

/// Up to `count` bytes from the front; fewer at the end, or where a fault follows them.
fn peek(stream: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    match stream.take(count as u64).read_to_end(&mut start) {
        Ok(_) => Ok(start),
        Err(_) if !start.is_empty() => Ok(start),
        Err(e) => Err(e),
    }
}

/// All bytes of a stream, at most one more than an article may have.
pub(super) fn read_all(stream: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(MAX_ARTICLE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the next line without its end into `line`; `false` at the end of the stream. A line longer than an article may
/// be is passed over, and only its first bytes, one more than allowed, are given.
pub(super) fn read_line(stream: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let buffer = match stream.fill_buf() {
            Ok(buffer) => buffer,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = buffer.iter().position(|b| *b == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        let room = (MAX_ARTICLE_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(buffer.len(), |e| e + 1);
        stream.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Why reading stopped, for people.
pub(super) fn fault(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed file ends too early".to_string(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("the compressed file is damaged: {error}"),
        _ => error.to_string(),
    }
}

struct Counted<R> {
    raw: R,
    counts: [Arc<AtomicU64>; 2],
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.raw.read(buffer)?;
        for count in &self.counts {
            count.fetch_add(n as u64, Ordering::Relaxed);
        }
        Ok(n)
    }
}

/// Stops a stream that decompresses to far more than any text does.
struct Bounded<R> {
    raw: R,
    grown: u64,
    compressed: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.raw.read(buffer)?;
        self.grown += n as u64;
        let limit = FREE_GROWTH.max(self.compressed.load(Ordering::Relaxed).saturating_mul(MAX_GROWTH));
        if self.grown > limit {
            return Err(io::Error::other(format!(
                "it decompresses to more than {MAX_GROWTH} times its size, as no text does"
            )));
        }
        Ok(n)
    }
}

/// A stream in another encoding as UTF-8, so that its lines can be told apart.
pub(super) struct Recoded<R> {
    raw: R,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Recoded<R> {
    pub(super) fn new(raw: R, encoding: &'static Encoding) -> Recoded<R> {
        Recoded { raw, decoder: encoding.new_decoder_with_bom_removal(), ready: Vec::new(), at: 0, ended: false }
    }
}

impl<R: BufRead> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let source = self.raw.fill_buf()?;
            let last = source.is_empty();
            self.ready.resize(BUFFER, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.ready, last);
            self.ready.truncate(written);
            self.at = 0;
            self.raw.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
        }
        let n = buffer.len().min(self.ready.len() - self.at);
        buffer[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
