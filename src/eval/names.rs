//! When two names are the same to the scorer.

use super::{AnnotatedArticle, Triple};
use crate::relation::EntityRef;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// Company suffixes that the scorer folds away. Its own list, so that scores never move with the word lists.
const SUFFIX: [&str; 26] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "lp",
    "llp",
    "ag",
    "sa",
    "se",
    "nv",
    "bv",
    "gmbh",
    "kk",
    "oyj",
    "ab",
    "asa",
    "spa",
    "holdings",
    "holding",
    "group",
];

/// A name as compared: no case, accents, punctuation, leading article, possessive or trailing company suffix.
pub fn fold(name: &str) -> String {
    let ascii: String = name.nfkd().filter(char::is_ascii).collect::<String>().to_ascii_lowercase();
    let bytes = ascii.as_bytes();
    let mut spaced = String::with_capacity(ascii.len());
    let mut at = 0;
    while at < bytes.len() {
        let after = bytes.get(at + 2).copied().unwrap_or(b' ');
        if bytes[at] == b'\'' && bytes.get(at + 1) == Some(&b's') && !(after.is_ascii_alphanumeric() || after == b'_') {
            at += 2;
            continue;
        }
        let c = bytes[at] as char;
        spaced.push(if c.is_ascii_alphanumeric() || c == '+' || c == '&' { c } else { ' ' });
        at += 1;
    }
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    if words.first() == Some(&"the") {
        words.remove(0);
    }
    while words.len() > 1 && SUFFIX.contains(&words[words.len() - 1]) {
        words.pop();
    }
    words.concat()
}

/// The annotated entities of one article, by folded form.
pub struct Names {
    form: FxHashMap<String, String>,
}

impl Names {
    /// Of an article.
    pub fn new(article: &AnnotatedArticle) -> Names {
        let mut form = FxHashMap::default();
        for entity in &article.entities {
            for f in std::iter::once(&entity.name).chain(&entity.aliases) {
                form.entry(fold(f)).or_insert_with(|| entity.name.clone());
            }
        }
        Names { form }
    }

    /// The annotated entity of an annotated name.
    pub fn gold(&self, name: &str) -> String {
        self.form.get(&fold(name)).cloned().unwrap_or_else(|| name.to_string())
    }

    /// The annotated entity that a prediction means; `?` and the folded name where it means none.
    pub fn predicted(&self, end: &EntityRef) -> String {
        std::iter::once(&end.name)
            .chain(&end.mentions)
            .find_map(|f| self.form.get(&fold(f)).cloned())
            .unwrap_or_else(|| format!("?{}", fold(&end.name)))
    }

    /// Whether a develops only repeats the maker that stands in the product's own name.
    pub(super) fn repeats_maker(&self, t: &Triple) -> bool {
        if t.relation != "develops" {
            return false;
        }
        let product = fold(t.object.trim_start_matches('?'));
        let own = fold(t.subject.trim_start_matches('?'));
        self.form
            .iter()
            .filter(|(_, name)| **name == t.subject)
            .map(|(form, _)| form)
            .chain([&own])
            .any(|form| !form.is_empty() && product.starts_with(form.as_str()))
    }
}
