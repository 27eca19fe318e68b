//! `techgraph show`: one entity.

use super::filter::{DirectionArgs, FilterArgs, FormatArgs};
use super::table::{Cell, Format, Kind, Table};
use super::{Context, edges};
use crate::graph::Entity;
use crate::query::{self, Direction, Sort};
use crate::store::{Link, Store};
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use crate::{Result, cli};
use clap::Args;

/// Show one entity: its names, its type, its edges by relation
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph show OpenAI
  techgraph show OpenAI --relation invests_in --evidence    every statement, with its article")]
pub(super) struct ShowArgs {
    /// A name, an alias or an id
    name: String,
    /// Every statement under every edge, with its article
    #[arg(long)]
    evidence: bool,
    /// At most so many edges; 0 for all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    direction: DirectionArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let entity = find(&store, &args.name, context)?;
    let filter = args.filter.towards(args.direction.direction);
    let limit = (args.limit > 0).then_some(args.limit);
    let found = query::neighbors(&store, &entity.id, &filter, 1, Sort::Date, limit)?;
    let mut links: Vec<&Link> = found.edges.iter().map(|n| &n.link).collect();
    // Stable: within a relation and direction the latest stays first.
    links.sort_by_key(|l| (l.edge.relation.clone(), l.subject.id != entity.id));
    let format = args.format.format;
    if format == Format::Table {
        cli::print(&header(&entity, found.total))?;
    }
    let table = if args.evidence { evidence(&entity, &links) } else { summary(&entity, &links) };
    if !(format == Format::Table && table.is_empty()) {
        edges::print(table, format)?;
    }
    if found.total > found.edges.len() {
        context.note(&format!("{} of {} edges; --limit 0 shows all", found.edges.len(), found.total));
    }
    Ok(())
}

/// The entity of a name; says on standard error which others share it.
pub(super) fn find(store: &Store, name: &str, context: &Context) -> Result<Entity> {
    let found = store.find(name)?;
    if !found.also.is_empty() {
        let ids: Vec<String> = found.also.iter().map(|e| e.id.to_string()).collect();
        context.note(&format!("note: {name:?} is taken for {}; it can also mean {}", found.entity.id, ids.join(", ")));
    }
    Ok(found.entity)
}

fn header(entity: &Entity, edges: usize) -> String {
    let mut lines = format!("{}  ({}, id {})\n", one_line(&entity.name), entity.kind, entity.id);
    if !entity.aliases.is_empty() {
        let aliases: Vec<String> = entity.aliases.iter().map(|a| one_line(a)).collect();
        lines.push_str(&format!("also called: {}\n", aliases.join(", ")));
    }
    if let Some(known) = known(entity) {
        lines.push_str(&format!("gazetteer: {known}\n"));
    }
    lines.push_str(&format!("{edges} edge{}\n\n", if edges == 1 { "" } else { "s" }));
    lines
}

/// What the built-in gazetteer says of an entity beside its names: no relation, for no article says it.
fn known(entity: &Entity) -> Option<String> {
    let gazetteer = &Vocabulary::builtin().gazetteer;
    let row = |id: &str| gazetteer.row(id).map(|row| &gazetteer.entries()[row as usize]);
    let entry = row(&entity.id.0)?;
    let parent = entry.parent.as_deref().and_then(row).map(|parent| parent.name.as_str());
    let facts = match (entry.kind, &entry.role, parent) {
        (_, Some(role), Some(parent)) => vec![format!("{role}, {parent}")],
        (_, Some(role), None) => vec![role.clone()],
        (EntityType::Organization, None, Some(parent)) => vec![format!("part of {parent}")],
        (_, None, Some(parent)) => vec![format!("of {parent}")],
        (_, None, None) => Vec::new(),
    };
    let ticker = entry.ticker.as_ref().map(|ticker| format!("ticker {ticker}"));
    let facts: Vec<String> = facts.into_iter().chain(ticker).collect();
    (!facts.is_empty()).then(|| facts.join("; "))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn far<'l>(entity: &Entity, link: &'l Link) -> (Direction, &'l Entity) {
    if link.subject.id == entity.id { (Direction::Out, &link.object) } else { (Direction::In, &link.subject) }
}

fn summary(entity: &Entity, links: &[&Link]) -> Table {
    let mut table = Table::new([
        ("relation", Kind::Text),
        ("direction", Kind::Text),
        ("entity", Kind::Name),
        ("status", Kind::Status),
        ("amount", Kind::Money),
        ("date", Kind::Date),
        ("role", Kind::Text),
        ("stake", Kind::Number),
        ("sources", Kind::Number),
        ("published", Kind::Date),
        ("quote", Kind::Quote),
    ]);
    for link in links {
        let (direction, other) = far(entity, link);
        let [_, relation, _, rest @ ..] = edges::cells(link);
        table.push([relation, direction.as_str().into(), other.name.as_str().into()].into_iter().chain(rest));
    }
    table
}

fn evidence(entity: &Entity, links: &[&Link]) -> Table {
    let mut table = Table::new([
        ("relation", Kind::Text),
        ("direction", Kind::Text),
        ("entity", Kind::Name),
        ("status", Kind::Status),
        ("amount", Kind::Money),
        ("date", Kind::Date),
        ("role", Kind::Text),
        ("stake", Kind::Number),
        ("attribution", Kind::Text),
        ("confidence", Kind::Number),
        ("published", Kind::Date),
        ("publisher", Kind::Text),
        ("article", Kind::Text),
        ("quote", Kind::Quote),
    ]);
    for link in links {
        let (direction, other) = far(entity, link);
        for fact in &link.edge.facts {
            table.push([
                link.edge.relation.as_str().into(),
                direction.as_str().into(),
                other.name.as_str().into(),
                fact.status.into(),
                fact.amount.as_ref().into(),
                fact.date.into(),
                fact.role.as_deref().into(),
                fact.stake.map_or(Cell::Empty, Cell::Percent),
                fact.attribution.as_deref().into(),
                fact.confidence.into(),
                fact.source.published.into(),
                fact.source.publisher.as_deref().into(),
                fact.source.article.as_str().into(),
                fact.quote.as_str().into(),
            ]);
        }
    }
    table
}
