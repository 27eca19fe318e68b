//! One company, one node: and two companies, two.

use serde::Deserialize;
use std::path::Path;
use std::sync::LazyLock;
use techgraph::relation::EntityRef;
use techgraph::resolve::{Around, Decided, Decisions, EntityId, Likeness, Node, Resolver, candidates};
use techgraph::value::{EntityType, PartialDate};
use techgraph::vocab::Vocabulary;

static RESOLVER: LazyLock<Resolver<'static>> = LazyLock::new(|| Resolver::new(Vocabulary::builtin()));

fn end(name: &str, kind: EntityType) -> EntityRef {
    EntityRef { name: name.to_string(), kind, mentions: vec![name.to_string()] }
}

fn id(name: &str) -> String {
    RESOLVER.identity(&end(name, EntityType::Organization)).id.to_string()
}

/// The ids of names in one article; `person:` and `place:` before a name set its type.
fn article(names: &[&str], text: &str, published: &str) -> Vec<String> {
    let ends: Vec<EntityRef> = names
        .iter()
        .map(|name| match name.split_once(':') {
            Some((kind, name)) => end(name, kind.parse().unwrap()),
            None => end(name, EntityType::Organization),
        })
        .collect();
    let around = Around { text, published: PartialDate::parse(published) };
    let found = RESOLVER.identify(&ends.iter().collect::<Vec<_>>(), &around);
    found.into_iter().map(|i| i.id.to_string()).collect()
}

#[test]
fn hard_pairs_are_told() {
    #[derive(Deserialize)]
    struct Pair {
        left: String,
        left_type: EntityType,
        right: String,
        right_type: EntityType,
        judgement: String,
    }
    let text = std::fs::read_to_string("tests/it/data/pairs.csv").unwrap();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let pairs: Vec<Pair> = reader.deserialize().map(Result::unwrap).collect();
    assert!(pairs.len() >= 200, "{}", pairs.len());
    let wrong: Vec<String> = pairs
        .iter()
        .filter_map(|p| {
            let [left, right] = [(&p.left, p.left_type), (&p.right, p.right_type)]
                .map(|(name, kind)| RESOLVER.identity(&end(name, kind)).id);
            let same = left == right;
            assert!(p.judgement == "same" || p.judgement == "different", "{}", p.judgement);
            (same != (p.judgement == "same"))
                .then(|| format!("{} and {} are {}, but {left} and {right}", p.left, p.right, p.judgement))
        })
        .collect();
    // What is left needs an article around it, or knowledge that the gazetteer lacks.
    assert!(wrong.len() * 100 <= 2 * pairs.len(), "{} wrong of {}: {wrong:#?}", wrong.len(), pairs.len());
}

#[test]
fn short_names_go_with_the_one_fuller_name_of_their_article() {
    for (names, expected) in [
        (vec!["Zanova Robotics Inc.", "Zanova Robotics", "Zanova"], vec!["organization:zanova-robotics"; 3]),
        // Two that it could be short for: neither.
        (
            vec!["Zanova Robotics", "Zanova Capital", "Zanova"],
            vec!["organization:zanova-robotics", "organization:zanova-capital", "organization:zanova"],
        ),
        (vec!["Kelova Oriova Tamova", "KOT"], vec!["organization:kelova-oriova-tamova"; 2]),
        (vec!["person:Ludmila Brandt", "person:Brandt"], vec!["person:ludmila-brandt"; 2]),
        (vec!["person:Ludmila Brandt", "person:L. Brandt"], vec!["person:ludmila-brandt"; 2]),
        (
            vec!["person:Ludmila Brandt", "person:Karl Brandt", "person:Brandt"],
            vec!["person:ludmila-brandt", "person:karl-brandt", "person:brandt"],
        ),
        // Types must agree.
        (vec!["Zanova Robotics", "person:Zanova"], vec!["organization:zanova-robotics", "person:zanova"]),
        // What more is said in the long name tells it apart.
        (vec!["Zanova Kelova", "Zanova"], vec!["organization:zanova-kelova", "organization:zanova"]),
    ] {
        assert_eq!(article(&names, "", ""), expected, "{names:?}");
    }
    // Across articles a short name is nobody's.
    assert_eq!(article(&["Zanova"], "", ""), ["organization:zanova"]);
}

#[test]
fn ambiguous_names_go_by_what_stands_around_them() {
    for (name, text, expected) in [
        ("Affinity", "Affinity said on Monday that it will grow.", "organization:affinity"),
        ("place:Amazon", "The Amazon is a river.", "place:amazon"),
        ("person:Ford", "Ford, a retired teacher, disagreed.", "person:ford"),
        ("Apple", "Apple opened a shop.", "apple"),
        ("Oracle", "Oracle hired.", "oracle"),
    ] {
        assert_eq!(article(&[name], text, ""), [expected], "{name}: {text}");
    }
}

#[test]
fn a_new_name_holds_from_its_date() {
    for (published, expected) in [("2019-05-02", "organization:meta"), ("2022-05-02", "meta"), ("", "meta")] {
        assert_eq!(article(&["Meta"], "Meta hired.", published), [expected], "{published}");
    }
    // The old name always did.
    assert_eq!(article(&["Facebook"], "", "2019-05-02"), ["meta"]);
}

#[test]
fn a_piece_of_an_unknown_name_does_not_tell_what_it_is() {
    let records = EntityRef {
        name: "Apple Zanova Records".into(),
        kind: EntityType::Organization,
        mentions: vec!["Apple Zanova Records".into(), "Apple".into()],
    };
    assert_eq!(RESOLVER.identity(&records).id.to_string(), "organization:apple-zanova-records");
    let known = EntityRef {
        name: "Zanova Kelova".into(),
        kind: EntityType::Organization,
        mentions: vec!["Zanova Kelova".into(), "OpenAI".into()],
    };
    assert_eq!(RESOLVER.identity(&known).id.to_string(), "openai");
}

#[test]
fn names_that_differ_in_more_than_a_legal_form_are_two() {
    for (one, other) in [("Zanova Robotics", "Zanova Capital"), ("Zanova", "Zanova Foods")] {
        assert_ne!(id(one), id(other), "{one} and {other}");
    }
}

fn node(id: &str, name: &str, kind: &str) -> Node {
    let known = !id.contains(':');
    Node {
        id: EntityId(id.into()),
        name: name.into(),
        aliases: Vec::new(),
        kind: kind.parse().unwrap(),
        known,
        weight: 1,
    }
}

fn decided(rows: &str) -> Result<Decided, techgraph::Error> {
    let text = format!("left,right,judgement,reason,when\n{rows}");
    Decided::new(&Decisions::read(Path::new("decisions.csv"), &text, &RESOLVER)?, &RESOLVER)
}

#[test]
fn likeness_makes_candidates_and_joins_nothing() {
    let nodes = [
        node("organization:zanova-robotics", "Zanova Robotics", "organization"),
        node("organization:zanova", "Zanova", "organization"),
        node("organization:zanovva", "Zanovva", "organization"),
        node("organization:kelova-oriova-tamova", "Kelova Oriova Tamova", "organization"),
        node("organization:kot", "KOT", "organization"),
        node("organization:data-quux", "Data Quux", "organization"),
        node("organization:dataquux", "DataQuux", "organization"),
        node("product:dataquux", "DataQuux", "product"),
        node("person:ludmila-brandt", "Ludmila Brandt", "person"),
        node("person:l-brandt", "L. Brandt", "person"),
        node("organization:affinity", "Affinity", "organization"),
        node("organization:model-4", "Model 44", "organization"),
        node("organization:model-5", "Model 45", "organization"),
    ];
    let found = |decided: &Decided| -> Vec<(String, String, Likeness)> {
        let found = candidates(&nodes, &RESOLVER, decided);
        found.into_iter().map(|c| (c.left.to_string(), c.right.to_string(), c.likeness)).collect()
    };
    let all = found(&Decided::default());
    let has = |a: &str, b: &str, likeness: Likeness| {
        assert!(
            all.iter().any(|(l, r, k)| *k == likeness && (l == a && r == b || l == b && r == a)),
            "{a} and {b}, {likeness}: {all:#?}"
        );
    };
    has("organization:zanova-robotics", "organization:zanova", Likeness::Short);
    has("organization:zanova", "organization:zanovva", Likeness::Spelling);
    has("organization:kelova-oriova-tamova", "organization:kot", Likeness::Acronym);
    has("organization:data-quux", "organization:dataquux", Likeness::Joined);
    has("organization:dataquux", "product:dataquux", Likeness::Type);
    has("person:ludmila-brandt", "person:l-brandt", Likeness::Person);
    assert!(all.iter().any(|(_, right, k)| right == "organization:affinity" && *k == Likeness::Ambiguous), "{all:#?}");
    assert!(!all.iter().any(|(l, _, _)| l.contains("model")), "numbers tell two apart: {all:#?}");
    // What is judged is asked no more.
    let judged = decided("organization:zanova,organization:zanovva,different,,\n").unwrap();
    assert!(!found(&judged).iter().any(|(l, r, _)| l.ends_with("zanova") && r.ends_with("zanovva")));
    assert_eq!(found(&judged).len(), all.len() - 1);
}

#[test]
fn decisions_that_cannot_both_stand_name_both_lines() {
    for (rows, line, says) in [
        (
            "organization:a1,organization:b1,same,,\norganization:b1,organization:c1,same,,\norganization:a1,organization:c1,different,,\n",
            4,
            "lines 2, 3",
        ),
        ("organization:a1,organization:b1,different,,\norganization:b1,organization:a1,same,,\n", 2, "line 3"),
        ("organization:a1,One,rename,,\norganization:a1,Two,rename,,\n", 3, "line 2"),
        ("organization:a1,product,type,,\norganization:a1,person,type,,\n", 3, "line 2"),
        (
            "organization:a1,organization:b1,same,,\norganization:a1,One,rename,,\norganization:b1,Two,rename,,\n",
            4,
            "line 3",
        ),
        ("organization:a1,A 1 x,split,,\norganization:a1,organization:a1~a-1-x,same,,\n", 2, "line 3"),
    ] {
        let error = decided(rows).unwrap_err().to_string();
        assert!(error.contains(&format!("decisions.csv:{line}:")) && error.contains(says), "{rows}\n{error}");
    }
}

#[test]
fn mistakes_in_the_file_are_told_with_their_line() {
    for (text, line, says) in [
        ("left,right\n", 1, "judgement"),
        ("# note\n\nleft,right,judgement\nopenai,anthropic,equal\n", 4, "same"),
        ("left,right,judgement\nopenai,anthropic,same\nopenay,anthropic,same\n", 3, "openay"),
        ("left,right,judgement\nopenai,,same\n", 2, "missing"),
        ("left,right,judgement\nopenai,openai,same\n", 2, "both sides"),
        ("left,right,judgement\nopenai,thing,type\n", 2, "organization"),
        ("left,right,judgement\nopenai,,rename\n", 2, "expected a name"),
        ("left,right,judgement\nopenai,Open, AI,rename\n", 2, "double quotes"),
        ("left,right,judgement,reason,when\nopenai,anthropic,different,,May\n", 2, "2026-01-30"),
    ] {
        let error = Decisions::read(Path::new("my.csv"), text, &RESOLVER).unwrap_err().to_string();
        assert!(error.starts_with(&format!("my.csv:{line}:")) && error.contains(says), "{text}\n{error}");
    }
}

#[test]
fn a_file_is_read_as_people_write_it_and_kept_as_they_wrote_it() {
    let text = "\u{feff}# ours\njudgement,left,right,when,reason\n\nsame,OpenAI,organization:Zanova Labs Inc.,2026-01-02,\"one, we think\"\n# more\nrename,organization:kelova,Kelova!,,\n";
    let mut decisions = Decisions::read(Path::new("d.csv"), text, &RESOLVER).unwrap();
    let rows: Vec<_> = decisions.rows().iter().map(|r| (r.left.to_string(), r.right.clone(), r.line)).collect();
    assert_eq!(
        rows,
        [("openai".into(), "organization:zanova-labs".into(), 4), ("organization:kelova".into(), "Kelova!".into(), 6)]
    );
    assert_eq!(decisions.text(), text.trim_start_matches('\u{feff}'));
    // A new name replaces the old one, and lines stay true.
    let mut again = decisions.rows()[1].clone();
    again.right = "Kelova, Inc.".into();
    decisions.decide(again);
    assert!(
        decisions.text().ends_with("# more\nrename,organization:kelova,\"Kelova, Inc.\",,\n"),
        "{}",
        decisions.text()
    );
    assert_eq!(decisions.undo(|row| row.left.0 == "openai"), 1);
    assert_eq!(decisions.rows()[0].line, 5);
    assert_eq!(decisions.text().lines().nth(4).unwrap(), "rename,organization:kelova,\"Kelova, Inc.\",,");
}

#[test]
fn decisions_are_transitive_and_their_order_does_not_count() {
    let rows = [
        "organization:b1,organization:c1,same,,",
        "organization:a1,organization:b1,same,,",
        "organization:c1,openai,same,,",
    ];
    let forward = decided(&rows.join("\n")).unwrap();
    let mut turned = rows;
    turned.reverse();
    assert_eq!(forward, decided(&turned.join("\n")).unwrap());
    for id in ["organization:a1", "organization:b1", "organization:c1", "openai"] {
        assert_eq!(forward.head(&EntityId(id.into())).to_string(), "openai", "{id}");
    }
    assert_eq!(forward.head(&EntityId("organization:other".into())).to_string(), "organization:other");
}
