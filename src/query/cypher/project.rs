//! WITH and RETURN where rows must be held back: grouped, sorted, or both.

use super::aggregate::Tally;
use super::evaluate::Row;
use super::fault::Fault;
use super::run::Engine;
use super::tree::Project;
use super::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Rows that were held back.
pub(super) struct Collected {
    skip: usize,
    limit: usize,
    /// Groups in the order in which they were met, found by their keys.
    groups: Vec<Group>,
    by_key: FxHashMap<Row, usize>,
    sorted: Sorted,
}

/// Rows with one key.
struct Group {
    /// The first row: what is not counted is the same in all.
    row: Row,
    tallies: Vec<Tally>,
}

impl Engine<'_> {
    /// The columns of a row.
    pub(super) fn items(&self, project: &Project, row: &mut Row) -> Result<Row, Fault> {
        project.items.iter().map(|item| self.value(item, row)).collect()
    }
}

impl Collected {
    pub(super) fn new(skip: usize, limit: usize) -> Collected {
        Collected { skip, limit, groups: Vec::new(), by_key: FxHashMap::default(), sorted: Sorted::default() }
    }

    /// Takes a row in.
    pub(super) fn take(&mut self, engine: &Engine<'_>, project: &Project, row: &mut Row) -> Result<(), Fault> {
        if project.aggregates.is_empty() {
            let most = self.most(project);
            return self.sorted.take(engine, project, row, most);
        }
        let mut key = Row::with_capacity(project.keys.len());
        for item in &project.keys {
            key.push(engine.value(&project.items[*item], row)?);
        }
        let group = match self.by_key.get(&key) {
            Some(group) => *group,
            None => {
                self.groups.push(Group::new(row.clone(), project));
                self.by_key.insert(key, self.groups.len() - 1);
                self.groups.len() - 1
            }
        };
        for (tally, (aggregate, _)) in self.groups[group].tallies.iter_mut().zip(&project.aggregates) {
            let value = aggregate.of.as_ref().map(|of| engine.value(of, row)).transpose()?;
            tally.add(aggregate, value)?;
        }
        Ok(())
    }

    /// How many rows can be wanted; with DISTINCT any number, as rows may turn out to be the same.
    fn most(&self, project: &Project) -> usize {
        if project.distinct { usize::MAX } else { self.skip.saturating_add(self.limit) }
    }

    /// The columns of the rows, in order.
    pub(super) fn rows(mut self, engine: &Engine<'_>, project: &Project) -> Result<Vec<Row>, Fault> {
        if !project.aggregates.is_empty() {
            if self.groups.is_empty() && project.keys.is_empty() {
                // Nothing was counted: that is an answer.
                let slots = project.aggregates.iter().map(|a| a.1 + 1).max().unwrap_or(0);
                self.groups.push(Group::new(vec![Value::Null; slots], project));
            }
            let most = self.most(project);
            for group in std::mem::take(&mut self.groups) {
                let mut row = group.row;
                for (tally, (aggregate, slot)) in group.tallies.into_iter().zip(&project.aggregates) {
                    row[*slot] = tally.result(aggregate)?;
                }
                self.sorted.take(engine, project, &mut row, most)?;
            }
        }
        let mut rows = Vec::new();
        let mut met = FxHashSet::default();
        for mut row in self.sorted.rows() {
            // Columns are made for the rows that are wanted only.
            let out = engine.items(project, &mut row)?;
            if project.distinct && !met.insert(out.clone()) {
                continue;
            }
            rows.push(out);
            if rows.len() == self.skip.saturating_add(self.limit) {
                break;
            }
        }
        rows.drain(..self.skip.min(rows.len()));
        Ok(rows)
    }
}

impl Group {
    fn new(row: Row, project: &Project) -> Group {
        Group { row, tallies: project.aggregates.iter().map(|_| Tally::default()).collect() }
    }
}

/// Rows with what they are sorted by; of equals the earlier first. Holds no more than can be wanted.
#[derive(Default)]
struct Sorted {
    heap: BinaryHeap<Ranked>,
    met: usize,
}

impl Sorted {
    fn take(&mut self, engine: &Engine<'_>, project: &Project, row: &mut Row, most: usize) -> Result<(), Fault> {
        let mut keys = Vec::with_capacity(project.order.len());
        for (expr, descending) in &project.order {
            keys.push((engine.order_key(engine.value(expr, row)?)?, *descending));
        }
        self.met += 1;
        let mut ranked = Ranked { keys, number: self.met, row: Row::new() };
        if self.heap.len() >= most {
            match self.heap.peek() {
                Some(last) if ranked < *last => {
                    self.heap.pop();
                }
                _ => return Ok(()),
            }
        }
        ranked.row.clone_from(row);
        self.heap.push(ranked);
        Ok(())
    }

    fn rows(self) -> impl Iterator<Item = Row> {
        self.heap.into_sorted_vec().into_iter().map(|r| r.row)
    }
}

impl Engine<'_> {
    /// What a value is sorted by: entities and edges by id, so that the order in which articles came tells nothing.
    fn order_key(&self, value: Value) -> Result<Value, Fault> {
        Ok(match value {
            Value::Node(node) => self.ground.entity(node, 0)?,
            Value::Edge(edge) => {
                let (subject, object) = self.ground.ends(edge);
                let object = self.ground.entity(object, 0)?;
                Value::list([self.ground.entity(subject, 0)?, self.ground.relation(edge), object])
            }
            other => other,
        })
    }
}

struct Ranked {
    keys: Vec<(Value, bool)>,
    number: usize,
    row: Row,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        let keys = self.keys.iter().zip(&other.keys).map(
            |((a, descending), (b, _))| {
                if *descending { b.order(a) } else { a.order(b) }
            },
        );
        keys.into_iter().find(|o| *o != Ordering::Equal).unwrap_or_else(|| self.number.cmp(&other.number))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}
