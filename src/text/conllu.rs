//! Reading CoNLL-U (<https://universaldependencies.org/format.html>): what the models learn from and are measured on.

use super::{Dep, Tag};

/// One annotated sentence; all lists are as long as there are words.
#[derive(Debug, Clone, Default)]
pub(super) struct Annotated {
    /// The words as written.
    pub(super) words: Vec<String>,
    /// Their dictionary forms.
    pub(super) lemmas: Vec<String>,
    /// Their Penn Treebank tags.
    pub(super) tags: Vec<Tag>,
    /// Their heads, as indices of words; a root's is its own index.
    pub(super) heads: Vec<usize>,
    /// How they depend on them.
    pub(super) deps: Vec<Dep>,
    /// The sentence as it was written.
    pub(super) text: String,
    /// Whether it begins a paragraph or document.
    pub(super) starts_paragraph: bool,
}

/// The sentences of a CoNLL-U text. Words that stand for several tokens and empty nodes are left out, and so is a sentence
/// with a label that we do not have or a head that is none.
pub(super) fn read(text: &str) -> Vec<Annotated> {
    let mut all = Vec::new();
    let mut one = Annotated::default();
    let mut whole = true;
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            if whole && !one.words.is_empty() && one.heads.iter().all(|h| *h < one.words.len()) {
                all.push(std::mem::take(&mut one));
            }
            (one, whole) = (Annotated::default(), true);
        } else if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            if let Some(text) = comment.strip_prefix("text = ") {
                one.text = text.to_string();
            }
            one.starts_paragraph |= comment.starts_with("newpar") || comment.starts_with("newdoc");
        } else {
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, word, lemma, _, tag, _, head, dep, ..] = columns[..] else {
                whole = false;
                continue;
            };
            let Ok(id) = id.parse::<usize>() else { continue };
            match (Tag::from_name(tag), Dep::from_name(dep), head.parse::<usize>()) {
                (Some(tag), Some(dep), Ok(head)) if id == one.words.len() + 1 => {
                    one.words.push(word.to_string());
                    one.lemmas.push(lemma.to_string());
                    one.tags.push(tag);
                    one.deps.push(dep);
                    one.heads.push(if head == 0 { id - 1 } else { head - 1 });
                }
                _ => whole = false,
            }
        }
    }
    all
}
