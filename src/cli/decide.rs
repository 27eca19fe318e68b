//! `techgraph decide`: what may be one entity, for a person to judge.

mod ask;
mod side;

use super::correct::{DecidingArgs, deciding, meant};
use super::filter::{self, FormatArgs};
use super::identity::Book;
use super::table::{Cell, Kind, Table};
use super::{Context, edges};
use crate::relation::EntityRef;
use crate::resolve::{Candidate, Decision, EntityId, Judgement, candidates};
use crate::store::Store;
use crate::value::EntityType;
use crate::{Error, Result};
use clap::Args;
use side::Side;
use std::io::{BufReader, IsTerminal};

/// Judge which entities are one
///
/// On a terminal it asks about pairs that may be one, side by side, with what is said of each; in a pipe it lists them.
/// Every answer is a row of decisions.csv beside the graph (left,right,judgement,reason,when), a file to be edited and
/// kept with the articles: a graph built with it is the same as one corrected by it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph decide                                     asks
  techgraph decide --format csv > pairs.csv            lists
  techgraph decide 'Acme Robotics' Acme same --reason 'one address'
  techgraph decide --undo 'Acme Robotics' Acme")]
pub(super) struct DecideArgs {
    /// An entity: a name, an alias or an id
    #[arg(requires = "right")]
    left: Option<String>,
    /// The other
    right: Option<String>,
    /// same, different or unsure; without it the two are asked about, or shown
    #[arg(value_parser = filter::words(&PAIR, Judgement::as_str))]
    judgement: Option<Judgement>,
    /// Take the decisions about LEFT, or about LEFT and RIGHT, back
    #[arg(long, num_args = 1..=2, value_names = ["LEFT", "RIGHT"], conflicts_with_all = ["left", "made"])]
    undo: Option<Vec<String>>,
    /// List the decisions made
    #[arg(long, conflicts_with = "left")]
    made: bool,
    /// Ask, also where no person is seen: answers come from standard input
    #[arg(long, conflicts_with_all = ["made", "undo", "judgement"])]
    ask: bool,
    /// At most so many pairs; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    deciding: DecidingArgs,
}

const PAIR: [Judgement; 3] = [Judgement::Same, Judgement::Different, Judgement::Unsure];

pub(super) fn run(args: &DecideArgs, context: &Context) -> Result<()> {
    if let (Some(left), Some(right), Some(judgement)) = (&args.left, &args.right, args.judgement) {
        return deciding(&args.deciding.book, context, |store, book| {
            let (left, right) = (meant(left, store, book)?, meant(right, store, book)?);
            if left == right {
                let what = format!("both are {left}");
                return Err(Error::Failed(format!("{what}; `techgraph decide --made` lists what has made them one")));
            }
            Ok(vec![args.deciding.decision(left, judgement, right.0)])
        });
    }
    drop(context.open()?);
    let mut store = Store::create(&context.graph)?;
    let mut book = args.deciding.book.book(context)?;
    if let Some(names) = &args.undo {
        return undo(names, &mut book, &mut store, context);
    }
    // A file edited by hand counts from now on.
    book.apply(&mut store, context)?;
    if args.made {
        return made(&book, args);
    }
    let pairs = pairs(args, &store, &book)?;
    let watched = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if args.ask || watched && args.format.format == super::table::Format::Table {
        let answered = ask::ask(&pairs, &store, &mut book, &args.deciding, BufReader::new(std::io::stdin()))?;
        book.apply(&mut store, context)?;
        context.note(&format!("{answered} decided, {} left", pairs.len() - answered.min(pairs.len())));
        return store.settle();
    }
    list(&pairs, &store, &book, args)
}

/// The pairs to judge.
fn pairs(args: &DecideArgs, store: &Store, book: &Book) -> Result<Vec<Candidate>> {
    if let (Some(left), Some(right)) = (&args.left, &args.right) {
        let (left, right) = (meant(left, store, book)?, meant(right, store, book)?);
        let likeness = crate::resolve::Likeness::Asked;
        return Ok(vec![Candidate { left, right, likeness, score: 1.0 }]);
    }
    let mut pairs = candidates(&store.nodes()?, &book.resolver, &book.decided()?);
    if args.limit > 0 {
        pairs.truncate(args.limit);
    }
    Ok(pairs)
}

fn list(pairs: &[Candidate], store: &Store, book: &Book, args: &DecideArgs) -> Result<()> {
    let mut table = Table::new([
        ("left", Kind::Text),
        ("right", Kind::Text),
        ("alike", Kind::Text),
        ("score", Kind::Number),
        ("left_edges", Kind::Number),
        ("right_edges", Kind::Number),
        ("shared", Kind::Number),
        ("left_quote", Kind::Quote),
        ("right_quote", Kind::Quote),
    ]);
    for pair in pairs {
        let side = |id| Side::of(id, store, &book.resolver);
        let (left, right) = (side(&pair.left)?, side(&pair.right)?);
        let shared = left.shares(&right);
        table.push([
            pair.left.0.as_str().into(),
            pair.right.0.as_str().into(),
            pair.likeness.as_str().into(),
            Cell::from((f64::from(pair.score) * 100.0).round() / 100.0),
            left.links.len().into(),
            right.links.len().into(),
            shared.into(),
            left.quote().into(),
            right.quote().into(),
        ]);
    }
    edges::print(table, args.format.format)
}

fn made(book: &Book, args: &DecideArgs) -> Result<()> {
    let mut table = Table::new([
        ("line", Kind::Number),
        ("left", Kind::Text),
        ("judgement", Kind::Text),
        ("right", Kind::Text),
        ("reason", Kind::Text),
        ("when", Kind::Date),
    ]);
    for row in book.decisions.rows() {
        table.push([
            (row.line as usize).into(),
            row.left.0.as_str().into(),
            row.judgement.as_str().into(),
            row.right.as_str().into(),
            row.reason.as_str().into(),
            row.when.into(),
        ]);
    }
    edges::print(table, args.format.format)
}

fn undo(names: &[String], book: &mut Book, store: &mut Store, context: &Context) -> Result<()> {
    let ids: Vec<Vec<String>> = names.iter().map(|name| may_mean(name, store, book)).collect();
    let is = |ids: &[String], side: &str| ids.iter().any(|id| id == side);
    let about = |row: &Decision| match ids.as_slice() {
        [one] => is(one, &row.left.0) || row.judgement.is_of_pair() && is(one, &row.right),
        [one, other] => {
            let pair = |a: &[String], b: &[String]| is(a, &row.left.0) && is(b, &row.right);
            pair(one, other) || pair(other, one)
        }
        _ => false,
    };
    let undone = book.undo(about)?;
    if undone == 0 {
        let what = names.join(" and ");
        return Err(Error::Failed(format!("nothing is decided about {what}; `techgraph decide --made` lists what is")));
    }
    book.apply(store, context)?;
    context.note(&format!("{undone} decision{} taken back", if undone == 1 { "" } else { "s" }));
    store.settle()
}

/// All that a name may stand for in a row: itself, what it is in the graph, and every id that it would have alone.
fn may_mean(name: &str, store: &Store, book: &Book) -> Vec<String> {
    let mut ids = vec![name.to_string()];
    let mut add = |id: EntityId| ids.push(id.0.to_string());
    if let Ok(found) = store.find(name) {
        add(found.entity.id);
    }
    if let Ok(id) = book.resolver.named(name) {
        add(id);
    }
    for kind in EntityType::ALL {
        let end = EntityRef { name: name.to_string(), kind: *kind, mentions: Vec::new() };
        add(book.resolver.identity(&end).id);
        add(EntityId(format!("{kind}:{}", book.resolver.folding().fold(name, *kind)).into()));
    }
    ids
}
