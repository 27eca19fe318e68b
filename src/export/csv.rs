//! Flat CSV for spreadsheets, databases and graph programs: a folder of files with one header line each.
//!
//! | file | columns |
//! | --- | --- |
//! | nodes.csv | `id,name,type,aliases` (aliases apart by `; `) |
//! | edges.csv | `source,source_name,target,target_name`, then relation, label, family, status, amount (whole units, exact), currency, bound, date, role, stake (percent), sources (independent), statements, confidence, first_published, last_published, and quote, title, publisher, url of the leading statement |
//! | statements.csv | `source,relation,target`, then article, title, publisher, published, url, group, status, amount, currency, bound, amount_text, date, role, stake, attribution, quote, start, end, confidence, rule |
//!
//! With another flavour there are the first two only, with that program's names for columns and, for Kumu, for files.
//! Cells that a spreadsheet would run are made safe ([`super::spreadsheet_safe`]).

use super::fields::{EDGE_FIELDS, Field, aliases, edge_fields, edge_id, percent, symmetric};
use super::{Folder, Options, spreadsheet_safe};
use crate::graph::{Edge, Entity, Fact, Passing, Walk, write_out};
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
    /// Kumu's import: `ID,Label,Type,…` and `ID,From,To,Direction,Label,…` in elements.csv and connections.csv.
    Kumu,
}

impl Flavour {
    /// Its files of nodes, edges and, if it has such, statements.
    fn files(self) -> &'static [&'static str] {
        match self {
            Flavour::Own => &["nodes.csv", "edges.csv", "statements.csv"],
            Flavour::Gephi | Flavour::Neo4j => &["nodes.csv", "edges.csv"],
            Flavour::Kumu => &["elements.csv", "connections.csv"],
        }
    }

    fn node_columns(self) -> [&'static str; 4] {
        match self {
            Flavour::Own => ["id", "name", "type", "aliases"],
            Flavour::Gephi => ["Id", "Label", "Kind", "Aliases"],
            Flavour::Neo4j => ["id:ID", "name", ":LABEL", "aliases:string[]"],
            Flavour::Kumu => ["ID", "Label", "Type", "Aliases"],
        }
    }

    /// Columns of an edge before those of [`EDGE_FIELDS`].
    fn edge_columns(self) -> &'static [&'static str] {
        match self {
            Flavour::Own => &["source", "source_name", "target", "target_name"],
            Flavour::Gephi => &["Source", "Target", "Type", "Id", "Label", "Weight", "Kind"],
            Flavour::Neo4j => &[":START_ID", ":END_ID", ":TYPE"],
            Flavour::Kumu => &["ID", "From", "To", "Direction", "Label", "Strength", "Type"],
        }
    }
}

pub(super) fn write(
    graph: &dyn Walk,
    vocab: &Vocabulary,
    folder: &mut dyn Folder,
    options: &Options,
) -> io::Result<()> {
    let flavour = options.flavour;
    let mut files = folder.files(flavour.files())?;
    let Some((nodes, others)) = files.split_first_mut() else { return Ok(()) };
    let mut row = Vec::new();
    header(&mut row, flavour.node_columns());
    graph.each_entity(&mut |entity| {
        node(&mut row, entity, flavour);
        write_out(&mut [nodes], std::slice::from_mut(&mut row))
    })?;
    write_out(&mut [nodes], std::slice::from_mut(&mut row))?;
    let mut others: Vec<&mut dyn Write> = others.iter_mut().map(|file| &mut **file as &mut dyn Write).collect();
    let mut headers = vec![Vec::new(); others.len()];
    for (n, row) in headers.iter_mut().enumerate() {
        match n {
            0 => edge_header(row, flavour),
            _ => header(row, STATEMENT_COLUMNS),
        }
    }
    write_out(&mut others, &mut headers)?;
    graph.write_edges(&mut others, &|Passing { subject, edge, object, .. }, texts| {
        if let Some((edges, rest)) = texts.split_first_mut() {
            edge_row(edges, subject, edge, object, vocab, flavour);
            for rows in rest {
                edge.facts.iter().for_each(|fact| statement(rows, subject, edge, object, fact));
            }
        }
        Ok(())
    })?;
    files.iter_mut().try_for_each(|file| file.flush())
}

/// Adds a cell, with a comma after it.
fn cell(row: &mut Vec<u8>, text: &str) {
    // No early end: many bytes are looked at at a time.
    let quoted = text.bytes().fold(false, |found, byte| found | matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if quoted {
        row.push(b'"');
        for (n, part) in text.split('"').enumerate() {
            row.extend_from_slice(if n == 0 { b"" } else { b"\"\"" });
            row.extend_from_slice(part.as_bytes());
        }
        row.push(b'"');
    } else {
        row.extend_from_slice(text.as_bytes());
    }
    row.push(b',');
}

fn put(row: &mut Vec<u8>, text: &str) {
    cell(row, &spreadsheet_safe(text));
}

/// Ends a row: there is no comma after its last cell.
fn end(row: &mut Vec<u8>) {
    row.pop();
    row.push(b'\n');
}

fn header<'c>(row: &mut Vec<u8>, columns: impl IntoIterator<Item = &'c str>) {
    columns.into_iter().for_each(|name| cell(row, name));
    end(row);
}

fn node(row: &mut Vec<u8>, entity: &Entity, flavour: Flavour) {
    let listed = |mark: char| -> Vec<String> { entity.aliases.iter().map(|a| a.replace(mark, ",")).collect() };
    let (kind, aliases) = match flavour {
        Flavour::Neo4j => (format!("Entity;{}", neo4j_label(entity)), listed(';').join(";")),
        Flavour::Kumu => (entity.kind.to_string(), listed('|').join("|")),
        Flavour::Own | Flavour::Gephi => (entity.kind.to_string(), aliases(entity)),
    };
    for text in [&*entity.id.0, &entity.name, &kind, &aliases] {
        put(row, text);
    }
    end(row);
}

/// "Organization", "Person": labels in Neo4j are capitalised.
pub(super) fn neo4j_label(entity: &Entity) -> String {
    let name = entity.kind.as_str();
    name[..1].to_uppercase() + &name[1..]
}

/// Whether a flavour has one of [`EDGE_FIELDS`]: Kumu compares the names of columns without case, and has a label already.
fn kept(flavour: Flavour, name: &str) -> bool {
    flavour != Flavour::Kumu || name != "label"
}

fn edge_header(row: &mut Vec<u8>, flavour: Flavour) {
    flavour.edge_columns().iter().for_each(|name| cell(row, name));
    for (name, _) in EDGE_FIELDS.iter().filter(|(name, _)| kept(flavour, name)) {
        let kind = match *name {
            "amount" | "stake" | "confidence" => ":double",
            "sources" | "statements" => ":int",
            _ => "",
        };
        cell(row, &format!("{name}{}", if flavour == Flavour::Neo4j { kind } else { "" }));
    }
    end(row);
}

fn edge_row(row: &mut Vec<u8>, subject: &Entity, edge: &Edge, object: &Entity, vocab: &Vocabulary, flavour: Flavour) {
    let (from, to) = (&*subject.id.0, &*object.id.0);
    match flavour {
        Flavour::Own => [from, &subject.name, to, &object.name].iter().for_each(|text| put(row, text)),
        Flavour::Neo4j => [from, to, &edge.relation.to_uppercase()].iter().for_each(|text| put(row, text)),
        Flavour::Gephi | Flavour::Kumu => {
            let (id, symmetric) = (edge_id(subject, edge, object), symmetric(edge, vocab));
            let label = vocab.relations.find(&edge.relation).map_or(&*edge.relation, |r| &r.label);
            let first: [&str; 4] = match flavour {
                Flavour::Kumu => [&id, from, to, if symmetric { "undirected" } else { "directed" }],
                _ => [from, to, if symmetric { "Undirected" } else { "Directed" }, &id],
            };
            for text in first.into_iter().chain([label, &edge.sources().to_string(), &edge.relation]) {
                put(row, text);
            }
        }
    }
    let mut given = edge_fields(edge, vocab).peekable();
    for (name, _) in EDGE_FIELDS {
        match given.next_if(|(n, _)| n == name) {
            _ if !kept(flavour, name) => {}
            Some((_, Field::Text(text))) => put(row, &text),
            Some((_, number)) => cell(row, &number.text()),
            None => cell(row, ""),
        }
    }
    end(row);
}

pub(super) const STATEMENT_COLUMNS: [&str; 23] = [
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

fn statement(row: &mut Vec<u8>, subject: &Entity, edge: &Edge, object: &Entity, fact: &Fact) {
    let source = &fact.source;
    let amount = fact.amount.as_ref();
    for text in [
        subject.id.0.as_str(),
        edge.relation.as_str(),
        object.id.0.as_str(),
        source.article.as_str(),
        source.title.as_str(),
        source.publisher.as_deref().unwrap_or(""),
        &source.published.map(|d| d.to_string()).unwrap_or_default(),
        source.url.as_deref().unwrap_or(""),
        source.group.as_str(),
        fact.status.as_str(),
        &amount.map(Amount::value_text).unwrap_or_default(),
        amount.map_or("", |a| a.currency.as_str()),
        amount.map_or("", |a| Bound::as_str(a.bound)),
        amount.map_or("", |a| a.text.as_str()),
        &fact.date.map(|d| d.to_string()).unwrap_or_default(),
        fact.role.as_deref().unwrap_or(""),
        &fact.stake.map(|s| percent(s).text().into_owned()).unwrap_or_default(),
        fact.attribution.as_deref().unwrap_or(""),
        fact.quote.as_str(),
        &fact.span.start.to_string(),
        &fact.span.end.to_string(),
        &fact.confidence.to_string(),
        fact.rule.as_str(),
    ] {
        put(row, text);
    }
    end(row);
}
