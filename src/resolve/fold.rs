//! Names as compared.

use crate::value::EntityType;
use crate::vocab::Lexicon;
use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

/// How names of each type are made alike: what does not tell two of them apart is left out.
#[derive(Debug, Clone)]
pub struct Folding {
    /// Legal forms: "Advanced Micro Devices" and "Advanced Energy Industries" are two, so nothing else is cut.
    legal: FxHashSet<String>,
    /// Words that may be left out of a company's short name.
    pub(super) descriptive: FxHashSet<String>,
    titles: FxHashSet<String>,
}

impl Folding {
    /// From the word lists.
    pub fn new(lexicon: &Lexicon) -> Folding {
        let suffixes = |kind: &str| -> FxHashSet<String> {
            let rows = lexicon.rows("company_suffixes").iter().filter(|row| row.get(1).is_some_and(|k| k == kind));
            rows.filter_map(|row| row.first()).map(|suffix| plain(suffix)).collect()
        };
        // A title that is also a given name is a name.
        let given: FxHashSet<String> = lexicon.words("given_names").map(plain).collect();
        let titles = lexicon.rows("person_titles").iter().filter(|row| row.get(1).is_none_or(|k| k != "suffix"));
        let titles = titles.filter_map(|row| row.first()).map(|title| plain(title));
        Folding {
            legal: suffixes("legal"),
            descriptive: suffixes("descriptive"),
            titles: titles.filter(|t| !given.contains(t)).collect(),
        }
    }

    /// A name as compared within its type: no case, accents, punctuation, leading article or possessive; an organization
    /// without trailing legal form, a person without title and middle initial. Words are apart by `-`.
    pub fn fold(&self, name: &str, kind: EntityType) -> String {
        let text = plain(name);
        match kind {
            EntityType::Organization => self.organization(&text),
            EntityType::Person => self.person(&text),
            EntityType::Product | EntityType::Place => without_article(&text).to_string(),
        }
    }

    fn organization(&self, text: &str) -> String {
        let mut name = without_article(text);
        while let Some((rest, last)) = name.rsplit_once('-') {
            if !self.legal.contains(last) && last != "&" {
                break;
            }
            name = rest;
        }
        name.replace("-&-", "-and-")
    }

    fn person(&self, text: &str) -> String {
        let mut words: Vec<&str> = text.split('-').collect();
        while words.len() > 1 && self.titles.contains(words[0]) {
            words.remove(0);
        }
        if words.len() > 2 && words[0].chars().count() > 1 {
            let last = words.len() - 1;
            let mut at = 0;
            words.retain(|w| {
                at += 1;
                at == 1 || at == last + 1 || w.chars().nth(1).is_some()
            });
        }
        words.join("-")
    }
}

/// A name as written but for case, accents, punctuation and leading article.
pub(super) fn written(name: &str) -> String {
    without_article(&plain(name)).to_string()
}

fn without_article(text: &str) -> &str {
    text.strip_prefix("the-").unwrap_or(text)
}

/// Lower case, without accents; everything that is no letter or digit becomes one `-`; `&` and `+` stay.
pub(crate) fn plain(name: &str) -> String {
    let bare = name.trim().trim_end_matches("'s").trim_end_matches("’s");
    let mut out = String::with_capacity(bare.len());
    if bare.is_ascii() {
        bare.bytes().for_each(|b| push(&mut out, char::from(b.to_ascii_lowercase())));
    } else {
        let letters = bare.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
        letters.flat_map(char::to_lowercase).for_each(|c| push(&mut out, c));
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

fn push(out: &mut String, c: char) {
    if c.is_alphanumeric() || c == '&' || c == '+' {
        out.push(c);
    } else if c != '.' && c != '\'' && c != '’' && !out.ends_with('-') && !out.is_empty() {
        out.push('-');
    }
}
