//! The closed sets of labels: Penn Treebank part-of-speech tags and Universal Dependencies relations.

use super::{Dep, Tag};

/// Numbers the labels and gives each a constant.
macro_rules! labels {
    ($type:ident: $($constant:ident = $text:literal),+ $(,)?) => {
        impl $type {
            /// How each label is written, by index.
            pub const NAMES: &'static [&'static str] = &[$($text),+];
            labels!(@ $type 0u8; $($constant = $text,)+);
            /// The label as written; of an index out of range the first.
            pub fn as_str(self) -> &'static str {
                Self::NAMES.get(self.0 as usize).copied().unwrap_or(Self::NAMES[0])
            }
            /// The label of a written form.
            pub fn from_name(name: &str) -> Option<$type> {
                Self::NAMES.iter().position(|n| *n == name).map(|i| $type(i as u8))
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
    };
    (@ $type:ident $n:expr; $constant:ident = $text:literal, $($rest:tt)*) => {
        #[doc = concat!("The label `", $text, "`.")]
        pub const $constant: $type = $type($n);
        labels!(@ $type $n + 1; $($rest)*);
    };
    (@ $type:ident $n:expr;) => {};
}

labels! { Tag:
    XX = "XX", DOLLAR = "$", CLOSE_QUOTE = "''", COMMA = ",", LRB = "-LRB-", RRB = "-RRB-", STOP = ".", COLON = ":",
    ADD = "ADD", AFX = "AFX", CC = "CC", CD = "CD", DT = "DT", EX = "EX", FW = "FW", GW = "GW", HYPH = "HYPH", IN = "IN",
    JJ = "JJ", JJR = "JJR", JJS = "JJS", LS = "LS", MD = "MD", NFP = "NFP", NN = "NN", NNP = "NNP", NNPS = "NNPS",
    NNS = "NNS", PDT = "PDT", POS = "POS", PRP = "PRP", PRP_POSS = "PRP$", RB = "RB", RBR = "RBR", RBS = "RBS", RP = "RP",
    SYM = "SYM", TO = "TO", UH = "UH", VB = "VB", VBD = "VBD", VBG = "VBG", VBN = "VBN", VBP = "VBP", VBZ = "VBZ",
    WDT = "WDT", WP = "WP", WP_POSS = "WP$", WRB = "WRB", OPEN_QUOTE = "``",
}

labels! { Dep:
    ROOT = "root", ACL = "acl", ACL_RELCL = "acl:relcl", ADVCL = "advcl", ADVCL_RELCL = "advcl:relcl", ADVMOD = "advmod",
    AMOD = "amod", APPOS = "appos", AUX = "aux", AUX_PASS = "aux:pass", CASE = "case", CC = "cc", CC_PRECONJ = "cc:preconj",
    CCOMP = "ccomp", COMPOUND = "compound", COMPOUND_PRT = "compound:prt", CONJ = "conj", COP = "cop", CSUBJ = "csubj",
    CSUBJ_OUTER = "csubj:outer", CSUBJ_PASS = "csubj:pass", DEP = "dep", DET = "det", DET_PREDET = "det:predet",
    DISCOURSE = "discourse", DISLOCATED = "dislocated", EXPL = "expl", FIXED = "fixed", FLAT = "flat",
    GOESWITH = "goeswith", IOBJ = "iobj", LIST = "list", MARK = "mark", NMOD = "nmod", NMOD_DESC = "nmod:desc",
    NMOD_POSS = "nmod:poss", NMOD_UNMARKED = "nmod:unmarked", NSUBJ = "nsubj", NSUBJ_OUTER = "nsubj:outer",
    NSUBJ_PASS = "nsubj:pass", NUMMOD = "nummod", OBJ = "obj", OBL = "obl", OBL_AGENT = "obl:agent",
    OBL_UNMARKED = "obl:unmarked", ORPHAN = "orphan", PARATAXIS = "parataxis", PUNCT = "punct", REPARANDUM = "reparandum",
    VOCATIVE = "vocative", XCOMP = "xcomp",
}

impl Tag {
    /// A verb form, modals not counted: VB VBD VBG VBN VBP VBZ.
    pub fn is_verb(self) -> bool {
        matches!(self, Tag::VB | Tag::VBD | Tag::VBG | Tag::VBN | Tag::VBP | Tag::VBZ)
    }
    /// A noun, common or proper.
    pub fn is_noun(self) -> bool {
        matches!(self, Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS)
    }
    /// A proper noun: NNP NNPS.
    pub fn is_proper(self) -> bool {
        matches!(self, Tag::NNP | Tag::NNPS)
    }
    /// An adjective: JJ JJR JJS.
    pub fn is_adjective(self) -> bool {
        matches!(self, Tag::JJ | Tag::JJR | Tag::JJS)
    }
    /// An adverb: RB RBR RBS WRB.
    pub fn is_adverb(self) -> bool {
        matches!(self, Tag::RB | Tag::RBR | Tag::RBS | Tag::WRB)
    }
    /// A pronoun, wh-pronouns included: PRP PRP$ WP WP$ WDT EX.
    pub fn is_pronoun(self) -> bool {
        matches!(self, Tag::PRP | Tag::PRP_POSS | Tag::WP | Tag::WP_POSS | Tag::WDT | Tag::EX)
    }
    /// A mark that is no word: stops, commas, quotes, brackets, dashes.
    pub fn is_punctuation(self) -> bool {
        matches!(
            self,
            Tag::CLOSE_QUOTE
                | Tag::COMMA
                | Tag::LRB
                | Tag::RRB
                | Tag::STOP
                | Tag::COLON
                | Tag::HYPH
                | Tag::NFP
                | Tag::OPEN_QUOTE
        )
    }
}

impl Dep {
    /// The relation without its subtype: "nsubj" of "nsubj:pass".
    pub fn base(self) -> &'static str {
        let name = self.as_str();
        name.split_once(':').map_or(name, |(base, _)| base)
    }
    /// A subject of any kind.
    pub fn is_subject(self) -> bool {
        matches!(self.base(), "nsubj" | "csubj")
    }
}
