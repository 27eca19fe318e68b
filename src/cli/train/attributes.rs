//! The annotated relations as the attribute readers learn from them.

use super::gold::Gold;
use super::write;
use crate::Result;
use crate::eval::AnnotatedArticle;
use crate::mention::{Value, ValueReader, values};
use crate::relation::AttributeReader;
use crate::relation::attributes::{Attributes, Cue, Lesson, locate};
use crate::text::{Analyser, Document};
use crate::value::{EntityType, PartialDate};
use crate::vocab::Vocabulary;
use std::path::Path;

/// An annotated article, analysed, with the place and the attributes of each of its relations.
struct Page<'a> {
    doc: Document,
    values: Vec<Value>,
    published: Option<PartialDate>,
    rows: Vec<(Cue<'a>, Attributes)>,
}

/// Trains the readers of status, money, date and role, and writes their weight files. Returns bytes written.
///
/// # Errors
/// Where a file cannot be written.
pub(super) fn train(gold: &Gold, out: &Path, analyser: &Analyser) -> Result<usize> {
    let own = examples(Vocabulary::builtin(), analyser);
    let pages: Vec<Page> = gold.articles().iter().map(|a| page(a, analyser)).chain(own).collect();
    let lessons: Vec<Lesson> = pages
        .iter()
        .flat_map(|p| {
            p.rows.iter().map(|(cue, answer)| Lesson {
                doc: &p.doc,
                values: &p.values,
                cue: *cue,
                published: p.published,
                answer,
            })
        })
        .collect();
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

fn page<'a>(annotated: &'a AnnotatedArticle, analyser: &Analyser) -> Page<'a> {
    let article = annotated.article();
    let doc = analyser.analyse(&article.text);
    let values = values(&doc, article.published, ValueReader::builtin());
    let forms = |name: &'a str| -> Vec<&'a str> {
        let of = annotated.entities.iter().filter(|e| e.name == name);
        of.flat_map(|e| {
            // A person is also called by the last name.
            let last = (e.kind == EntityType::Person).then(|| e.name.rsplit(' ').next()).flatten();
            std::iter::once(e.name.as_str()).chain(e.aliases.iter().map(String::as_str)).chain(last)
        })
        .collect()
    };
    let rows = annotated.relations.iter().filter_map(|r| {
        let (sentence, subject, object) = locate(&doc, &r.evidence, &forms(&r.subject), &forms(&r.object))?;
        let answer = Attributes {
            status: r.status,
            amount: r.amount.clone(),
            date: r.date.as_deref().and_then(PartialDate::parse),
            role: r.role.clone(),
            stake: r.stake.map(|s| (s * 100.0).round() as u32),
            attribution: None,
        };
        Some((Cue { relation: &r.relation, sentence, subject, object }, answer))
    });
    let rows = rows.collect();
    Page { rows, values, published: article.published, doc }
}

/// The examples of the relation files: short, and rich in the statuses that news has little of.
fn examples(vocab: &'static Vocabulary, analyser: &Analyser) -> Vec<Page<'static>> {
    let mut pages = Vec::new();
    for relation in vocab.relations.iter() {
        for example in &relation.examples {
            let doc = analyser.analyse(&example.text);
            let rows = example.expected(relation).unwrap_or_default().into_iter().filter_map(|told| {
                let (sentence, subject, object) = locate(&doc, &example.text, &[&told.subject], &[&told.object])?;
                let answer = Attributes {
                    status: told.status,
                    amount: None,
                    date: None,
                    role: None,
                    stake: None,
                    attribution: None,
                };
                Some((Cue { relation: &relation.name, sentence, subject, object }, answer))
            });
            pages.push(Page { rows: rows.collect(), values: Vec::new(), published: None, doc });
        }
    }
    pages
}
