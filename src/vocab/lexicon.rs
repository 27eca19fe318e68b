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
            let rows = text
                .lines()
                .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
                .map(|l| l.split('\t').map(|c| c.trim().to_string()).collect())
                .collect();
            lists.insert(name.to_string(), rows);
        }
        Ok(Lexicon { lists })
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
