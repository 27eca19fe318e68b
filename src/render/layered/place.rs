//! How high each stop stands in its layer: near its neighbours, edges straight, nothing over another.

use super::{Layers, Stop};
use crate::render::layout::Plan;

const PASSES: usize = 160;
/// From here on what is nearly straight is pulled straight and what must bend may: many small steps become one.
const STRAIGHTEN: usize = 50;

/// Space between what stands in a layer: least between lines, more between names.
fn gap(upper: &Stop, lower: &Stop) -> f32 {
    let own = |s: &Stop| if s.node.is_some() { 9.0 } else { 5.0 };
    own(upper) + own(lower)
}

/// Spreads the ends of edges over the sides of their nodes, in the order in which they arrive.
pub(super) fn ports(graph: &mut Layers, plan: &Plan) {
    let mut places = vec![0; graph.stops.len()];
    for layer in &graph.layers {
        for (i, &stop) in layer.iter().enumerate() {
            places[stop] = i;
        }
    }
    for (node, block) in plan.blocks.iter().enumerate() {
        for leaving in [true, false] {
            let mut here: Vec<usize> = (0..graph.pieces.len())
                .filter(|&p| (if leaving { graph.pieces[p].left } else { graph.pieces[p].right }) == node)
                .collect();
            here.sort_by_key(|&p| places[if leaving { graph.pieces[p].right } else { graph.pieces[p].left }]);
            // Corners stay free; the ends of a few edges stand near the middle.
            let span = (block.outline.h * if block.round { 0.6 } else { 0.8 }).min(14.0 * (here.len() as f32 - 1.0));
            for (i, &piece) in here.iter().enumerate() {
                let share = if here.len() > 1 { i as f32 / (here.len() - 1) as f32 - 0.5 } else { 0.0 };
                let piece = &mut graph.pieces[piece];
                *(if leaving { &mut piece.out } else { &mut piece.into }) = share * span;
            }
        }
    }
}

/// The height of each stop's middle.
///
/// Each pass goes over the layers and puts every stop at the weighted mean of where its edges want it, as near as the
/// order and the gaps allow: least squares under separations, solved exactly by pooling adjacent violators.
pub(super) fn rows(graph: &Layers) -> Vec<f32> {
    let stops = &graph.stops;
    // Per stop: the other end, what the difference of heights should be, how much it counts.
    let mut pulls: Vec<Vec<(usize, f32, f32)>> = vec![Vec::new(); stops.len()];
    for piece in &graph.pieces {
        let bends = [piece.left, piece.right].iter().filter(|&&s| stops[s].node.is_none()).count();
        // Long edges should be straight in the middle rather than at their ends.
        let weight = if bends == 2 { 6.0 } else { 1.0 };
        let lift = piece.out - piece.into;
        pulls[piece.left].push((piece.right, -lift, weight));
        pulls[piece.right].push((piece.left, lift, weight));
    }
    let mut rows = vec![0.0; stops.len()];
    for layer in &graph.layers {
        let mut y = 0.0;
        let total: f32 = layer.iter().map(|&s| stops[s].size.h + 14.0).sum();
        for &stop in layer {
            rows[stop] = y + stops[stop].size.h / 2.0 - total / 2.0;
            y += stops[stop].size.h + 14.0;
        }
    }
    for pass in 0..PASSES {
        let count = graph.layers.len();
        for i in 0..count {
            let layer = &graph.layers[if pass % 2 == 0 { i } else { count - 1 - i }];
            let wishes: Vec<(f32, f32)> = layer
                .iter()
                .map(|&s| {
                    let (mut sum, mut weight) = (0.0, 0.0);
                    for &(other, lift, w) in &pulls[s] {
                        let want = rows[other] + lift;
                        // Reweighting by the distance turns least squares into least distances.
                        let w = if pass < STRAIGHTEN { w } else { w * 8.0 / ((rows[s] - want).abs() + 1.0) };
                        sum += w * want;
                        weight += w;
                    }
                    if weight > 0.0 { (sum / weight, weight) } else { (rows[s], 0.1) }
                })
                .collect();
            let apart: Vec<f32> = layer
                .windows(2)
                .map(|w| {
                    let (upper, lower) = (&stops[w[0]], &stops[w[1]]);
                    (upper.size.h + lower.size.h) / 2.0 + gap(upper, lower)
                })
                .collect();
            for (&stop, y) in layer.iter().zip(separated(&wishes, &apart)) {
                rows[stop] = y;
            }
        }
    }
    rows
}

/// The heights nearest to the wishes (each with its weight) that keep their order and distances.
fn separated(wishes: &[(f32, f32)], apart: &[f32]) -> Vec<f32> {
    // With the distances taken off, the heights must only not fall: isotonic regression.
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wishes.len());
    // A pool: mean, weight, how many.
    let mut pools: Vec<(f32, f32, usize)> = Vec::new();
    for (i, &(wish, weight)) in wishes.iter().enumerate() {
        if i > 0 {
            offset += apart[i - 1];
        }
        offsets.push(offset);
        pools.push((wish - offset, weight, 1));
        while let [.., a, b] = pools[..] {
            if a.0 <= b.0 {
                break;
            }
            let weight = a.1 + b.1;
            pools.truncate(pools.len() - 2);
            pools.push(((a.0 * a.1 + b.0 * b.1) / weight, weight, a.2 + b.2));
        }
    }
    let heights = pools.into_iter().flat_map(|(mean, _, count)| std::iter::repeat_n(mean, count));
    heights.zip(offsets).map(|(y, offset)| y + offset).collect()
}
