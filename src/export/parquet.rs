//! Parquet: entities, relations and statements, a file each, with typed columns, Snappy within.
//!
//! The columns are those of [`super::csv`]. `amount` and `stake` are decimals of two places, counts are integers.

use super::cells::{put_cell, put_empty, take_cell};
use super::fields::{EDGE_FIELDS, Field, FieldType, aliases, edge_fields, percent};
use super::{Folder, Options};
use crate::graph::{Edge, Entity, Fact, Passing, Walk};
use crate::vocab::Vocabulary;
use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::{ColumnCloseResult, get_column_writer, get_typed_column_writer};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, ColumnPath, Type};
use rayon::prelude::*;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows held before they are written as a group.
const GROUP: usize = 16_384;

/// Columns most of whose texts stand once in a group, so that a dictionary of them takes more than it saves.
const MOSTLY_ONCE: [&str; 8] = ["id", "name", "target", "target_name", "article", "title", "quote", "group"];

/// Columns of text by whose least and greatest a reader can pass over a group: those that rows are sorted by, and dates.
const TOLD: [&str; 7] = ["id", "source", "source_name", "date", "published", "first_published", "last_published"];

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, folder: &mut dyn Folder, _: &Options) -> io::Result<()> {
    let files = folder.files(&["entities.parquet", "relations.parquet", "statements.parquet"])?;
    let columns = [entity_columns(), relation_columns(), statement_columns()];
    let tables = files.into_iter().zip(columns).map(|(file, columns)| Table::new(file, &columns));
    let mut tables: Vec<Table<'_>> = tables.collect::<io::Result<_>>()?;
    if let [entities, relations, statements] = &mut tables[..] {
        let mut row = Vec::new();
        graph.each_entity(&mut |entity| {
            row.clear();
            for text in [&*entity.id.0, &entity.name, entity.kind.as_str(), &aliases(entity)] {
                put_text(&mut row, Some(text));
            }
            entities.write_all(&row)
        })?;
        graph.write_edges(&mut [relations, statements], &|Passing { subject, edge, object, .. }, texts| {
            if let [relations, statements] = texts {
                relation(relations, subject, edge, object, vocab);
                edge.facts.iter().for_each(|fact| statement(statements, subject, edge, object, fact));
            }
            Ok(())
        })?;
    }
    tables.into_iter().try_for_each(Table::close)
}

type Columns = Vec<(&'static str, Kind)>;

fn entity_columns() -> Columns {
    ["id", "name", "type", "aliases"].map(|name| (name, Kind::Text)).to_vec()
}

fn relation_columns() -> Columns {
    let ends = ["source", "source_name", "target", "target_name"].map(|name| (name, Kind::Text));
    let fields = EDGE_FIELDS.iter().map(|&(name, kind)| {
        let kind = match kind {
            FieldType::Text => Kind::Text,
            FieldType::Whole => Kind::Whole,
            FieldType::Number if name == "confidence" => Kind::Number,
            FieldType::Number => Kind::Decimal,
        };
        (name, kind)
    });
    ends.into_iter().chain(fields).collect()
}

fn statement_columns() -> Columns {
    let kind = |name| match name {
        "amount" | "stake" => Kind::Decimal,
        "start" | "end" => Kind::Whole,
        "confidence" => Kind::Number,
        _ => Kind::Text,
    };
    super::csv::STATEMENT_COLUMNS.iter().map(|&name| (name, kind(name))).collect()
}

fn relation(row: &mut Vec<u8>, subject: &Entity, edge: &Edge, object: &Entity, vocab: &Vocabulary) {
    for text in [&*subject.id.0, &subject.name, &object.id.0, &object.name] {
        put_text(row, Some(text));
    }
    let mut given = edge_fields(edge, vocab).peekable();
    for (name, _) in EDGE_FIELDS {
        put_field(row, given.next_if(|(n, _)| n == name).map(|(_, field)| field));
    }
}

fn statement(row: &mut Vec<u8>, subject: &Entity, edge: &Edge, object: &Entity, fact: &Fact) {
    let (source, amount) = (&fact.source, fact.amount.as_ref());
    for text in [&*subject.id.0, &edge.relation, &object.id.0, &source.article, &source.title] {
        put_text(row, Some(text));
    }
    put_text(row, source.publisher.as_deref());
    put_text(row, source.published.map(|d| d.to_string()).as_deref());
    put_text(row, source.url.as_deref());
    put_text(row, Some(&source.group));
    put_text(row, Some(fact.status.as_str()));
    put_field(row, amount.map(|a| Field::Decimal(a.hundredths)));
    put_text(row, amount.map(|a| a.currency.as_str()));
    put_text(row, amount.map(|a| a.bound.as_str()));
    put_text(row, amount.map(|a| a.text.as_str()));
    put_text(row, fact.date.map(|d| d.to_string()).as_deref());
    put_text(row, fact.role.as_deref());
    put_field(row, fact.stake.map(percent));
    put_text(row, fact.attribution.as_deref());
    put_text(row, Some(&fact.quote));
    put_field(row, Some(Field::Whole(fact.span.start.into())));
    put_field(row, Some(Field::Whole(fact.span.end.into())));
    put_field(row, Some(Field::Number(fact.confidence)));
    put_text(row, Some(&fact.rule));
}

fn put_text(row: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => put_cell(row, text.as_bytes()),
        None => put_empty(row),
    }
}

/// Adds a cell of a text, or of the eight bytes of a number.
fn put_field(row: &mut Vec<u8>, field: Option<Field<'_>>) {
    match field {
        None => put_empty(row),
        Some(Field::Text(text)) => put_cell(row, text.as_bytes()),
        Some(Field::Whole(n) | Field::Decimal(n)) => put_cell(row, &n.to_le_bytes()),
        Some(Field::Number(n)) => put_cell(row, &f64::from(n).to_le_bytes()),
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Whole,
    /// Two places.
    Decimal,
    Number,
}

/// The cells of a column that wait to be written.
struct Column {
    kind: Kind,
    about: ColumnDescPtr,
    /// For each row whether it has a value.
    given: Vec<i16>,
    /// The values, and how many bytes each has.
    bytes: Vec<u8>,
    lengths: Vec<usize>,
}

impl Column {
    fn push(&mut self, cell: Option<&[u8]>) {
        self.given.push(cell.is_some().into());
        if let Some(cell) = cell {
            self.bytes.extend_from_slice(cell);
            self.lengths.push(cell.len());
        }
    }

    /// What the cells are in a file, and empties the column.
    fn encode(&mut self, properties: &WriterPropertiesPtr) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let bytes = Bytes::from(std::mem::take(&mut self.bytes));
        let mut at = 0;
        let values = self.lengths.drain(..).map(|length| {
            at += length;
            bytes.slice(at - length..at)
        });
        let number = |bytes: Bytes| <[u8; 8]>::try_from(&*bytes).unwrap_or_default();
        let chunk = match self.kind {
            Kind::Text => {
                let values: Vec<ByteArray> = values.map(ByteArray::from).collect();
                chunk::<ByteArrayType>(&self.about, properties, &values, &self.given)
            }
            Kind::Whole | Kind::Decimal => {
                let values: Vec<i64> = values.map(|v| i64::from_le_bytes(number(v))).collect();
                chunk::<Int64Type>(&self.about, properties, &values, &self.given)
            }
            Kind::Number => {
                let values: Vec<f64> = values.map(|v| f64::from_le_bytes(number(v))).collect();
                chunk::<DoubleType>(&self.about, properties, &values, &self.given)
            }
        };
        self.given.clear();
        chunk
    }
}

/// A column of a group as it stands in a file, and what the file has to tell about it.
fn chunk<T: DataType>(
    about: &ColumnDescPtr,
    properties: &WriterPropertiesPtr,
    values: &[T::T],
    given: &[i16],
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let mut bytes = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut bytes));
    let mut writer = get_typed_column_writer::<T>(get_column_writer(about.clone(), properties.clone(), pages));
    writer.write_batch(values, Some(given), None)?;
    let closed = writer.close()?;
    Ok((bytes.into_inner()?.into(), closed))
}

/// A file. What is written to it are whole rows: a cell for each column, in order.
struct Table<'f> {
    writer: SerializedFileWriter<Box<dyn Write + Send + 'f>>,
    columns: Vec<Column>,
    rows: usize,
}

impl<'f> Table<'f> {
    fn new(out: Box<dyn Write + Send + 'f>, columns: &[(&str, Kind)]) -> io::Result<Table<'f>> {
        let fields =
            columns.iter().map(|&(name, kind)| field(name, kind)).collect::<Result<Vec<_>, _>>().map_err(fault)?;
        let schema = Type::group_type_builder("techgraph").with_fields(fields).build().map_err(fault)?;
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("techgraph ", env!("CARGO_PKG_VERSION")).to_string());
        for (name, _) in columns.iter().filter(|(_, kind)| matches!(kind, Kind::Text)) {
            let told = if TOLD.contains(name) { EnabledStatistics::Chunk } else { EnabledStatistics::None };
            properties = properties
                .set_column_dictionary_enabled(ColumnPath::from(*name), !MOSTLY_ONCE.contains(name))
                .set_column_statistics_enabled(ColumnPath::from(*name), told);
        }
        let properties = properties.build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(fault)?;
        let column = |(&(_, kind), about): (&(&str, Kind), &ColumnDescPtr)| Column {
            kind,
            about: about.clone(),
            given: Vec::new(),
            bytes: Vec::new(),
            lengths: Vec::new(),
        };
        let columns = columns.iter().zip(writer.schema_descr().columns()).map(column).collect();
        Ok(Table { writer, columns, rows: 0 })
    }

    /// Writes the rows that wait, their columns made ready side by side.
    fn write_group(&mut self) -> Result<(), ParquetError> {
        let properties = self.writer.properties().clone();
        let chunks: Vec<_> = self.columns.par_iter_mut().map(|column| column.encode(&properties)).collect();
        let mut group = self.writer.next_row_group()?;
        for chunk in chunks {
            let (bytes, closed) = chunk?;
            group.append_column(&bytes, closed)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    fn close(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(fault)?;
        }
        self.writer.finish().map_err(fault)?;
        self.writer.inner_mut().flush()
    }
}

impl Write for Table<'_> {
    fn write(&mut self, rows: &[u8]) -> io::Result<usize> {
        let mut rest = rows;
        while !rest.is_empty() {
            for column in &mut self.columns {
                column.push(take_cell(&mut rest).ok_or(io::ErrorKind::UnexpectedEof)?);
            }
            self.rows += 1;
            if self.rows == GROUP {
                self.write_group().map_err(fault)?;
            }
        }
        Ok(rows.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.inner_mut().flush()
    }
}

fn field(name: &str, kind: Kind) -> Result<Arc<Type>, ParquetError> {
    let physical = match kind {
        Kind::Text => Physical::BYTE_ARRAY,
        Kind::Whole | Kind::Decimal => Physical::INT64,
        Kind::Number => Physical::DOUBLE,
    };
    let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    let field = match kind {
        Kind::Text => field.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8),
        Kind::Decimal => field.with_logical_type(Some(LogicalType::decimal(2, 18))).with_precision(18).with_scale(2),
        Kind::Whole | Kind::Number => field,
    };
    field.build().map(Arc::new)
}

fn fault(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}
