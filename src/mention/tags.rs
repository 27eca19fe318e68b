//! The labels of the name tagger: outside, or the begin, inside, last or only token of a name of one type (BILOU).

use crate::value::EntityType;

/// How many labels there are.
pub(super) const COUNT: usize = 17;
/// Outside any name.
pub(super) const OUTSIDE: usize = 0;

/// The four parts of a name, in label order.
const PARTS: [&str; 4] = ["B", "I", "L", "U"];

/// The place of a type in [`EntityType::ALL`].
pub(super) fn type_index(kind: EntityType) -> usize {
    EntityType::ALL.iter().position(|k| *k == kind).unwrap_or(0)
}

/// The label of token `at` of a name with `length` tokens.
pub(super) fn label(kind: usize, at: usize, length: usize) -> usize {
    let part = match (at, at + 1 == length) {
        (0, true) => 3,
        (0, false) => 0,
        (_, false) => 1,
        (_, true) => 2,
    };
    1 + 4 * kind + part
}

/// The type of a label; `None` outside.
pub(super) fn kind_of(label: usize) -> Option<usize> {
    (label > 0).then(|| (label - 1) / 4)
}

/// Whether a name begins with this label.
pub(super) fn begins(label: usize) -> bool {
    label > 0 && matches!((label - 1) % 4, 0 | 3)
}

/// Whether a name ends with this label.
pub(super) fn ends(label: usize) -> bool {
    label > 0 && matches!((label - 1) % 4, 2 | 3)
}

/// Whether `to` may follow `from` (`None`: the start of a sentence).
pub(super) fn legal(from: Option<usize>, to: usize) -> bool {
    match from {
        Some(from) if from > 0 && !ends(from) => to > 0 && !begins(to) && kind_of(from) == kind_of(to),
        _ => to == OUTSIDE || begins(to),
    }
}

/// What the labels are called: "O", "B-organization", …
pub(super) fn names() -> Vec<String> {
    let of = |k: &EntityType| PARTS.map(|p| format!("{p}-{k}"));
    ["O".to_string()].into_iter().chain(EntityType::ALL.iter().flat_map(of)).collect()
}
