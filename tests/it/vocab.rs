//! The data files: names that hold together, and word lists with the columns that their heads promise.

use std::collections::{BTreeMap, BTreeSet};
use techgraph::relation::attributes::PhrasePlace;
use techgraph::value::{EntityType, Status};
use techgraph::vocab::{Gazetteer, GazetteerEntry, Vocabulary};

fn gazetteer() -> &'static Gazetteer {
    &Vocabulary::builtin().gazetteer
}

fn none(what: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{what}: {} wrong, first {:?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

/// Every name of an entry.
fn names(e: &GazetteerEntry) -> impl Iterator<Item = &str> {
    std::iter::once(e.name.as_str()).chain(e.aliases.iter().map(String::as_str))
}

#[test]
fn gazetteer_holds_enough_of_each_type() {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for e in gazetteer().entries() {
        *count.entry(e.kind.as_str()).or_default() += 1;
    }
    for (kind, least) in [
        (EntityType::Organization, 2700),
        (EntityType::Product, 1000),
        (EntityType::Person, 700),
        (EntityType::Place, 600),
    ] {
        let found = count.get(kind.as_str()).copied().unwrap_or(0);
        assert!(found >= least, "{}: {found} entries, {least} expected", kind.as_str());
    }
}

/// People with a role there have a body at which they have it.
#[test]
fn roles_are_held_somewhere() {
    let people: Vec<&GazetteerEntry> = gazetteer().entries().iter().filter(|e| e.role.is_some()).collect();
    assert!(people.len() >= 500, "{}", people.len());
    let wrong = people.iter().filter(|e| e.kind != EntityType::Person || e.parent.is_none());
    none("roles held nowhere", wrong.map(|e| e.id.clone()).collect());
}

#[test]
fn ids_are_slugs_and_unique() {
    let mut seen = BTreeSet::new();
    let wrong = gazetteer()
        .entries()
        .iter()
        .filter(|e| {
            let slug = !e.id.is_empty()
                && e.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !e.id.starts_with('-')
                && !e.id.ends_with('-');
            !slug || !seen.insert(e.id.as_str())
        })
        .map(|e| e.id.clone())
        .collect();
    none("ids", wrong);
}

#[test]
fn names_are_clean() {
    let dirty = |n: &str| n.trim() != n || n.is_empty() || n.contains([';', '"', '\t', '=']);
    let wrong = gazetteer()
        .entries()
        .iter()
        .flat_map(|e| names(e).filter(|n| dirty(n)).map(move |n| format!("{}: {n:?}", e.id)))
        .collect();
    none("names with stray characters", wrong);
    let doubled = gazetteer()
        .entries()
        .iter()
        .filter(|e| names(e).collect::<BTreeSet<_>>().len() != names(e).count())
        .map(|e| e.id.clone())
        .collect();
    none("entries that name an alias twice", doubled);
}

/// Parents are known, of a type that can own or hold the child, and never circular.
#[test]
fn parents_exist_and_form_a_forest() {
    let by_id: BTreeMap<&str, &GazetteerEntry> = gazetteer().entries().iter().map(|e| (e.id.as_str(), e)).collect();
    let mut wrong = Vec::new();
    for e in gazetteer().entries() {
        let (mut at, mut steps) = (e, 0);
        while let Some(parent) = at.parent.as_deref().filter(|p| !p.is_empty()) {
            let Some(up) = by_id.get(parent) else {
                wrong.push(format!("{}: no parent {parent}", e.id));
                break;
            };
            let fits = match at.kind {
                EntityType::Place => up.kind == EntityType::Place,
                _ => matches!(up.kind, EntityType::Organization | EntityType::Product),
            };
            steps += 1;
            if !fits || steps > 8 {
                wrong.push(format!("{}: parent {parent}, {} steps", e.id, steps));
                break;
            }
            at = up;
        }
    }
    none("parents", wrong);
}

/// Two entries of one type share a name only where `ambiguous_names.txt` lists it.
#[test]
fn shared_names_are_declared_ambiguous() {
    let ambiguous: BTreeSet<&str> = Vocabulary::builtin().lexicon.words("ambiguous_names").collect();
    let mut owners: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for e in gazetteer().entries() {
        for name in names(e) {
            owners.entry((e.kind.as_str(), name)).or_default().insert(&e.id);
        }
    }
    let wrong = owners
        .iter()
        .filter(|((_, name), ids)| ids.len() > 1 && !ambiguous.contains(name))
        .map(|((kind, name), ids)| format!("{kind} {name:?}: {ids:?}"))
        .collect();
    none("names that two entries of a type share", wrong);
}

#[test]
fn ambiguous_names_stand_in_the_gazetteer() {
    let known: BTreeSet<&str> = gazetteer().entries().iter().flat_map(names).collect();
    let wrong = Vocabulary::builtin()
        .lexicon
        .words("ambiguous_names")
        .filter(|w| !known.contains(w))
        .map(String::from)
        .collect();
    none("ambiguous names of nothing", wrong);
}

/// One ticker is one entity; a ticker is digits, or capitals with at most one point.
#[test]
fn tickers_are_unique() {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for e in gazetteer().entries() {
        let Some(ticker) = e.ticker.as_deref().filter(|t| !t.is_empty()) else { continue };
        if !ticker.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.') {
            wrong.push(format!("{}: {ticker:?}", e.id));
        }
        if let Some(other) = seen.insert(ticker, &e.id) {
            wrong.push(format!("{ticker}: {other} and {}", e.id));
        }
    }
    none("tickers", wrong);
}

/// What well-known short forms and former names mean.
#[test]
fn aliases_lead_to_their_entity() {
    for (alias, id) in [
        ("AWS", "amazon-web-services"),
        ("Facebook", "meta"),
        ("Twitter", "x-corp"),
        ("Hewlett-Packard", "hp"),
        ("a16z", "andreessen-horowitz"),
        ("FTC", "federal-trade-commission"),
        ("GCP", "google-cloud-platform"),
        ("Bard", "gemini"),
        ("U.K.", "united-kingdom"),
        ("Bangalore", "bengaluru"),
    ] {
        let found: Vec<&str> =
            gazetteer().entries().iter().filter(|e| names(e).any(|n| n == alias)).map(|e| e.id.as_str()).collect();
        assert!(found.contains(&id), "{alias:?} leads to {found:?}, not to {id:?}");
    }
}

/// The columns of each word list, the least number of rows, and the values that column 2 may have.
#[test]
fn word_lists_have_their_columns() {
    let lexicon = &Vocabulary::builtin().lexicon;
    for (list, columns, least, kinds) in [
        ("ambiguous_names", 2, 300, &[][..]),
        ("company_suffixes", 2, 100, &["legal", "descriptive"][..]),
        ("organization_words", 2, 100, &["company", "investor", "government", "institution", "media"][..]),
        ("product_words", 2, 100, &["noun", "variant"][..]),
        (
            "person_titles",
            2,
            50,
            &[
                "civil",
                "academic",
                "nobility",
                "religious",
                "government",
                "law",
                "military",
                "business",
                "other",
                "suffix",
            ][..],
        ),
        ("role_words", 2, 250, &["executive", "board", "founder", "researcher", "other"][..]),
        ("nominal_heads", 4, 300, &[][..]),
        ("given_names", 1, 2500, &[][..]),
        ("surnames", 1, 1500, &[][..]),
        ("nationalities", 2, 120, &[][..]),
        ("weekdays_months", 3, 40, &["weekday", "month"][..]),
        ("headline_words", 1, 100, &[][..]),
        ("renames", 3, 100, &[][..]),
    ] {
        let rows = lexicon.rows(list);
        assert!(rows.len() >= least, "{list}: {} rows, {least} expected", rows.len());
        let wrong = rows
            .iter()
            .filter(|r| {
                r.len() != columns
                    || r.iter().any(String::is_empty)
                    || (!kinds.is_empty() && !kinds.contains(&r[1].as_str()))
            })
            .map(|r| r.join(" / "))
            .collect();
        none(list, wrong);
        let mut seen = BTreeSet::new();
        let key = |r: &[String]| if list == "renames" { r.join("\t") } else { r[0].clone() };
        none(list, rows.iter().map(|r| key(r)).filter(|w| !seen.insert(w.clone())).collect());
    }
}

/// The phrases of status say a status that there is, places that there are and relations that there are.
#[test]
fn phrases_of_status_are_well_formed() {
    let vocab = Vocabulary::builtin();
    let known = |name: &str| name == "-" || vocab.relations.find(name).is_some();
    for (list, least) in [("status_verdicts", 2000), ("status_guards", 50)] {
        let rows = vocab.lexicon.rows(list);
        let fits = |row: &Vec<String>| {
            row.len() == 4
                && row[1].parse::<Status>().is_ok()
                && row[2].split(' ').all(|place| place.parse::<PhrasePlace>().is_ok())
                && row[3].split(' ').all(known)
        };
        none(list, rows.iter().filter(|row| !fits(row)).map(|row| row.join(" / ")).collect());
        assert!(rows.len() > least, "{list}: {}", rows.len());
    }
}

#[test]
fn nominal_heads_name_types() {
    let wrong = Vocabulary::builtin()
        .lexicon
        .rows("nominal_heads")
        .iter()
        .filter(|r| r[1].split('|').any(|t| !EntityType::ALL.iter().any(|k| k.as_str() == t)))
        .map(|r| r.join(" / "))
        .collect();
    none("nominal_heads", wrong);
}

#[test]
fn nationalities_and_renames_lead_somewhere() {
    let lexicon = &Vocabulary::builtin().lexicon;
    let places: BTreeSet<&str> =
        gazetteer().entries().iter().filter(|e| e.kind == EntityType::Place).flat_map(names).collect();
    none(
        "nationalities of no known place",
        lexicon
            .rows("nationalities")
            .iter()
            .filter(|r| !places.contains(r[1].as_str()))
            .map(|r| r.join(" / "))
            .collect(),
    );
    none(
        "renames without a date",
        lexicon
            .rows("renames")
            .iter()
            .filter(|r| techgraph::value::PartialDate::parse(&r[2]).is_none() || r[0] == r[1])
            .map(|r| r.join(" / "))
            .collect(),
    );
}
