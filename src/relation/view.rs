//! What the judge sees of a claim: some hundred numbers about it, its ends, its sentence and the claims beside it.
//!
//! Their order is the weight file's: after a change of it the judge must be trained again.

use super::candidate::Candidate;
use super::classify::Classifier;
use super::collect::Claim;
use super::families::TakenApart;
use super::scene::Scene;
use crate::mention::{Mention, MentionKind};
use crate::text::{Tag, Token};
use crate::value::EntityType;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Stands for the log odds of what is not claimed.
const NONE: f32 = -9.0;

/// A claim counts as made from these log odds on.
const MADE: f32 = -0.5;

/// A number of claims and what they say together.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    claims: f32,
    /// Their probabilities added up.
    expected: f32,
}

impl Sum {
    fn add(&mut self, claim: &Claim) {
        self.claims += 1.0;
        self.expected += claim.support[0].probability();
    }

    /// Without one claim that is among them.
    fn beside(self, claim: &Claim) -> [f32; 2] {
        [self.claims - 1.0, self.expected - claim.support[0].probability()]
    }
}

/// An entity as the article speaks of it.
#[derive(Debug, Clone, Copy, Default)]
struct Spoken {
    mentions: f32,
    names: f32,
    /// The sentence of its first mention.
    first: f32,
    /// How many entities are spoken of more often.
    rank: f32,
    /// Claims that are made of it, and all.
    made: f32,
    claimed: Sum,
}

/// An article's claims beside each other.
struct Views<'a> {
    classifier: &'a Classifier<'a>,
    scene: &'a Scene<'a>,
    claims: &'a [Claim],
    spoken: Vec<Spoken>,
    /// The claims of each unordered pair.
    of_pair: FxHashMap<(u32, u32), Vec<&'a Claim>>,
    /// The claims that an entity is the subject, the object or either end of, by relation.
    of_subject: FxHashMap<(u32, u16), Vec<&'a Claim>>,
    of_object: FxHashMap<(u32, u16), Vec<&'a Claim>>,
    of_either: FxHashMap<(u32, u16), Vec<&'a Claim>>,
    of_relation: FxHashMap<u16, Sum>,
    /// By the sentence of the best candidate: all, and those of one relation.
    of_sentence: FxHashMap<u32, Sum>,
    of_sentence_alike: FxHashMap<(u32, u16), Sum>,
    all: Sum,
}

/// What the judge sees of each claim of an article, in their order; all of one length.
pub(super) fn views(classifier: &Classifier<'_>, scene: &Scene<'_>, claims: &[Claim]) -> Vec<Vec<f32>> {
    let (views, mut apart) = (Views::new(classifier, scene, claims), TakenApart::default());
    claims.iter().map(|claim| views.of(claim, &mut apart)).collect()
}

impl<'a> Views<'a> {
    fn new(classifier: &'a Classifier<'a>, scene: &'a Scene<'a>, claims: &'a [Claim]) -> Views<'a> {
        let mut views = Views {
            classifier,
            scene,
            claims,
            spoken: spoken(scene),
            of_pair: FxHashMap::default(),
            of_subject: FxHashMap::default(),
            of_object: FxHashMap::default(),
            of_either: FxHashMap::default(),
            of_relation: FxHashMap::default(),
            of_sentence: FxHashMap::default(),
            of_sentence_alike: FxHashMap::default(),
            all: Sum::default(),
        };
        for claim in claims {
            views.of_pair.entry(pair(claim)).or_default().push(claim);
            views.of_subject.entry((claim.subject, claim.reading)).or_default().push(claim);
            views.of_object.entry((claim.object, claim.reading)).or_default().push(claim);
            for end in [claim.subject, claim.object] {
                views.of_either.entry((end, claim.reading)).or_default().push(claim);
                let spoken = &mut views.spoken[end as usize];
                spoken.claimed.add(claim);
                spoken.made += f32::from(u8::from(claim.support[0].odds > MADE));
            }
            views.of_relation.entry(claim.reading).or_default().add(claim);
            let sentence = views.sentence(claim);
            views.of_sentence.entry(sentence).or_default().add(claim);
            views.of_sentence_alike.entry((sentence, claim.reading)).or_default().add(claim);
            views.all.add(claim);
        }
        views
    }

    /// The mentions of a candidate, the earlier first.
    fn mentions(&self, candidate: &Candidate) -> (&'a Mention, &'a Mention) {
        let all = &self.scene.mentions.mentions;
        (&all[candidate.first as usize], &all[candidate.second as usize])
    }

    /// The sentence of a claim's best candidate.
    fn sentence(&self, claim: &Claim) -> u32 {
        self.mentions(&claim.support[0].candidate).0.sentence
    }

    fn of(&self, claim: &Claim, apart: &mut TakenApart) -> Vec<f32> {
        let mut view = Vec::with_capacity(180);
        self.support(claim, &mut view);
        self.rivals(claim, &mut view);
        let (first, second) = self.mentions(&claim.support[0].candidate);
        let subject_first = first.entity == claim.subject;
        view.push(flag(subject_first));
        let (subject, object) = if subject_first { (first, second) } else { (second, first) };
        self.end(subject, claim, &mut view);
        self.end(object, claim, &mut view);
        self.between(claim, &mut view);
        self.company(claim, &mut view);
        let families = self.classifier.families(self.scene, &claim.support[0], apart);
        view.extend(families.odds);
        view.extend(families.known);
        view
    }

    /// Which relation of which types, and how surely which candidates say it.
    fn support(&self, claim: &Claim, view: &mut Vec<f32>) {
        one_of(self.classifier.readings.len(), Some(usize::from(claim.reading)), view);
        let odds = |n: usize| claim.support.get(n).map_or(NONE, |s| s.odds);
        view.extend([odds(0), odds(1), odds(2)]);
        view.push(f32::from(claim.support[0].candidate.gap));
        view.push(claim.support.len() as f32);
        view.push(claim.support.iter().filter(|s| s.odds > 0.0).count() as f32);
        view.push(claim.support.iter().map(|s| s.probability()).sum());
        view.push(1.0 - claim.support.iter().map(|s| 1.0 - s.probability()).product::<f32>());
        let within = claim.support.iter().find(|s| s.candidate.gap == 0);
        view.push(within.map_or(NONE, |s| s.odds));
    }

    /// What else is claimed of the two.
    fn rivals(&self, claim: &Claim, view: &mut Vec<f32>) {
        let others = || self.of_pair[&pair(claim)].iter().copied().filter(|c| !std::ptr::eq(*c, claim));
        let same_way = |c: &Claim| c.subject == claim.subject;
        let rival = others().max_by(|a, b| a.support[0].odds.total_cmp(&b.support[0].odds));
        view.push(rival.map_or(NONE, |c| c.support[0].odds));
        view.push(rival.map_or(-1.0, |c| flag(same_way(c))));
        one_of(self.classifier.readings.len(), rival.map(|c| usize::from(c.reading)), view);
        view.push(others().find(|c| c.is_reverse_of(claim)).map_or(NONE, |c| c.support[0].odds));
        view.push(others().map(|c| c.support[0].probability()).sum());
    }

    /// An end: its mention in the best candidate, its name, and how the article speaks of it.
    fn end(&self, mention: &Mention, claim: &Claim, view: &mut Vec<f32>) {
        let entity = &self.scene.mentions.entities[mention.entity as usize];
        one_of(EntityType::ALL.len(), EntityType::ALL.iter().position(|kind| *kind == entity.kind), view);
        view.extend([mention.kind as u8 as f32, mention.confidence, entity.confidence]);
        let spoken = &self.spoken[mention.entity as usize];
        view.extend([spoken.mentions, spoken.names, spoken.first, flag(spoken.first == 0.0), spoken.rank, spoken.made]);
        view.push(spoken.claimed.beside(claim)[1]);
        view.push(entity.forms.len() as f32);
        let name = entity.name.as_str();
        view.extend([name.split(' ').count() as f32, name.len() as f32]);
        view.push(flag(name.contains(|c: char| c.is_ascii_digit())));
        view.push(flag(!name.contains(char::is_lowercase)));
        view.push(flag(name.starts_with(char::is_lowercase)));
        view.push(flag(entity.known.is_some()));
    }

    /// The best candidate's sentence, what lies between its ends there, and what their names have in common.
    fn between(&self, claim: &Claim, view: &mut Vec<f32>) {
        let best = &claim.support[0].candidate;
        let (first, second) = self.mentions(best);
        let sentences = &self.scene.doc.sentences;
        let sentence = &sentences[first.sentence as usize];
        view.extend([first.sentence as f32, first.sentence as f32 / sentences.len().max(1) as f32]);
        view.extend([sentences.len() as f32, flag(sentence.title_case)]);
        view.push(self.scene.mentions.mentions.iter().filter(|m| m.sentence == first.sentence).count() as f32);
        view.push((best.second - best.first) as f32 - 1.0);
        view.push(second.tokens.start.saturating_sub(first.tokens.end) as f32);
        view.push((sentence.tokens.end - sentence.tokens.start) as f32);
        self.words(first, second, view);
        let name = |entity: u32| self.scene.mentions.entities[entity as usize].name.as_str();
        let (subject, object) = (name(claim.subject), name(claim.object));
        view.extend([flag(object.starts_with(subject)), flag(subject.starts_with(object))]);
        let parent = self.classifier.parent_first(self.scene.mentions, best);
        view.push(parent.map_or(0.0, |forward| if forward == (first.entity == claim.subject) { 1.0 } else { -1.0 }));
    }

    /// What kinds of words lie between the two and in the whole sentence, and how much of it lies outside.
    fn words(&self, first: &Mention, second: &Mention, view: &mut Vec<f32>) {
        let doc = self.scene.doc;
        let whole = doc.sentences[first.sentence as usize].tokens.clone();
        let between = first.tokens.end..second.tokens.start.max(first.tokens.end);
        let count = |range: &Range<u32>, is: &dyn Fn(&Token) -> bool| {
            range.clone().filter(|t| is(&doc.tokens[*t as usize])).count() as f32
        };
        let doubts = |t: &Token| self.classifier.doubts(t.span.of(&doc.text));
        for range in [&between, &whole] {
            view.push(count(range, &doubts));
            view.push(count(range, &|t| t.tag == Tag::MD));
            view.push(count(range, &|t| t.tag.is_verb()));
        }
        view.push(count(&between, &|t| t.span.of(&doc.text) == ","));
        view.push(count(&whole, &|t| t.span.of(&doc.text) == "?"));
        view.push((first.tokens.start - whole.start) as f32);
        view.push(whole.end.saturating_sub(second.tokens.end) as f32);
    }

    /// The claims beside it: of its ends under its relation, of its sentence, of the article.
    fn company(&self, claim: &Claim, view: &mut Vec<f32>) {
        let (subject, object) = ((claim.subject, claim.reading), (claim.object, claim.reading));
        for (among, key) in [
            (&self.of_subject, subject),
            (&self.of_object, object),
            (&self.of_either, object),
            (&self.of_either, subject),
        ] {
            let odds = claim.support[0].odds;
            let others = || among[&key].iter().copied().filter(|c| !std::ptr::eq(*c, claim));
            view.push(others().count() as f32);
            view.push(others().filter(|c| c.support[0].odds > odds).count() as f32);
            view.push(others().map(|c| c.support[0].probability()).sum());
            view.push(others().map(|c| c.support[0].odds).fold(NONE, f32::max));
        }
        view.extend(self.all.beside(claim));
        view.push(self.of_relation[&claim.reading].beside(claim)[1]);
        view.push(self.spoken.len() as f32);
        view.push(self.claims.iter().filter(|c| c.support[0].odds > claim.support[0].odds).count() as f32);
        let sentence = self.sentence(claim);
        view.extend(self.of_sentence[&sentence].beside(claim));
        view.push(self.of_sentence_alike[&(sentence, claim.reading)].beside(claim)[1]);
    }
}

/// Each entity of an article as it is spoken of, no claims counted yet.
fn spoken(scene: &Scene<'_>) -> Vec<Spoken> {
    let mut all = vec![Spoken { first: f32::MAX, ..Spoken::default() }; scene.mentions.entities.len()];
    for mention in &scene.mentions.mentions {
        let spoken = &mut all[mention.entity as usize];
        spoken.mentions += 1.0;
        spoken.names += flag(mention.kind == MentionKind::Name);
        spoken.first = spoken.first.min(mention.sentence as f32);
    }
    let counts: Vec<f32> = all.iter().map(|s| s.mentions).collect();
    all.iter_mut().for_each(|s| s.rank = counts.iter().filter(|c| **c > s.mentions).count() as f32);
    all
}

fn pair(claim: &Claim) -> (u32, u32) {
    (claim.subject.min(claim.object), claim.subject.max(claim.object))
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// As many numbers as there are choices: 1 at the one taken.
fn one_of(choices: usize, taken: Option<usize>, view: &mut Vec<f32>) {
    view.extend((0..choices).map(|choice| flag(Some(choice) == taken)));
}
