//! A page of SVG: its colours, and what pictures and charts are put together from.

use super::Palette;
use super::layout::{Extent, Point};
use super::scene::{LINE, Shape};
use super::text::{FAMILY, width, wrapped};
use crate::export::xml_escaped;
use crate::vocab::{FamilyLook, Line, TypeLook};
use std::fmt::Write as _;

/// Space around a page, in px.
pub(super) const MARGIN: f32 = 24.0;

/// The colours of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Colours {
    palette: Palette,
    pub(super) page: &'static str,
    pub(super) ink: &'static str,
    pub(super) faint: &'static str,
    /// What is denied or over.
    pub(super) muted: &'static str,
    /// What is out of the light, and its lines, where a person looks at something.
    pub(super) faded: &'static str,
    pub(super) hairline: &'static str,
}

impl Colours {
    pub(super) fn of(palette: Palette) -> Colours {
        let [page, ink, faint, muted, faded, hairline] = match palette {
            Palette::Light => ["#ffffff", "#1c2733", "#5b6672", "#6f6f6f", "#c9d0d8", "#e6eaee"],
            Palette::Dark => ["#12161b", "#e8edf2", "#9aa5b1", "#7d8279", "#3b444f", "#222932"],
            Palette::Print => ["#ffffff", "#000000", "#444444", "#696969", "#c9d0d8", "#e6eaee"],
        };
        Colours { palette, page, ink, faint, muted, faded, hairline }
    }

    /// The colour of a family.
    pub(super) fn of_family(self, look: &FamilyLook) -> &str {
        match self.palette {
            Palette::Light => &look.colour,
            Palette::Dark => &look.dark,
            Palette::Print => &look.print,
        }
    }

    /// Fill and outline of a type.
    pub(super) fn of_type(self, look: &TypeLook) -> (String, String) {
        match self.palette {
            Palette::Light => (look.fill.clone(), look.stroke.clone()),
            Palette::Dark => (mixed(&look.stroke, self.page, 0.68), mixed(&look.stroke, "#ffffff", 0.45)),
            Palette::Print => (self.page.to_string(), mixed(&look.stroke, "#000000", 0.4)),
        }
    }
}

/// Two `#rrggbb` colours mixed: `share` of the second.
fn mixed(a: &str, b: &str, share: f32) -> String {
    let part =
        |hex: &str, i: usize| hex.get(i..i + 2).and_then(|h| u8::from_str_radix(h, 16).ok()).map_or(0.0, f32::from);
    let channel = |i| (part(a, i) * (1.0 - share) + part(b, i) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", channel(1), channel(3), channel(5))
}

/// Collects SVG elements; writing to a String cannot fail, so results of `write!` are dropped.
pub(super) struct Page {
    pub(super) out: String,
    pub(super) colours: Colours,
}

/// Writes one line of SVG.
macro_rules! put {
    ($page:expr, $($args:tt)*) => { { let _ = writeln!($page.out, $($args)*); } };
}
pub(super) use put;

/// A number with at most one decimal: enough for a picture, short in a file.
pub(super) fn n(value: f32) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

pub(super) fn point(p: Point) -> String {
    format!("{} {}", n(p.x), n(p.y))
}

/// How a line of a width is broken, as an attribute; empty for an unbroken one.
pub(super) fn dashes(line: Line, pen: f32) -> String {
    match line {
        Line::Solid => String::new(),
        Line::Dashed => format!(" stroke-dasharray=\"{} {}\"", n(5.0 + pen * 1.5), n(3.0 + pen)),
        Line::Dotted => format!(" stroke-dasharray=\"0 {}\" stroke-linecap=\"round\"", n(2.6 + pen * 1.6)),
    }
}

impl Page {
    pub(super) fn new(colours: Colours) -> Page {
        Page { out: String::new(), colours }
    }

    /// The whole SVG, of a size; the texts are for who cannot see it.
    pub(super) fn finish(self, size: Extent, title: &str, about: &str) -> String {
        // Whole, so that no row of pixels is half page.
        let (w, h) = (n(size.w.ceil()), n(size.h.ceil()));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
             font-family=\"{FAMILY}\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{}</svg>\n",
            xml_escaped(title),
            xml_escaped(about),
            self.colours.page,
            self.out
        )
    }

    /// Title and what the picture shows; gives where the picture starts.
    pub(super) fn heading(&mut self, title: Option<&str>, subtitle: &str, content: f32) -> f32 {
        let mut y = MARGIN;
        if let Some(title) = title {
            for line in wrapped(title, content, 20.0, true, 2) {
                y += 20.0;
                self.text(Point::new(MARGIN, y), &line, 20.0, true, self.colours.ink, "start");
                y += 5.0;
            }
        }
        y += 12.0;
        self.text(Point::new(MARGIN, y), subtitle, 12.0, false, self.colours.faint, "start");
        y + 22.0
    }

    pub(super) fn text(&mut self, at: Point, text: &str, size: f32, bold: bool, colour: &str, anchor: &str) {
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
        // Whatever font a viewer has, the text takes the room that was measured.
        let length = n(width(text, size, bold));
        let (x, y, size) = (n(at.x), n(at.y), n(size));
        put!(
            self,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} fill=\"{colour}\" \
             textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            xml_escaped(text)
        );
    }

    /// Lines of text around a middle.
    pub(super) fn centred<'l>(
        &mut self,
        middle: Point,
        lines: impl ExactSizeIterator<Item = (&'l str, bool)>,
        size: f32,
        colour: &str,
    ) {
        let step = size * LINE;
        // Capitals and figures reach from the base line to about 0.72 of the size.
        let mut y = middle.y - step * (lines.len() as f32 - 1.0) / 2.0 + size * 0.36;
        for (line, bold) in lines {
            self.text(Point::new(middle.x, y), line, size, bold, colour, "middle");
            y += step;
        }
    }

    /// The outline of a node.
    pub(super) fn outline(&mut self, shape: Shape, at: Point, size: Extent, fill: &str, stroke: &str, pen: f32) {
        let (w, h) = (size.w, size.h);
        let (x, y) = (at.x - w / 2.0, at.y - h / 2.0);
        let paint = format!("fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{}\"", n(pen));
        let rect = |x: f32, y: f32, w: f32, h: f32, r: f32| {
            let (x, y, w, h, r) = (n(x), n(y), n(w), n(h), n(r));
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{r}\" {paint}/>")
        };
        match shape {
            Shape::Box => put!(self, "{}", rect(x, y, w, h, 6.0)),
            Shape::Ellipse => {
                let (cx, cy, rx, ry) = (n(at.x), n(at.y), n(w / 2.0), n(h / 2.0));
                put!(self, "<ellipse cx=\"{cx}\" cy=\"{cy}\" rx=\"{rx}\" ry=\"{ry}\" {paint}/>");
            }
            Shape::Component => {
                put!(self, "{}", rect(x + 4.0, y, w - 4.0, h, 2.0));
                let tab = (h * 0.16).min(6.0);
                put!(self, "{}", rect(x, y + h * 0.2, 9.0, tab, 1.0));
                put!(self, "{}", rect(x, y + h * 0.8 - tab, 9.0, tab, 1.0));
            }
            Shape::House => {
                let eaves = y + (h * 0.3).min(10.0);
                let corners = [
                    Point::new(at.x, y),
                    Point::new(x + w, eaves),
                    Point::new(x + w, y + h),
                    Point::new(x, y + h),
                    Point::new(x, eaves),
                ];
                let path = corners.map(point).join("L");
                put!(self, "<path d=\"M{path}Z\" stroke-linejoin=\"round\" {paint}/>");
            }
        }
    }
}
