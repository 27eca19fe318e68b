//! Reach: what governs the words that link the two ends, by the sentence's syntax. A denial counts for the relation
//! where it stands above or at the link, and not where it stands in the sentence's other half.

use super::context::{Context, Features};
use super::link::Link;
use crate::text::{Dep, Tag};
use crate::value::Status;
use crate::vocab::Lexicon;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::ops::Range;

/// How far up from the link governors are looked for.
const HIGH: usize = 5;

/// A title has at most so many words, and words so near before it may speak of it ("the former").
const TITLE: usize = 8;
const BEFORE: usize = 2;

/// The kinds of words that reach a link from a deeper place too, and what says nothing of truth.
const NEGATION: &str = "not";
const CONDITION: &str = "if";
const DENIAL: &str = "denied";
const MAYBE: &str = "maybe";
const NOTHING: &str = "-";

/// What the words of `data/lexicon/status_turns.txt` do.
const LEAVES_NONE: &str = "none";
const ADDS: &str = "adds";
const DESPITE: &str = "despite";
const ANY: &str = "any";

/// What governs the link of a sentence's two ends.
#[derive(Default)]
pub(super) struct Governors<'k> {
    /// Whether the sentence is parsed and has a link.
    known: bool,
    /// The kinds of the governing words.
    kinds: Vec<&'k str>,
    /// The governing tokens.
    tokens: Vec<u32>,
}

impl<'k> Governors<'k> {
    fn push(&mut self, token: u32, kind: &'k str) {
        self.kinds.push(kind);
        self.tokens.push(token);
    }
}

/// What words say of the truth of what they govern.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    kinds: FxHashMap<SmolStr, SmolStr>,
    /// What some words do to those.
    turns: FxHashMap<SmolStr, SmolStr>,
}

impl Reach {
    pub(super) fn new(lexicon: &Lexicon) -> Reach {
        let row = |r: &Vec<String>| Some((SmolStr::from(r.first()?), SmolStr::from(r.get(1)?)));
        let rows = |name: &str| lexicon.rows(name).iter().filter_map(row).collect();
        Reach { kinds: rows("status_words"), turns: rows("status_turns") }
    }

    /// Whether the word at a position does that to what others say.
    fn turns(&self, context: &Context, at: isize, how: &str) -> bool {
        self.turns.get(context.word(at)).is_some_and(|what| what == how)
    }

    /// What a token, with the next one ("wave off") or alone, says of the truth of what it governs; "-" where nothing.
    fn kind(&self, context: &Context, token: u32) -> &str {
        let at = context.at(token);
        let pair = |word: &str| self.kinds.get(format_smolstr!("{word} {}", context.word(at + 1)).as_str());
        let both = || pair(context.word(at)).or_else(|| pair(context.lemma(at)));
        let found = both().or_else(|| self.kinds.get(context.word(at))).or_else(|| self.kinds.get(context.lemma(at)));
        found.map_or(NOTHING, SmolStr::as_str)
    }

    /// What forbids to tell the link as fact, whatever a model makes of it: something on the way denied, its verb on a condition,
    /// all of it asked or denied from above. Rarely needed on news, whose other denials a model learns.
    pub(super) fn forbids(&self, context: &Context) -> Option<Status> {
        let link = context.link()?;
        if self.is_denied(context, link) || self.is_denied_above(context, link) {
            return Some(Status::Denied);
        }
        let open = self.is_on_condition(context, link) || self.is_supposed(context, link) || is_question(context);
        open.then_some(Status::Speculative)
    }

    /// Whether a word on the way from one end to the other says no or has one that does ("licenses none of", "is not a rival of").
    fn is_denied(&self, context: &Context, link: &Link) -> bool {
        let doc = context.doc;
        let over = link.above.or_else(|| doc.head(link.top).filter(|_| link.top_is_end));
        let subject = over.and_then(|verb| doc.children_by(verb, &[Dep::NSUBJ, Dep::NSUBJ_PASS]).next());
        let of = |token: u32| {
            doc.children_by(token, &[Dep::ADVMOD, Dep::DET, Dep::CC])
                .filter(move |c| !context.is_end(*c) && !doc.is_below(link.top, *c))
        };
        let verb = link.above.filter(|t| doc.tokens[*t as usize].tag.is_verb());
        let is_no = |token: &u32| self.turns(context, context.at(*token), LEAVES_NONE);
        link.on.iter().any(is_no)
            || link.on.iter().copied().chain(verb).flat_map(of).any(|c| self.denies(context, c))
            || subject.is_some_and(|s| !doc.is_below(s, link.top) && of(s).any(|c| self.denies(context, c)))
    }

    /// Whether what stands above the link denies all of it.
    fn is_denied_above(&self, context: &Context, link: &Link) -> bool {
        let doc = context.doc;
        let carries = |lower: u32| {
            matches!(doc.tokens[lower as usize].dep.as_str(), "ccomp" | "xcomp" | "acl" | "obj" | "obl" | "nmod")
        };
        !link.top_is_end
            && std::iter::successors(Some(link.top), |lower| doc.head(*lower).filter(|_| carries(*lower)))
                .skip(1)
                .take(3)
                .any(|token| self.kind(context, token) == DENIAL)
    }

    /// Whether a condition hangs on the link's verb, or follows the later end without a verb or a comma between ("sues S unless").
    fn is_on_condition(&self, context: &Context, link: &Link) -> bool {
        let doc = context.doc;
        let is_verb = |token: &u32| doc.tokens[*token as usize].tag.is_verb();
        let is_if = |token: u32| self.kind(context, token) == CONDITION;
        let clause = |token: u32| {
            doc.children_by(token, &[Dep::ADVCL])
                .filter(|c| !context.is_end(*c) && !doc.is_below(link.top, *c))
                .any(|c| doc.children_by(c, &[Dep::MARK]).any(is_if))
        };
        if link.on.iter().copied().chain(link.above).filter(is_verb).any(clause) {
            return true;
        }
        let told = is_verb(&link.top) && !link.top_is_end && doc.head(link.top).is_none()
            || link.above.is_some_and(|verb| is_verb(&verb) && doc.head(verb).is_none());
        let (Some(subject), Some(object)) = (&context.subject, &context.object) else { return false };
        let ends = |at: &usize| {
            let (tag, mark) = (context.tag(*at as isize), context.raw(*at));
            tag.is_verb() || matches!(mark, "," | ";") || self.turns(context, *at as isize, DESPITE)
        };
        let mut rest = (subject.end.max(object.end)..context.len()).take_while(|at| !ends(at));
        told && rest.any(|at| is_if((context.first + at) as u32))
    }

    /// Whether the link is some thing or other, of which is told what would become of it: "A MERGER of the two COULD fail".
    fn is_supposed(&self, context: &Context, link: &Link) -> bool {
        let doc = context.doc;
        let some = |token| doc.children_by(token, &[Dep::DET]).any(|c| self.turns(context, context.at(c), ANY));
        let maybe = |verb| {
            doc.children_by(verb, &[Dep::AUX])
                .any(|c| self.kind(context, c) == MAYBE && context.tag(context.at(c)) == Tag::MD)
        };
        // Of a "suit by X against Y" the suit, wherever the two hang.
        let dep = |token: u32| doc.tokens[token as usize].dep;
        let noun = doc.ancestors(link.top).find(|token| dep(*token).base() != "nmod");
        noun.is_some_and(|noun| dep(noun) == Dep::NSUBJ && some(noun) && doc.head(noun).is_some_and(maybe))
    }

    /// The words in which the two ends stand in one phrase without a verb, as a title and its bearer do ("Replit's chief executive,
    /// Amjad Masad"), and those right before it; none where one of them speaks of the truth of something.
    pub(super) fn title(&self, context: &Context) -> Option<Range<usize>> {
        let (subject, object) = (context.subject.as_ref()?, context.object.as_ref()?);
        let phrase = subject.start.min(object.start)..subject.end.max(object.end);
        let gap = phrase.len().saturating_sub(subject.len() + object.len());
        let plain = |at: usize| {
            let token = (context.first + at) as u32;
            context.is_end(token) || self.kind(context, token) == NOTHING
        };
        let verb = |at: usize| context.tag(at as isize).is_verb() && !context.is_end((context.first + at) as u32);
        let words = phrase.start.saturating_sub(BEFORE)..phrase.end;
        let named = [subject, object].iter().all(|end| context.tag(end.start as isize) != Tag::PRP);
        let given = named && words.clone().all(plain) && !phrase.clone().any(verb);
        (gap <= TITLE && !asks(context) && given).then_some(words)
    }

    /// Whether a word says no: "not", "never", but not the first of "not only".
    fn denies(&self, context: &Context, token: u32) -> bool {
        self.kind(context, token) == NEGATION && !self.turns(context, context.at(token) + 1, ADDS)
    }

    /// Adds the features of what governs the link, and tells what that is.
    pub(super) fn features<'s>(&'s self, f: &mut Features, context: &Context, relation: &str) -> Governors<'s> {
        let doc = context.doc;
        let asks = if asks(context) { "?" } else { "." };
        let Some(link) = context.link() else {
            f.add("reach-none", &[asks]);
            return Governors::default();
        };
        let at = |token: u32| context.at(token);
        let mut governs = Governors { known: true, ..Default::default() };
        for token in &link.on {
            let kind = self.kind(context, *token);
            f.add("on", &[context.masked(at(*token)), doc.tokens[*token as usize].dep.base()]);
            f.both("on-kind", relation, &[kind]);
            governs.push(*token, kind);
            self.below(f, context, link, *token, "on", relation, &mut governs);
        }
        if link.on.is_empty() || link.top_is_end {
            self.below(f, context, link, link.top, "end", relation, &mut governs);
        }
        let mut lower = link.top;
        // Above a coordination or an adverbial clause nothing governs any more.
        let mut whole = true;
        for (n, token) in doc.ancestors(link.top).skip(1).take(HIGH).enumerate() {
            let dep = doc.tokens[lower as usize].dep.as_str();
            let near = if n == 0 { "up1" } else { "up" };
            let kind = self.kind(context, token);
            let end = if link.top_is_end { "end" } else { "-" };
            f.both("up", near, &[dep, context.lemma(at(token))]);
            f.both("up-kind", near, &[dep, kind, end]);
            f.add("up-kind-all", &[kind, end]);
            if !matches!(doc.tokens[lower as usize].dep.base(), "conj" | "parataxis" | "advcl" | "list") {
                governs.push(token, kind);
            } else {
                whole = false;
            }
            if whole {
                self.below(f, context, link, token, near, relation, &mut governs);
            }
            lower = token;
        }
        let tag = context.tag(at(link.top)).as_str();
        let auxiliaries: Vec<&str> = doc
            .children_by(link.top, &[Dep::AUX, Dep::AUX_PASS, Dep::COP, Dep::MARK])
            .map(|c| context.word(at(c)))
            .collect();
        let shape = auxiliaries.join(" ");
        let root = if doc.head(link.top).is_none() { "root" } else { doc.tokens[link.top as usize].dep.as_str() };
        f.both("top", relation, &[tag, &shape]);
        f.both("top-dep", asks, &[tag, root]);
        f.add("asks", &[asks, context.tag(0).as_str()]);
        f.both("asks", relation, &[asks]);
        governs.kinds.sort_unstable();
        governs.kinds.dedup();
        for kind in &governs.kinds {
            f.both("governs", relation, &[kind]);
            f.both("governs", asks, &[kind, tag]);
        }
        f.add("governs-all", &[&governs.kinds.join(" ")]);
        // What stands in the sentence but does not govern.
        let all = context.first as u32..(context.first + context.len()) as u32;
        let mut beside: Vec<&str> = all.map(|t| self.kind(context, t)).filter(|k| !governs.kinds.contains(k)).collect();
        beside.sort_unstable();
        beside.dedup();
        for kind in beside {
            f.add("beside", &[kind]);
        }
        governs
    }

    /// Whether a word at a position of the sentence tells of the truth of something else than the link.
    pub(super) fn is_beside(&self, context: &Context, governs: &Governors, at: isize) -> bool {
        let token = (context.first as isize + at) as u32;
        governs.known && !governs.tokens.contains(&token) && self.kind(context, token) != NOTHING
    }

    /// What hangs on a token of the link or above it: auxiliaries, negations, markers, conditions.
    #[expect(clippy::too_many_arguments, reason = "one walk, three things to fill")]
    fn below<'s>(
        &'s self,
        f: &mut Features,
        context: &Context,
        link: &Link,
        token: u32,
        level: &str,
        relation: &str,
        governs: &mut Governors<'s>,
    ) {
        let doc = context.doc;
        let at = |token: u32| context.at(token);
        for child in doc.children(token) {
            if link.on.contains(&child) || context.is_end(child) || doc.is_below(link.top, child) {
                continue;
            }
            let dep = doc.tokens[child as usize].dep;
            let kind = self.kind(context, child);
            match dep.base() {
                "advmod" | "aux" | "mark" | "det" | "case" | "cc" | "amod" | "cop" => {
                    f.both("below", level, &[dep.as_str(), context.masked(at(child))]);
                    f.both("below-kind", level, &[kind]);
                    f.both("below-kind", relation, &[level, dep.base(), kind]);
                    governs.push(child, kind);
                }
                "advcl" | "obl" | "nmod" | "parataxis" | "ccomp" => {
                    let mark = doc.children_by(child, &[Dep::MARK, Dep::CASE, Dep::ADVMOD, Dep::AUX]).next();
                    let (word, of) = mark.map_or(("-", "-"), |m| (context.word(at(m)), self.kind(context, m)));
                    f.both("clause", level, &[dep.base(), word]);
                    f.both("clause-kind", level, &[dep.base(), of]);
                    f.add("clause-head", &[level, dep.base(), word, kind]);
                    // A condition below the link reaches it; another clause's own words do not.
                    if let Some(mark) = mark.filter(|_| of == CONDITION) {
                        governs.push(mark, of);
                    }
                }
                "nsubj" | "obj" | "expl" => {
                    f.add("below-noun", &[level, dep.base(), context.masked(at(child))]);
                    f.both("below-noun-kind", level, &[dep.base(), kind]);
                    for deeper in doc.children_by(child, &[Dep::DET, Dep::ADVMOD, Dep::AMOD]) {
                        let kind = self.kind(context, deeper);
                        f.both("below-noun-of", level, &[kind]);
                        if kind == NEGATION {
                            governs.push(deeper, kind);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether the sentence opens with a verb or a modal, as questions do; what stands before a colon or is a mark does not count.
fn opens_as_question(context: &Context) -> bool {
    let colon = (0..context.len()).rposition(|at| context.word(at as isize) == ":").map_or(0, |at| at + 1);
    let first = (colon..context.len()).find(|at| context.raw(*at).starts_with(char::is_alphanumeric));
    first.is_some_and(|at| {
        let tag = context.tag(at as isize);
        tag == Tag::MD || tag.is_verb()
    })
}

/// Whether the sentence asks, and no fact is told beside: it opens as questions do, or has no verb ("Roe as head of Orbix?").
fn is_question(context: &Context) -> bool {
    let last = [&context.subject, &context.object].into_iter().flatten().map(|end| end.end).max().unwrap_or(0);
    let asked = (last..context.len()).any(|at| context.word(at as isize) == "?");
    let verb = (0..context.len()).any(|at| context.tag(at as isize).is_verb());
    asked && (opens_as_question(context) || asks(context) && !verb)
}

/// Whether the sentence ends in a question mark.
fn asks(context: &Context) -> bool {
    (0..context.len()).rev().take(2).any(|at| context.word(at as isize) == "?")
}
