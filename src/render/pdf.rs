//! A picture as a PDF of one page of its size, by svg2pdf: lines stay lines, and text can be searched and copied.

use super::png;
use crate::{Error, Result};
use svg2pdf::{ConversionOptions, PageOptions};

/// Points to a px at scale 1: CSS has 96 px to the inch, PDF 72 points.
const DOTS_PER_INCH: f32 = 96.0;

/// The scale is for pixels, of which a PDF has none.
pub(super) fn encode(svg: String, _: f32) -> Result<Vec<u8>> {
    let failed = |why: String| Error::Failed(format!("the picture cannot be turned into PDF: {why}"));
    let tree = png::read(&svg).map_err(|e| failed(e.to_string()))?;
    let page = PageOptions { dpi: DOTS_PER_INCH };
    svg2pdf::to_pdf(&tree, ConversionOptions::default(), page).map_err(|e| failed(e.to_string()))
}
