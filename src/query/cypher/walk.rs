//! Looks for patterns: one step of the plan after the other, back where one fails.

use super::evaluate::Row;
use super::fault::Fault;
use super::plan::{Act, Plan, Step, Walk};
use super::run::Engine;
use super::tree::{Match, Slot};
use super::value::{Edge, Node, Path, Value};
use crate::query::Direction;
use crate::store::Entities;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Whether more rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    More,
    Enough,
}

/// Takes each row that is found.
pub(super) type Found<'f> = dyn FnMut(&mut Row) -> Result<Flow, Fault> + 'f;

/// Where a search stands: the rest of the plan, the edges that are taken, and who takes the rows.
struct Search<'s, 'f> {
    row: &'s mut Row,
    taken: Vec<Edge>,
    found: &'s mut Found<'f>,
}

impl Engine<'_> {
    /// Calls `found` with the row for each way in which the patterns can be found from it.
    pub(super) fn matches(&self, matching: &Match, row: &mut Row, found: &mut Found<'_>) -> Result<Flow, Fault> {
        let plan: Rc<Plan> = self.planned(matching)?;
        self.follow(&plan.steps, &mut Search { row, taken: Vec::new(), found })
    }

    fn follow(&self, steps: &[Step], search: &mut Search<'_, '_>) -> Result<Flow, Fault> {
        let Some((step, rest)) = steps.split_first() else { return (search.found)(search.row) };
        match &step.act {
            Act::Have(slot) => match search.row[*slot] {
                Value::Node(_) => self.go_on(step, rest, search),
                _ => Ok(Flow::More),
            },
            Act::Find { slot, by_id, value } => {
                let value = self.value(value, search.row)?;
                let keys = match &value {
                    Value::List(items) => items.to_vec(),
                    one => vec![one.clone()],
                };
                let mut nodes = Vec::new();
                for key in &keys {
                    let Value::Text(key) = key else { continue };
                    nodes.extend(self.ground.find(if *by_id { Entities::Id(key) } else { Entities::Name(key) })?);
                }
                let mut met = rustc_hash::FxHashSet::default();
                nodes.retain(|n| met.insert(*n));
                self.each_node(nodes, *slot, step, rest, search)
            }
            Act::Every(slot) => self.each_node(self.ground.all_entities()?, *slot, step, rest, search),
            Act::Scan { edge, left, right, direction, among } => {
                for found in self.ground.scan(among.as_deref())? {
                    if search.taken.contains(&found) {
                        continue;
                    }
                    let (subject, object) = self.ground.ends(found);
                    let ways = [(Direction::In, subject, object), (Direction::Out, object, subject)];
                    for (not, near, far) in ways.into_iter().filter(|w| w.0 != *direction) {
                        if not == Direction::Out && *direction == Direction::Both && near == far {
                            continue;
                        }
                        if *left == *right && near != far {
                            continue;
                        }
                        search.row[*edge] = Value::Edge(found);
                        search.row[*left] = Value::Node(near);
                        search.row[*right] = Value::Node(far);
                        search.taken.push(found);
                        let flow = self.go_on(step, rest, search)?;
                        search.taken.pop();
                        if flow == Flow::Enough {
                            return Ok(flow);
                        }
                    }
                }
                Ok(Flow::More)
            }
            Act::Walk(walk) => {
                let Value::Node(from) = search.row[walk.from] else { return Ok(Flow::More) };
                match walk.length {
                    None => self.walk(walk, from, step, rest, search),
                    Some(_) if walk.closes => {
                        let Value::Node(to) = search.row[walk.to] else { return Ok(Flow::More) };
                        let turned = walk.turned();
                        // Towards the end with fewer edges: what is near to it is soon known.
                        let (walk, from, to) = if self.width(walk, from)? < self.width(&turned, to)? {
                            (&turned, to, from)
                        } else {
                            (walk, from, to)
                        };
                        let nearness = Some(self.nearness(walk, to)?);
                        self.trail(&mut Trail { walk, step, rest, nearness, edges: Vec::new() }, from, search)
                    }
                    Some(_) => {
                        self.trail(&mut Trail { walk, step, rest, nearness: None, edges: Vec::new() }, from, search)
                    }
                }
            }
            Act::Path { slot, nodes, edges } => {
                search.row[*slot] = self.path(nodes, edges, search.row);
                self.go_on(step, rest, search)
            }
        }
    }

    /// Checks the step's conditions, then takes the next step.
    fn go_on(&self, step: &Step, rest: &[Step], search: &mut Search<'_, '_>) -> Result<Flow, Fault> {
        for check in &step.checks {
            if !self.holds(check, search.row)? {
                return Ok(Flow::More);
            }
        }
        self.follow(rest, search)
    }

    fn each_node(
        &self,
        nodes: Vec<Node>,
        slot: Slot,
        step: &Step,
        rest: &[Step],
        search: &mut Search<'_, '_>,
    ) -> Result<Flow, Fault> {
        for node in nodes {
            search.row[slot] = Value::Node(node);
            if self.go_on(step, rest, search)? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::More)
    }

    /// Over one edge.
    fn walk(
        &self,
        walk: &Walk,
        from: Node,
        step: &Step,
        rest: &[Step],
        search: &mut Search<'_, '_>,
    ) -> Result<Flow, Fault> {
        let goal = if walk.closes {
            let Value::Node(goal) = search.row[walk.to] else { return Ok(Flow::More) };
            Some(goal)
        } else {
            None
        };
        for outward in [true, false] {
            if !(if outward { walk.outward } else { walk.inward }) {
                continue;
            }
            let mut hops = self.ground.hops(from, outward)?;
            let (mut near, mut wanted) = (from, goal);
            if let Some(goal) = goal {
                // The same edges are seen from the other end: fewer may stand there.
                let others = self.ground.hops(goal, !outward)?;
                if others.as_slice().len() < hops.as_slice().len() {
                    (hops, near, wanted) = (others, goal, Some(from));
                }
            }
            for hop in hops.as_slice() {
                let fits = (walk.relations.is_empty() || walk.relations.contains(&hop.relation))
                    && wanted.is_none_or(|w| w == hop.far)
                    // An edge from an entity to itself is seen both ways.
                    && (outward || !walk.outward || hop.far != near)
                    && !search.taken.contains(&hop.edge);
                if !fits {
                    continue;
                }
                search.row[walk.edge] = Value::Edge(hop.edge);
                if goal.is_none() {
                    search.row[walk.to] = Value::Node(hop.far);
                }
                search.taken.push(hop.edge);
                let flow = self.go_on(step, rest, search)?;
                search.taken.pop();
                if flow == Flow::Enough {
                    return Ok(flow);
                }
            }
        }
        Ok(Flow::More)
    }

    /// Over several edges, none twice.
    fn trail(&self, trail: &mut Trail<'_>, at: Node, search: &mut Search<'_, '_>) -> Result<Flow, Fault> {
        let (least, most) = trail.walk.length.unwrap_or((1, 1));
        let length = trail.edges.len();
        let arrived = match search.row[trail.walk.to] {
            Value::Node(goal) if trail.walk.closes => goal == at,
            _ => !trail.walk.closes,
        };
        if length >= least && arrived {
            let mut edges: Vec<Value> = trail.edges.iter().map(|e| Value::Edge(*e)).collect();
            if trail.walk.backwards {
                edges.reverse();
            }
            search.row[trail.walk.edge] = Value::list(edges);
            if !trail.walk.closes {
                search.row[trail.walk.to] = Value::Node(at);
            }
            if self.go_on(trail.step, trail.rest, search)? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        if length == most {
            return Ok(Flow::More);
        }
        for outward in [true, false] {
            if !(if outward { trail.walk.outward } else { trail.walk.inward }) {
                continue;
            }
            for hop in self.ground.hops(at, outward)?.as_slice() {
                let near =
                    |nearness: &FxHashMap<Node, usize>| nearness.get(&hop.far).is_some_and(|n| length + 1 + n <= most);
                let fits = (trail.walk.relations.is_empty() || trail.walk.relations.contains(&hop.relation))
                    && trail.nearness.as_ref().is_none_or(near)
                    && (outward || !trail.walk.outward || hop.far != at)
                    && !search.taken.contains(&hop.edge);
                if !fits {
                    continue;
                }
                search.taken.push(hop.edge);
                trail.edges.push(hop.edge);
                let flow = self.trail(trail, hop.far, search)?;
                trail.edges.pop();
                search.taken.pop();
                if flow == Flow::Enough {
                    return Ok(flow);
                }
            }
        }
        Ok(Flow::More)
    }

    /// How many edges lead on from an entity the way of a walk.
    fn width(&self, walk: &Walk, node: Node) -> Result<usize, Fault> {
        let mut width = 0;
        for outward in [walk.outward.then_some(true), walk.inward.then_some(false)].into_iter().flatten() {
            width += self.ground.hops(node, outward)?.as_slice().len();
        }
        Ok(width)
    }

    /// How many edges at least lead from each entity to a goal, as far as a walk can be long.
    fn nearness(&self, walk: &Walk, goal: Node) -> Result<FxHashMap<Node, usize>, Fault> {
        let most = walk.length.map_or(1, |l| l.1);
        let mut nearness = FxHashMap::from_iter([(goal, 0)]);
        let mut frontier = vec![goal];
        for distance in 1..most {
            let mut next = Vec::new();
            for node in frontier {
                // Against the way of the walk.
                for outward in [walk.inward.then_some(true), walk.outward.then_some(false)].into_iter().flatten() {
                    for hop in self.ground.hops(node, outward)?.as_slice() {
                        let fits = walk.relations.is_empty() || walk.relations.contains(&hop.relation);
                        if fits && !nearness.contains_key(&hop.far) {
                            nearness.insert(hop.far, distance);
                            next.push(hop.far);
                        }
                    }
                }
            }
            frontier = next;
        }
        Ok(nearness)
    }

    /// The entities and edges of a pattern, in its order; null where it is bound to nothing.
    fn path(&self, nodes: &[Slot], edges: &[Slot], row: &Row) -> Value {
        let Some(Value::Node(first)) = nodes.first().map(|s| &row[*s]) else { return Value::Null };
        let mut path = Path { nodes: vec![*first], edges: Vec::new() };
        for slot in edges {
            let taken: Vec<Edge> = match &row[*slot] {
                Value::Edge(edge) => vec![*edge],
                Value::List(edges) => {
                    edges.iter().filter_map(|e| if let Value::Edge(e) = e { Some(*e) } else { None }).collect()
                }
                _ => return Value::Null,
            };
            for edge in taken {
                let (subject, object) = self.ground.ends(edge);
                let last = path.nodes.last().copied().unwrap_or(*first);
                path.nodes.push(if last == subject { object } else { subject });
                path.edges.push(edge);
            }
        }
        Value::Path(Rc::new(path))
    }
}

/// A walk over several edges: where it goes on, and where it has been.
struct Trail<'p> {
    walk: &'p Walk,
    step: &'p Step,
    rest: &'p [Step],
    /// Where the goal is known: how far each entity is from it.
    nearness: Option<FxHashMap<Node, usize>>,
    edges: Vec<Edge>,
}
