//! Walking over the store from entity to entity.

use super::{Hop, Path};
use crate::query::Filter;
use crate::resolve::EntityId;
use crate::store::{Condition, EdgeKey, EntityKey, Link, Step, Store, Ways};
use crate::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;

/// A walk over the store that remembers what it read.
pub(super) struct Walk<'s> {
    store: &'s Store,
    pub(super) start: EntityKey,
    pub(super) goal: EntityKey,
    pub(super) via: Vec<EntityKey>,
    condition: Condition,
    ways: Ways,
    steps: FxHashMap<EntityKey, Vec<Step>>,
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
            steps: FxHashMap::default(),
            ids: FxHashMap::default(),
        })
    }

    /// The steps on from an entity.
    pub(super) fn steps(&mut self, at: EntityKey) -> Result<Vec<Step>> {
        if let Some(steps) = self.steps.get(&at) {
            return Ok(steps.clone());
        }
        let steps = self.store.steps(at, self.ways, &self.condition)?;
        self.steps.insert(at, steps.clone());
        Ok(steps)
    }

    /// The steps on from some entities, or those that lead to them turned round.
    fn level(&self, entities: &[EntityKey], forward: bool) -> Result<Vec<Step>> {
        let Ways { outward, inward } = self.ways;
        let ways = if forward { self.ways } else { Ways { outward: inward, inward: outward } };
        self.store.steps_of(entities, ways, &self.condition)
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
        // The entities of the near side that lead on to a meeting, level by level.
        let mut onward = vec![meeting];
        for distance in (1..near.depth).rev() {
            let mut level = FxHashSet::default();
            for step in self.level(&onward[onward.len() - 1], false)? {
                if near.distances.get(&step.far) == Some(&distance) {
                    level.insert(step.far);
                }
            }
            onward.push(level.into_iter().collect());
        }
        let mut nodes = vec![self.start];
        let mut at = self.start;
        for left in (0..near.depth + far.depth).rev() {
            let steps = self.steps(at)?;
            let next: Vec<EntityKey> = match onward.pop() {
                Some(level) => {
                    let level: FxHashSet<EntityKey> = level.into_iter().collect();
                    steps.iter().map(|s| s.far).filter(|n| level.contains(n)).collect()
                }
                None => steps.iter().map(|s| s.far).filter(|n| far.distances.get(n) == Some(&left)).collect(),
            };
            let Some(next) = self.sorted(next)?.first().copied() else { break };
            nodes.push(next);
            at = next;
        }
        Ok(nodes)
    }

    pub(super) fn path(&mut self, nodes: &[EntityKey]) -> Result<Path> {
        let mut hops = Vec::with_capacity(nodes.len().saturating_sub(1));
        for pair in nodes.windows(2) {
            let keys: Vec<EdgeKey> = self.steps(pair[0])?.iter().filter(|s| s.far == pair[1]).map(|s| s.edge).collect();
            let links = Link::in_order(self.store.links(&keys)?);
            hops.push(Hop { from: self.store.entity_at(pair[0])?, to: self.store.entity_at(pair[1])?, links });
        }
        Ok(Path { hops })
    }
}

/// One side of the search: everything reached from one end.
pub(super) struct Side {
    /// How far each entity reached is from the end.
    pub(super) distances: FxHashMap<EntityKey, usize>,
    /// Those that are farthest.
    pub(super) frontier: Vec<EntityKey>,
    /// How far that is.
    pub(super) depth: usize,
}

impl Side {
    pub(super) fn new(end: EntityKey) -> Side {
        Side { distances: FxHashMap::from_iter([(end, 0)]), frontier: vec![end], depth: 0 }
    }

    pub(super) fn advance(&mut self, walk: &Walk<'_>, forward: bool) -> Result<()> {
        self.depth += 1;
        for step in walk.level(&std::mem::take(&mut self.frontier), forward)? {
            if let Entry::Vacant(new) = self.distances.entry(step.far) {
                new.insert(self.depth);
                self.frontier.push(step.far);
            }
        }
        Ok(())
    }
}
