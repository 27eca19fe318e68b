//! The detector: a document in, its entities and all that mentions them out.

use super::frame::{Frame, Knowledge};
use super::group::{self, Name};
use super::known::KnownNames;
use super::words::Words;
use super::{LocalEntity, Mention, MentionKind, Mentions, file, names};
use crate::learn::{Linear, Sequence};
use crate::text::Document;
use crate::vocab::{self, Vocabulary};
use std::sync::OnceLock;

/// Finds the entities of a document and everything that mentions them.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    pub(super) knowledge: Knowledge,
    pub(super) tagger: Sequence,
    pub(super) linker: Linear,
}

/// Word lists whose membership is a feature; their order is part of the weight file.
const LISTS: [&str; 1] = ["company_suffixes"];

impl Detector {
    /// The detector with the built-in weights and vocabulary, made once.
    ///
    /// Without a weight file it finds nothing.
    pub fn builtin() -> &'static Detector {
        static BUILTIN: OnceLock<Detector> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let bytes = vocab::model("entities.bin").unwrap_or_default();
            Detector::from_bytes(bytes, Vocabulary::builtin()).unwrap_or_default()
        })
    }

    /// A detector from a weight file; `None` where the bytes are not one.
    pub fn from_bytes(bytes: &[u8], vocabulary: &Vocabulary) -> Option<Detector> {
        let (words, tagger, linker) = file::read(bytes)?;
        Some(Detector { knowledge: Detector::knowledge(vocabulary, words), tagger, linker })
    }

    pub(super) fn knowledge(vocabulary: &Vocabulary, words: Words) -> Knowledge {
        let mut knowledge = Knowledge { known: KnownNames::new(&vocabulary.gazetteer), words, ..Knowledge::default() };
        for (bit, list) in LISTS.iter().enumerate() {
            for word in vocabulary.lexicon.words(list) {
                *knowledge.lists.entry(word.to_lowercase()).or_default() |= 1 << bit;
            }
        }
        knowledge.suffixes =
            vocabulary.lexicon.words("company_suffixes").map(|w| w.trim_end_matches('.').to_lowercase()).collect();
        knowledge
    }

    /// The entities of a document and what mentions them. `publisher` is who published it, if known.
    ///
    /// Cost: linear in the tokens, quadratic in the different names.
    pub fn detect(&self, doc: &Document, publisher: Option<&str>) -> Mentions {
        let _ = publisher;
        if self.tagger.is_empty() || doc.tokens.is_empty() {
            return Mentions::default();
        }
        let frame = Frame::new(doc, &self.knowledge);
        let bias = std::env::var("BIAS").ok().and_then(|b| b.parse().ok()).unwrap_or(2.0);
        let mut names = names::tag(doc, &frame, &self.tagger, bias);
        names::repeat(doc, &frame, &mut names);
        self.entities(doc, &frame, &names)
    }

    fn entities(&self, doc: &Document, frame: &Frame, names: &[Name]) -> Mentions {
        let (spellings, of) = group::spellings(doc, names, &self.knowledge);
        let roots = group::group(doc, frame, names, &spellings, &self.knowledge, &self.linker);
        let mut out = Mentions::default();
        let mut entity_of = vec![u32::MAX; spellings.len()];
        let mut votes: Vec<[f32; 4]> = Vec::new();
        for (i, spelling) in spellings.iter().enumerate() {
            let root = roots[i] as usize;
            if entity_of[root] == u32::MAX {
                entity_of[root] = votes.len() as u32;
                votes.push([0.0; 4]);
            }
            entity_of[i] = entity_of[root];
            votes[entity_of[i] as usize].iter_mut().zip(spelling.votes).for_each(|(a, b)| *a += b);
        }
        for v in &votes {
            let kind = (1..4).fold(0, |best, k| if v[k] > v[best] { k } else { best });
            out.entities.push(LocalEntity {
                name: String::new(),
                kind: group::kind_at(kind),
                forms: Vec::new(),
                known: None,
            });
        }
        let mut sentence = 0u32;
        for (n, name) in names.iter().enumerate() {
            while (sentence as usize) + 1 < doc.sentences.len()
                && doc.sentences[sentence as usize].tokens.end <= name.start
            {
                sentence += 1;
            }
            let entity = entity_of[of[n] as usize];
            let text = group::text(doc, name).split_whitespace().collect::<Vec<_>>().join(" ");
            let forms = &mut out.entities[entity as usize].forms;
            if !forms.contains(&text) {
                forms.push(text);
            }
            let span = doc.tokens[name.start as usize].span.join(doc.tokens[name.end as usize - 1].span);
            out.mentions.push(Mention {
                span,
                sentence,
                tokens: name.start..name.end,
                kind: MentionKind::Name,
                entity,
                confidence: name.total(),
            });
        }
        for e in &mut out.entities {
            // The fullest form: most words, then longest, first of equals.
            let best = (0..e.forms.len())
                .rev()
                .max_by_key(|i| (e.forms[*i].split(' ').count(), e.forms[*i].len()))
                .unwrap_or(0);
            if !e.forms.is_empty() {
                let name = e.forms.remove(best);
                e.name.clone_from(&name);
                e.forms.insert(0, name);
            }
            e.known = e.forms.iter().find_map(|f| self.knowledge.known.find(f)).map(|k| k.2);
        }
        out
    }
}
