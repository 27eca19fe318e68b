//! Frames: the verbs and nouns that say a relation, and where its two ends stand around them
//! (`data/lexicon/relation_verbs.txt`, `relation_nouns.txt`). They are features of the classifier, which learns how far
//! to trust each.

use super::scene::Scene;
use crate::learn::{hash, mix};
use crate::text::{Dep, Token};
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;

/// Where an end stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The verb's subject, were it active.
    Subject,
    /// The verb's object, were it active.
    Object,
    /// Under a preposition, by the hash of its lemma.
    Under(u64),
    /// The possessor of the noun.
    Possessor,
    /// A name just before the noun.
    Modifier,
    /// The subject of the verb that governs the noun.
    Governor,
    /// What the noun describes.
    Itself,
}

/// One way to say a relation with a word.
#[derive(Debug, Clone)]
struct Frame {
    relation: u64,
    /// Other words that must stand near: after the verb, or right before the noun.
    also: Vec<u64>,
    subject: Vec<Place>,
    object: Vec<Place>,
}

/// A relation that a frame says of a candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// Hash of the relation's name.
    pub(super) relation: u64,
    /// Whether the earlier mention is its subject.
    pub(super) forward: bool,
    /// Hash of the word that says it.
    pub(super) word: u64,
}

/// All frames, by the hash of their word.
#[derive(Debug, Clone, Default)]
pub(super) struct Frames {
    verbs: FxHashMap<u64, Vec<Frame>>,
    nouns: FxHashMap<u64, Vec<Frame>>,
}

/// So many tokens after a verb its particle or noun may stand.
const REACH: u32 = 8;

impl Frames {
    pub(super) fn new(vocab: &Vocabulary) -> Frames {
        let mut frames = Frames::default();
        for row in vocab.lexicon.rows("relation_verbs") {
            let [phrase, relation, frame, ..] = row.as_slice() else { continue };
            let Some((subject, object)) = frame.split_once('-') else { continue };
            let words: Vec<&str> = phrase.split(' ').collect();
            // "be backed by": the participle is the word, in the passive.
            let (word, also, passive) = match words.as_slice() {
                ["be", participle, ..] => (lemma_of_participle(participle), Vec::new(), true),
                [verb, rest @ ..] => ((*verb).to_string(), rest.iter().map(|w| hash(w)).collect(), false),
                [] => continue,
            };
            let place = |text: &str| match text {
                "subj" if passive => Place::Object,
                "subj" => Place::Subject,
                "obj" => Place::Object,
                "obl:by" if passive => Place::Subject,
                other => Place::Under(hash(other.trim_start_matches("obl:"))),
            };
            let frame =
                Frame { relation: hash(relation), also, subject: vec![place(subject)], object: vec![place(object)] };
            frames.verbs.entry(hash(&word)).or_default().push(frame);
        }
        for row in vocab.lexicon.rows("relation_nouns") {
            let [phrase, relation, frame, ..] = row.as_slice() else { continue };
            let Some((subject, object)) = frame.split_once("->") else { continue };
            let mut words: Vec<&str> = phrase.split(' ').collect();
            let Some(word) = words.pop() else { continue };
            let places = |text: &str| -> Vec<Place> {
                let place = |p: &str| match p {
                    "is" => Place::Itself,
                    "poss" => Place::Possessor,
                    "mod" => Place::Modifier,
                    "gov" => Place::Governor,
                    other => Place::Under(hash(other)),
                };
                text.split('|').map(|p| place(p.trim())).collect()
            };
            frames.nouns.entry(hash(&word.to_lowercase())).or_default().push(Frame {
                relation: hash(relation),
                also: words.iter().map(|w| hash(w)).collect(),
                subject: places(subject),
                object: places(object),
            });
        }
        frames
    }

    /// The relations that the frames of a parsed sentence say of two head tokens in it, the first earlier.
    pub(super) fn hits(&self, scene: &Scene<'_>, sentence: u32, first: u32, second: u32) -> Vec<Hit> {
        let range = scene.doc.sentences[sentence as usize].tokens.clone();
        let mut hits = Vec::new();
        for t in range.clone() {
            let word = scene.symbol(t);
            let token = &scene.doc.tokens[t as usize];
            let frames = if token.tag.is_verb() { self.verbs.get(&word) } else { self.nouns.get(&word) };
            let Some(frames) = frames else { continue };
            let (a, b) = (places(scene, t, first), places(scene, t, second));
            if a.is_empty() || b.is_empty() {
                continue;
            }
            for frame in frames {
                let near = if token.tag.is_verb() {
                    t + 1..(t + REACH).min(range.end)
                } else {
                    range.start.max(t.saturating_sub(2))..t
                };
                if !frame.also.iter().all(|w| near.clone().any(|n| scene.symbol(n) == *w)) {
                    continue;
                }
                let fits = |ends: &[Place], wanted: &[Place]| ends.iter().any(|p| wanted.contains(p));
                for forward in [true, false] {
                    let (subject, object) = if forward { (&a, &b) } else { (&b, &a) };
                    if fits(subject, &frame.subject) && fits(object, &frame.object) {
                        hits.push(Hit { relation: frame.relation, forward, word: mix(word, frame.also.len() as u64) });
                    }
                }
            }
        }
        hits
    }
}

/// The lemma of a participle as the verb list writes it: the tagger's lemmas are of the base form.
fn lemma_of_participle(word: &str) -> String {
    const IRREGULAR: [(&str, &str); 6] =
        [("led", "lead"), ("built", "build"), ("made", "make"), ("sold", "sell"), ("bought", "buy"), ("run", "run")];
    if let Some((_, base)) = IRREGULAR.iter().find(|(p, _)| *p == word) {
        return (*base).to_string();
    }
    let Some(stem) = word.strip_suffix("ed") else { return word.to_string() };
    let doubled = stem.len() > 2 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
    if doubled && !stem.ends_with("ss") && !stem.ends_with("ll") {
        stem[..stem.len() - 1].to_string()
    } else if stem.ends_with(['s', 'c', 'g', 'v', 'u', 'z']) && !stem.ends_with("ss") || stem.ends_with("at") {
        format!("{stem}e")
    } else {
        stem.to_string()
    }
}

/// The places where a head token stands around a word; none where it is no argument of it.
fn places(scene: &Scene<'_>, word: u32, end: u32) -> Vec<Place> {
    let tokens = &scene.doc.tokens;
    let mut out = Vec::new();
    let token = |t: u32| -> &Token { &tokens[t as usize] };
    // The end itself, and what it is a later member of.
    let mut heads = vec![end];
    let mut at = end;
    while token(at).head != at
        && matches!(token(at).dep, Dep::CONJ | Dep::APPOS | Dep::FLAT | Dep::COMPOUND | Dep::LIST)
    {
        at = token(at).head;
        if heads.contains(&at) || heads.len() > 8 {
            break;
        }
        heads.push(at);
    }
    let passive = scene.children(word).any(|c| matches!(token(c).dep, Dep::AUX_PASS | Dep::NSUBJ_PASS))
        || token(word).dep == Dep::ACL && token(word).tag.as_str() == "VBN";
    for &h in &heads {
        if h == word {
            continue;
        }
        let (dep, head) = (token(h).dep, token(h).head);
        if head == word {
            match dep {
                Dep::NSUBJ if passive => out.push(Place::Object),
                Dep::NSUBJ => out.push(Place::Subject),
                Dep::NSUBJ_PASS => out.push(Place::Object),
                Dep::OBL_AGENT => out.push(Place::Subject),
                Dep::OBJ | Dep::IOBJ => out.push(Place::Object),
                Dep::NMOD_POSS => out.push(Place::Possessor),
                Dep::COMPOUND | Dep::AMOD | Dep::FLAT => out.push(Place::Modifier),
                Dep::APPOS => out.push(Place::Itself),
                _ => {}
            }
            if dep == Dep::NSUBJ && !token(word).tag.is_verb() {
                // "Foxconn is a supplier".
                out.push(Place::Itself);
            }
            if let Some(p) = scene.case(h) {
                out.push(if passive && p == hash("by") { Place::Subject } else { Place::Under(p) });
            }
        }
        // "supplier Foxconn", "X, a supplier", "X, which bought Y", "X, backed by Y".
        if token(word).head == h {
            match token(word).dep {
                Dep::COMPOUND | Dep::APPOS | Dep::AMOD => out.push(Place::Itself),
                Dep::ACL_RELCL => out.push(Place::Subject),
                Dep::ACL => out.push(if passive { Place::Object } else { Place::Subject }),
                _ => {}
            }
        }
        // Under the verb's object: "take a stake in X", "lead a round in X".
        if head != word
            && token(head).head == word
            && matches!(token(head).dep, Dep::OBJ | Dep::OBL | Dep::NSUBJ_PASS | Dep::NSUBJ)
            && let Some(p) = scene.case(h)
        {
            out.push(Place::Under(p));
        }
        // The subject of the verb above: "agreed to buy X", "announced the purchase of X".
        let mut above = token(word).head;
        for _ in 0..3 {
            if token(h).head == above && matches!(dep, Dep::NSUBJ | Dep::NSUBJ_PASS) && above != word {
                out.push(if token(word).tag.is_verb() { Place::Subject } else { Place::Governor });
            }
            if token(above).head == above
                || !matches!(
                    token(above).dep,
                    Dep::XCOMP | Dep::CONJ | Dep::ADVCL | Dep::CCOMP | Dep::ACL | Dep::OBJ | Dep::OBL
                )
            {
                break;
            }
            above = token(above).head;
        }
    }
    out
}
