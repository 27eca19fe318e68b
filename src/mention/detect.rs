//! The detector: a document in, its entities and all that mentions them out.

use super::anaphor::ReferenceWords;
use super::file::{self, Weights};
use super::frame::{Frame, Knowledge};
use super::group::{self, Name};
use super::judge::{self, Bundle, Verdict};
use super::known::KnownNames;
use super::refer::{Cast, Scene};
use super::words::Words;
use super::{LocalEntity, Mention, MentionKind, Mentions, names};
use crate::text::Document;
use crate::value::Span;
use crate::vocab::{self, Vocabulary};
use std::ops::Range;
use std::sync::OnceLock;

/// Finds the entities of a document and everything that mentions them.
///
/// ```
/// use techgraph::{mention::Detector, text::Analyser};
/// let doc = Analyser::builtin().analyse("Nvidia said on Monday that it would buy a stake in Intel.");
/// let found = Detector::builtin().detect(&doc, None);
/// assert!(found.entities.iter().any(|e| e.name == "Nvidia"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Detector {
    knowledge: Knowledge,
    weights: Weights,
    words: ReferenceWords,
}

/// Word lists whose membership is a feature; their order is part of the weight file.
const LISTS: [&str; 7] =
    ["name_suffixes", "role_heads", "reference_nouns", "given_names", "surnames", "nationalities", "weekdays_months"];

/// Added to the score of "no name" when tagging: the second look sorts out what is found too much.
const BIAS: f32 = -0.5;

/// Entities less likely than this are left out.
const LEAST: f32 = 0.4;

/// Names tagged in a document, put together into entities, before judgement.
pub(super) struct Draft {
    pub(super) names: Vec<Name>,
    pub(super) bundles: Vec<Bundle>,
    /// The bundle of each name.
    pub(super) of: Vec<u32>,
}

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
        Some(Detector::from_weights(file::read(bytes)?, vocabulary))
    }

    pub(super) fn from_weights(mut weights: Weights, vocabulary: &Vocabulary) -> Detector {
        let knowledge = Detector::knowledge(vocabulary, std::mem::take(&mut weights.words));
        Detector { knowledge, weights, words: ReferenceWords::new(vocabulary) }
    }

    pub(super) fn knowledge(vocabulary: &Vocabulary, words: Words) -> Knowledge {
        let mut knowledge = Knowledge { known: KnownNames::new(&vocabulary.gazetteer), words, ..Knowledge::default() };
        for (bit, list) in LISTS.iter().enumerate() {
            for word in vocabulary.lexicon.words(list) {
                *knowledge.lists.entry(word.to_lowercase()).or_default() |= 1 << bit;
            }
        }
        let suffixes = vocabulary.lexicon.words("name_suffixes");
        knowledge.suffixes = suffixes.map(|w| w.trim_end_matches('.').to_lowercase()).collect();
        knowledge
    }

    /// What it knows of names and words.
    pub(super) fn known(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The entities of a document and what mentions them. `publisher` is who published it, if known.
    ///
    /// Cost: linear in the tokens, quadratic in the different names.
    pub fn detect(&self, doc: &Document, publisher: Option<&str>) -> Mentions {
        if self.weights.tagger.is_empty() || doc.tokens.is_empty() {
            return Mentions::default();
        }
        let frame = Frame::new(doc, &self.knowledge);
        let draft = draft(doc, &frame, &self.weights, &self.knowledge, BIAS);
        let verdicts: Vec<Verdict> = draft
            .bundles
            .iter()
            .map(|b| {
                let features = judge::features(doc, &frame, &draft.names, b, &draft.bundles, &self.knowledge);
                self.weights.judge.judge(&features, &b.votes)
            })
            .collect();
        self.assemble(doc, &draft, &verdicts, publisher)
    }

    fn assemble(&self, doc: &Document, draft: &Draft, verdicts: &[Verdict], publisher: Option<&str>) -> Mentions {
        // Entities that stay, renumbered in order of first mention.
        let mut number = vec![u32::MAX; verdicts.len()];
        let mut kept = Vec::new();
        for e in &draft.of {
            if verdicts[*e as usize].real >= LEAST && number[*e as usize] == u32::MAX {
                number[*e as usize] = kept.len() as u32;
                kept.push(*e as usize);
            }
        }
        let (mut names, mut of) = (Vec::new(), Vec::new());
        for (name, e) in draft.names.iter().zip(&draft.of) {
            if number[*e as usize] != u32::MAX {
                names.push(*name);
                of.push(number[*e as usize]);
            }
        }
        let mut out = Mentions::default();
        for e in &kept {
            let kind = group::kind_at(verdicts[*e].kind);
            let confidence = verdicts[*e].real;
            out.entities.push(LocalEntity { name: String::new(), kind, forms: Vec::new(), known: None, confidence });
        }
        for (name, entity) in names.iter().zip(&of) {
            let text = group::text(doc, name).split_whitespace().collect::<Vec<_>>().join(" ");
            let forms = &mut out.entities[*entity as usize].forms;
            if !forms.contains(&text) {
                forms.push(text);
            }
            let confidence = verdicts[kept[*entity as usize]].real * (0.5 + 0.5 * name.total());
            out.mentions.push(mention(doc, name.start..name.end, MentionKind::Name, *entity, confidence));
        }
        for e in &mut out.entities {
            // The fullest form: most words, then longest, first of equals.
            let length = |i: &usize| (e.forms[*i].split(' ').count(), e.forms[*i].len());
            let best = (0..e.forms.len()).rev().max_by_key(length).unwrap_or(0);
            if best < e.forms.len() {
                let name = e.forms.remove(best);
                e.name.clone_from(&name);
                e.forms.insert(0, name);
            }
            e.known = e.forms.iter().find_map(|f| self.knowledge.known.find(f)).map(|k| k.2);
        }
        let kinds: Vec<usize> = kept.iter().map(|e| verdicts[*e].kind).collect();
        let words: Vec<Vec<String>> = out.entities.iter().map(|e| group::fold(&e.name, &self.knowledge)).collect();
        let cast = Cast { names: &names, of: &of, kinds: &kinds, words: &words };
        let scene = Scene::new(doc, &cast, &self.words, publisher);
        for a in self.words.anaphors(doc, &names) {
            let kind = if a.pronoun { MentionKind::Pronoun } else { MentionKind::Nominal };
            for (entity, confidence) in scene.resolve(&a, &self.weights.reference) {
                out.mentions.push(mention(doc, a.tokens.clone(), kind, entity, confidence));
            }
        }
        out.mentions.sort_by_key(|m| m.span);
        out
    }
}

fn mention(doc: &Document, tokens: Range<u32>, kind: MentionKind, entity: u32, confidence: f32) -> Mention {
    let at = |t: u32| doc.tokens.get(t as usize).map_or(Span { start: 0, end: 0 }, |t| t.span);
    let span = at(tokens.start).join(at(tokens.end.saturating_sub(1)));
    let sentence = doc.sentences.partition_point(|s| s.tokens.end <= tokens.start) as u32;
    Mention { span, sentence, tokens, kind, entity, confidence }
}

/// Tags the names of a document and puts them together.
pub(super) fn draft(doc: &Document, frame: &Frame, weights: &Weights, knowledge: &Knowledge, bias: f32) -> Draft {
    let mut names = names::tag(doc, frame, &weights.tagger, bias);
    names::repeat(doc, frame, &mut names);
    let (spellings, spelling_of) = group::spellings(doc, &names, knowledge);
    let roots = group::group(doc, frame, &names, &spellings, knowledge, &weights.linker);
    let mut bundle_of = vec![u32::MAX; spellings.len()];
    let mut bundles: Vec<Bundle> = Vec::new();
    for (i, spelling) in spellings.iter().enumerate() {
        let root = roots[i] as usize;
        if bundle_of[root] == u32::MAX {
            bundle_of[root] = bundles.len() as u32;
            bundles.push(Bundle::default());
        }
        bundle_of[i] = bundle_of[root];
        let bundle = &mut bundles[bundle_of[i] as usize];
        bundle.votes.iter_mut().zip(spelling.votes).for_each(|(a, b)| *a += b);
        bundle.spellings.push(spelling.words.clone());
    }
    let of: Vec<u32> = spelling_of.iter().map(|s| bundle_of[*s as usize]).collect();
    for (n, b) in of.iter().enumerate() {
        bundles[*b as usize].names.push(n as u32);
    }
    Draft { names, bundles, of }
}
