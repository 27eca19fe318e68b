//! Questions about time, money, contradiction and difference, over made-up articles.

use crate::corpus::{Told, random, store_of, told};
use std::collections::BTreeSet;
use techgraph::query::{
    Aspect, Contradiction, CycleSearch, Direction, Extent, Fate, Filter, Follow, Measure, RankBy, Sort, common,
    communities, components, conflicts, cycles, diff, events, list, neighbors, paths_via, rank, search, statistics,
    timeline,
};
use techgraph::resolve::EntityId;
use techgraph::store::{Link, Store};
use techgraph::value::{Bound, Currency, EntityType, PartialDate, Status};

fn id(name: &str) -> EntityId {
    EntityId(format!("organization:{}", name.to_lowercase()).into())
}

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

fn named(link: &Link) -> String {
    format!("{} {} {}", link.subject.name, link.edge.relation, link.object.name)
}

#[test]
fn as_of_a_day_the_graph_is_that_of_the_articles_until_then() {
    let mut articles = random(51, 150, 14);
    // Dates less precise than a day are known when they are over.
    articles[0].article.published = PartialDate::parse("2016");
    articles[1].article.published = PartialDate::parse("2016-02");
    let (folder, store) = store_of(&articles);
    drop(store);
    let mut sizes = BTreeSet::new();
    for day in ["2009", "2012-06-30", "2016-02", "2016-12-30", "2016", "2030"] {
        let then = Store::open(folder.path().join("graph.db")).unwrap().as_of(date(day)).unwrap();
        let known: Vec<Told> = articles
            .iter()
            .filter(|t| t.article.published.is_some_and(|p| p.last_day() <= date(day).last_day()))
            .cloned()
            .collect();
        let (_folder, alone) = store_of(&known);
        let plain = |links: Vec<Link>| -> Vec<_> {
            links.into_iter().map(|l| (l.subject.id.clone(), l.edge, l.object.id.clone())).collect()
        };
        let open = Filter::default();
        for filter in [
            open.clone(),
            Filter { statuses: vec![Status::Confirmed, Status::Denied], ..open.clone() },
            Filter { min_amount: Some(1_000_000), until: PartialDate::parse("2013-05"), ..open.clone() },
            Filter { since: PartialDate::parse("2012"), min_sources: Some(2), ..open.clone() },
            Filter { types: vec![EntityType::Organization], min_confidence: Some(0.5), ..open },
        ] {
            for sort in Sort::ALL {
                let (ours, theirs) = (list(&then, &filter, *sort, None), list(&alone, &filter, *sort, None));
                let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
                assert_eq!(ours.total, theirs.total);
                assert_eq!(plain(ours.links), plain(theirs.links), "{day} {filter:?} {sort}");
            }
            let (ours, theirs) = (statistics(&then, &filter, 5).unwrap(), statistics(&alone, &filter, 5).unwrap());
            assert_eq!((ours.articles, ours.texts, ours.speaking), (theirs.articles, theirs.texts, theirs.speaking));
            assert_eq!((ours.statements, &ours.entities), (theirs.statements, &theirs.entities));
            assert_eq!((&ours.relations, &ours.statuses), (&theirs.relations, &theirs.statuses));
            assert_eq!(ours.published, theirs.published);
        }
        assert_eq!(then.load().unwrap().edge_count(), alone.load().unwrap().edge_count());
        sizes.insert(alone.load().unwrap().edge_count());
    }
    assert!(sizes.len() > 3 && sizes.contains(&0), "{sizes:?}");
}

/// A deal that moves on, one that fails, and some that stay.
fn deals() -> Vec<Told> {
    vec![
        told("a", "2026-01-02", &["Zanova acquires Kelova reported", "Oriova invests_in Zanova confirmed 500"]),
        told("b", "2026-02-03", &["Zanova acquires Kelova announced 900", "Vexova acquires Tamova announced 70"]),
        told("c", "2026-03-04", &["Zanova acquires Kelova announced 900", "Vexova acquires Tamova denied"]),
        told("d", "2026-04-05", &["Zanova acquires Kelova confirmed 700", "Ludova acquires Kelova announced"]),
        told("e", "2026-05-06", &["Zanova supplies Oriova announced 300", "Oriova invests_in Zanova denied"]),
        told("f", "", &["Ludmila_Brandt works_for Zanova confirmed"]),
    ]
}

#[test]
fn a_timeline_tells_each_status_that_an_edge_took() {
    let (_folder, store) = store_of(&deals());
    let found = timeline(&store, None, &Filter::default(), None).unwrap();
    let told: Vec<String> = found
        .events
        .iter()
        .map(|e| {
            let course: Vec<&str> = e.course.iter().map(|s| s.as_str()).collect();
            let amount = e.amount.as_ref().map(|a| format!(" {}", a.short())).unwrap_or_default();
            let date = e.date.map(|d| d.to_string()).unwrap_or_default();
            format!("{date} {} {} {} {}{amount}", e.subject.name, e.relation, e.object.name, course.join(">"))
        })
        .collect();
    assert_eq!(
        told,
        [
            " Ludmila Brandt works_for Zanova confirmed",
            "2026-01-02 Oriova invests_in Zanova confirmed USD 500M",
            "2026-01-02 Zanova acquires Kelova reported",
            "2026-02-03 Vexova acquires Tamova announced USD 70M",
            "2026-02-03 Zanova acquires Kelova reported>announced USD 900M",
            "2026-03-04 Vexova acquires Tamova announced>denied USD 70M",
            "2026-04-05 Ludova acquires Kelova announced",
            "2026-04-05 Zanova acquires Kelova reported>announced>confirmed USD 700M",
            "2026-05-06 Oriova invests_in Zanova confirmed>denied USD 500M",
            "2026-05-06 Zanova supplies Oriova announced USD 300M",
        ]
    );
    assert!(found.events.iter().all(|e| !e.dated));
    let few = timeline(&store, None, &Filter::default(), Some(2)).unwrap();
    assert_eq!((&few.events[..], few.total), (&found.events[8..], 10));
    let kelova = timeline(&store, Some((&id("Kelova"), 1)), &Filter::default(), None).unwrap();
    assert_eq!(kelova.total, 4);
    let spring =
        Filter { since: PartialDate::parse("2026-03"), until: PartialDate::parse("2026-04"), ..Filter::default() };
    assert_eq!(timeline(&store, None, &spring, None).unwrap().total, 3);
}

#[test]
fn an_event_has_its_own_date_where_a_text_tells_one() {
    let mut articles = deals();
    articles[1].mentions[0].date = PartialDate::parse("2025-12");
    let (_folder, store) = store_of(&articles);
    let links = list(&store, &Filter::default(), Sort::Name, None).unwrap().links;
    let deal = links.iter().find(|l| named(l) == "Zanova acquires Kelova").unwrap();
    let dates: Vec<(Option<PartialDate>, bool)> = events(deal).iter().map(|e| (e.date, e.dated)).collect();
    let expected = [("2026-01-02", false), ("2025-12", true), ("2026-04-05", false)];
    assert_eq!(dates, expected.map(|(d, own)| (PartialDate::parse(d), own)));
}

#[test]
fn contradictions_are_told_with_both_sides() {
    let (_folder, store) = store_of(&deals());
    let found = conflicts(&store, None, &Filter::default(), None).unwrap();
    let told: Vec<String> = found
        .conflicts
        .iter()
        .map(|c| {
            let [a, b] = c
                .claims
                .each_ref()
                .map(|c| format!("{} {} {}/{}", c.subject.name, c.object.name, c.fact.status, c.fact.source.article));
            format!("{}: {a}; {b}", c.kind)
        })
        .collect();
    assert_eq!(
        told,
        [
            "confirmed-and-denied: Oriova Zanova confirmed/a; Oriova Zanova denied/e",
            "amounts: Zanova Kelova announced/c; Zanova Kelova confirmed/d",
            "rivals: Ludova Kelova announced/d; Zanova Kelova confirmed/d",
            "denied-after-announced: Vexova Tamova announced/b; Vexova Tamova denied/c",
        ]
    );
    let near = |name: &str| conflicts(&store, Some((&id(name), 1)), &Filter::default(), None).unwrap();
    let kinds = |name: &str| near(name).conflicts.iter().map(|c| c.kind).collect::<Vec<_>>();
    assert_eq!(kinds("Ludova"), [Contradiction::Rivals], "the other buyer is looked up");
    assert_eq!(kinds("Tamova"), [Contradiction::DeniedAfterAnnounced]);
    assert_eq!(conflicts(&store, None, &Filter::default(), Some(1)).unwrap().conflicts[..], found.conflicts[..1]);
}

#[test]
fn what_bounds_dates_and_currencies_allow_is_no_contradiction() {
    let amounts = |first: (i64, Bound), second: (i64, Bound), edit: &dyn Fn(&mut Told)| {
        let mut articles = vec![
            told("a", "2026-01-02", &["Zanova invests_in Kelova confirmed 1"]),
            told("b", "2026-02-03", &["Zanova invests_in Kelova confirmed 1"]),
        ];
        for (told, (hundredths, bound)) in articles.iter_mut().zip([first, second]) {
            let amount = told.mentions[0].amount.as_mut().unwrap();
            (amount.hundredths, amount.bound) = (hundredths, bound);
        }
        edit(&mut articles[1]);
        let (_folder, store) = store_of(&articles);
        conflicts(&store, None, &Filter::default(), None).unwrap().total
    };
    use Bound::{About, AtLeast, Exact, UpTo};
    let as_they_are = |_: &mut Told| {};
    for (first, second, expected) in [
        ((500, Exact), (500, Exact), 0),
        ((500, Exact), (510, Exact), 0),
        ((500, Exact), (600, Exact), 1),
        ((500, Exact), (560, About), 0),
        ((500, Exact), (600, UpTo), 0),
        ((700, Exact), (600, UpTo), 1),
        ((700, Exact), (600, AtLeast), 0),
        ((500, Exact), (600, AtLeast), 1),
        ((500, UpTo), (600, AtLeast), 1),
    ] {
        assert_eq!(amounts(first, second, &as_they_are), expected, "{first:?} {second:?}");
    }
    let euros = |t: &mut Told| t.mentions[0].amount.as_mut().unwrap().currency = Currency::new("EUR").unwrap();
    assert_eq!(amounts((500, Exact), (900, Exact), &euros), 0);
    let dated = |t: &mut Told| t.mentions[0].date = PartialDate::parse("2025");
    assert_eq!(amounts((500, Exact), (900, Exact), &dated), 1, "one date alone tells nothing");
}

#[test]
fn money_goes_round_from_who_pays_to_who_is_paid() {
    let (_folder, store) = store_of(&[
        told("a", "2026-01-02", &["Zanova invests_in Kelova confirmed 500", "Zanova supplies Kelova announced 300"]),
        told("b", "2026-02-03", &["Kelova lends_to Tamova reported", "Tamova acquires Oriova confirmed 10"]),
        told("c", "2026-03-04", &["Vexova supplies Oriova confirmed", "Vexova supplies Tamova denied 5"]),
        told("d", "2026-04-05", &["Vexova invests_in Kelova confirmed", "Zanova competes_with Kelova confirmed"]),
    ]);
    let search = CycleSearch { follow: Follow::Money, max_length: 5, through: None, currency: Currency::USD };
    let found = cycles(&store, &Filter::default(), &search, None).unwrap();
    let told: Vec<String> = found
        .circles
        .iter()
        .map(|c| c.legs.iter().map(|leg| leg.from.name.as_str()).collect::<Vec<_>>().join(" "))
        .collect();
    // Kelova pays its supplier Zanova; the denied supply does not close a circle.
    assert_eq!(told, ["Zanova Kelova", "Kelova Tamova Oriova Vexova"]);
    let [pair, four] = &found.circles[..] else { panic!("{}", found.total) };
    assert_eq!((pair.weakest(), four.weakest()), (Some(Status::Announced), Some(Status::Reported)));
    assert_eq!(pair.least().map(|a| a.short()), Some("USD 300M".to_string()));
    assert_eq!(four.least(), None);
    assert!(pair.in_time_order() && four.in_time_order());
    let denied = Filter { statuses: Status::ALL.to_vec(), ..Filter::default() };
    assert_eq!(cycles(&store, &denied, &search, None).unwrap().total, 3);
    let through = CycleSearch { through: Some(id("Vexova")), ..search.clone() };
    assert_eq!(cycles(&store, &Filter::default(), &through, None).unwrap().circles[..], found.circles[1..]);
    let short = CycleSearch { max_length: 3, ..search.clone() };
    assert_eq!(cycles(&store, &Filter::default(), &short, None).unwrap().circles[..], found.circles[..1]);
    let edges = CycleSearch { follow: Follow::Edges, ..search };
    assert_eq!(cycles(&store, &Filter::default(), &edges, None).unwrap().total, 0);

    let by = |measure| rank(&store, &Filter::default(), RankBy::measure(measure), None).unwrap();
    let told = |measure| -> Vec<String> {
        let rows = by(measure).rows;
        rows.iter().map(|r| format!("{} {}", r.entity.name, r.score.value() / 1e6)).collect()
    };
    assert_eq!(told(Measure::MoneyIn), ["Kelova 500", "Zanova 300", "Oriova 10"]);
    assert_eq!(told(Measure::MoneyOut), ["Zanova 500", "Kelova 300", "Tamova 10"]);
    let euros = RankBy { currency: Currency::new("EUR").unwrap(), ..RankBy::measure(Measure::MoneyIn) };
    assert_eq!(rank(&store, &Filter::default(), euros, None).unwrap().total, 0);
    let degrees: Vec<f64> = by(Measure::Degree).rows.iter().map(|r| r.score.value()).collect();
    assert_eq!(degrees, [5.0, 3.0, 3.0, 3.0, 2.0], "each edge once at each end");
}

#[test]
fn paths_pass_what_they_must_and_nothing_that_they_may_not() {
    let (_folder, store) = store_of(&random(61, 30, 30));
    let names: Vec<EntityId> = {
        let links = list(&store, &Filter::default(), Sort::Name, None).unwrap().links;
        let ids: BTreeSet<_> = links.iter().map(|l| l.subject.id.clone()).collect();
        ids.into_iter().collect()
    };
    let ends = (&names[0], &names[5]);
    let nodes = |paths: &[techgraph::query::Path]| -> Vec<Vec<EntityId>> {
        let way = |p: &techgraph::query::Path| p.hops.iter().map(|h| h.to.id.clone()).collect();
        paths.iter().map(way).collect()
    };
    let every = paths_via(&store, ends.0, ends.1, &[], &Filter::default(), 5, usize::MAX - 1).unwrap();
    let every = nodes(&every.paths);
    assert!(every.len() > 100);
    for via in [vec![names[7].clone()], vec![names[9].clone(), names[3].clone()], vec![ends.1.clone()]] {
        let ours = paths_via(&store, ends.0, ends.1, &via, &Filter::default(), 5, usize::MAX - 1).unwrap();
        let mut expected = every.clone();
        expected.retain(|path| via.iter().all(|v| path.contains(v)));
        assert!(!expected.is_empty());
        assert_eq!(nodes(&ours.paths), expected, "{via:?}");
        let first = paths_via(&store, ends.0, ends.1, &via, &Filter::default(), 5, 1).unwrap();
        assert_eq!(nodes(&first.paths), expected[..1]);
    }
    let avoid = Filter { avoid: vec![names[7].clone(), names[3].clone()], ..Filter::default() };
    let ours = paths_via(&store, ends.0, ends.1, &[], &avoid, 5, usize::MAX - 1).unwrap();
    let mut expected = every.clone();
    expected.retain(|path| !avoid.avoid.iter().any(|a| path.contains(a)));
    assert!(!expected.is_empty() && expected.len() < every.len());
    assert_eq!(nodes(&ours.paths), expected);
    let graph = store.load().unwrap();
    let kept = list(&store, &avoid, Sort::Name, None).unwrap().total;
    assert_eq!(avoid.apply(&graph).edge_count(), kept);
}

#[test]
fn common_neighbours_are_those_of_each() {
    let (_folder, store) = store_of(&random(62, 40, 20));
    let ids: Vec<EntityId> = store.load().unwrap().entities().map(|e| e.id.clone()).collect();
    for direction in Direction::ALL {
        let filter = Filter { direction: *direction, ..Filter::default() };
        for asked in [&ids[..2], &ids[3..6]] {
            let found = common(&store, asked, &filter, None).unwrap();
            let around = |id: &EntityId| -> BTreeSet<EntityId> {
                let near = neighbors(&store, id, &filter, 1, Sort::Name, None).unwrap().edges;
                let ends = near.iter().flat_map(|n| [n.link.subject.id.clone(), n.link.object.id.clone()]);
                ends.filter(|e| !asked.contains(e)).collect()
            };
            let expected = asked.iter().map(around).reduce(|a, b| a.intersection(&b).cloned().collect()).unwrap();
            assert_eq!(found.shared.iter().map(|s| s.entity.id.clone()).collect::<BTreeSet<_>>(), expected);
            assert_eq!(found.total, expected.len());
            for shared in &found.shared {
                for (links, one) in shared.links.iter().zip(asked) {
                    assert!(!links.is_empty());
                    assert!(links.iter().all(|l| [&l.subject.id, &l.object.id].contains(&one)));
                }
            }
            let few = common(&store, asked, &filter, Some(1)).unwrap();
            assert_eq!(few.shared[..], found.shared[..found.total.min(1)]);
        }
    }
}

#[test]
fn a_difference_is_what_was_put_and_taken() {
    let (_old_folder, old) = store_of(&deals());
    let mut later = deals();
    later.truncate(4);
    later.push(told("g", "2026-06-07", &["Oriova invests_in Zanova announced 800", "Phova sues Zanova confirmed"]));
    later.push(told("h", "2026-06-08", &["Ludova acquires Kelova announced"]));
    let (_new_folder, new) = store_of(&later);
    let found = diff(&old, &new, &Filter::default(), None).unwrap();
    let told: Vec<String> = found
        .changes
        .iter()
        .map(|c| {
            let aspects: Vec<&str> = c.aspects.iter().map(|a| a.as_str()).collect();
            format!("{} {} {}", c.fate(), named(c.link().unwrap()), aspects.join("+"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "changed Ludova acquires Kelova sources",
            "changed Oriova invests_in Zanova status+amount",
            "new Phova sues Zanova ",
            "gone Zanova supplies Oriova ",
            "gone Ludmila Brandt works_for Zanova ",
        ]
    );
    assert_eq!((found.counts, found.same), ([1, 2, 2], 2));
    let status = found.changes.iter().find(|c| c.aspects.contains(&Aspect::Status)).unwrap();
    assert_eq!(status.old.as_ref().map(|l| l.edge.status()), Some(Status::Denied));
    let few = diff(&old, &new, &Filter::default(), Some(1)).unwrap();
    assert_eq!((&few.changes[..], few.counts), (&found.changes[..1], found.counts));
    // An edge counts where it is admitted before or after.
    let denied = Filter { statuses: vec![Status::Denied], ..Filter::default() };
    assert_eq!(diff(&old, &new, &denied, None).unwrap().counts, [0, 0, 1]);
    let back = diff(&new, &old, &Filter::default(), None).unwrap();
    assert_eq!(back.counts, [2, 1, 2]);
    assert!(back.changes.iter().all(|c| c.fate() != Fate::New || c.new.is_some()));
    assert_eq!(diff(&old, &old, &Filter::default(), None).unwrap().counts, [0; 3]);
}

#[test]
fn groups_are_told_by_their_leading_members() {
    let clique = |names: [&str; 4]| -> Vec<String> {
        let pairs = (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b)));
        pairs.map(|(a, b)| format!("{} supplies {} confirmed", names[a], names[b])).collect()
    };
    let mut relations = clique(["Zanova", "Kelova", "Tamova", "Oriova"]);
    relations.extend(clique(["Vexova", "Ludova", "Phova", "Brunova"]));
    relations.push("Zanova invests_in Vexova confirmed".to_string());
    relations.push("Mirova sues Nolova denied".to_string());
    let relations: Vec<&str> = relations.iter().map(String::as_str).collect();
    let (_folder, store) = store_of(&[told("a", "2026-01-02", &relations)]);
    let extent = Extent { groups: None, members: Some(2) };
    let found = communities(&store, &Filter::default(), 1.0, extent).unwrap();
    let sizes: Vec<(usize, usize, usize)> = found.groups.groups.iter().map(|g| (g.size, g.edges, g.outward)).collect();
    assert_eq!(sizes, [(4, 6, 1), (4, 6, 1), (2, 1, 0)]);
    assert!(found.groups.groups.iter().all(|g| g.members.len() == 2));
    assert!(found.modularity > 0.4);
    let fine = communities(&store, &Filter::default(), 20.0, extent).unwrap();
    assert!(fine.groups.total > 3, "a high resolution splits");
    let parts = components(&store, &Filter::default(), false, Extent { groups: Some(1), members: None }).unwrap();
    assert_eq!((parts.total, parts.groups.len(), parts.groups[0].size), (2, 1, 8));
    let held = Filter { relations: vec!["sues".into()], ..Filter::default() };
    assert_eq!(components(&store, &held, false, extent).unwrap().total, 1, "others are in no part");
}

#[test]
fn counts_and_searches_keep_to_the_filter() {
    let (_folder, store) = store_of(&deals());
    let buys = Filter { relations: vec!["acquires".into()], ..Filter::default() };
    let counts = statistics(&store, &buys, 2).unwrap();
    assert_eq!((counts.edge_count(), counts.statements, counts.articles, counts.entity_count()), (3, 7, 4, 5));
    assert_eq!(statistics(&store, &Filter::default(), 0).unwrap(), store.statistics(0).unwrap());
    let words = |filter: &Filter| search(&store, "zanova", filter, 20).unwrap().1;
    assert_eq!((words(&buys), words(&Filter::default())), (4, 8));
}

#[test]
fn the_same_articles_in_another_order_give_the_same_answers() {
    let articles = random(63, 120, 60);
    let (_a, one) = store_of(&articles);
    let mut turned = articles;
    turned.reverse();
    let (_b, other) = store_of(&turned);
    let open = Filter::default();
    for measure in Measure::ALL {
        let by = RankBy::measure(*measure);
        assert_eq!(rank(&one, &open, by, None).unwrap(), rank(&other, &open, by, None).unwrap(), "{measure}");
    }
    let extent = Extent { groups: None, members: None };
    let groups = |store: &Store| communities(store, &open, 1.0, extent).unwrap();
    assert_eq!(groups(&one), groups(&other));
    let search = CycleSearch { follow: Follow::Money, max_length: 4, through: None, currency: Currency::USD };
    let circles = |store: &Store| cycles(store, &open, &search, Some(30)).unwrap();
    assert!(circles(&one).total > 30);
    assert_eq!(circles(&one), circles(&other));
    assert_eq!(timeline(&one, None, &open, None).unwrap(), timeline(&other, None, &open, None).unwrap());
    assert_eq!(conflicts(&one, None, &open, None).unwrap(), conflicts(&other, None, &open, None).unwrap());
    assert_eq!(diff(&one, &other, &open, None).unwrap().counts, [0; 3]);
}
