//! PageRank.

use super::super::adjacency::Adjacency;

const DAMPING: f64 = 0.85;
/// The scores may all together be off by about this much.
const TOLERANCE: f64 = 1e-11;
/// Far more than any graph needs.
const MOST_SWEEPS: usize = 1_000;

/// PageRank of every node; the scores add up to 1.
///
/// Solves y = (1 - d)/n + d Σ y(u)/degree(u) by Gauss-Seidel sweeps, which need about half as many passes as the power
/// method, and scales y to a sum of 1: that spreads what nodes without arrows hold evenly over all (Gleich, Gray, Greif
/// and Lau 2010).
pub(super) fn pagerank(arrows: &Adjacency) -> Vec<f64> {
    let nodes = arrows.nodes();
    let back = arrows.reversed();
    let share: Vec<f64> = (0..nodes as u32).map(|n| DAMPING / arrows.degree(n).max(1) as f64).collect();
    // What leads from a node to itself would need its own new score: solved for it.
    let own: Vec<f64> = (0..nodes as u32)
        .map(|n| 1.0 - share[n as usize] * back.of(n).iter().filter(|from| **from == n).count() as f64)
        .collect();
    let start = (1.0 - DAMPING) / nodes.max(1) as f64;
    let mut score = vec![start; nodes];
    // What each node hands to each that it leads to.
    let mut given: Vec<f64> = share.iter().map(|s| s * start).collect();
    for _ in 0..MOST_SWEEPS {
        let (mut change, mut sum) = (0.0, 0.0);
        for node in 0..nodes {
            let received: f64 = back.of(node as u32).iter().map(|from| given[*from as usize]).sum();
            let itself = (1.0 - own[node]) * score[node];
            let new = (start + received - itself) / own[node];
            change += (new - score[node]).abs();
            sum += new;
            score[node] = new;
            given[node] = new * share[node];
        }
        // What a sweep still moves bounds what is missing by d/(1 - d).
        if change * DAMPING / (1.0 - DAMPING) <= TOLERANCE * sum {
            break;
        }
    }
    let sum: f64 = score.iter().sum();
    score.iter().map(|s| s / sum).collect()
}
