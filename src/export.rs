//! Export: a graph as files that other programs read. One format is one file of `src/export/` and one row of [`FORMATS`].
//!
//! Every writer keeps the graph's order and writes the same bytes for the same graph. Edges pass by and
//! are not held: memory grows with the entities only.

mod cells;
mod csv;
mod cypher;
mod cytoscape;
mod dot;
mod escape;
mod fields;
mod ftm;
mod gexf;
mod graphml;
mod json;
mod jsonl;
mod jsonld;
mod mermaid;
mod nquads;
mod obsidian;
#[cfg(feature = "parquet")]
mod parquet;
mod rdf;
mod serial;
mod turtle;
mod xml;

pub use csv::Flavour;
pub(crate) use fields::{edge_caption, edge_tooltip, family, pen_width, symmetric};
pub(crate) use xml::escaped as xml_escaped;

use crate::graph::Walk;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The schema that JSON outputs name: raised when a field changes its meaning or goes.
pub const SCHEMA: &str = "techgraph/1";

/// Bytes that are gathered before they are written.
pub(crate) const GATHERED: usize = 1 << 18;

/// The colour of what is denied or over, whatever its family.
pub(crate) const MUTED: &str = "#6f6f6f";

/// A format that a graph can be written in.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// File endings that mean it, the usual one first.
    pub endings: &'static [&'static str],
    /// Its media type.
    pub media_type: &'static str,
    /// What it is and who reads it, in one line.
    pub about: &'static str,
    writer: Writer,
}

type WriteFile = fn(&dyn Walk, &Vocabulary, &mut dyn Write, &Options) -> io::Result<()>;
type WriteFolder = fn(&dyn Walk, &Vocabulary, &mut dyn Folder, &Options) -> io::Result<()>;

#[derive(Debug)]
enum Writer {
    File(WriteFile),
    Folder(WriteFolder),
}

/// Every format, in order of name.
pub static FORMATS: &[Format] = &[
    Format {
        name: "csv",
        endings: &["csv"],
        media_type: "text/csv",
        about: "folder of nodes.csv, edges.csv, statements.csv for spreadsheets and databases (--flavour gephi, neo4j, kumu)",
        writer: Writer::Folder(csv::write),
    },
    Format {
        name: "cypher",
        endings: &["cypher", "cql"],
        media_type: "application/x-cypher-query",
        about: "MERGE script for Neo4j's cypher-shell; running it again changes nothing",
        writer: Writer::File(cypher::write),
    },
    Format {
        name: "cytoscape",
        endings: &["cyjs"],
        media_type: "application/json",
        about: "Cytoscape JSON for Cytoscape and Cytoscape.js",
        writer: Writer::File(cytoscape::write),
    },
    Format {
        name: "dot",
        endings: &["dot", "gv"],
        media_type: "text/vnd.graphviz",
        about: "Graphviz, styled (--style plain for names only)",
        writer: Writer::File(dot::write),
    },
    Format {
        name: "ftm",
        endings: &["ftm", "ijson"],
        media_type: "application/x-ndjson",
        about: "FollowTheMoney entities for Aleph, OpenAleph and yente, one a line",
        writer: Writer::File(ftm::write),
    },
    Format {
        name: "gexf",
        endings: &["gexf"],
        media_type: "application/gexf+xml",
        about: "GEXF 1.3 with dates and colours for Gephi",
        writer: Writer::File(gexf::write),
    },
    Format {
        name: "graphml",
        endings: &["graphml"],
        media_type: "application/graphml+xml",
        about: "GraphML with typed keys for yEd, igraph, networkx",
        writer: Writer::File(graphml::write),
    },
    Format {
        name: "json",
        endings: &["json"],
        media_type: "application/json",
        about: "node-link JSON with all statements for networkx and D3 (--links)",
        writer: Writer::File(json::write),
    },
    Format {
        name: "jsonl",
        endings: &["jsonl", "ndjson"],
        media_type: "application/x-ndjson",
        about: "one statement a line with its evidence; what `techgraph load` reads",
        writer: Writer::File(jsonl::write),
    },
    Format {
        name: "jsonld",
        endings: &["jsonld"],
        media_type: "application/ld+json",
        about: "JSON-LD with schema.org and PROV-O, one named graph an article",
        writer: Writer::File(jsonld::write),
    },
    Format {
        name: "mermaid",
        endings: &["mmd", "mermaid"],
        media_type: "text/vnd.mermaid",
        about: "Mermaid flowchart for Markdown pages, at most 500 edges",
        writer: Writer::File(mermaid::write),
    },
    Format {
        name: "nquads",
        endings: &["nq", "nquads"],
        media_type: "application/n-quads",
        about: "RDF N-Quads with schema.org and PROV-O, one named graph an article",
        writer: Writer::File(nquads::write),
    },
    Format {
        name: "obsidian",
        endings: &[],
        media_type: "text/markdown",
        about: "folder of linked Markdown notes, one an entity, with quotes",
        writer: Writer::Folder(obsidian::write),
    },
    #[cfg(feature = "parquet")]
    Format {
        name: "parquet",
        endings: &[],
        media_type: "application/vnd.apache.parquet",
        about: "folder of entities.parquet, relations.parquet, statements.parquet for DuckDB, pandas, Polars",
        writer: Writer::Folder(parquet::write),
    },
    Format {
        name: "turtle",
        endings: &["ttl"],
        media_type: "text/turtle",
        about: "RDF Turtle with schema.org and PROV-O",
        writer: Writer::File(turtle::write),
    },
];

/// What a format may be asked besides its name; each format takes what means something to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// dot, mermaid: names and relations only, without colours, shapes and tooltips.
    pub plain: bool,
    /// csv: whose columns.
    pub flavour: Flavour,
    /// json: call the edges `links`, as D3 does.
    pub links: bool,
}

/// Where a format of several files puts them.
pub trait Folder {
    /// New files of the folder, to be written side by side.
    ///
    /// # Errors
    /// Where one cannot be made.
    fn files(&mut self, names: &[&str]) -> io::Result<Vec<Box<dyn Write + Send + '_>>>;

    /// Adds to the end of a file of the folder.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn append(&mut self, name: &str, content: &[u8]) -> io::Result<()>;
}

/// A folder in memory: contents by file name.
impl Folder for BTreeMap<String, Vec<u8>> {
    fn files(&mut self, names: &[&str]) -> io::Result<Vec<Box<dyn Write + Send + '_>>> {
        for name in names {
            self.insert((*name).to_string(), Vec::new());
        }
        let mut files: Vec<_> =
            self.iter_mut().filter_map(|(name, file)| Some((names.iter().position(|n| n == name)?, file))).collect();
        files.sort_by_key(|(place, _)| *place);
        Ok(files.into_iter().map(|(_, file)| Box::new(file) as Box<dyn Write + Send + '_>).collect())
    }

    fn append(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.entry(name.to_string()).or_default().extend_from_slice(content);
        Ok(())
    }
}

/// A folder on disk, made when its first file is.
struct DiskFolder(PathBuf);

impl Folder for DiskFolder {
    fn files(&mut self, names: &[&str]) -> io::Result<Vec<Box<dyn Write + Send + '_>>> {
        fs::create_dir_all(&self.0)?;
        let open = |name: &&str| -> io::Result<Box<dyn Write + Send>> {
            Ok(Box::new(BufWriter::with_capacity(GATHERED, fs::File::create(self.0.join(name))?)))
        };
        names.iter().map(open).collect()
    }

    fn append(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        fs::OpenOptions::new().append(true).open(self.0.join(name))?.write_all(content)
    }
}

impl Format {
    /// The format of a name.
    ///
    /// # Errors
    /// [`Error::UnknownWord`] with the known names.
    pub fn find(name: &str) -> Result<&'static Format> {
        FORMATS.iter().find(|f| f.name == name).ok_or_else(|| Error::UnknownWord {
            what: "format",
            name: name.to_string(),
            nearest: FORMATS.iter().map(|f| f.name.to_string()).collect(),
        })
    }

    /// The format that a file's ending means.
    pub fn of_path(path: &Path) -> Option<&'static Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        FORMATS.iter().find(|f| f.endings.contains(&ending.as_str()))
    }

    /// Whether it is several files in a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.writer, Writer::Folder(_))
    }

    /// Writes the graph to one stream.
    ///
    /// # Errors
    /// Those of `out`; [`io::ErrorKind::Unsupported`] for a format that is a folder.
    pub fn write(
        &self,
        graph: &dyn Walk,
        vocab: &Vocabulary,
        out: &mut dyn Write,
        options: &Options,
    ) -> io::Result<()> {
        match self.writer {
            Writer::File(write) => write(graph, vocab, out, options),
            Writer::Folder(_) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                format!("{} is several files: name a folder with -o", self.name),
            )),
        }
    }

    /// Writes the graph into a folder: its files, or for a format of one file `graph.ENDING`.
    ///
    /// # Errors
    /// Those of the folder and its files.
    pub fn write_folder(
        &self,
        graph: &dyn Walk,
        vocab: &Vocabulary,
        folder: &mut dyn Folder,
        options: &Options,
    ) -> io::Result<()> {
        match self.writer {
            Writer::Folder(write) => write(graph, vocab, folder, options),
            Writer::File(write) => {
                let name = format!("graph.{}", self.endings.first().unwrap_or(&"txt"));
                folder.files(&[&name])?.into_iter().try_for_each(|mut out| {
                    write(graph, vocab, &mut out, options)?;
                    out.flush()
                })
            }
        }
    }

    /// Writes the graph to a path: a file, or a folder for a format of several files.
    ///
    /// # Errors
    /// [`Error::Io`] with the path.
    pub fn write_path(&self, graph: &dyn Walk, vocab: &Vocabulary, path: &Path, options: &Options) -> Result<()> {
        match self.writer {
            Writer::Folder(write) => {
                // A graph without anything is a folder without anything, not no folder.
                fs::create_dir_all(path).map_err(Error::io("create", path))?;
                write(graph, vocab, &mut DiskFolder(path.to_path_buf()), options)
            }
            Writer::File(write) => fs::File::create(path).and_then(|file| {
                let mut out = BufWriter::with_capacity(GATHERED, file);
                write(graph, vocab, &mut out, options)?;
                out.flush()
            }),
        }
        .map_err(Error::io("write", path))
    }
}

/// How much an edge matters when not all can be shown: its money, then its independent sources, then its confidence.
///
/// Money counts a step for every power of ten from a thousand up, a source one and a half; what is denied or ended, or only speculated about, counts half.
pub(crate) fn strength(edge: &crate::graph::Edge) -> f64 {
    use crate::value::Status;
    let money = edge.amount().map_or(0.0, |a| (a.value().abs().max(1.0).log10() - 3.0).max(0.0));
    let told = 1.5 * edge.sources() as f64;
    let weight = match edge.status() {
        Status::Confirmed | Status::Announced => 1.0,
        Status::Reported => 0.8,
        Status::Speculative | Status::Denied | Status::Ended => 0.5,
    };
    weight * (money + told + f64::from(edge.confidence()))
}

/// A cell that no spreadsheet takes for a formula: text that starts with `=`, `+`, `-`, `@`, tab or carriage return gets
/// a `'` before it, except plain numbers.
pub fn spreadsheet_safe(text: &str) -> Cow<'_, str> {
    // "-1.5e3" is a number, "-inf" and "+1+cmd" are not.
    let number = || text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && text.parse::<f64>().is_ok();
    match text.as_bytes() {
        [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..] if !number() => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}
