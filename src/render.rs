//! Pictures of a graph: nodes by type, edges by relation family, lines by status, money in label and width.
//!
//! A picture has at most [`Options::max_edges`] edges: the nearest to what is asked for, else the strongest; what is left
//! out is said beneath. One kind of file is one row of [`TARGETS`].

pub mod chart;
pub mod explorer;
mod footing;
mod force;
mod graphviz;
mod judge;
mod layered;
mod layout;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "png")]
mod png;
mod scene;
mod select;
mod svg;
mod text;
mod words;

pub use text::width as text_width;

use crate::graph::Graph;
use crate::resolve::EntityId;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// More edges than these nobody can follow in a picture.
const MAX_EDGES: usize = 60;

/// Who computes where things stand. Of several layouts the best is drawn: nothing over anything, few crossings, short
/// lines, a small page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Engine {
    /// The best of the built-in layouts and, where it is installed and quick enough, Graphviz.
    #[default]
    Auto,
    /// Graphviz; fails where it is not installed.
    Graphviz,
    /// The better of layers and forces: needs no program and gives the same bytes everywhere.
    Builtin,
    /// Our own layers from left to right, for what flows.
    Layers,
    /// Our own forces, for what has no direction.
    Forces,
}

/// Colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Palette {
    /// On white.
    #[default]
    Light,
    /// On near black.
    Dark,
    /// On white paper: no tints, and lines that stay apart in grey.
    Print,
}

impl Palette {
    /// Every palette.
    pub const ALL: [Palette; 3] = [Palette::Light, Palette::Dark, Palette::Print];
}

/// How entities stand to each other, where the question tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// As reads best.
    #[default]
    Free,
    /// These from left to right: a path.
    Row(Vec<EntityId>),
    /// These in a ring, clockwise from the left: a cycle.
    Ring(Vec<EntityId>),
}

/// What a picture shows and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Title over the picture.
    pub title: Option<String>,
    /// Which relations were asked for, in words: "invests in; since 2025". Said beneath.
    pub only: Option<String>,
    /// The entities asked for: outlined, and what is near them is kept first.
    pub focus: Vec<EntityId>,
    /// How entities stand to each other.
    pub arrangement: Arrangement,
    /// At most so many edges.
    pub max_edges: usize,
    /// Whether the sources are numbered and listed beneath.
    pub sources: bool,
    /// Who lays it out.
    pub engine: Engine,
    /// How long Graphviz may take, for all parts of the picture together.
    pub deadline: Duration,
    /// Colours of the page.
    pub palette: Palette,
    /// Pixels of a PNG for each px of the picture.
    pub scale: f32,
    /// Stored texts of articles, by id: with them html shows the sentence around each quote.
    pub texts: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            title: None,
            only: None,
            focus: Vec::new(),
            arrangement: Arrangement::Free,
            max_edges: MAX_EDGES,
            sources: true,
            engine: Engine::Auto,
            deadline: Duration::from_secs(8),
            palette: Palette::Light,
            scale: 2.0,
            texts: BTreeMap::new(),
        }
    }
}

/// A kind of file that a picture can be.
#[derive(Debug)]
pub struct Target {
    /// Its name, and the file ending that means it.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// How many edges it shows unless told otherwise.
    pub max_edges: usize,
    /// Whether it shows quotes in their sentences: these need the articles\' texts.
    pub quotes: bool,
    draw: fn(&Graph, &Vocabulary, &Options) -> Result<Vec<u8>>,
    /// Turns a finished SVG into it, at a scale; `None` for what is no drawing.
    encode: Option<Encode>,
}

type Encode = fn(String, f32) -> Result<Vec<u8>>;

/// Every kind of file.
pub static TARGETS: &[Target] = &[
    Target {
        name: "svg",
        media_type: "image/svg+xml",
        about: "scalable picture; a pointer over an edge shows its quote",
        max_edges: MAX_EDGES,
        quotes: false,
        draw: |graph, vocab, options| Ok(try_svg(graph, vocab, options)?.into_bytes()),
        encode: Some(|svg, _| Ok(svg.into_bytes())),
    },
    #[cfg(feature = "png")]
    Target {
        name: "png",
        media_type: "image/png",
        about: "picture in pixels, see --scale",
        max_edges: MAX_EDGES,
        quotes: false,
        draw: |graph, vocab, options| png::encode(try_svg(graph, vocab, options)?, options.scale),
        encode: Some(png::encode),
    },
    #[cfg(feature = "pdf")]
    Target {
        name: "pdf",
        media_type: "application/pdf",
        about: "scalable page with text that can be searched",
        max_edges: MAX_EDGES,
        quotes: false,
        draw: |graph, vocab, options| pdf::encode(try_svg(graph, vocab, options)?, options.scale),
        encode: Some(pdf::encode),
    },
    Target {
        name: "html",
        media_type: "text/html",
        about: "page to search, filter and read the graph in, in one file",
        max_edges: usize::MAX,
        quotes: true,
        draw: explorer::draw,
        encode: None,
    },
    Target {
        name: "dot",
        media_type: "text/vnd.graphviz",
        about: "the same selection for Graphviz, to be laid out elsewhere",
        max_edges: MAX_EDGES,
        quotes: false,
        draw: dot,
        encode: None,
    },
];

impl Target {
    /// The target of a name.
    ///
    /// # Errors
    /// [`Error::UnknownWord`] with the known names.
    pub fn find(name: &str) -> Result<&'static Target> {
        TARGETS.iter().find(|t| t.name == name).ok_or_else(|| Error::UnknownWord {
            what: "kind of picture",
            name: name.to_string(),
            nearest: TARGETS.iter().map(|t| t.name.to_string()).collect(),
        })
    }

    /// The target that a file's ending means.
    pub fn of_path(path: &Path) -> Option<&'static Target> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        TARGETS.iter().find(|t| t.name == ending)
    }

    /// The bytes of the picture.
    ///
    /// # Errors
    /// [`Error::Failed`] where [`Engine::Graphviz`] is asked for and fails, or the picture is too large for pixels.
    pub fn draw(&self, graph: &Graph, vocab: &Vocabulary, options: &Options) -> Result<Vec<u8>> {
        (self.draw)(graph, vocab, options)
    }

    /// A finished SVG, a chart say, as this kind of file.
    ///
    /// # Errors
    /// [`Error::Usage`] where this is no drawing; [`Error::Failed`] where it is too large for pixels.
    pub fn encode(&self, svg: String, scale: f32) -> Result<Vec<u8>> {
        let encode = self.encode.ok_or_else(|| Error::Usage(format!("a chart cannot be written as {}", self.name)))?;
        encode(svg, scale)
    }
}

/// A picture of the graph as SVG. Where Graphviz cannot lay it out, the built-in layout does.
///
/// ```
/// use techgraph::{graph::Graph, render, vocab::Vocabulary};
/// let picture = render::svg(&Graph::default(), Vocabulary::builtin(), &render::Options::default());
/// assert!(picture.starts_with("<svg"));
/// ```
pub fn svg(graph: &Graph, vocab: &Vocabulary, options: &Options) -> String {
    let part = select::select(graph, options);
    let scene = scene::Scene::new(&part, vocab, options);
    let until = Instant::now() + options.deadline;
    let layers: layout::Engine<'_> = Box::new(|plan| Some(layered::lay_out(plan, false)));
    let balanced: layout::Engine<'_> = Box::new(|plan| Some(layered::lay_out(plan, true)));
    let forces: layout::Engine<'_> = Box::new(force::lay_out);
    // Trees read best in layers.
    let free: layout::Engine<'_> = Box::new(|plan| if force::is_tree(plan) { None } else { force::lay_out(plan) });
    let dot: layout::Engine<'_> =
        Box::new(move |plan| graphviz::lay_out(plan, until.saturating_duration_since(Instant::now())).ok());
    let engines = match options.engine {
        Engine::Auto => vec![layers, balanced, free, dot],
        Engine::Graphviz => vec![dot],
        Engine::Builtin => vec![layers, balanced, free],
        Engine::Layers => vec![layers, balanced],
        Engine::Forces => vec![forces],
    };
    svg::draw(&scene, &layout::lay_out(&scene.plan(), &engines), options)
}

/// [`svg`], but where Graphviz is asked for by name its failure is one.
fn try_svg(graph: &Graph, vocab: &Vocabulary, options: &Options) -> Result<String> {
    if options.engine == Engine::Graphviz {
        graphviz::check().map_err(|e| Error::Failed(format!("Graphviz cannot be used: {e}; leave --engine out")))?;
    }
    Ok(svg(graph, vocab, options))
}

fn dot(graph: &Graph, vocab: &Vocabulary, options: &Options) -> Result<Vec<u8>> {
    let part = select::select(graph, options);
    let mut out = Vec::new();
    crate::export::Format::find("dot")?
        .write(&part.graph, vocab, &mut out, &crate::export::Options::default())
        .map_err(Error::io("write", "graph.dot"))?;
    Ok(out)
}
