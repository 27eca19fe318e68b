//! The file: what makes it a graph, its schema version, and how an older one is brought up to date.

use super::columns;
use crate::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::io::Read;
use std::path::Path;

/// Marks an SQLite file as a techgraph graph: "tgGr".
pub const APPLICATION_ID: i32 = 0x7467_4772;

/// One script for every schema version, in order; the file's `user_version` tells how many it has had.
const MIGRATIONS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
];

/// The schema version since which there are columns.
const COLUMNS: i32 = 4;

/// The schema version that this program reads and writes.
pub const SCHEMA_VERSION: i32 = MIGRATIONS.len() as i32;

const MAGIC: &[u8] = b"SQLite format 3\0";

/// What the first bytes of a path show.
enum Kind {
    Absent,
    Empty,
    Sqlite,
}

/// Opens a graph to read it.
pub(super) fn open_to_read(path: &Path) -> Result<Connection> {
    match kind_of(path)? {
        Kind::Absent => return Err(Error::NoGraph { path: path.to_path_buf() }),
        Kind::Empty => return Err(no_graph(path, "is empty: no build has finished a batch yet")),
        Kind::Sqlite => {}
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let opened = Connection::open_with_flags(path, flags).and_then(|c| version_of(&c).map(|v| (c, v)));
    let (connection, version) = match opened {
        Ok(opened) => opened,
        // A log beside the file cannot be made in a folder that nobody may write: then nobody writes the graph either.
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) => {
            let uri = format!("file:{}?immutable=1", escaped(path));
            let connection = Connection::open_with_flags(uri, flags).map_err(|e| refused(path, e))?;
            let version = version_of(&connection).map_err(|e| refused(path, e))?;
            (connection, version)
        }
        Err(e) => return Err(refused(path, e)),
    };
    match check(path, version)? {
        0 => Err(no_graph(path, "is empty: no build has finished a batch yet")),
        SCHEMA_VERSION => Ok(connection),
        older => Err(no_graph(
            path,
            &format!(
                "has schema {older}, older than this program's {SCHEMA_VERSION}; any `build` or `load` updates it"
            ),
        )),
    }
}

/// Opens a graph to write it; makes the file where there is none and brings an older one up to date.
pub(super) fn open_to_write(path: &Path) -> Result<Connection> {
    kind_of(path)?;
    let mut connection = Connection::open(path).map_err(|e| refused(path, e))?;
    let run = |connection: &mut Connection| -> rusqlite::Result<Version> {
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        version_of(connection)
    };
    let mut version = check(path, run(&mut connection).map_err(|e| refused(path, e))?)?;
    let prepare = |connection: &mut Connection, version: &mut i32| -> rusqlite::Result<()> {
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Every article touches pages all over a large file: kept in memory, and copied back from the log, in larger lots
        // they are written far less often.
        connection.pragma_update(None, "cache_size", -262_144)?;
        connection.pragma_update(None, "wal_autocheckpoint", 16_384)?;
        while let Some(script) = MIGRATIONS.get(*version as usize) {
            let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            // Another program may have done it while this one waited.
            let now: i32 = step.pragma_query_value(None, "user_version", |r| r.get(0))?;
            if now == *version {
                step.execute_batch(script)?;
                if *version + 1 == COLUMNS {
                    columns::fill(&step)?;
                }
                step.pragma_update(None, "application_id", APPLICATION_ID)?;
                step.pragma_update(None, "user_version", *version + 1)?;
            }
            step.commit()?;
            *version = now.max(*version + 1);
        }
        Ok(())
    };
    prepare(&mut connection, &mut version).map_err(|e| refused(path, e))?;
    Ok(connection)
}

struct Version {
    application: i32,
    schema: i32,
    tables: i64,
}

/// Looks at a connection's file; first steadies its plans: SQLite would else plan a question anew for every value bound
/// to it, which takes longer than most answers.
fn version_of(connection: &Connection) -> rusqlite::Result<Version> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let pragma = |name: &str| connection.pragma_query_value(None, name, |r| r.get(0));
    Ok(Version {
        application: pragma("application_id")?,
        schema: pragma("user_version")?,
        tables: connection.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?,
    })
}

/// The schema version of a graph; 0 for a database with nothing in it. Anything else is an error that names it.
fn check(path: &Path, version: Version) -> Result<i32> {
    if version.application != APPLICATION_ID {
        return if version.tables == 0 && version.application == 0 {
            Ok(0)
        } else {
            Err(no_graph(path, "is an SQLite database, but of another program; give another file with --graph"))
        };
    }
    if version.schema > SCHEMA_VERSION {
        let message = format!(
            "was written by a newer techgraph (schema {}; this one knows {SCHEMA_VERSION}); update techgraph to read it",
            version.schema
        );
        return Err(no_graph(path, &message));
    }
    Ok(version.schema)
}

fn kind_of(path: &Path) -> Result<Kind> {
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Kind::Absent),
        Err(e) => return Err(Error::io("read", path)(e)),
    };
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(no_graph(path, "is a directory, not a graph file; give a file with --graph"));
    }
    let mut head = Vec::with_capacity(512);
    file.by_ref().take(512).read_to_end(&mut head).map_err(Error::io("read", path))?;
    if head.is_empty() {
        return Ok(Kind::Empty);
    }
    if head.starts_with(MAGIC) {
        return Ok(Kind::Sqlite);
    }
    let what = if head.contains(&0) { "a binary file of another kind" } else { "a text file" };
    Err(no_graph(path, &format!("is {what}, not a graph; give the file that `techgraph build` made with --graph")))
}

fn no_graph(path: &Path, message: &str) -> Error {
    Error::malformed(path, None, message)
}

fn refused(path: &Path, source: rusqlite::Error) -> Error {
    let message = match source.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            "another program is writing this graph; wait for it and try again"
        }
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            "the file is damaged; build it anew"
        }
        _ => "cannot open the graph",
    };
    Error::Store { path: path.to_path_buf(), message: message.to_string(), source }
}

fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
