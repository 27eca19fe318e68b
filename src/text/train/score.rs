//! How good the text layer is on an annotated text.

use crate::text::conllu::{self, Annotated};
use crate::text::{Analyser, Document, Sentence, Tag, Token};
use crate::value::Span;
use smol_str::SmolStr;
use std::fmt;

/// Counts of what was right, out of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Right ones.
    pub right: usize,
    /// All.
    pub all: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }
    /// Percent, 0 to 100.
    pub fn percent(self) -> f64 {
        100.0 * self.right as f64 / self.all.max(1) as f64
    }
}

/// The scores of an [`Analyser`] on gold sentences and words, and on raw text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores {
    /// Tags that are right.
    pub tags: Share,
    /// Lemmas that are right, case apart.
    pub lemmas: Share,
    /// Heads that are right, with our tags (UAS).
    pub heads: Share,
    /// Heads and relations that are right (LAS).
    pub labels: Share,
    /// The same as `heads`, punctuation apart.
    pub word_heads: Share,
    /// The same as `labels`, punctuation apart.
    pub word_labels: Share,
    /// Of our tokens of the raw text, those that are gold ones.
    pub token_precision: Share,
    /// Of the gold tokens, those that we found.
    pub token_recall: Share,
    /// Of our sentence ends, those that are gold ones.
    pub sentence_precision: Share,
    /// Of the gold sentence ends, those that we found.
    pub sentence_recall: Share,
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f1 = |p: Share, r: Share| 200.0 * p.right as f64 / (p.all + r.all).max(1) as f64;
        writeln!(f, "tags {:.2}, lemmas {:.2}", self.tags.percent(), self.lemmas.percent())?;
        writeln!(f, "UAS {:.2}, LAS {:.2}", self.heads.percent(), self.labels.percent())?;
        writeln!(
            f,
            "without punctuation: UAS {:.2}, LAS {:.2}",
            self.word_heads.percent(),
            self.word_labels.percent()
        )?;
        write!(
            f,
            "raw text: token F1 {:.2}, sentence F1 {:.2}",
            f1(self.token_precision, self.token_recall),
            f1(self.sentence_precision, self.sentence_recall)
        )
    }
}

/// Scores an analyser on a CoNLL-U text.
pub fn evaluate(analyser: &Analyser, conllu: &str) -> Scores {
    let sentences = conllu::read(conllu);
    let mut scores = Scores::default();
    for gold in &sentences {
        let mut doc = document(gold);
        analyser.annotate(&mut doc);
        analyser.parse(&mut doc, 0);
        for (i, token) in doc.tokens.iter().enumerate() {
            scores.tags.count(token.tag == gold.tags[i]);
            scores.lemmas.count(token.lemma.eq_ignore_ascii_case(&gold.lemmas[i]));
            let head = token.head as usize == gold.heads[i];
            let label = head && token.dep == gold.deps[i];
            scores.heads.count(head);
            scores.labels.count(label);
            if gold.deps[i].base() != "punct" {
                scores.word_heads.count(head);
                scores.word_labels.count(label);
            }
        }
    }
    segmentation(analyser, &sentences, &mut scores);
    scores
}

/// A document of one sentence with the gold words, a space between each two.
pub(super) fn document(gold: &Annotated) -> Document {
    let mut doc = Document::default();
    for (i, word) in gold.words.iter().enumerate() {
        let start = doc.text.len();
        doc.text.push_str(word);
        doc.tokens.push(Token {
            span: Span::new(start, doc.text.len()),
            tag: Tag::XX,
            lemma: SmolStr::default(),
            head: i as u32,
            dep: crate::text::Dep::ROOT,
        });
        doc.text.push(' ');
    }
    doc.sentences.push(Sentence {
        span: Span::new(0, doc.text.trim_end().len()),
        tokens: 0..doc.tokens.len() as u32,
        title_case: crate::text::analyse::is_title_case(gold.words.iter().map(String::as_str)),
        parsed: false,
    });
    doc
}

/// Compares tokens and sentence ends on the raw text, by their places among the characters that are not white space.
fn segmentation(analyser: &Analyser, sentences: &[Annotated], scores: &mut Scores) {
    let mut text = String::from("Title");
    let (mut ends, mut words, mut at) = (Vec::new(), Vec::new(), 5);
    for s in sentences {
        text.push_str(if s.starts_paragraph { "\n\n" } else { " " });
        if ends.is_empty() && !s.starts_paragraph {
            text.push('\n');
        }
        text.push_str(&s.text);
        for word in &s.words {
            let len = word.chars().filter(|c| !c.is_whitespace()).count();
            words.push((at, at + len));
            at += len;
        }
        ends.push(at);
    }
    let doc = analyser.segment(&text);
    let mut place = vec![0usize; text.len() + 1];
    let mut seen = 0;
    for (i, c) in text.char_indices() {
        place[i] = seen;
        seen += usize::from(!c.is_whitespace());
        place[i + c.len_utf8()] = seen;
    }
    let ours: Vec<(usize, usize)> =
        doc.tokens.iter().skip(1).map(|t| (place[t.span.start as usize], place[t.span.end as usize])).collect();
    let stops: Vec<usize> = doc.sentences.iter().skip(1).map(|s| place[s.span.end as usize]).collect();
    ours.iter().for_each(|t| scores.token_precision.count(words.binary_search(t).is_ok()));
    words.iter().for_each(|t| scores.token_recall.count(ours.binary_search(t).is_ok()));
    stops.iter().for_each(|t| scores.sentence_precision.count(ends.binary_search(t).is_ok()));
    ends.iter().for_each(|t| scores.sentence_recall.count(stops.binary_search(t).is_ok()));
}
