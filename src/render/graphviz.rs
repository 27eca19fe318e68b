//! Layout by Graphviz's `dot`, where it is installed: we tell it sizes, it tells us places, and we draw.

use super::layout::{Extent, Layout, Plan, Point, Route};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph as Dot, GraphAttributes, Id, Node, NodeId, Port, Stmt, Vertex,
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
    // Links are turned to where they lead in our ranks: so there are no cycles, and every link passes its label rightwards.
    let (_, turned) = super::layered::rank::ranks(plan, true);
    let request = graphviz_rust::print(request(plan, &turned), &mut PrinterContext::default());
    let answer = run(request, deadline)?;
    let answer: Value = serde_json::from_slice(&answer)?;
    read(plan, &turned, &answer)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "dot's answer is not understood"))
}

/// The plan as a DOT syntax tree: a label is a node between the ends of its link, so that the line runs through it. Ids are
/// ours (`n0`, `l0`, `a0`, `b0`), so nothing needs quoting but the values.
fn request(plan: &Plan, turned: &[bool]) -> Dot {
    let plain = |s: String| Id::Plain(s);
    let attribute = |name: &str, value: String| Attribute(plain(name.to_string()), Id::Escaped(format!("\"{value}\"")));
    let node = |id: String, shape: &str, size: Extent| {
        let attributes = vec![
            attribute("shape", shape.into()),
            attribute("width", format!("{:.4}", size.w / INCH)),
            attribute("height", format!("{:.4}", size.h / INCH)),
        ];
        Stmt::Node(Node { id: NodeId(plain(id), None), attributes })
    };
    let vertex =
        |id: String, side: Option<&str>| Vertex::N(NodeId(plain(id), side.map(|s| Port(None, Some(s.to_string())))));
    let edge = |id: String, from: Vertex, to: Vertex| {
        Stmt::Edge(Edge { ty: EdgeTy::Pair(from, to), attributes: vec![attribute("id", id)] })
    };
    let mut statements = vec![
        Stmt::GAttribute(GraphAttributes::Graph(vec![
            attribute("rankdir", "LR".into()),
            attribute("nodesep", "0.16".into()),
            attribute("ranksep", "0.38".into()),
        ])),
        Stmt::GAttribute(GraphAttributes::Node(vec![
            attribute("fixedsize", "true".into()),
            attribute("label", String::new()),
        ])),
        Stmt::GAttribute(GraphAttributes::Edge(vec![attribute("dir", "none".into())])),
    ];
    for (i, block) in plan.blocks.iter().enumerate() {
        // A node with loops asks for its whole room.
        let round = block.round && block.room == block.outline;
        statements.push(node(format!("n{i}"), if round { "ellipse" } else { "box" }, block.room));
    }
    for (i, (link, &turned)) in plan.links.iter().zip(turned).enumerate() {
        let (left, right) = if turned { (link.to, link.from) } else { (link.from, link.to) };
        statements.push(node(format!("l{i}"), "box", link.label));
        let label = |side| vertex(format!("l{i}"), Some(side));
        statements.push(edge(format!("a{i}"), vertex(format!("n{left}"), None), label("w")));
        statements.push(edge(format!("b{i}"), label("e"), vertex(format!("n{right}"), None)));
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

fn read(plan: &Plan, turned: &[bool], answer: &Value) -> Option<Layout> {
    let page = numbers(answer["bb"].as_str()?)?;
    let height = *page.get(3)?;
    let mut centres = vec![None; plan.blocks.len()];
    let mut labels = vec![None; plan.links.len()];
    for object in answer["objects"].as_array()? {
        let (kind, index) = numbered(object["name"].as_str()?)?;
        let at = numbers(object["pos"].as_str()?)?;
        let places = if kind == 'n' { &mut centres } else { &mut labels };
        *places.get_mut(index)? = Some(Point::new(*at.first()?, height - at.get(1)?));
    }
    // The two halves of each link: to its label, and on from it.
    let mut halves = [vec![None; plan.links.len()], vec![None; plan.links.len()]];
    for edge in answer["edges"].as_array().map_or(&[][..], Vec::as_slice) {
        let (kind, index) = numbered(edge["id"].as_str()?)?;
        *halves[usize::from(kind == 'b')].get_mut(index)? = Some(spline(edge["pos"].as_str()?, height)?);
    }
    let centres = centres.into_iter().collect::<Option<Vec<Point>>>()?;
    let [first, second] = halves;
    let mut routes = Vec::with_capacity(plan.links.len());
    for (i, halves) in first.into_iter().zip(second).enumerate() {
        let (mut route, after, link) = (halves.0?, halves.1?, plan.links[i]);
        let (left, right) = if turned[i] { (link.to, link.from) } else { (link.from, link.to) };
        route.label = labels[i]?;
        route.line_to(after.start);
        route.curves.extend(after.curves);
        // Nodes with loops were given as boxes larger than their outlines: their links go on to the outline.
        let rim = |node: usize, from| plan.blocks[node].rim(centres[node], from);
        if plan.blocks[right].room != plan.blocks[right].outline {
            let end = route.end();
            route.line_to(rim(right, end));
        }
        if plan.blocks[left].room != plan.blocks[left].outline {
            let inner = route.start;
            let mut whole = Route { start: rim(left, inner), label: route.label, ..Route::default() };
            whole.line_to(inner);
            whole.curves.extend(route.curves);
            route = whole;
        }
        if turned[i] {
            route.turn();
        }
        if link.arrow {
            route.point(link.head);
        }
        routes.push(route);
    }
    Some(Layout { size: Extent { w: *page.get(2)?, h: height }, centres, routes })
}

/// The letter and the number of one of our ids.
fn numbered(id: &str) -> Option<(char, usize)> {
    let letter = id.chars().next()?;
    Some((letter, id.get(1..)?.parse().ok()?))
}

/// Graphviz's spline: a start and three points for every curve.
fn spline(text: &str, height: f32) -> Option<Route> {
    let mut points = Vec::new();
    for pair in text.split_whitespace() {
        let pair = numbers(pair)?;
        points.push(Point::new(*pair.first()?, height - pair.get(1)?));
    }
    let curves = points.get(1..)?.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
    Some(Route { start: *points.first()?, curves, ..Route::default() })
}

fn numbers(text: &str) -> Option<Vec<f32>> {
    text.split(',').map(|n| n.trim().parse().ok()).collect()
}
