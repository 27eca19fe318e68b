//! The mention stage: names with types, which of them are one, and what pronouns and descriptions mean.

use techgraph::mention::{Detector, MentionKind, Mentions};
use techgraph::text::{Analyser, Document};

fn detect(text: &str) -> (Document, Mentions) {
    let doc = Analyser::builtin().analyse(text);
    let mentions = Detector::builtin().detect(&doc, None);
    (doc, mentions)
}

/// Every expected "form: type" must be an entity with that form and type.
fn check(text: &str, expected: &[&str]) {
    let (_, mentions) = detect(text);
    for want in expected {
        let (form, kind) = want.rsplit_once(": ").unwrap();
        let found = mentions.entities.iter().any(|e| e.kind.as_str() == kind && e.forms.iter().any(|f| f == form));
        assert!(found, "no {want} in {text:?}: {:?}", mentions.entities);
    }
}

#[test]
fn names_have_types() {
    check(
        "Microsoft said on Monday that Satya Nadella would open a lab in Singapore.",
        &["Microsoft: organization", "Satya Nadella: person", "Singapore: place"],
    );
    check("Apple unveiled the iPhone 19 at an event in Cupertino.", &["Apple: organization", "iPhone 19: product"]);
    check(
        "Quandrel Systems, a startup in Berlin, raised $20 million led by Oakfen Ventures.",
        &["Quandrel Systems: organization", "Oakfen Ventures: organization", "Berlin: place"],
    );
    check("\"We are growing,\" said Maria Halloway, chief executive of Quandrel.", &["Maria Halloway: person"]);
}

#[test]
fn headlines_in_title_case_keep_their_words_apart() {
    let (_, mentions) = detect("Microsoft Buys Startup To Boost Cloud Business\nMicrosoft has bought a startup.");
    assert!(mentions.entities.iter().any(|e| e.forms.iter().any(|f| f == "Microsoft")), "{:?}", mentions.entities);
    assert!(mentions.entities.iter().all(|e| !e.name.contains("Buys")), "{:?}", mentions.entities);
}

/// The two forms must belong to one entity, or must not.
fn check_same(text: &str, a: &str, b: &str, same: bool) {
    let (_, mentions) = detect(text);
    let of = |form: &str| mentions.entities.iter().position(|e| e.forms.iter().any(|f| f == form));
    let (x, y) = (of(a), of(b));
    assert!(x.is_some() && y.is_some(), "{a:?} or {b:?} not found: {:?}", mentions.entities);
    assert_eq!(x == y, same, "{a:?} and {b:?} in {text:?}: {:?}", mentions.entities);
}

#[test]
fn forms_of_one_entity_come_together() {
    let person = "Satya Nadella spoke first. Nadella, who leads Microsoft, praised the team.";
    check_same(person, "Satya Nadella", "Nadella", true);
    let acronym = "Amazon Web Services (AWS) opened a region. AWS said that customers had asked for it.";
    check_same(acronym, "Amazon Web Services", "AWS", true);
    let suffix = "Intel Corp. named a new chairman. Intel said that he would start in May.";
    check_same(suffix, "Intel Corp.", "Intel", true);
    let apart = "Google said that Google Cloud grew. Google Cloud is run by Thomas Kurian.";
    check_same(apart, "Google", "Google Cloud", false);
}

/// The pronoun or description must mean the entity with this form.
fn check_reference(text: &str, anaphor: &str, means: &str) {
    let (doc, mentions) = detect(text);
    let found: Vec<&str> = mentions
        .mentions
        .iter()
        .filter(|m| m.kind != MentionKind::Name && m.span.of(&doc.text) == anaphor)
        .map(|m| mentions.entities[m.entity as usize].name.as_str())
        .collect();
    assert!(found.contains(&means), "{anaphor:?} in {text:?} means {found:?}");
}

#[test]
fn pronouns_and_descriptions_find_their_antecedent() {
    check_reference("Nvidia reported record sales. The company also raised its forecast.", "The company", "Nvidia");
    check_reference("Nvidia reported record sales. It also raised the forecast.", "It", "Nvidia");
    check_reference("Satya Nadella joined in 1992. He became chief in 2014.", "He", "Satya Nadella");
    let both = "Nokia will work with Ericsson on open networks. Both companies will share patents.";
    check_reference(both, "Both companies", "Nokia");
    check_reference(both, "Both companies", "Ericsson");
}

#[test]
fn mentions_are_in_order_and_point_into_the_document() {
    let (doc, mentions) = detect("IBM sued Oracle.\nIt said that Oracle had copied Db2. Larry Ellison denied it.");
    assert!(!mentions.mentions.is_empty());
    for m in &mentions.mentions {
        assert!((m.entity as usize) < mentions.entities.len());
        assert!((0.0..=1.0).contains(&m.confidence), "{m:?}");
        let tokens = &doc.sentences[m.sentence as usize].tokens;
        assert!(tokens.start <= m.tokens.start && m.tokens.end <= tokens.end, "{m:?}");
        assert!(!m.span.of(&doc.text).is_empty());
    }
    assert!(mentions.mentions.windows(2).all(|w| w[0].span.start <= w[1].span.start));
    for e in &mentions.entities {
        assert_eq!(Some(&e.name), e.forms.first());
    }
}

#[test]
fn strange_text_yields_less_but_never_a_panic() {
    let long = "A".repeat(100_000);
    let names = "Acme Widget Group ".repeat(3_000);
    let cases = [
        "",
        " ",
        "\n\n\n",
        "(",
        "’s",
        "It",
        "🚀🚀🚀 Acme 🚀",
        "مرحبا بالعالم Apple قال",
        "\u{0}\u{1}\u{feff}",
        "AI AI AI AI AI",
        "THE COMPANY SAID IT WILL BUY ACME INC. FOR $5",
        "A (B) C (D) (E",
        "—–-&/+of of of Of OF",
        &long,
        &names,
        "Ünïcödé Çorp. ﬁnanced İstanbul’s ŞİRKET",
        "\u{301}\u{301}Acme\u{301}",
    ];
    for text in cases {
        let (doc, mentions) = detect(text);
        for m in &mentions.mentions {
            assert!(m.tokens.end as usize <= doc.tokens.len());
        }
    }
}

#[test]
fn the_same_text_gives_the_same_mentions() {
    let text = "Arm and Qualcomm settled. The chip designer said it would license its cores to both companies.";
    assert_eq!(detect(text).1, detect(text).1);
}
