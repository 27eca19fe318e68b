//! Voices: made-up sentences from which the classifier learns that "S has adopted O" and "O has been adopted by S" say the same,
//! whatever the types of the two.

use super::{AnnotatedArticle, AnnotatedEntity, AnnotatedRelation};
use crate::mention::Mentions;
use crate::relation::attributes::{drill_names, fill};
use crate::relation::train::Lesson;
use crate::text::Analyser;
use crate::value::{EntityType, Status};
use crate::vocab::{Relation, Vocabulary};

/// Who acts and what is acted on in `data/lexicon/voice_frames.txt`.
const ACTORS: [&str; 2] = ["A", "B"];
const ACTED_ON: [&str; 2] = ["P", "Q"];

/// The lessons of `data/lexicon/voices.txt`, in a fixed order. They are in no part of the cross-validation, so `part` has no meaning.
/// Rows that make no sense are left out.
pub fn voices(vocab: &Vocabulary, analyser: &Analyser) -> Vec<Lesson> {
    let mut all = Vec::new();
    for (n, row) in vocab.lexicon.rows("voices").iter().enumerate() {
        let [relation, participle, acts] = row.as_slice() else { continue };
        let Some(relation) = vocab.relations.find(relation) else { continue };
        let kinds = relation.subject.iter().flat_map(|s| relation.object.iter().map(move |o| (*s, *o)));
        for (turn, (subject, object)) in kinds.enumerate() {
            let (actor, acted_on) = if acts == "object" { (object, subject) } else { (subject, object) };
            for (f, frame) in vocab.lexicon.rows("voice_frames").iter().flatten().enumerate() {
                let cast: Vec<Part<'_>> = ACTORS
                    .iter()
                    .map(|role| (*role, actor))
                    .chain(ACTED_ON.iter().map(|role| (*role, acted_on)))
                    .enumerate()
                    .filter_map(|(step, (role, kind))| {
                        let names = drill_names(vocab, kind);
                        let name = names.get((n + turn + f + step) % names.len().max(1))?;
                        Some(Part { role, name, kind })
                    })
                    .collect();
                let article = article(relation, acts == "object", participle, frame, &cast);
                all.push(lesson(&article, analyser));
            }
        }
    }
    all
}

/// Who plays a role of a frame.
struct Part<'v> {
    role: &'static str,
    name: &'v str,
    kind: EntityType,
}

/// The article of a frame: its one sentence, who is named there and who does what to whom.
fn article(
    relation: &Relation,
    object_acts: bool,
    participle: &str,
    frame: &str,
    cast: &[Part<'_>],
) -> AnnotatedArticle {
    let part = |role: &str| cast.iter().find(|part| part.role == role);
    let text = fill(frame, [("pp", participle)], |role| part(role).map(|part| part.name));
    let roles = frame.split(|c: char| !c.is_alphanumeric());
    let named: Vec<&Part<'_>> = roles.filter_map(part).collect();
    let entity =
        |part: &&Part<'_>| AnnotatedEntity { name: part.name.to_string(), kind: part.kind, aliases: Vec::new() };
    let of = |roles: [&'static str; 2]| named.iter().filter(move |part| roles.contains(&part.role));
    let said = |(actor, acted_on): (&str, &str)| {
        let (subject, object) = if object_acts { (acted_on, actor) } else { (actor, acted_on) };
        AnnotatedRelation {
            subject: subject.to_string(),
            relation: relation.name.to_string(),
            object: object.to_string(),
            status: Status::Confirmed,
            amount: None,
            date: None,
            role: None,
            stake: None,
            evidence: text.clone(),
        }
    };
    AnnotatedArticle {
        id: String::new(),
        title: None,
        date: None,
        source: None,
        entities: named.iter().map(entity).collect(),
        relations: of(ACTORS).flat_map(|a| of(ACTED_ON).map(move |p| (a.name, p.name))).map(said).collect(),
        text,
    }
}

/// What the classifier learns from an article of one sentence below an empty title.
fn lesson(article: &AnnotatedArticle, analyser: &Analyser) -> Lesson {
    let mut doc = analyser.analyse(&format!("\n{}", article.text));
    for sentence in 0..doc.sentences.len() {
        analyser.parse(&mut doc, sentence);
    }
    let mentions = article.completed(&doc, &Mentions::default());
    article.lesson(doc, mentions, 0)
}
