//! What two graphs have different.

use super::Filter;
use crate::Result;
use crate::store::{Link, Sketch, Store};
use crate::value::named_enum;
use std::cmp::Ordering;

named_enum! {
    /// What happened to an edge from one graph to the next.
    Fate, "change" {
        /// Only the later has it.
        New = "new",
        /// Only the earlier had it.
        Gone = "gone",
        /// Both have it, with another status, other money or another number of sources.
        Changed = "changed",
    }
}

named_enum! {
    /// What can change about an edge.
    Aspect, "aspect" {
        /// Its status.
        Status = "status",
        /// Its money.
        Amount = "amount",
        /// How many independent sources tell it.
        Sources = "sources",
    }
}

/// An edge that is not the same in both graphs: at least one of the two is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// As it was.
    pub old: Option<Link>,
    /// As it is.
    pub new: Option<Link>,
    /// What changed about it; empty where it is new or gone.
    pub aspects: Vec<Aspect>,
}

impl Change {
    /// What happened to it.
    pub fn fate(&self) -> Fate {
        match (&self.old, &self.new) {
            (None, _) => Fate::New,
            (_, None) => Fate::Gone,
            _ => Fate::Changed,
        }
    }

    /// The edge as it is, or was where it is gone.
    pub fn link(&self) -> Option<&Link> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// The changes from one graph to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The changes, in order of subject, relation and object.
    pub changes: Vec<Change>,
    /// How many edges are new, gone and changed in all.
    pub counts: [usize; 3],
    /// How many edges are the same.
    pub same: usize,
}

/// What is different in a later graph from an earlier one, of edges that the filter admits in either; at most `limit`
/// changes are told with their evidence. Edges are the same by the ids of their ends and their relation.
///
/// Cost: sorts the edges of each graph once; memory grows with the edges.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn diff(old: &Store, new: &Store, filter: &Filter, limit: Option<usize>) -> Result<Difference> {
    let condition = filter.condition();
    let mut before = Vec::new();
    old.sketches(&condition, |sketch| before.push(sketch))?;
    let mut before = before.into_iter().peekable();
    let mut found: Vec<(Option<Sketch>, Option<Sketch>)> = Vec::new();
    let mut counts = [0; 3];
    let mut same = 0;
    let mut note = |old: Option<Sketch>, new: Option<Sketch>| {
        if ![&old, &new].into_iter().flatten().any(|s| s.admitted) {
            return;
        }
        let which = match (&old, &new) {
            (None, _) => 0,
            (_, None) => 1,
            (Some(old), Some(new)) if !aspects(old, new).is_empty() => 2,
            _ => {
                same += 1;
                return;
            }
        };
        counts[which] += 1;
        if limit.is_none_or(|limit| found.len() < limit) {
            found.push((old, new));
        }
    };
    new.sketches(&condition, |sketch| {
        while let Some(gone) = before.next_if(|b| b.ends < sketch.ends) {
            note(Some(gone), None);
        }
        let old = before.next_if(|b| b.ends.cmp(&sketch.ends) == Ordering::Equal);
        note(old, Some(sketch));
    })?;
    before.for_each(|gone| note(Some(gone), None));
    let changes = found
        .into_iter()
        .map(|(was, is)| {
            let aspects = was.as_ref().zip(is.as_ref()).map(|(was, is)| aspects(was, is)).unwrap_or_default();
            let link = |store: &Store, sketch: Option<Sketch>| -> Result<Option<Link>> {
                let keys: Vec<_> = sketch.into_iter().map(|s| s.key).collect();
                Ok(store.links(&keys)?.pop())
            };
            Ok(Change { old: link(old, was)?, new: link(new, is)?, aspects })
        })
        .collect::<Result<_>>()?;
    Ok(Difference { changes, counts, same })
}

fn aspects(old: &Sketch, new: &Sketch) -> Vec<Aspect> {
    let changed = [
        (Aspect::Status, old.status != new.status),
        (Aspect::Amount, old.money != new.money),
        (Aspect::Sources, old.sources != new.sources),
    ];
    changed.into_iter().filter(|c| c.1).map(|c| c.0).collect()
}
