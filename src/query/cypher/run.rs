//! Runs a query: rows flow from clause to clause, one at a time; only grouping and sorting hold them back.

use super::evaluate::Row;
use super::fault::{Fault, Place};
use super::ground::Ground;
use super::parse::regex;
use super::plan::{Plan, Wanted, plan};
use super::project::Collected;
use super::tree::{Branch, Expr, Match, Project, Stage, Tree};
use super::value::Value;
use super::walk::Flow;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;

/// The graph, with what was worked out once for the query.
pub(super) struct Engine<'s> {
    pub(super) ground: Ground<'s>,
    plans: RefCell<FxHashMap<*const Match, Rc<Plan>>>,
    wanted: RefCell<FxHashMap<*const Match, Wanted>>,
    patterns: RefCell<FxHashMap<Rc<str>, regex::Regex>>,
}

/// Takes the rows that a query returns.
pub(super) type Sink<'f> = dyn FnMut(&[Value]) -> Result<Flow, Fault> + 'f;

/// What a projection has met so far.
enum State {
    /// Rows that passed, and what passed, where none may pass twice.
    Passing {
        met: FxHashSet<Row>,
        skip: usize,
        left: usize,
    },
    Collecting(Collected),
}

impl<'s> Engine<'s> {
    pub(super) fn new(ground: Ground<'s>) -> Engine<'s> {
        Engine { ground, plans: RefCell::default(), wanted: RefCell::default(), patterns: RefCell::default() }
    }

    /// Runs a query; `sink` gets each row.
    pub(super) fn run(&self, tree: &Tree, sink: &mut Sink<'_>) -> Result<(), Fault> {
        let mut met: FxHashSet<Row> = FxHashSet::default();
        for branch in &tree.branches {
            let mut flow = Flow::More;
            self.branch(branch, &mut |row| {
                if tree.distinct && !met.insert(row.to_vec()) {
                    return Ok(Flow::More);
                }
                flow = sink(row)?;
                Ok(flow)
            })?;
            if flow == Flow::Enough {
                break;
            }
        }
        Ok(())
    }

    fn branch(&self, branch: &Branch, sink: &mut Sink<'_>) -> Result<(), Fault> {
        let mut states = Vec::with_capacity(branch.stages.len());
        for stage in &branch.stages {
            states.push(match stage {
                Stage::Project(project) => Some(self.state(project)?),
                _ => None,
            });
        }
        if let [Stage::Match(matching), Stage::Project(project), ..] = &branch.stages[..] {
            let (skip, limit) = self.bounds(project)?;
            let wanted = Wanted::of(matching, project, skip.saturating_add(limit));
            self.wanted.borrow_mut().extend(wanted.map(|wanted| (std::ptr::from_ref(matching), wanted)));
        }
        let mut run = Run { engine: self, stages: &branch.stages, states, sink };
        let mut row = vec![Value::Null; branch.width];
        run.feed(0, &mut row)?;
        run.finish()
    }

    /// How many rows a projection leaves out, and how many it lets pass then.
    fn bounds(&self, project: &Project) -> Result<(usize, usize), Fault> {
        let count = |expr: &Option<Expr>, default: usize| -> Result<usize, Fault> {
            let Some(expr) = expr else { return Ok(default) };
            match self.value(expr, &mut Row::new())? {
                Value::Integer(n) => Ok(usize::try_from(n).unwrap_or(0)),
                other => Err(Fault::new(0..0, format!("SKIP and LIMIT take a whole number, not {}", other.kind()))),
            }
        };
        Ok((count(&project.skip, 0)?, count(&project.limit, usize::MAX)?))
    }

    fn state(&self, project: &Project) -> Result<State, Fault> {
        let (skip, left) = self.bounds(project)?;
        let passes = project.aggregates.is_empty() && project.order.is_empty();
        Ok(if passes {
            State::Passing { met: FxHashSet::default(), skip, left }
        } else {
            State::Collecting(Collected::new(skip, left))
        })
    }

    pub(super) fn planned(&self, matching: &Match) -> Result<Rc<Plan>, Fault> {
        let key: *const Match = matching;
        if let Some(plan) = self.plans.borrow().get(&key) {
            return Ok(Rc::clone(plan));
        }
        let plan = Rc::new(plan(matching, self.wanted.borrow().get(&key).copied(), &self.ground)?);
        self.plans.borrow_mut().insert(key, Rc::clone(&plan));
        Ok(plan)
    }

    /// A regular expression, made once.
    pub(super) fn pattern(&self, pattern: &Rc<str>, place: &Place) -> Result<regex::Regex, Fault> {
        if let Some(made) = self.patterns.borrow().get(pattern) {
            return Ok(made.clone());
        }
        let made = regex(pattern).map_err(|e| Fault::new(place.clone(), e))?;
        self.patterns.borrow_mut().insert(Rc::clone(pattern), made.clone());
        Ok(made)
    }
}

struct Run<'r, 's, 'f> {
    engine: &'r Engine<'s>,
    stages: &'r [Stage],
    states: Vec<Option<State>>,
    sink: &'r mut Sink<'f>,
}

impl Run<'_, '_, '_> {
    /// Gives a row to a stage; behind the last one it is an answer.
    fn feed(&mut self, stage: usize, row: &mut Row) -> Result<Flow, Fault> {
        let (engine, stages) = (self.engine, self.stages);
        match stages.get(stage) {
            None => (self.sink)(row),
            Some(Stage::Match(matching)) => {
                let mut found = false;
                let flow = engine.matches(matching, row, &mut |row| {
                    found = true;
                    self.feed(stage + 1, row)
                })?;
                if found || !matching.optional {
                    return Ok(flow);
                }
                row[matching.fresh..matching.end].fill(Value::Null);
                self.feed(stage + 1, row)
            }
            Some(Stage::Unwind { list, slot }) => {
                let items = match engine.value(list, row)? {
                    Value::Null => return Ok(Flow::More),
                    Value::List(items) => items,
                    one => [one].into(),
                };
                for item in items.iter() {
                    row[*slot] = item.clone();
                    if self.feed(stage + 1, row)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
                Ok(Flow::More)
            }
            Some(Stage::Project(project)) => self.project(stage, project, row),
        }
    }

    fn project(&mut self, stage: usize, project: &Project, row: &mut Row) -> Result<Flow, Fault> {
        let engine = self.engine;
        match &mut self.states[stage] {
            Some(State::Collecting(collected)) => {
                collected.take(engine, project, row)?;
                Ok(Flow::More)
            }
            Some(State::Passing { met, skip, left }) => {
                if *left == 0 {
                    return Ok(Flow::Enough);
                }
                let mut out = engine.items(project, row)?;
                if project.distinct && !met.insert(out.clone()) {
                    return Ok(Flow::More);
                }
                if *skip > 0 {
                    *skip -= 1;
                    return Ok(Flow::More);
                }
                *left -= 1;
                let last = *left == 0;
                let flow = self.pass(stage, project, &mut out)?;
                Ok(if last { Flow::Enough } else { flow })
            }
            None => Ok(Flow::More),
        }
    }

    /// Gives a row that a projection made to the next stage.
    fn pass(&mut self, stage: usize, project: &Project, out: &mut Row) -> Result<Flow, Fault> {
        out.resize(project.width, Value::Null);
        if let Some(filter) = &project.filter
            && !self.engine.holds(filter, out)?
        {
            return Ok(Flow::More);
        }
        self.feed(stage + 1, out)
    }

    /// No more rows come: what was held back goes on.
    fn finish(&mut self) -> Result<(), Fault> {
        let stages = self.stages;
        for (stage, project) in stages.iter().enumerate() {
            let Stage::Project(project) = project else { continue };
            let Some(State::Collecting(collected)) = self.states[stage].take() else { continue };
            for mut out in collected.rows(self.engine, project)? {
                if self.pass(stage, project, &mut out)? == Flow::Enough {
                    break;
                }
            }
        }
        Ok(())
    }
}
