//! Layout by Graphviz's `dot`, where it is installed: we tell it sizes, it tells us places, and we draw.

use super::layout::{Extent, Layout, Plan, Point, Route};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph as Dot, GraphAttributes, Id, Node, NodeId, Stmt, Vertex,
};
use graphviz_rust::printer::PrinterContext;
use serde_json::Value;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Points to an inch, Graphviz's unit of sizes.
const INCH: f32 = 72.0;

/// Whether `dot` can be run.
///
/// # Errors
/// Why not.
pub(super) fn check() -> io::Result<()> {
    Command::new("dot").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null()).status().map(|_| ())
}

/// Lays out a connected plan by `dot`, which is killed at the deadline.
///
/// # Errors
/// Where `dot` is not installed, fails, says something else than expected, or takes too long.
pub(super) fn lay_out(plan: &Plan, deadline: Duration) -> io::Result<Layout> {
    let request = graphviz_rust::print(request(plan), &mut PrinterContext::default());
    let answer = run(request, deadline)?;
    let answer: Value = serde_json::from_slice(&answer)?;
    read(plan, &answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "dot's answer is not understood"))
}

/// The plan as a DOT syntax tree. Ids are ours (`n0`, `e0`), so nothing needs quoting but the values.
fn request(plan: &Plan) -> Dot {
    let plain = |s: String| Id::Plain(s);
    let quoted = |v: String| Id::Escaped(format!("\"{v}\""));
    let attribute = |name: &str, value: String| Attribute(plain(name.to_string()), quoted(value));
    let mut statements = vec![
        Stmt::GAttribute(GraphAttributes::Graph(vec![
            attribute("rankdir", "LR".into()),
            attribute("nodesep", "0.22".into()),
            attribute("ranksep", "0.35".into()),
        ])),
        Stmt::GAttribute(GraphAttributes::Node(vec![
            attribute("fixedsize", "true".into()),
            attribute("label", String::new()),
        ])),
    ];
    for (i, block) in plan.blocks.iter().enumerate() {
        let loops = block.room != block.outline;
        // A node with loops asks for its whole room.
        let (shape, size) = if block.round && !loops { ("ellipse", block.outline) } else { ("box", block.room) };
        statements.push(Stmt::Node(Node {
            id: NodeId(plain(format!("n{i}")), None),
            attributes: vec![
                attribute("shape", shape.into()),
                attribute("width", format!("{:.4}", size.w / INCH)),
                attribute("height", format!("{:.4}", size.h / INCH)),
            ],
        }));
    }
    for (i, link) in plan.links.iter().enumerate() {
        // An empty table of the label's size: dot keeps the room, whatever font it has.
        let table = format!(
            "<<TABLE BORDER=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"{:.0}\" HEIGHT=\"{:.0}\"><TR><TD></TD></TR></TABLE>>",
            link.label.w.ceil(),
            link.label.h.ceil()
        );
        let vertex = |n: usize| Vertex::N(NodeId(plain(format!("n{n}")), None));
        statements.push(Stmt::Edge(Edge {
            ty: EdgeTy::Pair(vertex(link.from), vertex(link.to)),
            attributes: vec![
                attribute("id", format!("e{i}")),
                Attribute(plain("label".into()), Id::Html(table)),
                attribute("dir", if link.arrow { "forward" } else { "none" }.into()),
                attribute("arrowsize", format!("{:.3}", link.head / 10.0)),
            ],
        }));
    }
    Dot::DiGraph { id: plain("plan".into()), strict: false, stmts: statements }
}

/// Runs `dot`, giving it its input and taking its output beside, so that neither can block the other.
fn run(input: String, deadline: Duration) -> io::Result<Vec<u8>> {
    let mut child = Command::new("dot")
        .arg("-Tjson0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let writer = thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(input.as_bytes())));
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        stdout.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut output)).map(|_| output)
    });
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() >= deadline {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, "dot took too long"));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let _ = writer.join();
    let output = reader.join().map_err(|_| io::Error::other("reading from dot failed"))??;
    if status.success() { Ok(output) } else { Err(io::Error::other(format!("dot failed: {status}"))) }
}

fn read(plan: &Plan, answer: &Value) -> Option<Layout> {
    let page = numbers(answer["bb"].as_str()?)?;
    let height = *page.get(3)?;
    let flip = |x: f32, y: f32| Point::new(x, height - y);
    let mut centres = vec![None; plan.blocks.len()];
    for object in answer["objects"].as_array()? {
        let index: usize = object["name"].as_str()?.strip_prefix('n')?.parse().ok()?;
        let at = numbers(object["pos"].as_str()?)?;
        *centres.get_mut(index)? = Some(flip(*at.first()?, *at.get(1)?));
    }
    let mut routes = vec![None; plan.links.len()];
    for edge in answer["edges"].as_array().map_or(&[][..], Vec::as_slice) {
        let index: usize = edge["id"].as_str()?.strip_prefix('e')?.parse().ok()?;
        let label = numbers(edge["lp"].as_str()?)?;
        let mut route = spline(edge["pos"].as_str()?, height)?;
        route.label = flip(*label.first()?, *label.get(1)?);
        *routes.get_mut(index)? = Some(route);
    }
    let centres = centres.into_iter().collect::<Option<Vec<_>>>()?;
    let mut routes = routes.into_iter().collect::<Option<Vec<_>>>()?;
    reach_outlines(plan, &centres, &mut routes);
    let size = Extent { w: *page.get(2)?, h: height };
    Some(Layout { size, centres, routes })
}

/// Nodes with loops were given as boxes larger than their outlines: their edges go on to the outline.
fn reach_outlines(plan: &Plan, centres: &[Point], routes: &mut [Route]) {
    for (link, route) in plan.links.iter().zip(routes) {
        for (node, at_end) in [(link.from, false), (link.to, true)] {
            let block = plan.blocks[node];
            if block.room == block.outline {
                continue;
            }
            let centre = centres[node];
            let from = match (at_end, route.tip) {
                (true, Some(tip)) => tip,
                (true, None) => route.curves.last().map_or(route.start, |c| c[2]),
                (false, _) => route.start,
            };
            // Towards the middle until the outline.
            let (dx, dy) = (centre.x - from.x, centre.y - from.y);
            let (a, b) = (block.outline.w / 2.0, block.outline.h / 2.0);
            let outside = (dx.abs() / a).max(dy.abs() / b).max(1.0);
            let to = Point::new(centre.x - dx / outside, centre.y - dy / outside);
            if at_end {
                let end = route.curves.last().map_or(route.start, |c| c[2]);
                let aim = if route.tip.is_some() {
                    let length = ((to.x - end.x).powi(2) + (to.y - end.y).powi(2)).sqrt().max(0.01);
                    let share = (link.head / length).min(1.0);
                    Point::new(to.x + (end.x - to.x) * share, to.y + (end.y - to.y) * share)
                } else {
                    to
                };
                route.curves.push([end, aim, aim]);
                route.tip = route.tip.map(|_| to);
            } else {
                let start = route.start;
                route.curves.insert(0, [to, start, start]);
                route.start = to;
            }
        }
    }
}

/// Graphviz's spline: `e,x,y` (where the arrow points), then a start and three points for every curve.
fn spline(text: &str, height: f32) -> Option<Route> {
    let mut route = Route::default();
    let mut points = Vec::new();
    for part in text.split_whitespace() {
        let (end, pair) = match part.strip_prefix("e,") {
            Some(pair) => (true, pair),
            None => (false, part),
        };
        let pair = numbers(pair)?;
        let point = Point::new(*pair.first()?, height - *pair.get(1)?);
        if end { route.tip = Some(point) } else { points.push(point) }
    }
    route.start = *points.first()?;
    route.curves = points[1..].chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
    Some(route)
}

fn numbers(text: &str) -> Option<Vec<f32>> {
    text.split(',').map(|n| n.trim().parse().ok()).collect()
}
