//! `techgraph render`: a picture of the graph, or of a part of it.

use crate::graph::Graph;
use crate::render::{Engine, Options, Palette, TARGETS, Target};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What `render` is asked, besides which part of the graph.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// File to write; standard output where left out
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Kind of picture; may be left out where the ending of -o tells it
    #[arg(long, short, value_name = "FORMAT", value_parser = target_values())]
    pub format: Option<String>,
    /// Title over the picture; "" for none
    #[arg(long)]
    pub title: Option<String>,
    /// Draw at most so many relations: those nearest to the names, else the strongest [default: 60; html: all]
    #[arg(long, value_name = "N")]
    pub max_edges: Option<usize>,
    /// Without numbered sources beneath
    #[arg(long)]
    pub no_sources: bool,
    /// Who computes the layout
    #[arg(long, value_enum, default_value_t)]
    pub engine: Engine,
    /// Colours of the page
    #[arg(long, value_enum, default_value_t)]
    pub palette: Palette,
    /// png: pixels for each px of the picture
    #[arg(long, value_name = "FACTOR", default_value_t = Options::default().scale)]
    pub scale: f32,
}

fn target_values() -> PossibleValuesParser {
    TARGETS.iter().map(|t| PossibleValue::new(t.name).help(t.about)).collect::<Vec<_>>().into()
}

/// The kind of picture: by name, else by the ending of the file; SVG where neither is told.
///
/// # Errors
/// [`Error::UnknownWord`] and [`Error::Usage`] with the known kinds.
pub(super) fn target(format: Option<&str>, output: Option<&Path>) -> Result<&'static Target> {
    match (format, output) {
        (Some(name), _) => Target::find(name),
        (None, Some(path)) => Target::of_path(path).ok_or_else(|| {
            let known: Vec<String> = TARGETS.iter().map(|t| format!(".{}", t.name)).collect();
            let message = "the ending tells no kind of picture; use one of";
            Error::Usage(format!("{}: {message} {}", path.display(), known.join(" ")))
        }),
        (None, None) => Target::find("svg"),
    }
}

/// Whether the kind of picture asked for quotes from the articles.
///
/// # Errors
/// Where neither the format nor the file's ending names a kind of picture.
pub(super) fn quotes(args: &Args) -> Result<bool> {
    Ok(target(args.format.as_deref(), args.output.as_deref())?.quotes)
}

/// How the picture is to look, as far as the arguments say it.
///
/// # Errors
/// Where neither the format nor the file's ending names a kind of picture.
pub fn options(args: &Args) -> Result<Options> {
    let target = target(args.format.as_deref(), args.output.as_deref())?;
    Ok(Options {
        title: args.title.clone(),
        max_edges: args.max_edges.unwrap_or(target.max_edges),
        sources: !args.no_sources,
        engine: args.engine,
        palette: args.palette,
        scale: args.scale,
        ..Options::default()
    })
}

/// Draws the graph to where the arguments say.
///
/// # Errors
/// [`Error::Usage`] where no kind of picture is told or pixels would go to a terminal; [`Error::Io`] where writing fails.
pub fn run(args: &Args, graph: &Graph, options: &Options, vocab: &Vocabulary) -> Result<()> {
    let target = target(args.format.as_deref(), args.output.as_deref())?;
    if args.output.is_none()
        && !target.media_type.starts_with("text")
        && target.name != "svg"
        && io::stdout().is_terminal()
    {
        return Err(Error::Usage(format!("{} is no text: name a file with -o, as in `-o graph.{0}`", target.name)));
    }
    let bytes = target.draw(graph, vocab, options)?;
    match &args.output {
        Some(path) => std::fs::write(path, bytes).map_err(Error::io("write", path)),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(&bytes).and_then(|()| out.flush()).map_err(Error::io("write", "standard output"))
        }
    }
}
