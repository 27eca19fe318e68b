//! Former names: the word list `renames`.

use super::Vocabulary;
use crate::value::PartialDate;

/// A change of name: the same body before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// What it was called.
    pub old: String,
    /// What it has been called since.
    pub new: String,
    /// From when.
    pub date: PartialDate,
}

impl Vocabulary {
    /// The known changes of name, in the list's order.
    pub fn renames(&self) -> impl Iterator<Item = Rename> {
        self.lexicon.rows("renames").iter().filter_map(|row| match row.as_slice() {
            [old, new, date] => Some(Rename { old: old.clone(), new: new.clone(), date: PartialDate::parse(date)? }),
            _ => None,
        })
    }
}
