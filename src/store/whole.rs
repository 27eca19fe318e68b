//! Every entity and edge, without names and evidence: for questions about the whole graph.

use super::columns::{BOUND, CURRENCY, Columns, MONEY, OBJECT, RELATION, SUBJECT, TYPE};
use super::link::word;
use super::select::list_of;
use super::{Condition, EntityKey, Selection, Store};
use crate::Result;
use crate::value::{Bound, Currency, EntityType};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// The admitted edges between numbered entities.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    /// The entities at admitted edges, in order of id: an entity's number is its place here.
    pub(crate) entities: Vec<EntityKey>,
    /// Words, the relations among them; an edge's relation is a place here.
    pub(crate) relations: Vec<SmolStr>,
    /// The edges, in no order that means anything.
    pub(crate) edges: Vec<Line>,
}

/// An edge of an [`Outline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// The subject's number.
    pub(crate) subject: u32,
    /// The object's number.
    pub(crate) object: u32,
    /// The relation's number.
    pub(crate) relation: u16,
    /// Its money in hundredths, where the outline was asked for that currency.
    pub(crate) money: Option<(i64, Bound)>,
}

impl Store {
    /// The edges that meet a condition, with the entities at them; with their money where a currency is given.
    ///
    /// Cost: one pass over the columns, and one over the ids of all entities.
    pub(crate) fn outline(&self, condition: &Condition, currency: Option<Currency>) -> Result<Outline> {
        self.ask_at_once("reading all edges", |c| {
            let columns = Columns::of(c)?;
            let found = self.selected(&columns, condition)?;
            let [subject, object, relation] = [columns.read(SUBJECT)?, columns.read(OBJECT)?, columns.read(RELATION)?];
            let mut met = vec![false; columns.read(TYPE)?.len() as usize];
            for edge in found.places() {
                met[subject.at(edge) as usize] = true;
                met[object.at(edge) as usize] = true;
            }
            // Numbers in order of id do not depend on the file.
            let mut entities = Vec::new();
            let mut numbers = vec![0; met.len()];
            let mut ids = c.prepare_cached("SELECT key FROM entity_row ORDER BY id")?;
            let mut rows = ids.query([])?;
            while let Some(row) = rows.next()? {
                let key: u32 = row.get(0)?;
                if met.get(key as usize) == Some(&true) {
                    numbers[key as usize] = entities.len() as u32;
                    entities.push(EntityKey::at(key));
                }
            }
            let line = |edge: u32| Line {
                subject: numbers[subject.at(edge) as usize],
                object: numbers[object.at(edge) as usize],
                relation: relation.at(edge) as u16,
                money: None,
            };
            let mut edges: Vec<Line> = found.places().map(line).collect();
            let words = columns.words()?;
            if let Some(currency) = currency {
                let money = money(&columns, &found, &words, currency)?;
                edges.iter_mut().zip(money).for_each(|(edge, money)| edge.money = money);
            }
            Ok(Outline { entities, relations: words.into_iter().map(SmolStr::from).collect(), edges })
        })
    }

    /// The entities of some types.
    pub(crate) fn entities_of(&self, types: &[EntityType]) -> Result<FxHashSet<EntityKey>> {
        self.ask("reading entities", |c| {
            let types: Vec<String> = types.iter().map(|t| format!("'{t}'")).collect();
            let sql = format!("SELECT key FROM entity_row WHERE type IN ({})", types.join(", "));
            c.prepare_cached(&sql)?.query_map([], |r| Ok(EntityKey(r.get(0)?)))?.collect()
        })
    }
}

/// The money in a currency of each of some edges, in their order.
fn money(
    columns: &Columns<'_>,
    edges: &Selection,
    words: &[String],
    currency: Currency,
) -> rusqlite::Result<Vec<Option<(i64, Bound)>>> {
    let [hundredths, code, bound] = [columns.read(MONEY)?, columns.read(CURRENCY)?, columns.read(BOUND)?];
    let bounds: Vec<Option<Bound>> = words.iter().map(|word| word.parse().ok()).collect();
    let wanted = words.iter().position(|word| word == currency.as_str()).map(|number| number as i64);
    let stored = |edge: &u32| {
        let bound = bounds.get(bound.at(*edge) as usize).copied().flatten()?;
        (Some(code.at(*edge)) == wanted).then(|| (hundredths.at(*edge), bound))
    };
    let mut money: Vec<_> = edges.settled().iter().map(stored).collect();
    let mut then = FxHashMap::default();
    let mut find = columns.connection().prepare_cached(
        "SELECT e.key, e.hundredths, e.bound FROM edge_row e
         WHERE e.key IN (SELECT value FROM json_each(?1)) AND e.currency = ?2",
    )?;
    let mut rows = find.query((list_of(edges.moving()), currency.as_str()))?;
    while let Some(row) = rows.next()? {
        then.insert(row.get::<_, u32>(0)?, (row.get(1)?, word(row, 2)?));
    }
    money.extend(edges.moving().iter().map(|edge| then.get(edge).copied()));
    Ok(money)
}
