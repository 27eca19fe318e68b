//! Read-outs as tables.

use techgraph::cli::table::{Cell, Format, Kind, Page, Table};
use techgraph::value::{Amount, Bound, Currency, PartialDate, Status};

fn amount(hundredths: i64, bound: Bound) -> Amount {
    Amount { text: String::new(), hundredths, currency: Currency::USD, bound }
}

fn sample() -> Table {
    let mut table = Table::new([
        ("subject", Kind::Name),
        ("status", Kind::Status),
        ("amount", Kind::Money),
        ("stake", Kind::Number),
        ("date", Kind::Date),
        ("sources", Kind::Number),
        ("quote", Kind::Quote),
    ]);
    let quote = "A very long sentence that goes on and on about a deal between two firms, and that has to be wrapped \
                 because no terminal is as wide as it is long.";
    table.push([
        "Acme".into(),
        Status::Confirmed.into(),
        amount(5_000_000_000_000, Bound::UpTo).into(),
        Cell::Percent(1950),
        PartialDate::new(2026, Some(1), None).into(),
        3usize.into(),
        quote.into(),
    ]);
    table.push([
        "=cmd(\"x\")|\n\u{1b}[31m".into(),
        Status::Denied.into(),
        Cell::Empty,
        Cell::Empty,
        None::<f64>.into(),
    ]);
    table
}

fn written(format: Format, width: Option<u16>, colour: bool) -> String {
    let mut out = Vec::new();
    sample().write(&mut out, format, Page { width, colour }).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_terminal_table_fits_its_width_and_colours_statuses() {
    for width in [60, 80, 120] {
        let text = written(Format::Table, Some(width), false);
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
        assert!(
            (width < 80 || text.contains("USD 50B") && text.contains("19.5%") && text.contains("confirmed"))
                && !text.contains('\u{1b}'),
            "{text}"
        );
    }
    let coloured = written(Format::Table, Some(100), true);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    // The article's own escape sequence does not reach the terminal.
    assert!(!coloured.contains("\u{1b}[31m"), "{coloured:?}");
}

#[test]
fn a_pipe_gets_one_aligned_line_a_row() {
    let text = written(Format::Table, None, false);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    let column = lines[0].find("status").unwrap();
    assert!(lines[1][column..].starts_with("confirmed") && lines[2][column..].starts_with("denied"), "{text}");
}

#[test]
fn csv_and_tsv_are_typed_and_safe() {
    for (format, delimiter) in [(Format::Csv, b','), (Format::Tsv, b'\t')] {
        let text = written(format, None, false);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let headers = reader.headers().unwrap().clone();
        assert_eq!(
            headers.iter().collect::<Vec<_>>().join(" "),
            "subject status amount currency bound stake date sources quote"
        );
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(&rows[0][2], "50000000000");
        assert_eq!((&rows[0][3], &rows[0][4], &rows[0][5]), ("USD", "up_to", "19.5"));
        assert_eq!(&rows[1][0], "'=cmd(\"x\")|\n\u{1b}[31m");
        assert_eq!(rows[1].len(), 9);
    }
}

#[test]
fn json_keeps_types() {
    let document: serde_json::Value = serde_json::from_str(&written(Format::Json, None, false)).unwrap();
    assert_eq!(document["schema"], "techgraph/1");
    assert_eq!(document["columns"][1], "status");
    let row = &document["rows"][0];
    assert_eq!(row["amount"]["value"], 50_000_000_000_i64);
    assert_eq!(row["stake"], 19.5);
    assert_eq!(row["sources"], 3);
    assert_eq!(row["date"], "2026-01");
    assert!(document["rows"][1]["amount"].is_null());
    let lines = written(Format::Jsonl, None, false);
    assert_eq!(lines.lines().count(), 2);
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(&first, row);
}

#[test]
fn markdown_rows_have_as_many_bars_as_the_header() {
    let text = written(Format::Markdown, None, false);
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let counts: Vec<usize> = text.lines().map(bars).collect();
    assert_eq!(counts, [8, 8, 8, 8], "{text}");
    assert!(text.contains("| ---: |"), "{text}");
}

#[test]
fn a_table_without_rows_is_still_one() {
    let empty = Table::new([("name", Kind::Name)]);
    for format in [Format::Table, Format::Csv, Format::Tsv, Format::Json, Format::Jsonl, Format::Markdown] {
        for width in [None, Some(80)] {
            let mut out = Vec::new();
            empty.write(&mut out, format, Page { width, colour: true }).unwrap();
            assert!(format == Format::Jsonl || String::from_utf8(out).unwrap().contains("name"));
        }
    }
}

#[test]
fn amounts_are_short() {
    let cases = [
        (5_000_000_000_000, Bound::UpTo, "up to USD 50B"),
        (123_400_000_000, Bound::About, "about USD 1.23B"),
        (9_999_600_000, Bound::Exact, "USD 100M"),
        (1950, Bound::Exact, "USD 19.5"),
        (99_996_000, Bound::AtLeast, "at least USD 1M"),
        (-25_000_000_000, Bound::Exact, "USD -250M"),
        (150_000_000_000_000, Bound::Exact, "USD 1.5T"),
    ];
    for (hundredths, bound, expected) in cases {
        assert_eq!(amount(hundredths, bound).short(), expected, "{hundredths}");
    }
}

#[test]
fn spreadsheets_see_no_formula() {
    let cases = [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-1.5", "-1.5"),
        ("-inf", "'-inf"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("Acme", "Acme"),
        ("", ""),
        ("-", "'-"),
    ];
    for (text, expected) in cases {
        assert_eq!(techgraph::export::spreadsheet_safe(text), expected, "{text:?}");
    }
}

#[test]
fn a_narrow_terminal_gets_the_quotes_below_their_rows_and_no_word_cut() {
    let mut table = Table::new([
        ("relation", Kind::Text),
        ("entity", Kind::Name),
        ("status", Kind::Text),
        ("date", Kind::Text),
        ("quote", Kind::Quote),
    ]);
    table.push([
        "partners_with".into(),
        "Verdane Systems International".into(),
        "confirmed".into(),
        "2026-11-03".into(),
        "Verdane Systems International works with Acme on a second plant near the old harbour of Rotterdam.".into(),
    ]);
    let mut out = Vec::new();
    table.write(&mut out, Format::Table, Page { width: Some(60), colour: false }).unwrap();
    let text = String::from_utf8(out).unwrap();
    for whole in ["partners_with", "confirmed", "2026-11-03", "    Verdane Systems International works with Acme"] {
        assert!(text.contains(whole), "{whole} in\n{text}");
    }
    assert!(text.lines().all(|l| l.chars().count() <= 60), "{text}");
}
