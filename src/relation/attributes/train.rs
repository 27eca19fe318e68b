//! Training of the attribute models from annotated relations.

use super::choose::{Wanted, candidates, features};
use super::context::Context;
use super::survey::Survey;
use super::{AttributeModels, AttributeReader, Attributes, Cue};
use crate::learn::{Example, Linear, Logistic, LogisticOptions};
use crate::mention::{Value, ValueKind};
use crate::text::Document;
use crate::value::{PartialDate, Span, Status};
use crate::vocab::Vocabulary;
use std::ops::Range;

/// How much a drill counts beside a relation of a real article. More springs fewer traps, and takes facts for rumours.
const DRILL: f32 = 0.3;

/// One annotated relation in its document.
#[derive(Debug, Clone, Copy)]
pub struct Lesson<'a> {
    /// The article.
    pub doc: &'a Document,
    /// Its values.
    pub values: &'a [Value],
    /// Where the relation stands.
    pub cue: Cue<'a>,
    /// The article's date.
    pub published: Option<PartialDate>,
    /// What is true.
    pub answer: &'a Attributes,
    /// Which attributes it teaches; of the others it says nothing.
    pub teaches: Teaches,
}

/// Which attributes a lesson teaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teaches {
    /// All: an annotated relation at its evidence.
    All,
    /// The status: a drill.
    Status,
    /// The money: a drill, or an annotated relation at a place where an engine would ask for its attributes.
    Money {
        /// Whether the sentence is made up.
        made_up: bool,
    },
}

impl Teaches {
    /// How much the lesson counts for an attribute beside one of a real article; `None` where it does not teach it.
    fn weight(self, attribute: &str) -> Option<f32> {
        match (self, attribute) {
            (Teaches::All, _) => Some(1.0),
            (Teaches::Status, "status") => Some(DRILL),
            (Teaches::Money { made_up }, "amount") => Some(if made_up { DRILL } else { 1.0 }),
            _ => None,
        }
    }
}

/// A sentence, and what stands there for the subject and for the object.
pub type Place = (u32, Option<Span>, Option<Span>);

/// Where an annotated relation stands: the sentence of its evidence, and what there stands for its two ends.
///
/// `evidence` is a quote of the document's text; `subject` and `object` are all forms of the ends' names. The pair of
/// forms closest to each other within the quote is taken. `None` where the quote is not in the text.
pub fn locate(
    doc: &Document,
    evidence: &str,
    subject: &[impl AsRef<str>],
    object: &[impl AsRef<str>],
) -> Option<Place> {
    let start = doc.text.find(evidence)?;
    let quote = Span::new(start, start + evidence.len());
    let mut best: Option<((bool, bool, usize), Place)> = None;
    for (n, sentence) in doc.sentences.iter().enumerate().filter(|(_, s)| s.span.overlaps(quote)) {
        let part = Span { start: sentence.span.start.max(quote.start), end: sentence.span.end.min(quote.end) };
        let (subjects, objects) = (places(&doc.text, part, subject), places(&doc.text, part, object));
        let mut pair: (usize, Option<Span>, Option<Span>) =
            (usize::MAX, subjects.first().copied(), objects.first().copied());
        for s in &subjects {
            for o in objects.iter().filter(|o| !o.overlaps(*s)) {
                let gap = if s.start < o.start { o.start - s.end } else { s.start - o.end } as usize;
                if gap < pair.0 {
                    pair = (gap, Some(*s), Some(*o));
                }
            }
        }
        if let (Some(s), Some(o)) = (pair.1, pair.2)
            && s.overlaps(o)
        {
            pair.2 = None;
        }
        let both = pair.1.is_some() && pair.2.is_some();
        let any = pair.1.is_some() || pair.2.is_some();
        let length = (part.end - part.start) as usize;
        if best.as_ref().is_none_or(|b| (both, any, length) > b.0) {
            best = Some(((both, any, length), (n as u32, pair.1, pair.2)));
        }
    }
    best.map(|(_, place)| place)
}

/// Where any of the forms stands as whole words inside a part of the text; longer forms first.
fn places(text: &str, part: Span, forms: &[impl AsRef<str>]) -> Vec<Span> {
    let mut forms: Vec<&str> = forms.iter().map(AsRef::as_ref).filter(|f| !f.is_empty()).collect();
    forms.sort_by_key(|f| std::cmp::Reverse(f.len()));
    let inside = part.of(text);
    let mut found: Vec<Span> = Vec::new();
    for form in forms {
        for (at, _) in inside.match_indices(form) {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let whole = !letter(inside[..at].chars().next_back()) && !letter(inside[at + form.len()..].chars().next());
            let span = Span::new(part.start as usize + at, part.start as usize + at + form.len());
            if whole && !found.iter().any(|f| f.overlaps(span)) {
                found.push(span);
            }
        }
    }
    found
}

/// The same name, as far as case and punctuation go.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl AttributeReader {
    /// Trains all four models. Single-threaded; the same lessons in the same order give the same weights.
    pub fn train(vocab: &'static Vocabulary, lessons: &[Lesson]) -> AttributeModels {
        let reader = AttributeReader::new(vocab, AttributeModels::default());
        AttributeModels {
            status: reader.train_status(lessons),
            amount: reader.train_choice(lessons, Wanted::Money),
            date: reader.train_choice(lessons, Wanted::Date),
            role: reader.train_role(lessons),
        }
    }

    fn train_status(&self, lessons: &[Lesson]) -> Linear {
        let labels: Vec<String> = Status::ALL.iter().map(|s| s.to_string()).collect();
        let taught = lessons.iter().filter_map(|l| Some((l, l.teaches.weight("status")?)));
        let examples: Vec<Example> = taught
            .map(|(l, weight)| Example {
                features: self.cues.features(&Context::new(&Survey::new(l.doc), &l.cue), &l.cue),
                classes: Status::ALL
                    .iter()
                    .position(|s| *s == l.answer.status)
                    .map(|c| (c as u16, 1.0))
                    .into_iter()
                    .collect(),
                weight,
            })
            .collect();
        let options =
            LogisticOptions { epochs: 6, rate: 0.1, l2: 1e-5, positive_weight: 1.5, prune: 0.01, ..Default::default() };
        Logistic::train(labels, &examples, &options)
    }

    fn train_choice(&self, lessons: &[Lesson], wanted: Wanted) -> Linear {
        let attribute = if wanted == Wanted::Money { "amount" } else { "date" };
        let mut examples = Vec::new();
        for l in lessons.iter().filter(|l| self.carries(l.cue.relation, attribute)) {
            let Some(weight) = l.teaches.weight(attribute) else { continue };
            let survey = Survey::new(l.doc);
            let context = Context::new(&survey, &l.cue);
            let all = candidates(l.values, &l.cue, wanted);
            let right = |i: usize| match (&l.values[i].kind, &l.answer.amount, &l.answer.date) {
                (ValueKind::Money(a, _), Some(g), _) if wanted == Wanted::Money => {
                    a.currency == g.currency
                        && (a.hundredths - g.hundredths).abs() as f64 <= 0.005 * g.hundredths as f64
                }
                (ValueKind::Date(d), _, Some(g)) => d == g,
                _ => false,
            };
            // Of several places that give the right value, the nearest is the example, and the others are none.
            let nearest = all
                .iter()
                .copied()
                .filter(|i| right(*i))
                .min_by_key(|i| (l.values[*i].sentence.abs_diff(l.cue.sentence), *i));
            for i in all.iter().copied().filter(|i| Some(*i) == nearest || !right(*i)) {
                examples.push(Example {
                    features: features(&context, l.values, i, &l.cue, l.published),
                    classes: if Some(i) == nearest { vec![(0, 1.0)] } else { Vec::new() },
                    weight,
                });
            }
        }
        let options = LogisticOptions {
            epochs: 8,
            rate: 0.05,
            l2: 1e-5,
            min_count: 3,
            positive_weight: 1.2,
            prune: 0.01,
            ..Default::default()
        };
        Logistic::train(vec![attribute.to_string()], &examples, &options)
    }

    fn train_role(&self, lessons: &[Lesson]) -> Linear {
        let mut examples = Vec::new();
        for l in lessons.iter().filter(|l| l.teaches == Teaches::All && self.carries(l.cue.relation, "role")) {
            let survey = Survey::new(l.doc);
            let context = Context::new(&survey, &l.cue);
            let wanted = l.answer.role.as_deref().map(folded);
            let all = self.heads.candidates(&context);
            let distance = |r: &Range<usize>| {
                [&context.subject, &context.object]
                    .into_iter()
                    .flatten()
                    .map(|e| if e.end <= r.start { r.start - e.end } else { e.start.saturating_sub(r.end) })
                    .sum::<usize>()
            };
            let right = |r: &Range<usize>| {
                wanted.as_ref().is_some_and(|w| context.span_of(r).is_some_and(|s| folded(s.of(&l.doc.text)) == *w))
            };
            let nearest = all.iter().filter(|r| right(r)).min_by_key(|r| distance(r)).cloned();
            for range in all.iter().filter(|r| Some(*r) == nearest.as_ref() || !right(r)) {
                examples.push(Example {
                    features: self.heads.features(&context, range),
                    classes: if Some(range) == nearest.as_ref() { vec![(0, 1.0)] } else { Vec::new() },
                    weight: 1.0,
                });
            }
        }
        let options = LogisticOptions {
            epochs: 10,
            rate: 0.1,
            l2: 1e-5,
            min_count: 2,
            positive_weight: 1.0,
            prune: 0.01,
            ..Default::default()
        };
        Logistic::train(vec!["role".to_string()], &examples, &options)
    }
}
