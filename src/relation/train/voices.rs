//! Voices: made-up sentences from which the classifier learns that "S has adopted O" and "O has been adopted by S" say the same,
//! whatever the types of the two.

use super::{Lesson, Truth};
use crate::mention::{LocalEntity, Mention, MentionKind, Mentions};
use crate::text::Analyser;
use crate::value::{EntityType, Span};
use crate::vocab::{Relation, Vocabulary};

/// Sentences in which A, or A and B, do V to P, or to P and Q.
const FRAMES: [&str; 8] = [
    "A has V P.",
    "A and B have V P.",
    "A has V P and Q.",
    "P was V by A.",
    "P has been V by A, B and others.",
    "P, V by A, is growing.",
    "P and Q are V by A.",
    "P is being V by A and B.",
];

/// How sure it is that a name of such a sentence is one, as with names in the news.
const SURE: f32 = 0.9;

/// A verb of `data/lexicon/voices.txt`.
struct Verb<'v> {
    relation: &'v Relation,
    participle: &'v str,
    /// Whether the relation's object acts ("has hired").
    object_acts: bool,
}

/// The lessons of `data/lexicon/voices.txt`, in a fixed order. They are in no part of the cross-validation, so `part` has no meaning.
/// Rows that make no sense are left out.
pub fn voices(vocab: &Vocabulary, analyser: &Analyser) -> Vec<Lesson> {
    let names = |kind: EntityType| -> Vec<(&str, EntityType)> {
        let rows = vocab.lexicon.rows("drill_names").iter();
        rows.filter(|r| r.get(1).is_some_and(|k| k == kind.as_str())).map(|r| (r[0].as_str(), kind)).collect()
    };
    let mut all = Vec::new();
    for (n, row) in vocab.lexicon.rows("voices").iter().enumerate() {
        let [relation, participle, acts] = row.as_slice() else { continue };
        let Some(relation) = vocab.relations.find(relation) else { continue };
        let verb = Verb { relation, participle, object_acts: acts == "object" };
        let kinds = relation.subject.iter().flat_map(|s| relation.object.iter().map(move |o| (*s, *o)));
        for (turn, (subject, object)) in kinds.enumerate() {
            let (actor, acted_on) = if verb.object_acts { (object, subject) } else { (subject, object) };
            let (actors, acted_on) = (names(actor), names(acted_on));
            for (f, frame) in FRAMES.iter().enumerate() {
                let name = |role: &str| {
                    let (names, step) = match role {
                        "A" => (&actors, 0),
                        "B" => (&actors, 1),
                        "P" => (&acted_on, 2),
                        "Q" => (&acted_on, 3),
                        _ => return None,
                    };
                    names.get((n + turn + f + step) % names.len().max(1)).copied()
                };
                all.push(lesson(analyser, &verb, frame, name));
            }
        }
    }
    all
}

/// The lesson of a frame whose roles have these names.
fn lesson<'n>(
    analyser: &Analyser,
    verb: &Verb<'_>,
    frame: &str,
    name: impl Fn(&str) -> Option<(&'n str, EntityType)>,
) -> Lesson {
    // The first line is the title, of which there is none.
    let mut text = String::from("\n");
    let mut ends = Vec::new();
    for word in frame.split_inclusive(' ') {
        let bare = word.trim_end_matches([' ', ',', '.']);
        let start = text.len();
        match name(bare) {
            Some((name, kind)) => {
                text.push_str(name);
                ends.push((bare, Span::new(start, text.len()), kind));
            }
            None => text.push_str(if bare == "V" { verb.participle } else { bare }),
        }
        text.push_str(&word[bare.len()..]);
    }
    let mut doc = analyser.analyse(&text);
    let tokens = |span: Span| {
        let at = |t: &crate::text::Token| t.span.overlaps(span);
        let first = doc.tokens.iter().position(at).unwrap_or(0) as u32;
        first..doc.tokens.iter().rposition(at).map_or(first, |last| last as u32 + 1)
    };
    let mentions: Vec<Mention> = ends
        .iter()
        .zip(0..)
        .map(|((_, span, _), entity)| {
            let tokens = tokens(*span);
            let sentence = doc.sentence_of(tokens.start).unwrap_or(0) as u32;
            Mention { span: *span, sentence, tokens, kind: MentionKind::Name, entity, confidence: SURE }
        })
        .collect();
    let entity = |(_, span, kind): &(&str, Span, EntityType)| {
        let name = span.of(&text).to_string();
        LocalEntity { forms: vec![name.clone()], name, kind: *kind, known: None, confidence: SURE }
    };
    let entities = ends.iter().map(entity).collect();
    for sentence in 0..doc.sentences.len() {
        analyser.parse(&mut doc, sentence);
    }
    let of = |roles: &'static [&str]| (0..).zip(&ends).filter(|(_, (role, ..))| roles.contains(role)).map(|(e, _)| e);
    let truth = |(actor, acted_on): (u32, u32)| {
        let (subject, object) = if verb.object_acts { (acted_on, actor) } else { (actor, acted_on) };
        let evidence = Some(Span::new(1, text.len()));
        Truth { subject, relation: verb.relation.name.clone(), object, evidence }
    };
    let truths = of(&["A", "B"]).flat_map(|a| of(&["P", "Q"]).map(move |p| (a, p))).map(truth).collect();
    Lesson { doc, mentions: Mentions { entities, mentions }, truths, part: 0 }
}
