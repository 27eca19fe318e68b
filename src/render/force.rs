//! The built-in layout for what has no direction: nodes and labels spread by the distances between them in the graph.
//!
//! A label is a body of its edge like the nodes at its ends. Places come from stress majorization (Gansner, Koren and
//! North, "Graph drawing by stress majorization", 2004) from a few fixed starts; then bodies are pushed apart, and off the
//! lines of others, until nothing lies over anything.

use super::judge::Verdict;
use super::layout::{Extent, Layout, Plan, Point, Route};
use std::collections::BTreeSet;
use std::f32::consts::TAU;

/// Passes of majorization: after these nothing moves that an eye would see.
const PASSES: usize = 120;
/// Passes of pushing apart before it is given up; the rest goes to the judge as it is.
const PUSHES: usize = 400;
/// Starts besides the ring.
const STARTS: u64 = 5;
/// Bodies above which layers are the only built-in layout: the work grows with their square and more.
const MOST: usize = 320;
/// Text is wide: the plane is stretched by so much.
const STRETCH: f32 = 1.3;
/// Air between bodies.
const AIR: f32 = 10.0;
/// Air between a label and the ends of its link, where the line should be seen.
const SIGHT: f32 = 20.0;
/// Air between a line and what it passes.
const BERTH: f32 = 7.0;

/// What is placed: a node's room or a label.
#[derive(Debug, Clone, Copy)]
struct Body {
    at: Point,
    size: Extent,
}

/// Whether a connected plan is a tree: any two nodes have one way between them, if over several links.
pub(super) fn is_tree(plan: &Plan) -> bool {
    let pairs: BTreeSet<_> = plan.links.iter().map(|l| (l.from.min(l.to), l.from.max(l.to))).collect();
    pairs.len() < plan.blocks.len()
}

/// Lays out a connected plan; gives up on very large ones and on rows, which have a direction.
pub(super) fn lay_out(plan: &Plan) -> Option<Layout> {
    let sizes: Vec<Extent> = plan.blocks.iter().map(|b| b.room).chain(plan.links.iter().map(|l| l.label)).collect();
    let placed = plan.blocks.iter().all(|b| b.place.is_some());
    if sizes.len() > MOST || (placed && !plan.ring) || plan.links.is_empty() {
        return None;
    }
    let distances = distances(plan, &sizes);
    let starts = if placed { 0 } else { STARTS };
    let layouts = (0..=starts).map(|seed| {
        let start = if seed == 0 { ring(plan, &distances) } else { scattered(sizes.len(), seed) };
        let mut places = majorized(start, &distances);
        for place in &mut places {
            place.x *= STRETCH;
        }
        let mut bodies: Vec<Body> = places.iter().zip(&sizes).map(|(&at, &size)| Body { at, size }).collect();
        push_apart(plan, &mut bodies);
        draw(plan, &bodies)
    });
    let judged = layouts.map(|l| (Verdict::of(plan, &l).cost(), l));
    judged.min_by(|a, b| a.0.total_cmp(&b.0)).map(|b| b.1)
}

/// How far any two bodies should be apart: the way along edges (Floyd and Warshall).
fn distances(plan: &Plan, sizes: &[Extent]) -> Vec<Vec<f32>> {
    let nodes = plan.blocks.len();
    let radius = |i: usize| 0.32 * sizes[i].w + 0.2 * sizes[i].h;
    let mut far = vec![vec![f32::INFINITY; sizes.len()]; sizes.len()];
    for (i, row) in far.iter_mut().enumerate() {
        row[i] = 0.0;
    }
    for (i, link) in plan.links.iter().enumerate() {
        let label = nodes + i;
        for end in [link.from, link.to] {
            let length = radius(label) + radius(end) + 2.0 * link.head;
            far[label][end] = length;
            far[end][label] = length;
        }
    }
    for via in 0..far.len() {
        let through = far[via].clone();
        for row in &mut far {
            let first = row[via];
            for (known, rest) in row.iter_mut().zip(&through) {
                *known = known.min(first + rest);
            }
        }
    }
    far
}

/// The nodes on a circle, each label between its ends: in the order asked for, else in that of the plan.
fn ring(plan: &Plan, distances: &[Vec<f32>]) -> Vec<Point> {
    let count = plan.blocks.len() as f32;
    let radius = distances.iter().flatten().copied().fold(0.0, f32::max) / 3.0 + 1.0;
    // From the left, clockwise.
    let place = |turn: f32| Point::new(-(turn * TAU).cos(), -(turn * TAU).sin()).times(radius);
    let turns: Vec<f32> = plan.blocks.iter().enumerate().map(|(i, b)| b.place.unwrap_or(i) as f32 / count).collect();
    let mut places: Vec<Point> = turns.iter().map(|t| place(*t)).collect();
    for (i, link) in plan.links.iter().enumerate() {
        let (a, b) = (turns[link.from], turns[link.to]);
        let half = (a + b) / 2.0;
        // The nearer of the two ways round; of two nodes opposite each other each link takes the side it points along.
        let far_side = (a - b).abs() > 0.5 || ((a - b).abs() > 0.499 && a > b);
        // Parallel labels must not start in one place.
        let apart = 1.0 + 0.02 * i as f32 / (plan.links.len() as f32);
        places.push(place(if far_side { half + 0.5 } else { half }).times(apart));
    }
    places
}

/// Places at random, the same for a seed.
fn scattered(count: usize, seed: u64) -> Vec<Point> {
    let mut state = seed;
    let mut next = || {
        // Knuth's MMIX generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 24) as f32 * 1000.0
    };
    (0..count).map(|_| Point::new(next(), next())).collect()
}

/// The places that come nearest to the distances, from a start.
fn majorized(mut places: Vec<Point>, distances: &[Vec<f32>]) -> Vec<Point> {
    for _ in 0..PASSES {
        for i in 0..places.len() {
            let (mut sum, mut total) = (Point::default(), 0.0);
            for (k, &ideal) in distances[i].iter().enumerate() {
                if k == i || !ideal.is_finite() {
                    continue;
                }
                let weight = 1.0 / (ideal * ideal);
                let away = places[k].to(places[i]);
                let length = away.length().max(0.1);
                sum = sum.moved(places[k].moved(away.times(ideal / length)).times(weight));
                total += weight;
            }
            if total > 0.0 {
                places[i] = sum.times(1.0 / total);
            }
        }
    }
    places
}

/// Pushes bodies apart, and off lines that are not theirs.
fn push_apart(plan: &Plan, bodies: &mut [Body]) {
    let nodes = plan.blocks.len();
    for _ in 0..PUSHES {
        let mut moved = false;
        for i in 1..bodies.len() {
            for k in 0..i {
                let linked = i >= nodes && (plan.links[i - nodes].from == k || plan.links[i - nodes].to == k);
                moved |= part(bodies, i, k, if linked { SIGHT } else { AIR });
            }
        }
        for (i, link) in plan.links.iter().enumerate() {
            let label = nodes + i;
            for end in [link.from, link.to] {
                for body in (0..bodies.len()).filter(|&b| b != link.from && b != link.to && b != label) {
                    moved |= clear(bodies, (end, label), body);
                }
            }
        }
        if !moved {
            break;
        }
    }
}

/// Two bodies with less than that air between them go apart along the shorter way.
fn part(bodies: &mut [Body], i: usize, k: usize, air: f32) -> bool {
    let (a, b) = (bodies[i], bodies[k]);
    let gap = b.at.to(a.at);
    let dx = (a.size.w + b.size.w) / 2.0 + air - gap.x.abs();
    let dy = (a.size.h + b.size.h) / 2.0 + air - gap.y.abs();
    if dx <= 0.0 || dy <= 0.0 {
        return false;
    }
    let by =
        if dx < dy { Point::new(dx.copysign(gap.x) * 0.51, 0.0) } else { Point::new(0.0, dy.copysign(gap.y) * 0.51) };
    bodies[i].at = a.at.moved(by);
    bodies[k].at = b.at.moved(by.times(-1.0));
    true
}

/// A body on the line between two others goes to the side on which its middle is, and the line a little to the other.
fn clear(bodies: &mut [Body], (a, b): (usize, usize), body: usize) -> bool {
    let (from, to, third) = (bodies[a].at, bodies[b].at, bodies[body]);
    let way = from.to(to);
    let length = way.length();
    if length < 1.0 {
        return false;
    }
    let along = way.times(1.0 / length);
    let across = Point::new(-along.y, along.x);
    let offset = from.to(third.at);
    let (position, distance) = (offset.x * along.x + offset.y * along.y, offset.x * across.x + offset.y * across.y);
    let support = |d: Point| third.size.w / 2.0 * d.x.abs() + third.size.h / 2.0 * d.y.abs();
    let missing = support(across) + BERTH - distance.abs();
    if missing <= 0.0 || position < -support(along) || position > length + support(along) {
        return false;
    }
    let push = across.times(missing.min(60.0).copysign(distance));
    let share = (position / length).clamp(0.0, 1.0);
    bodies[body].at = third.at.moved(push.times(0.5));
    bodies[a].at = from.moved(push.times(-0.3 * (1.0 - share)));
    bodies[b].at = to.moved(push.times(-0.3 * share));
    true
}

fn draw(plan: &Plan, bodies: &[Body]) -> Layout {
    let (blocks, labels) = bodies.split_at(plan.blocks.len());
    let routes: Vec<Route> = plan
        .links
        .iter()
        .zip(labels)
        .map(|(link, label)| {
            let (from, to) = (blocks[link.from].at, blocks[link.to].at);
            let start = plan.blocks[link.from].rim(from, label.at);
            let end = plan.blocks[link.to].rim(to, label.at);
            // Smooth where the label lies: there the line runs as straight as from end to end.
            let whole = start.to(end);
            let along = whole.times(1.0 / whole.length().max(1.0));
            let (first, second) = (start.to(label.at).length(), label.at.to(end).length());
            let mut route = Route { start, label: label.at, ..Route::default() };
            route.curves.push([start.towards(label.at, 0.4), label.at.moved(along.times(-0.35 * first)), label.at]);
            route.curves.push([label.at.moved(along.times(0.35 * second)), end.towards(label.at, 0.4), end]);
            if link.arrow {
                route.point(link.head);
            }
            route
        })
        .collect();
    let mut corners: Vec<Point> = routes.iter().flat_map(|r| r.points(8)).collect();
    for body in bodies {
        let half = Point::new(body.size.w / 2.0, body.size.h / 2.0);
        corners.extend([body.at.moved(half), body.at.moved(half.times(-1.0))]);
    }
    let least = |f: fn(&Point) -> f32| corners.iter().map(f).fold(f32::INFINITY, f32::min);
    let most = |f: fn(&Point) -> f32| corners.iter().map(f).fold(f32::NEG_INFINITY, f32::max);
    let (left, top) = (least(|p| p.x), least(|p| p.y));
    let size = Extent { w: most(|p| p.x) - left, h: most(|p| p.y) - top };
    let mut layout = Layout { size, centres: blocks.iter().map(|b| b.at).collect(), routes };
    layout.shift(Point::new(-left, -top));
    layout
}
