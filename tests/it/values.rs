//! Money, percentages and dates in text.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use techgraph::mention::{MoneyKind, ValueKind, ValueReader};
use techgraph::value::PartialDate;

/// The values of a sentence, each as one line.
fn read(text: &str, published: &str) -> Vec<String> {
    let show = |(span, kind): (techgraph::value::Span, ValueKind)| {
        assert!(!span.of(text).is_empty(), "the span of a value in {text:?} is empty");
        match kind {
            ValueKind::Money(a, kind) => {
                assert_eq!(a.text, span.of(text));
                format!("{} {} {} {kind}", a.currency, a.value_text(), a.bound)
            }
            ValueKind::Percent(h) => format!("{}%", f64::from(h) / 100.0),
            ValueKind::Date(d) => d.to_string(),
        }
    };
    ValueReader::builtin().read(text, 0, PartialDate::parse(published)).into_iter().map(show).collect()
}

#[test]
fn money_is_read_with_currency_scale_and_bound() {
    let cases = [
        ("Acme will invest up to $50 billion.", "USD 50000000000 up_to"),
        ("It paid €1.2bn in shares", "EUR 1200000000 exact"),
        ("$500K", "USD 500000 exact"),
        ("Rs 500 crore", "INR 5000000000 exact"),
        ("Rs. 1,20,000", "INR 120000 exact"),
        ("₹2,000 crore", "INR 20000000000 exact"),
        ("₹2 lakh crore", "INR 2000000000000 exact"),
        ("nearly 40 million dollars", "USD 40000000 about"),
        ("a round of $1–2 billion", "USD 1000000000 at_least"),
        ("between $1 billion and $2 billion", "USD 1000000000 at_least"),
        ("US$3 billion", "USD 3000000000 exact"),
        ("A$20m", "AUD 20000000 exact"),
        ("C$ 7 million", "CAD 7000000 exact"),
        ("HK$9bn", "HKD 9000000000 exact"),
        ("S$4.5 million", "SGD 4500000 exact"),
        ("NT$30 billion", "TWD 30000000000 exact"),
        ("RMB 3 billion", "CNY 3000000000 exact"),
        ("RMB3bn", "CNY 3000000000 exact"),
        ("3 billion yuan", "CNY 3000000000 exact"),
        ("¥800 million", "JPY 800000000 exact"),
        ("1.5 trillion won", "KRW 1500000000000 exact"),
        ("250 billion yen", "JPY 250000000000 exact"),
        ("400 million Swedish kronor", "SEK 400000000 exact"),
        ("kr 300 million", "SEK 300000000 exact"),
        ("CHF 60m", "CHF 60000000 exact"),
        ("£75m", "GBP 75000000 exact"),
        ("12 million pounds", "GBP 12000000 exact"),
        ("tens of billions of dollars", "USD 10000000000 at_least"),
        ("hundreds of millions of euros", "EUR 100000000 at_least"),
        ("pour billions into chips", "USD 1000000000 at_least"),
        ("half a billion dollars", "USD 500000000 exact"),
        ("a billion-dollar bet", "USD 1000000000 exact"),
        ("a multibillion-dollar deal", "USD 1000000000 at_least"),
        ("a multi-million-dollar deal", "USD 1000000 at_least"),
        ("several hundred million dollars", "USD 200000000 at_least"),
        ("a $1.3-billion deal", "USD 1300000000 exact"),
        ("$16.5B", "USD 16500000000 exact"),
        ("$250M In Cash", "USD 250000000 exact"),
        ("$10B+", "USD 10000000000 at_least"),
        ("a $10 billion-plus deal", "USD 10000000000 at_least"),
        ("$2.5 trillion", "USD 2500000000000 exact"),
        ("EUR 300m", "EUR 300000000 exact"),
        ("USD 5 mn", "USD 5000000 exact"),
        ("$120 million (USD)", "USD 120000000 exact"),
        ("at least a $75 million check", "USD 75000000 at_least"),
        ("as much as $25B", "USD 25000000000 up_to"),
        ("more than a billion dollars", "USD 1000000000 at_least"),
        ("just shy of $7 million", "USD 7000000 about"),
        ("no more than £5,500", "GBP 5500 up_to"),
        ("$19.95 at launch", "USD 19.95 exact"),
        ("$1,234,567.89", "USD 1234567.89 exact"),
        ("upwards of 1.3 billion euros", "EUR 1300000000 at_least"),
        ("500 crore rupees", "INR 5000000000 exact"),
    ];
    for (text, expected) in cases {
        let got = read(text, "2026-01-30");
        assert_eq!(got.len(), 1, "{text}: {got:?}");
        let (sum, _) = got[0].rsplit_once(' ').unwrap();
        assert_eq!(sum, expected, "{text}");
    }
}

#[test]
fn what_is_no_money_is_left_out() {
    for text in [
        "1,000 bitcoin",
        "he won 3 awards",
        "won 5 million users",
        "a billion users",
        "40 pounds of gear",
        "$",
        "$ and €",
        "tens of millions of users",
        "the 5G network",
        "4K video",
        "model A$",
        "",
        "🙂💰",
        "billions of people",
        "3 M&A teams",
    ] {
        let got = read(text, "2026-01-30");
        assert!(got.is_empty(), "{text}: {got:?}");
    }
}

#[test]
fn two_sums_stay_two() {
    let got = read("It raised $40 million at a $1 billion valuation.", "2026");
    assert_eq!(got, ["USD 40000000 exact deal", "USD 1000000000 exact valuation"]);
    let got = read("It went from $1 billion to $2 billion.", "2026");
    assert_eq!(got.len(), 2, "{got:?}");
}

#[test]
fn the_words_beside_tell_what_the_money_is() {
    let cases = [
        ("The startup is valued at $5 billion.", MoneyKind::Valuation),
        ("The round values Acme at about $5 billion.", MoneyKind::Valuation),
        ("a $5 billion valuation", MoneyKind::Valuation),
        ("It made $5 billion in annual sales.", MoneyKind::Revenue),
        ("It booked $5 billion in revenue.", MoneyKind::Revenue),
        ("for $54.20 per share", MoneyKind::PerShare),
        ("for $54 a share", MoneyKind::PerShare),
        ("with a market cap of $3 trillion", MoneyKind::MarketCap),
        ("It has raised $90 million to date.", MoneyKind::Total),
        ("The watchdog fined Acme $30 million.", MoneyKind::Fine),
        ("Acme bought Beta for $30 million", MoneyKind::Deal),
        ("led a $30 million round", MoneyKind::Deal),
        ("the $80 billion market", MoneyKind::MarketSize),
        ("It gave $9 million.", MoneyKind::Plain),
    ];
    for (text, expected) in cases {
        let got = read(text, "2026");
        assert_eq!(got.len(), 1, "{text}: {got:?}");
        assert!(got[0].ends_with(&format!(" {expected}")), "{text}: {got:?}");
    }
}

#[test]
fn percentages_are_read() {
    for (text, expected) in [
        ("a 49% stake", "49%"),
        ("49 percent of Beta", "49%"),
        ("19.5 per cent", "19.5%"),
        ("a ten percent stake", "10%"),
        ("a 12-percent stake", "12%"),
    ] {
        assert_eq!(read(text, "2026"), [expected], "{text}");
    }
    assert!(read("a majority stake", "2026").is_empty());
}

#[test]
fn dates_are_as_precise_as_the_text_makes_them() {
    let cases = [
        ("on Jan. 30, 2026", "2026-01-30"),
        ("on 30 January 2026", "2026-01-30"),
        ("on the 30th of January 2026", "2026-01-30"),
        ("on January 30th", "2026-01-30"),
        ("on December 12", "2025-12-12"),
        ("in March 2024", "2024-03"),
        ("in 2019", "2019"),
        ("in Q3 2025", "2025"),
        ("in the third quarter of 2025", "2025"),
        ("the 2013 purchase of Beta", "2013"),
        ("2026-02-11", "2026-02-11"),
        ("said today", "2026-02-12"),
        ("said yesterday", "2026-02-11"),
        ("on Tuesday", "2026-02-10"),
        ("on Thursday", "2026-02-12"),
        ("last week", "2026-02"),
        ("two weeks ago", "2026-01"),
        ("last month", "2026-01"),
        ("this month", "2026-02"),
        ("next month", "2026-03"),
        ("this year", "2026"),
        ("earlier this year", "2026"),
        ("next year", "2027"),
        ("last year", "2025"),
        ("a year ago", "2025"),
        ("two years ago", "2024"),
        ("three months ago", "2025-11"),
        ("in January", "2026-01"),
        ("in October", "2025-10"),
        ("in September last year", "2025-09"),
        ("later this fall", "2026"),
        ("(2021)", "2021"),
        ("by year-end", "2026"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, "2026-02-12"), [expected], "{text}");
    }
}

#[test]
fn what_is_no_date_is_left_out() {
    for text in [
        "it may work",
        "to march on",
        "the Surface 2019 tablet",
        "an RTX 2080 card",
        "2000 people",
        "the 2010s",
        "v2.2020",
    ] {
        let got = read(text, "2026-02-12");
        assert!(got.is_empty(), "{text}: {got:?}");
    }
    assert!(
        read("last week, on Tuesday, two months ago", "").is_empty(),
        "without the article's date nothing is relative"
    );
}

#[test]
fn strange_text_never_panics() {
    let long = "9".repeat(5000);
    let words = "billion ".repeat(3000);
    for text in [
        long.as_str(),
        words.as_str(),
        "$999999999999999999 trillion",
        "١٢٣ مليون دولار",
        "💸$5bn💸",
        "$5.",
        "$5,",
        "5.5.5.5%",
        "99999999999 years ago",
        "next next next year",
        "January",
        "Jan. 99, 2026",
        "$\u{200b}5",
        "\u{301}\u{301}",
        "next 99999999 weeks",
        "-",
        "$1-",
        "$1 to",
        "between $1 and",
    ] {
        let _ = read(text, "9999-12-31");
        let _ = read(text, "0001-01-01");
    }
}
