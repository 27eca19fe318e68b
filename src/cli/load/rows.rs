//! Relations as rows of CSV, a header line first.
//!
//! | column | what |
//! | --- | --- |
//! | source, relation, target | who does what to whom: a name, a relation's name, a name |
//! | source_type, target_type | where left out, the type under which the gazetteer knows the name, else the relation's usual one |
//! | status | confirmed where left out |
//! | amount, currency | `50e9`, `500M`, `2.5bn`; a code such as USD |
//! | date | `2026`, `2026-01` or `2026-01-30` |
//! | role, stake | a role; percent |
//! | quote | the words that say it; where left out, the row itself |
//! | url | the article's address, which is its id too; where left out, the file is the article |
//!
//! Cells are as spreadsheets write them: an apostrophe that keeps a formula from being one is taken off.

use super::super::filter;
use super::super::line::{About, Line, Place};
use super::reading::relation;
use crate::Error;
use crate::relation::{EntityRef, Evidence, RelationMention};
use crate::resolve::Resolver;
use crate::value::{Amount, Bound, Currency, EntityType, PartialDate, Span, Status};
use crate::vocab::Vocabulary;
use csv::{ReaderBuilder, StringRecord};
use std::io::Read;
use std::path::Path;

const NEEDED: [&str; 3] = ["source", "relation", "target"];
const ALL: [&str; 13] = [
    "source",
    "relation",
    "target",
    "source_type",
    "target_type",
    "status",
    "amount",
    "currency",
    "date",
    "role",
    "stake",
    "quote",
    "url",
];

/// A line without the mark by which some programs begin a file.
fn without_mark(first: &[u8]) -> &[u8] {
    first.strip_prefix("\u{feff}".as_bytes()).unwrap_or(first)
}

/// Whether a file's first line is a header with a column that is needed, and not a line of JSON.
pub(super) fn is_table(first: &[u8]) -> bool {
    let first = String::from_utf8_lossy(without_mark(first)).to_lowercase();
    !first.trim_start().starts_with('{') && NEEDED.iter().any(|c| columns(&first).any(|n| n == *c))
}

fn columns(header: &str) -> impl Iterator<Item = &str> {
    header.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"'))
}

/// Reads a table, its first line and the rest, and hands on every row with its line, or what is wrong with it.
///
/// # Errors
/// [`Error::Io`] where the file cannot be read to its end.
pub(super) fn read(
    first: &[u8],
    rest: impl Read,
    path: &Path,
    resolver: &Resolver<'_>,
    vocab: &Vocabulary,
    mut take: impl FnMut(usize, Result<Line, String>),
) -> crate::Result<()> {
    let first = without_mark(first);
    // Spreadsheets of some countries write semicolons.
    let comma = [b',', b';', b'\t'].into_iter().max_by_key(|c| first.iter().filter(|b| *b == c).count());
    let mut reader =
        ReaderBuilder::new().delimiter(comma.unwrap_or(b',')).flexible(true).from_reader(first.chain(rest));
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(e) => {
            take(1, Err(format!("no CSV: {e}")));
            return Ok(());
        }
    };
    let missing: Vec<&str> = NEEDED.into_iter().filter(|name| !header.iter().any(|h| h == name)).collect();
    let strange = header.iter().find(|name| !ALL.contains(&name.as_str()));
    if !missing.is_empty() {
        take(1, Err(format!("no column {}; expected {}", missing.join(", "), ALL.join(","))));
        return Ok(());
    }
    if let Some(strange) = strange {
        take(1, Err(format!("there is no column {strange:?}; expected some of {}", ALL.join(","))));
        return Ok(());
    }
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Err(e) => {
                let at = e.position().map_or(0, csv::Position::line) as usize;
                match e.into_kind() {
                    csv::ErrorKind::Io(cause) => return Err(Error::io("read", path)(cause)),
                    _ => take(at, Err("not UTF-8 text".to_string())),
                }
            }
            Ok(true) => {
                let at = record.position().map_or(0, csv::Position::line) as usize;
                let row = Row { header: &header, record: &record };
                if record.len() == header.len() {
                    take(at, row.line(path, resolver, vocab));
                } else {
                    let (cells, columns) = (record.len(), header.len());
                    take(at, Err(format!("{cells} cells under {columns} columns; quote cells that hold a comma")));
                }
            }
        }
    }
}

struct Row<'r> {
    header: &'r [String],
    record: &'r StringRecord,
}

impl Row<'_> {
    /// What stands in a column; `None` where nothing does.
    fn cell(&self, column: &str) -> Option<&str> {
        let text = self.record.get(self.header.iter().position(|h| h == column)?)?.trim();
        let text = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
        (!text.is_empty()).then_some(text)
    }

    /// A cell as a value; what it should be where it is none.
    fn parsed<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>, what: &str) -> Result<Option<T>, String> {
        let Some(text) = self.cell(column) else { return Ok(None) };
        parse(text).map(Some).ok_or_else(|| format!("{column}: {text:?} is not {what}"))
    }

    fn line(&self, path: &Path, resolver: &Resolver<'_>, vocab: &Vocabulary) -> Result<Line, String> {
        let needed = |column: &str| self.cell(column).ok_or_else(|| format!("{column}: missing"));
        let relation = relation(needed("relation")?, vocab)?;
        let end = |column: &str, usual: &[EntityType]| -> Result<EntityRef, String> {
            let name = needed(column)?.to_string();
            let of = |kind| EntityRef { name: name.clone(), kind, mentions: vec![name.clone()] };
            let told = self.parsed(&format!("{column}_type"), |t| t.parse().ok(), &list(EntityType::ALL))?;
            let known = || usual.iter().copied().find(|&kind| resolver.identity(&of(kind)).given.is_some());
            let kind = told.or_else(known).or(usual.first().copied()).unwrap_or(EntityType::Organization);
            Ok(of(kind))
        };
        let quote = self.cell("quote").map_or_else(|| self.record.iter().collect::<Vec<_>>().join(","), String::from);
        let span = Span::new(0, quote.len());
        let date = |text: &str| PartialDate::parse(text);
        let percent = |text: &str| {
            let percent: f64 = text.trim_end_matches('%').trim().parse().ok()?;
            (0.0..=100.0).contains(&percent).then_some((percent * 100.0).round() as u32)
        };
        let mention = RelationMention {
            subject: end("source", &relation.subject)?,
            relation: relation.name.clone(),
            object: end("target", &relation.object)?,
            status: self.parsed("status", |t| t.parse().ok(), &list(Status::ALL))?.unwrap_or(Status::Confirmed),
            amount: self.amount()?,
            date: self.parsed("date", date, "a date like 2026, 2026-01 or 2026-01-30")?,
            role: self.cell("role").map(String::from),
            stake: self.parsed("stake", percent, "a percentage from 0 to 100")?,
            attribution: None,
            evidence: Evidence { text: quote, span },
            confidence: 1.0,
            rule: "table".into(),
        };
        let file = path.to_string_lossy();
        let article = self.cell("url").unwrap_or(&file).to_string();
        let about = About { url: self.cell("url").map(String::from), ..About::default() };
        Ok(Line { article, about, mention: Some(mention), place: Place::Open, ids: [None, None] })
    }

    fn amount(&self) -> Result<Option<Amount>, String> {
        let hundredths = self.parsed("amount", |t| filter::money(t).ok(), "an amount like 50e9, 500M or 2.5bn")?;
        let currency = self.parsed("currency", Currency::new, "a currency of three letters, like USD")?;
        match (hundredths, currency) {
            (Some(hundredths), Some(currency)) => {
                let text = self.cell("amount").unwrap_or_default().to_string();
                Ok(Some(Amount { text, hundredths, currency, bound: Bound::Exact }))
            }
            (Some(_), None) => Err("currency: missing; an amount needs one, like USD".to_string()),
            (None, _) => Ok(None),
        }
    }
}

fn list<T: Copy + std::fmt::Display>(words: &[T]) -> String {
    format!("one of {}", words.iter().map(T::to_string).collect::<Vec<_>>().join(", "))
}
