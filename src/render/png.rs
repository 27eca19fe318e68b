//! A picture in pixels, by resvg, with the built-in font: the same bytes on every machine. Only where a text has characters
//! that the built-in font lacks are the system's fonts asked too.

use super::text::{FILES, covered};
use crate::{Error, Result, vocab};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use std::sync::Arc;

/// The family of the built-in font.
const FAMILY: &str = "Techgraph Sans";
/// The most pixels of a side: what picture programs open without complaint.
const MOST: f32 = 16_000.0;

pub(super) fn encode(svg: String, scale: f32) -> Result<Vec<u8>> {
    rasterised(&svg, scale).map_err(|why| Error::Failed(format!("the picture cannot be turned into PNG: {why}")))
}

fn rasterised(svg: &str, scale: f32) -> std::result::Result<Vec<u8>, String> {
    let tree = read(svg).map_err(|e| e.to_string())?;
    let size = tree.size();
    let scale = scale.clamp(0.1, 8.0).min(MOST / size.width()).min(MOST / size.height());
    let (w, h) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut pixels = Pixmap::new(w.max(1), h.max(1)).ok_or("it is too large")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| e.to_string())
}

/// The picture as the rasteriser sees it, its texts set in the built-in font.
pub(super) fn read(svg: &str) -> std::result::Result<usvg::Tree, usvg::Error> {
    let mut fonts = fontdb::Database::new();
    for font in FILES.iter().filter_map(|f| vocab::font(f)) {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
    }
    if !covered(svg) {
        fonts.load_system_fonts();
    }
    for set in [fontdb::Database::set_sans_serif_family, fontdb::Database::set_serif_family] {
        set(&mut fonts, FAMILY);
    }
    // First the built-in font, whatever of the named ones is installed.
    let svg = svg.replacen(super::text::FAMILY, &format!("'{FAMILY}', sans-serif"), 1);
    let options = usvg::Options { fontdb: Arc::new(fonts), font_family: FAMILY.into(), ..usvg::Options::default() };
    usvg::Tree::from_str(&svg, &options)
}
