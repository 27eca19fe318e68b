//! Pictures: nothing lies over anything, nothing of a name leaves its field, what is left out is said.

use crate::graphs;
use roxmltree::{Document, Node};
use std::time::Duration;
use techgraph::graph::Graph;
use techgraph::render::{self, Arrangement, Engine, Options, Palette, TARGETS, Target};
use techgraph::resolve::EntityId;
use techgraph::store::Store;
use techgraph::vocab::Vocabulary;

fn builtin() -> Options {
    Options { engine: Engine::Builtin, ..Options::default() }
}

fn svg(graph: &Graph, options: &Options) -> String {
    render::svg(graph, Vocabulary::builtin(), options)
}

/// A box: left, top, right, bottom.
#[derive(Debug, Clone, Copy)]
struct Area(f32, f32, f32, f32);

impl Area {
    fn overlaps(self, other: Area) -> bool {
        // Half a px for rounding.
        self.0 + 0.5 < other.2 && other.0 + 0.5 < self.2 && self.1 + 0.5 < other.3 && other.1 + 0.5 < self.3
    }
    fn contains(self, (x, y): (f32, f32)) -> bool {
        self.0 < x && x < self.2 && self.1 < y && y < self.3
    }
    fn around(areas: impl Iterator<Item = Area>) -> Area {
        areas.fold(Area(f32::MAX, f32::MAX, f32::MIN, f32::MIN), |a, b| {
            Area(a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3))
        })
    }
}

fn number(node: Node<'_, '_>, name: &str) -> f32 {
    node.attribute(name).unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}

/// The box of a text, by the widths of the font.
fn text_area(text: Node<'_, '_>) -> Area {
    let (x, y, size) = (number(text, "x"), number(text, "y"), number(text, "font-size"));
    let bold = text.attribute("font-weight").is_some();
    let width = render::text_width(text.text().unwrap_or(""), size, bold);
    let left = if text.attribute("text-anchor") == Some("middle") { x - width / 2.0 } else { x };
    Area(left, y - size * 0.73, left + width, y + size * 0.21)
}

/// The points of a path of `M`, `C` and `L`, and of its curves twenty steps each.
fn points(path: &str) -> Vec<(f32, f32)> {
    let spaced = path.replace(['M', 'C', 'L', 'Z'], " ");
    let numbers: Vec<f32> = spaced.split_whitespace().map(|n| n.parse().unwrap()).collect();
    let pairs: Vec<(f32, f32)> = numbers.chunks_exact(2).map(|c| (c[0], c[1])).collect();
    if !path.contains('C') {
        return pairs;
    }
    let mut out = vec![pairs[0]];
    for curve in pairs[1..].chunks_exact(3) {
        let start = *out.last().unwrap();
        for step in 1..=20 {
            let t = step as f32 / 20.0;
            let mix = |a: f32, b: f32, c: f32, d: f32| {
                let u = 1.0 - t;
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            out.push((
                mix(start.0, curve[0].0, curve[1].0, curve[2].0),
                mix(start.1, curve[0].1, curve[1].1, curve[2].1),
            ));
        }
    }
    out
}

/// What a picture shows, read back from its SVG.
#[derive(Default)]
struct Seen {
    outlines: Vec<Area>,
    names: Vec<Area>,
    captions: Vec<Area>,
    lines: Vec<Vec<(f32, f32)>>,
    text: String,
}

fn seen(svg: &str) -> Seen {
    let document = Document::parse(svg).unwrap_or_else(|e| panic!("{e}"));
    let mut seen = Seen::default();
    for group in document.descendants().filter(|n| n.has_attribute("class") && n.tag_name().name() == "g") {
        let children = |tag: &'static str| group.children().filter(move |c| c.tag_name().name() == tag);
        match group.attribute("class").unwrap() {
            "node" => {
                let rects = children("rect").map(|r| {
                    let (x, y) = (number(r, "x"), number(r, "y"));
                    Area(x, y, x + number(r, "width"), y + number(r, "height"))
                });
                let ellipses = children("ellipse").map(|e| {
                    let (x, y, rx, ry) = (number(e, "cx"), number(e, "cy"), number(e, "rx"), number(e, "ry"));
                    Area(x - rx, y - ry, x + rx, y + ry)
                });
                let paths =
                    children("path").flat_map(|p| points(p.attribute("d").unwrap())).map(|(x, y)| Area(x, y, x, y));
                seen.outlines.push(Area::around(rects.chain(ellipses).chain(paths)));
                seen.names.push(Area::around(children("text").map(text_area)));
            }
            "caption" => seen.captions.push(Area::around(children("text").map(text_area))),
            "edge" => seen.lines.push(points(children("path").next().unwrap().attribute("d").unwrap())),
            other => panic!("unknown group {other}"),
        }
    }
    let texts = document.descendants().filter(|n| n.tag_name().name() == "text");
    seen.text = texts.filter_map(|t| t.text()).collect::<Vec<_>>().join("\n");
    seen
}

/// Everything that lies over something else.
fn clashes(seen: &Seen) -> Vec<String> {
    let mut out = Vec::new();
    let pairs = |areas: &[Area], what: &str, out: &mut Vec<String>| {
        for (i, a) in areas.iter().enumerate() {
            for (k, b) in areas[..i].iter().enumerate() {
                if a.overlaps(*b) {
                    out.push(format!("{what} {k} and {i}: {b:?} {a:?}"));
                }
            }
        }
    };
    pairs(&seen.captions, "captions", &mut out);
    pairs(&seen.outlines, "nodes", &mut out);
    for (i, caption) in seen.captions.iter().enumerate() {
        for (k, outline) in seen.outlines.iter().enumerate() {
            if caption.overlaps(*outline) {
                out.push(format!("caption {i} over node {k}: {caption:?} {outline:?}"));
            }
        }
    }
    for (i, (name, outline)) in seen.names.iter().zip(&seen.outlines).enumerate() {
        if name.0 < outline.0 || name.2 > outline.2 || name.1 < outline.1 || name.3 > outline.3 {
            out.push(format!("name {i} leaves its node: {name:?} {outline:?}"));
        }
    }
    for (i, line) in seen.lines.iter().enumerate() {
        for (k, name) in seen.names.iter().enumerate() {
            if line.iter().any(|p| name.contains(*p)) {
                out.push(format!("line {i} through name {k}"));
            }
        }
        for (k, caption) in seen.captions.iter().enumerate() {
            if k != i && line.iter().any(|p| caption.contains(*p)) {
                out.push(format!("line {i} through caption {k}"));
            }
        }
    }
    out
}

fn chain() -> Graph {
    graphs::simple(&[("Alpha", "supplies", "Beta"), ("Beta", "supplies", "Gamma"), ("Gamma", "invests_in", "Delta")])
}

fn star() -> Graph {
    let names: Vec<String> = (0..24).map(|i| format!("Startup number {i}")).collect();
    let edges: Vec<(&str, &str, &str)> = names
        .iter()
        .enumerate()
        .map(|(i, n)| if i % 3 == 0 { (n.as_str(), "supplies", "Hub") } else { ("Hub", "invests_in", n.as_str()) })
        .collect();
    graphs::simple(&edges)
}

/// A circle with a loop, a parallel edge and one against it.
fn circle() -> Graph {
    graphs::simple(&[
        ("A", "invests_in", "B"),
        ("B", "supplies", "C"),
        ("C", "partners_with", "D"),
        ("D", "invests_in", "A"),
        ("A", "competes_with", "A"),
        ("A", "sues", "A"),
        ("B", "sues", "A"),
        ("A", "acquires", "B"),
    ])
}

fn invented() -> Vec<(String, Graph)> {
    let mut cases = vec![
        ("chain".to_string(), chain()),
        ("star".into(), star()),
        ("circle".into(), circle()),
        ("sample".into(), graphs::sample()),
        ("hostile".into(), graphs::hostile()),
    ];
    cases.extend((1..=8).map(|seed| (format!("random {seed}"), graphs::random(20 + 5 * seed as usize, 60, seed))));
    cases
}

/// A folder with `graph.db`, the graph of the sample articles.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles");
    run(&place, &["build", "--quiet", articles]).success();
    place
}

fn run(place: &tempfile::TempDir, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = assert_cmd::Command::cargo_bin("techgraph").unwrap();
    command.current_dir(place.path()).args(arguments).args(["--graph", "graph.db"]).assert()
}

/// Draws the graph and holds that nothing lies over anything.
fn check_clean(name: &str, graph: &Graph, options: &Options) {
    let seen = seen(&svg(graph, options));
    assert_eq!(seen.lines.len(), graph.edge_count().min(options.max_edges), "{name}");
    assert_eq!(seen.lines.len(), seen.captions.len(), "{name}");
    let clashes = clashes(&seen);
    assert!(clashes.is_empty(), "{name}, {:?}: {clashes:#?}", options.engine);
}

#[test]
fn nothing_lies_over_anything() {
    for (name, graph) in &invented() {
        for engine in [Engine::Builtin, Engine::Layers] {
            check_clean(name, graph, &Options { engine, ..Options::default() });
        }
    }
}

#[test]
fn nothing_lies_over_anything_around_what_articles_tell_of() {
    let place = place();
    let graph = Store::open(place.path().join("graph.db")).unwrap().load().unwrap();
    check_clean("all", &graph, &builtin());
    let inner = graph.inner();
    let mut nodes: Vec<_> = inner.node_indices().collect();
    nodes.sort_by_key(|n| std::cmp::Reverse(inner.neighbors_undirected(*n).count()));
    for (i, node) in nodes.into_iter().take(24).enumerate() {
        let options = Options { focus: vec![inner[node].id.clone()], max_edges: 15 + 15 * (i % 4), ..builtin() };
        check_clean(&inner[node].name, &graph, &options);
    }
}

#[test]
fn forces_spread_what_has_no_direction() {
    // A wheel: every layout in layers has arrows backwards or long ways round.
    let spokes: Vec<String> = (0..9).map(|i| format!("Rim {i}")).collect();
    let edges: Vec<(&str, &str, &str)> = (0..9)
        .flat_map(|i| {
            let (here, next) = (spokes[i].as_str(), spokes[(i + 1) % 9].as_str());
            [(here, "partners_with", next), ("Hub", "competes_with", here)]
        })
        .collect();
    let wheel = graphs::simple(&edges);
    check_clean("wheel", &wheel, &Options { engine: Engine::Forces, ..Options::default() });
    let (best, forces) = (svg(&wheel, &builtin()), svg(&wheel, &Options { engine: Engine::Forces, ..builtin() }));
    assert!(best == forces, "layers were drawn");
    let layers = svg(&chain(), &Options { engine: Engine::Layers, ..builtin() });
    assert!(layers == svg(&chain(), &builtin()), "a chain was not drawn in layers");
}

#[test]
fn both_sides_of_a_hub_are_used() {
    let seen = seen(&svg(&star(), &builtin()));
    let centre = seen.outlines.iter().max_by(|a, b| (a.3 - a.1).total_cmp(&(b.3 - b.1))).unwrap();
    let left = seen.outlines.iter().filter(|o| o.2 < centre.0).count();
    assert!((8..=16).contains(&left), "{left} of 24 stand on the left");
}

/// The boxes of the nodes with these names.
fn places(svg: &str, names: &[&str]) -> Vec<Area> {
    let document = Document::parse(svg).unwrap();
    let group = |name: &str| {
        let text = document.descendants().find(|n| n.tag_name().name() == "text" && n.text() == Some(name)).unwrap();
        text_area(text)
    };
    names.iter().map(|n| group(n)).collect()
}

#[test]
fn a_path_stands_in_a_row_and_a_cycle_in_a_ring() {
    let ids = |names: &[&str]| names.iter().map(|n| EntityId((*n).into())).collect::<Vec<_>>();
    // Arrows both ways: left to themselves the ends would not be at the ends.
    let path =
        graphs::simple(&[("B", "invests_in", "A"), ("B", "owns", "C"), ("D", "sues", "C"), ("D", "supplies", "C")]);
    let names = ["A", "B", "C", "D"];
    let row = svg(&path, &Options { arrangement: Arrangement::Row(ids(&names)), ..builtin() });
    let found = places(&row, &names);
    assert!(found.windows(2).all(|w| w[0].2 < w[1].0), "{found:?}");
    assert!(clashes(&seen(&row)).is_empty());
    let cycle = graphs::simple(&[
        ("A", "invests_in", "B"),
        ("B", "supplies", "C"),
        ("C", "owns", "D"),
        ("D", "partners_with", "A"),
    ]);
    let ring = svg(&cycle, &Options { arrangement: Arrangement::Ring(ids(&names)), ..builtin() });
    let found = places(&ring, &names);
    let middle = |a: &Area| ((a.0 + a.2) / 2.0, (a.1 + a.3) / 2.0);
    let centre = found.iter().map(middle).fold((0.0, 0.0), |s, p| (s.0 + p.0 / 4.0, s.1 + p.1 / 4.0));
    let turns: Vec<f32> = found.iter().map(|a| (middle(a).1 - centre.1).atan2(middle(a).0 - centre.0)).collect();
    for pair in turns.windows(2) {
        let turn = (pair[1] - pair[0]).rem_euclid(std::f32::consts::TAU);
        assert!((0.6..2.6).contains(&turn), "{turns:?}");
    }
    assert!(clashes(&seen(&ring)).is_empty());
}

#[test]
fn graphviz_pictures_are_as_clean_where_it_is_installed() {
    if std::process::Command::new("dot").arg("-V").output().is_err() {
        println!("skipped: Graphviz is not installed");
        return;
    }
    let options = Options { engine: Engine::Graphviz, deadline: Duration::from_secs(60), ..Options::default() };
    for (name, graph) in [("chain", chain()), ("star", star()), ("circle", circle()), ("sample", graphs::sample())] {
        let by_dot = svg(&graph, &options);
        assert!(by_dot != svg(&graph, &builtin()), "{name}: dot was not asked");
        check_clean(name, &graph, &options);
    }
}

#[test]
fn graphviz_is_drawn_only_where_it_is_as_clean_as_our_own() {
    for seed in 1..=4 {
        let graph = graphs::random(30, 45, seed);
        check_clean(&format!("random {seed}"), &graph, &Options::default());
    }
}

#[test]
fn a_dot_that_takes_too_long_is_replaced() {
    let hurried = Options { deadline: Duration::ZERO, ..Options::default() };
    assert_eq!(svg(&graphs::sample(), &hurried), svg(&graphs::sample(), &builtin()));
    let only = Options { engine: Engine::Graphviz, ..hurried };
    assert_eq!(seen(&svg(&graphs::sample(), &only)).lines.len(), graphs::sample().edge_count());
}

#[test]
fn status_money_and_evidence_are_shown() {
    let text = svg(&graphs::sample(), &builtin());
    let document = Document::parse(&text).unwrap();
    let edge = |relation: &str, status: &str| {
        let wanted = |n: &Node<'_, '_>| {
            n.attribute("data-relation") == Some(relation) && n.attribute("data-status") == Some(status)
        };
        let group = document.descendants().find(wanted).unwrap_or_else(|| panic!("no {relation}, {status}"));
        let title = group.children().find(|c| c.tag_name().name() == "title").unwrap();
        assert!(title.text().unwrap().contains("They signed it on Monday."));
        group.children().filter(|c| c.tag_name().name() == "path").nth(1).unwrap()
    };
    let dashes = |relation, status| edge(relation, status).attribute("stroke-dasharray").map(String::from);
    assert_eq!(dashes("supplies", "confirmed"), None);
    assert!(dashes("invests_in", "reported").unwrap().starts_with("0 "));
    assert!(!dashes("invests_in", "announced").unwrap().starts_with("0 "));
    let grey = edge("works_for", "ended").attribute("stroke").unwrap();
    assert_eq!(Some(grey), edge("acquires", "denied").attribute("stroke"));
    let seen = seen(&text);
    for expected in ["up to USD 50B", "works for (chief executive)", "51.5%", "confirmed", "denied or ended", "money"] {
        assert!(seen.text.contains(expected), "{expected}\n{}", seen.text);
    }
    assert!(
        number(edge("invests_in", "reported"), "stroke-width") > number(edge("works_for", "ended"), "stroke-width")
    );
}

#[test]
fn what_is_left_out_is_said() {
    let graph = graphs::random(200, 500, 3);
    let strongest = seen(&svg(&graph, &builtin()));
    assert_eq!(strongest.lines.len(), 60);
    assert!(strongest.text.contains("Left out: 440 relations"), "{}", strongest.text);
    let centre = graph.entities().next().unwrap();
    let near = Options { focus: vec![centre.id.clone()], max_edges: 12, ..builtin() };
    let near = seen(&svg(&graph, &near));
    assert_eq!(near.lines.len(), 12);
    assert!(near.text.contains(&centre.name) && near.text.contains("nearest to the names"), "{}", near.text);
    assert!(!seen(&svg(&chain(), &builtin())).text.contains("eft out"));
    let unknown = Options { focus: vec![EntityId("nobody".into())], ..builtin() };
    assert_eq!(seen(&svg(&chain(), &unknown)).lines.len(), 3);
}

#[test]
fn sources_are_numbered() {
    let none = seen(&svg(&graphs::sample(), &Options { sources: false, ..builtin() })).text;
    assert!(!none.contains("[1]") && !none.contains("The Daily Wafer"), "{none}");
    let text = seen(&svg(&graphs::sample(), &builtin())).text;
    assert!(text.contains("[1]") && text.contains("[2]") && text.contains("The Daily Wafer, Title of a1"), "{text}");
}

#[test]
fn hostile_names_stay_text() {
    for options in [builtin(), Options::default(), Options { palette: Palette::Dark, ..builtin() }] {
        let text = svg(&graphs::hostile(), &Options { title: Some("<script>\"&'\u{1}".into()), ..options });
        let document = Document::parse(&text).unwrap();
        let known = ["svg", "title", "desc", "rect", "g", "path", "text", "ellipse"];
        for element in document.descendants().filter(Node::is_element) {
            assert!(known.contains(&element.tag_name().name()), "{:?}", element.tag_name());
            assert!(element.attributes().all(|a| !a.name().starts_with("on") && a.name() != "href"));
        }
        assert!(seen(&text).text.contains("<script>"), "the name itself is shown");
    }
}

#[test]
fn every_target_draws_every_graph_the_same_twice() {
    let alone = Graph::new(graphs::sample().entities().take(3).cloned().collect(), vec![]);
    for target in TARGETS {
        for graph in [Graph::default(), alone.clone(), graphs::sample()] {
            let options = Options { scale: 1.0, title: Some("Who owns whom".into()), ..builtin() };
            let bytes = target.draw(&graph, Vocabulary::builtin(), &options).unwrap();
            assert!(!bytes.is_empty());
            assert!(bytes == target.draw(&graph, Vocabulary::builtin(), &options).unwrap(), "{}", target.name);
        }
        let path = format!("a.b/graph.{}", target.name.to_uppercase());
        assert!(std::ptr::eq(Target::of_path(path.as_ref()).unwrap(), target));
    }
    assert!(Target::find("bmp").is_err());
}

#[cfg(feature = "png")]
#[test]
fn png_has_its_size_and_its_text() {
    let draw = |names: [&str; 2], scale| {
        let graph = graphs::simple(&[(names[0], "supplies", names[1])]);
        Target::find("png").unwrap().draw(&graph, Vocabulary::builtin(), &Options { scale, ..builtin() }).unwrap()
    };
    let side = |png: &[u8], at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    let (one, two) = (draw(["Il", "lI"], 1.0), draw(["Il", "lI"], 2.0));
    assert_eq!(&one[..8], b"\x89PNG\r\n\x1a\n");
    assert!(side(&one, 16) >= 500 && side(&two, 16).abs_diff(2 * side(&one, 16)) <= 1);
    // Names of the same width give the same picture but for their letters: without a font they would be equal.
    assert_ne!(one, draw(["Ii", "jI"], 1.0));
}

#[test]
fn texts_are_measured_as_helvetica() {
    // Adobe's metrics of Helvetica and Helvetica-Bold, in thousandths of an em.
    let cases = [
        ("A", false, 667.0),
        ("i", false, 222.0),
        ("Wide", false, 944.0 + 222.0 + 556.0 + 556.0),
        ("A", true, 722.0),
        ("0", true, 556.0),
    ];
    for (text, bold, expected) in cases {
        let width = render::text_width(text, 1000.0, bold);
        assert!((width - expected).abs() < 1.5, "{text}: {width} is not {expected}");
    }
    assert!(render::text_width("日本", 10.0, false) >= 20.0);
}

#[cfg(feature = "pdf")]
#[test]
fn pdf_is_one_page_of_its_size_with_text_in_it() {
    let pdf = Target::find("pdf").unwrap().draw(&graphs::sample(), Vocabulary::builtin(), &builtin()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(text.matches("/Type /Page\n").count(), 1);
    // Both weights of the font, with the table that makes text searchable.
    assert!(text.matches("/ToUnicode").count() >= 2 && text.contains("TechgraphSans"), "{} bytes", pdf.len());
    let svg = svg(&graphs::sample(), &builtin());
    let document = Document::parse(&svg).unwrap();
    let width = number(document.root_element(), "width") * 0.75;
    let page = text.split("/MediaBox [").nth(1).unwrap().split(']').next().unwrap();
    let right: f32 = page.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((right - width).abs() < 0.5, "{page} is not {width} wide");
}

#[cfg(feature = "png")]
#[test]
fn texts_take_the_room_that_was_measured_whatever_the_font() {
    let svg = svg(&graphs::sample(), &builtin());
    let document = Document::parse(&svg).unwrap();
    for text in document.descendants().filter(|n| n.tag_name().name() == "text") {
        let measured = render::text_width(
            text.text().unwrap(),
            number(text, "font-size"),
            text.attribute("font-weight").is_some(),
        );
        assert!((number(text, "textLength") - measured).abs() < 0.06, "{:?}", text.text());
    }
}

#[test]
fn the_command_line_draws_paths_and_charts() {
    let place = place();
    let drawn = |arguments: &[&str], file: &str| {
        run(&place, &[arguments, &["-o", file]].concat()).success();
        std::fs::read(place.path().join(file)).unwrap()
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let path = text(drawn(&["render", "SoftBank", "Amazon", "--path", "--engine", "builtin"], "path.svg"));
    let row = places(&path, &["SoftBank", "Arm", "Amazon"]);
    assert!(row.windows(2).all(|w| w[0].2 < w[1].0), "{row:?}");
    assert!(seen(&path).text.contains("From SoftBank to Amazon"));
    let around =
        text(drawn(&["render", "Nvidia", "OpenAI", "--relation", "invests_in", "--since", "2025"], "around.svg"));
    let shown = seen(&around).text;
    assert!(shown.contains("Around Nvidia and OpenAI") && shown.contains("Only: invests in; since 2025."), "{shown}");
    assert!(text(drawn(&["render", "Nvidia", "--title", "", "--no-sources"], "plain.svg")).contains("<svg"));

    let rank = text(drawn(&["rank", "--by", "degree", "--limit", "5", "--palette", "dark"], "rank.svg"));
    let document = Document::parse(&rank).unwrap();
    let bars = document.descendants().filter(|n| n.attribute("class") == Some("bar"));
    let lengths: Vec<f32> =
        bars.map(|b| number(b.children().find(|c| c.tag_name().name() == "rect").unwrap(), "width")).collect();
    assert!(lengths.len() == 5 && lengths.is_sorted_by(|a, b| a >= b), "{lengths:?}");
    let money = text(drawn(&["timeline", "--relation", "acquires"], "money.svg"));
    let document = Document::parse(&money).unwrap();
    let columns = document.descendants().filter(|n| n.attribute("class") == Some("column"));
    // Broadcom's purchase of VMware, and nothing else that year.
    let told: Vec<&str> = columns.filter_map(|c| c.first_element_child()?.text()).collect();
    assert!(told.contains(&"2023, ownership, confirmed: USD 69B"), "{told:?}");
    let ladder = text(drawn(&["timeline", "Nvidia", "--relation", "acquires"], "ladder.svg"));
    let document = Document::parse(&ladder).unwrap();
    let steps = document.descendants().filter(|n| n.attribute("class") == Some("step"));
    assert_eq!(steps.filter_map(|s| s.attribute("data-status")).next_back(), Some("denied"));
    #[cfg(feature = "png")]
    assert!(drawn(&["rank"], "rank.png").starts_with(b"\x89PNG"));
    #[cfg(feature = "pdf")]
    assert!(drawn(&["timeline"], "money.pdf").starts_with(b"%PDF"));

    for (arguments, code, message) in [
        (&["render", "Nvidia", "--path"][..], 2, "give two names"),
        (&["render", "Nvidia", "Veldhoven", "--path", "--relation", "sues"], 1, "not connected"),
        (&["rank", "-o", "rank.dot"], 2, "a chart cannot be written as dot"),
        (&["timeline", "-o", "money.bmp"], 2, ".svg"),
        (&["timeline", "--currency", "CHF", "-o", "money.svg"], 1, "CHF"),
    ] {
        let refused = run(&place, arguments).failure().code(code);
        let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(told.contains(message), "{arguments:?}: {told}");
    }
}
