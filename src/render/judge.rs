//! How good a layout is, so that of several the best is drawn.

use super::layout::{Block, Extent, Layout, Plan, Point, Route};

/// What makes a picture hard to read; the smaller the [`Verdict::cost`], the better.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Verdict {
    /// Things that lie over others: labels, nodes, and lines through the nodes and labels of others.
    pub(super) faults: usize,
    /// How often lines cross.
    crossings: usize,
    /// Pairs of ends that meet a node so close together that arrow heads touch.
    tight: usize,
    /// The page that it needs, in areas of all that stands on it.
    sprawl: f32,
    /// The length of its lines, in lines of a usual length.
    reach: f32,
}

/// Samples of a curve: near enough for boxes of a text's size.
const STEPS: usize = 8;
/// A line's usual length, in px.
const USUAL: f32 = 160.0;
/// Ends nearer than this touch.
const TIGHT: f32 = 7.0;

impl Verdict {
    /// Judges a layout of the plan.
    ///
    /// Cost: quadratic in links.
    pub(super) fn of(plan: &Plan, layout: &Layout) -> Verdict {
        let lines: Vec<Vec<Point>> = layout.routes.iter().map(|r| r.points(STEPS)).collect();
        let page = page(layout.size);
        let content: f32 = plan.blocks.iter().map(|b| area(b.room)).sum::<f32>()
            + plan.links.iter().map(|l| area(l.label)).sum::<f32>();
        let length: f32 = lines.iter().flat_map(|l| l.windows(2)).map(|w| w[0].to(w[1]).length()).sum();
        Verdict {
            faults: faults(plan, layout, &lines),
            crossings: crossings(&lines),
            tight: tight(plan, layout),
            sprawl: page / content.max(1.0),
            reach: length / (USUAL * plan.links.len().max(1) as f32),
        }
    }

    /// One number: a crossing weighs as a twelfth of the content's area of paper, a fault more than all else.
    pub(super) fn cost(self) -> f32 {
        1000.0 * self.faults as f32
            + self.crossings as f32 / 8.0
            + self.tight as f32 / 8.0
            + self.sprawl
            + 1.5 * self.reach
    }
}

fn area(size: Extent) -> f32 {
    size.w * size.h
}

/// The smallest page between a square and two to one that holds the picture.
fn page(size: Extent) -> f32 {
    let w = size.w.max(size.h);
    w * size.h.max(w / 2.0)
}

/// A box: centre and half extents.
#[derive(Debug, Clone, Copy)]
struct Area {
    at: Point,
    half: Extent,
}

impl Area {
    /// A box of a size around a place, less `inset` on every side.
    fn new(at: Point, size: Extent, inset: f32) -> Area {
        Area { at, half: Extent { w: size.w / 2.0 - inset, h: size.h / 2.0 - inset } }
    }
    fn overlaps(self, other: Area) -> bool {
        let gap = self.at.to(other.at);
        gap.x.abs() < self.half.w + other.half.w && gap.y.abs() < self.half.h + other.half.h
    }
    /// Whether a line of samples passes through, between samples too.
    fn is_crossed(self, line: &[Point]) -> bool {
        line.windows(2).any(|w| {
            let (mut from, mut to) = (0.0_f32, 1.0_f32);
            let way = w[0].to(w[1]);
            for (start, step, middle, half) in
                [(w[0].x, way.x, self.at.x, self.half.w), (w[0].y, way.y, self.at.y, self.half.h)]
            {
                if step.abs() < 1e-6 {
                    if (start - middle).abs() >= half {
                        return false;
                    }
                    continue;
                }
                let (a, b) = ((middle - half - start) / step, (middle + half - start) / step);
                (from, to) = (from.max(a.min(b)), to.min(a.max(b)));
            }
            from < to
        })
    }
}

fn faults(plan: &Plan, layout: &Layout, lines: &[Vec<Point>]) -> usize {
    let rooms: Vec<Area> = plan.blocks.iter().zip(&layout.centres).map(|(b, at)| Area::new(*at, b.room, 0.5)).collect();
    let inner = |b: &Block| if b.round { 0.0 } else { 1.0 };
    let outlines: Vec<Area> =
        plan.blocks.iter().zip(&layout.centres).map(|(b, at)| Area::new(*at, b.outline, inner(b))).collect();
    // What a line must not touch in the nodes at its own ends: the name.
    let names: Vec<Area> = plan.blocks.iter().zip(&layout.centres).map(|(b, at)| Area::new(*at, b.name, 0.0)).collect();
    let labels: Vec<Area> =
        plan.links.iter().zip(&layout.routes).map(|(l, r)| Area::new(r.label, l.label, 0.5)).collect();
    let solid: Vec<Area> = rooms.iter().chain(&labels).copied().collect();
    let mut faults = 0;
    for (i, a) in solid.iter().enumerate() {
        faults += solid[..i].iter().filter(|b| a.overlaps(**b)).count();
    }
    for (i, (line, link)) in lines.iter().zip(&plan.links).enumerate() {
        for node in 0..rooms.len() {
            let own = node == link.from || node == link.to;
            faults += usize::from((if own { names[node] } else { outlines[node] }).is_crossed(line));
        }
        faults += (0..labels.len()).filter(|&k| k != i && labels[k].is_crossed(line)).count();
    }
    faults
}

fn crossings(lines: &[Vec<Point>]) -> usize {
    let frame = |line: &[Point]| {
        line.iter().fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |f, p| {
            (f.0.min(p.x), f.1.min(p.y), f.2.max(p.x), f.3.max(p.y))
        })
    };
    let frames: Vec<_> = lines.iter().map(|l| frame(l)).collect();
    let mut count = 0;
    for (i, a) in lines.iter().enumerate() {
        for (k, b) in lines[..i].iter().enumerate() {
            let (f, g) = (frames[i], frames[k]);
            if f.0 > g.2 || g.0 > f.2 || f.1 > g.3 || g.1 > f.3 {
                continue;
            }
            count += a.windows(2).map(|s| b.windows(2).filter(|t| cross(s, t)).count()).sum::<usize>();
        }
    }
    count
}

/// Whether two straight pieces cross, ends that touch not counted.
fn cross(a: &[Point], b: &[Point]) -> bool {
    let side = |line: &[Point], p: Point| {
        let (way, to) = (line[0].to(line[1]), line[0].to(p));
        way.x * to.y - way.y * to.x
    };
    side(a, b[0]) * side(a, b[1]) < 0.0 && side(b, a[0]) * side(b, a[1]) < 0.0
}

/// Pairs of ends at one node that nearly meet, one of them at least with an arrow head.
fn tight(plan: &Plan, layout: &Layout) -> usize {
    let mut ends: Vec<(usize, Point, bool)> = Vec::new();
    for (link, route) in plan.links.iter().zip(&layout.routes) {
        ends.push((link.from, route.start, false));
        ends.push((link.to, route.end(), link.arrow));
    }
    let mut count = 0;
    for (i, a) in ends.iter().enumerate() {
        let close = |b: &&(usize, Point, bool)| a.0 == b.0 && (a.2 || b.2) && a.1.to(b.1).length() < TIGHT;
        count += ends[..i].iter().filter(close).count();
    }
    count
}

impl Route {
    /// The way as points, so many to a curve, its arrow head with it.
    pub(super) fn points(&self, steps: usize) -> Vec<Point> {
        let mut points = vec![self.start];
        for curve in &self.curves {
            let from = points[points.len() - 1];
            points.extend((1..=steps).map(|i| super::layout::on_curve(from, curve, i as f32 / steps as f32)));
        }
        points.extend(self.tip);
        points
    }
}
