//! The names of a relation's two ends, to be looked for in the article's other sentences.

use super::Cue;
use super::survey::Survey;
use std::rc::Rc;

/// In which sentences the article calls each of the two ends by one of its forms.
pub(super) struct Ends {
    subject: Vec<Rc<[bool]>>,
    object: Vec<Rc<[bool]>>,
}

impl Ends {
    /// By the forms that the cue gives, and the words that stand for the ends in its own sentence.
    pub(super) fn new(survey: &Survey<'_>, cue: &Cue<'_>) -> Ends {
        let forms = |given: &[String], here: Option<crate::value::Span>| {
            let forms = given.iter().map(String::as_str).chain(here.map(|s| s.of(&survey.doc.text)));
            forms.filter(|form| form.len() > 1).map(|form| survey.standing(form)).collect()
        };
        Ends { subject: forms(cue.forms.subject, cue.subject), object: forms(cue.forms.object, cue.object) }
    }

    /// Which of the two a sentence names: "both", "subject", "object" or "none".
    pub(super) fn named(&self, sentence: usize) -> &'static str {
        let any = |forms: &[Rc<[bool]>]| forms.iter().any(|form| form.get(sentence) == Some(&true));
        match (any(&self.subject), any(&self.object)) {
            (true, true) => "both",
            (true, false) => "subject",
            (false, true) => "object",
            (false, false) => "none",
        }
    }
}
