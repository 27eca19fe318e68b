//! How wide text is, by the font that pictures are drawn in, and how it breaks into lines.

use crate::vocab;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider, charmap::Charmap};
use std::sync::OnceLock;
use unicode_width::UnicodeWidthChar;

/// The fonts to ask for, all of the same widths.
pub(super) const FAMILY: &str = "Helvetica, Arial, 'Liberation Sans', 'Techgraph Sans', sans-serif";

/// The file names of the built-in font, by weight.
pub(super) const FILES: [&str; 2] = ["TechgraphSans-Regular.ttf", "TechgraphSans-Bold.ttf"];

struct Face {
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

fn face(bold: bool) -> Option<&'static Face> {
    static FACES: OnceLock<[Option<Face>; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        FILES.map(|file| {
            let font = FontRef::new(vocab::font(file)?).ok()?;
            // At 1000 px to the em, widths come out in thousandths.
            let metrics = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
            Some(Face { charmap: font.charmap(), metrics })
        })
    });
    faces[usize::from(bold)].as_ref()
}

/// Whether the built-in font has every character of the text.
pub(super) fn covered(text: &str) -> bool {
    face(false).is_some_and(|f| text.chars().all(|c| c.is_control() || f.charmap.map(c).is_some()))
}

/// The width of a text in px at a font size. Characters that the built-in font lacks are taken as a full em where they
/// are wide (CJK, emoji), else as 0.6.
pub fn width(text: &str, size: f32, bold: bool) -> f32 {
    let face = face(bold);
    let advance = |c: char| {
        let known = face.and_then(|f| f.metrics.advance_width(f.charmap.map(c)?));
        known.unwrap_or_else(|| match c.width() {
            Some(0) | None => 0.0,
            Some(1) => 600.0,
            Some(_) => 1000.0,
        })
    };
    text.chars().map(advance).sum::<f32>() * size / 1000.0
}

/// The width of a glyph of the built-in font, in thousandths of an em.
#[cfg(feature = "pdf")]
pub(super) fn glyph_width(glyph: u16, bold: bool) -> f32 {
    face(bold).and_then(|f| f.metrics.advance_width(skrifa::GlyphId::from(glyph))).unwrap_or(0.0)
}

/// The units of an em of a font.
#[cfg(feature = "pdf")]
pub(super) fn units_per_em(font: &[u8]) -> Option<f32> {
    let metrics = FontRef::new(font).ok()?.metrics(Size::unscaled(), LocationRef::default());
    Some(f32::from(metrics.units_per_em))
}

/// The text in at most `lines` lines of at most `limit` px: broken at spaces, in a word only where it is longer than a
/// line, the last line cut with an ellipsis. Never empty.
pub(super) fn wrapped(text: &str, limit: f32, size: f32, bold: bool, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    let mut rest_left_out = false;
    'words: for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        for (i, piece) in pieces(word, limit, size, bold).into_iter().enumerate() {
            let last = out.len() - 1;
            let space = if i == 0 && !out[last].is_empty() { " " } else { "" };
            let joined = format!("{}{space}{piece}", out[last]);
            if out[last].is_empty() || width(&joined, size, bold) <= limit {
                out[last] = joined;
            } else if out.len() < lines {
                out.push(piece);
            } else {
                rest_left_out = true;
                break 'words;
            }
        }
    }
    if rest_left_out {
        let last = out.len() - 1;
        let line = &mut out[last];
        while !line.is_empty() && width(&format!("{line}…"), size, bold) > limit {
            line.pop();
        }
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    out
}

/// A word in pieces that each fit a line.
fn pieces(word: &str, limit: f32, size: f32, bold: bool) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut used = 0.0;
    for c in word.chars() {
        let advance = width(c.encode_utf8(&mut [0; 4]), size, bold);
        if used + advance > limit && used > 0.0 {
            out.push(String::new());
            used = 0.0;
            // A few lines are shown at most: no need to cut a 10,000-character word to its end.
            if out.len() > 12 {
                break;
            }
        }
        used += advance;
        let last = out.len() - 1;
        out[last].push(c);
    }
    out
}
