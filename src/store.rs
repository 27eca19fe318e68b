//! The store: one SQLite file with articles, entities, edges and the statements under them.
//!
//! Local questions read by index and load nothing else; [`Store::load`] makes the whole [`Graph`](crate::graph::Graph).
//! Nothing that can be asked depends on the order in which articles came. Writing goes through a [`Batch`]: one
//! transaction, so a program killed at any moment leaves a whole file.

mod adjacent;
mod as_of;
mod columns;
mod condition;
mod content;
mod decide;
mod derive;
mod gather;
mod held;
mod link;
mod names;
mod numbers;
mod pages;
mod read;
mod rows;
mod said;
mod say;
mod schema;
mod search;
mod select;
mod sketch;
mod sql;
mod statistics;
mod verify;
mod walk;
mod whole;
mod write;

pub use content::ContentHash;
pub use decide::{Followed, Naming};
pub use link::Link;
pub use names::Found;
pub use read::StoredArticle;
pub use schema::{APPLICATION_ID, SCHEMA_VERSION};
pub use search::Hit;
pub use sql::{Rows, VIEWS};
pub use statistics::Statistics;
pub use verify::Verified;
pub use walk::Stored;
pub use write::{Batch, Change, Known, Record};

pub(crate) use adjacent::{EdgeKey, EntityKey, Step, Ways};
pub(crate) use condition::{Condition, END_TYPES, Sign, Test};
pub(crate) use rows::{Column, Datum, EDGE_COLUMNS, ENTITY_COLUMNS, EdgeRow, Edges, Entities, Shape};
pub(crate) use select::Selection;
pub(crate) use sketch::Sketch;
pub(crate) use whole::Outline;

use crate::resolve::Decided;
use crate::value::PartialDate;
use crate::{Error, Result};
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// An open graph file.
///
/// ```
/// # fn main() -> techgraph::Result<()> {
/// # let folder = std::env::temp_dir().join(format!("techgraph-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let path = folder.join("doc.db");
/// use techgraph::store::Store;
/// let store = Store::create(&path)?;
/// assert_eq!(store.load()?.edge_count(), 0);
/// # drop(store);
/// # std::fs::remove_dir_all(&folder).ok();
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// Articles met since opening, by id: two texts under one id within a run are rivals.
    met: FxHashMap<String, ContentHash>,
    /// The day of which only what was known then is seen: see [`Store::as_of`].
    narrowed: Option<PartialDate>,
    /// The decisions about identity that statements follow.
    decided: Decided,
    /// The last counts.
    counted: RefCell<Option<Counted>>,
}

/// Counts, of which version of the file, and how many entities they name.
type Counted = ((i64, u64), usize, Statistics);

impl Store {
    /// Opens a graph to ask it.
    ///
    /// # Errors
    /// [`Error::NoGraph`] where there is no file; [`Error::Malformed`] for a file that is not a graph or one of a newer
    /// schema, saying what it is.
    pub fn open(path: impl AsRef<Path>) -> Result<Store> {
        let path = path.as_ref();
        Store::over(schema::open_to_read(path)?, path)
    }

    /// Opens a graph to write to it; makes the file where there is none, and brings an older schema up to date.
    ///
    /// # Errors
    /// As [`Store::open`], except that a missing file is none.
    pub fn create(path: impl AsRef<Path>) -> Result<Store> {
        let path = path.as_ref();
        Store::over(schema::open_to_write(path)?, path)
    }

    fn over(connection: Connection, path: &Path) -> Result<Store> {
        connection.set_prepared_statement_cache_capacity(64);
        let decided = decide::followed(&connection).map_err(|e| fault(path, "reading decisions", e))?;
        Ok(Store {
            connection,
            path: path.to_path_buf(),
            met: FxHashMap::default(),
            narrowed: None,
            decided,
            counted: RefCell::default(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file through memory from now on: where many questions follow each other, reading a page of it then is no
    /// call of the system.
    pub(crate) fn mapped(self) -> Result<Store> {
        self.ask("mapping the file", mapped)?;
        Ok(self)
    }

    /// Runs a question of many parts over the file as it stands when the first is asked; to begin anew for each would take
    /// longer than most.
    fn ask_at_once<T>(&self, doing: &str, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        self.ask(doing, |c| question(&*c.unchecked_transaction()?))
    }

    /// Runs a question; a refusal tells the file and what was being done.
    fn ask<T>(&self, doing: &str, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        question(&self.connection).map_err(|e| fault(&self.path, doing, e))
    }
}

fn mapped(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "mmap_size", i64::from(i32::MAX))
}

fn fault(path: &Path, doing: &str, source: rusqlite::Error) -> Error {
    Error::Store { path: path.to_path_buf(), message: format!("{doing} failed"), source }
}
