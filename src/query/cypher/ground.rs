//! What a query walks over: entities and edges of the store, read by index as they are met. Where a query turns out to
//! need much of the graph, the columns that it names are read whole, once.

mod rows;

use super::fault::Fault;
use super::value::{Edge, Node, Value};
use crate::graph;
use crate::store::{Column, EDGE_COLUMNS, ENTITY_COLUMNS, EdgeKey, EdgeRow, Edges, Entities, EntityKey, Store};
use rows::{Around, Rows, Words, datum};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

pub(super) use rows::{Hop, Hops};

/// Look-ups after which all is read, beside a twentieth of what there is.
const PATIENCE: usize = 2_000;

/// The columns that a query names, by position in [`ENTITY_COLUMNS`] and [`EDGE_COLUMNS`].
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    pub(super) entity: Vec<usize>,
    pub(super) edge: Vec<usize>,
}

/// The graph as far as it was met.
pub(super) struct Ground<'s> {
    pub(super) store: &'s Store,
    entity_columns: Vec<&'static Column>,
    edge_columns: Vec<&'static Column>,
    needs: Needs,
    /// About how many entities and edges there are.
    extent: (usize, usize),
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    words: Words,
    entities: Rows,
    /// The place of each entity in the order of ids, once all are known.
    ranks: Option<Vec<u32>>,
    edges: Rows,
    /// Subject, relation and object of each row of `edges`.
    ends: Vec<(Node, u16, Node)>,
    around: Around,
    evidence: FxHashMap<Edge, Rc<graph::Edge>>,
    looked_up: usize,
    walked: usize,
    all_edges: bool,
}

impl<'s> Ground<'s> {
    pub(super) fn new(store: &'s Store, mut needs: Needs) -> Result<Ground<'s>, Fault> {
        // The id, column 0, is always read: it gives the order.
        needs.entity.push(0);
        for columns in [&mut needs.entity, &mut needs.edge] {
            columns.sort_unstable();
            columns.dedup();
        }
        Ok(Ground {
            store,
            entity_columns: needs.entity.iter().map(|c| &ENTITY_COLUMNS[*c]).collect(),
            edge_columns: needs.edge.iter().map(|c| &EDGE_COLUMNS[*c]).collect(),
            needs,
            extent: store.extent()?,
            known: RefCell::default(),
        })
    }

    /// The value of a column of an entity; null where the query named it nowhere.
    pub(super) fn entity(&self, node: Node, column: usize) -> Result<Value, Fault> {
        let Some(place) = self.needs.entity.iter().position(|c| *c == column) else { return Ok(Value::Null) };
        let known = self.meet(node)?;
        Ok(known.entities.get(node.0, place))
    }

    /// The value of a column of an edge that was met.
    pub(super) fn edge(&self, edge: Edge, column: usize) -> Value {
        let place = self.needs.edge.iter().position(|c| *c == column);
        place.map_or(Value::Null, |place| self.known.borrow().edges.get(edge.0, place))
    }

    /// The ends of an edge that was met: subject and object.
    pub(super) fn ends(&self, edge: Edge) -> (Node, Node) {
        let known = self.known.borrow();
        let (subject, _, object) = known.edges.row(edge.0).map_or((Node(0), 0, Node(0)), |row| known.ends[row]);
        (subject, object)
    }

    /// The relation of an edge that was met.
    pub(super) fn relation(&self, edge: Edge) -> Value {
        let known = self.known.borrow();
        known.edges.row(edge.0).map_or(Value::Null, |row| Value::Text(known.words.word(known.ends[row].1)))
    }

    /// The number that stands for a relation in hops.
    pub(super) fn relation_number(&self, relation: &str) -> u16 {
        self.known.borrow_mut().words.number(relation)
    }

    /// An edge with its statements.
    pub(super) fn evidence(&self, edge: Edge) -> Result<Option<Rc<graph::Edge>>, Fault> {
        if let Some(found) = self.known.borrow().evidence.get(&edge) {
            return Ok(Some(Rc::clone(found)));
        }
        let Some(link) = self.store.link(EdgeKey::at(edge.0))? else { return Ok(None) };
        let found = Rc::new(link.edge);
        self.known.borrow_mut().evidence.insert(edge, Rc::clone(&found));
        Ok(Some(found))
    }

    /// All entities, in order of id.
    pub(super) fn all_entities(&self) -> Result<Vec<Node>, Fault> {
        self.meet_all()?;
        let known = self.known.borrow();
        let ranks = known.ranks.as_deref().unwrap_or(&[]);
        let mut nodes: Vec<Node> = known.entities.keys().map(Node).collect();
        nodes.sort_unstable_by_key(|n| ranks.get(n.0 as usize));
        Ok(nodes)
    }

    /// The entities of an id or a name, in order of id.
    pub(super) fn find(&self, which: Entities<'_>) -> Result<Vec<Node>, Fault> {
        let mut found = Vec::new();
        let mut known = self.known.borrow_mut();
        self.store.entity_rows(&self.entity_columns, which, |key, cells| {
            let known = &mut *known;
            known.entities.put(key.row(), cells.each().map(|d| datum(d, &mut known.words)));
            found.push(Node(key.row()));
        })?;
        Ok(found)
    }

    /// These edges, or all, in order of subject, relation and object.
    pub(super) fn scan(&self, among: Option<&[EdgeKey]>) -> Result<Vec<Edge>, Fault> {
        let mut found = Vec::new();
        {
            let mut known = self.known.borrow_mut();
            let which = among.map_or(Edges::All, Edges::These);
            self.store.edge_rows(&self.edge_columns, &[], which, |row| found.push(known.take(&row)))?;
            known.all_edges |= among.is_none();
        }
        if found.len() > PATIENCE {
            self.meet_all()?;
        }
        let ends: Vec<_> = found.iter().map(|e| self.ends(*e)).collect();
        for (subject, object) in &ends {
            self.meet(*subject)?;
            self.meet(*object)?;
        }
        let known = self.known.borrow();
        let order = known.words.order();
        let mut keyed: Vec<_> = found.into_iter().zip(ends).collect();
        let relation = |edge: Edge| known.edges.row(edge.0).map(|row| order[usize::from(known.ends[row].1)]);
        match &known.ranks {
            Some(ranks) => keyed.sort_by_cached_key(|(edge, (subject, object))| {
                (ranks.get(subject.0 as usize), relation(*edge), ranks.get(object.0 as usize))
            }),
            None => keyed.sort_by(|a, b| {
                let id = |n: Node| known.entities.get(n.0, 0);
                id(a.1.0)
                    .order(&id(b.1.0))
                    .then(relation(a.0).cmp(&relation(b.0)))
                    .then_with(|| id(a.1.1).order(&id(b.1.1)))
            }),
        }
        Ok(keyed.into_iter().map(|(edge, _)| edge).collect())
    }

    /// The edges that lead away from an entity, or to it, in order of relation and other end.
    pub(super) fn hops(&self, node: Node, outward: bool) -> Result<Hops, Fault> {
        if let Some(hops) = self.known.borrow().around.get(node, outward) {
            return Ok(hops);
        }
        let walked = self.known.borrow().walked;
        if walked > PATIENCE + self.extent.1 / 20 {
            self.walk_all()?;
            let hops = self.known.borrow().around.get(node, outward);
            return Ok(hops.unwrap_or_default());
        }
        let key = EntityKey::at(node.0);
        let which = if outward { Edges::From(key) } else { Edges::To(key) };
        let mut hops = Vec::new();
        let mut known = self.known.borrow_mut();
        self.store.edge_rows(&self.edge_columns, &self.entity_columns, which, |row| {
            let known = &mut *known;
            let edge = known.take(&row);
            let far = Node(if outward { row.object.row() } else { row.subject.row() });
            known.entities.put(far.0, row.far.each().map(|d| datum(d, &mut known.words)));
            hops.push(Hop { edge, far, relation: known.words.number(row.relation) });
        })?;
        known.walked += 4 + hops.len();
        Ok(known.around.put(node, outward, hops))
    }

    /// Reads all entities.
    fn meet_all(&self) -> Result<(), Fault> {
        if self.known.borrow().ranks.is_some() {
            return Ok(());
        }
        let mut found = self.find(Entities::All)?;
        {
            // Sorted here: in the order of its index SQLite would look up every row by itself.
            let known = self.known.borrow();
            found.sort_by(|a, b| known.entities.get(a.0, 0).order(&known.entities.get(b.0, 0)));
        }
        let mut ranks = vec![u32::MAX; found.iter().map(|n| n.0 as usize + 1).max().unwrap_or(0)];
        for (rank, node) in (0..).zip(found) {
            ranks[node.0 as usize] = rank;
        }
        self.known.borrow_mut().ranks = Some(ranks);
        Ok(())
    }

    /// Sees to it that an entity is known.
    fn meet(&self, node: Node) -> Result<std::cell::Ref<'_, Known>, Fault> {
        if self.known.borrow().entities.row(node.0).is_none() {
            self.known.borrow_mut().looked_up += 1;
            if self.known.borrow().looked_up > PATIENCE + self.extent.0 / 20 {
                self.meet_all()?;
            } else {
                self.find(Entities::At(EntityKey::at(node.0)))?;
            }
        }
        Ok(self.known.borrow())
    }

    /// Reads all edges and puts them in order around their ends.
    fn walk_all(&self) -> Result<(), Fault> {
        self.meet_all()?;
        let mut known = self.known.borrow_mut();
        let known = &mut *known;
        if !known.all_edges {
            self.store.edge_rows(&self.edge_columns, &[], Edges::All, |row| {
                known.take(&row);
            })?;
            known.all_edges = true;
        }
        let edges: Vec<Edge> = known.edges.keys().map(Edge).collect();
        let of = |edge: Edge| known.edges.row(edge.0).map(|row| known.ends[row]);
        let rows = edges.into_iter().filter_map(|edge| of(edge).map(|(s, r, o)| (edge, s, r, o)));
        known.around.fill(rows.collect(), &known.words.order(), known.ranks.as_deref().unwrap_or(&[]));
        Ok(())
    }
}

impl Known {
    fn take(&mut self, row: &EdgeRow<'_>) -> Edge {
        let edge = Edge(row.edge.row());
        let words = &mut self.words;
        if self.edges.put(edge.0, row.cells.each().map(|d| datum(d, words))) {
            self.ends.push((Node(row.subject.row()), words.number(row.relation), Node(row.object.row())));
        }
        edge
    }
}
