//! Where a phrase stands to the link by the sentence's syntax.

use super::Sight;
use crate::text::{Dep, Tag};
use std::ops::Range;

/// So many steps a phrase may stand above an end, or above the link.
const HIGH: usize = 4;

impl Sight<'_, '_> {
    /// Whether the phrase has the link, or an end in it, as its object.
    pub(super) fn has_object(&self, phrase: &Range<usize>, direct: bool) -> bool {
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

    /// Whether the phrase tells of a token: it is the subject.
    pub(super) fn tells_of(&self, token: u32, phrase: &Range<usize>) -> bool {
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

    pub(super) fn has_subject(&self, phrase: &Range<usize>) -> bool {
        let top = (!self.link.top_is_end).then_some(self.link.top);
        top.into_iter().chain(self.link.above).any(|token| self.tells_of(token, phrase))
    }

    /// Whether the phrase tells of the relation's subject, and no preposition after it brings in something else.
    pub(super) fn has_actor(&self, phrase: &Range<usize>) -> bool {
        let next = self.context.word(phrase.end as isize);
        let other = self.hinges.are("aside", next);
        !other
            && self
                .context
                .subject
                .as_ref()
                .is_some_and(|s| self.tells_of(self.head(s), phrase) || self.follows(s.end, phrase))
    }

    /// Whether the phrase tells of the two ends together, or of one of them in a clause of its own.
    pub(super) fn is_of_pair(&self, phrase: &Range<usize>) -> bool {
        let beside = self.link.top_is_end && self.last().is_some_and(|last| self.follows(last, phrase));
        beside || self.ends().any(|end| self.tells_of(end, phrase) || self.tells_as_clause(end, phrase))
    }

    /// Whether a clause that hangs on a token is the phrase.
    fn tells_as_clause(&self, token: u32, phrase: &Range<usize>) -> bool {
        let doc = self.context.doc;
        doc.children_by(token, &[Dep::ACL, Dep::ACL_RELCL]).any(|c| self.is_in(c, phrase))
    }

    /// Whether the phrase stands before a noun of the link, or hangs on it.
    pub(super) fn has_noun(&self, phrase: &Range<usize>) -> bool {
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

    /// Whether the phrase stands right before the relation's object.
    pub(super) fn has_name(&self, phrase: &Range<usize>) -> bool {
        let Some(object) = &self.context.object else { return false };
        let head = self.head(object);
        phrase.end == object.start
            || phrase.clone().any(|at| self.context.doc.head(self.token(at)) == Some(head) && at < object.start)
    }

    /// Whether the link is a clause under the phrase.
    pub(super) fn has_clause(&self, phrase: &Range<usize>) -> bool {
        let on = self.link.on.iter().any(|t| self.is_in(*t, phrase));
        let above = self.link.above.or((!self.link.top_is_end).then_some(self.link.top));
        let starts: Vec<u32> = if on { self.ends().collect() } else { above.into_iter().collect() };
        starts.into_iter().any(|start| self.is_clause_under(start, phrase))
    }

    /// Whether a token stands in a clause under the phrase, or heads it.
    fn is_clause_under(&self, start: u32, phrase: &Range<usize>) -> bool {
        let doc = self.context.doc;
        let marked = |lower: u32, dep: Dep| {
            dep == Dep::ADVCL && doc.children_by(lower, &[Dep::MARK]).any(|mark| self.is_in(mark, phrase))
        };
        let (mut clause, mut lower) = (false, start);
        for (upper, dep) in self.up(start).take(HIGH) {
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

    /// Whether the phrase hangs on a token of the link.
    pub(super) fn has_adverb(&self, phrase: &Range<usize>) -> bool {
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
}
