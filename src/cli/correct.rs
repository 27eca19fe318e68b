//! `techgraph merge`, `split`, `rename`, `set-type`: a person corrects what is one entity. Each is a row of the decisions.

use super::identity::{Book, DecisionsArgs};
use super::table::{Format, Kind, Table};
use super::{Context, edges, filter};
use crate::resolve::{Decision, EntityId, Judgement};
use crate::store::Store;
use crate::value::{EntityType, PartialDate};
use crate::{Error, Result};
use clap::Args;

/// Why and when, and where it is written down.
#[derive(Debug, Args)]
pub(super) struct DecidingArgs {
    /// Why, for who reads the file later
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    reason: String,
    /// When it was decided; without it today
    #[arg(long, value_name = "DATE", value_parser = filter::date)]
    when: Option<PartialDate>,
    #[command(flatten)]
    pub(super) book: DecisionsArgs,
}

impl DecidingArgs {
    pub(super) fn decision(&self, left: EntityId, judgement: Judgement, right: impl Into<String>) -> Decision {
        let today = || PartialDate::parse(&jiff::Timestamp::now().to_string());
        let when = self.when.or_else(today);
        Decision { left, right: right.into(), judgement, reason: self.reason.clone(), when, line: 0 }
    }
}

/// Make two entities one
///
/// A row `same` of the decisions, taken back with `techgraph decide --undo A B`. The name and id of what the gazetteer
/// knows stay, else those of the first; `techgraph rename` gives another name.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph merge 'Acme Robotics' Acme --reason 'same founders, same town'")]
pub(super) struct MergeArgs {
    /// The entity: a name, an alias or an id
    into: String,
    /// What is the same
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    deciding: DecidingArgs,
}

/// Take out of an entity what is another
///
/// By the name that an article gives it, or all that an article says of it. With the name of an entity only, where it is
/// named is listed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph split Phoenix                        where it is named
  techgraph split Phoenix 'Phoenix Capital'      what goes by that name is another
  techgraph split Phoenix --article news/7.md    the Phoenix of that article is another")]
pub(super) struct SplitArgs {
    /// The entity: a name, an alias or an id
    name: String,
    /// What is another: a name of it
    #[arg(conflicts_with = "article")]
    form: Option<String>,
    /// What is another: all that this article says of it
    #[arg(long, value_name = "ID")]
    article: Option<String>,
    #[command(flatten)]
    deciding: DecidingArgs,
}

/// Give an entity another name
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph rename 'ACME ROBOTICS' 'Acme Robotics'")]
pub(super) struct RenameArgs {
    /// The entity: a name, an alias or an id
    name: String,
    /// What it shall be called
    new: String,
    #[command(flatten)]
    deciding: DecidingArgs,
}

/// Give an entity another type
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph set-type organization:copilot product")]
pub(super) struct SetTypeArgs {
    /// The entity: a name, an alias or an id
    name: String,
    /// organization, person, product or place
    #[arg(value_name = "TYPE", value_parser = filter::words(EntityType::ALL, EntityType::as_str))]
    kind: EntityType,
    #[command(flatten)]
    deciding: DecidingArgs,
}

/// The entity that a person means: one of the graph, else one that the gazetteer or a typed name tells.
pub(super) fn meant(name: &str, store: &Store, book: &Book) -> Result<EntityId> {
    match store.find(name) {
        Ok(found) => Ok(found.entity.id),
        Err(e @ Error::UnknownEntity { .. }) => book.resolver.named(name).map_err(|_| e),
        Err(e) => Err(e),
    }
}

/// Opens the graph and the book, lets `make` make decisions, writes them down and brings the graph into step.
pub(super) fn deciding(
    args: &DecisionsArgs,
    context: &Context,
    make: impl FnOnce(&Store, &Book) -> Result<Vec<Decision>>,
) -> Result<()> {
    // A missing graph is an error here, not a reason to make one.
    drop(context.open()?);
    let mut store = Store::create(&context.graph)?;
    let mut book = args.book(context)?;
    let made = make(&store, &book)?;
    book.decide(made)?;
    book.apply(&mut store, context)?;
    store.settle()
}

pub(super) fn merge(args: &MergeArgs, context: &Context) -> Result<()> {
    deciding(&args.deciding.book, context, |store, book| {
        let into = meant(&args.into, store, book)?;
        let mut made = Vec::new();
        for name in &args.names {
            let other = meant(name, store, book)?;
            if other == into {
                return Err(Error::Failed(format!("{:?} and {name:?} are one already: {into}", args.into)));
            }
            let decision = args.deciding.decision(into.clone(), Judgement::Same, other.0);
            let apart = |row: &&Decision| row.judgement == Judgement::Different && row.is_about(&decision);
            if let Some(row) = book.decisions.rows().iter().find(apart) {
                let (left, right) = (&decision.left, &decision.right);
                let what =
                    format!("{left} and {right} are two here; `techgraph decide {left} {right} same` changes that");
                return Err(Error::malformed(book.decisions.path(), Some(row.line), what));
            }
            made.push(decision);
        }
        Ok(made)
    })
}

pub(super) fn split(args: &SplitArgs, context: &Context) -> Result<()> {
    if args.form.is_none() && args.article.is_none() {
        return namings(args, context);
    }
    deciding(&args.deciding.book, context, |store, book| {
        let entity = meant(&args.name, store, book)?;
        let named = store.namings(&entity)?;
        let is_there = match (&args.form, &args.article) {
            (Some(form), _) => named.iter().any(|n| crate::resolve::plain(&n.name) == crate::resolve::plain(form)),
            (_, Some(article)) => named.iter().any(|n| n.article == *article),
            _ => false,
        };
        let part = args.article.as_ref().map(|a| format!("@{a}")).or_else(|| args.form.clone()).unwrap_or_default();
        if !is_there {
            let what = format!("nothing of {entity} is {:?}", part.trim_start_matches('@'));
            return Err(Error::Failed(format!("{what}; `techgraph split {}` lists where it is named", entity)));
        }
        Ok(vec![args.deciding.decision(entity, Judgement::Split, part)])
    })
}

fn namings(args: &SplitArgs, context: &Context) -> Result<()> {
    let store = context.open()?;
    let entity = store.find(&args.name)?.entity;
    let mut table =
        Table::new([("article", Kind::Text), ("name", Kind::Name), ("forms", Kind::Text), ("quote", Kind::Quote)]);
    for naming in store.namings(&entity.id)? {
        let forms = super::table::Cell::List(naming.forms);
        table.push([naming.article.into(), naming.name.into(), forms, naming.quote.into()]);
    }
    edges::print(table, Format::Table)
}

pub(super) fn rename(args: &RenameArgs, context: &Context) -> Result<()> {
    if args.new.trim().is_empty() {
        return Err(Error::Usage("the new name is empty".to_string()));
    }
    deciding(&args.deciding.book, context, |store, book| {
        let entity = meant(&args.name, store, book)?;
        Ok(vec![args.deciding.decision(entity, Judgement::Rename, args.new.trim())])
    })
}

pub(super) fn set_type(args: &SetTypeArgs, context: &Context) -> Result<()> {
    deciding(&args.deciding.book, context, |store, book| {
        let entity = meant(&args.name, store, book)?;
        Ok(vec![args.deciding.decision(entity, Judgement::Type, args.kind.as_str())])
    })
}
