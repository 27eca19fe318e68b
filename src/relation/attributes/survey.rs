//! What the attribute readers ask of a document for one relation after another, found once.

use crate::text::Document;
use crate::value::Status;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// A cue of status: its status and its first word.
pub(super) type Said = (Status, SmolStr);

/// A document that is asked about many relations.
pub struct Survey<'d> {
    pub(in super::super) doc: &'d Document,
    /// The cues of each sentence.
    said: Vec<OnceCell<Vec<Said>>>,
    /// Of each form of a name that was asked for, which sentences it stands in.
    standing: RefCell<FxHashMap<String, Rc<[bool]>>>,
}

impl<'d> Survey<'d> {
    /// Nothing is found yet.
    pub fn new(doc: &'d Document) -> Survey<'d> {
        Survey { doc, said: vec![OnceCell::new(); doc.sentences.len()], standing: RefCell::default() }
    }

    /// The cues of a sentence, which `find` finds in its text; none where there is no such sentence.
    pub(super) fn said(&self, sentence: usize, find: impl FnOnce(&str) -> Vec<Said>) -> &[Said] {
        let Some(said) = self.said.get(sentence) else { return &[] };
        said.get_or_init(|| find(self.text(sentence)))
    }

    /// Which sentences hold a form as whole words.
    pub(super) fn standing(&self, form: &str) -> Rc<[bool]> {
        if let Some(known) = self.standing.borrow().get(form) {
            return known.clone();
        }
        let found: Rc<[bool]> = (0..self.doc.sentences.len()).map(|n| stands(self.text(n), form)).collect();
        self.standing.borrow_mut().insert(form.to_string(), found.clone());
        found
    }

    fn text(&self, sentence: usize) -> &'d str {
        self.doc.sentences[sentence].span.of(&self.doc.text)
    }
}

/// Whether a form stands in a text as whole words.
fn stands(text: &str, form: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(form)
        .any(|(at, _)| !letter(text[..at].chars().next_back()) && !letter(text[at + form.len()..].chars().next()))
}
