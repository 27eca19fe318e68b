//! What an example sentence of a relation file must give.

use super::relations::{Relation, RelationExample};
use crate::value::{Amount, Bound, Currency, Status};
use crate::{Error, Result};

/// One line of `expect`: `SUBJECT relation OBJECT status [CUR value]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The subject's name as it stands in the sentence.
    pub subject: String,
    /// The object's name as it stands in the sentence.
    pub object: String,
    /// How far the sentence says it is true.
    pub status: Status,
    /// The money, where the line names one; a line without money says nothing about it. Text is empty, bound exact.
    pub amount: Option<Amount>,
}

impl RelationExample {
    /// The lines of `expect`, read.
    ///
    /// # Errors
    /// [`Error::Malformed`] where a line is not of the form told above, with the relation's file as its place.
    pub fn expected(&self, relation: &Relation) -> Result<Vec<Expected>> {
        self.expect.iter().map(|line| read(line, relation)).collect()
    }
}

fn read(line: &str, relation: &Relation) -> Result<Expected> {
    let wrong = |what: &str| {
        let path = format!("data/relations/{}.toml", relation.name);
        Error::malformed(&path, None, format!("{line:?} {what}; write \"SUBJECT {} OBJECT status\"", relation.name))
    };
    let (subject, rest) = line
        .split_once(&format!(" {} ", relation.name))
        .ok_or_else(|| wrong("does not name the file's relation between two names"))?;
    let mut words: Vec<&str> = rest.split(' ').collect();
    let amount = match words.as_slice() {
        [_, _, .., code, value] => money(code, value),
        _ => None,
    };
    if amount.is_some() {
        words.truncate(words.len() - 2);
    }
    let status = words.pop().and_then(|w| w.parse().ok()).ok_or_else(|| wrong("does not end in a status"))?;
    let object = words.join(" ");
    if subject.trim().is_empty() || object.trim().is_empty() {
        return Err(wrong("lacks a name"));
    }
    Ok(Expected { subject: subject.to_string(), object, status, amount })
}

/// Money as `USD 4000000000`; `None` where the two words are no such thing.
fn money(code: &str, value: &str) -> Option<Amount> {
    let currency = Currency::new(code).filter(|c| c.as_str() == code)?;
    let hundredths = Amount::hundredths_from(value.parse().ok()?)?;
    Some(Amount { text: String::new(), hundredths, currency, bound: Bound::Exact })
}
