//! The built-in layout: layers from left to right, after Sugiyama, Tagawa and Toda (1981).
//!
//! Nodes stand in every second layer, labels in those between: a label is a stop of its edge like any other, so nothing
//! can lie over it. An edge is level within a layer, in a row of its own, and bends only in the gaps between layers, where
//! nothing stands: so no edge can cross a name or a label.

mod balance;
mod order;
mod place;
pub(super) mod rank;

use super::layout::{Extent, Layout, Plan, Point, Route};

/// A place in a layer: a node, or a stop of an edge on its way through.
#[derive(Debug, Clone, Copy)]
struct Stop {
    layer: usize,
    /// The node that it is; `None` for a stop of an edge.
    node: Option<usize>,
    size: Extent,
    /// The group of its links, which stand together.
    group: usize,
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

/// Lays out a connected plan; `balanced` puts what hangs on a hub alone on both its sides, whichever way it points.
///
/// Cost: about (nodes + stops of edges)² in crossings; a few milliseconds at 60 edges.
pub(super) fn lay_out(plan: &Plan, balanced: bool) -> Layout {
    let mut layers = build(plan, balanced);
    order::order(&mut layers);
    place::ports(&mut layers, plan);
    let rows = place::rows(&layers);
    draw(plan, &layers, &rows)
}

fn build(plan: &Plan, balanced: bool) -> Layers {
    let (ranks, turned) = rank::ranks(plan, balanced);
    let mut graph = Layers { turned, ..Layers::default() };
    for (node, block) in plan.blocks.iter().enumerate() {
        let links = plan.links.iter().filter(|l| l.from == node || l.to == node);
        let group = links.map(|l| l.group).min().unwrap_or(0);
        graph.stops.push(Stop { layer: 2 * ranks[node], node: Some(node), size: block.room, group });
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
            graph.stops.push(Stop { layer, node: None, size, group: link.group });
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
    for layer in &mut graph.layers {
        layer.sort_by_key(|&s| graph.stops[s].group);
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
        x += width + LAYER_GAP + (rise * 0.18).min(130.0);
    }
    let middle = |s: usize| {
        let (left, right) = sides[graph.stops[s].layer];
        Point::new((left + right) / 2.0, rows[s] - top)
    };
    let routes = plan.links.iter().enumerate().map(|(i, link)| {
        let mut route = Route::default();
        let pieces = &graph.links[i];
        for (k, &piece) in pieces.iter().enumerate() {
            let piece = graph.pieces[piece];
            let (from, to) = (
                Point::new(sides[graph.stops[piece.left].layer].1, rows[piece.left] + piece.out - top),
                Point::new(sides[graph.stops[piece.right].layer].0, rows[piece.right] + piece.into - top),
            );
            if k == 0 {
                route.start = Point::new(middle(piece.left).x + reach(plan, graph, piece.left, piece.out), from.y);
            }
            route.line_to(from);
            let half = (from.x + to.x) / 2.0;
            route.curves.push([Point::new(half, from.y), Point::new(half, to.y), to]);
            if graph.stops[piece.right].node.is_none() && graph.stops[piece.right].size.w > 0.0 {
                route.label = middle(piece.right);
            }
            if k + 1 == pieces.len() {
                let end = middle(piece.right).x - reach(plan, graph, piece.right, piece.into);
                route.line_to(Point::new(end, to.y));
            }
        }
        if graph.turned[i] {
            route.turn();
        }
        if link.arrow {
            route.point(link.head);
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
