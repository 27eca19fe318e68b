//! The annotated relations as the attribute readers learn from them.

use super::gold::{Gold, PARTS};
use super::write;
use crate::Result;
use crate::eval::{AnnotatedArticle, AnnotatedRelation, Counts};
use crate::mention::{Detector, Value, ValueReader, values};
use crate::relation::attributes::{
    Attributes, Cue, Drill, Forms, Lesson, Place, Survey, Teaches, drills, locate, money_drills,
};
use crate::relation::{AttributeReader, FastEngine};
use crate::text::{Analyser, Document};
use crate::value::{Amount, EntityType, PartialDate};
use crate::vocab::Vocabulary;
use std::path::Path;

/// An annotated article, analysed, with the place and the attributes of each of its relations.
struct Page<'a> {
    doc: Document,
    values: Vec<Value>,
    published: Option<PartialDate>,
    rows: Vec<Row<'a>>,
    /// The document as the engine parses it, and its relations where the engine asks for their attributes.
    parsed: Document,
    asked: Vec<Row<'a>>,
}

/// One annotated relation.
struct Row<'a> {
    relation: &'a str,
    place: Place,
    subject: Vec<String>,
    object: Vec<String>,
    answer: Attributes,
}

impl Page<'_> {
    /// What the annotation tells, each relation at its evidence.
    fn lessons(&self) -> impl Iterator<Item = Lesson<'_>> {
        self.rows.iter().map(|row| self.lesson(&self.doc, row, Teaches::All))
    }

    /// The same with what is learned of money where the engine asks for it.
    fn all_lessons(&self) -> impl Iterator<Item = Lesson<'_>> {
        let asked = self.asked.iter().map(|row| self.lesson(&self.parsed, row, Teaches::Money { made_up: false }));
        self.lessons().chain(asked)
    }

    fn lesson<'l>(&'l self, doc: &'l Document, row: &'l Row<'_>, teaches: Teaches) -> Lesson<'l> {
        Lesson {
            doc,
            values: &self.values,
            cue: Cue::new(row.relation, row.place).called(Forms { subject: &row.subject, object: &row.object }),
            published: self.published,
            answer: &row.answer,
            teaches,
        }
    }
}

/// Trains the readers of status, money, date and role, and writes their weight files. Returns bytes written.
///
/// # Errors
/// Where a file cannot be written.
pub(super) fn train(gold: &Gold, out: &Path, analyser: &Analyser) -> Result<usize> {
    let pages: Vec<Page> = gold.articles().iter().map(|a| page(a, analyser)).collect();
    let own = examples(Vocabulary::builtin(), analyser);
    let mut drills = drills(Vocabulary::builtin(), analyser);
    drills.extend(money_drills(Vocabulary::builtin(), analyser));
    let news = pages.iter().flat_map(|p| p.all_lessons());
    let lessons: Vec<Lesson> = news.chain(own.iter().chain(&drills).map(Drill::lesson)).collect();
    cross_validate(&pages, &own, &drills);
    let models = AttributeReader::train(Vocabulary::builtin(), &lessons);
    let mut total = 0;
    for (name, model) in
        [("status", &models.status), ("amount", &models.amount), ("date", &models.date), ("role", &models.role)]
    {
        let bytes = model.to_bytes();
        total += bytes.len();
        write(&out.join(format!("{name}.bin")), &bytes)?;
    }
    Ok(total)
}

/// Prints how well each attribute is read in articles that the models have not seen, by parts of the articles.
fn cross_validate(pages: &[Page], own: &[Drill], drills: &[Drill]) {
    let (mut status, mut amount, mut date, mut role) =
        (Counts::default(), Counts::default(), Counts::default(), Counts::default());
    for part in 0..PARTS {
        let news = pages.iter().enumerate().filter(|(n, _)| n % PARTS != part).flat_map(|(_, p)| p.all_lessons());
        let lessons: Vec<Lesson> = news.chain(own.iter().chain(drills).map(Drill::lesson)).collect();
        let reader =
            AttributeReader::new(Vocabulary::builtin(), AttributeReader::train(Vocabulary::builtin(), &lessons));
        for lesson in pages.iter().skip(part).step_by(PARTS).flat_map(Page::lessons) {
            let (read, answer) =
                (reader.read(&Survey::new(lesson.doc), lesson.values, &lesson.cue, lesson.published), lesson.answer);
            count(&mut status, Some(read.status), Some(answer.status));
            let sum = |a: &Amount| (a.hundredths, a.currency);
            count(&mut amount, read.amount.as_ref().map(sum), answer.amount.as_ref().map(sum));
            count(&mut date, read.date, answer.date);
            let bare = |role: &String| role.to_lowercase();
            count(&mut role, read.role.as_ref().map(bare), answer.role.as_ref().map(bare));
        }
    }
    anstream::println!("cross-validated on the training articles:  precision  recall     f1");
    for (name, counts) in [("status", status), ("amount", amount), ("date", date), ("role", role)] {
        anstream::println!("{name:>40} {:10.3} {:7.3} {:6.3}", counts.precision(), counts.recall(), counts.f1());
    }
}

/// Counts one attribute of one relation.
fn count<T: PartialEq>(counts: &mut Counts, read: Option<T>, answer: Option<T>) {
    counts.predicted += usize::from(read.is_some());
    counts.gold += usize::from(answer.is_some());
    counts.right += usize::from(read.is_some() && read == answer);
}

fn page<'a>(annotated: &'a AnnotatedArticle, analyser: &Analyser) -> Page<'a> {
    let article = annotated.article();
    let mut doc = analyser.analyse(&article.text);
    let values = values(&doc, article.published, ValueReader::builtin());
    let forms = |name: &str| -> Vec<String> {
        let of = annotated.entities.iter().filter(|e| e.name == name);
        of.flat_map(|e| {
            // A person is also called by the last name.
            let last = (e.kind == EntityType::Person).then(|| e.name.rsplit(' ').next()).flatten();
            std::iter::once(e.name.as_str()).chain(e.aliases.iter().map(String::as_str)).chain(last)
        })
        .map(String::from)
        .collect()
    };
    let mut rows = Vec::new();
    for r in &annotated.relations {
        let (subject, object) = (forms(&r.subject), forms(&r.object));
        let Some(place) = locate(&doc, &r.evidence, &subject, &object) else { continue };
        if let (sentence, Some(_), Some(_)) = place {
            analyser.parse(&mut doc, sentence as usize);
        }
        rows.push(Row { relation: &r.relation, place, subject, object, answer: answer(r) });
    }
    // Money is learned also where the engine asks for it: there the ends are often "the company", or in another sentence.
    let mut parsed = doc.clone();
    let mut asked = Vec::new();
    let mentions = Detector::builtin().detect(&doc, article.publisher.as_deref());
    for (r, found) in annotated.answers(FastEngine::builtin().asked(&mut parsed, &mentions)) {
        let known = |place: &Place| rows.iter().any(|row| row.relation == r.relation && row.place == *place);
        for place in found.places.into_iter().filter(|place| !known(place)) {
            let (subject, object) = (found.subject.mentions.clone(), found.object.mentions.clone());
            asked.push(Row { relation: &r.relation, place, subject, object, answer: answer(r) });
        }
    }
    Page { rows, values, published: article.published, doc, parsed, asked }
}

/// What is annotated of a relation.
fn answer(r: &AnnotatedRelation) -> Attributes {
    Attributes {
        status: r.status,
        amount: r.amount.clone(),
        date: r.date.as_deref().and_then(PartialDate::parse),
        role: r.role.clone(),
        stake: r.stake.map(|s| (s * 100.0).round() as u32),
        attribution: None,
    }
}

/// The examples of the relation files: short, and rich in the statuses that news has little of.
fn examples(vocab: &Vocabulary, analyser: &Analyser) -> Vec<Drill> {
    let mut all = Vec::new();
    for relation in vocab.relations.iter() {
        for example in &relation.examples {
            let told = example.expected(relation).unwrap_or_default().into_iter();
            all.extend(told.filter_map(|told| {
                Drill::new(analyser, &relation.name, &example.text, (&told.subject, &told.object), told.status)
            }));
        }
    }
    all
}
