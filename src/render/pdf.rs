//! A picture as a PDF of one page of its size: lines stay lines, and text can be searched and copied.
//!
//! Written from the same tree as the PNG, in the order of the picture, so that the same picture gives the same bytes.

use super::png::{self, FAMILY};
use super::text::{FILES, glyph_width};
use crate::{Error, Result, vocab};
use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::types::{CidFontType, FontFlags, LineCapStyle, LineJoinStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use resvg::tiny_skia::{PathSegment, Transform};
use resvg::usvg::{Fill, Group, LineCap, LineJoin, Node, Opacity, Paint, Path, Stroke, Text, Tree, fontdb};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

/// Points to a px: CSS has 96 px to the inch, PDF 72 points.
const POINTS: f32 = 0.75;

/// The scale is for pixels, of which a PDF has none.
pub(super) fn encode(svg: String, _: f32) -> Result<Vec<u8>> {
    let failed = |why: String| Error::Failed(format!("the picture cannot be turned into PDF: {why}"));
    let tree = png::read(&svg).map_err(|e| failed(e.to_string()))?;
    let mut sheet =
        Sheet { tree: &tree, content: Content::new(), opacities: BTreeSet::new(), used: Default::default() };
    let (w, h) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
    // PDF counts from the bottom.
    sheet.content.transform([POINTS, 0.0, 0.0, -POINTS, 0.0, h]);
    sheet.group(tree.root());
    sheet.finish(w, h).map_err(|e| failed(e.to_string()))
}

/// A page being drawn, and what it needs.
struct Sheet<'t> {
    tree: &'t Tree,
    content: Content,
    /// In hundredths.
    opacities: BTreeSet<u32>,
    /// The glyphs of each weight of the built-in font, with the text that they stand for.
    used: [BTreeMap<u16, String>; 2],
}

impl Sheet<'_> {
    fn group(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) => self.path(path),
                Node::Text(text) => self.text(text),
                // No picture of ours has any.
                Node::Image(_) => {}
            }
        }
    }

    fn path(&mut self, path: &Path) {
        let fill = path.fill().filter(|f| f.opacity().get() > 0.0);
        let stroke = path.stroke().filter(|s| s.opacity().get() > 0.0);
        if !path.is_visible() || (fill.is_none() && stroke.is_none()) {
            return;
        }
        self.content.save_state();
        self.content.transform(matrix(path.abs_transform()));
        if let Some(fill) = fill {
            self.fill(fill);
            self.trace(path);
            self.content.fill_nonzero();
        }
        if let Some(stroke) = stroke {
            self.stroke(stroke);
            self.trace(path);
            self.content.stroke();
        }
        self.content.restore_state();
    }

    fn trace(&mut self, path: &Path) {
        let mut at = (0.0, 0.0);
        for segment in path.data().segments() {
            match segment {
                PathSegment::MoveTo(p) => {
                    self.content.move_to(p.x, p.y);
                    at = (p.x, p.y);
                }
                PathSegment::LineTo(p) => {
                    self.content.line_to(p.x, p.y);
                    at = (p.x, p.y);
                }
                PathSegment::QuadTo(c, p) => {
                    // PDF has cubic curves only.
                    let third = |a: f32, b: f32| a + (b - a) * 2.0 / 3.0;
                    let (x1, y1, x2, y2) = (third(at.0, c.x), third(at.1, c.y), third(p.x, c.x), third(p.y, c.y));
                    self.content.cubic_to(x1, y1, x2, y2, p.x, p.y);
                    at = (p.x, p.y);
                }
                PathSegment::CubicTo(a, b, p) => {
                    self.content.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y);
                    at = (p.x, p.y);
                }
                PathSegment::Close => {
                    self.content.close_path();
                }
            }
        }
    }

    fn fill(&mut self, fill: &Fill) {
        self.opacity(fill.opacity());
        let [r, g, b] = rgb(fill.paint());
        self.content.set_fill_rgb(r, g, b);
    }

    fn stroke(&mut self, stroke: &Stroke) {
        self.opacity(stroke.opacity());
        let [r, g, b] = rgb(stroke.paint());
        self.content.set_stroke_rgb(r, g, b).set_line_width(stroke.width().get());
        self.content.set_line_cap(match stroke.linecap() {
            LineCap::Butt => LineCapStyle::ButtCap,
            LineCap::Round => LineCapStyle::RoundCap,
            LineCap::Square => LineCapStyle::ProjectingSquareCap,
        });
        self.content.set_line_join(match stroke.linejoin() {
            LineJoin::Round => LineJoinStyle::RoundJoin,
            LineJoin::Bevel => LineJoinStyle::BevelJoin,
            LineJoin::Miter | LineJoin::MiterClip => LineJoinStyle::MiterJoin,
        });
        if let Some(dashes) = stroke.dasharray() {
            self.content.set_dash_pattern(dashes.iter().copied(), stroke.dashoffset());
        }
    }

    fn opacity(&mut self, opacity: Opacity) {
        let hundredths = (opacity.get() * 100.0).round() as u32;
        self.opacities.insert(hundredths);
        self.content.set_parameters(Name(format!("G{hundredths}").as_bytes()));
    }

    /// A text as glyphs of the built-in font; one that needs other fonts as its outlines.
    fn text(&mut self, text: &Text) {
        let glyphs = || text.layouted().iter().flat_map(|s| &s.positioned_glyphs);
        if glyphs().any(|g| self.weight(g.font).is_none()) {
            self.group(text.flattened());
            return;
        }
        for span in text.layouted() {
            let Some(fill) = &span.fill else { continue };
            self.fill(fill);
            let size = span.font_size.get();
            for glyph in &span.positioned_glyphs {
                let (Some(weight), Ok(id)) = (self.weight(glyph.font), u16::try_from(glyph.id.0)) else { continue };
                // The outline is in units of the font, 1000 or 2048 to the em; a PDF's glyphs are in ems.
                let units = self.units(glyph.font);
                let place =
                    text.abs_transform().pre_concat(glyph.outline_transform()).pre_scale(units / size, units / size);
                self.used[weight].entry(id).or_insert_with(|| glyph.text.clone());
                self.content.begin_text();
                self.content.set_font(Name(format!("F{weight}").as_bytes()), size);
                self.content.set_text_matrix(matrix(place));
                self.content.show(Str(&id.to_be_bytes()));
                self.content.end_text();
            }
        }
    }

    /// Which of the built-in fonts it is: 0 regular, 1 bold.
    fn weight(&self, font: fontdb::ID) -> Option<usize> {
        let face = self.tree.fontdb().face(font)?;
        face.families.iter().any(|f| f.0 == FAMILY).then_some(usize::from(face.weight.0 > 500))
    }

    fn units(&self, font: fontdb::ID) -> f32 {
        let units = self.tree.fontdb().with_face_data(font, |data, _| super::text::units_per_em(data));
        units.flatten().unwrap_or(1000.0)
    }

    fn finish(self, w: f32, h: f32) -> std::io::Result<Vec<u8>> {
        let mut next = 0;
        let mut reference = || {
            next += 1;
            Ref::new(next)
        };
        let (catalog, pages, page, content, info) = (reference(), reference(), reference(), reference(), reference());
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(pages);
        pdf.pages(pages).kids([page]).count(1);
        let fonts: Vec<(usize, Ref)> =
            (0..FILES.len()).filter(|w| !self.used[*w].is_empty()).map(|w| (w, reference())).collect();
        let mut sheet = pdf.page(page);
        sheet.parent(pages).media_box(Rect::new(0.0, 0.0, w, h)).contents(content);
        let mut resources = sheet.resources();
        let mut named = resources.fonts();
        for (weight, font) in &fonts {
            named.pair(Name(format!("F{weight}").as_bytes()), *font);
        }
        named.finish();
        let mut states = resources.ext_g_states();
        for hundredths in &self.opacities {
            let share = *hundredths as f32 / 100.0;
            let mut state = states
                .insert(Name(format!("G{hundredths}").as_bytes()))
                .start::<pdf_writer::writers::ExtGraphicsState<'_>>();
            state.non_stroking_alpha(share).stroking_alpha(share);
        }
        states.finish();
        resources.finish();
        sheet.finish();
        let drawn = self.content.finish();
        pdf.stream(content, &deflated(&drawn)?).filter(Filter::FlateDecode);
        for (weight, font) in fonts {
            embed(&mut pdf, &mut reference, font, weight, &self.used[weight])?;
        }
        pdf.document_info(info).producer(TextStr("techgraph"));
        Ok(pdf.finish())
    }
}

/// One weight of the built-in font, whole, with the widths and texts of the glyphs that are used.
fn embed(
    pdf: &mut Pdf,
    reference: &mut dyn FnMut() -> Ref,
    font: Ref,
    weight: usize,
    used: &BTreeMap<u16, String>,
) -> std::io::Result<()> {
    let (cid, descriptor, texts, file) = (reference(), reference(), reference(), reference());
    let name = FILES[weight].trim_end_matches(".ttf");
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    pdf.type0_font(font)
        .base_font(Name(name.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(texts);
    let mut inner = pdf.cid_font(cid);
    inner.subtype(CidFontType::Type2).base_font(Name(name.as_bytes())).system_info(system).font_descriptor(descriptor);
    inner.cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = inner.widths();
    for glyph in used.keys() {
        widths.consecutive(*glyph, [glyph_width(*glyph, weight == 1)]);
    }
    widths.finish();
    inner.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(name.as_bytes()))
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(-500.0, -300.0, 1500.0, 1000.0))
        .italic_angle(0.0)
        .ascent(905.0)
        .descent(-212.0)
        .cap_height(729.0)
        .stem_v(if weight == 1 { 140.0 } else { 88.0 })
        .font_file2(file);
    let mut map = UnicodeCmap::new(Name(b"Texts"), SystemInfo { ordering: Str(b"UCS"), ..system });
    for (glyph, text) in used {
        map.pair_with_multiple(*glyph, text.chars());
    }
    pdf.stream(texts, &map.finish());
    let data = vocab::font(FILES[weight]).unwrap_or_default();
    let packed = deflated(data)?;
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), data.len() as i32);
    Ok(())
}

fn deflated(data: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data)?;
    encoder.finish()
}

fn matrix(t: Transform) -> [f32; 6] {
    [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]
}

/// A plain colour; pictures have no other paint.
fn rgb(paint: &Paint) -> [f32; 3] {
    match paint {
        Paint::Color(c) => [c.red, c.green, c.blue].map(|v| f32::from(v) / 255.0),
        _ => [0.0; 3],
    }
}
