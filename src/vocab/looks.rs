//! How relation families and statuses are shown: `data/looks.toml`.

use super::Family;
use crate::value::Status;
use crate::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How the relations of a family are drawn.
#[derive(Debug, Clone, Deserialize)]
pub struct FamilyLook {
    /// What a person reads in a legend.
    pub label: String,
    /// Colour of lines and their labels on white, `#rrggbb`.
    pub colour: String,
    /// The same on near black.
    pub dark: String,
    /// The same in print, where it may come out grey.
    pub print: String,
}

/// How an edge of a status is drawn.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct StatusLook {
    /// How its line is broken.
    pub line: Line,
    /// Drawn grey whatever the family: what is not, or is no more.
    pub muted: bool,
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// Unbroken.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
}

impl Line {
    /// The name that Graphviz, and others, have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Line::Solid => "solid",
            Line::Dashed => "dashed",
            Line::Dotted => "dotted",
        }
    }
}

/// The looks of all families and statuses, each in the order of its enum.
#[derive(Debug, Clone)]
pub struct Looks {
    families: Vec<FamilyLook>,
    statuses: Vec<StatusLook>,
}

impl Looks {
    pub(super) fn read(text: &str) -> Result<Looks> {
        let table: toml::Table = toml::from_str(text).map_err(|e| fault(e.to_string()))?;
        Ok(Looks {
            families: Family::ALL.iter().map(|f| entry(&table, "family", f.as_str())).collect::<Result<_>>()?,
            statuses: Status::ALL.iter().map(|s| entry(&table, "status", s.as_str())).collect::<Result<_>>()?,
        })
    }

    /// How a family is drawn.
    pub fn family(&self, family: Family) -> &FamilyLook {
        // `read` made one for every variant, in their order.
        &self.families[family as usize]
    }

    /// How a status is drawn.
    pub fn status(&self, status: Status) -> StatusLook {
        self.statuses[status as usize]
    }
}

fn fault(message: String) -> Error {
    Error::malformed("data/looks.toml", None, message)
}

fn entry<T: DeserializeOwned>(table: &toml::Table, kind: &str, name: &str) -> Result<T> {
    let value = table.get(kind).and_then(|k| k.get(name));
    let value = value.ok_or_else(|| fault(format!("there is no table [{kind}.{name}]")))?;
    value.clone().try_into().map_err(|e| fault(format!("[{kind}.{name}]: {e}")))
}
