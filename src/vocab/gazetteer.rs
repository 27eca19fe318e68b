//! Known names: `data/gazetteer/*.csv`, columns `id,name,type,aliases,parent,ticker`, aliases apart by `;`.

use crate::value::EntityType;
use crate::{Error, Result};
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
    /// Which file it stands in: "companies", "investors", "institutions", "products", …
    #[serde(skip)]
    pub group: String,
}

fn split<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    let text = String::deserialize(d)?;
    Ok(text.split(';').map(str::trim).filter(|s| !s.is_empty()).map(String::from).collect())
}

/// All known names.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    entries: Vec<GazetteerEntry>,
}

impl Gazetteer {
    pub(super) fn read(files: &[(String, &str)]) -> Result<Gazetteer> {
        let mut entries = Vec::new();
        for (path, text) in files.iter().filter(|f| f.0.ends_with(".csv")) {
            let mut reader =
                csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
            let stem = path.rsplit('/').next().unwrap_or(path);
            for row in reader.deserialize() {
                let mut entry: GazetteerEntry = row.map_err(|e: csv::Error| {
                    let line = e.position().map(csv::Position::line);
                    Error::malformed(path, line, e.to_string())
                })?;
                entry.group = stem.trim_end_matches(".csv").to_string();
                entries.push(entry);
            }
        }
        Ok(Gazetteer { entries })
    }

    /// The entries, in file order.
    pub fn entries(&self) -> &[GazetteerEntry] {
        &self.entries
    }
}
