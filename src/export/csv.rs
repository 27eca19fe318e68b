//! Flat CSV for spreadsheets, databases and graph programs: a folder of files with one header line each.
//!
//! | file | columns |
//! | --- | --- |
//! | nodes.csv | `id,name,type,aliases` (aliases apart by `; `) |
//! | edges.csv | `source,source_name,target,target_name`, then relation, label, family, status, amount (whole units, exact), currency, bound, date, role, stake (percent), sources (independent), statements, confidence, first_published, last_published, and quote, title, publisher, url of the leading statement |
//! | statements.csv | `source,relation,target`, then article, title, publisher, published, url, group, status, amount, currency, bound, amount_text, date, role, stake, attribution, quote, start, end, confidence, rule |
//!
//! Cells that a spreadsheet would run are made safe ([`super::spreadsheet_safe`]).

use super::fields::{EDGE_FIELDS, Field, aliases, edge_fields, edge_id};
use super::{Folder, Options, spreadsheet_safe};
use crate::graph::{Edge, Entity, Graph};
use crate::value::{Amount, Bound};
use crate::vocab::Vocabulary;
use std::io::{self, Write};

/// Whose column names the files have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Flavour {
    /// Our own.
    #[default]
    Own,
    /// Gephi's import: `Id,Label,…` and `Source,Target,Type,Id,Label,Weight,Kind,…`.
    Gephi,
    /// neo4j-admin import: `id:ID,name,…,:LABEL` and `:START_ID,:END_ID,:TYPE,…` with typed columns.
    Neo4j,
}

pub(super) fn write(graph: &Graph, vocab: &Vocabulary, folder: &mut dyn Folder, options: &Options) -> io::Result<()> {
    nodes(graph, folder.file("nodes.csv")?, options.flavour)?;
    edges(graph, vocab, folder.file("edges.csv")?, options.flavour)?;
    if options.flavour == Flavour::Own {
        statements(graph, folder.file("statements.csv")?)?;
    }
    Ok(())
}

type Rows<W> = csv::Writer<W>;

fn rows<W: Write>(out: W) -> Rows<W> {
    csv::Writer::from_writer(out)
}

fn put<W: Write>(rows: &mut Rows<W>, text: &str) -> io::Result<()> {
    Ok(rows.write_field(spreadsheet_safe(text).as_ref())?)
}

fn end<W: Write>(rows: &mut Rows<W>) -> io::Result<()> {
    Ok(rows.write_record(None::<&[u8]>)?)
}

fn nodes(graph: &Graph, out: Box<dyn Write + '_>, flavour: Flavour) -> io::Result<()> {
    let mut rows = rows(out);
    rows.write_record(match flavour {
        Flavour::Own => ["id", "name", "type", "aliases"],
        Flavour::Gephi => ["Id", "Label", "Kind", "Aliases"],
        Flavour::Neo4j => ["id:ID", "name", ":LABEL", "aliases:string[]"],
    })?;
    for entity in graph.entities() {
        put(&mut rows, &entity.id.0)?;
        put(&mut rows, &entity.name)?;
        if flavour == Flavour::Neo4j {
            put(&mut rows, &format!("Entity;{}", neo4j_label(entity)))?;
            put(&mut rows, &entity.aliases.iter().map(|a| a.replace(';', ",")).collect::<Vec<_>>().join(";"))?;
        } else {
            put(&mut rows, entity.kind.as_str())?;
            put(&mut rows, &aliases(entity))?;
        }
        end(&mut rows)?;
    }
    rows.flush()
}

/// "Organization", "Person": labels in Neo4j are capitalised.
pub(super) fn neo4j_label(entity: &Entity) -> String {
    let name = entity.kind.as_str();
    name[..1].to_uppercase() + &name[1..]
}

fn edges(graph: &Graph, vocab: &Vocabulary, out: Box<dyn Write + '_>, flavour: Flavour) -> io::Result<()> {
    let mut rows = rows(out);
    let typed = |name: &str| match name {
        "amount" | "stake" | "confidence" => format!("{name}:double"),
        "sources" | "statements" => format!("{name}:int"),
        _ => name.to_string(),
    };
    let first: &[&str] = match flavour {
        Flavour::Own => &["source", "source_name", "target", "target_name"],
        Flavour::Gephi => &["Source", "Target", "Type", "Id", "Label", "Weight", "Kind"],
        Flavour::Neo4j => &[":START_ID", ":END_ID", ":TYPE"],
    };
    for name in first {
        rows.write_field(name)?;
    }
    for (name, _) in EDGE_FIELDS {
        rows.write_field(if flavour == Flavour::Neo4j { typed(name) } else { (*name).to_string() })?;
    }
    end(&mut rows)?;
    for (_, subject, edge, object) in graph.edges() {
        match flavour {
            Flavour::Own => {
                for text in [&subject.id.0, subject.name.as_str(), &object.id.0, object.name.as_str()] {
                    put(&mut rows, text)?;
                }
            }
            Flavour::Gephi => gephi_ends(&mut rows, subject, edge, object, vocab)?,
            Flavour::Neo4j => {
                for text in [subject.id.0.as_str(), &object.id.0, &edge.relation.to_uppercase()] {
                    put(&mut rows, text)?;
                }
            }
        }
        let mut given = edge_fields(edge, vocab).peekable();
        for (name, _) in EDGE_FIELDS {
            match given.next_if(|(n, _)| n == name) {
                Some((_, Field::Text(text))) => put(&mut rows, &text)?,
                Some((_, number)) => rows.write_field(number.text().as_ref())?,
                None => rows.write_field("")?,
            }
        }
        end(&mut rows)?;
    }
    rows.flush()
}

fn gephi_ends<W: Write>(
    rows: &mut Rows<W>,
    subject: &Entity,
    edge: &Edge,
    object: &Entity,
    vocab: &Vocabulary,
) -> io::Result<()> {
    let kind = if super::fields::symmetric(edge, vocab) { "Undirected" } else { "Directed" };
    put(rows, &subject.id.0)?;
    put(rows, &object.id.0)?;
    put(rows, kind)?;
    put(rows, &edge_id(subject, edge, object))?;
    put(rows, vocab.relations.find(&edge.relation).map_or(&edge.relation, |r| &r.label))?;
    put(rows, &edge.sources().to_string())?;
    put(rows, &edge.relation)
}

const STATEMENT_COLUMNS: [&str; 23] = [
    "source",
    "relation",
    "target",
    "article",
    "title",
    "publisher",
    "published",
    "url",
    "group",
    "status",
    "amount",
    "currency",
    "bound",
    "amount_text",
    "date",
    "role",
    "stake",
    "attribution",
    "quote",
    "start",
    "end",
    "confidence",
    "rule",
];

fn statements(graph: &Graph, out: Box<dyn Write + '_>) -> io::Result<()> {
    let mut rows = rows(out);
    rows.write_record(STATEMENT_COLUMNS)?;
    for (_, subject, edge, object) in graph.edges() {
        for fact in &edge.facts {
            let source = &fact.source;
            let amount = fact.amount.as_ref();
            let published = source.published.map(|d| d.to_string()).unwrap_or_default();
            for text in [
                subject.id.0.as_str(),
                edge.relation.as_str(),
                object.id.0.as_str(),
                source.article.as_str(),
                source.title.as_str(),
                source.publisher.as_deref().unwrap_or(""),
                published.as_str(),
                source.url.as_deref().unwrap_or(""),
                source.group.as_str(),
                fact.status.as_str(),
                &amount.map(Amount::value_text).unwrap_or_default(),
                amount.map_or("", |a| a.currency.as_str()),
                amount.map_or("", |a| Bound::as_str(a.bound)),
                amount.map_or("", |a| a.text.as_str()),
                &fact.date.map(|d| d.to_string()).unwrap_or_default(),
                fact.role.as_deref().unwrap_or(""),
                &fact.stake.map(|s| Field::Decimal(s.into()).text().into_owned()).unwrap_or_default(),
                fact.attribution.as_deref().unwrap_or(""),
                fact.quote.as_str(),
                &fact.span.start.to_string(),
                &fact.span.end.to_string(),
                &fact.confidence.to_string(),
                fact.rule.as_str(),
            ] {
                put(&mut rows, text)?;
            }
            end(&mut rows)?;
        }
    }
    rows.flush()
}
