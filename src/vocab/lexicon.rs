//! Word lists: `data/lexicon/NAME.txt`, one entry a line, columns apart by tabs, `#` starts a comment line.

use crate::{Error, Result};
use rustc_hash::FxHashMap;

/// The word lists, by file name without ending.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    lists: FxHashMap<String, Vec<Vec<String>>>,
}

impl Lexicon {
    pub(super) fn read(files: &[(String, &str)]) -> Result<Lexicon> {
        let mut lists = FxHashMap::default();
        for (path, text) in files {
            let stem = path.rsplit('/').next().unwrap_or(path);
            let Some(name) = stem.strip_suffix(".txt") else {
                return Err(Error::malformed(path, None, "a word list is a .txt file"));
            };
            lists.insert(name.to_string(), rows_of(text).map(|(_, row)| row).collect());
        }
        Ok(Lexicon { lists })
    }

    /// Adds a user's rows; one replaces that of the same first column.
    pub(super) fn lay_over(&mut self, files: &[(String, &str)]) -> Result<()> {
        for (path, text) in files {
            let stem = path.rsplit('/').next().unwrap_or(path);
            let name = stem.strip_suffix(".txt").unwrap_or(stem);
            let Some(list) = self.lists.get_mut(name) else {
                let mut names: Vec<&str> = self.lists.keys().map(String::as_str).collect();
                names.sort_unstable();
                let what = format!("there is no word list {name:?}; expected one of {}", names.join(", "));
                return Err(Error::malformed(path, None, what));
            };
            let columns = |f: fn(usize, usize) -> usize| list.iter().map(Vec::len).reduce(f).unwrap_or(1);
            let (least, most) = (columns(usize::min), columns(usize::max));
            let like = list.first().map(|row| row.join("<tab>")).unwrap_or_default();
            for (line, row) in rows_of(text) {
                if !(least..=most).contains(&row.len()) || row.iter().take(least).any(String::is_empty) {
                    let what = format!(
                        "{:?} has {} columns; expected {least}, apart by tabs, such as {like}",
                        row.join("<tab>"),
                        row.len()
                    );
                    return Err(Error::malformed(path, Some(line), what));
                }
                match list.iter_mut().find(|old| old.first() == row.first()) {
                    Some(old) => *old = row,
                    None => list.push(row),
                }
            }
        }
        Ok(())
    }

    /// The rows of a list; empty where there is no such list.
    pub fn rows(&self, list: &str) -> &[Vec<String>] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// The first column of a list.
    pub fn words(&self, list: &str) -> impl Iterator<Item = &str> {
        self.rows(list).iter().filter_map(|r| r.first().map(String::as_str))
    }
}

/// The rows of a list with their lines, from 1.
fn rows_of(text: &str) -> impl Iterator<Item = (u64, Vec<String>)> {
    let lines = (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    lines.map(|(n, l)| (n, l.split('\t').map(|c| c.trim().to_string()).collect()))
}
