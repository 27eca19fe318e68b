//! Every path, or every one past some entities.

use super::Paths;
use super::walk::{Side, Walk};
use crate::Result;
use crate::query::Filter;
use crate::resolve::EntityId;
use crate::store::{EntityKey, Store};

/// Every path between two entities of at most `max_length` steps over admitted edges, at most `limit` of them.
///
/// Depth first, only where the goal is still near enough. The number of paths can grow exponentially with the length.
///
/// # Errors
/// [`crate::Error::UnknownEntity`]; [`crate::Error::Store`].
pub fn all_paths(
    store: &Store,
    from: &EntityId,
    to: &EntityId,
    filter: &Filter,
    max_length: usize,
    limit: usize,
) -> Result<Paths> {
    paths_via(store, from, to, &[], filter, max_length, limit)
}

/// As [`all_paths`], of those that pass all of `via`, in any order.
///
/// # Errors
/// [`crate::Error::UnknownEntity`]; [`crate::Error::Store`].
pub fn paths_via(
    store: &Store,
    from: &EntityId,
    to: &EntityId,
    via: &[EntityId],
    filter: &Filter,
    max_length: usize,
    limit: usize,
) -> Result<Paths> {
    let mut walk = Walk::new(store, [from, to], via, filter)?;
    let mut found = Paths { paths: Vec::new(), more: false };
    let (start, mut goal) = (walk.start, Beacon::new(walk.goal, 0));
    if start == goal.key {
        return Ok(found);
    }
    let mut beacons = Vec::new();
    for key in walk.via.clone() {
        // A way past it goes on to the goal.
        let Some(onward) = goal.distance(&mut walk, key, max_length)? else { return Ok(found) };
        if onward > 0 && key != start {
            beacons.push(Beacon::new(key, onward));
        }
    }
    beacons.push(goal);
    for length in 1..=max_length {
        let room = limit - found.paths.len();
        let mut search = Search { beacons: &mut beacons, nodes: vec![start], ways: Vec::new(), limit: room + 1 };
        if search.can_be_passed(&mut walk, length)? {
            search.go_on(&mut walk, length)?;
        }
        let ways = search.ways;
        found.more |= ways.len() > room;
        for nodes in ways.iter().take(room) {
            found.paths.push(walk.path(nodes)?);
        }
        if found.more {
            break;
        }
    }
    Ok(found)
}

/// An entity that has to be passed, with the distances to it as far as they were looked at.
struct Beacon {
    key: EntityKey,
    /// How far it is from here to the goal at least.
    onward: usize,
    side: Side,
    /// How many entities were asked for their own ways to its farthest level, instead of going on from that.
    asked: usize,
}

impl Beacon {
    fn new(key: EntityKey, onward: usize) -> Beacon {
        Beacon { key, onward, side: Side::new(key), asked: 0 }
    }

    /// How far it is from an entity, if at most so many steps.
    ///
    /// The last step is looked for from the entity, until as many were asked as going on a level would read.
    fn distance(&mut self, walk: &mut Walk<'_>, from: EntityKey, most: usize) -> Result<Option<usize>> {
        let side = &mut self.side;
        while side.depth < most && !side.frontier.is_empty() && !side.distances.contains_key(&from) {
            if side.depth + 1 == most && self.asked < side.frontier.len() {
                self.asked += 1;
                let nearest = walk.steps(from)?.iter().filter_map(|s| side.distances.get(&s.far)).min().copied();
                return Ok(nearest.map(|d| d + 1));
            }
            side.advance(walk, false)?;
            self.asked = 0;
        }
        Ok(side.distances.get(&from).copied().filter(|d| *d <= most))
    }
}

/// A search for the paths of one length.
struct Search<'b> {
    /// What has to be passed, the goal last.
    beacons: &'b mut [Beacon],
    /// The way so far.
    nodes: Vec<EntityKey>,
    ways: Vec<Vec<EntityKey>>,
    limit: usize,
}

impl Search<'_> {
    /// Whether all that is still to be passed is near enough, with so many steps left.
    fn can_be_passed(&mut self, walk: &mut Walk<'_>, left: usize) -> Result<bool> {
        let at = self.nodes[self.nodes.len() - 1];
        for beacon in self.beacons.iter_mut().filter(|b| !self.nodes.contains(&b.key)) {
            if left < beacon.onward || beacon.distance(walk, at, left - beacon.onward)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Finds the ways on that take exactly so many steps.
    fn go_on(&mut self, walk: &mut Walk<'_>, left: usize) -> Result<()> {
        if left == 0 {
            self.ways.push(self.nodes.clone());
            return Ok(());
        }
        let (at, goal) = (self.nodes[self.nodes.len() - 1], walk.goal);
        let next: Vec<EntityKey> = walk.steps(at)?.into_iter().map(|s| s.far).collect();
        // The goal is the last and never in between.
        let next = next.into_iter().filter(|n| (left == 1) == (*n == goal) && !self.nodes.contains(n));
        for node in walk.sorted(next.collect::<Vec<_>>())? {
            if self.ways.len() >= self.limit {
                return Ok(());
            }
            self.nodes.push(node);
            if self.can_be_passed(walk, left - 1)? {
                self.go_on(walk, left - 1)?;
            }
            self.nodes.pop();
        }
        Ok(())
    }
}
