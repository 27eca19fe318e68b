//! Parquet: entities, relations and statements, a file each, with typed columns, Snappy within.
//!
//! The columns are those of [`super::csv`]. `amount` and `stake` are decimals of two places, counts are integers.

use super::fields::{EDGE_FIELDS, Field, FieldType, aliases, edge_fields, percent};
use super::{Folder, Options};
use crate::graph::{Edge, Entity, Fact, Walk};
use crate::vocab::Vocabulary;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows held before they are written as a group.
const GROUP: usize = 16_384;

pub(super) fn write(graph: &dyn Walk, vocab: &Vocabulary, folder: &mut dyn Folder, _: &Options) -> io::Result<()> {
    let files = folder.files(&["entities.parquet", "relations.parquet", "statements.parquet"])?;
    let columns = [entity_columns(), relation_columns(), statement_columns()];
    let tables = files.into_iter().zip(columns).map(|(file, columns)| Table::new(file, &columns));
    let mut tables: Vec<Table<'_>> = tables.collect::<io::Result<_>>()?;
    if let [entities, relations, statements] = &mut tables[..] {
        graph.each_entity(&mut |entity| {
            let cells: [&str; 4] = [&entity.id.0, &entity.name, entity.kind.as_str(), &aliases(entity)];
            entities.push(cells.map(|text| Cell::text(Some(text))))
        })?;
        graph.each_edge(&mut |subject, edge, object| {
            let ends = [&*subject.id.0, &subject.name, &object.id.0, &object.name].map(|t| Cell::text(Some(t)));
            let mut given = edge_fields(edge, vocab).peekable();
            let fields = EDGE_FIELDS.iter().map(|(name, _)| match given.next_if(|(n, _)| n == name) {
                Some((_, field)) => Cell::of(&field),
                None => Cell::Empty,
            });
            relations.push(ends.into_iter().chain(fields))?;
            edge.facts.iter().try_for_each(|fact| statements.push(statement(subject, edge, object, fact)))
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

fn statement(subject: &Entity, edge: &Edge, object: &Entity, fact: &Fact) -> [Cell; 23] {
    let (source, amount) = (&fact.source, fact.amount.as_ref());
    let (published, date) = (source.published.map(|d| d.to_string()), fact.date.map(|d| d.to_string()));
    let some = |text| Cell::text(Some(text));
    [
        some(&subject.id.0),
        some(&edge.relation),
        some(&object.id.0),
        some(&source.article),
        some(&source.title),
        Cell::text(source.publisher.as_deref()),
        Cell::text(published.as_deref()),
        Cell::text(source.url.as_deref()),
        some(&source.group),
        some(fact.status.as_str()),
        amount.map_or(Cell::Empty, |a| Cell::Whole(a.hundredths)),
        Cell::text(amount.map(|a| a.currency.as_str())),
        Cell::text(amount.map(|a| a.bound.as_str())),
        Cell::text(amount.map(|a| a.text.as_str())),
        Cell::text(date.as_deref()),
        Cell::text(fact.role.as_deref()),
        fact.stake.map_or(Cell::Empty, |s| Cell::of(&percent(s))),
        Cell::text(fact.attribution.as_deref()),
        some(&fact.quote),
        Cell::Whole(fact.span.start.into()),
        Cell::Whole(fact.span.end.into()),
        Cell::Number(fact.confidence.into()),
        some(&fact.rule),
    ]
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Whole,
    /// Two places.
    Decimal,
    Number,
}

enum Cell {
    Empty,
    Text(ByteArray),
    /// A whole number, or hundredths.
    Whole(i64),
    Number(f64),
}

impl Cell {
    fn text(text: Option<&str>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
    }

    fn of(field: &Field<'_>) -> Cell {
        match field {
            Field::Text(text) => Cell::text(Some(text)),
            Field::Whole(n) | Field::Decimal(n) => Cell::Whole(*n),
            Field::Number(n) => Cell::Number((*n).into()),
        }
    }
}

/// The values of a column that wait to be written, and for each row whether it has one.
struct Column {
    kind: Kind,
    given: Vec<i16>,
    texts: Vec<ByteArray>,
    wholes: Vec<i64>,
    numbers: Vec<f64>,
}

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
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("techgraph ", env!("CARGO_PKG_VERSION")).to_string())
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(fault)?;
        let column = |&(_, kind): &(&str, Kind)| Column {
            kind,
            given: Vec::new(),
            texts: Vec::new(),
            wholes: Vec::new(),
            numbers: Vec::new(),
        };
        Ok(Table { writer, columns: columns.iter().map(column).collect(), rows: 0 })
    }

    /// Adds a row: a cell for each column, in order.
    fn push(&mut self, cells: impl IntoIterator<Item = Cell>) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.given.push(i16::from(!matches!(cell, Cell::Empty)));
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => column.texts.push(text),
                Cell::Whole(n) => column.wholes.push(n),
                Cell::Number(n) => column.numbers.push(n),
            }
        }
        self.rows += 1;
        if self.rows == GROUP { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(fault)?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column().map_err(fault)? else { continue };
            let given = Some(&column.given[..]);
            match column.kind {
                Kind::Text => writer.typed::<ByteArrayType>().write_batch(&column.texts, given, None),
                Kind::Whole | Kind::Decimal => writer.typed::<Int64Type>().write_batch(&column.wholes, given, None),
                Kind::Number => writer.typed::<DoubleType>().write_batch(&column.numbers, given, None),
            }
            .map_err(fault)?;
            writer.close().map_err(fault)?;
            column.given.clear();
            column.texts.clear();
            column.wholes.clear();
            column.numbers.clear();
        }
        group.close().map_err(fault)?;
        self.rows = 0;
        Ok(())
    }

    fn close(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.finish().map_err(fault)?;
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
