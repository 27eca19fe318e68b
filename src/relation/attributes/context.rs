//! The sentence of a relation as the attribute readers see it: lower-case words, and where the two ends stand.

use super::Cue;
use super::link::Link;
use super::survey::Survey;
use crate::text::{Document, Tag};
use crate::value::Span;
use smol_str::{SmolStr, StrExt};
use std::cell::OnceCell;
use std::ops::Range;

/// What stands in a sentence that is not there, for features.
pub(super) const EDGE: &str = "<>";

/// One sentence around a cue. Token positions are those of the sentence, from 0.
pub(super) struct Context<'d> {
    pub(super) survey: &'d Survey<'d>,
    pub(super) doc: &'d Document,
    /// The first token of the sentence in `Document::tokens`.
    pub(super) first: usize,
    /// Lower-case words.
    pub(super) words: Vec<SmolStr>,
    pub(super) subject: Option<Range<usize>>,
    pub(super) object: Option<Range<usize>>,
    pub(super) title_case: bool,
    pub(super) span: Span,
    link: OnceCell<Option<Link>>,
}

impl<'d> Context<'d> {
    /// The sentence of a cue; an empty one where the document has no such sentence.
    pub(super) fn new(survey: &'d Survey<'d>, cue: &Cue) -> Context<'d> {
        let doc = survey.doc;
        let Some(sentence) = doc.sentences.get(cue.sentence as usize) else {
            let span = Span::new(0, 0);
            return Context {
                survey,
                doc,
                first: 0,
                words: Vec::new(),
                subject: None,
                object: None,
                title_case: false,
                span,
                link: OnceCell::new(),
            };
        };
        let tokens = doc.tokens.get(sentence.tokens.start as usize..sentence.tokens.end as usize).unwrap_or(&[]);
        let words = tokens.iter().map(|t| lower(t.span.of(&doc.text))).collect();
        let place = |span: Option<Span>| {
            let span = span?;
            let hit = |t: &crate::text::Token| t.span.overlaps(span);
            let start = tokens.iter().position(hit)?;
            Some(start..tokens.iter().rposition(hit)? + 1)
        };
        Context {
            survey,
            doc,
            first: sentence.tokens.start as usize,
            words,
            subject: place(cue.subject),
            object: place(cue.object),
            title_case: sentence.title_case,
            span: sentence.span,
            link: OnceCell::new(),
        }
    }

    /// The link of the two ends; none where there is none or no syntax.
    pub(super) fn link(&self) -> Option<&Link> {
        let end = |range: &Option<Range<usize>>| {
            range.as_ref().map(|r| (self.first + r.start) as u32..(self.first + r.end) as u32)
        };
        self.link.get_or_init(|| Link::of(self.doc, end(&self.subject), end(&self.object))).as_ref()
    }

    /// Whether a token of the document is part of one of the ends.
    pub(super) fn is_end(&self, token: u32) -> bool {
        let at = token as usize - self.first;
        [&self.subject, &self.object].into_iter().flatten().any(|r| r.contains(&at))
    }

    /// How many tokens the sentence has.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The position of a token of the document.
    pub(super) fn at(&self, token: u32) -> isize {
        token as isize - self.first as isize
    }

    /// The lower-case word at a position, which may lie outside.
    pub(super) fn word(&self, at: isize) -> &str {
        usize::try_from(at).ok().and_then(|i| self.words.get(i)).map_or(EDGE, SmolStr::as_str)
    }

    /// The word as written.
    pub(super) fn raw(&self, at: usize) -> &str {
        self.doc.tokens.get(self.first + at).map_or("", |t| t.span.of(&self.doc.text))
    }

    /// The part of speech at a position, which may lie outside.
    pub(super) fn tag(&self, at: isize) -> Tag {
        let inside = usize::try_from(at).ok().filter(|i| *i < self.len());
        inside.and_then(|i| self.doc.tokens.get(self.first + i)).map_or(Tag::XX, |t| t.tag)
    }

    /// The dictionary form at a position; the word where none is known.
    pub(super) fn lemma(&self, at: isize) -> &str {
        let inside = usize::try_from(at).ok().filter(|i| *i < self.len());
        let lemma = inside.and_then(|i| self.doc.tokens.get(self.first + i)).map_or("", |t| t.lemma.as_str());
        if lemma.is_empty() { self.word(at) } else { lemma }
    }

    /// The byte span of a range of tokens.
    pub(super) fn span_of(&self, range: &Range<usize>) -> Option<Span> {
        let first = self.doc.tokens.get(self.first + range.start)?;
        let last = self.doc.tokens.get(self.first + range.end.checked_sub(1)?)?;
        Some(first.span.join(last.span))
    }

    /// The tokens that a byte span touches; empty where it touches none.
    pub(super) fn tokens(&self, span: Span) -> Range<usize> {
        let all = self.doc.tokens.get(self.first..self.first + self.len()).unwrap_or(&[]);
        let Some(start) = all.iter().position(|t| t.span.overlaps(span)) else { return 0..0 };
        let end = all.iter().rposition(|t| t.span.overlaps(span)).map_or(start, |i| i + 1);
        start..end
    }

    /// The word as features see it: ends as `<S>` and `<O>`, numbers as `0`, names inside running text as `<N>`.
    pub(super) fn masked(&self, at: isize) -> &str {
        let word = self.word(at);
        let Ok(i) = usize::try_from(at) else { return word };
        if self.subject.as_ref().is_some_and(|r| r.contains(&i)) {
            return "<S>";
        }
        if self.object.as_ref().is_some_and(|r| r.contains(&i)) {
            return "<O>";
        }
        let raw = self.raw(i);
        match raw.chars().next() {
            Some(c) if c.is_ascii_digit() => "0",
            Some(c) if c.is_uppercase() && i > 0 && !self.title_case => "<N>",
            _ => word,
        }
    }

    /// The ends in order: tokens before both, the first end, between, the second end, after; and whether the subject
    /// comes first. An end that is not in the sentence leaves an empty range.
    pub(super) fn regions(&self) -> Regions {
        match (&self.subject, &self.object) {
            (Some(s), Some(o)) => {
                let subject_first = s.start <= o.start;
                let (a, b) = if subject_first { (s, o) } else { (o, s) };
                Regions {
                    before: 0..a.start,
                    between: a.end..b.start.max(a.end),
                    after: b.end.max(a.end)..self.len(),
                    order: if subject_first { "SO" } else { "OS" },
                }
            }
            (Some(s), None) => Regions { before: 0..s.start, between: 0..0, after: s.end..self.len(), order: "S" },
            (None, Some(o)) => Regions { before: 0..o.start, between: 0..0, after: o.end..self.len(), order: "O" },
            (None, None) => Regions { before: 0..0, between: 0..self.len(), after: 0..0, order: "-" },
        }
    }
}

/// The parts of a sentence around its two ends.
pub(super) struct Regions {
    pub(super) before: Range<usize>,
    pub(super) between: Range<usize>,
    pub(super) after: Range<usize>,
    pub(super) order: &'static str,
}

impl Regions {
    /// What part a position lies in; the ends themselves belong to "end".
    pub(super) fn of(&self, at: usize) -> &'static str {
        if self.before.contains(&at) {
            "before"
        } else if self.between.contains(&at) {
            "between"
        } else if self.after.contains(&at) {
            "after"
        } else {
            "end"
        }
    }
}

/// Lower case, with plain apostrophes.
pub(super) fn lower(word: &str) -> SmolStr {
    if word.contains('\u{2019}') {
        word.replace('\u{2019}', "'").to_lowercase().into()
    } else {
        word.to_lowercase_smolstr()
    }
}

/// A distance as one of a few steps.
pub(super) fn bucket(n: usize) -> &'static str {
    match n {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "3",
        5..=7 => "5",
        8..=12 => "8",
        13..=20 => "13",
        _ => "21",
    }
}

/// Collects features: hashes of a template's name and its parts.
#[derive(Default)]
pub(super) struct Features(pub(super) Vec<u32>);

impl Features {
    /// Adds one feature.
    pub(super) fn add(&mut self, template: &str, parts: &[&str]) {
        let content =
            parts.iter().fold(crate::learn::hash(template), |h, p| crate::learn::mix(h, crate::learn::hash(p)));
        self.0.push(crate::learn::feature(ATTRIBUTES, content));
    }
    /// Adds a feature by itself and joined with a context such as the relation.
    pub(super) fn both(&mut self, template: &str, with: &str, parts: &[&str]) {
        self.add(template, parts);
        let mut joined = vec![with];
        joined.extend_from_slice(parts);
        self.add(template, &joined);
    }
    /// The features, each once.
    pub(super) fn done(mut self) -> Vec<u32> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

/// The template number of all attribute features: the names tell them apart.
const ATTRIBUTES: u32 = 40;
