//! One of two entities to be judged, with what is said of it.

use crate::Result;
use crate::graph::Entity;
use crate::resolve::{EntityId, Resolver};
use crate::store::{Link, Store};
use std::collections::BTreeSet;

/// An entity with its edges, those told by most sources first.
pub(super) struct Side {
    pub(super) id: EntityId,
    /// `None` for an entity of the gazetteer that the graph lacks.
    pub(super) entity: Option<Entity>,
    pub(super) links: Vec<Link>,
    /// The gazetteer's name.
    given: Option<String>,
}

impl Side {
    pub(super) fn of(id: &EntityId, store: &Store, resolver: &Resolver<'_>) -> Result<Side> {
        let mut links = store.edges_of(id)?;
        links.sort_by_key(|l| std::cmp::Reverse(l.edge.sources()));
        let given = resolver.of_id(&id.0).and_then(|known| known.given);
        Ok(Side { id: id.clone(), entity: store.entity(id)?, links, given })
    }

    fn others(&self) -> BTreeSet<&EntityId> {
        let far = |l: &'_ Link| l.subject.id != self.id;
        self.links.iter().map(|l| if far(l) { &l.subject.id } else { &l.object.id }).collect()
    }

    /// How many entities both have to do with.
    pub(super) fn shares(&self, other: &Side) -> usize {
        self.others().intersection(&other.others()).count()
    }

    /// What the best-told edge says.
    pub(super) fn quote(&self) -> &str {
        self.links.first().map_or("", |l| l.edge.lead().quote.as_str())
    }

    /// What a person reads of it, a paragraph each.
    pub(super) fn paragraphs(&self, most: usize) -> Vec<String> {
        let Some(entity) = &self.entity else {
            let name = self.given.clone().unwrap_or_else(|| self.id.to_string());
            return vec![name, self.id.to_string(), "not in this graph yet".to_string()];
        };
        let mut said = vec![entity.name.clone(), format!("{} {}", entity.kind, entity.id)];
        if !entity.aliases.is_empty() {
            said.push(format!("also {}", entity.aliases.join(", ")));
        }
        let edges = self.links.len();
        said.push(format!("{edges} edge{}", if edges == 1 { "" } else { "s" }));
        for link in self.links.iter().take(most) {
            let (subject, object) = (&link.subject.name, &link.object.name);
            let lead = link.edge.lead();
            let when = lead.source.published.map(|d| format!("{d} ")).unwrap_or_default();
            said.push(format!("{when}{subject} {} {object}: “{}”", link.edge.relation, lead.quote));
        }
        said
    }
}
