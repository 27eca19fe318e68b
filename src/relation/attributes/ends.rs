//! The names of a relation's two ends, to be looked for in the article's other sentences.

use super::Cue;
use crate::text::Document;

/// The forms by which the article calls the two ends.
pub(super) struct Ends<'a> {
    subject: Vec<&'a str>,
    object: Vec<&'a str>,
}

impl<'a> Ends<'a> {
    /// The forms that the cue gives, and the words that stand for the ends in its own sentence.
    pub(super) fn new(doc: &'a Document, cue: &Cue<'a>) -> Ends<'a> {
        let forms = |given: &'a [String], here: Option<crate::value::Span>| {
            let mut forms: Vec<&str> = given.iter().map(String::as_str).chain(here.map(|s| s.of(&doc.text))).collect();
            forms.retain(|f| f.len() > 1);
            forms
        };
        Ends { subject: forms(cue.forms.subject, cue.subject), object: forms(cue.forms.object, cue.object) }
    }

    /// Which of the two a text names: "both", "subject", "object" or "none".
    pub(super) fn named(&self, text: &str) -> &'static str {
        let any = |forms: &[&str]| forms.iter().any(|form| stands(text, form));
        match (any(&self.subject), any(&self.object)) {
            (true, true) => "both",
            (true, false) => "subject",
            (false, true) => "object",
            (false, false) => "none",
        }
    }
}

/// Whether a form stands in a text as whole words.
fn stands(text: &str, form: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(form)
        .any(|(at, _)| !letter(text[..at].chars().next_back()) && !letter(text[at + form.len()..].chars().next()))
}
