//! Which way each edge runs, and which layer each node stands in.

use super::balance;
use crate::render::layout::Plan;

/// The rank of each node, from 0, and for each link whether it runs against the ranks. Every link spans at least one rank.
pub(in crate::render) fn ranks(plan: &Plan, balanced: bool) -> (Vec<usize>, Vec<bool>) {
    let mut sequence = asked(plan).unwrap_or_else(|| sequence(plan));
    if balanced {
        balance::balance(plan, &mut sequence);
    }
    let turned: Vec<bool> = plan.links.iter().map(|l| sequence[l.from] > sequence[l.to]).collect();
    let pairs: Vec<(usize, usize)> =
        plan.links.iter().zip(&turned).map(|(l, &t)| if t { (l.to, l.from) } else { (l.from, l.to) }).collect();
    let mut order: Vec<usize> = (0..plan.blocks.len()).collect();
    order.sort_by_key(|&n| sequence[n]);
    let mut ranks = vec![0_usize; plan.blocks.len()];
    for &node in &order {
        for &(left, right) in pairs.iter().filter(|p| p.0 == node) {
            ranks[right] = ranks[right].max(ranks[left] + 1);
        }
    }
    shorten(&mut ranks, &pairs, &order);
    let least = ranks.iter().copied().min().unwrap_or(0);
    (ranks.into_iter().map(|r| r - least).collect(), turned)
}

/// The order in a row that was asked for.
fn asked(plan: &Plan) -> Option<Vec<usize>> {
    (!plan.ring).then(|| plan.blocks.iter().map(|b| b.place).collect()).flatten()
}

/// An order of the nodes in which few arrows point backwards: the greedy heuristic of Eades, Lin and Smyth (1993). Lines
/// without arrow run along with it.
fn sequence(plan: &Plan) -> Vec<usize> {
    let n = plan.blocks.len();
    let mut left: Vec<bool> = vec![true; n];
    let (mut front, mut back) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let degree = |node: usize, outgoing: bool| {
            let end = |l: &&crate::render::layout::Link| {
                let (here, there) = if outgoing { (l.from, l.to) } else { (l.to, l.from) };
                here == node && left[there]
            };
            plan.links.iter().filter(|l| l.arrow).filter(end).count()
        };
        let open: Vec<(usize, usize, usize)> =
            (0..n).filter(|&v| left[v]).map(|v| (v, degree(v, true), degree(v, false))).collect();
        let pick = if let Some(&(sink, ..)) = open.iter().find(|(_, out, inn)| *out == 0 && *inn > 0) {
            back.push(sink);
            sink
        } else {
            let best = open.iter().max_by(|a, b| {
                let gain = |v: &(usize, usize, usize)| v.1 as i64 - v.2 as i64;
                gain(a).cmp(&gain(b)).then(b.0.cmp(&a.0))
            });
            let Some(&(best, ..)) = best else { break };
            front.push(best);
            best
        };
        left[pick] = false;
    }
    front.extend(back.into_iter().rev());
    let mut place = vec![0; n];
    for (i, node) in front.into_iter().enumerate() {
        place[node] = i;
    }
    place
}

/// Moves nodes between their neighbours to where their edges are shortest together, until nothing moves.
fn shorten(ranks: &mut [usize], pairs: &[(usize, usize)], order: &[usize]) {
    for _ in 0..20 {
        let mut moved = false;
        for &node in order.iter().rev().chain(order) {
            let before: Vec<usize> = pairs.iter().filter(|p| p.1 == node).map(|p| ranks[p.0]).collect();
            let after: Vec<usize> = pairs.iter().filter(|p| p.0 == node).map(|p| ranks[p.1]).collect();
            let lowest = before.iter().max().map(|r| r + 1);
            let highest = after.iter().min().map(|r| r - 1);
            let target = match (lowest, highest) {
                // More edges to the right pull it there.
                (Some(low), Some(high)) if after.len() > before.len() => high.max(low),
                (Some(low), Some(_)) if after.len() < before.len() => low,
                (None, Some(high)) => high,
                (Some(low), None) => low,
                _ => continue,
            };
            if target != ranks[node] {
                ranks[node] = target;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}
