//! `techgraph load`: relation mentions made elsewhere.

use super::identity::DecisionsArgs;
use super::line::{self, About};
use super::table::{Format, Kind, Table};
use super::{Context, edges, report, stats};
use crate::relation::RelationMention;
use crate::resolve::{Around, Resolver};
use crate::store::{Change, ContentHash, Record, Store};
use crate::vocab::Vocabulary;
use crate::{Error, Result, cli};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What made the statements, where they came in such files.
const EXTRACTOR: &str = "loaded";
/// How many articles are stored in one transaction.
const BATCH: usize = 2048;

/// Load relation mentions that were made elsewhere (JSON Lines, as `techgraph extract` prints them)
///
/// All lines of one article together are what it says, over all files named. A file with a faulty line is not loaded.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  techgraph load monday.jsonl tuesday.jsonl.gz --graph deals.db")]
pub(super) struct LoadArgs {
    /// Files of such lines, also gzipped; - reads standard input
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

/// A relation mention and the line that it comes from.
struct Mention {
    article: String,
    file: usize,
    line: usize,
    placed: bool,
    mention: RelationMention,
}

/// What the files hold.
#[derive(Default)]
struct Reading {
    /// Articles, with the files that name them.
    articles: BTreeMap<String, (About, BTreeSet<usize>)>,
    mentions: Vec<Mention>,
    /// File, line and what is wrong.
    faults: Vec<(usize, usize, String)>,
}

pub(super) fn run(args: &LoadArgs, context: &Context) -> Result<()> {
    let book = args.book.book(context)?;
    let mut reading = Reading::default();
    for (number, file) in args.files.iter().enumerate() {
        reading.read(number, file, book.resolver.vocabulary())?;
    }
    reading.place();
    reading.faults.sort();
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
    let mut by_article: BTreeMap<String, Vec<RelationMention>> = BTreeMap::new();
    for mention in reading.mentions {
        by_article.entry(mention.article).or_default().push(mention.mention);
    }
    let mut counts: BTreeMap<Change, usize> = BTreeMap::new();
    let articles: Vec<(String, (About, BTreeSet<usize>))> = reading.articles.into_iter().collect();
    for articles in articles.chunks(BATCH) {
        let mut batch = store.batch()?;
        for (id, (about, _)) in articles {
            let mentions = by_article.remove(id).unwrap_or_default();
            *counts.entry(batch.put(record(id, about, mentions, &book.resolver))?).or_default() += 1;
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

fn record<'a>(id: &'a str, about: &'a About, mentions: Vec<RelationMention>, resolver: &Resolver<'_>) -> Record<'a> {
    let mut said: Vec<String> = mentions.iter().filter_map(|m| serde_json::to_string(m).ok()).collect();
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
        content: ContentHash::of_parts(&parts),
        extractor: EXTRACTOR,
        claims: resolver.claims(mentions, &around),
    }
}

impl Reading {
    fn read(&mut self, file: usize, path: &Path, vocab: &Vocabulary) -> Result<()> {
        let bytes = bytes_of(path)?;
        let relations: Vec<&str> = vocab.relations.iter().map(|r| r.name.as_str()).collect();
        for (number, text) in bytes.split(|b| *b == b'\n').enumerate() {
            let number = number + 1;
            let line = std::str::from_utf8(text).map_err(|_| "not UTF-8 text".to_string());
            let line = match line {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => line::read(text.trim()),
                Err(e) => Err(e),
            };
            let line = line.and_then(|line| match &line.mention {
                Some(m) if !relations.contains(&m.relation.as_str()) => Err(format!(
                    "relation: there is none called {:?}; expected one of {}",
                    m.relation,
                    relations.join(", ")
                )),
                _ => Ok(line),
            });
            match line {
                Err(fault) => self.faults.push((file, number, fault)),
                Ok(line) => {
                    let (about, files) = self.articles.entry(line.article.clone()).or_default();
                    about.merge(line.about);
                    files.insert(file);
                    if let Some(mention) = line.mention {
                        let (article, placed) = (line.article, line.placed);
                        self.mentions.push(Mention { article, file, line: number, placed, mention });
                    }
                }
            }
        }
        Ok(())
    }

    /// Holds every quote against the text, where the text is told, and finds the place of those that came without.
    fn place(&mut self) {
        let (articles, faults) = (&self.articles, &mut self.faults);
        self.mentions.retain_mut(|m| {
            let text = articles.get(&m.article).and_then(|(about, _)| about.text.as_deref());
            let evidence = &mut m.mention.evidence;
            let fault = match text {
                None if m.placed => return true,
                None => "evidence: without start and end it needs a line with the article's text",
                Some(text) if m.placed && evidence.span.of(text) == evidence.text => return true,
                Some(text) => match text.find(&evidence.text) {
                    Some(start) if !m.placed => {
                        evidence.span = crate::value::Span::new(start, start + evidence.text.len());
                        return true;
                    }
                    Some(start) => &*format!("evidence: its text stands at {start}, not at {}", evidence.span.start),
                    None => "evidence: its text does not stand in the article's text",
                },
            };
            faults.push((m.file, m.line, fault.to_string()));
            false
        });
    }

    fn drop_files(&mut self, files: &BTreeSet<usize>) {
        self.mentions.retain(|m| !files.contains(&m.file));
        self.articles.retain(|_, (_, from)| !from.is_subset(files));
    }
}

impl About {
    /// Lines about one article say the same; where they do not, the greater value stands, whatever their order.
    fn merge(&mut self, other: About) {
        fn greater<T: Ord>(mine: &mut Option<T>, other: Option<T>) {
            if other > *mine {
                *mine = other;
            }
        }
        greater(&mut self.title, other.title);
        greater(&mut self.url, other.url);
        greater(&mut self.publisher, other.publisher);
        greater(&mut self.author, other.author);
        greater(&mut self.published, other.published);
        greater(&mut self.text, other.text);
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(Error::io("read", "standard input"))?;
    } else {
        bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).map_err(Error::io("unpack", path))?;
        return Ok(plain);
    }
    Ok(bytes)
}
