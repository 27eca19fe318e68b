use crate::corpus::{Dice, name, random, store_of};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use techgraph::graph::Graph;
use techgraph::query::cypher::{Parameters, ask};
use techgraph::query::{Direction, Filter, Sort, all_paths, list, neighbors, shortest_path};
use techgraph::resolve::EntityId;
use techgraph::store::{Link, Store};
use techgraph::value::{Currency, EntityType, PartialDate, Status};

type Triple = (String, String, String);

fn triple(link: &Link) -> Triple {
    (link.subject.id.to_string(), link.edge.relation.to_string(), link.object.id.to_string())
}

fn admitted(graph: &Graph, filter: &Filter) -> BTreeSet<Triple> {
    let edges = graph.edges().filter(|(_, s, e, o)| filter.admits(s, e, o));
    edges.map(|(_, s, e, o)| (s.id.to_string(), e.relation.to_string(), o.id.to_string())).collect()
}

fn id(number: usize) -> EntityId {
    EntityId(format!("organization:{}", name(number).to_lowercase().replace('_', "-")).into())
}

fn filters() -> Vec<Filter> {
    let open = Filter::default();
    let date = |d: &str| PartialDate::parse(d);
    vec![
        open.clone(),
        Filter { relations: vec!["invests_in".into(), "acquires".into()], ..open.clone() },
        Filter { relations: vec!["no'such".into()], ..open.clone() },
        Filter { statuses: vec![Status::Reported, Status::Denied], ..open.clone() },
        Filter { types: vec![EntityType::Organization], ..open.clone() },
        Filter { types: vec![EntityType::Person, EntityType::Place], ..open.clone() },
        Filter { since: date("2018"), ..open.clone() },
        Filter { until: date("2018-06"), ..open.clone() },
        Filter { since: date("2015-03-04"), until: date("2020"), ..open.clone() },
        Filter { min_amount: Some(40_000_000_000), ..open.clone() },
        Filter { min_amount: Some(1), currency: Some(Currency::USD), ..open.clone() },
        Filter { currency: Currency::new("EUR"), ..open.clone() },
        Filter { min_confidence: Some(0.75), ..open.clone() },
        Filter { min_confidence: Some(0.76), ..open.clone() },
        Filter { min_sources: Some(2), ..open.clone() },
        Filter {
            relations: vec!["supplies".into(), "invests_in".into()],
            statuses: vec![Status::Confirmed],
            types: vec![EntityType::Organization],
            since: date("2012"),
            min_amount: Some(1_000_000_000),
            ..open
        },
    ]
}

#[test]
fn the_store_admits_what_the_filter_admits() {
    let (_folder, store) = store_of(&random(11, 120, 12));
    let graph = store.load().unwrap();
    let mut sizes = BTreeSet::new();
    for filter in filters() {
        let expected = admitted(&graph, &filter);
        let found = list(&store, &filter, Sort::Name, None).unwrap();
        assert_eq!(found.links.iter().map(triple).collect::<BTreeSet<_>>(), expected, "{filter:?}");
        assert_eq!((found.total, filter.apply(&graph).edge_count()), (expected.len(), expected.len()));
        let few = list(&store, &filter, Sort::Date, Some(3)).unwrap();
        assert_eq!((few.links.len(), few.total), (expected.len().min(3), expected.len()));
        sizes.insert(expected.len());
    }
    assert!(sizes.len() > 8, "the filters tell edges apart: {sizes:?}");
}

#[test]
fn lists_are_in_the_order_asked_for() {
    let (_folder, store) = store_of(&random(12, 80, 10));
    for sort in Sort::ALL {
        let links = list(&store, &Filter::default(), *sort, None).unwrap().links;
        let day = |l: &Link| l.edge.date().or(l.edge.lead().source.published).map(PartialDate::first_day);
        for pair in links.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let order = match sort {
                Sort::Date => day(b).cmp(&day(a)),
                Sort::Amount => b.edge.amount().map(|m| m.hundredths).cmp(&a.edge.amount().map(|m| m.hundredths)),
                Sort::Sources => b.edge.sources().cmp(&a.edge.sources()),
                Sort::Confidence => b.edge.confidence().total_cmp(&a.edge.confidence()),
                Sort::Name => std::cmp::Ordering::Equal,
            };
            assert!(order.then_with(|| triple(a).cmp(&triple(b))).is_lt(), "{sort}: {:?} {:?}", triple(a), triple(b));
        }
    }
}

#[test]
fn the_first_of_many_are_the_first_of_all() {
    let (folder, store) = store_of(&random(13, 3_500, 900));
    let path = folder.path().join("graph.db");
    let then = Store::open(path).unwrap().as_of(PartialDate::parse("2018-06").unwrap()).unwrap();
    // Of what was known then only some: what was told again later has to be derived.
    let some = filters().into_iter().step_by(5).take(2).map(|f| (&then, f));
    let asked = filters().into_iter().map(|f| (&store, f)).chain(some);
    let mut large = 0;
    for (store, filter) in asked {
        for sort in Sort::ALL {
            let all = list(store, &filter, *sort, None).unwrap().links;
            large += usize::from(all.len() > 5_000);
            for limit in [1, 20, 6_000] {
                let first = list(store, &filter, *sort, Some(limit)).unwrap();
                let names = |links: &[Link]| links.iter().map(triple).collect::<Vec<_>>();
                assert_eq!(names(&first.links), names(&all[..limit.min(all.len())]), "{sort} {limit} {filter:?}");
                assert_eq!(first.total, all.len(), "{sort} {limit} {filter:?}");
            }
        }
    }
    assert!(large > 20, "many edges take other ways than few: {large}");
}

#[test]
fn the_first_rows_of_a_pattern_are_the_first_of_all() {
    let (_folder, store) = store_of(&random(14, 3_500, 900));
    let ask = |query: &str| ask(&store, query, &Parameters::default()).unwrap().rows;
    for pattern in [
        "(a)-[r]->(b)",
        "(a)<-[r:invests_in]-(b:organization)",
        "(a:organization)-[r:acquires]->(b) WHERE r.amount >= 300e6",
        "(a)-[r]->(b) WHERE r.status = 'denied' AND r.confidence > 0.5",
        "(a)-[r]->(b) WHERE r.amount > 5e8 AND b.name CONTAINS '1'",
        "(a)-[r:supplies]-(b)",
    ] {
        for order in ["", "r.first_day", "r.first_day DESC", "r.amount DESC", "r.amount", "r.sources DESC, b.name"] {
            let by = if order.is_empty() { String::new() } else { format!("ORDER BY {order}") };
            let query = format!("MATCH {pattern} RETURN a.name, type(r), b.name, r.amount {by}");
            let all = ask(&query);
            for (limit, expected) in [("LIMIT 7", 0..7), ("SKIP 5 LIMIT 30", 5..35)] {
                let expected = all.get(expected.start.min(all.len())..expected.end.min(all.len())).unwrap();
                assert_eq!(ask(&format!("{query} {limit}")), expected, "{query} {limit}");
            }
        }
    }
}

/// Who can be reached from whom over admitted edges in one step.
fn adjacency(graph: &Graph, filter: &Filter) -> BTreeMap<String, BTreeSet<String>> {
    let mut next: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (s, _, o) in admitted(graph, filter) {
        if filter.direction != Direction::In {
            next.entry(s.clone()).or_default().insert(o.clone());
        }
        if filter.direction != Direction::Out {
            next.entry(o).or_default().insert(s);
        }
    }
    next
}

fn distances(next: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeMap<String, usize> {
    let mut distance = BTreeMap::from([(from.to_string(), 0)]);
    let mut open = VecDeque::from([from.to_string()]);
    while let Some(at) = open.pop_front() {
        for to in next.get(&at).into_iter().flatten() {
            if !distance.contains_key(to) {
                distance.insert(to.clone(), distance[&at] + 1);
                open.push_back(to.clone());
            }
        }
    }
    distance
}

fn questions() -> Vec<Filter> {
    let directed = |direction| Filter { direction, ..Filter::default() };
    let mut all: Vec<Filter> = Direction::ALL.iter().map(|d| directed(*d)).collect();
    all.push(Filter { statuses: vec![Status::Confirmed], ..Filter::default() });
    all.push(Filter { relations: vec!["acquires".into(), "supplies".into()], ..directed(Direction::Out) });
    all
}

#[test]
fn neighbours_are_all_within_the_depth() {
    // Of the larger graph most edges are found by going through all of them, those of the smaller one by index.
    for articles in [random(13, 40, 60), random(13, 900, 700)] {
        let (_folder, store) = store_of(&articles);
        neighbours_are_within_the_depth(&store);
    }
}

fn neighbours_are_within_the_depth(store: &Store) {
    let graph = store.load().unwrap();
    for filter in questions() {
        let distance = distances(&adjacency(&graph, &filter), &id(7).to_string());
        for depth in 1..=3 {
            let found = neighbors(store, &id(7), &filter, depth, Sort::Date, None).unwrap();
            // An edge is reached one step after the nearer of the ends from which it may be walked.
            let expected: BTreeMap<Triple, usize> = admitted(&graph, &filter)
                .into_iter()
                .filter_map(|(s, r, o)| {
                    let from = match filter.direction {
                        Direction::Out => distance.get(&s).copied(),
                        Direction::In => distance.get(&o).copied(),
                        Direction::Both => distance.get(&s).min(distance.get(&o)).or(distance.get(&s)).copied(),
                    }?;
                    (from < depth).then_some(((s, r, o), from + 1))
                })
                .collect();
            let got: BTreeMap<Triple, usize> = found.edges.iter().map(|n| (triple(&n.link), n.depth)).collect();
            assert_eq!(got, expected);
            assert_eq!(found.total, expected.len());
            let few = neighbors(store, &id(7), &filter, depth, Sort::Date, Some(2)).unwrap();
            assert_eq!(few.edges[..], found.edges[..found.edges.len().min(2)]);
            assert_eq!(few.total, expected.len());
        }
    }
}

/// All simple paths of at most `most` steps, by length and then by ids, found by trying everything.
fn every_path(next: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str, most: usize) -> Vec<Vec<String>> {
    let mut open = vec![vec![from.to_string()]];
    let mut found = Vec::new();
    for _ in 0..most {
        let mut longer = Vec::new();
        for path in open {
            for node in next.get(&path[path.len() - 1]).into_iter().flatten().filter(|n| !path.contains(n)) {
                let mut path = path.clone();
                path.push(node.clone());
                if node == to { found.push(path) } else { longer.push(path) }
            }
        }
        open = longer;
    }
    found
}

#[test]
fn paths_are_the_shortest_and_all_are_found() {
    let (_folder, store) = store_of(&random(14, 30, 50));
    let graph = store.load().unwrap();
    let mut dice = Dice::new(15);
    let mut lengths = BTreeSet::new();
    for filter in questions() {
        let next = adjacency(&graph, &filter);
        for _ in 0..40 {
            let (a, b) = (id(dice.roll(50)), id(dice.roll(50)));
            if a == b || graph.node(&a).is_none() || graph.node(&b).is_none() {
                continue;
            }
            let distance = distances(&next, &a.0).get(b.0.as_str()).copied();
            lengths.insert(distance);
            let path = shortest_path(&store, &a, &b, &filter, None).unwrap();
            assert_eq!(path.as_ref().map(|p| p.hops.len()), distance, "{a} {b} {filter:?}");
            let within = shortest_path(&store, &a, &b, &filter, Some(2)).unwrap();
            assert_eq!(within.is_some(), distance.is_some_and(|d| d <= 2));
            let expected = every_path(&next, &a.0, &b.0, 4);
            let nodes = |p: &techgraph::query::Path| -> Vec<String> {
                std::iter::once(a.to_string()).chain(p.hops.iter().map(|h| h.to.id.to_string())).collect()
            };
            let all = all_paths(&store, &a, &b, &filter, 4, usize::MAX - 1).unwrap();
            assert_eq!(all.paths.iter().map(nodes).collect::<Vec<_>>(), expected);
            assert!(!all.more);
            if let (Some(path), Some(first)) = (&path, expected.first()) {
                assert_eq!(&nodes(path), first, "of several the first in order");
            }
            let few = all_paths(&store, &a, &b, &filter, 4, 2).unwrap();
            assert_eq!(few.paths[..], all.paths[..expected.len().min(2)]);
            assert_eq!(few.more, expected.len() > 2);
            for hop in path.iter().flat_map(|p| &p.hops) {
                assert!(!hop.links.is_empty());
                for link in &hop.links {
                    assert!(filter.admits(&link.subject, &link.edge, &link.object));
                    let ends = [&link.subject.id, &link.object.id];
                    assert!(ends.contains(&&hop.from.id) && ends.contains(&&hop.to.id));
                }
            }
        }
    }
    assert!(lengths.len() > 4, "near and far pairs were tried: {lengths:?}");
}
