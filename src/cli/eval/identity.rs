//! `techgraph eval --identities`: which names are one entity.

use super::{EvalArgs, read_gold, rounded, text_of};
use crate::cli;
use crate::cli::edges;
use crate::cli::table::{Cell, Format, Kind, Table};
use crate::eval::{self, AnnotatedArticle, Identities, Mixture};
use crate::resolve::Resolver;
use crate::{Error, Result};
use std::path::Path;

pub(super) fn run(args: &EvalArgs, mut gold: Vec<AnnotatedArticle>, identities: &Path) -> Result<()> {
    for path in &args.more {
        gold.extend(read_gold(path)?);
    }
    let judged = Identities::read(identities, &text_of(identities)?)?;
    let report = eval::identity(&gold, &judged, &Resolver::new(args.gazetteer.vocabulary()?));
    if args.json {
        let json = serde_json::to_string(&report).map_err(|e| Error::Failed(e.to_string()))?;
        return cli::print(&format!("{json}\n"));
    }
    let format = args.format.format;
    let mut table = Table::new([("identity", Kind::Text), ("value", Kind::Number)]);
    let lost =
        |mixtures: &[Mixture]| Cell::from(rounded(mixtures.iter().map(|m| m.cost).sum::<f64>() / report.items as f64));
    for (name, value) in [
        ("articles", gold.len().into()),
        ("names in articles", report.items.into()),
        ("entities", report.identities.into()),
        ("entities made", report.predicted.into()),
        ("b³ precision", rounded(report.precision).into()),
        ("b³ recall", rounded(report.recall).into()),
        ("b³ f1", rounded(report.f1).into()),
        ("several made one", report.over.len().into()),
        ("lost to that, of precision", lost(&report.over)),
        ("one made several", report.under.len().into()),
        ("lost to that, of recall", lost(&report.under)),
    ] {
        table.push([name.into(), value]);
    }
    edges::print(table, format)?;
    if args.errors == 0 {
        return Ok(());
    }
    let mut table =
        Table::new([("error", Kind::Text), ("of", Kind::Text), ("cost", Kind::Number), ("parts", Kind::Quote)]);
    for (what, mixtures) in [("several made one", &report.over), ("one made several", &report.under)] {
        for mixture in mixtures.iter().take(args.errors) {
            let parts = mixture.parts.iter().map(|(part, n)| format!("{part} ({n})")).collect();
            table.push([what.into(), mixture.of.as_str().into(), rounded(mixture.cost).into(), Cell::List(parts)]);
        }
    }
    if format == Format::Table {
        cli::print("\n")?;
    }
    edges::print(table, format)
}
