//! Every palette can be read by everybody: contrast, and colours that stay apart for each kind of colour blindness.

use crate::graphs;
use roxmltree::{Document, Node};
use techgraph::render::{self, Engine, Options, Palette};
use techgraph::vocab::{Family, Vocabulary};

type Lab = [f64; 3];

/// Linear light of a `#rrggbb`.
fn linear(hex: &str) -> [f64; 3] {
    [1, 3, 5].map(|i| {
        let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance([r, g, b]: [f64; 3]) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast of two colours, 1 to 21, as WCAG 2 reckons it.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(linear(a)), luminance(linear(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn lab(rgb: [f64; 3]) -> Lab {
    let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let [r, g, b] = rgb;
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    let y = f(luminance(rgb));
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How people see: normal sight, then protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes, 2009).
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("all", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopes", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ("deuteranopes", [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    ("tritanopes", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]),
];

fn seen(hex: &str, sight: [[f64; 3]; 3]) -> Lab {
    let rgb = linear(hex);
    lab(sight.map(|row| row.iter().zip(rgb).map(|(m, c)| m * c).sum::<f64>().clamp(0.0, 1.0)))
}

/// How different two colours look: CIEDE2000 (Sharma, Wu and Dalal, 2005). About 1 can just be seen, side by side.
fn difference([l1, a1, b1]: Lab, [l2, a2, b2]: Lab) -> f64 {
    let chroma = (a1.hypot(b1) + a2.hypot(b2)) / 2.0;
    let g = 0.5 * (1.0 - (chroma.powi(7) / (chroma.powi(7) + 25_f64.powi(7))).sqrt());
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 < 1e-12;
    let turn = if grey { 0.0 } else { (h2 - h1 + 180.0).rem_euclid(360.0) - 180.0 };
    let (light, chroma) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let mean = match (grey, (h1 - h2).abs() <= 180.0) {
        (true, _) => h1 + h2,
        (_, true) => (h1 + h2) / 2.0,
        (_, false) if h1 + h2 < 360.0 => (h1 + h2 + 360.0) / 2.0,
        _ => (h1 + h2 - 360.0) / 2.0,
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(mean - 30.0) + 0.24 * cos(2.0 * mean) + 0.32 * cos(3.0 * mean + 6.0)
        - 0.2 * cos(4.0 * mean - 63.0);
    let away = (light - 50.0).powi(2);
    let dl = (l2 - l1) / (1.0 + 0.015 * away / (20.0 + away).sqrt());
    let dc = (c2 - c1) / (1.0 + 0.045 * chroma);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin() / (1.0 + 0.015 * chroma * t);
    let bend = 2.0 * (chroma.powi(7) / (chroma.powi(7) + 25_f64.powi(7))).sqrt();
    let rotation = -(60.0 * (-((mean - 275.0) / 25.0).powi(2)).exp()).to_radians().sin() * bend;
    (dl * dl + dc * dc + dh * dh + rotation * dc * dh).sqrt()
}

#[test]
fn differences_are_those_of_the_published_pairs() {
    // Of the test data of Sharma, Wu and Dalal.
    let cases: [(Lab, Lab, f64); 5] = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0011], 7.2195),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
    ];
    for (a, b, expected) in cases {
        let found = difference(a, b);
        assert!((found - expected).abs() < 1e-4, "{a:?} {b:?}: {found} is not {expected}");
    }
}

/// A picture with every family, status and type.
fn picture(palette: Palette) -> String {
    let options = Options { engine: Engine::Layers, palette, max_edges: 500, ..Options::default() };
    render::svg(&graphs::sample(), Vocabulary::builtin(), &options)
}

fn attribute(node: Node<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap_or_else(|| panic!("no {name}")).to_string()
}

/// The colours of what has a class or, for edges, a family: name and colour, each once.
fn colours(document: &Document<'_>, vocab: &Vocabulary) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for group in document.descendants().filter(|n| n.attribute("class") == Some("edge")) {
        let relation = vocab.relations.find(&attribute(group, "data-relation")).unwrap();
        let muted = vocab.edge_looks.status(attribute(group, "data-status").parse().unwrap()).muted;
        let name = if muted { "muted" } else { relation.family.as_str() };
        let line = group.children().filter(|c| c.tag_name().name() == "path").nth(1).unwrap();
        let entry = (name.to_string(), attribute(line, "stroke"));
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

#[test]
fn families_can_be_told_apart_by_everybody_in_every_palette() {
    let vocab = Vocabulary::builtin();
    for palette in Palette::ALL {
        let svg = picture(palette);
        let document = Document::parse(&svg).unwrap();
        let page = document.descendants().find(|n| n.tag_name().name() == "rect").unwrap();
        let page = attribute(page, "fill");
        let colours = colours(&document, vocab);
        assert_eq!(colours.len(), Family::ALL.len() + 1, "{palette:?}: {colours:?}");
        let mut least = (f64::MAX, String::new());
        for (i, (name, colour)) in colours.iter().enumerate() {
            let contrast = contrast(colour, &page);
            assert!(contrast >= 4.5, "{palette:?}: {name} on the page has a contrast of {contrast:.2} only");
            for (other, second) in &colours[..i] {
                for (who, sight) in SIGHTS {
                    let apart = difference(seen(colour, sight), seen(second, sight));
                    if apart < least.0 {
                        least = (apart, format!("{name} and {other} to {who}"));
                    }
                }
                if palette == Palette::Print {
                    let grey = |hex: &str| lab([luminance(linear(hex)); 3]);
                    let apart = difference(grey(colour), grey(second));
                    assert!(apart >= 2.0, "{name} and {other} look alike on a grey print: {apart:.1}");
                }
            }
        }
        println!("{palette:?}: the nearest are {} with {:.1}", least.1, least.0);
        assert!(least.0 >= 9.0, "{palette:?}: {} look alike: {:.1}", least.1, least.0);
    }
}

#[test]
fn types_and_texts_can_be_read_by_everybody_in_every_palette() {
    for palette in Palette::ALL {
        let svg = picture(palette);
        let document = Document::parse(&svg).unwrap();
        let mut types: Vec<(String, String, String)> = Vec::new();
        for node in document.descendants().filter(|n| n.attribute("class") == Some("node")) {
            let outline = node.children().find(|c| c.has_attribute("stroke")).unwrap();
            let entry = (attribute(node, "data-type"), attribute(outline, "fill"), attribute(outline, "stroke"));
            let text = node.children().find(|c| c.tag_name().name() == "text").unwrap();
            let contrast = contrast(&attribute(text, "fill"), &entry.1);
            assert!(contrast >= 4.5, "{palette:?}: the name of a {} has a contrast of {contrast:.2} only", entry.0);
            if !types.contains(&entry) {
                types.push(entry);
            }
        }
        assert_eq!(types.len(), 4, "{palette:?}");
        // Types have their own shapes too; colour need not carry them alone.
        for (i, (name, _, stroke)) in types.iter().enumerate() {
            for (other, _, second) in &types[..i] {
                for (who, sight) in SIGHTS {
                    let apart = difference(seen(stroke, sight), seen(second, sight));
                    assert!(apart >= 5.0, "{palette:?}: {name} and {other} look alike to {who}: {apart:.1}");
                }
            }
        }
        let page = attribute(document.descendants().find(|n| n.tag_name().name() == "rect").unwrap(), "fill");
        let outside = document
            .descendants()
            .filter(|n| n.tag_name().name() == "text" && !n.ancestors().any(|a| a.attribute("class") == Some("node")));
        for text in outside {
            let contrast = contrast(&attribute(text, "fill"), &page);
            assert!(contrast >= 4.5, "{palette:?}: {:?} has a contrast of {contrast:.2} only", text.text());
        }
    }
}
