//! What the relation classifier sees of a candidate: types, the words between and around, the dependency path, the
//! triggers of the vocabulary, what the gazetteer knows of the two names, and their place in the article.

mod syntax;

use super::candidate::Candidate;
use super::frames::Frames;
use super::scene::{Scene, kind_symbol};
use crate::learn::{feature, hash, mix};
use crate::mention::Mention;
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;

/// Makes features; holds what of the vocabulary they need in the form they need it.
#[derive(Debug, Clone)]
pub(super) struct FeatureMaker<'v> {
    vocab: &'v Vocabulary,
    /// Lemma → the relations that it hints at.
    triggers: FxHashMap<u64, Vec<u64>>,
    /// Words that make a name an organisation of some kind ("Capital", "University").
    organization_words: FxHashMap<u64, ()>,
    frames: Frames,
}

/// Takes features up as they are made.
pub(super) trait Sink {
    /// Forgets what it has.
    fn empty(&mut self);
    /// Takes one up; `template` tells its kind.
    fn add(&mut self, template: u32, feature: u32);
}

impl Sink for Vec<u32> {
    fn empty(&mut self) {
        self.clear();
    }
    fn add(&mut self, _template: u32, feature: u32) {
        self.push(feature);
    }
}

/// The features of one candidate, as they are added.
struct Bag<'o, S> {
    out: &'o mut S,
    /// The two types, in order.
    types: u64,
}

impl<S: Sink> Bag<'_, S> {
    /// A feature with the types.
    fn typed(&mut self, template: u32, content: u64) {
        self.out.add(template, feature(template, mix(content, self.types)));
    }
    /// A feature with and without the types.
    fn both(&mut self, template: u32, content: u64) {
        self.out.add(template, feature(template + 500, content));
        self.typed(template, content);
    }
}

/// The two mentions of a candidate, and `out` to take its features.
fn bag<'s, 'o, S: Sink>(
    scene: &Scene<'s>,
    candidate: &Candidate,
    out: &'o mut S,
) -> ((&'s Mention, &'s Mention), Bag<'o, S>) {
    let mention = |m: u32| &scene.mentions.mentions[m as usize];
    let (a, b) = (mention(candidate.first), mention(candidate.second));
    let kind = |m: &Mention| kind_symbol(scene.mentions.entities[m.entity as usize].kind);
    let types = mix(mix(kind(a), kind(b)), u64::from(candidate.gap));
    ((a, b), Bag { out, types })
}

/// Up to this many items between are looked at one by one.
const BETWEEN: usize = 14;

fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        _ => 9,
    }
}

impl<'v> FeatureMaker<'v> {
    pub(super) fn new(vocab: &'v Vocabulary) -> FeatureMaker<'v> {
        let mut triggers: FxHashMap<u64, Vec<u64>> = FxHashMap::default();
        for relation in vocab.relations.iter() {
            for trigger in &relation.triggers {
                triggers.entry(hash(trigger)).or_default().push(hash(&relation.name));
            }
        }
        let organization_words =
            vocab.lexicon.words("organization_words").map(|w| (hash(&w.to_lowercase()), ())).collect();
        FeatureMaker { vocab, triggers, organization_words, frames: Frames::new(vocab) }
    }

    /// The features of a candidate, into `out`, which is emptied first.
    pub(super) fn features(&self, scene: &Scene<'_>, candidate: &Candidate, out: &mut impl Sink) {
        self.surface(scene, candidate, out);
        self.more(scene, candidate, out);
    }

    /// The features that need no syntax, into `out`, which is emptied first.
    pub(super) fn surface(&self, scene: &Scene<'_>, candidate: &Candidate, out: &mut impl Sink) {
        out.empty();
        let ((a, b), mut bag) = bag(scene, candidate, out);
        self.shape(scene, candidate, a, b, &mut bag);
        self.words(scene, a, b, &mut bag);
        self.names(scene, a, b, &mut bag);
        self.place(scene, a, b, &mut bag);
    }

    /// The features of the syntax, added to `out`; none across sentences and where the sentence is not parsed.
    pub(super) fn more(&self, scene: &Scene<'_>, candidate: &Candidate, out: &mut impl Sink) {
        let ((a, b), mut bag) = bag(scene, candidate, out);
        if candidate.gap == 0 && scene.doc.sentences[a.sentence as usize].parsed {
            self.syntax(scene, a, b, &mut bag);
        }
    }

    /// Types, distance, how the mentions refer.
    fn shape<S: Sink>(&self, scene: &Scene<'_>, candidate: &Candidate, a: &Mention, b: &Mention, bag: &mut Bag<'_, S>) {
        bag.typed(1, u64::from(candidate.gap));
        let (from, to) = (scene.item(a.tokens.end - 1) + 1, scene.item(b.tokens.start));
        let between = scene.items().get(from..to.max(from)).unwrap_or(&[]);
        let names = between.iter().filter(|i| i.mention).count();
        bag.both(2, bucket(between.len()));
        bag.both(3, bucket(names));
        bag.typed(4, mix(a.kind as u64, b.kind as u64));
        let order = u64::from(from > to);
        bag.typed(5, order);
    }

    /// The words between, before and after.
    fn words<S: Sink>(&self, scene: &Scene<'_>, a: &Mention, b: &Mention, bag: &mut Bag<'_, S>) {
        let window = scene.items_of(a.sentence, b.sentence);
        let (ia, ib) = (scene.item(a.tokens.start), scene.item(b.tokens.start));
        let (from, to) = (scene.item(a.tokens.end - 1) + 1, ib);
        let items = scene.items();
        let symbol = |i: usize| items[i].symbol;
        let at = |i: isize, edge: u64| -> u64 {
            if i >= window.start as isize && i < window.end as isize {
                symbol(i as usize)
            } else {
                hash("<edge>") ^ edge
            }
        };
        if from <= to {
            let length = to - from;
            if length <= 5 {
                bag.both(10, (from..to).fold(hash("all"), |h, i| mix(h, symbol(i))));
            }
            if length <= 8 {
                bag.typed(11, (from..to).fold(hash("tags"), |h, i| mix(h, items[i].class)));
            }
            let seen: Vec<usize> = if length <= BETWEEN {
                (from..to).collect()
            } else {
                (from..from + BETWEEN / 2).chain(to - BETWEEN / 2..to).collect()
            };
            for (n, &i) in seen.iter().enumerate() {
                bag.both(12, symbol(i));
                if n + 1 < seen.len() && seen[n + 1] == i + 1 {
                    bag.both(13, mix(symbol(i), symbol(i + 1)));
                    if n + 2 < seen.len() && seen[n + 2] == i + 2 {
                        bag.typed(14, mix(mix(symbol(i), symbol(i + 1)), symbol(i + 2)));
                    }
                }
                if let Some(relations) = self.triggers.get(&symbol(i)) {
                    relations.iter().for_each(|r| bag.both(15, *r));
                }
            }
            if length > 0 {
                bag.typed(16, symbol(from));
                bag.typed(17, symbol(to - 1));
                bag.typed(18, mix(symbol(from), symbol(to - 1)));
            }
            let content: Vec<u64> =
                (from..to).filter(|i| !items[*i].punctuation && !items[*i].mention).map(symbol).collect();
            if content.len() <= 4 {
                bag.typed(19, content.iter().fold(hash("content"), |h, s| mix(h, *s)));
            }
        }
        let (ia, ib) = (ia as isize, ib as isize);
        let (end_a, end_b) = (from as isize, scene.item(b.tokens.end - 1) as isize + 1);
        for k in 1..=3 {
            bag.typed(20 + k as u32, at(ia - k, 1));
            bag.typed(24 + k as u32, at(end_b + k - 1, 2));
        }
        bag.both(30, mix(at(ia - 2, 1), at(ia - 1, 1)));
        bag.both(31, mix(at(end_b, 2), at(end_b + 1, 2)));
        bag.typed(32, mix(at(end_a, 3), at(end_a + 1, 3)));
        bag.typed(33, mix(at(ib - 2, 4), at(ib - 1, 4)));
        bag.typed(34, mix(at(ia - 1, 1), at(end_a, 3)));
        bag.typed(35, mix(at(ib - 1, 4), at(end_b, 2)));
        bag.typed(36, mix(mix(at(end_b, 2), at(end_b + 1, 2)), at(end_b + 2, 2)));
        bag.typed(37, mix(mix(at(ia - 3, 1), at(ia - 2, 1)), at(ia - 1, 1)));
        // Every word of the window, by side.
        for i in window.clone() {
            let i = i as isize;
            let side = if i < ia {
                0u64
            } else if i >= end_b {
                2
            } else {
                continue;
            };
            let s = symbol(i as usize);
            if (ia - i) <= 10 && (i - end_b) < 10 && !items[i as usize].mention && !items[i as usize].punctuation {
                bag.typed(38, mix(s, side));
            }
            if let Some(relations) = self.triggers.get(&s) {
                relations.iter().for_each(|r| bag.typed(39, mix(*r, side)));
            }
        }
    }

    /// What the names themselves tell: one inside the other, an organisation word, what the gazetteer knows.
    fn names<S: Sink>(&self, scene: &Scene<'_>, a: &Mention, b: &Mention, bag: &mut Bag<'_, S>) {
        let entity = |m: &Mention| &scene.mentions.entities[m.entity as usize];
        let (ea, eb) = (entity(a), entity(b));
        let (na, nb) = (ea.name.to_lowercase(), eb.name.to_lowercase());
        if nb.starts_with(&na) {
            bag.typed(50, 1);
        }
        if na.starts_with(&nb) {
            bag.typed(50, 2);
        }
        for (side, name) in [(1, &na), (2, &nb)] {
            let last = name.rsplit(' ').next().map(hash).unwrap_or(0);
            if self.organization_words.contains_key(&last) {
                bag.typed(51, mix(last, side));
            }
        }
        let entries = self.vocab.gazetteer.entries();
        let row = |known: Option<u32>| known.and_then(|k| entries.get(k as usize));
        let (ra, rb) = (row(ea.known), row(eb.known));
        bag.typed(52, u64::from(ra.is_some()) * 2 + u64::from(rb.is_some()));
        for (side, r) in [(1, ra), (2, rb)] {
            if let Some(r) = r {
                bag.typed(53, mix(hash(&r.group), side));
            }
        }
        if let (Some(ra), Some(rb)) = (ra, rb) {
            bag.typed(54, mix(hash(&ra.group), hash(&rb.group)));
            let parent = |child: Option<&str>, of: &str| child == Some(of);
            if parent(rb.parent.as_deref(), &ra.id) {
                bag.both(55, 1);
            }
            if parent(ra.parent.as_deref(), &rb.id) {
                bag.both(55, 2);
            }
            if ra.parent.is_some() && ra.parent == rb.parent {
                bag.typed(55, 3);
            }
        }
    }

    /// Where in the article, and how often the two are spoken of.
    fn place<S: Sink>(&self, scene: &Scene<'_>, a: &Mention, b: &Mention, bag: &mut Bag<'_, S>) {
        let sentence = &scene.doc.sentences[a.sentence as usize];
        bag.typed(60, u64::from(a.sentence.min(3)) * 2 + u64::from(sentence.title_case));
        let often = |m: &Mention| bucket(scene.counts()[m.entity as usize] as usize);
        bag.typed(61, mix(often(a), often(b)));
        let top = scene.counts().iter().copied().max().unwrap_or(0);
        let is_top = |m: &Mention| u64::from(scene.counts()[m.entity as usize] == top);
        bag.typed(62, is_top(a) * 2 + is_top(b));
        let sure = |m: &Mention| (m.confidence * 4.0) as u64;
        bag.typed(63, mix(sure(a), sure(b)));
        let crowd = scene.items()[scene.items_of(a.sentence, b.sentence)].iter().filter(|i| i.mention).count();
        bag.typed(64, bucket(crowd));
    }
}
