//! Read-outs: one table, printed for a person, a pipe, a spreadsheet, a program or a report.

mod stacked;
mod write;

use crate::value::{Amount, PartialDate, Status};
use crate::{Error, Result};
use std::io::{self, IsTerminal, Write};

/// How a read-out is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Columns for a person: fitted to the terminal, plain and aligned when piped.
    Table,
    /// Comma-separated, one header line; cells made safe for spreadsheets.
    Csv,
    /// Tab-separated, otherwise like csv.
    Tsv,
    /// One JSON document with schema, columns and rows; numbers are numbers.
    Json,
    /// One JSON object a row and line.
    Jsonl,
    /// A table for a report or an issue.
    Markdown,
}

/// What a column holds; sets alignment, colour and wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A name of an entity: bold.
    Name,
    /// A long text that wraps over several lines on a terminal.
    Quote,
    /// A [`Status`], in its colour.
    Status,
    /// Numbers, aligned right.
    Number,
    /// Money, aligned right. In csv and tsv three columns: the column's name, `currency` and `bound`.
    Money,
    /// Dates.
    Date,
}

/// On which side the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Left.
    Left,
    /// Right, for numbers.
    Right,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Header and, in JSON, key: lower case, words apart by `_`.
    pub name: String,
    /// On which side its text stands.
    pub align: Align,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column of a kind, aligned as the kind asks.
    pub fn new(name: impl Into<String>, kind: Kind) -> Column {
        let align = if matches!(kind, Kind::Number | Kind::Money) { Align::Right } else { Align::Left };
        Column { name: name.into(), align, kind }
    }
}

/// One typed value. `From` makes one of strings, numbers, dates, statuses, amounts, lists and options of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing known: empty, in JSON null.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Hundredths of a percent; shown as `19.5%`, in csv and JSON the number 19.5.
    Percent(u32),
    /// A date.
    Date(PartialDate),
    /// A status.
    Status(Status),
    /// Money.
    Amount(Amount),
    /// Several texts; shown apart by `; `, in JSON an array.
    List(Vec<String>),
    /// Anything else that JSON can hold; of an object its name is shown.
    Json(serde_json::Value),
}

macro_rules! cell_from {
    ($($type:ty => |$v:ident| $cell:expr),+ $(,)?) => {
        $(impl From<$type> for Cell { fn from($v: $type) -> Cell { $cell } })+
    };
}

cell_from! {
    &str => |v| Cell::Text(v.to_string()),
    &String => |v| Cell::Text(v.clone()),
    String => |v| Cell::Text(v),
    i64 => |v| Cell::Integer(v),
    u32 => |v| Cell::Integer(v.into()),
    usize => |v| Cell::Integer(i64::try_from(v).unwrap_or(i64::MAX)),
    f64 => |v| Cell::Number(v),
    // Shown to four places, so that 0.9_f32 is 0.9 and not 0.8999999761581421.
    f32 => |v| Cell::Number((f64::from(v) * 1e4).round() / 1e4),
    PartialDate => |v| Cell::Date(v),
    Status => |v| Cell::Status(v),
    Amount => |v| Cell::Amount(v),
    &Amount => |v| Cell::Amount(v.clone()),
    Vec<String> => |v| Cell::List(v),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// Columns and rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; a short one is filled with empty cells.
    pub rows: Vec<Vec<Cell>>,
}

/// What a table is written onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Page {
    /// Width in columns to fit a table into; `None` writes plain aligned columns that never wrap.
    pub width: Option<u16>,
    /// Whether to colour, with ANSI codes.
    pub colour: bool,
}

impl Table {
    /// A table without rows.
    pub fn new<N: Into<String>>(columns: impl IntoIterator<Item = (N, Kind)>) -> Table {
        Table { columns: columns.into_iter().map(|(name, kind)| Column::new(name, kind)).collect(), rows: Vec::new() }
    }

    /// Adds a row, a cell for every column.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the table.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write, format: Format, page: Page) -> io::Result<()> {
        match format {
            Format::Table => match page.width {
                Some(width) => write::terminal(self, out, width, page.colour),
                None => write::plain(self, out),
            },
            Format::Csv => write::separated(self, out, b','),
            Format::Tsv => write::separated(self, out, b'\t'),
            Format::Json => write::json(self, out),
            Format::Jsonl => write::json_lines(self, out),
            Format::Markdown => write::markdown(self, out),
        }
    }

    /// Prints the table to standard output: fitted and coloured on a terminal, plain when piped. `NO_COLOR` and
    /// `CLICOLOR` are honoured.
    ///
    /// # Errors
    /// [`Error::Io`] when standard output cannot be written; see [`is_closed_pipe`].
    pub fn print(&self, format: Format) -> Result<()> {
        let stdout = io::stdout().lock();
        let terminal = stdout.is_terminal();
        let page = Page {
            width: terminal.then(|| comfy_table::Table::new().width().unwrap_or(100).max(40)),
            colour: terminal && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
        };
        let mut out = io::BufWriter::new(stdout);
        self.write(&mut out, format, page).and_then(|()| out.flush()).map_err(Error::io("write", "standard output"))
    }
}

/// Whether the error only says that the reader of our output went away (`| head`): a success for the command line.
pub fn is_closed_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
}
