//! Known names: `data/gazetteer/*.csv`, columns `id,name,type,aliases,parent,ticker`, people also `role`; aliases apart by `;`.

use crate::value::EntityType;
use crate::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// One known entity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GazetteerEntry {
    /// A short stable identifier: `openai`, `sam-altman`.
    pub id: String,
    /// Its usual name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Other names, former names and acronyms.
    #[serde(default, deserialize_with = "split")]
    pub aliases: Vec<String>,
    /// The `id` of what owns or makes it.
    #[serde(default)]
    pub parent: Option<String>,
    /// Stock ticker.
    #[serde(default)]
    pub ticker: Option<String>,
    /// What a person is known as there, where the file has the column: "chief executive", "co-founder".
    #[serde(default)]
    pub role: Option<String>,
    /// Which file it stands in: "companies", "investors", "institutions", "products", …
    #[serde(skip)]
    pub group: String,
    /// Whether it is a user's own row, laid over the built-in ones: its names belong to it alone.
    #[serde(skip)]
    pub own: bool,
}

impl GazetteerEntry {
    /// Its usual name, then its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

fn split<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    let text = String::deserialize(d)?;
    Ok(text.split(';').map(str::trim).filter(|s| !s.is_empty()).map(String::from).collect())
}

/// All known names.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    entries: Vec<GazetteerEntry>,
    rows: FxHashMap<String, u32>,
}

impl Gazetteer {
    pub(super) fn read(files: &[(String, &str)]) -> Result<Gazetteer> {
        let mut entries = Vec::new();
        for (path, text) in files.iter().filter(|f| f.0.ends_with(".csv")) {
            entries.extend(read_rows(path, text)?.into_iter().map(|(_, entry)| entry));
        }
        Ok(Gazetteer::of(entries))
    }

    /// A gazetteer of these entries, in this order.
    pub fn of(entries: Vec<GazetteerEntry>) -> Gazetteer {
        let mut rows = FxHashMap::default();
        for (row, entry) in entries.iter().enumerate() {
            rows.entry(entry.id.clone()).or_insert(row as u32);
        }
        Gazetteer { entries, rows }
    }

    /// Adds a user's rows, before the others.
    pub(super) fn lay_over(&mut self, files: &[(String, &str)]) -> Result<()> {
        let mut own: Vec<GazetteerEntry> = Vec::new();
        let mut places: FxHashMap<String, (&str, u64)> = FxHashMap::default();
        for (path, text) in files {
            for (line, mut entry) in read_rows(path, text)? {
                let wrong = |what: String| Err(Error::malformed(path, Some(line), what));
                if let Some(fault) = fault(&entry) {
                    return wrong(fault);
                }
                if let Some((path, line)) = places.insert(entry.id.clone(), (path, line)) {
                    return wrong(format!(
                        "the id {:?} stands in {path}:{line} already; expected one row an id",
                        entry.id
                    ));
                }
                entry.own = true;
                if let Some(known) = self.row(&entry.id).map(|row| self.entries[row as usize].clone()) {
                    let told = entry.names().map(String::from).collect::<Vec<_>>();
                    let kept = known.names().filter(|n| !told.iter().any(|t| t == n)).map(String::from);
                    entry.aliases.extend(kept.collect::<Vec<_>>());
                    entry.parent = entry.parent.or(known.parent);
                    entry.ticker = entry.ticker.or(known.ticker);
                }
                own.push(entry);
            }
        }
        let ids: FxHashSet<&str> = own.iter().map(|e| e.id.as_str()).collect();
        for entry in &own {
            if let (Some(parent), Some((path, line))) = (&entry.parent, places.get(&entry.id))
                && !ids.contains(parent.as_str())
                && self.row(parent).is_none()
            {
                let what = format!(
                    "there is no entity {parent:?}; expected the id of a row here or of a built-in one as parent"
                );
                return Err(Error::malformed(path, Some(*line), what));
            }
        }
        let others = self.entries.iter().filter(|e| !ids.contains(e.id.as_str())).cloned().collect::<Vec<_>>();
        own.extend(others);
        *self = Gazetteer::of(own);
        Ok(())
    }

    /// The entries, in file order.
    pub fn entries(&self) -> &[GazetteerEntry] {
        &self.entries
    }

    /// The index in [`Gazetteer::entries`] of an id.
    pub fn row(&self, id: &str) -> Option<u32> {
        self.rows.get(id).copied()
    }
}

/// The rows of a file, each with its line.
fn read_rows(path: &str, text: &str) -> Result<Vec<(u64, GazetteerEntry)>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let group = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".csv");
    let malformed = |e: csv::Error| {
        let line = e.position().map(|at| line_of(text, Some(at)));
        let expected = "expected the columns id,name,type,aliases,parent,ticker, aliases apart by ;";
        Error::malformed(path, line, format!("{}; {expected}", cause(&e)))
    };
    let headers = reader.headers().map_err(malformed)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(malformed)?;
        let line = line_of(text, record.position());
        let mut entry: GazetteerEntry = record.deserialize(Some(&headers)).map_err(malformed)?;
        entry.group = group.to_string();
        rows.push((line, entry));
    }
    Ok(rows)
}

/// What a reader of rows says, without the place, which the error has itself.
fn cause(e: &csv::Error) -> String {
    match e.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the head has {expected_len}")
        }
        _ => e.to_string(),
    }
}

/// What is wrong with a user's row.
fn fault(entry: &GazetteerEntry) -> Option<String> {
    let slug =
        |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !slug(&entry.id) {
        return Some(format!(
            "{:?} is no id; expected small letters, digits and hyphens, such as \"acme-robotics\"",
            entry.id
        ));
    }
    if entry.name.is_empty() {
        return Some(format!("{} has no name; expected its usual name in the column name", entry.id));
    }
    (entry.parent.as_deref() == Some(entry.id.as_str()))
        .then(|| format!("{} is its own parent; expected another", entry.id))
}

/// The line of a row, from 1: the reader's place of it is before the comments in front of it.
fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let (at, line) = position.map_or((0, 1), |p| (p.byte() as usize, p.line()));
    let rest = text.get(at..).unwrap_or("").lines();
    line + rest.take_while(|l| l.trim().is_empty() || l.starts_with('#')).count() as u64
}
