//! `techgraph export`: the graph, or a part of it, as files that other programs read.

use crate::export::{FORMATS, Flavour, Format, GATHERED, Options};
use crate::graph::Walk;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// How a DOT or Mermaid file looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// Shapes, colours, money and quotes.
    #[default]
    Styled,
    /// Names and relations only.
    Plain,
}

/// What `export` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Format; may be left out where the ending of -o tells it
    #[arg(long, short, value_name = "FORMAT", value_parser = format_values())]
    pub format: Option<String>,
    /// File or folder to write; standard output where left out
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Look of dot and mermaid
    #[arg(long, value_enum, default_value_t)]
    pub style: Style,
    /// Whose columns csv has
    #[arg(long, value_enum, default_value_t)]
    pub flavour: Flavour,
    /// json: name the edges `links`, as D3 does
    #[arg(long)]
    pub links: bool,
}

/// The format names with their descriptions, for help and errors.
fn format_values() -> PossibleValuesParser {
    FORMATS.iter().map(|f| PossibleValue::new(f.name).help(f.about)).collect::<Vec<_>>().into()
}

/// The format asked for: by name, else by the ending of the file; a folder means csv.
///
/// # Errors
/// [`Error::Usage`] where neither tells.
fn format_of(args: &Args) -> Result<&'static Format> {
    if let Some(name) = &args.format {
        return Format::find(name);
    }
    let Some(path) = &args.output else {
        return Err(Error::Usage("which format? name one with --format, or a file like graph.dot with -o".into()));
    };
    if names_folder(path) {
        return Format::find("csv");
    }
    Format::of_path(path).ok_or_else(|| {
        let endings: Vec<String> = FORMATS.iter().filter_map(|f| f.endings.first()).map(|e| format!(".{e}")).collect();
        let message = "the ending tells no format; name one with --format, or use one of";
        Error::Usage(format!("{}: {message} {}", path.display(), endings.join(" ")))
    })
}

/// Whether the path is, or by a final slash is meant to be, a folder.
fn names_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// Writes the graph as asked.
///
/// # Errors
/// [`Error::Usage`] where no format is told or a format of several files has no folder; [`Error::Io`] where writing
/// fails.
pub fn run(args: &Args, graph: &dyn Walk, vocab: &Vocabulary) -> Result<()> {
    let format = format_of(args)?;
    let options = Options { plain: args.style == Style::Plain, flavour: args.flavour, links: args.links };
    match &args.output {
        Some(path) if !format.is_folder() && names_folder(path) => {
            let name = format!("graph.{}", format.endings.first().unwrap_or(&"txt"));
            std::fs::create_dir_all(path).map_err(Error::io("create", path))?;
            format.write_path(graph, vocab, &path.join(name), &options)
        }
        Some(path) => format.write_path(graph, vocab, path, &options),
        None if format.is_folder() => {
            let name = format.name;
            Err(Error::Usage(format!("{name} is several files: name a folder for them, as in `-o graph/`")))
        }
        None => {
            let mut out = BufWriter::with_capacity(GATHERED, io::stdout().lock());
            let written = format.write(graph, vocab, &mut out, &options).and_then(|()| out.flush());
            written.map_err(Error::io("write", "standard output"))
        }
    }
}
