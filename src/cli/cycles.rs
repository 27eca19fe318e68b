//! `techgraph cycles`: money or dependence that comes back to where it started.

use super::filter::{FilterArgs, FormatArgs, words};
use super::table::{Format, Kind};
use super::{Context, edges, show};
use crate::query::{self, COUNTING_RULE, Circle, CycleSearch, Follow};
use crate::value::{Amount, Currency};
use crate::{Result, cli};
use clap::Args;

/// Find circular money and circular dependence
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph cycles --max-length 3
  techgraph cycles OpenAI --follow edges --relation supplies,invests_in

Unless told otherwise, relations that move money are followed from who pays to who is paid (a supplier is paid by whom it
supplies), and all edges but denied ones. With --follow edges, legs lead from subject to object: whoever is supplied or
backed depends on who stands before.")]
pub(super) struct CyclesArgs {
    /// Only circles through this entity: a name, an alias or an id
    name: Option<String>,
    /// At most so many legs
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(2..))]
    max_length: u8,
    /// Whether legs lead along money or along edges
    #[arg(long, value_name = "WHAT", default_value = "money", value_parser = words(Follow::ALL, Follow::as_str))]
    follow: Follow,
    /// At most so many circles; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &CyclesArgs, context: &Context) -> Result<()> {
    let store = args.filter.open(context)?;
    let filter = args.filter.filter();
    let through = args.name.as_ref().map(|name| show::find(&store, name, context)).transpose()?;
    let search = CycleSearch {
        follow: args.follow,
        max_length: args.max_length.into(),
        through: through.map(|e| e.id),
        currency: filter.currency.unwrap_or(Currency::USD),
    };
    let found = query::cycles(&store, &filter, &search, (args.limit > 0).then_some(args.limit))?;
    let format = args.format.format;
    let mut table = edges::table(&[("circle", Kind::Number), ("leg", Kind::Number), ("weakest", Kind::Status)]);
    for (number, circle) in found.circles.iter().enumerate() {
        if format == Format::Table {
            cli::print(&format!("{}. {}\n", number + 1, told(circle)))?;
        }
        for (leg, hop) in circle.legs.iter().enumerate() {
            for link in &hop.links {
                let place = [(number + 1).into(), (leg + 1).into(), circle.weakest().into()];
                table.push(place.into_iter().chain(edges::cells(link)));
            }
        }
    }
    if format == Format::Table && !table.is_empty() {
        cli::print("\n")?;
    }
    if !(format == Format::Table && table.is_empty()) {
        edges::print(table, format)?;
    }
    if found.total == 0 {
        context.note("there is no circle like that");
        return Ok(());
    }
    context.note(&format!("counted: {COUNTING_RULE}"));
    if found.total > found.circles.len() {
        context.note(&format!("{} of {} circles; --limit 0 lists all", found.circles.len(), found.total));
    }
    Ok(())
}

/// `Nvidia → (USD 5B) OpenAI → Nvidia: 2 legs, all at least reported, in time order (2024 to 2025-09)`.
fn told(circle: &Circle) -> String {
    let mut text = circle.legs.first().map(|leg| leg.from.name.clone()).unwrap_or_default();
    for leg in &circle.legs {
        let money: Vec<String> = leg.money().iter().map(Amount::short).collect();
        let money = if money.is_empty() { String::new() } else { format!("({}) ", money.join(" + ")) };
        text.push_str(&format!(" → {money}{}", leg.to.name));
    }
    text.push_str(&format!(": {} legs", circle.legs.len()));
    if let Some(weakest) = circle.weakest() {
        text.push_str(&format!(", weakest {weakest}"));
    }
    if let Some(least) = circle.least() {
        text.push_str(&format!(", {} on every leg", least.short()));
    }
    let dates = || circle.legs.iter().filter_map(|leg| leg.date());
    if let Some((first, last)) = dates().min().zip(dates().max()) {
        let order = if circle.in_time_order() { "in time order" } else { "not in time order" };
        text.push_str(&format!(", {order} ({first} to {last})"));
    }
    text
}
