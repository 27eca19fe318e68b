//! Graphs built by hand for the tests of export and render.

use std::sync::Arc;
use techgraph::graph::{Edge, Entity, Fact, Graph, Source};
use techgraph::resolve::EntityId;
use techgraph::value::{Amount, Bound, Currency, EntityType, PartialDate, Span, Status};

pub(crate) fn entity(id: &str, name: &str, kind: EntityType) -> Entity {
    Entity { id: EntityId(id.into()), name: name.into(), kind, aliases: Vec::new() }
}

pub(crate) fn source(article: &str) -> Arc<Source> {
    Arc::new(Source {
        article: article.into(),
        title: format!("Title of {article}"),
        publisher: Some("The Daily Wafer".into()),
        url: Some(format!("https://example.org/{article}?a=1&b=2")),
        published: PartialDate::new(2026, Some(3), Some(9)),
        group: article.into(),
    })
}

pub(crate) fn fact(article: &str, status: Status) -> Fact {
    Fact {
        source: source(article),
        status,
        amount: None,
        date: None,
        role: None,
        stake: None,
        attribution: None,
        quote: "They signed it on Monday.".into(),
        span: Span { start: 10, end: 35 },
        confidence: 0.9,
        rule: "verb".into(),
    }
}

pub(crate) fn dollars(billions: i64, bound: Bound) -> Amount {
    let hundredths = billions * 100_000_000_000;
    Amount { text: format!("${billions} billion"), hundredths, currency: Currency::USD, bound }
}

pub(crate) type Link = (EntityId, Edge, EntityId);

pub(crate) fn link(from: &str, relation: &str, to: &str, facts: Vec<Fact>) -> Link {
    (EntityId(from.into()), Edge::new(relation.into(), facts).unwrap(), EntityId(to.into()))
}

/// A graph of organizations named as their ids, with confirmed edges.
pub(crate) fn simple(edges: &[(&str, &str, &str)]) -> Graph {
    let mut names: Vec<&str> = edges.iter().flat_map(|(s, _, o)| [*s, *o]).collect();
    names.sort_unstable();
    names.dedup();
    let entities = names.iter().map(|n| entity(n, n, EntityType::Organization)).collect();
    let links = edges.iter().map(|(s, r, o)| link(s, r, o, vec![fact("a1", Status::Confirmed)])).collect();
    Graph::new(entities, links)
}

/// A small graph of invented firms with all types, families and statuses.
pub(crate) fn sample() -> Graph {
    use EntityType::{Organization, Person, Place, Product};
    let entities = vec![
        entity("norvane", "Norvane Capital", Organization),
        entity("helix", "Helix Compute", Organization),
        entity("ombra", "Ombra AI", Organization),
        entity("tessel", "Tessel Semiconductor Manufacturing", Organization),
        entity("quarry", "Quarry Cloud", Organization),
        entity("commission", "Fair Trade Commission", Organization),
        entity("lena", "Lena Okafor", Person),
        entity("ombra-one", "Ombra One", Product),
        entity("rotterdam", "Rotterdam", Place),
    ];
    let with = |status, edit: &dyn Fn(&mut Fact)| {
        let mut f = fact("a1", status);
        edit(&mut f);
        vec![f]
    };
    let plain = |status| vec![fact("a2", status)];
    let links = vec![
        link("norvane", "invests_in", "ombra", with(Status::Reported, &|f| f.amount = Some(dollars(50, Bound::UpTo)))),
        link("helix", "invests_in", "ombra", with(Status::Announced, &|f| f.amount = Some(dollars(10, Bound::Exact)))),
        link("ombra", "uses", "ombra-one", plain(Status::Confirmed)),
        link("ombra", "develops", "ombra-one", plain(Status::Confirmed)),
        link(
            "tessel",
            "supplies",
            "helix",
            with(Status::Confirmed, &|f| f.date = PartialDate::new(2026, Some(1), None)),
        ),
        link("helix", "supplies", "quarry", with(Status::Confirmed, &|f| f.amount = Some(dollars(3, Bound::About)))),
        link("quarry", "partners_with", "ombra", plain(Status::Confirmed)),
        link("quarry", "competes_with", "helix", plain(Status::Speculative)),
        link("quarry", "acquires", "helix", plain(Status::Denied)),
        link("commission", "regulates", "quarry", plain(Status::Confirmed)),
        link("lena", "works_for", "ombra", with(Status::Confirmed, &|f| f.role = Some("chief executive".into()))),
        link("lena", "works_for", "quarry", plain(Status::Ended)),
        link("tessel", "headquartered_in", "rotterdam", plain(Status::Confirmed)),
        link("norvane", "owns", "tessel", with(Status::Confirmed, &|f| f.stake = Some(5150))),
    ];
    Graph::new(entities, links)
}

/// Names that break careless writers.
pub(crate) fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "say \"hi\" 'there' `now`",
        "line\nbreak\r\nand\ttab",
        "<b>bold</b> & <script>alert(1)</script>",
        "AT&amp;T &#65; &lt;",
        "back\\slash\\n \\\"",
        "ends with backslash\\",
        "😀 emoji 👩‍👩‍👧 family",
        "شركة عربية \u{202e}override",
        "cafe\u{301} combi\u{308}ning",
        "=cmd('/c calc')!A1",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\ttab first",
        "{curly} [square] (round) |bar| #hash %percent $dollar",
        "node",
        "digraph",
        "-->",
        "%% comment; */ //",
        "\u{1}\u{1b}[31mred\u{0}\u{7f}",
        "\u{fffe}\u{ffff}\u{2028}",
        "]]>",
        "a:b/c\\d*e?f",
        "CON",
        "...",
        " ",
        "",
    ]
    .map(String::from)
    .to_vec();
    names.push("x".repeat(10_000));
    names.push("long words ".repeat(1_000));
    names
}

/// Hostile names as ids, names, aliases, quotes, roles, titles and addresses; self-loops, parallel edges, cycles.
pub(crate) fn hostile() -> Graph {
    let names = hostile_names();
    let kinds = EntityType::ALL;
    let entities = names
        .iter()
        .enumerate()
        .map(|(i, name)| Entity {
            id: EntityId(name.as_str().into()),
            name: name.clone(),
            kind: kinds[i % kinds.len()],
            aliases: vec![names[(i + 1) % names.len()].clone(), name.clone()],
        })
        .collect();
    let statuses = Status::ALL;
    let relations = ["invests_in", "partners_with", "works_for", "sues", "no_such_relation"];
    let mut links = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let next = &names[(i + 1) % names.len()];
        let nasty = |status: Status, n: &str| {
            let mut f = fact("a1", status);
            f.source = Arc::new(Source {
                article: n.into(),
                title: n.into(),
                publisher: Some(n.into()),
                url: Some(format!("javascript:{n}")),
                published: (i % 3 > 0).then(|| PartialDate::new(2026, Some(2), (i % 3 == 1).then_some(28)).unwrap()),
                group: n.into(),
            });
            f.quote = n.into();
            f.role = Some(n.into());
            f.attribution = Some(n.into());
            f.rule = n.into();
            f.stake = Some(1 + i as u32 * 33);
            f.date = PartialDate::new(2020 + i as i16 % 7, None, None);
            f.amount = Some(Amount {
                text: n.into(),
                hundredths: -5 + 7_i64.pow(i as u32 % 20),
                currency: Currency::new("eur").unwrap(),
                bound: Bound::ALL[i % 4],
            });
            f
        };
        for (k, relation) in relations.iter().enumerate().take(1 + i % relations.len()) {
            let facts = vec![nasty(statuses[(i + k) % 6], name), nasty(statuses[(i + k + 1) % 6], next)];
            links.push(link(name, relation, next, facts));
        }
        if i % 4 == 0 {
            links.push(link(name, "competes_with", name, vec![nasty(Status::Confirmed, name)]));
        }
    }
    Graph::new(entities, links)
}

/// A random graph of so many nodes and edges, the same every time.
pub(crate) fn random(nodes: usize, edges: usize, seed: u64) -> Graph {
    let mut state = seed;
    let mut next = |n: usize| {
        // Knuth's MMIX generator: deterministic and good enough to scatter edges.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let names: Vec<String> =
        (0..nodes).map(|i| format!("Firm {i} {}", ["Labs", "Holdings Group", "AI"][i % 3])).collect();
    let relations = ["invests_in", "supplies", "partners_with", "competes_with", "acquires", "sues"];
    let entities = names.iter().map(|n| entity(n, n, EntityType::Organization)).collect();
    let mut pairs = std::collections::BTreeSet::new();
    while pairs.len() < edges {
        let (s, o, r) = (next(nodes), next(nodes), next(relations.len()));
        if s != o {
            pairs.insert((s, r, o));
        }
    }
    let links = pairs
        .iter()
        .map(|&(s, r, o)| {
            let mut f = fact("a1", Status::ALL[(s + o) % 6]);
            f.amount = ((s + o) % 3 == 0).then(|| dollars(1 + s as i64, Bound::Exact));
            link(&names[s], relations[r], &names[o], vec![f])
        })
        .collect();
    Graph::new(entities, links)
}
