//! Where a phrase stands to the link, or to the two ends, by the order of the words: where the syntax is lost, or says nothing.

use super::Sight;
use crate::text::Tag;
use std::ops::Range;

/// So far behind a phrase its object is looked for.
const REACH: usize = 12;

/// So many words may lead from a phrase to the clause that it is said of.
const LEAD: usize = 6;

impl Sight<'_, '_> {
    /// Whether an end or the link's noun follows the phrase, with nothing between but what noun phrases are made of.
    pub(super) fn is_followed(&self, phrase: &Range<usize>, direct: bool) -> bool {
        let context = self.context;
        let last = (phrase.end + REACH).min(context.len());
        let noun = phrase.len() > 1 && context.tag(phrase.end as isize - 1).is_noun();
        let passes = |at: &usize| {
            let tag = context.tag(*at as isize);
            let word = context.word(*at as isize);
            let of = !direct && self.hinges.are("carry", word) || noun && self.hinges.are("noun", word);
            let other = tag.is_proper() && !context.is_end(self.token(*at));
            !self.breaks(*at)
                && !other
                && (of
                    || context.is_end(self.token(*at))
                    || tag.is_noun()
                    || tag.is_adjective()
                    || matches!(tag, Tag::DT | Tag::PRP_POSS | Tag::POS | Tag::CD | Tag::HYPH | Tag::VBG))
        };
        (phrase.end..last).take_while(passes).any(|at| context.is_end(self.token(at)))
    }

    /// Whether the phrase stands right before one of the ends.
    pub(super) fn is_right_before_end(&self, phrase: &Range<usize>) -> bool {
        [&self.context.subject, &self.context.object].into_iter().flatten().any(|end| end.start == phrase.end)
    }

    /// Whether an end stands in the phrase's gap: "let its alliance with Velar expire".
    pub(super) fn is_around(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|at| self.context.is_end(self.token(at)))
    }

    /// Whether two ends side by side do the phrase to something of theirs.
    pub(super) fn is_theirs(&self, phrase: &Range<usize>) -> bool {
        let near = self.last().is_some_and(|last| (last..last + 3).contains(&phrase.start));
        near && self.link.top_is_end && self.hinges.are("theirs", self.context.word(phrase.end as isize))
    }

    /// Whether the phrase stands behind a position, with nothing between but what verbs are told with.
    pub(super) fn follows(&self, last: usize, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let light = |at: usize| {
            let (tag, lemma) = (context.tag(at as isize), context.lemma(at as isize));
            tag.is_adverb() || tag == Tag::DT || lemma == "," || self.hinges.are("light", lemma)
        };
        (last..last + 4).contains(&phrase.start) && (last..phrase.start).all(light)
    }

    /// Whether the phrase follows the later end at once, and a noun with a preposition stands before the earlier: "THE ALLIANCE OF
    /// Orbix and Velar is history".
    pub(super) fn follows_both(&self, phrase: &Range<usize>) -> bool {
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
    pub(super) fn is_passive(&self, phrase: &Range<usize>) -> bool {
        (1..3).any(|n| self.hinges.are("passive", self.context.lemma(phrase.start as isize - n)))
    }

    /// Whether the phrase stands right behind a noun of the link or the later end.
    pub(super) fn is_behind(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let before = phrase.start.checked_sub(1).map(|at| self.token(at));
        let noun = |t: u32| self.link.on.contains(&t) && context.tag(context.at(t)).is_noun();
        self.last() == Some(phrase.start) || before.is_some_and(noun)
    }

    /// Whether a clause that holds the link follows the phrase, with nothing between but what leads to it: "waved off THE NOTION THAT".
    pub(super) fn opens_clause(&self, phrase: &Range<usize>) -> bool {
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

    /// Whether a condition is told by the order of its words: the sentence opens with the phrase and does not ask, or a comma stands
    /// before it in a sentence that says what would have been.
    pub(super) fn is_inverted(&self, phrase: &Range<usize>) -> bool {
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
    pub(super) fn is_after(&self, phrase: &Range<usize>) -> bool {
        let context = self.context;
        let (Some(subject), Some(object)) = (&context.subject, &context.object) else { return false };
        let last = subject.end.max(object.end);
        let comma = |at: usize| at + 1 == phrase.start && phrase.len() > 1 && context.word(at as isize) == ",";
        let verb = |at: usize| context.tag(at as isize).is_verb() || self.breaks(at) && !comma(at);
        let end = context.doc.head(self.link.above.unwrap_or(self.link.top)).is_none();
        end && phrase.start >= last && !(last..phrase.start).any(verb)
    }

    /// Whether the sentence opens with the phrase.
    pub(super) fn opens(&self, phrase: &Range<usize>) -> bool {
        (0..phrase.start)
            .all(|at| !self.context.word(at as isize).starts_with(char::is_alphanumeric) || self.breaks(at + 1))
    }
}
