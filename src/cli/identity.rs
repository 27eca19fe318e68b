//! The arguments and files that identity goes by: a user's own vocabulary, and the decisions about what is one.

use super::Context;
use crate::resolve::{Decided, Decision, Decisions, Resolver};
use crate::store::{Followed, Store};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::Args;
use std::path::{Path, PathBuf};

/// A user's own vocabulary.
#[derive(Debug, Args)]
pub(super) struct GazetteerArgs {
    /// Your own names (.csv), relations (.toml) and word lists (.txt), laid over the built-in ones: a folder of files as in data/
    #[arg(long, value_name = "DIR", env = "TECHGRAPH_GAZETTEER")]
    gazetteer: Option<PathBuf>,
}

impl GazetteerArgs {
    /// The built-in vocabulary, with the user's over it.
    pub(super) fn vocabulary(&self) -> Result<&'static Vocabulary> {
        let Some(folder) = &self.gazetteer else { return Ok(Vocabulary::builtin()) };
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|e| Error::io("read", folder)(e.into()))?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let readme = entry.path().extension().is_some_and(|e| e == "md");
            if entry.file_type().is_file() && !hidden && !readme {
                let text = std::fs::read_to_string(entry.path()).map_err(Error::io("read", entry.path()))?;
                files.push((entry.path().display().to_string(), text));
            }
        }
        if files.is_empty() {
            let what = "holds no file; expected names (.csv), relations (.toml) or word lists (.txt)";
            return Err(Error::malformed(folder, None, what));
        }
        // Made once, for as long as the program runs.
        Ok(Box::leak(Box::new(Vocabulary::builtin().overlaid(&files)?)))
    }
}

/// Where the decisions are.
#[derive(Debug, Args)]
pub(super) struct DecisionsArgs {
    /// The decisions about what is one entity; without it decisions.csv beside the graph
    #[arg(long, value_name = "FILE", env = "TECHGRAPH_DECISIONS")]
    decisions: Option<PathBuf>,
    #[command(flatten)]
    pub(super) gazetteer: GazetteerArgs,
}

impl DecisionsArgs {
    /// The decisions, and what names mean.
    pub(super) fn book(&self, context: &Context) -> Result<Book> {
        let resolver = Resolver::new(self.gazetteer.vocabulary()?);
        let path = self.decisions.clone().unwrap_or_else(|| context.graph.with_file_name("decisions.csv"));
        let decisions = match std::fs::read_to_string(&path) {
            Ok(text) => Decisions::read(&path, &text, &resolver)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Decisions::none(&path),
            Err(e) => return Err(Error::io("read", &path)(e)),
        };
        Ok(Book { decisions, resolver })
    }
}

/// The decisions, open to be read and added to.
pub(super) struct Book {
    pub(super) decisions: Decisions,
    pub(super) resolver: Resolver<'static>,
}

impl Book {
    /// What they make of identities.
    pub(super) fn decided(&self) -> Result<Decided> {
        Decided::new(&self.decisions, &self.resolver)
    }

    /// Adds decisions and writes the file, unless they contradict what stands there.
    pub(super) fn decide(&mut self, decisions: impl IntoIterator<Item = Decision>) -> Result<()> {
        let mut next = self.decisions.clone();
        decisions.into_iter().for_each(|decision| next.decide(decision));
        self.replace(next)
    }

    /// Takes decisions back and writes the file; how many there were.
    pub(super) fn undo(&mut self, which: impl Fn(&Decision) -> bool) -> Result<usize> {
        let mut next = self.decisions.clone();
        let undone = next.undo(which);
        self.replace(next)?;
        Ok(undone)
    }

    fn replace(&mut self, next: Decisions) -> Result<()> {
        Decided::new(&next, &self.resolver)?;
        write_whole(next.path(), &next.text())?;
        self.decisions = next;
        Ok(())
    }

    /// Brings the graph into step with the decisions, and tells what that changed.
    pub(super) fn apply(&self, store: &mut Store, context: &Context) -> Result<()> {
        let decided = self.decided()?;
        let some = !decided.is_empty();
        let Followed { changed, without_claims } = store.follow(decided)?;
        if changed > 0 {
            let s = if changed == 1 { "" } else { "s" };
            context.note(&format!("{}: {changed} article{s} told anew", self.decisions.path().display()));
        }
        if some && without_claims > 0 {
            context.note(&format!(
                "note: {without_claims} articles were stored by an older techgraph and do not follow decisions; `build --refresh` reads them again"
            ));
        }
        Ok(())
    }
}

/// Writes a file so that it is never half written.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    let beside = path.with_extension("csv.new");
    std::fs::write(&beside, text).map_err(Error::io("write", &beside))?;
    std::fs::rename(&beside, path).map_err(Error::io("write", path))
}
