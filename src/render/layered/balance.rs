//! Both sides of a hub: what hangs on it alone need not stand all on the side from which it points.

use crate::render::layout::Plan;
use std::collections::BTreeMap;

/// A side with no more than so many nodes is left as it is.
const ENOUGH: usize = 8;

/// Moves leaves of hubs to their other side, where one side is much longer, by changing their place in the order of the
/// nodes. Groups of links stay together where that comes out nearly even.
pub(super) fn balance(plan: &Plan, sequence: &mut [usize]) {
    // Room between neighbours in the order for what moves there.
    for place in sequence.iter_mut() {
        *place = 3 * *place + 1;
    }
    for hub in 0..plan.blocks.len() {
        let (left, right): (Vec<usize>, Vec<usize>) =
            neighbours(plan, hub).into_iter().partition(|&n| sequence[n] < sequence[hub]);
        let (long, short) = if left.len() > right.len() { (&left, &right) } else { (&right, &left) };
        if long.len() <= ENOUGH || long.len() < short.len() + 4 {
            continue;
        }
        let beyond = if left.len() > right.len() { sequence[hub] + 1 } else { sequence[hub] - 1 };
        for leaf in chosen(plan, hub, long, (long.len() - short.len()) / 2) {
            sequence[leaf] = beyond;
        }
    }
}

fn neighbours(plan: &Plan, node: usize) -> Vec<usize> {
    let ends = plan.links.iter().filter_map(|l| match node {
        n if n == l.from => Some(l.to),
        n if n == l.to => Some(l.from),
        _ => None,
    });
    let mut found: Vec<usize> = ends.collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// About so many leaves of one side: whole groups, the largest that fit first, then a part of one where much is missing.
fn chosen(plan: &Plan, hub: usize, side: &[usize], count: usize) -> Vec<usize> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &leaf in side.iter().filter(|&&n| neighbours(plan, n) == [hub]) {
        let links = plan.links.iter().filter(|l| l.from == leaf || l.to == leaf);
        groups.entry(links.map(|l| l.group).min().unwrap_or(0)).or_default().push(leaf);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|g| std::cmp::Reverse(g.len()));
    let mut moved = Vec::new();
    let mut rest = Vec::new();
    for group in groups {
        if moved.len() + group.len() <= count { moved.extend(group) } else { rest.push(group) }
    }
    let missing = count - moved.len();
    if missing * 4 > count
        && let Some(group) = rest.last()
    {
        moved.extend(group.iter().rev().take(missing));
    }
    moved
}
