//! Dictionary forms: irregular words from lists, the rest by the spelling rules of English inflection.
//!
//! What to undo follows from the tag: "-s" of VBZ and NNS, "-ed" of VBD and VBN, "-ing" of VBG, "-er" and "-est" of
//! comparatives. All other words are their own dictionary form.

use super::Tag;
use crate::vocab::Vocabulary;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The lemmatiser.
#[derive(Debug, Default)]
pub(super) struct Lemmatiser {
    /// Inflected verb → base.
    verbs: FxHashMap<SmolStr, SmolStr>,
    /// Plural → singular.
    nouns: FxHashMap<SmolStr, SmolStr>,
    /// Small words by form, each with its tag.
    others: FxHashMap<SmolStr, Vec<(Tag, SmolStr)>>,
}

impl Lemmatiser {
    pub(super) fn new(vocab: &Vocabulary) -> Lemmatiser {
        let mut out = Lemmatiser::default();
        for base in vocab.lexicon.words("verb_bases") {
            for form in regular_forms(base) {
                out.verbs.insert(form.into(), base.into());
            }
        }
        for row in vocab.lexicon.rows("irregular_verbs") {
            let Some((base, forms)) = row.split_first() else { continue };
            for form in forms.iter().flat_map(|f| f.split(',')) {
                out.verbs.insert(form.into(), base.into());
            }
            // Regular forms of the same verb that the rules may get wrong: "beginning", "putting".
            for form in regular_forms(base).into_iter().filter(|f| f.ends_with("ing")) {
                out.verbs.entry(form.into()).or_insert_with(|| base.into());
            }
        }
        for row in vocab.lexicon.rows("irregular_nouns") {
            if let [plural, singular, ..] = &row[..] {
                out.nouns.insert(plural.into(), singular.into());
            }
        }
        for row in vocab.lexicon.rows("irregular_words") {
            if let [form, tag, lemma, ..] = &row[..]
                && let Some(tag) = Tag::from_name(tag)
            {
                out.others.entry(form.into()).or_default().push((tag, lemma.into()));
            }
        }
        out
    }

    /// The dictionary form of a word with its tag: in lower case, except for proper nouns and "I".
    pub(super) fn lemma(&self, word: &str, tag: Tag) -> SmolStr {
        if tag == Tag::NNP {
            return word.into();
        }
        let lower = lower(word);
        if let Some(rows) = self.others.get(&lower)
            && let Some((_, lemma)) = rows.iter().find(|(t, _)| *t == tag)
        {
            return lemma.clone();
        }
        match tag {
            Tag::PRP if lower == "i" => SmolStr::new_static("I"),
            Tag::NNPS => singular(word),
            Tag::NNS => self.nouns.get(&lower).cloned().unwrap_or_else(|| singular(&lower)),
            Tag::VBZ => third_person(&lower),
            Tag::VBD | Tag::VBN => self.verbs.get(&lower).cloned().unwrap_or_else(|| past(&lower)),
            Tag::VBG => self.verbs.get(&lower).cloned().unwrap_or_else(|| progressive(&lower)),
            Tag::JJR | Tag::RBR => compared(&lower, "er"),
            Tag::JJS | Tag::RBS => compared(&lower, "est"),
            _ => lower,
        }
    }
}

/// Lower case, curly apostrophes straight.
fn lower(word: &str) -> SmolStr {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase() && b != b'`') {
        return word.into();
    }
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | '‘' | '`' | '´') { '\'' } else { c })
        .collect()
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// The -ed and -ing forms of a verb, British and American.
fn regular_forms(base: &str) -> Vec<String> {
    let b = base.as_bytes();
    let both = |stem: &str| [format!("{stem}ed"), format!("{stem}ing")];
    let mut forms = Vec::new();
    if let Some(stem) = base.strip_suffix("ie") {
        return vec![format!("{base}d"), format!("{stem}ying"), format!("{base}ing")];
    }
    if base.ends_with("ee") || base.ends_with("oe") || base.ends_with("ye") {
        return vec![format!("{base}d"), format!("{base}ing")];
    }
    if let Some(stem) = base.strip_suffix('e') {
        return both(stem).to_vec();
    }
    let [.., x, y, z] = *b else { return both(base).to_vec() };
    let doubles = !is_vowel(x) && is_vowel(y) && !is_vowel(z) && !matches!(z, b'w' | b'x' | b'y')
        // "quit", "equip": the u belongs to the q.
        || x == b'u' && b.len() > 3 && b[b.len() - 4] == b'q' && is_vowel(y) && !is_vowel(z);
    let short = b.iter().filter(|c| is_vowel(**c)).count() == 1;
    if doubles {
        forms.extend(both(&format!("{base}{}", char::from(z))));
    }
    if !(doubles && short) {
        forms.extend(both(base));
    }
    if z == b'c' {
        forms.extend(both(&format!("{base}k")));
    }
    forms
}

fn singular(word: &str) -> SmolStr {
    if let Some(stem) = word.strip_suffix("men") {
        return SmolStr::from_iter([stem, "man"]);
    }
    plain_s(word)
}

fn third_person(word: &str) -> SmolStr {
    match word.strip_suffix("oes") {
        Some(stem) => SmolStr::from_iter([stem, "o"]),
        None => plain_s(word),
    }
}

/// Takes the -s off.
fn plain_s(word: &str) -> SmolStr {
    let Some(stem) = word.strip_suffix('s') else { return word.into() };
    if word.len() < 3 || ["ss", "us", "is"].iter().any(|e| word.ends_with(e)) {
        return word.into();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return if stem.len() > 1 { SmolStr::from_iter([stem, "y"]) } else { SmolStr::from_iter([stem, "ie"]) };
    }
    let es = ["sses", "shes", "ches", "xes", "zzes", "oes"].iter().any(|e| word.ends_with(e));
    if es { word[..word.len() - 2].into() } else { stem.trim_end_matches('\'').into() }
}

fn past(word: &str) -> SmolStr {
    let Some(stem) = word.strip_suffix("ed") else { return word.into() };
    if !stem.bytes().any(|b| is_vowel(b) || b == b'y') {
        return word.into();
    }
    if let Some(stem) = stem.strip_suffix('i') {
        return SmolStr::from_iter([stem, "y"]);
    }
    // "agreed"; but "needed", "exceeded" end in "eeded".
    if stem.ends_with('e') {
        return SmolStr::from_iter([stem, "e"]);
    }
    base(stem)
}

fn progressive(word: &str) -> SmolStr {
    match word.strip_suffix("ing") {
        Some(stem) if stem.bytes().any(|b| is_vowel(b) || b == b'y') => base(stem),
        _ => word.into(),
    }
}

fn compared(word: &str, suffix: &str) -> SmolStr {
    let Some(stem) = word.strip_suffix(suffix) else { return word.into() };
    if let Some(stem) = stem.strip_suffix('i') {
        return SmolStr::from_iter([stem, "y"]);
    }
    if stem.len() < 2 || !stem.bytes().any(|b| is_vowel(b) || b == b'y') {
        return word.into();
    }
    // "strong", "young", "long", "clean", "dear" take no -e.
    if ["ng", "er", "or", "en", "l"].iter().any(|e| stem.ends_with(e)) && !stem.ends_with("pl") && !stem.ends_with("bl")
    {
        return stem.strip_suffix("ll").map_or(stem.into(), |s| SmolStr::from_iter([s, "ll"]));
    }
    base(stem)
}

/// The base form of a stem that lost -ed, -ing or -er: takes a doubled consonant back, or gives back a silent -e.
fn base(stem: &str) -> SmolStr {
    let b = stem.as_bytes();
    let n = b.len();
    let with_e = || SmolStr::from_iter([stem, "e"]);
    if !stem.is_ascii() || n < 2 {
        return stem.into();
    }
    let (y, z) = (b[n - 2], b[n - 1]);
    let x = if n > 2 { b[n - 3] } else { 0 };
    if y == z {
        // "call", "pass", "buzz", "staff" end so themselves.
        return if is_vowel(z) || matches!(z, b'l' | b's' | b'z' | b'f') { stem.into() } else { stem[..n - 1].into() };
    }
    // One vowel, then one consonant: where most silent -e stand. Two vowels, as in "need", mostly have none.
    let single = is_vowel(y) && (!is_vowel(x) || x == b'u' && n > 3 && b[n - 4] == b'q');
    // Monosyllables: "fir" is "fire" ("firr" would be "fir").
    let short = b.iter().filter(|c| is_vowel(**c)).count() == 1;
    let e = match z {
        b'c' | b'v' | b'u' | b'z' => z != b'z' || y != b't',
        b's' => true,
        b'g' => matches!(y, b'd' | b'r' | b'l') || single || (y == b'n' && matches!(x, b'a' | b'e' | b'u')),
        b'l' => {
            !is_vowel(y) && !matches!(y, b'r' | b'w' | b'y') || single && (matches!(y, b'i' | b'o' | b'u') || short)
        }
        b'r' => matches!(y, b't' | b'b' | b'c' | b'g') || single && (matches!(y, b'a' | b'i' | b'u') || short),
        b't' => match y {
            b'a' => single || matches!(x, b'i' | b'u') || stem.ends_with("creat"),
            b'o' | b'u' => single,
            b'i' | b'e' => single && short,
            _ => false,
        },
        b'd' => match y {
            b'a' | b'o' | b'u' | b'i' => single,
            b'e' => x == b'c' || single && short,
            _ => false,
        },
        b'k' => single,
        b'm' => single && (matches!(y, b'a' | b'i' | b'u') || short) || stem.ends_with("com"),
        b'n' => single && (matches!(y, b'i' | b'u') || short),
        b'p' => single && (matches!(y, b'a' | b'i' | b'o' | b'u' | b'y') || short) || y == b'y',
        b'b' | b'f' => single,
        _ => false,
    };
    if e { with_e() } else { stem.into() }
}
