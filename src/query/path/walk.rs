//! Walking over the store from entity to entity.

use super::{Hop, Path};
use crate::query::Filter;
use crate::resolve::EntityId;
use crate::store::{Condition, EdgeKey, EntityKey, Link, Step, Store, Ways};
use crate::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};

/// A walk over the store that remembers what it read.
pub(super) struct Walk<'s> {
    store: &'s Store,
    pub(super) start: EntityKey,
    pub(super) goal: EntityKey,
    pub(super) via: Vec<EntityKey>,
    condition: Condition,
    ways: Ways,
    forward: FxHashMap<EntityKey, Vec<Step>>,
    ids: FxHashMap<EntityKey, EntityId>,
}

impl<'s> Walk<'s> {
    /// A walk between two entities, past some others: none of them is held against the filter's types.
    pub(super) fn new(
        store: &'s Store,
        [from, to]: [&EntityId; 2],
        via: &[EntityId],
        filter: &Filter,
    ) -> Result<Walk<'s>> {
        let key = |id: &EntityId| {
            store.entity_key(id)?.ok_or_else(|| Error::UnknownEntity { name: id.to_string(), nearest: Vec::new() })
        };
        let (start, goal) = (key(from)?, key(to)?);
        let via: Vec<EntityKey> = via.iter().map(key).collect::<Result<_>>()?;
        let passed: Vec<EntityKey> = [start, goal].into_iter().chain(via.iter().copied()).collect();
        Ok(Walk {
            store,
            start,
            goal,
            via,
            condition: filter.condition().or_far(&passed),
            ways: filter.ways(),
            forward: FxHashMap::default(),
            ids: FxHashMap::default(),
        })
    }

    pub(super) fn steps(&mut self, at: EntityKey, forward: bool) -> Result<Vec<Step>> {
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

    pub(super) fn sorted(&mut self, keys: impl IntoIterator<Item = EntityKey>) -> Result<Vec<EntityKey>> {
        let mut named = Vec::new();
        for key in keys {
            named.push((self.id(key)?, key));
        }
        named.sort();
        named.dedup();
        Ok(named.into_iter().map(|n| n.1).collect())
    }

    /// The first way in order of ids among the shortest, given where the two sides met.
    pub(super) fn first_way(&mut self, near: &Side, far: &Side, meeting: Vec<EntityKey>) -> Result<Vec<EntityKey>> {
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

    pub(super) fn path(&mut self, nodes: &[EntityKey]) -> Result<Path> {
        let mut hops = Vec::with_capacity(nodes.len().saturating_sub(1));
        for pair in nodes.windows(2) {
            let keys: Vec<EdgeKey> =
                self.steps(pair[0], true)?.iter().filter(|s| s.far == pair[1]).map(|s| s.edge).collect();
            let links = Link::in_order(self.store.links(&keys)?);
            hops.push(Hop { from: self.store.entity_at(pair[0])?, to: self.store.entity_at(pair[1])?, links });
        }
        Ok(Path { hops })
    }
}

/// One side of the search: everything reached from one end.
pub(super) struct Side {
    /// For each entity reached those from which a shortest way leads to it; empty for the end itself.
    pub(super) before: FxHashMap<EntityKey, Vec<EntityKey>>,
    pub(super) frontier: Vec<EntityKey>,
    pub(super) depth: usize,
}

impl Side {
    pub(super) fn new(end: EntityKey) -> Side {
        Side { before: FxHashMap::from_iter([(end, Vec::new())]), frontier: vec![end], depth: 0 }
    }

    pub(super) fn advance(&mut self, walk: &mut Walk<'_>, forward: bool) -> Result<()> {
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
