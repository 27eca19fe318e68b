//! What stands under a picture: the legend, what was left out, the numbered sources.

use super::layout::{Extent, Point};
use super::page::{MARGIN, Page, n, put};
use super::scene::{CAPTION_SIZE, Scene};
use super::text::{width, wrapped};
use crate::vocab::Line;
use std::fmt::Write as _;

/// Font size of the list of sources, and from line to line.
const SOURCE_SIZE: f32 = 10.0;
const SOURCE_STEP: f32 = 13.5;
/// The least width of a column of sources, and between columns.
const LEAST_COLUMN: f32 = 300.0;
const COLUMN_GAP: f32 = 28.0;

impl Page {
    /// Legend, what was left out, sources; gives where the page ends.
    pub(super) fn footing(&mut self, scene: &Scene, top: f32, content: f32) -> f32 {
        let colours = scene.colours;
        let mut flow = Flow { x: MARGIN, y: top + 8.0, right: MARGIN + content };
        if !scene.nodes.is_empty() {
            let (x1, x2, y) = (n(MARGIN), n(MARGIN + content), n(top - 12.0));
            put!(
                self,
                "<path class=\"rule\" d=\"M{x1} {y}L{x2} {y}\" stroke=\"{}\" stroke-opacity=\"0.3\"/>",
                colours.faint
            );
        }
        for (label, shape, fill, stroke) in &scene.types {
            let at = flow.next(label, 26.0);
            self.outline(*shape, Point::new(at.x + 11.0, at.y), Extent { w: 22.0, h: 13.0 }, fill, stroke, 1.2);
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        flow.break_row();
        for (label, colour) in &scene.families {
            let at = flow.next(label, 26.0);
            self.sample(at, colour, "");
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        flow.break_row();
        for (label, line, muted) in &scene.lines {
            let at = flow.next(label, 26.0);
            let dashes = match line {
                Line::Solid => "",
                Line::Dashed => " stroke-dasharray=\"7 4\"",
                Line::Dotted => " stroke-dasharray=\"0 5\" stroke-linecap=\"round\"",
            };
            self.sample(at, if *muted { colours.muted } else { colours.ink }, dashes);
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        if scene.has_money {
            let label = "wider: more money";
            let at = flow.next(label, 26.0);
            let (x, y, end) = (n(at.x), at.y, n(at.x + 22.0));
            let wedge = format!("M{x} {}L{end} {}L{end} {}Z", n(y), n(y - 3.5), n(y + 3.5));
            put!(self, "<path class=\"wedge\" d=\"{wedge}\" fill=\"{}\"/>", colours.ink);
            self.text(Point::new(at.x + 28.0, at.y + 4.0), label, CAPTION_SIZE, false, colours.ink, "start");
        }
        flow.break_row();
        let mut y = flow.y - 4.0;
        if !scene.left_out.is_empty() {
            for line in wrapped(&scene.left_out, content, CAPTION_SIZE, false, 4) {
                y += 15.0;
                self.text(Point::new(MARGIN, y), &line, CAPTION_SIZE, false, colours.faint, "start");
            }
        }
        if scene.sources.is_empty() { y } else { self.sources(scene, y + 10.0, content) }
    }

    /// The numbered sources, in as many columns as the page has room for; gives where they end.
    fn sources(&mut self, scene: &Scene, top: f32, content: f32) -> f32 {
        let columns = ((content + COLUMN_GAP) / (LEAST_COLUMN + COLUMN_GAP)).floor().max(1.0);
        let wide = (content + COLUMN_GAP) / columns - COLUMN_GAP;
        let entries: Vec<Vec<String>> =
            scene.sources.iter().map(|source| wrapped(source, wide, SOURCE_SIZE, false, 2)).collect();
        // The shortest columns that hold all.
        let lines: usize = entries.iter().map(Vec::len).sum();
        let mut longest = lines.div_ceil(columns as usize);
        let columns = loop {
            let filled = filled(entries.iter().map(Vec::len), longest);
            if filled.len() <= columns as usize {
                break filled;
            }
            longest += 1;
        };
        let mut entries = entries.into_iter();
        for (i, count) in columns.into_iter().enumerate() {
            let mut at = Point::new(MARGIN + i as f32 * (wide + COLUMN_GAP), top);
            for line in entries.by_ref().take(count).flatten() {
                at.y += SOURCE_STEP;
                self.text(at, &line, SOURCE_SIZE, false, scene.colours.faint, "start");
            }
        }
        top + SOURCE_STEP * longest as f32
    }

    fn sample(&mut self, at: Point, colour: &str, dashes: &str) {
        let (x1, x2, y) = (n(at.x), n(at.x + 22.0), n(at.y));
        put!(
            self,
            "<path class=\"sample\" d=\"M{x1} {y}L{x2} {y}\" stroke=\"{colour}\" stroke-width=\"2.4\"{dashes}/>"
        );
    }
}

/// How many entries each column takes, none longer than `longest` lines where the entries allow it.
fn filled(lengths: impl Iterator<Item = usize>, longest: usize) -> Vec<usize> {
    let (mut columns, mut used) = (vec![0], 0);
    for length in lengths {
        if used > 0 && used + length > longest {
            columns.push(0);
            used = 0;
        }
        used += length;
        if let Some(last) = columns.last_mut() {
            *last += 1;
        }
    }
    columns
}

/// Places legend entries one after the other, in rows.
struct Flow {
    x: f32,
    y: f32,
    right: f32,
}

impl Flow {
    /// Room for an entry: where its left middle stands.
    fn next(&mut self, label: &str, symbol: f32) -> Point {
        let wide = symbol + width(label, CAPTION_SIZE, false) + 22.0;
        if self.x + wide > self.right + 22.0 && self.x > MARGIN {
            self.break_row();
        }
        let at = Point::new(self.x, self.y);
        self.x += wide;
        at
    }
    /// A new row, unless this one is empty.
    fn break_row(&mut self) {
        if self.x > MARGIN {
            self.x = MARGIN;
            self.y += 20.0;
        }
    }
}
