//! Status, money, role, stake and source of relations in sentences of our own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use techgraph::article::Article;
use techgraph::mention::{ValueReader, values};
use techgraph::pipeline::Pipeline;
use techgraph::relation::attributes::{
    AttributeModels, AttributeReader, Attributes, Cue, Forms, Lesson, Survey, Teaches, drills, locate, money_drills,
};
use techgraph::text::Analyser;
use techgraph::value::{PartialDate, Span, Status};
use techgraph::vocab::Vocabulary;

/// The attributes of `relation` between two names, in a text whose second line is the sentence.
fn read(relation: &str, subject: &str, object: &str, sentence: &str) -> Attributes {
    let doc = Analyser::builtin().analyse(&format!("Briefs\n{sentence}"));
    let published = PartialDate::parse("2026-02-12");
    let found = values(&doc, published, ValueReader::builtin());
    let (n, s, o) = locate(&doc, sentence, &[subject], &[object]).expect("the sentence is in the text");
    assert!(s.is_some() && o.is_some(), "{subject} and {object} stand in {sentence:?}");
    AttributeReader::builtin().read(&Survey::new(&doc), &found, &Cue::new(relation, (n, s, o)), published)
}

#[test]
fn status_follows_the_words_that_govern_the_relation() {
    let cases = [
        ("acquires", "Orbix", "Velar", "Orbix bought Velar last week.", Status::Confirmed),
        ("acquires", "Orbix", "Velar", "Orbix has agreed to buy Velar for $3 billion.", Status::Announced),
        ("acquires", "Orbix", "Velar", "Orbix plans to acquire Velar, the company said.", Status::Announced),
        ("acquires", "Orbix", "Velar", "Orbix to buy Velar for $3 billion", Status::Announced),
        (
            "acquires",
            "Orbix",
            "Velar",
            "Orbix is in talks to acquire Velar, people familiar with the matter said.",
            Status::Reported,
        ),
        ("invests_in", "Orbix", "Velar", "Orbix is in talks to invest up to $5 billion in Velar.", Status::Reported),
        ("invests_in", "Orbix", "Velar", "Orbix led the round in Velar.", Status::Confirmed),
        (
            "works_for",
            "Jane Roe",
            "Velar",
            "Jane Roe, chief scientist at Velar, presented the work.",
            Status::Confirmed,
        ),
        ("works_for", "Jane Roe", "Velar", "Jane Roe, a former Velar engineer, presented the work.", Status::Ended),
        ("works_for", "Jane Roe", "Velar", "Former Velar CEO Jane Roe presented the work.", Status::Ended),
        ("works_for", "Jane Roe", "Velar", "Jane Roe left Velar in March.", Status::Ended),
        ("competes_with", "Orbix", "Velar", "Orbix competes with Velar in cloud storage.", Status::Confirmed),
        ("partners_with", "Orbix", "Velar", "Orbix has partnered with Velar to build chips.", Status::Confirmed),
        ("uses", "Orbix", "Velar", "Orbix uses Velar to serve its customers.", Status::Confirmed),
        ("owns", "Orbix", "Velar", "Orbix-owned Velar runs the service.", Status::Confirmed),
    ];
    for (relation, subject, object, sentence, expected) in cases {
        assert_eq!(read(relation, subject, object, sentence).status, expected, "{sentence}");
    }
}

/// The status of a relation in a sentence whose syntax is known.
fn status(relation: &str, subject: &str, object: &str, sentence: &str) -> Status {
    let mut doc = Analyser::builtin().analyse(&format!("\n{sentence}"));
    let place = locate(&doc, sentence, &[subject], &[object]).expect("the sentence is in the text");
    Analyser::builtin().parse(&mut doc, place.0 as usize);
    AttributeReader::builtin().read(&Survey::new(&doc), &[], &Cue::new(relation, place), None).status
}

/// Checks that sentences (relation, subject, object, sentence) have their status, and tells all that have another.
fn check(cases: &[(&str, &str, &str, &str, Status)]) {
    let told = cases.iter().map(|(relation, subject, object, sentence, expected)| {
        (sentence, status(relation, subject, object, sentence), expected)
    });
    let wrong: Vec<_> = told.filter(|(_, status, expected)| status != *expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_syntax_denies_or_asks_is_no_fact() {
    let (denied, speculative) = (Status::Denied, Status::Speculative);
    let cases = [
        ("licenses_to", "Orbix", "Velar", "Orbix licenses none of its patents to Velar.", denied),
        ("founded", "Jane Roe", "Velar", "Jane Roe is not a founder of Velar.", denied),
        ("uses", "Orbix", "Velar", "Not one branch of Orbix uses Velar.", denied),
        ("sues", "Orbix", "Velar", "No lawsuit has been filed by Orbix against Velar.", denied),
        ("founded", "Jane Roe", "Velar", "It was John Doe, not Jane Roe, who founded Velar.", denied),
        ("develops", "Orbix", "Velar", "Orbix launches Velar next year if demand picks up.", speculative),
        ("founded", "Jane Roe", "Velar", "Q: Was Jane Roe one of the founders of Velar?", speculative),
        ("acquires", "Orbix", "Velar", "Orbix bought Velar, which will grow if demand picks up.", Status::Confirmed),
        ("merges_with", "Orbix", "Velar", "A merger of Orbix and Velar could take years.", speculative),
        ("sues", "Orbix", "Velar", "A suit by Orbix against Velar could take years.", speculative),
        ("sues", "Orbix", "Velar", "The suit by Orbix against Velar could take years.", Status::Confirmed),
    ];
    check(&cases);
}

#[test]
fn phrases_end_deny_or_doubt_what_they_govern() {
    let (denied, ended, speculative, reported) = (Status::Denied, Status::Ended, Status::Speculative, Status::Reported);
    let cases = [
        ("partners_with", "Orbix", "Velar", "Orbix and Velar called time on their alliance.", ended),
        ("partners_with", "Orbix", "Velar", "Orbix let its alliance with Velar expire.", ended),
        ("partners_with", "Orbix", "Velar", "The alliance of Orbix with Velar has come to an end.", ended),
        ("partners_with", "Orbix", "Velar", "Orbix has walked out of its pact with Velar.", ended),
        ("develops", "Orbix", "Velar", "Orbix pulled the plug on Velar in May.", ended),
        ("owns", "Orbix", "Velar", "Orbix has shed Velar.", ended),
        ("invests_in", "Orbix", "Velar", "Orbix cut its position in Velar to zero.", ended),
        ("works_for", "Jane Roe", "Velar", "Velar showed its chief scientist Jane Roe the door.", ended),
        ("works_for", "Jane Roe", "Velar", "Jane Roe's tenure at Velar ended in tears.", ended),
        ("sues", "Orbix", "Velar", "Orbix drops its lawsuit against Velar", ended),
        ("regulates", "the FTC", "Velar", "Last week the FTC closed its investigation of Velar.", ended),
        ("acquires", "Orbix", "Velar", "Orbix's bid for Velar lapsed overnight.", denied),
        ("uses", "Orbix", "Velar", "Orbix forbids its engineers to use Velar.", denied),
        ("competes_with", "Orbix", "Velar", "It is absurd to say that Orbix competes with Velar.", denied),
        ("competes_with", "Orbix", "Velar", "It is a mistake to call Orbix a rival of Velar.", denied),
        ("founded", "Jane Roe", "Velar", "Had Jane Roe founded Velar, it would be rich.", speculative),
        ("founded", "Jane Roe", "Velar", "According to gossip, Jane Roe has founded Velar.", reported),
        ("works_for", "Jane Roe", "Velar", "Jane Roe has relinquished the top job at Velar.", ended),
        // What the sentence takes for given stays.
        (
            "owns",
            "Orbix",
            "Velar",
            "The judge rejected the idea that Velar, a unit of Orbix, was too small.",
            Status::Confirmed,
        ),
        ("develops", "Orbix", "Velar", "Orbix launched Velar after it ended its lease in Graz.", Status::Confirmed),
    ];
    check(&cases);
}

#[test]
fn a_title_takes_for_given_what_it_says() {
    let disaster = "If you wait, that is a formula for disaster, says Velar partner Jane Roe.";
    let missed =
        "It helps to fix those that were missed, Velar cofounder Jane Roe told reporters, though it does not pay.";
    check(&[
        ("works_for", "Jane Roe", "Velar", disaster, Status::Confirmed),
        ("founded", "Jane Roe", "Velar", missed, Status::Confirmed),
        ("works_for", "Jane Roe", "Velar", "Former Velar chief Jane Roe spoke.", Status::Ended),
        // A pronoun bears none.
        (
            "founded",
            "himself",
            "Velar",
            "John Doe rejected the description of himself as a founder of Velar.",
            Status::Denied,
        ),
    ]);
}

#[test]
fn money_of_the_deal_is_chosen_among_the_sums() {
    let cases = [
        ("acquires", "Orbix acquired Velar for $1.2 billion.", Some("USD 1200000000")),
        (
            "acquires",
            "Orbix, which had revenue of $9 billion last year, acquired Velar for $300 million.",
            Some("USD 300000000"),
        ),
        ("invests_in", "Orbix led a $40 million round in Velar.", Some("USD 40000000")),
        ("invests_in", "Orbix invested $40 million in Velar at a $2 billion valuation.", Some("USD 40000000")),
        ("acquires", "Orbix acquired Velar.", None),
        ("competes_with", "Orbix competes with Velar in a $5 billion market.", None),
    ];
    for (relation, sentence, expected) in cases {
        let got = read(relation, "Orbix", "Velar", sentence).amount;
        let got = got.map(|a| format!("{} {}", a.currency, a.value_text()));
        assert_eq!(got.as_deref(), expected, "{sentence}");
    }
}

#[test]
fn money_of_a_partnership_is_told() {
    let cases = [
        ("Orbix signed a $3 billion partnership with Velar.", Some("USD 3000000000")),
        ("Orbix and Quillon are working with Velar on a $20 billion project.", Some("USD 20000000000")),
        ("Orbix, which raised $60 million last year, partnered with Velar.", None),
    ];
    for (sentence, expected) in cases {
        let got = read("partners_with", "Orbix", "Velar", sentence).amount;
        let got = got.map(|a| format!("{} {}", a.currency, a.value_text()));
        assert_eq!(got.as_deref(), expected, "{sentence}");
    }
}

#[test]
fn a_sum_is_of_one_kind_of_relation() {
    for text in [
        "Microsoft has invested $10 billion in OpenAI and supplies it with computing capacity.",
        "Amazon, which invested $8 billion in Anthropic, is also its partner and supplies it with chips.",
        "Google invested $2 billion in Anthropic after it bought Fitbit.",
    ] {
        let told = Pipeline::builtin().annotate(&Article::from_text("1", "", text));
        let with: Vec<_> = told.iter().filter(|r| r.amount.is_some()).map(|r| r.relation.as_str()).collect();
        assert_eq!(with, ["invests_in"], "{text}");
    }
}

#[test]
fn roles_are_as_in_the_text() {
    let cases = [
        ("Jane Roe, CEO of Velar, said so.", Some("CEO")),
        ("Velar CEO Jane Roe said so.", Some("CEO")),
        ("Jane Roe, vice president of engineering at Velar, said so.", Some("vice president of engineering")),
        ("said Jane Roe, chief scientist at Velar.", Some("chief scientist")),
        ("Jane Roe, co-founder and CEO of Velar, said so.", Some("CEO")),
        ("Former Velar CEO Jane Roe said so.", Some("CEO")),
    ];
    for (sentence, expected) in cases {
        assert_eq!(read("works_for", "Jane Roe", "Velar", sentence).role.as_deref(), expected, "{sentence}");
    }
    assert_eq!(read("acquires", "Orbix", "Velar", "CEO-led Orbix bought Velar.").role, None);
}

#[test]
fn stake_and_source_are_read_from_the_sentence() {
    let got = read("invests_in", "Orbix", "Velar", "Orbix bought a 49% stake in Velar, according to Daily Ledger.");
    assert_eq!(got.stake, Some(4900));
    assert_eq!(got.attribution.as_deref(), Some("Daily Ledger"));
    let got = read("acquires", "Orbix", "Velar", "Orbix may buy Velar, people familiar with the matter said.");
    assert_eq!(got.attribution.as_deref(), Some("people familiar with the matter"));
    assert_eq!(read("invests_in", "Orbix", "Velar", "Velar grew 20% after Orbix came in.").stake, None);
}

#[test]
fn a_quote_is_located_with_both_ends() {
    let doc = Analyser::builtin().analyse("Deals\nIt rained. Orbix bought Velar. Velar, once Orbix's rival, grew.");
    let (n, s, o) = locate(&doc, "Orbix bought Velar", &["Orbix"], &["Velar", "Vel"]).unwrap();
    assert_eq!(doc.sentences[n as usize].span.of(&doc.text), "Orbix bought Velar.");
    assert_eq!((s.unwrap().of(&doc.text), o.unwrap().of(&doc.text)), ("Orbix", "Velar"));
    assert_eq!(locate(&doc, "not there", &["Orbix"], &["Velar"]), None);
    assert_eq!(locate(&doc, "It rained.", &["Orbix"], &["Velar"]).map(|l| (l.1, l.2)), Some((None, None)));
}

#[test]
fn money_of_a_round_stands_in_another_sentence() {
    let text = "Velar raises $40 million\n\nVelar, a maker of pumps, said on Monday that it had raised $40 million in a \
                series B round at a valuation of $900 million. It sells pumps to farms in nine countries and employs 80 \
                people.\n\nThe round was led by Orbix, with participation from Quillon and Solvane.";
    let doc = Analyser::builtin().analyse(text);
    let published = PartialDate::parse("2026-02-12");
    let found = values(&doc, published, ValueReader::builtin());
    for investor in ["Orbix", "Quillon", "Solvane"] {
        let quote = "The round was led by Orbix, with participation from Quillon and Solvane.";
        let (n, s, o) = locate(&doc, quote, &[investor], &["Velar"]).unwrap();
        assert!(s.is_some() && o.is_none(), "{investor} stands alone");
        let forms = [[investor.to_string()], ["Velar".to_string()]];
        let cue = Cue::new("invests_in", (n, s, o)).called(Forms { subject: &forms[0], object: &forms[1] });
        let got = AttributeReader::builtin().read(&Survey::new(&doc), &found, &cue, published).amount;
        assert_eq!(got.map(|a| a.value_text()).as_deref(), Some("40000000"), "{investor}");
    }
}

#[test]
fn drills_cover_every_relation_and_status() {
    let all = drills(Vocabulary::builtin(), Analyser::builtin());
    let frames = Vocabulary::builtin().lexicon.rows("drill_frames").len();
    assert!(all.len() > 12 * frames, "{} drills of {frames} frames: some name their ends wrongly", all.len());
    for relation in Vocabulary::builtin().relations.iter() {
        let of = || all.iter().filter(|d| d.relation == relation.name);
        for status in Status::ALL {
            assert!(of().any(|d| d.answer.status == *status), "no drill of {} that is {status}", relation.name);
        }
    }
    for drill in &all {
        let unfilled = |w: &str| matches!(w.trim_matches(|c: char| !c.is_alphanumeric()), "S" | "O" | "N");
        let text = &drill.doc.text;
        assert!(!text.contains('[') && !text.split(' ').any(unfilled), "{text:?}");
        assert!(drill.place.1.is_some() && drill.place.2.is_some(), "{text:?}");
    }
}

#[test]
fn strange_input_never_panics() {
    let reader = AttributeReader::builtin();
    let bare = AttributeReader::new(Vocabulary::builtin(), AttributeModels::default());
    for text in [
        "",
        "\n",
        "🙂🙂 CEO 🙂",
        "CEO CEO CEO",
        "شركة Orbix اشترت Velar مقابل $5",
        "$5bn 49% today",
        &"chief officer of ".repeat(500),
    ] {
        let doc = Analyser::builtin().analyse(text);
        let found = values(&doc, None, ValueReader::builtin());
        for sentence in [0, 1, u32::MAX] {
            for span in [None, Some(Span::new(0, 4)), Some(Span::new(3, 900_000)), Some(Span { start: 9, end: 2 })] {
                for relation in ["works_for", "invests_in", "acquires", "no_such_relation"] {
                    let cue = Cue::new(relation, (sentence, span, Some(Span::new(0, 1))));
                    let _ = reader.read(&Survey::new(&doc), &found, &cue, None);
                    let _ = bare.read(&Survey::new(&doc), &found, &cue, PartialDate::parse("2026-02-12"));
                }
            }
        }
    }
}

#[test]
fn drills_of_money_hold_their_sums() {
    let all = money_drills(Vocabulary::builtin(), Analyser::builtin());
    let rows = Vocabulary::builtin().lexicon.rows("drill_money");
    assert_eq!(all.len(), 3 * rows.len(), "some frames name their ends wrongly");
    let own = rows.iter().filter(|row| row[1].contains("[own]")).count();
    let with = all.iter().filter(|d| d.answer.amount.is_some()).count();
    assert_eq!(with, 3 * own, "some sums are not read");
    for drill in &all {
        assert!(drill.values.iter().any(|v| v.amount().is_some()), "{:?}", drill.doc.text);
        assert!(!drill.doc.text.contains('['), "{:?}", drill.doc.text);
    }
}

#[test]
fn training_is_repeatable_and_learns_its_lessons() {
    let sentences = [
        ("Orbix bought Velar.", Status::Confirmed),
        ("Orbix will buy Velar.", Status::Announced),
        ("Orbix might buy Velar.", Status::Speculative),
    ];
    let docs: Vec<_> = sentences.iter().map(|(s, _)| Analyser::builtin().analyse(&format!("Briefs\n{s}"))).collect();
    let answers: Vec<_> = sentences
        .iter()
        .map(|(_, status)| Attributes {
            status: *status,
            amount: None,
            date: None,
            role: None,
            stake: None,
            attribution: None,
        })
        .collect();
    let cue = |i: usize| Cue::new("acquires", locate(&docs[i], sentences[i].0, &["Orbix"], &["Velar"]).unwrap());
    let lessons: Vec<Lesson> = (0..30)
        .map(|i| i % 3)
        .map(|i| Lesson {
            doc: &docs[i],
            values: &[],
            cue: cue(i),
            published: None,
            answer: &answers[i],
            teaches: Teaches::All,
        })
        .collect();
    let train = || AttributeReader::train(Vocabulary::builtin(), &lessons);
    assert_eq!(train().status.to_bytes(), train().status.to_bytes());
    let reader = AttributeReader::new(Vocabulary::builtin(), train());
    for (i, (text, status)) in sentences.iter().enumerate() {
        assert_eq!(reader.read(&Survey::new(&docs[i]), &[], &cue(i), None).status, *status, "{text}");
    }
}
