//! A laid-out scene as SVG. One drawing for both layout engines, so that pictures differ in where things stand only.

use super::Options;
use super::layout::{Extent, Layout, Point, Route};
use super::page::{MARGIN, Page, dashes, n, point, put};
use super::scene::{Arc, CAPTION_SIZE, LOOP_RISE, NAME_SIZE, Node, Scene, Shape, head};
use crate::export::xml_escaped;
use crate::vocab::Line;
use std::fmt::Write as _;

/// The least width of a page, so that legend and notes have room.
const LEAST_WIDTH: f32 = 520.0;

pub(super) fn draw(scene: &Scene, layout: &Layout, options: &Options) -> String {
    let content = layout.size.w.max(LEAST_WIDTH);
    let mut page = Page::new(scene.colours);
    let top = page.heading(options.title.as_deref(), &scene.subtitle, content);
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
        page.caption(arc, route.label);
    }
    page.out.push_str("</g>\n");
    let bottom = page.footing(scene, top + lowest(scene, layout) + 26.0, content);
    let title = options.title.as_deref().unwrap_or("Knowledge graph");
    page.finish(Extent { w: content + 2.0 * MARGIN, h: bottom + MARGIN }, title, &scene.subtitle)
}

/// Where the lowest thing ends. Nodes with loops have as much room below as above, which need not be shown.
fn lowest(scene: &Scene, layout: &Layout) -> f32 {
    let nodes = scene.nodes.iter().zip(&layout.centres).map(|(node, centre)| centre.y + node.outline.h / 2.0);
    let curves = layout.routes.iter().flat_map(|r| r.curves.iter().flatten().map(|p| p.y));
    let arcs = scene.arcs.iter().filter(|a| a.from != a.to);
    let labels = arcs.zip(&layout.routes).map(|(arc, route)| route.label.y + arc.label.h / 2.0);
    nodes.chain(curves).chain(labels).fold(0.0, f32::max)
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
        let dashes = dashes(arc.line, arc.pen);
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

    fn caption(&mut self, arc: &Arc, at: Point) {
        let page = self.colours.page;
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
}
