//! A laid-out scene as SVG. One drawing for both layout engines, so that pictures differ in where things stand only.

use super::Options;
use super::layout::{Extent, Layout, Point, Route};
use super::scene::{Arc, CAPTION_SIZE, LINE, LOOP_RISE, NAME_SIZE, Node, Scene, Shape, head};
use super::text::{FAMILY, width, wrapped};
use crate::export::xml_escaped;
use crate::vocab::Line;
use std::fmt::Write as _;

const MARGIN: f32 = 24.0;
/// The least width of a page, so that legend and notes have room.
const LEAST_WIDTH: f32 = 520.0;
/// Font size of the list of sources, and from line to line.
const SOURCE_SIZE: f32 = 10.0;
const SOURCE_STEP: f32 = 13.5;
/// The least width of a column of sources, and between columns.
const LEAST_COLUMN: f32 = 300.0;
const COLUMN_GAP: f32 = 28.0;

/// Collects SVG elements; writing to a String cannot fail, so results of `write!` are dropped.
struct Page {
    out: String,
}

macro_rules! put {
    ($page:expr, $($args:tt)*) => { { let _ = writeln!($page.out, $($args)*); } };
}

pub(super) fn draw(scene: &Scene, layout: &Layout, options: &Options) -> String {
    let content = layout.size.w.max(LEAST_WIDTH);
    let mut page = Page { out: String::new() };
    let top = page.heading(scene, options, content);
    // A picture narrower than its page stands in the middle.
    let origin = Point::new(MARGIN + (content - layout.size.w) / 2.0, top);
    put!(page, "<g transform=\"translate({} {})\">", n(origin.x), n(origin.y));
    let mut routes = layout.routes.iter();
    let drawn: Vec<(&Arc, Route)> = scene
        .arcs
        .iter()
        .filter_map(|arc| {
            if arc.from == arc.to {
                return Some((arc, loop_route(arc, &scene.nodes[arc.from], layout.centres[arc.from])));
            }
            routes.next().map(|route| (arc, route.clone()))
        })
        .collect();
    for (arc, route) in &drawn {
        page.line(arc, route);
    }
    for (node, centre) in scene.nodes.iter().zip(&layout.centres) {
        page.node(node, *centre);
    }
    // Captions last: no line may run over one.
    for (arc, route) in &drawn {
        page.caption(arc, route.label, scene.colours.page);
    }
    page.out.push_str("</g>\n");
    let bottom = page.footing(scene, top + lowest(scene, layout) + 26.0, content);
    let (w, h) = (n(content + 2.0 * MARGIN), n(bottom + MARGIN));
    let title = xml_escaped(options.title.as_deref().unwrap_or("Knowledge graph")).into_owned();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
         font-family=\"{FAMILY}\">\n<title>{title}</title>\n<desc>{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{}</svg>\n",
        xml_escaped(&scene.subtitle),
        scene.colours.page,
        page.out
    )
}

/// Where the lowest thing ends. Nodes with loops have as much room below as above, which need not be shown.
fn lowest(scene: &Scene, layout: &Layout) -> f32 {
    let nodes = scene.nodes.iter().zip(&layout.centres).map(|(node, centre)| centre.y + node.outline.h / 2.0);
    let curves = layout.routes.iter().flat_map(|r| r.curves.iter().flatten().map(|p| p.y));
    let arcs = scene.arcs.iter().filter(|a| a.from != a.to);
    let labels = arcs.zip(&layout.routes).map(|(arc, route)| route.label.y + arc.label.h / 2.0);
    nodes.chain(curves).chain(labels).fold(0.0, f32::max)
}

/// A number with at most one decimal: enough for a picture, short in a file.
fn n(value: f32) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

fn point(p: Point) -> String {
    format!("{} {}", n(p.x), n(p.y))
}

/// The way of a loop: up from the node and back, with its label above.
fn loop_route(arc: &Arc, node: &Node, centre: Point) -> Route {
    let top = centre.y - node.outline.h / 2.0;
    let x = centre.x + arc.loop_at;
    // The top of an ellipse falls off to the sides.
    let outline_at = |x: f32| match node.shape {
        Shape::Ellipse => {
            let share = ((x - centre.x) / (node.outline.w / 2.0)).clamp(-1.0, 1.0);
            centre.y - node.outline.h / 2.0 * (1.0 - share * share).sqrt()
        }
        _ => top,
    };
    let (left, right) = (x - 12.0, x + 12.0);
    // The start is hidden under the node, which is drawn later.
    let start = Point::new(left, outline_at(left) + 2.0);
    let tip = Point::new(right, outline_at(right));
    let end = Point::new(right, tip.y - head(arc.pen));
    let (end, tip) = if arc.arrow { (end, Some(tip)) } else { (tip, None) };
    // A cubic rises to three quarters of its handles.
    let high = top - LOOP_RISE * 1.25;
    let curve = [Point::new(left - 8.0, high), Point::new(right + 8.0, high), end];
    Route { start, curves: vec![curve], tip, label: Point::new(x, top - LOOP_RISE - arc.label.h / 2.0) }
}

impl Page {
    /// Title and what the picture shows; gives where the picture starts.
    fn heading(&mut self, scene: &Scene, options: &Options, content: f32) -> f32 {
        let mut y = MARGIN;
        if let Some(title) = &options.title {
            for line in wrapped(title, content, 20.0, true, 2) {
                y += 20.0;
                self.text(Point::new(MARGIN, y), &line, 20.0, true, scene.colours.ink, "start");
                y += 5.0;
            }
        }
        y += 12.0;
        self.text(Point::new(MARGIN, y), &scene.subtitle, 12.0, false, scene.colours.faint, "start");
        y + 22.0
    }

    fn text(&mut self, at: Point, text: &str, size: f32, bold: bool, colour: &str, anchor: &str) {
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
    fn centred<'l>(
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

    fn line(&mut self, arc: &Arc, route: &Route) {
        put!(
            self,
            "<g class=\"edge\" data-relation=\"{}\" data-status=\"{}\"><title>{}</title>",
            xml_escaped(&arc.relation),
            arc.status,
            xml_escaped(&arc.tooltip)
        );
        let mut path = format!("M{}", point(route.start));
        for [a, b, end] in &route.curves {
            let _ = write!(path, "C{} {} {}", point(*a), point(*b), point(*end));
        }
        // A wide unseen line makes thin ones easy to point at.
        put!(self, "<path d=\"{path}\" fill=\"none\" stroke=\"#000\" stroke-opacity=\"0\" stroke-width=\"12\"/>");
        let dashes = match arc.line {
            Line::Solid => String::new(),
            Line::Dashed => format!(" stroke-dasharray=\"{} {}\"", n(5.0 + arc.pen * 1.5), n(3.0 + arc.pen)),
            Line::Dotted => format!(" stroke-dasharray=\"0 {}\" stroke-linecap=\"round\"", n(2.6 + arc.pen * 1.6)),
        };
        // Dots of a thin pen would hardly show.
        let pen = if arc.line == Line::Dotted { arc.pen + 0.5 } else { arc.pen };
        let colour = &arc.colour;
        put!(self, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{pen:.2}\"{dashes}/>");
        if let Some(tip) = route.tip {
            let base = route.curves.last().map_or(route.start, |c| c[2]);
            let (dx, dy) = (tip.x - base.x, tip.y - base.y);
            let length = (dx * dx + dy * dy).sqrt().max(0.01);
            let half = 2.6 + 0.9 * arc.pen;
            let (sx, sy) = (-dy / length * half, dx / length * half);
            let (a, b) = (Point::new(base.x + sx, base.y + sy), Point::new(base.x - sx, base.y - sy));
            put!(self, "<path class=\"head\" d=\"M{}L{}L{}Z\" fill=\"{colour}\"/>", point(tip), point(a), point(b));
        }
        self.out.push_str("</g>\n");
    }

    fn caption(&mut self, arc: &Arc, at: Point, page: &str) {
        let (w, h) = (arc.label.w, arc.label.h);
        put!(self, "<g class=\"caption\"><title>{}</title>", xml_escaped(&arc.tooltip));
        let (x, y) = (n(at.x - w / 2.0 + 1.0), n(at.y - h / 2.0 + 1.0));
        let (w, h) = (n(w - 2.0), n(h - 2.0));
        put!(self, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"3\" fill=\"{page}\"/>");
        self.centred(at, arc.caption.iter().map(|(l, bold)| (l.as_str(), *bold)), CAPTION_SIZE, &arc.colour);
        self.out.push_str("</g>\n");
    }

    fn node(&mut self, node: &Node, at: Point) {
        put!(self, "<g class=\"node\" data-type=\"{}\"><title>{}</title>", node.kind, xml_escaped(&node.tooltip));
        let pen = if node.focus { 2.8 } else { 1.3 };
        self.outline(node.shape, at, node.outline, &node.fill, &node.stroke, pen);
        let middle = match node.shape {
            Shape::House => Point::new(at.x, at.y + 4.0),
            Shape::Component => Point::new(at.x + 5.0, at.y),
            _ => at,
        };
        self.centred(middle, node.lines.iter().map(|l| (l.as_str(), true)), NAME_SIZE, &node.stroke);
        self.out.push_str("</g>\n");
    }

    fn outline(&mut self, shape: Shape, at: Point, size: Extent, fill: &str, stroke: &str, pen: f32) {
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

    /// Legend, what was left out, sources; gives where the page ends.
    fn footing(&mut self, scene: &Scene, top: f32, content: f32) -> f32 {
        let colours = scene.colours;
        let mut flow = Flow { x: MARGIN, y: top + 8.0, right: MARGIN + content };
        if !scene.nodes.is_empty() {
            let (x1, x2, y) = (n(MARGIN), n(MARGIN + content), n(top - 12.0));
            put!(
                self,
                "<path class=\"rule\" d=\"M{x1} {y}L{x2} {y}\" stroke=\"{}\" stroke-opacity=\"0.3\"/>",
                colours.faint
            );
        }
        for (label, shape, fill, stroke) in &scene.types {
            let at = flow.next(label, 26.0);
            self.outline(*shape, Point::new(at.x + 11.0, at.y), Extent { w: 22.0, h: 13.0 }, fill, stroke, 1.2);
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        flow.break_row();
        for (label, colour) in &scene.families {
            let at = flow.next(label, 26.0);
            self.sample(at, colour, "");
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        flow.break_row();
        for (label, line, muted) in &scene.lines {
            let at = flow.next(label, 26.0);
            let dashes = match line {
                Line::Solid => "",
                Line::Dashed => " stroke-dasharray=\"7 4\"",
                Line::Dotted => " stroke-dasharray=\"0 5\" stroke-linecap=\"round\"",
            };
            self.sample(at, if *muted { colours.muted } else { colours.ink }, dashes);
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        if scene.has_money {
            let label = "wider: more money";
            let at = flow.next(label, 26.0);
            let (x, y, end) = (n(at.x), at.y, n(at.x + 22.0));
            let wedge = format!("M{x} {}L{end} {}L{end} {}Z", n(y), n(y - 3.5), n(y + 3.5));
            put!(self, "<path class=\"wedge\" d=\"{wedge}\" fill=\"{}\"/>", colours.ink);
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        flow.break_row();
        let mut y = flow.y - 4.0;
        if !scene.left_out.is_empty() {
            for line in wrapped(&scene.left_out, content, CAPTION_SIZE, false, 4) {
                y += 15.0;
                self.text(Point::new(MARGIN, y), &line, CAPTION_SIZE, false, colours.faint, "start");
            }
        }
        if scene.sources.is_empty() { y } else { self.sources(scene, y + 10.0, content) }
    }

    /// The numbered sources, in as many columns as the page has room for; gives where they end.
    fn sources(&mut self, scene: &Scene, top: f32, content: f32) -> f32 {
        let columns = ((content + COLUMN_GAP) / (LEAST_COLUMN + COLUMN_GAP)).floor().max(1.0);
        let wide = (content + COLUMN_GAP) / columns - COLUMN_GAP;
        let entries: Vec<Vec<String>> =
            scene.sources.iter().map(|source| wrapped(source, wide, SOURCE_SIZE, false, 2)).collect();
        // The shortest columns that hold all.
        let lines: usize = entries.iter().map(Vec::len).sum();
        let mut longest = lines.div_ceil(columns as usize);
        let columns = loop {
            let filled = filled(entries.iter().map(Vec::len), longest);
            if filled.len() <= columns as usize {
                break filled;
            }
            longest += 1;
        };
        let mut entries = entries.into_iter();
        for (i, count) in columns.into_iter().enumerate() {
            let mut at = Point::new(MARGIN + i as f32 * (wide + COLUMN_GAP), top);
            for line in entries.by_ref().take(count).flatten() {
                at.y += SOURCE_STEP;
                self.text(at, &line, SOURCE_SIZE, false, scene.colours.faint, "start");
            }
        }
        top + SOURCE_STEP * longest as f32
    }

    fn sample(&mut self, at: Point, colour: &str, dashes: &str) {
        let (x1, x2, y) = (n(at.x), n(at.x + 22.0), n(at.y));
        put!(
            self,
            "<path class=\"sample\" d=\"M{x1} {y}L{x2} {y}\" stroke=\"{colour}\" stroke-width=\"2.4\"{dashes}/>"
        );
    }
}

/// How many entries each column takes, none longer than `longest` lines where the entries allow it.
fn filled(lengths: impl Iterator<Item = usize>, longest: usize) -> Vec<usize> {
    let (mut columns, mut used) = (vec![0], 0);
    for length in lengths {
        if used > 0 && used + length > longest {
            columns.push(0);
            used = 0;
        }
        used += length;
        if let Some(last) = columns.last_mut() {
            *last += 1;
        }
    }
    columns
}

/// Places legend entries one after the other, in rows.
struct Flow {
    x: f32,
    y: f32,
    right: f32,
}

impl Flow {
    /// Room for an entry: where its left middle stands.
    fn next(&mut self, label: &str, symbol: f32) -> Point {
        let wide = symbol + width(label, CAPTION_SIZE, false) + 22.0;
        if self.x + wide > self.right + 22.0 && self.x > MARGIN {
            self.break_row();
        }
        let at = Point::new(self.x, self.y);
        self.x += wide;
        at
    }
    /// A new row, unless this one is empty.
    fn break_row(&mut self) {
        if self.x > MARGIN {
            self.x = MARGIN;
            self.y += 20.0;
        }
    }
}
