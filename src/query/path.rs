//! How two entities are connected.

use super::Filter;
use crate::graph::Entity;
use crate::resolve::EntityId;
use crate::store::{Condition, EdgeKey, EntityKey, Link, Step, Store, Ways};
use crate::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};

/// One step of a path: from one entity to the next over one or more edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// Where it starts.
    pub from: Entity,
    /// Where it leads.
    pub to: Entity,
    /// Every admitted edge between the two, in order of subject, relation and object; never empty.
    pub links: Vec<Link>,
}

/// A way from one entity to another that passes none twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The steps, in order.
    pub hops: Vec<Hop>,
}

/// Ways between two entities.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    /// The paths, the shortest first, those of one length in order of the ids that they pass.
    pub paths: Vec<Path>,
    /// Whether the limit cut some off.
    pub more: bool,
}

/// The shortest path between two entities over admitted edges, at most `max_length` steps; of several the first in order
/// of the ids that it passes. `None` where there is none.
///
/// Bidirectional breadth-first search (Pohl 1971), a level of the smaller side at a time, edges read by index.
///
/// # Errors
/// [`Error::UnknownEntity`]; [`Error::Store`].
pub fn shortest_path(
    store: &Store,
    from: &EntityId,
    to: &EntityId,
    filter: &Filter,
    max_length: Option<usize>,
) -> Result<Option<Path>> {
    let mut walk = Walk::new(store, from, to, filter)?;
    let (start, goal) = (walk.start, walk.goal);
    if start == goal {
        return Ok(Some(Path { hops: Vec::new() }));
    }
    let (mut near, mut far) = (Side::new(start), Side::new(goal));
    loop {
        if near.depth + far.depth >= max_length.unwrap_or(usize::MAX) {
            return Ok(None);
        }
        let forward = near.frontier.len() <= far.frontier.len();
        let (side, other) = if forward { (&mut near, &far) } else { (&mut far, &near) };
        side.advance(&mut walk, forward)?;
        let meeting: Vec<EntityKey> = side.frontier.iter().copied().filter(|n| other.before.contains_key(n)).collect();
        if !meeting.is_empty() {
            let nodes = walk.first_way(&near, &far, meeting)?;
            return walk.path(&nodes).map(Some);
        }
        if side.frontier.is_empty() {
            return Ok(None);
        }
    }
}

/// Every path between two entities of at most `max_length` steps over admitted edges, at most `limit` of them.
///
/// Depth first, only where the goal is still near enough. The number of paths can grow exponentially with the length.
///
/// # Errors
/// [`Error::UnknownEntity`]; [`Error::Store`].
pub fn all_paths(
    store: &Store,
    from: &EntityId,
    to: &EntityId,
    filter: &Filter,
    max_length: usize,
    limit: usize,
) -> Result<Paths> {
    let mut walk = Walk::new(store, from, to, filter)?;
    let mut far = Side::new(walk.goal);
    let mut distance: FxHashMap<EntityKey, usize> = FxHashMap::from_iter([(walk.goal, 0)]);
    while far.depth < max_length && !far.frontier.is_empty() {
        far.advance(&mut walk, false)?;
        distance.extend(far.frontier.iter().map(|n| (*n, far.depth)));
    }
    let mut found = Paths { paths: Vec::new(), more: false };
    if walk.start == walk.goal {
        return Ok(found);
    }
    for length in 1..=max_length {
        let mut ways = Vec::new();
        let room = limit - found.paths.len();
        walk.ways_of_length(length, &distance, &mut vec![walk.start], &mut ways, room + 1)?;
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

/// A walk over the store that remembers what it read.
struct Walk<'s> {
    store: &'s Store,
    start: EntityKey,
    goal: EntityKey,
    condition: Condition,
    ways: Ways,
    forward: FxHashMap<EntityKey, Vec<Step>>,
    ids: FxHashMap<EntityKey, EntityId>,
}

impl<'s> Walk<'s> {
    fn new(store: &'s Store, from: &EntityId, to: &EntityId, filter: &Filter) -> Result<Walk<'s>> {
        let key = |id: &EntityId| {
            store.entity_key(id)?.ok_or_else(|| Error::UnknownEntity { name: id.to_string(), nearest: Vec::new() })
        };
        let (start, goal) = (key(from)?, key(to)?);
        Ok(Walk {
            store,
            start,
            goal,
            condition: filter.condition().or_far(&[start, goal]),
            ways: filter.ways(),
            forward: FxHashMap::default(),
            ids: FxHashMap::default(),
        })
    }

    fn steps(&mut self, at: EntityKey, forward: bool) -> Result<Vec<Step>> {
        if !forward {
            let back = Ways { outward: self.ways.inward, inward: self.ways.outward };
            return self.store.steps(at, back, &self.condition);
        }
        if let Some(steps) = self.forward.get(&at) {
            return Ok(steps.clone());
        }
        let steps = self.store.steps(at, self.ways, &self.condition)?;
        self.forward.insert(at, steps.clone());
        Ok(steps)
    }

    fn id(&mut self, key: EntityKey) -> Result<EntityId> {
        if let Some(id) = self.ids.get(&key) {
            return Ok(id.clone());
        }
        let id = self.store.entity_id(key)?;
        self.ids.insert(key, id.clone());
        Ok(id)
    }

    fn sorted(&mut self, keys: impl IntoIterator<Item = EntityKey>) -> Result<Vec<EntityKey>> {
        let mut named = Vec::new();
        for key in keys {
            named.push((self.id(key)?, key));
        }
        named.sort();
        named.dedup();
        Ok(named.into_iter().map(|n| n.1).collect())
    }

    /// The first way in order of ids among the shortest, given where the two sides met.
    fn first_way(&mut self, near: &Side, far: &Side, meeting: Vec<EntityKey>) -> Result<Vec<EntityKey>> {
        // Which entities of the near side lead on to a meeting, and whereto.
        let mut onward: FxHashMap<EntityKey, Vec<EntityKey>> = FxHashMap::default();
        let mut seen: FxHashSet<EntityKey> = meeting.iter().copied().collect();
        let mut open = meeting;
        while let Some(node) = open.pop() {
            for before in near.before.get(&node).into_iter().flatten() {
                onward.entry(*before).or_default().push(node);
                if seen.insert(*before) {
                    open.push(*before);
                }
            }
        }
        let mut nodes = vec![self.start];
        let mut at = self.start;
        while at != self.goal {
            let next = onward.get(&at).or_else(|| far.before.get(&at)).cloned().unwrap_or_default();
            match self.sorted(next)?.first() {
                Some(next) => at = *next,
                None => break,
            }
            nodes.push(at);
        }
        Ok(nodes)
    }

    fn ways_of_length(
        &mut self,
        length: usize,
        distance: &FxHashMap<EntityKey, usize>,
        nodes: &mut Vec<EntityKey>,
        ways: &mut Vec<Vec<EntityKey>>,
        limit: usize,
    ) -> Result<()> {
        let at = nodes[nodes.len() - 1];
        let left = length + 1 - nodes.len();
        if left == 0 {
            if at == self.goal {
                ways.push(nodes.clone());
            }
            return Ok(());
        }
        let (goal, near) = (self.goal, |n: &EntityKey| distance.get(n).is_some_and(|d| *d < left));
        let next: Vec<EntityKey> = self
            .steps(at, true)?
            .into_iter()
            .map(|s| s.far)
            .filter(|n| near(n) && !nodes.contains(n) && (left == 1) == (*n == goal))
            .collect();
        for node in self.sorted(next)? {
            if ways.len() >= limit {
                return Ok(());
            }
            nodes.push(node);
            self.ways_of_length(length, distance, nodes, ways, limit)?;
            nodes.pop();
        }
        Ok(())
    }

    fn path(&mut self, nodes: &[EntityKey]) -> Result<Path> {
        let mut hops = Vec::with_capacity(nodes.len().saturating_sub(1));
        for pair in nodes.windows(2) {
            let keys: Vec<EdgeKey> =
                self.steps(pair[0], true)?.iter().filter(|s| s.far == pair[1]).map(|s| s.edge).collect();
            let mut links = self.store.links(&keys)?;
            links.sort_by(|a, b| {
                (&a.subject.id, &a.edge.relation, &a.object.id).cmp(&(&b.subject.id, &b.edge.relation, &b.object.id))
            });
            hops.push(Hop { from: self.store.entity_at(pair[0])?, to: self.store.entity_at(pair[1])?, links });
        }
        Ok(Path { hops })
    }
}

/// One side of the search: everything reached from one end.
struct Side {
    /// For each entity reached those from which a shortest way leads to it; empty for the end itself.
    before: FxHashMap<EntityKey, Vec<EntityKey>>,
    frontier: Vec<EntityKey>,
    depth: usize,
}

impl Side {
    fn new(end: EntityKey) -> Side {
        Side { before: FxHashMap::from_iter([(end, Vec::new())]), frontier: vec![end], depth: 0 }
    }

    fn advance(&mut self, walk: &mut Walk<'_>, forward: bool) -> Result<()> {
        let mut next: FxHashMap<EntityKey, Vec<EntityKey>> = FxHashMap::default();
        for node in std::mem::take(&mut self.frontier) {
            for step in walk.steps(node, forward)? {
                if !self.before.contains_key(&step.far) {
                    let before = next.entry(step.far).or_default();
                    if before.last() != Some(&node) {
                        before.push(node);
                    }
                }
            }
        }
        self.frontier = next.keys().copied().collect();
        self.before.extend(next);
        self.depth += 1;
        Ok(())
    }
}
