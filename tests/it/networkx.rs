//! Our answers are networkx's, on random graphs of a thousand entities.

use crate::corpus::{Dice, random, store_of};
use crate::python;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use techgraph::query::{
    CycleSearch, Direction, Extent, Filter, Follow, Measure, Path, RankBy, all_paths, communities, components, cycles,
    list, rank, shortest_path,
};
use techgraph::query::{Groups, Sort};
use techgraph::resolve::EntityId;
use techgraph::store::Store;
use techgraph::value::{Currency, Status};
use techgraph::vocab::Vocabulary;

const CUTOFF: usize = 6;
const LONGEST: usize = 5;

#[derive(Debug, Deserialize)]
struct Answers {
    lengths: Vec<[Option<usize>; 2]>,
    paths: Vec<Vec<Vec<usize>>>,
    cycles: Vec<Vec<usize>>,
    pagerank: Vec<f64>,
    betweenness: [Vec<f64>; 2],
    components: Vec<Vec<usize>>,
    strong: Vec<Vec<usize>>,
    modularity: f64,
}

/// A graph with its entities numbered in order of id.
struct Numbered {
    store: Store,
    ids: Vec<EntityId>,
    numbers: BTreeMap<EntityId, usize>,
    /// Subject, relation, object.
    edges: Vec<(usize, String, usize)>,
    _folder: tempfile::TempDir,
}

impl Numbered {
    fn random(seed: u64, articles: usize) -> Numbered {
        let (folder, store) = store_of(&random(seed, articles, 1_000));
        let links = list(&store, &Filter::default(), Sort::Name, None).unwrap().links;
        let ids: BTreeSet<EntityId> = links.iter().flat_map(|l| [l.subject.id.clone(), l.object.id.clone()]).collect();
        let numbers: BTreeMap<EntityId, usize> = ids.iter().cloned().zip(0..).collect();
        let edges = links
            .iter()
            .map(|l| (numbers[&l.subject.id], l.edge.relation.to_string(), numbers[&l.object.id]))
            .collect();
        Numbered { store, ids: ids.into_iter().collect(), numbers, edges, _folder: folder }
    }

    fn ask(&self, pairs: &[(usize, usize)]) -> Option<Answers> {
        let edges: Vec<_> = self.edges.iter().map(|(s, _, o)| (s, o)).collect();
        // In rankings edges of a symmetric relation lead both ways.
        let vocab = Vocabulary::builtin();
        let symmetric = |relation: &str| vocab.relations.find(relation).is_some_and(|r| r.symmetric);
        let turned = self.edges.iter().filter(|e| symmetric(&e.1)).map(|(s, _, o)| (o, s));
        let arrows: Vec<_> = edges.iter().copied().chain(turned).collect();
        let question = serde_json::json!({
            "nodes": self.ids.len(), "edges": edges, "arrows": arrows, "pairs": pairs,
            "cutoff": CUTOFF, "longest": LONGEST,
        });
        let answer = python::answer("networkx_answers.py", &["networkx", "scipy"], &question.to_string())?;
        Some(serde_json::from_str(&answer).unwrap())
    }

    fn nodes(&self, from: usize, path: &Path) -> Vec<usize> {
        std::iter::once(from).chain(path.hops.iter().map(|h| self.numbers[&h.to.id])).collect()
    }

    fn scores(&self, by: RankBy) -> Vec<f64> {
        let mut scores = vec![f64::NAN; self.ids.len()];
        let ranking = rank(&self.store, &Filter::default(), by, None).unwrap();
        assert_eq!((ranking.total, ranking.sampled), (self.ids.len(), None));
        for pair in ranking.rows.windows(2) {
            assert!(pair[0].score.value() >= pair[1].score.value());
        }
        for row in ranking.rows {
            scores[self.numbers[&row.entity.id]] = row.score.value();
        }
        scores
    }

    fn members(&self, groups: &Groups) -> BTreeSet<Vec<usize>> {
        let members = |g: &techgraph::query::Group| {
            let mut members: Vec<usize> = g.members.iter().map(|e| self.numbers[&e.id]).collect();
            members.sort_unstable();
            assert_eq!(members.len(), g.size);
            members
        };
        groups.groups.iter().map(members).collect()
    }
}

const ALL: Extent = Extent { groups: None, members: None };

fn all_near(ours: &[f64], theirs: &[f64], within: f64) {
    assert_eq!(ours.len(), theirs.len());
    for (node, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= within, "node {node}: {a} and {b}");
    }
}

/// The circle begun with its smallest node.
fn turned(mut circle: Vec<usize>) -> Vec<usize> {
    let least = (0..circle.len()).min_by_key(|n| circle[*n]).unwrap();
    circle.rotate_left(least);
    circle
}

#[test]
fn answers_are_those_of_networkx() {
    for (seed, articles) in [(41, 300), (42, 900)] {
        let graph = Numbered::random(seed, articles);
        let mut dice = Dice::new(seed);
        let mut pairs = Vec::new();
        while pairs.len() < 40 {
            let pair = (dice.roll(graph.ids.len()), dice.roll(graph.ids.len()));
            if pair.0 != pair.1 {
                pairs.push(pair);
            }
        }
        let Some(answers) = graph.ask(&pairs) else { return };
        let store = &graph.store;
        let out = Filter { direction: Direction::Out, ..Filter::default() };

        for ((pair, lengths), paths) in pairs.iter().zip(&answers.lengths).zip(&answers.paths) {
            let (from, to) = (&graph.ids[pair.0], &graph.ids[pair.1]);
            for (filter, length) in [&out, &Filter::default()].into_iter().zip(lengths) {
                let ours = shortest_path(store, from, to, filter, None).unwrap();
                assert_eq!(ours.map(|p| p.hops.len()), *length, "{from} {to}");
            }
            let ours = all_paths(store, from, to, &out, CUTOFF, usize::MAX - 1).unwrap().paths;
            let ours: BTreeSet<Vec<usize>> = ours.iter().map(|p| graph.nodes(pair.0, p)).collect();
            assert_eq!(ours, paths.iter().cloned().collect(), "{from} {to}");
        }

        let everything = Filter {
            relations: Vocabulary::builtin().relations.iter().map(|r| r.name.clone()).collect(),
            statuses: Status::ALL.to_vec(),
            ..Filter::default()
        };
        let search = CycleSearch { follow: Follow::Edges, max_length: LONGEST, through: None, currency: Currency::USD };
        let found = cycles(store, &everything, &search, None).unwrap();
        let ours: Vec<Vec<usize>> = found
            .circles
            .iter()
            .map(|c| turned(c.legs.iter().map(|leg| graph.numbers[&leg.from.id]).collect()))
            .collect();
        let theirs: BTreeSet<Vec<usize>> = answers.cycles.into_iter().map(turned).collect();
        assert_eq!(ours.len(), theirs.len());
        assert_eq!(found.total, theirs.len());
        assert_eq!(ours.iter().cloned().collect::<BTreeSet<_>>(), theirs);
        let hub = ours.first().map(|circle| circle[0]).unwrap();
        let through = CycleSearch { through: Some(graph.ids[hub].clone()), ..search };
        let at_hub = cycles(store, &everything, &through, Some(3)).unwrap();
        assert_eq!(at_hub.total, theirs.iter().filter(|c| c.contains(&hub)).count());
        assert_eq!(at_hub.circles.len(), at_hub.total.min(3));

        all_near(&graph.scores(RankBy::measure(Measure::PageRank)), &answers.pagerank, 1e-9);
        let directed = RankBy { direction: Some(Direction::Out), ..RankBy::measure(Measure::Betweenness) };
        all_near(&graph.scores(directed), &answers.betweenness[0], 1e-9);
        all_near(&graph.scores(RankBy::measure(Measure::Betweenness)), &answers.betweenness[1], 1e-9);

        let ours = components(store, &Filter::default(), false, ALL).unwrap();
        assert_eq!(graph.members(&ours), answers.components.iter().cloned().collect());
        let ours = components(store, &Filter::default(), true, ALL).unwrap();
        assert_eq!(graph.members(&ours), answers.strong.iter().cloned().collect());

        // Louvain there, Leiden here: not the same communities, but as good ones.
        let ours = communities(store, &Filter::default(), 1.0, ALL).unwrap();
        assert!(ours.modularity > answers.modularity - 0.02, "{} {}", ours.modularity, answers.modularity);
        assert!(articles < 500 || theirs.len() > 50, "{} circles", theirs.len());
    }
}
