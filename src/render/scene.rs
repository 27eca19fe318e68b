//! What stands in a picture before it is laid out: texts broken into lines and measured, colours and lines chosen.

use super::layout::{Block, Extent, Link, Plan};
use super::page::Colours;
use super::select::Part;
use super::text::{width, wrapped};
use super::words::{SourceList, left_out, subtitle};
use super::{Arrangement, Options};
use crate::export::{edge_caption, edge_tooltip, family, pen_width, symmetric};
use crate::graph::Edge;
use crate::value::{EntityType, Status};
use crate::vocab::{Family, Line, Vocabulary};
use std::collections::BTreeSet;

/// Font size of names.
pub(super) const NAME_SIZE: f32 = 13.0;
/// Font size of captions.
pub(super) const CAPTION_SIZE: f32 = 11.0;
/// A line's height as a share of its font size.
pub(super) const LINE: f32 = 1.2;

/// A node.
pub(super) struct Node {
    pub(super) lines: Vec<String>,
    pub(super) kind: EntityType,
    pub(super) shape: Shape,
    pub(super) outline: Extent,
    pub(super) room: Extent,
    pub(super) name: Extent,
    /// Its place in the arrangement asked for.
    pub(super) place: Option<usize>,
    pub(super) fill: String,
    pub(super) stroke: String,
    pub(super) tooltip: String,
    pub(super) focus: bool,
}

/// How a node is outlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Box,
    Ellipse,
    /// A box with two tabs, for products.
    Component,
    /// A box with a roof, for places.
    House,
}

/// An edge.
pub(super) struct Arc {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Relation, then money and date; each line with whether it is bold.
    pub(super) caption: Vec<(String, bool)>,
    pub(super) label: Extent,
    pub(super) colour: String,
    pub(super) line: Line,
    pub(super) pen: f32,
    pub(super) arrow: bool,
    pub(super) tooltip: String,
    /// For a loop: how far right of its node's middle it stands.
    pub(super) loop_at: f32,
    pub(super) relation: String,
    pub(super) family: Family,
    pub(super) status: Status,
}

/// Everything in the picture.
pub(super) struct Scene {
    pub(super) nodes: Vec<Node>,
    pub(super) arcs: Vec<Arc>,
    /// Families, statuses and types that occur, with their looks: the legend.
    pub(super) families: Vec<(String, String)>,
    pub(super) lines: Vec<(&'static str, Line, bool)>,
    pub(super) types: Vec<(String, Shape, String, String)>,
    pub(super) has_money: bool,
    /// Under the title: how much is shown, from when.
    pub(super) subtitle: String,
    /// What was left out; empty where nothing was.
    pub(super) left_out: String,
    pub(super) sources: Vec<String>,
    pub(super) colours: Colours,
    ring: bool,
}

impl Shape {
    fn of(name: &str) -> Shape {
        match name {
            "ellipse" => Shape::Ellipse,
            "component" => Shape::Component,
            "house" => Shape::House,
            _ => Shape::Box,
        }
    }
    /// The outline around a text.
    fn around(self, text: Extent) -> Extent {
        match self {
            Shape::Box => Extent { w: text.w + 22.0, h: text.h + 14.0 },
            // The text's corners lie on a smaller ellipse of the same centre.
            Shape::Ellipse => Extent { w: text.w * 1.18 + 26.0, h: text.h * 1.25 + 14.0 },
            Shape::Component => Extent { w: text.w + 34.0, h: text.h + 14.0 },
            Shape::House => Extent { w: text.w + 24.0, h: text.h + 24.0 },
        }
    }
}

impl Scene {
    pub(super) fn new(part: &Part, vocab: &Vocabulary, options: &Options) -> Scene {
        let graph = &part.graph;
        let colours = Colours::of(options.palette);
        let order = match &options.arrangement {
            Arrangement::Free => &[][..],
            Arrangement::Row(order) | Arrangement::Ring(order) => order,
        };
        let inner = graph.inner();
        let sources = if options.sources { SourceList::of(graph) } else { SourceList::default() };
        let mut arcs: Vec<Arc> = graph
            .edges()
            .filter_map(|(index, subject, edge, object)| {
                let (from, to) = inner.edge_endpoints(index)?;
                let numbers = sources.numbers(edge);
                let look = vocab.edge_looks.status(edge.status());
                let family = family(edge, vocab);
                let own = colours.of_family(vocab.edge_looks.family(family));
                let colour = if look.muted { colours.muted } else { own }.to_string();
                let caption = caption(edge, vocab, &numbers);
                Some(Arc {
                    from: from.index(),
                    to: to.index(),
                    label: extent(caption.iter().map(|(l, bold)| (l.as_str(), *bold)), CAPTION_SIZE),
                    caption,
                    colour,
                    line: look.line,
                    pen: pen_width(edge),
                    arrow: !symmetric(edge, vocab),
                    tooltip: edge_tooltip(subject, edge, object, vocab),
                    loop_at: 0.0,
                    relation: edge.relation.to_string(),
                    family,
                    status: edge.status(),
                })
            })
            .collect();
        let mut nodes: Vec<Node> = graph
            .entities()
            .map(|entity| {
                let look = vocab.look(entity.kind);
                let lines = wrapped(&entity.name, 150.0, NAME_SIZE, true, 3);
                let shape = Shape::of(&look.shape);
                let name = extent(lines.iter().map(|l| (l.as_str(), true)), NAME_SIZE);
                let outline = shape.around(name);
                let (fill, stroke) = colours.of_type(look);
                let mut tooltip = format!("{} ({})", entity.name, look.label);
                let others: Vec<&str> =
                    entity.aliases.iter().map(String::as_str).filter(|a| *a != entity.name).take(8).collect();
                if !others.is_empty() {
                    tooltip.push_str(&format!("\nalso: {}", others.join(", ")));
                }
                let focus = options.focus.contains(&entity.id);
                let place = order.iter().position(|id| *id == entity.id);
                let (kind, room) = (entity.kind, outline);
                Node { lines, kind, shape, outline, room, name, place, fill, stroke, tooltip, focus }
            })
            .collect();
        make_room(&mut nodes, &mut arcs);
        let mut scene = Scene {
            families: Vec::new(),
            lines: Vec::new(),
            types: Vec::new(),
            has_money: graph.edges().any(|(_, _, e, _)| e.amount().is_some()),
            subtitle: subtitle(part),
            left_out: left_out(part, options),
            sources: sources.listed(),
            colours,
            ring: matches!(options.arrangement, Arrangement::Ring(_)),
            nodes,
            arcs,
        };
        scene.legend(part, vocab);
        scene
    }

    /// The families, lines and types that occur.
    fn legend(&mut self, part: &Part, vocab: &Vocabulary) {
        let shown = || part.graph.edges().filter(|(_, _, e, _)| !vocab.edge_looks.status(e.status()).muted);
        let families: BTreeSet<Family> = shown().map(|(_, _, e, _)| family(e, vocab)).collect();
        for family in families {
            let look = vocab.edge_looks.family(family);
            self.families.push((look.label.clone(), self.colours.of_family(look).to_string()));
        }
        let mut told: BTreeSet<&'static str> = BTreeSet::new();
        for status in Status::ALL {
            let look = vocab.edge_looks.status(*status);
            if !self.arcs.iter().any(|a| a.status == *status) {
                continue;
            }
            let name = match (look.muted, look.line) {
                (true, _) => "denied or ended",
                (_, Line::Solid) => "confirmed",
                (_, Line::Dashed) => "announced",
                (_, Line::Dotted) => "reported or speculative",
            };
            if told.insert(name) {
                self.lines.push((name, look.line, look.muted));
            }
        }
        for kind in EntityType::ALL {
            if let Some(node) = self.nodes.iter().find(|n| n.kind == *kind) {
                let label = vocab.look(*kind).label.clone();
                self.types.push((label, node.shape, node.fill.clone(), node.stroke.clone()));
            }
        }
    }

    /// The plan to lay out: loops are drawn above their nodes and take part only as room.
    pub(super) fn plan(&self) -> Plan {
        Plan {
            blocks: self
                .nodes
                .iter()
                .map(|n| {
                    let round = n.shape == Shape::Ellipse;
                    Block { room: n.room, outline: n.outline, name: n.name, round, place: n.place }
                })
                .collect(),
            links: self
                .arcs
                .iter()
                .filter(|a| a.from != a.to)
                .map(|a| {
                    let (from, to, group) = (a.from, a.to, a.family as usize);
                    Link { from, to, label: a.label, arrow: a.arrow, head: head(a.pen), group }
                })
                .collect(),
            ring: self.ring,
        }
    }
}

/// The length of an arrow head.
pub(super) fn head(pen: f32) -> f32 {
    6.5 + 1.6 * pen
}

/// How far a loop stands above its node, without its label.
pub(super) const LOOP_RISE: f32 = 22.0;

/// Nodes with many edges get a longer side, so that arrow heads stand apart; nodes with loops get room above, and where
/// there are several, width for them to stand side by side.
fn make_room(nodes: &mut [Node], arcs: &mut [Arc]) {
    for (i, node) in nodes.iter_mut().enumerate() {
        let count = |end: fn(&Arc) -> usize| arcs.iter().filter(|a| a.from != a.to && end(a) == i).count();
        let most = count(|a| a.from).max(count(|a| a.to)) as f32;
        node.outline.h = node.outline.h.max((most * 12.0).min(280.0));
        let slot = |a: &Arc| a.label.w.max(44.0) + 8.0;
        let mut loops: Vec<&mut Arc> = arcs.iter_mut().filter(|a| a.from == i && a.to == i).collect();
        let all: f32 = loops.iter().map(|a| slot(a)).sum();
        if loops.len() > 1 {
            node.outline.w = node.outline.w.max(all * if node.shape == Shape::Ellipse { 1.15 } else { 1.0 });
        }
        node.room = node.outline;
        if let Some(highest) = loops.iter().map(|a| a.label.h).max_by(f32::total_cmp) {
            node.room.h += 2.0 * (LOOP_RISE + highest);
            node.room.w = node.room.w.max(all);
        }
        let mut left = -all / 2.0;
        for arc in &mut loops {
            arc.loop_at = left + slot(arc) / 2.0;
            left += slot(arc);
        }
    }
}

fn caption(edge: &Edge, vocab: &Vocabulary, numbers: &str) -> Vec<(String, bool)> {
    let (relation, detail) = edge_caption(edge, vocab);
    let mut lines: Vec<(String, bool)> =
        wrapped(&relation, 132.0, CAPTION_SIZE, false, 3).into_iter().map(|l| (l, false)).collect();
    if !detail.is_empty() {
        lines.extend(wrapped(&detail, 150.0, CAPTION_SIZE, true, 2).into_iter().map(|l| (l, true)));
    }
    if let Some(last) = lines.last_mut().filter(|_| !numbers.is_empty()) {
        last.0.push_str(numbers);
    }
    lines
}

fn extent<'l>(lines: impl Iterator<Item = (&'l str, bool)>, size: f32) -> Extent {
    let mut extent = Extent { w: 0.0, h: 0.0 };
    for (line, bold) in lines {
        extent.w = extent.w.max(width(line, size, bold));
        extent.h += size * LINE;
    }
    // A little air on both sides.
    extent.w += 8.0;
    extent
}
