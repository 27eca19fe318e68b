//! Tags, dictionary forms and trees of sentences as news writes them.

use super::segment::check_invariants;
use techgraph::text::{Analyser, Dep, Document, Tag};

fn parsed(text: &str) -> Document {
    let analyser = Analyser::builtin();
    let mut doc = analyser.analyse(text);
    for n in 0..doc.sentences.len() {
        analyser.parse(&mut doc, n);
    }
    check_invariants(&doc, text);
    doc
}

fn find(doc: &Document, word: &str) -> u32 {
    let found = (0..doc.tokens.len() as u32).find(|t| doc.word(*t) == word);
    found.unwrap_or_else(|| panic!("no {word:?} in {:?}", doc.text))
}

/// Every `WORD/TAG/LEMMA` must be so in the text below a title.
fn check_words(text: &str, expected: &[&str]) {
    let doc = parsed(&format!("Title\n{text}"));
    for e in expected {
        let [word, tag, lemma] = e.split('/').collect::<Vec<_>>()[..] else { panic!("{e}") };
        let token = &doc.tokens[find(&doc, word) as usize];
        assert_eq!((token.tag.as_str(), token.lemma.as_str()), (tag, lemma), "{word} in {text:?}");
    }
}

#[test]
fn tags_and_lemmas() {
    check_words(
        "Acme acquired Widgetworks for $2 billion.",
        &["Acme/NNP/Acme", "acquired/VBD/acquire", "$/$/$", "billion/CD/billion"],
    );
    check_words(
        "The chipmaker’s shares were falling.",
        &["’s/POS/'s", "shares/NNS/share", "were/VBD/be", "falling/VBG/fall"],
    );
    check_words(
        "She has never denied the bigger companies' offers.",
        &["has/VBZ/have", "denied/VBN/deny", "bigger/JJR/big", "companies/NNS/company"],
    );
    check_words(
        "They didn’t say who controls it.",
        &["n’t/RB/not", "say/VB/say", "who/WP/who", "controls/VBZ/control"],
    );
    check_words("Regulators agreed to stop probing the merged firms.", &["agreed/VBD/agree", "probing/VBG/probe"]);
}

#[test]
fn every_label_has_its_name() {
    for (n, name) in Tag::NAMES.iter().enumerate() {
        assert_eq!(Tag::from_name(name), Some(Tag(n as u8)));
    }
    for (n, name) in Dep::NAMES.iter().enumerate() {
        assert_eq!(Dep::from_name(name), Some(Dep(n as u8)));
    }
    assert!(Tag::VBD.is_verb() && Tag::NNP.is_proper() && !Tag::IN.is_noun());
    assert_eq!((Dep::NSUBJ_PASS.base(), Dep::OBL_AGENT.as_str(), Dep(250).as_str()), ("nsubj", "obl:agent", "root"));
}

/// Every `DEPENDENT relation HEAD` must be an arc of the text below a title.
fn check_arcs(text: &str, expected: &[&str]) {
    let doc = parsed(&format!("Title\n{text}"));
    for e in expected {
        let [word, dep, head] = e.split(' ').collect::<Vec<_>>()[..] else { panic!("{e}") };
        let token = &doc.tokens[find(&doc, word) as usize];
        assert_eq!((token.dep.as_str(), doc.word(token.head)), (dep, head), "{word} in {text:?}");
    }
}

#[test]
fn arcs() {
    check_arcs(
        "Acme bought Widgetworks in March.",
        &["Acme nsubj bought", "Widgetworks obj bought", "March obl bought", "bought root bought"],
    );
    check_arcs(
        "Widgetworks was acquired by Acme for $2 billion.",
        &["Widgetworks nsubj:pass acquired", "Acme obl:agent acquired", "by case Acme"],
    );
    check_arcs(
        "Acme and Betasoft will invest in the startup.",
        &["Acme nsubj invest", "Betasoft conj Acme", "startup obl invest"],
    );
    check_arcs(
        "Jane Smith, the chief executive of Acme, resigned on Friday.",
        &["executive appos Jane", "Jane nsubj resigned", "Acme nmod executive"],
    );
    check_arcs(
        "Acme said it plans to sell its chips to Betasoft.",
        &["plans ccomp said", "sell xcomp plans", "chips obj sell", "Betasoft obl sell"],
    );
    check_arcs(
        "The company that makes them has sued Acme.",
        &["makes acl:relcl company", "company nsubj sued", "Acme obj sued"],
    );
    check_arcs("Acme's new model competes with Betasoft's.", &["model nsubj competes", "Acme nmod:poss model"]);
}

#[test]
fn headlines() {
    let doc = parsed("Acme Buys Widgetworks for $2 Billion");
    assert_eq!((doc.tokens[1].tag, doc.tokens[1].lemma.as_str()), (Tag::VBZ, "buy"));
    assert_eq!((doc.tokens[0].dep, doc.tokens[0].head), (Dep::NSUBJ, 1));
}

#[test]
fn trees_are_walked() {
    let doc = parsed("Title\nThe big firm bought shares of Acme.");
    let (firm, bought, shares, acme) =
        (find(&doc, "firm"), find(&doc, "bought"), find(&doc, "shares"), find(&doc, "Acme"));
    assert!(doc.sentences[1].parsed);
    assert_eq!(doc.children(firm).map(|t| doc.word(t)).collect::<Vec<_>>(), ["The", "big"]);
    assert_eq!(doc.children_by(bought, &[Dep::OBJ]).collect::<Vec<_>>(), [shares]);
    assert_eq!(doc.subtree(shares).iter().map(|t| doc.word(*t)).collect::<Vec<_>>(), ["shares", "of", "Acme"]);
    assert_eq!(doc.head_of(1..firm + 1), Some(firm));
    assert_eq!(doc.head_of(firm..acme + 1), Some(bought));
    assert_eq!((doc.head_of(3..3), doc.head_of(9000..u32::MAX)), (None, None));
    let path = doc.path(firm, acme).unwrap();
    let steps: Vec<_> = path.iter().map(|s| (doc.word(s.token), s.up, s.dep.as_str())).collect();
    assert_eq!(steps, [("bought", true, "nsubj"), ("shares", false, "obj"), ("Acme", false, "nmod")]);
    assert_eq!(doc.path(firm, firm), Some(vec![]));
    assert_eq!(doc.path(0, firm), None);
    assert_eq!(doc.children(9999).count() + doc.subtree(9999).len(), 0);
}

#[test]
fn strange_texts_are_parsed() {
    let words = "Acme ( buys \" ".repeat(2_000);
    for text in ["", "\n", ".", "👍 👍\n👍", "((((((((", "a\nb c d", "שלום עולם. 你好。", &words] {
        let doc = parsed(text);
        let mut again = doc.clone();
        Analyser::builtin().parse(&mut again, 0);
        Analyser::builtin().parse(&mut again, 9_999_999);
        assert_eq!(doc, again);
        for n in 0..doc.sentences.len() {
            let roots = doc.sentences[n].tokens.clone().filter(|t| doc.head(*t).is_none()).count();
            assert_eq!(roots, 1, "roots of sentence {n} of {text:?}");
        }
    }
}
