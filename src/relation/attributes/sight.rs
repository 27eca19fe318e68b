//! Where a phrase stands to the link of a sentence's two ends: by its syntax, and by the words in a row where that is lost.

use super::context::Context;
use super::link::{Link, inside};
use super::verdict::{Hinges, Place, Row};
use crate::text::{Dep, Tag};
use crate::value::Status;
use smol_str::SmolStr;
use std::ops::Range;

/// In a phrase it stands for up to so many words: "let ~ expire".
const GAP: &str = "~";
const GAPS: usize = 7;

/// So far behind a phrase its object is looked for, where the syntax has lost it.
const REACH: usize = 12;

/// So many steps a phrase may stand above an end, or above the link.
const NEAR: usize = 4;
const HIGH: usize = 4;

/// So many words may lead from a phrase to the clause that it is said of.
const LEAD: usize = 6;

/// A sentence and the link of its two ends.
pub(super) struct Sight<'c, 'd> {
    pub(super) context: &'c Context<'d>,
    pub(super) link: &'c Link,
    pub(super) hinges: &'c Hinges,
}

impl Sight<'_, '_> {
    /// Whether a row's phrase starts at a position and stands to the link as the row says.
    pub(super) fn holds(&self, row: &Row, at: usize) -> bool {
        let Some(phrase) = self.matches(&row.words, at) else { return false };
        if matches!(row.status, Status::Ended | Status::Denied) && row.place != Place::Any && self.is_open(&phrase) {
            return false;
        }
        match row.place {
            Place::Object => self.is_done_to(&phrase, false),
            Place::Direct => self.is_done_to(&phrase, true),
            Place::Subject => self.has_subject(&phrase) || self.follows_both(&phrase),
            Place::Fate => self.context.object.as_ref().is_some_and(|o| self.tells_of(self.head(o), &phrase)),
            Place::Actor => self.has_actor(&phrase),
            Place::Noun => self.has_noun(&phrase),
            Place::Clause => self.has_clause(&phrase) || self.opens_clause(&phrase),
            Place::Adverb => self.has_adverb(&phrase),
            Place::Pair => self.is_of_pair(&phrase),
            Place::Named => self.has_name(&phrase),
            Place::Inverted => self.is_told() && self.is_inverted(&phrase),
            Place::After => self.is_after(&phrase),
            Place::Behind => self.is_behind(&phrase),
            Place::Any => self.is_told(),
            Place::First => self.has_link() && self.opens(&phrase),
        }
    }

    /// Whether the phrase is done to the link, or to an end itself where only that counts.
    fn is_done_to(&self, phrase: &Range<usize>, direct: bool) -> bool {
        self.is_action(phrase)
            && (self.has_object(phrase, direct)
                || self.is_followed(phrase, direct)
                || self.is_around(phrase)
                || self.is_passive(phrase) && self.follows_both(phrase)
                || self.is_theirs(phrase))
    }

    /// The tokens of a phrase that starts at a position; none of them may be in one of the ends, but for a gap.
    fn matches(&self, words: &[Vec<SmolStr>], at: usize) -> Option<Range<usize>> {
        let mut here = at;
        let mut words = words.iter().peekable();
        while let Some(wanted) = words.next() {
            if wanted[0] == GAP {
                let next = words.peek()?;
                here = (here..=here + GAPS).take_while(|i| !self.breaks(*i)).find(|i| self.is(*i, next))?;
                continue;
            }
            let named = inside(self.context, self.token(here)) && self.context.tag(here as isize) != Tag::PRP;
            if !self.is(here, wanted) || named {
                return None;
            }
            here += 1;
        }
        Some(at..here)
    }

    fn is(&self, at: usize, wanted: &[SmolStr]) -> bool {
        let (word, lemma, tag) =
            (self.context.word(at as isize), self.context.lemma(at as isize), self.context.tag(at as isize));
        let compares = matches!(tag, Tag::JJS | Tag::RBS | Tag::JJR | Tag::RBR);
        wanted.iter().any(|wanted| word == wanted || lemma == wanted && !compares)
    }

    pub(super) fn token(&self, at: usize) -> u32 {
        (self.context.first + at) as u32
    }

    fn is_in(&self, token: u32, phrase: &Range<usize>) -> bool {
        phrase.contains(&(token as usize - self.context.first))
    }

    fn head(&self, phrase: &Range<usize>) -> u32 {
        self.context.doc.head_of(self.token(phrase.start)..self.token(phrase.end)).unwrap_or(self.token(phrase.start))
    }

    /// Whether a position ends a phrase: a comma, a stop.
    fn breaks(&self, at: usize) -> bool {
        matches!(self.context.word(at as isize), "," | ";" | ":" | "." | "—" | "(" | ")")
    }

    /// Whether the phrase's verb is not told as done: "to end", "may end", "did not end", "plans on ending".
    fn is_open(&self, phrase: &Range<usize>) -> bool {
        let (context, doc) = (self.context, self.context.doc);
        let head = self.head(phrase);
        let over = |token: u32| doc.children_by(token, &[Dep::ADVMOD, Dep::AUX, Dep::MARK, Dep::DET]);
        let unsure =
            |t: u32| self.hinges.are("open", context.word(context.at(t))) || context.tag(context.at(t)) == Tag::MD;
        over(head).filter(|t| !self.is_in(*t, phrase)).any(unsure)
    }

    /// Whether a phrase is what somebody does, and no noun or adjective of the same letters.
    fn is_action(&self, phrase: &Range<usize>) -> bool {
        let tag = |at: usize| self.context.tag(at as isize);
        tag(phrase.start).is_verb() || phrase.len() > 1
    }

    /// Whether the sentence tells the link itself, and does not take it for given in a name's attribute.
    fn is_told(&self) -> bool {
        let doc = self.context.doc;
        let told = if self.link.top_is_end { self.link.above } else { Some(self.link.top) };
        let who = |t: u32| doc.children(t).any(|c| matches!(doc.tokens[c as usize].tag, Tag::WP | Tag::WDT));
        let given = |dep: &Dep| matches!(dep.base(), "acl" | "advcl" | "appos" | "nmod" | "amod" | "compound");
        let said = |dep: &Dep| dep.base() != "ccomp";
        told.is_some_and(|t| !who(t) && !self.up(t).map(|(_, dep)| dep).take_while(said).any(|dep| given(&dep)))
    }

    /// Whether words tell what the two ends have to do with each other.
    fn has_link(&self) -> bool {
        !self.link.top_is_end || self.link.above.is_some()
    }

    /// Whether the phrase stands right before the relation's object.
    fn has_name(&self, phrase: &Range<usize>) -> bool {
        let Some(object) = &self.context.object else { return false };
        let head = self.head(object);
        phrase.end == object.start
            || phrase.clone().any(|at| self.context.doc.head(self.token(at)) == Some(head) && at < object.start)
    }

    /// The heads of the two ends.
    fn ends(&self) -> impl Iterator<Item = u32> {
        let heads = [&self.context.subject, &self.context.object].into_iter().flatten();
        heads.map(|range| self.head(range)).collect::<Vec<_>>().into_iter()
    }

    /// The way up from a token through what a noun phrase or a clause under its verb is made of.
    fn up(&self, from: u32) -> impl Iterator<Item = (u32, Dep)> {
        let doc = self.context.doc;
        doc.ancestors(from)
            .zip(doc.ancestors(from).skip(1))
            .map(move |(lower, upper)| (upper, doc.tokens[lower as usize].dep))
    }

    /// Whether the phrase has the link, or an end in it, as its object.
    fn has_object(&self, phrase: &Range<usize>, direct: bool) -> bool {
        let doc = self.context.doc;
        let carries = |dep: Dep| {
            matches!(dep.base(), "obj" | "obl" | "compound" | "appos" | "flat" | "amod")
                || dep.as_str() == "nsubj:pass"
                || !direct && dep.base() == "nmod"
        };
        let starts = self.ends().chain(self.link.above).chain((!self.link.top_is_end).then_some(self.link.top));
        for start in starts {
            let mut lower = start;
            for (upper, dep) in self.up(start) {
                if !carries(dep) {
                    break;
                }
                if self.is_in(upper, phrase) && !self.is_in(lower, phrase) {
                    let cased =
                        dep.base() != "obl" || doc.children_by(lower, &[Dep::CASE]).all(|c| self.is_in(c, phrase));
                    if cased {
                        return true;
                    }
                }
                lower = upper;
            }
        }
        false
    }

    /// Whether two ends side by side do the phrase to something of theirs.
    fn is_theirs(&self, phrase: &Range<usize>) -> bool {
        let near = self.last().is_some_and(|last| (last..last + 3).contains(&phrase.start));
        near && self.link.top_is_end && self.hinges.are("theirs", self.context.word(phrase.end as isize))
    }

    /// Whether an end stands in the phrase's gap: "let its alliance with Velar expire".
    fn is_around(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|at| inside(self.context, self.token(at)))
    }

    /// Where the later end ends; none where only one is in the sentence.
    fn last(&self) -> Option<usize> {
        Some(self.context.subject.as_ref()?.end.max(self.context.object.as_ref()?.end))
    }

    /// Where the earlier end starts.
    fn start(&self) -> Option<usize> {
        Some(self.context.subject.as_ref()?.start.min(self.context.object.as_ref()?.start))
    }

    /// Whether the phrase follows the later end at once, and a noun with a preposition stands before the earlier: "THE ALLIANCE OF
    /// Orbix and Velar is history".
    fn follows_both(&self, phrase: &Range<usize>) -> bool {
        let (Some(start), Some(last)) = (self.start(), self.last()) else { return false };
        let context = self.context;
        let of = start.saturating_sub(1 + usize::from(context.tag(start as isize - 1) == Tag::DT));
        let owned = [&context.subject, &context.object]
            .into_iter()
            .flatten()
            .any(|end| context.tag(end.end as isize) == Tag::POS);
        let noun = owned || matches!(context.tag(of as isize), Tag::IN) && context.tag(of as isize - 1).is_noun();
        noun && self.follows(last, phrase)
    }

    /// Whether the passive's verb stands before the phrase.
    fn is_passive(&self, phrase: &Range<usize>) -> bool {
        (1..3).any(|n| self.hinges.are("passive", self.context.lemma(phrase.start as isize - n)))
    }

    /// Whether the phrase stands right behind a noun of the link or the later end.
    fn is_behind(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let before = phrase.start.checked_sub(1).map(|at| self.token(at));
        let noun = |t: u32| self.link.on.contains(&t) && context.tag(context.at(t)).is_noun();
        self.last() == Some(phrase.start) || before.is_some_and(noun)
    }

    /// Whether a clause that holds the link follows the phrase, with nothing between but what leads to it: "waved off THE NOTION THAT".
    fn opens_clause(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let Some(start) = self.start() else { return false };
        let top = context.at(self.link.top).max(0) as usize;
        let first = start.min(top);
        let leads = |at: usize| {
            let tag = context.tag(at as isize);
            !self.breaks(at) && !tag.is_verb() && tag != Tag::CC
        };
        let marked = |at: usize| self.hinges.are("lead", context.word(at as isize));
        !self.link.top_is_end
            && context.tag(top as isize).is_verb()
            && !context.tag(phrase.start as isize).is_proper()
            && phrase.end <= first
            && first <= phrase.end + LEAD
            && (phrase.end..first).all(leads)
            && (phrase.start..first).any(marked)
    }

    /// Whether an end or the link's noun follows the phrase, with nothing between but what noun phrases are made of.
    fn is_followed(&self, phrase: &Range<usize>, direct: bool) -> bool {
        let context = self.context;
        let last = (phrase.end + REACH).min(context.len());
        let noun = phrase.len() > 1 && context.tag(phrase.end as isize - 1).is_noun();
        let passes = |at: &usize| {
            let tag = context.tag(*at as isize);
            let word = context.word(*at as isize);
            let of = !direct && self.hinges.are("carry", word) || noun && self.hinges.are("noun", word);
            let other = tag.is_proper() && !inside(context, self.token(*at));
            !self.breaks(*at)
                && !other
                && (of
                    || inside(context, self.token(*at))
                    || tag.is_noun()
                    || tag.is_adjective()
                    || matches!(tag, Tag::DT | Tag::PRP_POSS | Tag::POS | Tag::CD | Tag::HYPH | Tag::VBG))
        };
        (phrase.end..last).take_while(passes).any(|at| inside(context, self.token(at)))
    }

    /// Whether the phrase tells of a token: it is the subject.
    fn tells_of(&self, token: u32, phrase: &Range<usize>) -> bool {
        for (upper, dep) in self.up(token) {
            let tells = dep.base() == "nsubj";
            if !tells && !matches!(dep.base(), "nmod" | "obl" | "compound" | "appos" | "flat") {
                break;
            }
            if self.is_in(upper, phrase) {
                return tells;
            }
            if tells {
                break;
            }
        }
        false
    }

    fn has_subject(&self, phrase: &Range<usize>) -> bool {
        let top = (!self.link.top_is_end).then_some(self.link.top);
        top.into_iter().chain(self.link.above).any(|token| self.tells_of(token, phrase))
    }

    /// Whether the phrase stands before a noun of the link, or hangs on it.
    fn has_noun(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let nouns = || {
            self.link
                .on
                .iter()
                .copied()
                .chain(self.link.above)
                .filter(|t| context.tag(context.at(*t)).is_noun() || context.tag(context.at(*t)).is_adjective())
        };
        let passes = |at: &usize| {
            let tag = context.tag(*at as isize);
            tag.is_noun() || tag.is_adjective() || matches!(tag, Tag::HYPH | Tag::CC | Tag::POS | Tag::VBG | Tag::VBN)
        };
        let run = (phrase.end..context.len()).take_while(passes).take(6);
        let run: Vec<u32> = run.map(|at| self.token(at)).collect();
        let doc = context.doc;
        let holds = |n: u32| {
            self.ends().any(|end| {
                doc.head(end) == Some(n) && matches!(doc.tokens[end as usize].dep.base(), "nmod" | "compound")
            })
        };
        let hangs = |t: u32, n: u32| doc.head(t) == Some(n);
        nouns().any(|n| {
            (holds(n) || self.link.above == Some(n))
                && (run.contains(&n) || phrase.clone().any(|at| hangs(self.token(at), n)))
        })
    }

    /// Whether the link is a clause under the phrase.
    fn has_clause(&self, phrase: &Range<usize>) -> bool {
        let on = self.link.on.iter().any(|t| self.is_in(*t, phrase));
        let above = self.link.above.or((!self.link.top_is_end).then_some(self.link.top));
        let starts: Vec<u32> = if on { self.ends().collect() } else { above.into_iter().collect() };
        starts.into_iter().any(|start| self.is_clause_under(start, phrase, if on { NEAR } else { HIGH }))
    }

    /// Whether a token stands in a clause under the phrase, or heads it.
    fn is_clause_under(&self, start: u32, phrase: &Range<usize>, most: usize) -> bool {
        let doc = self.context.doc;
        let marked = |lower: u32, dep: Dep| {
            dep == Dep::ADVCL && doc.children_by(lower, &[Dep::MARK]).any(|mark| self.is_in(mark, phrase))
        };
        let (mut clause, mut lower) = (false, start);
        for (upper, dep) in self.up(start).take(most) {
            clause |= matches!(dep.base(), "xcomp" | "ccomp" | "csubj") || dep.as_str() == "acl" || marked(lower, dep);
            let carries = clause || matches!(dep.base(), "obj" | "obl" | "nmod" | "compound" | "flat" | "nsubj");
            if !carries || matches!(dep.base(), "conj" | "parataxis" | "appos") || dep.as_str() == "acl:relcl" {
                return false;
            }
            if self.is_in(upper, phrase) && !self.is_in(start, phrase) {
                return clause;
            }
            lower = upper;
        }
        false
    }

    /// Whether the phrase tells of the relation's subject, and no preposition after it brings in something else.
    fn has_actor(&self, phrase: &Range<usize>) -> bool {
        let next = self.context.word(phrase.end as isize);
        let other = self.hinges.are("aside", next);
        !other
            && self
                .context
                .subject
                .as_ref()
                .is_some_and(|s| self.tells_of(self.head(s), phrase) || self.follows(s.end, phrase))
    }

    /// Whether the phrase stands behind a position, with nothing between but what verbs are told with.
    fn follows(&self, last: usize, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let light = |at: usize| {
            let (tag, lemma) = (context.tag(at as isize), context.lemma(at as isize));
            tag.is_adverb() || tag == Tag::DT || lemma == "," || self.hinges.are("light", lemma)
        };
        (last..last + 4).contains(&phrase.start) && (last..phrase.start).all(light)
    }

    /// Whether the phrase tells of the two ends together, or of one of them in a clause of its own.
    fn is_of_pair(&self, phrase: &Range<usize>) -> bool {
        let beside = self.link.top_is_end && self.last().is_some_and(|last| self.follows(last, phrase));
        beside || self.ends().any(|end| self.tells_of(end, phrase) || self.tells_as_clause(end, phrase))
    }

    /// Whether a clause that hangs on a token is the phrase.
    fn tells_as_clause(&self, token: u32, phrase: &Range<usize>) -> bool {
        let doc = self.context.doc;
        doc.children_by(token, &[Dep::ACL, Dep::ACL_RELCL]).any(|c| self.is_in(c, phrase))
    }

    /// Whether the phrase hangs on a token of the link.
    fn has_adverb(&self, phrase: &Range<usize>) -> bool {
        let doc = self.context.doc;
        let head = self.head(phrase);
        let month = doc.tokens[head as usize].tag.is_noun();
        let hung = !month
            && matches!(
                doc.tokens[head as usize].dep.base(),
                "advmod" | "aux" | "obl" | "case" | "cc" | "mark" | "discourse" | "amod"
            );
        let on = |t: u32| !self.is_in(t, phrase) && doc.head(head) == Some(t);
        hung && (self.link.on.iter().copied().chain(self.link.above).any(on))
    }

    /// Whether a condition is told by the order of its words: the sentence opens with the phrase and does not ask, or a comma stands
    /// before it in a sentence that says what would have been.
    fn is_inverted(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let asks = (0..context.len()).rev().take(2).any(|at| context.word(at as isize) == "?");
        let would = (0..context.len()).any(|at| self.hinges.are("would", context.word(at as isize)));
        let next = context.tag(phrase.end as isize);
        let subject = next.is_noun() || matches!(next, Tag::DT | Tag::PRP | Tag::PRP_POSS);
        !asks
            && subject
            && would
            && (phrase.start == 0 || self.hinges.are("speech", context.word(phrase.start as isize - 1)))
    }

    /// Whether the phrase follows the later end.
    fn is_after(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let (Some(subject), Some(object)) = (&context.subject, &context.object) else { return false };
        let last = subject.end.max(object.end);
        let comma = |at: usize| at + 1 == phrase.start && phrase.len() > 1 && context.word(at as isize) == ",";
        let verb = |at: usize| context.tag(at as isize).is_verb() || self.breaks(at) && !comma(at);
        let end = context.doc.head(self.link.above.unwrap_or(self.link.top)).is_none();
        end && phrase.start >= last && !(last..phrase.start).any(verb)
    }

    /// Whether the sentence opens with the phrase.
    fn opens(&self, phrase: &Range<usize>) -> bool {
        (0..phrase.start)
            .all(|at| !self.context.word(at as isize).starts_with(char::is_alphanumeric) || self.breaks(at + 1))
    }
}
