//! `techgraph load`: relation mentions made elsewhere.

mod reading;
mod rows;

use super::identity::DecisionsArgs;
use super::line::About;
use super::table::{Format, Kind, Table};
use super::{Context, edges, report, stats};
use crate::relation::{FastEngine, RelationMention};
use crate::resolve::{Around, Claim, EntityId, Identity, Resolver};
use crate::store::{Change, ContentHash, Record, Store};
use crate::{Error, Result, cli};
use clap::Args;
use reading::{Article, Mention, Reading};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What made the statements, where they came in such files.
const EXTRACTOR: &str = "loaded";
/// How many articles are stored in one transaction.
const BATCH: usize = 2048;

/// Load relation mentions that were made elsewhere: JSON Lines, as `techgraph extract` prints them, or CSV
///
/// `techgraph schema` prints what a line of JSON may hold. CSV has the columns source, relation and target, and where told
/// source_type, target_type, status, amount, currency, date, role, stake, quote and url, in any order. All lines of one
/// article together are what it says, over all files named. A file with a faulty line is not loaded.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph load monday.jsonl tuesday.jsonl.gz --graph deals.db
  techgraph load deals.csv --skip-invalid     source,relation,target,status,amount,currency,date,quote,url")]
pub(super) struct LoadArgs {
    /// Files of such lines or rows, also gzipped; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Leave faulty lines out and load the others
    #[arg(long)]
    skip_invalid: bool,
    /// Name every faulty line, not only the first 20
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    book: DecisionsArgs,
}

pub(super) fn run(args: &LoadArgs, context: &Context) -> Result<()> {
    let book = args.book.book(context)?;
    let mut reading = Reading::of(&args.files, &book.resolver, book.resolver.vocabulary())?;
    let named: Vec<String> = reading
        .faults
        .iter()
        .map(|(file, line, fault)| format!("{}:{line}: {fault}", args.files[*file].display()))
        .collect();
    report::name_some(&named, 20, args.verbose, "; --verbose names them");
    let faulty: BTreeSet<usize> = reading.faults.iter().map(|f| f.0).collect();
    let faults = reading.faults.len();
    if !args.skip_invalid {
        reading.drop_files(&faulty);
    }
    if reading.articles.is_empty() {
        let what = if faults > 0 { "nothing loaded" } else { "no relation mention was read" };
        return Err(failure(what, faults, faulty.len()));
    }
    let mut store = Store::create(&context.graph)?;
    book.apply(&mut store, context)?;
    let mut counts: BTreeMap<Change, usize> = BTreeMap::new();
    let mut articles = reading.articles.into_iter().peekable();
    while articles.peek().is_some() {
        let mut batch = store.batch()?;
        for (id, Article { about, mentions, .. }) in articles.by_ref().take(BATCH) {
            *counts.entry(batch.put(record(&id, &about, mentions, &book.resolver))?).or_default() += 1;
        }
        batch.commit()?;
    }
    store.settle()?;
    if !context.quiet {
        let count = |change| counts.get(&change).copied().unwrap_or(0);
        let mut table = Table::new([("articles", Kind::Text), ("count", Kind::Number)]);
        table.push(["new".into(), count(Change::New).into()]);
        table.push(["changed".into(), count(Change::Changed).into()]);
        table.push(["unchanged".into(), count(Change::Unchanged).into()]);
        edges::print(table, Format::Table)?;
        cli::print("\n")?;
        edges::print(stats::totals(&store.statistics(0)?), Format::Table)?;
    }
    if faults == 0 || args.skip_invalid {
        return Ok(());
    }
    Err(failure("not everything was loaded", faults, faulty.len()))
}

fn failure(what: &str, faults: usize, files: usize) -> Error {
    let s = |n: usize| if n == 1 { "" } else { "s" };
    Error::Failed(match faults {
        0 => what.to_string(),
        n => format!("{what}: {n} faulty line{} in {files} file{}; --skip-invalid leaves them out", s(n), s(files)),
    })
}

fn record<'a>(id: &'a str, about: &'a About, mentions: Vec<Mention>, resolver: &Resolver<'_>) -> Record<'a> {
    let mut said: Vec<String> = mentions.iter().filter_map(|m| serde_json::to_string(&m.mention).ok()).collect();
    said.sort();
    said.dedup();
    let published = about.published.map(|d| d.to_string());
    let mut parts = vec![
        about.title.as_deref(),
        about.url.as_deref(),
        about.publisher.as_deref(),
        about.author.as_deref(),
        published.as_deref(),
        about.text.as_deref(),
    ];
    parts.extend(said.iter().map(|s| Some(s.as_str())));
    let around = Around { text: about.text.as_deref().unwrap_or(""), published: about.published };
    Record {
        id,
        title: about.title.as_deref().unwrap_or(id),
        url: about.url.as_deref(),
        publisher: about.publisher.as_deref(),
        author: about.author.as_deref(),
        published: about.published,
        origin: id,
        text: about.text.as_deref(),
        group: about.group.as_deref(),
        content: ContentHash::of_parts(&parts),
        extractor: EXTRACTOR,
        claims: claims(mentions, resolver, &around),
    }
}

/// The claims of an article. Ids that a graph of ours told stand, whatever the names would make now. What
/// our own extraction found is taken as `build` takes it; what others found is theirs to know.
fn claims(mentions: Vec<Mention>, resolver: &Resolver<'_>, around: &Around<'_>) -> Vec<Claim> {
    let (said, ids): (Vec<RelationMention>, Vec<[Option<String>; 2]>) =
        mentions.into_iter().map(|m| (m.mention, m.ids)).unzip();
    let mut claims = resolver.claims(said, around);
    for (Claim { mention, subject, object, .. }, [first, second]) in claims.iter_mut().zip(ids) {
        for (end, named, told) in [(subject, &mention.subject, first), (object, &mention.object, second)] {
            if let Some(id) = told.filter(|id| *id != *end.id.0) {
                *end = Identity { id: EntityId(id.into()), kind: named.kind, given: None };
            }
        }
    }
    claims.retain(|claim| claim.mention.rule != FastEngine::NAME || resolver.fits(claim));
    claims
}
