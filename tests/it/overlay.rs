//! A user's own names, relations and word lists over the built-in ones.

use crate::cli::Place;
use techgraph::relation::EntityRef;
use techgraph::resolve::Resolver;
use techgraph::value::EntityType;
use techgraph::vocab::Vocabulary;

const HEAD: &str = "id,name,type,aliases,parent,ticker\n";

fn over(files: &[(&str, &str)]) -> techgraph::Result<Vocabulary> {
    let files: Vec<(String, String)> = files.iter().map(|(p, t)| (p.to_string(), t.to_string())).collect();
    Vocabulary::builtin().overlaid(&files)
}

fn id(vocab: &Vocabulary, name: &str) -> String {
    let end = EntityRef { name: name.into(), kind: EntityType::Organization, mentions: vec![name.into()] };
    Resolver::new(vocab).identity(&end).id.to_string()
}

#[test]
fn own_rows_are_known_and_win() {
    let names = format!(
        "{HEAD}# ours\nzanova-robotics,Zanova Robotics,organization,ZRX;Affinity,nvidia,\nopenai,OpenAI,organization,The Lab Quux,,\n"
    );
    let vocab = over(&[("mine/names.csv", &names)]).unwrap();
    for (name, expected) in [
        ("ZRX", "zanova-robotics"),
        ("Affinity", "zanova-robotics"),
        ("The Lab Quux", "openai"),
        ("OpenAI", "openai"),
        ("Nvidia", "nvidia"),
    ] {
        assert_eq!(id(&vocab, name), expected, "{name}");
    }
    assert_eq!(id(Vocabulary::builtin(), "ZRX"), "organization:zrx");
    assert_ne!(vocab.fingerprint(), Vocabulary::builtin().fingerprint());
    assert!(vocab.fingerprint().starts_with(&Vocabulary::builtin().fingerprint()));
}

#[test]
fn own_relations_and_words_lie_over_the_built_in_ones() {
    let relation = "label = \"mentors\"\ninverse = \"mentored by\"\nsubject = [\"person\"]\nobject = [\"person\"]\nfamily = \"people\"\n";
    let vocab = over(&[("r/mentors.toml", relation), ("w/company_suffixes.txt", "Quuxgesellschaft\tlegal\n")]).unwrap();
    assert_eq!(vocab.relations.find("mentors").unwrap().label, "mentors");
    assert!(vocab.relations.find("acquires").is_some());
    assert_eq!(id(&vocab, "Zanova Quuxgesellschaft"), "organization:zanova");
    assert_eq!(id(Vocabulary::builtin(), "Zanova Quuxgesellschaft"), "organization:zanova-quuxgesellschaft");
}

#[test]
fn mistakes_are_told_with_file_line_and_what_was_expected() {
    for (path, text, line, says) in [
        ("n.csv", format!("{HEAD}# a\n\nzan,Zan,company,,,\n"), 4, "organization"),
        ("n.csv", format!("{HEAD}zan,Zan,organization\n"), 2, "columns"),
        ("n.csv", format!("{HEAD}Zan Ova,Zan,organization,,,\n"), 2, "small letters"),
        ("n.csv", format!("{HEAD}zan,,organization,,,\n"), 2, "expected its usual name"),
        ("n.csv", format!("{HEAD}zan,Zan,organization,,zun,\n"), 2, "\"zun\""),
        ("n.csv", format!("{HEAD}zan,Zan,organization,,,\n# b\nzan,Zen,organization,,,\n"), 4, "n.csv:2"),
        ("n.csv", "id,name\nzan,Zan\n".to_string(), 2, "type"),
        ("r.toml", "label = \"x\"\ninverse = \"y\"\nsubject = [\"firm\"]\n".to_string(), 3, "organization"),
        ("company_suffixes.txt", "# c\nQuux\n".to_string(), 2, "expected 2"),
    ] {
        let error = over(&[(path, &text)]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{path}:{line}:")) && error.contains(says), "{text}\n{error}");
    }
    for (path, says) in [("words.txt", "company_suffixes"), ("notes.docx", ".csv")] {
        let error = over(&[(path, "x")]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{path}: ")) && error.contains(says), "{error}");
    }
}

#[test]
fn the_commands_take_a_folder() {
    let place = Place::new();
    place.write("own/names.csv", format!("{HEAD}zanova-robotics,Zanova Robotics,organization,Zanova Bots,,\n"));
    let line = |name: &str| {
        format!(
            "{{\"article\":\"a\",\"subject\":{{\"name\":{name:?},\"type\":\"organization\"}},\"relation\":\"acquires\",\"object\":{{\"name\":\"Kelova\",\"type\":\"organization\"}},\"status\":\"confirmed\",\"evidence\":{{\"text\":\"x\",\"start\":0,\"end\":1}}}}\n"
        )
    };
    place.write("in.jsonl", line("Zanova Bots"));
    place.run(&["load", "in.jsonl", "--gazetteer", "own"]).success();
    assert!(place.out(&["show", "Zanova Robotics"]).contains("id zanova-robotics"));
    place.write("text.txt", "Deal\nZanova Bots said on Monday that it has acquired Kelova for $5 million.");
    place.run(&["extract", "text.txt", "--gazetteer", "own"]).success();
    place.write("bad/names.csv", format!("{HEAD}zan,Zan,firm,,,\n"));
    let error = place.run(&["build", "text.txt", "--gazetteer", "bad", "--graph", "no.db"]).code(1);
    let error = String::from_utf8_lossy(&error.get_output().stderr).to_string();
    assert!(error.contains("names.csv:2") && error.contains("organization"), "{error}");
    assert!(!place.path("no.db").exists());
}
