//! A person's decisions about identity: the rows of a plain file.

use super::{EntityId, Resolver};
use crate::relation::EntityRef;
use crate::value::{EntityType, PartialDate, named_enum};
use crate::{Error, Result};
use std::path::{Path, PathBuf};

named_enum! {
    /// What a decision says of its two sides.
    Judgement, "judgement" {
        /// Both are one entity.
        Same = "same",
        /// They are two; nobody shall ask again.
        Different = "different",
        /// Nobody can tell; nobody shall ask again.
        Unsure = "unsure",
        /// The left one is called as the right side says.
        Rename = "rename",
        /// The left one has the type on the right.
        Type = "type",
        /// What goes by the name on the right, or by any in the article `@ID`, is taken out of the left one.
        Split = "split",
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The entity: an id.
    pub left: EntityId,
    /// The other entity's id; for rename a name, for type a type, for split a name or `@` and an article's id.
    pub right: String,
    /// What is decided.
    pub judgement: Judgement,
    /// Why, in a person's words.
    pub reason: String,
    /// When it was decided.
    pub when: Option<PartialDate>,
    /// Where it stands in the file, from 1.
    pub line: u64,
}

impl Decision {
    /// Whether it is about the same question as another: both sides for pairs, either way round; else what is set of the
    /// left side.
    pub fn is_about(&self, other: &Decision) -> bool {
        let ends = |d: &Decision| (d.left.0.to_string(), d.right.clone());
        match (self.judgement.is_of_pair(), other.judgement.is_of_pair()) {
            (true, true) => ends(self) == ends(other) || (other.right.clone(), other.left.0.to_string()) == ends(self),
            (false, false) => {
                let splits = self.judgement != Judgement::Split || self.right == other.right;
                self.left == other.left && self.judgement == other.judgement && splits
            }
            _ => false,
        }
    }
}

impl Judgement {
    /// Whether it is about two entities.
    pub fn is_of_pair(self) -> bool {
        matches!(self, Judgement::Same | Judgement::Different | Judgement::Unsure)
    }
}

/// The decisions of a file, in its order. They say the same in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisions {
    /// The file, for errors.
    pub(super) path: PathBuf,
    pub(super) rows: Vec<Decision>,
    /// The file's lines: what a person wrote around the rows stays.
    lines: Vec<String>,
    /// Which column stands where.
    columns: Vec<String>,
}

const COLUMNS: [&str; 5] = ["left", "right", "judgement", "reason", "when"];

impl Decisions {
    /// Reads the text of a file: CSV with the columns left, right, judgement, reason, when, a row on one line; `#` begins a
    /// comment line.
    ///
    /// An entity is an id, or `TYPE:NAME` with the name as people write it, or a name that the gazetteer knows for one.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the line, what was wrong there, and what is expected. Whether decisions agree with each
    /// other is for [`Decided::new`](super::Decided::new).
    pub fn read(path: &Path, text: &str, resolver: &Resolver<'_>) -> Result<Decisions> {
        let lines: Vec<String> = text.trim_start_matches('\u{feff}').lines().map(String::from).collect();
        let told = |l: &&String| !l.trim().is_empty() && !l.starts_with('#');
        let mut decisions = Decisions { lines: lines.clone(), ..Decisions::none(path) };
        let mut rows = (1u64..).zip(&lines).filter(|(_, l)| told(l));
        let Some((line, head)) = rows.next() else { return Ok(decisions) };
        let wrong = |line: u64, what: String| Error::malformed(path, Some(line), what);
        decisions.columns = cells(head).map_err(|what| wrong(line, what))?;
        for column in &COLUMNS[..3] {
            if !decisions.columns.iter().any(|c| c == column) {
                let what = format!("there is no column {column:?} in the first row; expected {}", COLUMNS.join(","));
                return Err(wrong(line, what));
            }
        }
        for (line, text) in rows {
            let read = cells(text).and_then(|cells| decision(&decisions.columns, &cells, line, resolver));
            decisions.rows.push(read.map_err(|what| wrong(line, what))?);
        }
        Ok(decisions)
    }

    /// No decisions, of a file that is still to be written.
    pub fn none(path: &Path) -> Decisions {
        let columns = COLUMNS.map(String::from).to_vec();
        Decisions { path: path.to_path_buf(), rows: Vec::new(), lines: Vec::new(), columns }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows, in the file's order.
    pub fn rows(&self) -> &[Decision] {
        &self.rows
    }

    /// Adds a decision at the end, in place of those about the same question.
    pub fn decide(&mut self, decision: Decision) {
        self.undo(|row| row.is_about(&decision));
        if self.lines.is_empty() {
            self.lines.push(self.columns.join(","));
        }
        let when = decision.when.map(|d| d.to_string()).unwrap_or_default();
        let line = self.columns.iter().map(|column| match column.as_str() {
            "left" => quoted(&decision.left.0),
            "right" => quoted(&decision.right),
            "judgement" => decision.judgement.to_string(),
            "reason" => quoted(&decision.reason),
            "when" => when.clone(),
            _ => String::new(),
        });
        self.lines.push(line.collect::<Vec<_>>().join(","));
        self.rows.push(Decision { line: self.lines.len() as u64, ..decision });
    }

    /// Takes decisions back; how many there were.
    pub fn undo(&mut self, which: impl Fn(&Decision) -> bool) -> usize {
        let gone: Vec<u64> = self.rows.iter().filter(|row| which(row)).map(|row| row.line).collect();
        self.rows.retain(|row| !gone.contains(&row.line));
        for line in gone.iter().rev() {
            self.lines.remove(*line as usize - 1);
            self.rows.iter_mut().filter(|row| row.line > *line).for_each(|row| row.line -= 1);
        }
        gone.len()
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A cell on one line, in quotes where it needs them.
fn quoted(cell: &str) -> String {
    let cell: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if cell.contains([',', '"', '#']) || cell != cell.trim() {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// The cells of a line.
fn cells(line: &str) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(line.as_bytes());
    match reader.records().next() {
        Some(Ok(record)) => Ok(record.iter().map(String::from).collect()),
        Some(Err(e)) => Err(e.to_string()),
        None => Err(format!("an empty row; expected {}", COLUMNS.join(","))),
    }
}

fn decision(columns: &[String], cells: &[String], line: u64, resolver: &Resolver<'_>) -> Result<Decision, String> {
    if cells.len() > columns.len() {
        let what = format!("{} cells where the first row has {}", cells.len(), columns.len());
        return Err(format!("{what}; put a cell that has a comma in double quotes"));
    }
    let cell =
        |name: &str| columns.iter().position(|c| c == name).and_then(|at| cells.get(at)).map_or("", String::as_str);
    let judgement: Judgement = cell("judgement").parse().map_err(|e: Error| e.to_string())?;
    let left = entity(cell("left"), resolver)?;
    let right = match (judgement, cell("right")) {
        (Judgement::Rename | Judgement::Split, "") => {
            return Err(format!("{judgement}: the column right is empty; expected a name"));
        }
        (Judgement::Rename | Judgement::Split, name) => name.to_string(),
        (Judgement::Type, kind) => kind.parse::<EntityType>().map_err(|e| e.to_string())?.to_string(),
        (_, other) => entity(other, resolver)?.0.to_string(),
    };
    if judgement.is_of_pair() && left.0 == right {
        return Err(format!("{left} stands on both sides; expected two entities"));
    }
    let when = match cell("when") {
        "" => None,
        date => Some(PartialDate::parse(date).ok_or_else(|| format!("when: {date:?} is not a date like 2026-01-30"))?),
    };
    Ok(Decision { left, right, judgement, reason: cell("reason").to_string(), when, line })
}

/// The entity that a cell names.
fn entity(cell: &str, resolver: &Resolver<'_>) -> Result<EntityId, String> {
    if cell.is_empty() {
        return Err("an entity is missing; expected its id in left and, for two entities, in right".to_string());
    }
    if let Some(known) = resolver.of_id(cell) {
        return Ok(known.id);
    }
    // What was split off has the id that it was split from in front.
    if let Some((from, what)) = cell.split_once('~').filter(|(_, what)| !what.is_empty()) {
        return Ok(EntityId(format!("{}~{what}", entity(from, resolver)?).into()));
    }
    let typed = cell.split_once(':').and_then(|(kind, name)| Some((kind.parse::<EntityType>().ok()?, name)));
    if let Some((kind, name)) = typed.filter(|(_, name)| !name.is_empty()) {
        let end = EntityRef { name: name.to_string(), kind, mentions: Vec::new() };
        let folded = resolver.folding().fold(name, kind);
        // An id stays what it is, also where the gazetteer has the name: ambiguous names are kept apart under it.
        return Ok(if folded == name { EntityId(cell.into()) } else { resolver.identity(&end).id });
    }
    let mut meant: Vec<EntityId> =
        EntityType::ALL.iter().flat_map(|kind| resolver.meanings(cell, *kind)).map(|known| known.id).collect();
    meant.dedup();
    match meant.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(format!(
            "{cell:?} is neither an id nor a name of the gazetteer; expected one, or such as \"organization:{cell}\""
        )),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(format!("{cell:?} can be any of {}; expected one of these ids", ids.join(", ")))
        }
    }
}

impl Resolver<'_> {
    /// The entity that a person names: an id, `TYPE:NAME`, or a name of the gazetteer.
    ///
    /// # Errors
    /// [`Error::Usage`] with what was expected.
    pub fn named(&self, name: &str) -> Result<EntityId> {
        entity(name, self).map_err(Error::Usage)
    }
}
