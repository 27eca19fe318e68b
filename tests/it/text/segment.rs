//! Tokens and sentences.

use techgraph::text::{Analyser, Document};

fn segment(text: &str) -> Document {
    let doc = Analyser::builtin().segment(text);
    check_invariants(&doc, text);
    doc
}

/// Tokens are ordered, apart, inside the text and on character boundaries; sentences hold all of them, in order.
pub(super) fn check_invariants(doc: &Document, text: &str) {
    assert_eq!(doc.text, text);
    let mut last = 0;
    for (i, t) in doc.tokens.iter().enumerate() {
        assert!(t.span.start >= last && t.span.end > t.span.start, "token {i} of {text:?}: {:?} after {last}", t.span);
        assert!(!t.span.of(text).is_empty(), "token {i} of {text:?} splits a character");
        last = t.span.end;
    }
    let mut next = 0;
    for s in &doc.sentences {
        assert!(s.tokens.start == next && s.tokens.end > next, "sentences leave out tokens of {text:?}");
        next = s.tokens.end;
        assert_eq!(s.span.start, doc.tokens[s.tokens.start as usize].span.start);
        assert_eq!(s.span.end, doc.tokens[s.tokens.end as usize - 1].span.end);
        for t in s.tokens.clone() {
            assert!(s.tokens.contains(&doc.tokens[t as usize].head), "a head outside of its sentence in {text:?}");
        }
    }
    assert_eq!(next as usize, doc.tokens.len());
    // Nothing that one can see is lost.
    let seen: String = doc.tokens.iter().map(|t| t.span.of(text)).collect();
    let skip = |c: &char| !c.is_whitespace() && !c.is_control() && !"\u{200b}\u{feff}\u{2060}\u{ad}".contains(*c);
    assert_eq!(seen, text.chars().filter(skip).collect::<String>());
}

fn check_tokens(text: &str, expected: &str) {
    let doc = segment(text);
    let words: Vec<&str> = doc.tokens.iter().map(|t| t.span.of(text)).collect();
    assert_eq!(words.join(" "), expected, "tokens of {text:?}");
}

#[test]
fn tokens() {
    for (text, expected) in [
        ("It doesn't matter.", "It does n't matter ."),
        ("Acme’s chips, Beta's", "Acme ’s chips , Beta 's"),
        ("Acme ‘s $75 billion", "Acme ‘s $ 75 billion"),
        ("They'll say we've won; I'd go", "They 'll say we 've won ; I 'd go"),
        ("the companies' shares", "the companies ' shares"),
        ("You cannot, CANNOT win", "You can not , CAN NOT win"),
        ("J.P. Morgan of the U.S. and Acme Inc. agreed", "J.P. Morgan of the U.S. and Acme Inc. agreed"),
        ("(NASDAQ: ACME)", "( NASDAQ : ACME )"),
        ("$50, 50% or €1.2bn", "$ 50 , 50 % or € 1.2bn"),
        ("US$3,000.50 and USD5m", "US$ 3,000.50 and USD 5m"),
        ("a Redmond-based, AI-powered firm", "a Redmond - based , AI - powered firm"),
        ("GPT-4 and o3-mini, e-mail", "GPT-4 and o3-mini , e-mail"),
        ("a GPT-4-based x86-64 H100-powered box", "a GPT-4 - based x86-64 H100 - powered box"),
        ("Hewlett-Packard, T-Mobile co-founder", "Hewlett-Packard , T-Mobile co-founder"),
        (
            "year-over-year software-as-a-service, Text-to-Image",
            "year - over - year software - as - a - service , Text - to - Image",
        ),
        ("AI‑native tools", "AI ‑ native tools"),
        ("a 10-15 year, 42-minute talk on 2024-01-15", "a 10 - 15 year , 42 - minute talk on 2024-01-15"),
        ("See https://acme.com/a-b?x=1.", "See https://acme.com/a-b?x=1 ."),
        ("Mail jo@acme.co.uk or @jo_b #AI2026!", "Mail jo@acme.co.uk or @jo_b #AI2026 !"),
        ("AT&T, S&P 500, C++ and Node.js", "AT&T , S&P 500 , C++ and Node.js"),
        ("Booking.com bought Yahoo! today", "Booking.com bought Yahoo! today"),
        ("“Well,” he said: \"No!?\"", "“ Well , ” he said : \" No !? \""),
        ("Wait... what?! — yes – no--maybe", "Wait ... what ?! — yes – no -- maybe"),
        ("Acme–Beta deal", "Acme – Beta deal"),
        ("at 9am or 9:30 p.m. today", "at 9 am or 9:30 p.m. today"),
        ("No. 1 says no. Fine", "No. 1 says no . Fine"),
        ("and/or TCP/IP 24/7", "and / or TCP/IP 24/7"),
        ("deal.The firm (“Acme”)said", "deal . The firm ( “ Acme ” ) said"),
        ("rocket🚀🚀 Acme™", "rocket 🚀🚀 Acme ™"),
        ("**Acme** ### x", "** Acme ** ### x"),
        ("", ""),
        (" \n\t\u{200b}", ""),
    ] {
        check_tokens(text, expected);
    }
}

/// `text` below a title must give these sentences.
fn check_sentences(text: &str, expected: &[&str]) {
    let text = format!("A title\n{text}");
    let doc = segment(&text);
    let found: Vec<&str> = doc.sentences.iter().skip(1).map(|s| s.span.of(&text)).collect();
    assert_eq!(found, expected, "sentences of {text:?}");
}

#[test]
fn sentences() {
    let one = |text: &str| check_sentences(text, &[text]);
    one("Acme Inc. bought Beta Corp. on Monday.");
    one("Mr. Jones met J. K. Smith in St. Louis.");
    one("The U.S. Department agreed with U.K. officials.");
    one("“Why now?” asked the founder.");
    one("It costs $4.5 billion vs. about 3.2 million.");
    one("Acme, e.g. in its No. 2 market, won etc. again");
    one("It moved to Washington, D.C.\nnext week.");
    one("Working with Acme,\n\nBeta,\n\nGamma AI\n\nand\n\nDelta, Epsilon has grown.");
    one("Acme Robotics\n\nis building robots on a\n\nBeta\n\nstack.");
    one("networks\n\n— interconnected —\n\nare shared, using\n\nBeta Chips\n\n.");
    check_sentences("It sold to Acme Inc. The deal closed.", &["It sold to Acme Inc.", "The deal closed."]);
    check_sentences("He left the U.S. In May he came back.", &["He left the U.S.", "In May he came back."]);
    check_sentences("“It works.” Then she left. (It did.) Ok?", &["“It works.”", "Then she left.", "(It did.)", "Ok?"]);
    check_sentences("It grew. iPhone sales fell! xAI won.", &["It grew.", "iPhone sales fell!", "xAI won."]);
    check_sentences("Heading\n\nText here\nOther", &["Heading", "Text here", "Other"]);
    check_sentences("# Big news\nacme wins\n* one thing\n* two", &["# Big news", "acme wins", "* one thing", "* two"]);
    check_sentences("1. Open it\n2. Close it.", &["1. Open it", "2. Close it."]);
    check_sentences("It ended.The next began", &["It ended.", "The next began"]);
    check_sentences("Wow... Really? Yes", &["Wow...", "Really?", "Yes"]);
}

#[test]
fn the_title_stands_alone() {
    let doc = segment("Acme buys\nbeta systems for cash,\nand grows");
    assert_eq!(doc.sentences.len(), 2);
    let doc = segment("\n\nAcme Sets Up Rival to Beta's Robot Unit\nThe unit is new.");
    assert!(doc.sentences[0].title_case && !doc.sentences[1].title_case);
}

#[test]
fn strange_texts_are_survived() {
    let long = "a".repeat(100_000);
    let marks = "(a".repeat(50_000);
    let words = "word ".repeat(5_000);
    for text in [
        "\u{202e}שלום עולם. مرحبا؟ 你好。世界！",
        "👩‍👩‍👧‍👦👍🏽!!!???...",
        "e\u{301}\u{301}\u{301} ' '' ''' ’s 's n't",
        "\u{0}\u{1}\r\n\r\r\n\u{2028}x",
        "....\n....\n,,,,\n----",
        "'-'-'-'.'.'.'$'$'%%%'s's's'n't't",
        "@ # @@ ## #a @b a@ a@b a@b.c /x/y // /",
        &long,
        &marks,
        &words,
    ] {
        let doc = segment(text);
        assert!(doc.sentences.iter().all(|s| s.tokens.len() <= 250));
    }
}
