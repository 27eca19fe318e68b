//! In which order a pattern is looked for: what can be found by id or name first, then along edges, and where nothing can
//! be found so, from the edges of which there are the fewest.

mod condition;
mod wanted;

use super::fault::{Fault, suggestion};
use super::ground::Ground;
use super::tree::{EdgePattern, Expr, Match, Operator, Slot};
use crate::query::Direction;
use crate::store::EdgeKey;
use crate::vocab;
use condition::condition;
pub(super) use wanted::Wanted;

/// What is done, one after the other.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
}

/// Binds slots, and checks what can be checked then.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) act: Act,
    pub(super) checks: Vec<Expr>,
}

/// How slots are bound.
#[derive(Debug)]
pub(super) enum Act {
    /// The slot is bound; it must be an entity.
    Have(Slot),
    /// By id or name: one, or a list of them.
    Find { slot: Slot, by_id: bool, value: Expr },
    /// Every entity.
    Every(Slot),
    /// Each of some edges; `None` for all.
    Scan { edge: Slot, left: Slot, right: Slot, direction: Direction, among: Option<Vec<EdgeKey>> },
    /// Along the edges of an entity.
    Walk(Walk),
    /// Entities and edges of a pattern as a path.
    Path { slot: Slot, nodes: Vec<Slot>, edges: Vec<Slot> },
}

/// Along edges from one slot to another.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) from: Slot,
    pub(super) edge: Slot,
    pub(super) to: Slot,
    /// Numbers of the relations; empty for any.
    pub(super) relations: Vec<u16>,
    pub(super) outward: bool,
    pub(super) inward: bool,
    pub(super) length: Option<(usize, usize)>,
    /// Whether it goes against the order of the pattern.
    pub(super) backwards: bool,
    /// Whether `to` is bound already.
    pub(super) closes: bool,
}

impl Walk {
    /// The same walk from its other end, which must be bound.
    pub(super) fn turned(&self) -> Walk {
        Walk {
            from: self.to,
            to: self.from,
            edge: self.edge,
            relations: self.relations.clone(),
            outward: self.inward,
            inward: self.outward,
            length: self.length,
            backwards: !self.backwards,
            closes: true,
        }
    }
}

/// An edge of the patterns with its ends.
struct Leg<'m> {
    edge: &'m EdgePattern,
    left: Slot,
    right: Slot,
}

/// What could be done next, the best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Close(usize),
    Find(usize),
    FindMany(usize),
    Step(usize),
    CloseTrail(usize),
    Trail(usize),
    /// The fewest edges first.
    Scan(usize, usize),
    Every(usize),
}

/// Edges are counted no further: above, one start is as bad as another.
const MANY: usize = 20_000;

/// Plans a MATCH, of which all rows or some are wanted.
pub(super) fn plan(matching: &Match, wanted: Option<Wanted>, ground: &Ground<'_>) -> Result<Plan, Fault> {
    let (mut legs, mut nodes) = (Vec::new(), Vec::new());
    for pattern in &matching.patterns {
        for (i, edge) in pattern.edges.iter().enumerate() {
            check_relations(edge, ground)?;
            legs.push(Leg { edge, left: pattern.nodes[i], right: pattern.nodes[i + 1] });
        }
        nodes.extend(pattern.nodes.iter().copied());
    }
    let mut planner = Planner { bound: vec![true; matching.end], waiting: matching.filter.clone(), steps: Vec::new() };
    let paths = matching.patterns.iter().filter_map(|p| p.path);
    for slot in nodes.iter().copied().chain(legs.iter().map(|l| l.edge.slot)).chain(paths) {
        planner.bound[slot] = slot < matching.fresh;
    }
    for slot in nodes.iter().filter(|n| **n < matching.fresh) {
        planner.add(Act::Have(*slot), &[]);
    }
    while let Some(next) = planner.next(&legs, &nodes, ground)? {
        planner.take(next, &mut legs, &nodes, wanted, ground)?;
    }
    for pattern in &matching.patterns {
        if let Some(slot) = pattern.path {
            let edges = pattern.edges.iter().map(|e| e.slot).collect();
            planner.add(Act::Path { slot, nodes: pattern.nodes.clone(), edges }, &[slot]);
        }
    }
    if let Some(last) = planner.steps.last_mut() {
        last.checks.append(&mut planner.waiting);
    }
    Ok(Plan { steps: planner.steps })
}

fn check_relations(edge: &EdgePattern, ground: &Ground<'_>) -> Result<(), Fault> {
    for (relation, place) in &edge.relations {
        let known = vocab::relation_names();
        if !known.contains(&relation.as_str()) && !ground.store.has_relation(relation)? {
            let hint = suggestion(relation, known.into_iter());
            return Err(Fault::new(place.clone(), format!("there is no relation `{relation}`{hint}")));
        }
    }
    Ok(())
}

struct Planner {
    bound: Vec<bool>,
    /// Conditions that need what is not bound yet.
    waiting: Vec<Expr>,
    steps: Vec<Step>,
}

impl Planner {
    fn next(&self, legs: &[Leg<'_>], nodes: &[Slot], ground: &Ground<'_>) -> Result<Option<Next>, Fault> {
        let mut options = Vec::new();
        for (i, leg) in legs.iter().enumerate() {
            let ends = usize::from(self.bound[leg.left]) + usize::from(self.bound[leg.right]);
            match (ends, leg.edge.length) {
                (2, None) => options.push(Next::Close(i)),
                (2, Some(_)) => options.push(Next::CloseTrail(i)),
                (1, None) => options.push(Next::Step(i)),
                (1, Some(_)) => options.push(Next::Trail(i)),
                _ => {}
            }
        }
        for (i, node) in nodes.iter().enumerate().filter(|(_, n)| !self.bound[**n]) {
            options.push(match self.key(*node) {
                Some((_, _, true)) => Next::Find(i),
                Some((_, _, false)) => Next::FindMany(i),
                None => Next::Every(i),
            });
        }
        if options.iter().all(|o| matches!(o, Next::Every(_))) {
            let scans = || legs.iter().enumerate().filter(|(_, l)| l.edge.length.is_none());
            let choice = scans().nth(1).is_some();
            for (i, leg) in scans() {
                let (condition, _) = condition(leg, &self.waiting);
                let count = match (choice, condition.is_open()) {
                    (true, true) => usize::MAX,
                    (true, false) => ground.store.select(&condition)?.len().min(MANY),
                    // There is no other.
                    (false, _) => 0,
                };
                options.push(Next::Scan(count, i));
            }
        }
        Ok(options.into_iter().min())
    }

    fn take(
        &mut self,
        next: Next,
        legs: &mut Vec<Leg<'_>>,
        nodes: &[Slot],
        wanted: Option<Wanted>,
        ground: &Ground<'_>,
    ) -> Result<(), Fault> {
        match next {
            Next::Find(i) | Next::FindMany(i) => {
                if let Some((by_id, value, _)) = self.key(nodes[i]) {
                    self.add(Act::Find { slot: nodes[i], by_id, value }, &[nodes[i]]);
                }
            }
            Next::Every(i) => self.add(Act::Every(nodes[i]), &[nodes[i]]),
            Next::Scan(_, i) => {
                let leg = legs.remove(i);
                let (condition, exact) = condition(&leg, &self.waiting);
                let wanted = wanted.filter(|_| exact);
                let among = if condition.is_open() && wanted.is_none() {
                    None
                } else {
                    let found = ground.store.select(&condition)?;
                    Some(wanted.map_or_else(|| Ok(found.keys()), |wanted| wanted.first_of(&found, ground.store))?)
                };
                let Leg { edge, left, right } = leg;
                let act = Act::Scan { edge: edge.slot, left, right, direction: edge.direction, among };
                self.add(act, &[edge.slot, left, right]);
            }
            Next::Close(i) | Next::CloseTrail(i) | Next::Step(i) | Next::Trail(i) => {
                let Leg { edge, left, right } = legs.remove(i);
                let backwards = !self.bound[left];
                let (from, to) = if backwards { (right, left) } else { (left, right) };
                let (out, inward) = (edge.direction != Direction::In, edge.direction != Direction::Out);
                let walk = Walk {
                    from,
                    edge: edge.slot,
                    to,
                    relations: edge.relations.iter().map(|(r, _)| ground.relation_number(r)).collect(),
                    outward: if backwards { inward } else { out },
                    inward: if backwards { out } else { inward },
                    length: edge.length,
                    backwards,
                    closes: self.bound[to],
                };
                self.add(Act::Walk(walk), &[edge.slot, to]);
            }
        }
        Ok(())
    }

    /// Adds a step that binds slots, with the conditions that can be checked then.
    fn add(&mut self, act: Act, binds: &[Slot]) {
        for slot in binds {
            self.bound[*slot] = true;
        }
        let (waiting, checks) = self.waiting.drain(..).partition(|e| e.misses(&self.bound));
        self.waiting = waiting;
        self.steps.push(Step { act, checks });
    }

    /// How an entity can be found: whether by its id (else its name), what that is, and whether it is one.
    fn key(&self, node: Slot) -> Option<(bool, Expr, bool)> {
        let mut keys: Vec<(bool, Expr, bool)> = Vec::new();
        for condition in &self.waiting {
            let Expr::Binary(operator @ (Operator::Equal | Operator::In), two, _) = condition else { continue };
            let one = *operator == Operator::Equal;
            for (field, value) in [(&two.0, &two.1), (&two.1, &two.0)].into_iter().take(if one { 2 } else { 1 }) {
                if let Expr::Field { of, entity: Some(column @ (0 | 1)), .. } = field
                    && **of == Expr::Slot(node)
                    && !value.misses(&self.bound)
                {
                    keys.push((*column == 0, value.clone(), one));
                }
            }
        }
        keys.into_iter().min_by_key(|(by_id, _, one)| (!one, !by_id))
    }
}
