//! Where a phrase stands to the link of a sentence's two ends.

mod order;
mod syntax;

use super::context::Context;
use super::link::Link;
use super::verdict::{Hinges, PhrasePlace, Row};
use crate::text::{Dep, Tag};
use crate::value::Status;
use smol_str::SmolStr;
use std::ops::Range;

/// In a phrase it stands for up to so many words: "let ~ expire".
const GAP: &str = "~";
const GAPS: usize = 7;

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
        let over = matches!(row.status, Status::Ended | Status::Denied);
        let anyhow = row.guards || row.place == PhrasePlace::Any || !over;
        self.stands(&phrase, row.place) && (anyhow || !self.is_open(&phrase))
    }

    fn stands(&self, phrase: &Range<usize>, place: PhrasePlace) -> bool {
        let regions = || self.context.regions();
        match place {
            PhrasePlace::Object => self.is_done_to(phrase, false),
            PhrasePlace::Direct => self.is_done_to(phrase, true),
            PhrasePlace::Subject => self.has_subject(phrase) || self.follows_both(phrase),
            PhrasePlace::Fate => self.context.object.as_ref().is_some_and(|o| self.tells_of(self.head(o), phrase)),
            PhrasePlace::Actor => self.has_actor(phrase),
            PhrasePlace::Noun => self.has_noun(phrase),
            PhrasePlace::Clause => self.has_clause(phrase) || self.opens_clause(phrase),
            PhrasePlace::Adverb => self.has_adverb(phrase),
            PhrasePlace::Pair => self.is_of_pair(phrase),
            PhrasePlace::Named => self.has_name(phrase),
            PhrasePlace::Inverted => self.is_told() && self.is_inverted(phrase),
            PhrasePlace::After => self.is_after(phrase),
            PhrasePlace::Behind => self.is_behind(phrase),
            PhrasePlace::Any => self.is_told(),
            PhrasePlace::First => self.has_link() && self.opens(phrase),
            PhrasePlace::Opening => self.opens(phrase),
            PhrasePlace::Before => phrase.end <= regions().before.end,
            PhrasePlace::Between => within(phrase, &regions().between),
            PhrasePlace::Later => within(phrase, &regions().after),
            PhrasePlace::Next => self.is_right_before_end(phrase),
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
            let named = self.context.is_end(self.token(here)) && self.context.tag(here as isize) != Tag::PRP;
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

    fn token(&self, at: usize) -> u32 {
        (self.context.first + at) as u32
    }

    fn is_in(&self, token: u32, phrase: &Range<usize>) -> bool {
        phrase.contains(&(token as usize - self.context.first))
    }

    fn head(&self, phrase: &Range<usize>) -> u32 {
        self.context.doc.head_of(self.token(phrase.start)..self.token(phrase.end)).unwrap_or(self.token(phrase.start))
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

    /// Where the earlier end starts.
    fn start(&self) -> Option<usize> {
        Some(self.context.subject.as_ref()?.start.min(self.context.object.as_ref()?.start))
    }

    /// Where the later end ends; none where only one is in the sentence.
    fn last(&self) -> Option<usize> {
        Some(self.context.subject.as_ref()?.end.max(self.context.object.as_ref()?.end))
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
}

/// Whether a phrase lies in a part of the sentence.
fn within(phrase: &Range<usize>, part: &Range<usize>) -> bool {
    part.start <= phrase.start && phrase.end <= part.end
}
