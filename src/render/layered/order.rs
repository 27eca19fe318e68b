//! The order of stops within layers, with few crossings: medians and swaps, after Gansner, Koutsofios, North and Vo,
//! "A technique for drawing directed graphs" (1993).

use super::Layers;

const SWEEPS: usize = 24;

/// Orders every layer.
pub(super) fn order(graph: &mut Layers) {
    let neighbours = Neighbours::new(graph);
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    // Two starts: as given, and depth first, which keeps the branches of a tree together.
    for depth_first in [true, false] {
        let mut layers = if depth_first { neighbours.depth_first(graph) } else { graph.layers.clone() };
        for sweep in 0..SWEEPS {
            // Ties are turned round every other pair of sweeps: else what stands level never tries the other order.
            neighbours.sweep(&mut layers, sweep % 2 == 0, sweep / 2 % 2 == 1);
            neighbours.swap(&mut layers);
            let crossings = neighbours.crossings(&layers);
            if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                best = Some((crossings, layers.clone()));
            }
            if crossings == 0 {
                break;
            }
        }
    }
    if let Some((_, layers)) = best {
        graph.layers = layers;
    }
}

/// The neighbours of each stop in the layer before and after.
struct Neighbours {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

/// The place of each stop in its layer.
fn places(layers: &[Vec<usize>], count: usize) -> Vec<usize> {
    let mut places = vec![0; count];
    for layer in layers {
        for (i, &stop) in layer.iter().enumerate() {
            places[stop] = i;
        }
    }
    places
}

impl Neighbours {
    fn new(graph: &Layers) -> Neighbours {
        let mut before = vec![Vec::new(); graph.stops.len()];
        let mut after = vec![Vec::new(); graph.stops.len()];
        for piece in &graph.pieces {
            after[piece.left].push(piece.right);
            before[piece.right].push(piece.left);
        }
        for list in before.iter_mut().chain(&mut after) {
            list.sort_by_key(|&s| graph.stops[s].group);
        }
        Neighbours { before, after }
    }

    fn depth_first(&self, graph: &Layers) -> Vec<Vec<usize>> {
        let mut layers = vec![Vec::new(); graph.layers.len()];
        let mut seen = vec![false; graph.stops.len()];
        for start in graph.layers.iter().flatten() {
            let mut stack = vec![*start];
            while let Some(stop) = stack.pop() {
                if std::mem::replace(&mut seen[stop], true) {
                    continue;
                }
                layers[graph.stops[stop].layer].push(stop);
                stack.extend(self.before[stop].iter().chain(&self.after[stop]).rev().filter(|s| !seen[**s]));
            }
        }
        layers
    }

    /// Orders each layer by the medians of its neighbours, rightwards or leftwards.
    fn sweep(&self, layers: &mut [Vec<usize>], rightwards: bool, turn_ties: bool) {
        let count = self.before.len();
        let sequence: Vec<usize> =
            if rightwards { (1..layers.len()).collect() } else { (0..layers.len().saturating_sub(1)).rev().collect() };
        for layer in sequence {
            let places = places(layers, count);
            let sides = if rightwards { &self.before } else { &self.after };
            // Stops without neighbours on that side keep their place.
            let mut keyed: Vec<(f32, usize)> =
                layers[layer].iter().map(|&s| (median(&sides[s], &places).unwrap_or(places[s] as f32), s)).collect();
            keyed.sort_by(|a, b| {
                let tie = places[a.1].cmp(&places[b.1]);
                a.0.total_cmp(&b.0).then(if turn_ties { tie.reverse() } else { tie })
            });
            layers[layer] = keyed.into_iter().map(|(_, s)| s).collect();
        }
    }

    /// Swaps neighbours in a layer as long as that removes crossings.
    fn swap(&self, layers: &mut [Vec<usize>]) {
        let mut places = places(layers, self.before.len());
        for _ in 0..10 {
            let mut better = false;
            for layer in layers.iter_mut() {
                for i in 1..layer.len() {
                    let (a, b) = (layer[i - 1], layer[i]);
                    let cost = |x: usize, y: usize| {
                        inversions(&self.before[x], &self.before[y], &places)
                            + inversions(&self.after[x], &self.after[y], &places)
                    };
                    if cost(b, a) < cost(a, b) {
                        layer.swap(i - 1, i);
                        places.swap(a, b);
                        better = true;
                    }
                }
            }
            if !better {
                break;
            }
        }
    }

    fn crossings(&self, layers: &[Vec<usize>]) -> usize {
        let places = places(layers, self.before.len());
        layers
            .iter()
            .map(|layer| {
                let pairs = layer.iter().enumerate().flat_map(|(i, &a)| layer[i + 1..].iter().map(move |&b| (a, b)));
                pairs.map(|(a, b)| inversions(&self.after[a], &self.after[b], &places)).sum::<usize>()
            })
            .sum()
    }
}

/// How many edges of `upper` cross edges of `lower`, when upper stands above lower.
fn inversions(upper: &[usize], lower: &[usize], places: &[usize]) -> usize {
    upper.iter().map(|&u| lower.iter().filter(|&&l| places[l] < places[u]).count()).sum()
}

/// The weighted median of the neighbours' places.
fn median(neighbours: &[usize], places: &[usize]) -> Option<f32> {
    let mut at: Vec<f32> = neighbours.iter().map(|&s| places[s] as f32).collect();
    at.sort_by(f32::total_cmp);
    let half = at.len() / 2;
    match at.len() {
        0 => None,
        n if n % 2 == 1 => Some(at[half]),
        2 => Some((at[0] + at[1]) / 2.0),
        n => {
            let (left, right) = (at[half - 1] - at[0], at[n - 1] - at[half]);
            if left + right == 0.0 {
                return Some((at[half - 1] + at[half]) / 2.0);
            }
            Some((at[half - 1] * right + at[half] * left) / (left + right))
        }
    }
}
