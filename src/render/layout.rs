//! What a layout gets and gives, whichever engine makes it; and the packing of what does not hang together.

use super::judge::Verdict;
use super::layered;
use petgraph::unionfind::UnionFind;
use std::collections::BTreeMap;

/// A place, in px; x to the right, y down.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Point {
    pub(super) fn new(x: f32, y: f32) -> Point {
        Point { x, y }
    }
    pub(super) fn moved(self, by: Point) -> Point {
        Point::new(self.x + by.x, self.y + by.y)
    }
    /// The way from here to there.
    pub(super) fn to(self, there: Point) -> Point {
        Point::new(there.x - self.x, there.y - self.y)
    }
    pub(super) fn times(self, factor: f32) -> Point {
        Point::new(self.x * factor, self.y * factor)
    }
    pub(super) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }
    /// The place a share of the way to there.
    pub(super) fn towards(self, there: Point, share: f32) -> Point {
        self.moved(self.to(there).times(share))
    }
}

/// Width and height, in px.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Extent {
    pub(super) w: f32,
    pub(super) h: f32,
}

/// A node to be placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// The room it takes, centred on the node: the outline and what stands above it (loops).
    pub(super) room: Extent,
    /// Its outline, to which edges go.
    pub(super) outline: Extent,
    /// The name in it.
    pub(super) name: Extent,
    /// Whether the outline is an ellipse.
    pub(super) round: bool,
    /// Its place in the row or ring that was asked for.
    pub(super) place: Option<usize>,
}

impl Block {
    /// Where the way from its centre towards a place leaves the outline.
    pub(super) fn rim(&self, centre: Point, towards: Point) -> Point {
        let way = centre.to(towards);
        let (a, b) = (self.outline.w / 2.0, self.outline.h / 2.0);
        let (x, y) = (way.x / a, way.y / b);
        let beyond = if self.round { x.hypot(y) } else { x.abs().max(y.abs()) };
        if beyond < 1e-3 { centre } else { centre.moved(way.times(1.0 / beyond)) }
    }
}

/// An edge to be routed; never a loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The room its label takes.
    pub(super) label: Extent,
    /// Whether it has an arrow head at its end.
    pub(super) arrow: bool,
    /// Length of the arrow head.
    pub(super) head: f32,
    /// Links of one group stand side by side where nothing else decides.
    pub(super) group: usize,
}

/// What is to be laid out.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) blocks: Vec<Block>,
    pub(super) links: Vec<Link>,
    /// Whether the places asked for go round in a ring; else they stand in a row from left to right.
    pub(super) ring: bool,
}

/// The way of an edge: cubic Bézier curves from `start`, then, for an arrow, straight to `tip`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Route {
    pub(super) start: Point,
    pub(super) curves: Vec<[Point; 3]>,
    pub(super) tip: Option<Point>,
    /// Centre of the label.
    pub(super) label: Point,
}

impl Route {
    /// Where it ends: at the tip of the arrow.
    pub(super) fn end(&self) -> Point {
        self.tip.unwrap_or_else(|| self.curves.last().map_or(self.start, |c| c[2]))
    }

    /// The same way from its other end; without arrow.
    pub(super) fn turn(&mut self) {
        let mut points = vec![self.start];
        points.extend(self.curves.iter().flatten());
        points.reverse();
        self.start = points[0];
        self.curves = points[1..].chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
    }

    /// Straight on to a place, unless it is there.
    pub(super) fn line_to(&mut self, to: Point) {
        let from = self.curves.last().map_or(self.start, |c| c[2]);
        if from.to(to).length() > 0.01 {
            self.curves.push([from.towards(to, 1.0 / 3.0), from.towards(to, 2.0 / 3.0), to]);
        }
    }

    /// Takes the length of an arrow head off the end and puts the head there.
    pub(super) fn point(&mut self, head: f32) {
        let tip = self.end();
        while let Some(curve) = self.curves.pop() {
            let from = self.curves.last().map_or(self.start, |c| c[2]);
            if from.to(tip).length() <= head && !self.curves.is_empty() {
                continue;
            }
            // Along the curve until the head's base: the distance to the tip falls towards the end.
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..20 {
                let middle = (low + high) / 2.0;
                if on_curve(from, &curve, middle).to(tip).length() > head { low = middle } else { high = middle }
            }
            let a = from.towards(curve[0], low);
            let b = curve[0].towards(curve[1], low);
            self.curves.push([a, a.towards(b, low), on_curve(from, &curve, low)]);
            break;
        }
        self.tip = Some(tip);
    }
}

/// A place on a cubic Bézier curve, 0 to 1.
pub(super) fn on_curve(from: Point, [a, b, to]: &[Point; 3], t: f32) -> Point {
    let (p, q, r) = (from.towards(*a, t), a.towards(*b, t), b.towards(*to, t));
    p.towards(q, t).towards(q.towards(r, t), t)
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Layout {
    pub(super) size: Extent,
    /// Centres of the nodes, in the plan's order.
    pub(super) centres: Vec<Point>,
    /// In the plan's order.
    pub(super) routes: Vec<Route>,
}

impl Layout {
    pub(super) fn shift(&mut self, by: Point) {
        for centre in &mut self.centres {
            *centre = centre.moved(by);
        }
        for route in &mut self.routes {
            route.start = route.start.moved(by);
            route.label = route.label.moved(by);
            route.tip = route.tip.map(|t| t.moved(by));
            for curve in &mut route.curves {
                *curve = curve.map(|p| p.moved(by));
            }
        }
    }
}

/// Space between parts that do not hang together.
const PART_GAP: f32 = 36.0;

/// One way to lay out a connected plan; it may give up.
pub(super) type Engine<'e> = Box<dyn Fn(&Plan) -> Option<Layout> + 'e>;

/// Lays out each connected part by every engine and keeps the best; where all give up, in layers. Then packs the parts.
pub(super) fn lay_out(plan: &Plan, engines: &[Engine<'_>]) -> Layout {
    let mut parts: Vec<(Vec<usize>, Vec<usize>, Layout)> = components(plan)
        .into_iter()
        .map(|(nodes, links)| {
            let part = sub_plan(plan, &nodes, &links);
            let layouts = engines.iter().filter_map(|engine| engine(&part));
            let judged = layouts.map(|l| (Verdict::of(&part, &l).cost(), l));
            let best = judged.min_by(|a, b| a.0.total_cmp(&b.0));
            let layout = best.map_or_else(|| layered::lay_out(&part, false), |b| b.1);
            (nodes, links, layout)
        })
        .collect();
    pack(&mut parts);
    let mut whole = Layout {
        centres: vec![Point::default(); plan.blocks.len()],
        routes: vec![Route::default(); plan.links.len()],
        ..Layout::default()
    };
    for (nodes, links, layout) in parts {
        for (node, centre) in nodes.into_iter().zip(layout.centres) {
            whole.centres[node] = centre;
        }
        for (link, route) in links.into_iter().zip(layout.routes) {
            whole.routes[link] = route;
        }
        whole.size = Extent { w: whole.size.w.max(layout.size.w), h: whole.size.h.max(layout.size.h) };
    }
    whole
}

/// The connected parts: nodes and links of each, in order.
fn components(plan: &Plan) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut sets = UnionFind::<usize>::new(plan.blocks.len());
    for link in &plan.links {
        sets.union(link.from, link.to);
    }
    let mut parts: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let mut order = Vec::new();
    for node in 0..plan.blocks.len() {
        let root = sets.find(node);
        let part = parts.entry(root).or_insert_with(|| {
            order.push(root);
            Default::default()
        });
        part.0.push(node);
    }
    for (i, link) in plan.links.iter().enumerate() {
        if let Some(part) = parts.get_mut(&sets.find(link.from)) {
            part.1.push(i);
        }
    }
    order.into_iter().filter_map(|root| parts.remove(&root)).collect()
}

fn sub_plan(plan: &Plan, nodes: &[usize], links: &[usize]) -> Plan {
    let local: BTreeMap<usize, usize> = nodes.iter().enumerate().map(|(i, &n)| (n, i)).collect();
    Plan {
        blocks: nodes.iter().map(|&n| plan.blocks[n]).collect(),
        links: links
            .iter()
            .map(|&l| Link { from: local[&plan.links[l].from], to: local[&plan.links[l].to], ..plan.links[l] })
            .collect(),
        ring: plan.ring,
    }
}

/// Puts the parts on shelves, the largest first. Afterwards `size` is where a part ends, from the origin of the whole.
fn pack(parts: &mut [(Vec<usize>, Vec<usize>, Layout)]) {
    let area: f32 = parts.iter().map(|(.., l)| (l.size.w + PART_GAP) * (l.size.h + PART_GAP)).sum();
    let widest = parts.iter().map(|(.., l)| l.size.w).fold(0.0, f32::max);
    // A landscape page; never narrower than the widest part.
    let limit = widest.max((area * 1.7).sqrt());
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let height = |i: &usize| parts[*i].2.size.h;
    order.sort_by(|a, b| height(b).total_cmp(&height(a)).then(a.cmp(b)));
    // A shelf: where it starts, how high it is, how far it is filled.
    let mut shelves: Vec<(f32, f32, f32)> = Vec::new();
    for i in order {
        let layout = &mut parts[i].2;
        let size = layout.size;
        let fits = shelves.iter_mut().find(|s| s.2 + size.w <= limit && size.h <= s.1);
        let at = match fits {
            Some(shelf) => {
                let at = Point::new(shelf.2, shelf.0);
                shelf.2 += size.w + PART_GAP;
                at
            }
            None => {
                let top = shelves.last().map_or(0.0, |s| s.0 + s.1 + PART_GAP);
                shelves.push((top, size.h, size.w + PART_GAP));
                Point::new(0.0, top)
            }
        };
        layout.shift(at);
        layout.size = Extent { w: at.x + size.w, h: at.y + size.h };
    }
}
