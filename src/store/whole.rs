//! Every entity and edge, without names and evidence: for questions about the whole graph.

use super::link::word;
use super::{Condition, EntityKey, Store};
use crate::Result;
use crate::value::{Bound, Currency, EntityType};
use rusqlite::params_from_iter;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// The admitted edges between numbered entities.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    /// The entities at admitted edges, in order of id: an entity's number is its place here.
    pub(crate) entities: Vec<EntityKey>,
    /// The relations met; an edge's relation is a place here.
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
    /// Cost: one pass over the edges. Without conditions on more than ends and relation, and without money, an index
    /// holds all that is read.
    pub(crate) fn outline(&self, condition: &Condition, currency: Option<Currency>) -> Result<Outline> {
        self.ask("reading all edges", |c| {
            // A currency is three capital letters, whatever it was made of.
            let money = currency.map_or("NULL, NULL".to_string(), |currency| {
                format!("CASE e.currency WHEN '{currency}' THEN e.hundredths END, e.bound")
            });
            let sql = format!("SELECT e.subject, e.object, e.relation, {money} FROM edge_row e {}", condition.clause());
            let mut outline = Outline::default();
            let mut statement = c.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(condition.values()))?;
            while let Some(row) = rows.next()? {
                // Row numbers, for now.
                let (subject, object) = (row.get(0)?, row.get(1)?);
                let relation = row.get_ref(2)?.as_str()?;
                let relation = match outline.relations.iter().position(|r| r == relation) {
                    Some(known) => known,
                    None => {
                        outline.relations.push(relation.into());
                        outline.relations.len() - 1
                    }
                };
                let money = match row.get(3)? {
                    Some(hundredths) => Some((hundredths, word::<Bound>(row, 4)?)),
                    None => None,
                };
                outline.edges.push(Line { subject, object, relation: relation as u16, money });
            }
            // Numbers in order of id do not depend on the file.
            let most = outline.edges.iter().map(|e| e.subject.max(e.object) as usize + 1).max().unwrap_or(0);
            let mut numbers = vec![None; most];
            for edge in &outline.edges {
                numbers[edge.subject as usize] = Some(0);
                numbers[edge.object as usize] = Some(0);
            }
            let mut entities = c.prepare_cached("SELECT key FROM entity_row ORDER BY id")?;
            let mut rows = entities.query([])?;
            while let Some(row) = rows.next()? {
                let key: i64 = row.get(0)?;
                if let Some(Some(number)) = usize::try_from(key).ok().and_then(|key| numbers.get_mut(key)) {
                    *number = outline.entities.len() as u32;
                    outline.entities.push(EntityKey(key));
                }
            }
            for edge in &mut outline.edges {
                edge.subject = numbers[edge.subject as usize].unwrap_or_default();
                edge.object = numbers[edge.object as usize].unwrap_or_default();
            }
            Ok(outline)
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
