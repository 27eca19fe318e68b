//! The scores from inside are those of the annotation project's script.

use std::path::Path;
use std::process::Command;
use techgraph::article::Article;
use techgraph::eval::{
    AnnotatedArticle, Identities, Insight, Report, Silence, SlipKind, coverage, fold, identity, kinds, score,
};
use techgraph::pipeline::Pipeline;
use techgraph::relation::RelationMention;
use techgraph::resolve::Resolver;
use techgraph::vocab::Vocabulary;

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn report() -> Report {
    let gold = AnnotatedArticle::read_lines(&read("tests/it/data/annotated.jsonl")).unwrap();
    let predicted: Vec<(String, RelationMention)> = read("tests/it/data/predicted.jsonl")
        .lines()
        .map(|l| {
            let value: serde_json::Value = serde_json::from_str(l).unwrap();
            (value["article"].as_str().unwrap().to_string(), serde_json::from_value(value).unwrap())
        })
        .collect();
    score(&gold, &predicted)
}

fn check(report: &Report, script: &serde_json::Value) {
    let round = |x: f64, digits: i32| {
        let text = format!("{x:.*}", digits as usize);
        text.parse::<f64>().unwrap()
    };
    let numbers = [
        ("articles", report.articles as f64),
        ("gold", report.total.gold as f64),
        ("predicted", report.total.predicted as f64),
        ("precision", round(report.total.precision(), 4)),
        ("recall", round(report.total.recall(), 4)),
        ("f1", round(report.total.f1(), 4)),
        ("deals_f1", round(report.deals_f1, 4)),
        ("macro_f1", round(report.macro_f1, 4)),
        ("pair_f1", round(report.pair_f1, 4)),
        ("status_accuracy", round(report.status_accuracy, 4)),
        ("amount_f1", round(report.amount_f1, 4)),
        ("role_accuracy", round(report.role_accuracy, 4)),
        ("evidence_verbatim", round(report.evidence_verbatim, 4)),
    ];
    for (name, own) in numbers {
        assert_eq!(script[name].as_f64().unwrap(), own, "{name}");
    }
    assert_eq!(script["f1_95"][0].as_f64().unwrap(), round(report.f1_95.0, 4), "lower bound");
    assert_eq!(script["f1_95"][1].as_f64().unwrap(), round(report.f1_95.1, 4), "upper bound");
    for (name, counts) in &report.by_relation {
        let row = &script["by_relation"][name];
        assert_eq!(row["gold"].as_u64().unwrap() as usize, counts.gold, "{name}");
        assert_eq!(row["predicted"].as_u64().unwrap() as usize, counts.predicted, "{name}");
        assert_eq!(row["f1"].as_f64().unwrap(), round(counts.f1(), 3), "{name}");
    }
}

#[test]
fn the_numbers_are_those_that_the_script_gave() {
    let report = report();
    check(&report, &serde_json::from_str(&read("tests/it/data/score.json")).unwrap());
    assert_eq!(report.unknown, 1);
    assert_eq!(report.missing.len(), 3);
    // "Widget acquires Bolt" has its ends the wrong way round.
    assert!(report.direction_accuracy < 1.0);
}

#[test]
fn the_script_gives_the_same_now() {
    let script = Path::new("../shared/gold/score.py");
    if !script.exists() {
        assert!(std::env::var_os("CI").is_none(), "CI must have {}", script.display());
        eprintln!("SKIPPED: {} is not here", script.display());
        return;
    }
    let out = Command::new("python3")
        .args([script.to_str().unwrap(), "tests/it/data/annotated.jsonl", "tests/it/data/predicted.jsonl", "--json"])
        .output()
        .unwrap();
    check(&report(), &serde_json::from_slice(&out.stdout).unwrap());
}

#[test]
fn names_fold_as_in_the_script() {
    let cases = [
        ("The Acme Holdings, Inc.", "acme"),
        ("Acme's", "acme"),
        ("L’Oréal", "loreal"),
        ("AT&T", "at&t"),
        ("Notepad++", "notepad++"),
        ("Group", "group"),
        ("the The", "the"),
        ("", ""),
        ("Müller AG", "muller"),
        ("Acme's'sx", "acmesx"),
    ];
    for (name, folded) in cases {
        assert_eq!(fold(name), folded, "{name}");
    }
}

#[test]
fn nothing_predicted_is_no_division_by_zero() {
    let gold = AnnotatedArticle::read_lines(&read("tests/it/data/annotated.jsonl")).unwrap();
    let report = score(&gold, &[]);
    assert_eq!((report.total.precision(), report.total.recall(), report.total.f1()), (0.0, 0.0, 0.0));
    assert_eq!(score(&[], &[]).f1_95, (0.0, 0.0));
}

/// An annotated article with these entities.
fn annotated(id: &str, entities: &[(&str, &str)]) -> AnnotatedArticle {
    let entities: Vec<_> =
        entities.iter().map(|(name, kind)| serde_json::json!({"name": name, "type": kind})).collect();
    serde_json::from_value(serde_json::json!({"id": id, "text": "Text.", "entities": entities})).unwrap()
}

#[test]
fn too_much_joined_is_told_from_too_little() {
    let gold = [
        annotated("1", &[("Zanova", "organization"), ("Kelova", "organization")]),
        annotated("2", &[("Zanova Inc", "organization"), ("Kelovva", "organization")]),
    ];
    let resolver = Resolver::new(Vocabulary::builtin());
    let score = |rows: &str| {
        let text = format!("# ours\nidentity,type,name\n{rows}");
        identity(&gold, &Identities::read(Path::new("i.csv"), &text).unwrap(), &resolver)
    };
    let right = score("z,organization,Zanova\nz,organization,Zanova Inc\n");
    assert_eq!((right.items, right.identities, right.predicted), (4, 3, 3));
    assert_eq!((right.precision, right.recall, right.f1), (1.0, 1.0, 1.0));
    assert!(right.over.is_empty() && right.under.is_empty());
    // Nothing is said to be one: Zanova and Zanova Inc are wrongly joined.
    let over = score("");
    assert_eq!((over.precision, over.recall), (0.75, 1.0));
    assert_eq!((over.over.len(), over.over[0].of.as_str(), over.over[0].cost), (1, "organization:zanova", 1.0));
    // Kelova and Kelovva are one, and are wrongly kept apart.
    let under =
        score("z,organization,Zanova\nz,organization,Zanova Inc\nk,organization,Kelova\nk,organization,Kelovva\n");
    assert_eq!((under.precision, under.recall), (1.0, 0.75));
    assert_eq!((under.under.len(), under.under[0].of.as_str()), (1, "k"));
    for rows in ["a,company,Zanova\n", "a,organization,Zanova\nb,organization,Zanova\n"] {
        let text = format!("identity,type,name\n{rows}");
        let error = Identities::read(Path::new("i.csv"), &text).unwrap_err().to_string();
        assert!(error.starts_with("i.csv") && error.contains("expected"), "{error}");
    }
}

/// Entities of the project's annotated articles as one corpus; the floor only rises.
#[test]
fn names_of_one_entity_are_one_across_articles() {
    let folder = Path::new("../shared/gold");
    if !folder.exists() {
        assert!(std::env::var_os("CI").is_none(), "CI must have {}", folder.display());
        eprintln!("SKIPPED: {} is not here", folder.display());
        return;
    }
    let gold: Vec<AnnotatedArticle> = ["train.jsonl", "dev.jsonl"]
        .iter()
        .flat_map(|file| AnnotatedArticle::read_lines(&read(folder.join(file).to_str().unwrap())).unwrap())
        .collect();
    let judged = Identities::read(Path::new("identity.csv"), &read("tests/it/data/identity.csv")).unwrap();
    assert!(judged.len() > 800, "{}", judged.len());
    let report = identity(&gold, &judged, &Resolver::new(Vocabulary::builtin()));
    let (precision, recall) = (report.precision, report.recall);
    assert!(precision > 0.98 && recall > 0.98 && report.items > 12_000, "{precision:.4} {recall:.4}");
}

/// One article in which every kind of error can be made, and what is known of it.
#[test]
fn errors_are_told_by_kind() {
    let text = "Microsoft acquired GitHub for $7.5 billion in 2018.\n\nNvidia competes with AMD.\n\nApple is based in Cupertino.\n\n\
                Intel sells chips.\n\nIt rained for days.\n\nNothing else happened there.\n\nOracle has an office in Kyoto.";
    let entity = |name: &str, kind: &str| serde_json::json!({"name": name, "type": kind});
    let relation = |s: &str, r: &str, o: &str| serde_json::json!({"subject": s, "relation": r, "object": o, "status": "confirmed"});
    let gold = serde_json::json!({
        "id": "a", "text": text,
        "entities": [
            entity("Microsoft", "organization"), entity("GitHub", "organization"), entity("Nvidia", "organization"),
            entity("AMD", "organization"), entity("Apple", "organization"), entity("Cupertino", "place"),
            entity("Intel", "organization"), entity("Zzyzx Quux Partners", "organization"), entity("Oracle", "organization")
        ],
        "relations": [
            relation("GitHub", "acquires", "Microsoft"),
            relation("Nvidia", "partners_with", "AMD"),
            relation("Apple", "sues", "Zzyzx Quux Partners"),
            relation("Intel", "sues", "Oracle")
        ]
    });
    let gold = AnnotatedArticle::read_lines(&gold.to_string()).unwrap();
    let pipeline = Pipeline::builtin();
    let told: Vec<(String, RelationMention)> =
        pipeline.annotate(&gold[0].article()).into_iter().map(|m| ("a".to_string(), m)).collect();
    let report = score(&gold, &told);
    let kinds = kinds(&gold, &[Insight::of(&pipeline, &gold[0])], &told, &report);
    assert_eq!(kinds.missing.len(), report.missing.len());
    assert_eq!(kinds.spurious.len(), report.spurious.len());
    let of = |relation: &str, object: &str| {
        let at =
            report.missing.iter().position(|s| s.triple.relation == relation && s.triple.object == object).unwrap();
        kinds.missing[at]
    };
    assert_eq!(of("acquires", "Microsoft"), SlipKind::Direction);
    assert_eq!(of("partners_with", "Nvidia"), SlipKind::OtherRelation);
    assert_eq!(of("sues", "Zzyzx Quux Partners"), SlipKind::NotFound);
    assert_eq!(of("sues", "Oracle"), SlipKind::Apart);
    let wrong = |relation: &str| {
        let at = report.spurious.iter().position(|s| s.triple.relation == relation).unwrap();
        kinds.spurious[at]
    };
    assert_eq!(wrong("acquires"), SlipKind::Direction);
    assert_eq!(wrong("competes_with"), SlipKind::OtherRelation);
}

#[test]
fn every_silent_sentence_has_its_reason() {
    let article = Article::from_text(
        "a",
        "Deals",
        "Microsoft acquired GitHub for $7.5 billion.\n\nTim Cook and Satya Nadella play golf.\n\nSeattle is not far from Portland.",
    );
    let found = coverage(&Pipeline::builtin(), Vocabulary::builtin(), &article);
    assert_eq!(found.with_two, found.telling + found.silent.len());
    assert!(found.telling >= 1, "{found:?}");
    let of = |name: &str| found.silent.iter().find(|s| s.entities.iter().any(|e| e.contains(name))).unwrap();
    assert_eq!(of("Cook").why, Silence::Nothing);
    assert_eq!(of("Portland").why, Silence::Types);
    assert_eq!(of("Portland").span.of(&article.text), "Seattle is not far from Portland.");
    assert!(found.silent.iter().all(|s| s.entities.len() > 1 && !s.entities.iter().any(|e| e == "GitHub")));
}
