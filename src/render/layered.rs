//! The built-in layout: layers from left to right, after Sugiyama, Tagawa and Toda (1981).
//!
//! Nodes stand in every second layer, labels in those between: a label is a stop of its edge like any other, so nothing
//! can lie over it. An edge is level within a layer, in a row of its own, and bends only in the gaps between layers, where
//! nothing stands: so no edge can cross a name or a label.

mod order;
mod place;
mod rank;

use super::layout::{Extent, Layout, Plan, Point, Route};

/// A place in a layer: a node, or a stop of an edge on its way through.
#[derive(Debug, Clone, Copy)]
struct Stop {
    layer: usize,
    /// The node that it is; `None` for a stop of an edge.
    node: Option<usize>,
    size: Extent,
}

/// An edge's part between neighbouring layers, from left to right.
#[derive(Debug, Clone, Copy)]
struct Piece {
    left: usize,
    right: usize,
    /// Where it leaves and meets its ends, in px above or below their middle.
    out: f32,
    into: f32,
}

/// The layered graph.
#[derive(Debug, Default)]
struct Layers {
    stops: Vec<Stop>,
    pieces: Vec<Piece>,
    /// The stops of each layer, from top to bottom.
    layers: Vec<Vec<usize>>,
    /// The pieces of each link, from left to right.
    links: Vec<Vec<usize>>,
    /// Whether a link runs from right to left.
    turned: Vec<bool>,
}

/// Space between layers before bends need more, and between an outline and its layer's edge.
const LAYER_GAP: f32 = 22.0;

/// Lays out a connected plan.
///
/// Cost: about (nodes + stops of edges)² in crossings; a few milliseconds at 60 edges.
pub(super) fn lay_out(plan: &Plan) -> Layout {
    let mut layers = build(plan);
    order::order(&mut layers);
    place::ports(&mut layers, plan);
    let rows = place::rows(&layers);
    draw(plan, &layers, &rows)
}

fn build(plan: &Plan) -> Layers {
    let (ranks, turned) = rank::ranks(plan);
    let mut graph = Layers { turned, ..Layers::default() };
    for (node, block) in plan.blocks.iter().enumerate() {
        graph.stops.push(Stop { layer: 2 * ranks[node], node: Some(node), size: block.room });
    }
    for (link, &turned) in plan.links.iter().zip(&graph.turned) {
        let (left, right) = if turned { (link.to, link.from) } else { (link.from, link.to) };
        let (first, last) = (2 * ranks[left], 2 * ranks[right]);
        // The label stands in the odd layer nearest the middle.
        let middle = first + 1 + 2 * ((last - first - 1) / 4);
        let mut pieces = Vec::new();
        let mut previous = left;
        for layer in first + 1..last {
            let size = if layer == middle { link.label } else { Extent { w: 0.0, h: 0.0 } };
            graph.stops.push(Stop { layer, node: None, size });
            let stop = graph.stops.len() - 1;
            pieces.push(graph.pieces.len());
            graph.pieces.push(Piece { left: previous, right: stop, out: 0.0, into: 0.0 });
            previous = stop;
        }
        pieces.push(graph.pieces.len());
        graph.pieces.push(Piece { left: previous, right, out: 0.0, into: 0.0 });
        graph.links.push(pieces);
    }
    let count = graph.stops.iter().map(|s| s.layer + 1).max().unwrap_or(0);
    graph.layers = vec![Vec::new(); count];
    for (i, stop) in graph.stops.iter().enumerate() {
        graph.layers[stop.layer].push(i);
    }
    graph
}

fn draw(plan: &Plan, graph: &Layers, rows: &[f32]) -> Layout {
    let top = graph.stops.iter().zip(rows).map(|(s, y)| y - s.size.h / 2.0).fold(f32::INFINITY, f32::min);
    let bottom = graph.stops.iter().zip(rows).map(|(s, y)| y + s.size.h / 2.0).fold(f32::NEG_INFINITY, f32::max);
    // Where each layer starts and ends.
    let mut sides: Vec<(f32, f32)> = Vec::new();
    let mut x = 0.0;
    for (i, layer) in graph.layers.iter().enumerate() {
        let width = layer.iter().map(|&s| graph.stops[s].size.w).fold(0.0, f32::max);
        sides.push((x, x + width));
        let rise = graph
            .pieces
            .iter()
            .filter(|p| graph.stops[p.left].layer == i)
            .map(|p| (rows[p.left] + p.out - rows[p.right] - p.into).abs())
            .fold(0.0, f32::max);
        x += width + LAYER_GAP + (rise * 0.16).min(90.0);
    }
    let middle = |s: usize| {
        let (left, right) = sides[graph.stops[s].layer];
        Point::new((left + right) / 2.0, rows[s] - top)
    };
    let routes = plan.links.iter().enumerate().map(|(i, link)| {
        let mut route = Route::default();
        let mut at = Point::default();
        let pieces = &graph.links[i];
        for (k, &piece) in pieces.iter().enumerate() {
            let piece = graph.pieces[piece];
            let (from, to) = (
                Point::new(sides[graph.stops[piece.left].layer].1, rows[piece.left] + piece.out - top),
                Point::new(sides[graph.stops[piece.right].layer].0, rows[piece.right] + piece.into - top),
            );
            if k == 0 {
                route.start = Point::new(middle(piece.left).x + reach(plan, graph, piece.left, piece.out), from.y);
                at = route.start;
            }
            line(&mut route, &mut at, from);
            let half = (from.x + to.x) / 2.0;
            route.curves.push([Point::new(half, from.y), Point::new(half, to.y), to]);
            at = to;
            if graph.stops[piece.right].node.is_none() && graph.stops[piece.right].size.w > 0.0 {
                route.label = middle(piece.right);
            }
            if k + 1 == pieces.len() {
                let end = middle(piece.right).x - reach(plan, graph, piece.right, piece.into);
                line(&mut route, &mut at, Point::new(end, to.y));
            }
        }
        if graph.turned[i] {
            turn(&mut route);
        }
        if link.arrow {
            arrow(&mut route, link.head, graph.turned[i]);
        }
        route
    });
    let routes = routes.collect();
    let width = sides.last().map_or(0.0, |s| s.1);
    Layout {
        size: Extent { w: width, h: (bottom - top).max(0.0) },
        centres: (0..plan.blocks.len()).map(middle).collect(),
        routes,
    }
}

/// How far the outline of a node reaches sideways at `dy` from its middle.
fn reach(plan: &Plan, graph: &Layers, stop: usize, dy: f32) -> f32 {
    let Some(node) = graph.stops[stop].node else { return 0.0 };
    let block = plan.blocks[node];
    let (a, b) = (block.outline.w / 2.0, block.outline.h / 2.0);
    if block.round { a * (1.0 - (dy / b).powi(2)).max(0.0).sqrt() } else { a }
}

fn line(route: &mut Route, at: &mut Point, to: Point) {
    if (to.x - at.x).abs() > 0.01 {
        let third = |f: f32| Point::new(at.x + (to.x - at.x) * f, at.y + (to.y - at.y) * f);
        route.curves.push([third(1.0 / 3.0), third(2.0 / 3.0), to]);
        *at = to;
    }
}

/// The same way from its other end.
fn turn(route: &mut Route) {
    let mut points = vec![route.start];
    points.extend(route.curves.iter().flatten());
    points.reverse();
    route.start = points[0];
    route.curves = points[1..].chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
}

/// Takes the length of the arrow head off the end, which is level.
fn arrow(route: &mut Route, head: f32, leftwards: bool) {
    if let Some(last) = route.curves.last_mut() {
        let tip = last[2];
        let by = if leftwards { head } else { -head };
        last[2].x += by;
        // The handle must not lie beyond the end, or the line would turn back on itself.
        last[1].x = if leftwards { last[1].x.max(last[2].x) } else { last[1].x.min(last[2].x) };
        route.tip = Some(tip);
    }
}
