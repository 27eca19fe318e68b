//! The readers: every format's normal case, hostile input, order and ids.

mod pages;

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::{Path, PathBuf};
use techgraph::article::{
    Article, Counts, MAX_ARTICLE_BYTES, READERS, Reader, Skipped, Source, Unit, parse_date, read, read_raw,
};

type Item = Result<Article, Skipped>;

fn fixture(name: &str) -> PathBuf {
    Path::new("tests/it/data").join(name)
}

fn all(inputs: &[PathBuf]) -> Vec<Item> {
    read(inputs).unwrap().collect()
}

fn one(path: PathBuf) -> Article {
    let mut items = all(&[path]);
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

/// Writes `bytes` under `name` in a new folder and reads the file, named itself.
fn read_bytes(name: &str, bytes: &[u8]) -> Vec<Item> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    all(&[path])
}

fn texts(items: &[Item]) -> Vec<&str> {
    items.iter().flatten().map(|a| a.text.as_str()).collect()
}

fn reasons(items: &[Item]) -> Vec<&str> {
    items.iter().filter_map(|i| i.as_ref().err()).map(|s| s.reason.as_str()).collect()
}

// ---- the article ----

#[test]
fn stored_text_begins_with_the_title_once() {
    let cases = [
        // title, body, title kept, text
        ("A buys B", "It did.", "A buys B", "A buys B\nIt did."),
        ("A buys B", "A buys B\nIt did.", "A buys B", "A buys B\nIt did."),
        ("A buys B", "A  buys B \n\nIt did.", "A buys B", "A buys B\n\nIt did."),
        ("A buys B", "A buys B", "A buys B", "A buys B"),
        ("A", "A said no.", "A", "A\nA said no."),
        (" A\tbuys\r\nB ", "It\r\ndid\rso.\0\u{1}\u{7f}\u{feff}\tYes", "A buys B", "A buys B\nIt\ndid\nso.\tYes"),
        ("", "A headline\n\nThe text.", "A headline", "A headline\n\nThe text."),
        ("", "\n \n  Indented. And more. ", "Indented.", "Indented. And more."),
        ("", "", "", ""),
        ("T", "", "T", "T"),
        ("🤖 אבג", "\u{2028}body", "🤖 אבג", "🤖 אבג\nbody"),
        (
            "",
            "A. B. Smith joined U.S. Robotics on Monday. More.\nx",
            "A. B. Smith joined U.S. Robotics on Monday.",
            "A. B. Smith joined U.S. Robotics on Monday. More.\nx",
        ),
    ];
    for (title, body, kept, text) in cases {
        let article = Article::from_text("i", title, body);
        assert_eq!((article.title.as_str(), article.text.as_str()), (kept, text), "{title:?} {body:?}");
        assert!(article.text.starts_with(&article.title));
        let again = Article::from_text("i", &article.title, &article.text);
        assert_eq!(again.text, article.text, "storing is idempotent");
    }
    let long = "word ".repeat(100);
    let article = Article::from_text("i", "", &long);
    assert!(article.title.len() <= 120 && article.title.ends_with("word") && article.text == long.trim_end());
    let huge = Article::from_text("i", "", &"ü".repeat(500));
    assert_eq!(huge.title.chars().count(), 120);
}

#[test]
fn content_hash_is_of_the_content_alone() {
    let article = Article::from_text("a", "Title", "Body");
    let same = Article { id: "b".into(), origin: "c".into(), author: Some("d".into()), ..article.clone() };
    assert_eq!(article.content_hash(), same.content_hash());
    assert_eq!(article.content_hash().len(), 64);
    let others = [
        Article { url: Some(String::new()), ..article.clone() },
        Article { publisher: Some(String::new()), ..article.clone() },
        Article { published: parse_date("2026"), ..article.clone() },
        Article { text: "Title\nbody".into(), ..article.clone() },
        Article { title: "Titl".into(), text: "eTitle\nBody".into(), ..article.clone() },
    ];
    for other in others {
        assert_ne!(article.content_hash(), other.content_hash(), "{other:?}");
    }
}

#[test]
fn dates_of_every_kind() {
    let cases = [
        ("2026", "2026"),
        ("2026-01", "2026-01"),
        ("2026-01-30", "2026-01-30"),
        ("2026-01-30T10:00:00.12+02:00", "2026-01-30"),
        ("2026-01-30 10:00", "2026-01-30"),
        ("'2026-01-30'", "2026-01-30"),
        ("20260130", "2026-01-30"),
        ("20260130T101500Z", "2026-01-30"),
        ("20260130101500", "2026-01-30"),
        ("2026/1/30", "2026-01-30"),
        ("2026/01", "2026-01"),
        ("30.01.2026", "2026-01-30"),
        ("1/30/2026", "2026-01-30"),
        ("30/1/2026", "2026-01-30"),
        ("5/5/2026", "2026-05-05"),
        ("1/2/2026", "2026"),
        ("Fri, 30 Jan 2026 10:00:00 GMT", "2026-01-30"),
        ("Sun July 20 2025 17:00:00 GMT-0700 (Pacific Daylight Time)", "2025-07-20"),
        ("January 30, 2026", "2026-01-30"),
        ("Jan. 30th, 2026, 9:41 AM", "2026-01-30"),
        ("30 Sept 2026", "2026-09-30"),
        ("May 2026", "2026-05"),
        ("30-Jan-2026", "2026-01-30"),
        ("1769767200", "2026-01-30"),
        ("1769767200000", "2026-01-30"),
        ("Published 30 January 2026 | 10:15", "2026-01-30"),
        ("yesterday", "-"),
        ("", "-"),
        ("13/13/2026", "-"),
        ("2026-13-01", "-"),
        ("99999999", "-"),
        ("march on", "-"),
        ("Marketing in 2026", "-"),
        ("٣٠ يناير", "-"),
        ("30 February 2026", "2026-02"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse_date(text).map_or("-".to_string(), |d| d.to_string()), expected, "{text:?}");
    }
}

// ---- each format ----

#[test]
fn plain_text() {
    let article = one(fixture("plain.txt"));
    assert_eq!(article.title, "Northwind to buy Lakeside Robotics for $1.2 billion");
    assert_eq!(article.text, std::fs::read_to_string(fixture("plain.txt")).unwrap().trim_end());
    assert_eq!((article.id.as_str(), article.origin.as_str()), ("tests/it/data/plain.txt", "tests/it/data/plain.txt"));
    let head = "Title: Acme grows\nDate: 30 January 2026\nURL: https://acme.example/grows\n\nAcme has grown.";
    let article = read_bytes("a.txt", head.as_bytes()).remove(0).unwrap();
    assert_eq!(article.text, "Acme grows\nAcme has grown.");
    assert_eq!(
        (article.id.as_str(), article.publisher.as_deref()),
        ("https://acme.example/grows", Some("acme.example"))
    );
    assert_eq!(article.published, parse_date("2026-01-30"));
}

#[test]
fn markdown_with_yaml() {
    let article = one(fixture("front.md"));
    assert_eq!(article.title, "Northwind's new chief: \"we build\"");
    assert_eq!(article.publisher.as_deref(), Some("Harbor Ledger"));
    assert_eq!(article.author.as_deref(), Some("Ada Example, Ben Sample"));
    assert_eq!(article.published, parse_date("2026-03-03"));
    assert_eq!(article.id, "https://www.harborledger.example/2026/northwind");
    assert_eq!(
        article.text,
        "Northwind's new chief: \"we build\"\n\
         Northwind named Carla Muster its chief executive on Tuesday, the company said, and she starts in April\u{a0}2026.\n\n\
         What comes next\n\n\
         The first robots ship in May.\nA plant in Lisbon follows.\n\n\
         Year | Revenue\n2025 | $3 million\n\n\
         Muster was at Lakeside Robotics before.\n\n\
         She led its sales for six years, the company said in a statement.\n\n\
         The board had looked for a new chief since autumn, when the founder stepped down."
    );
}

#[test]
fn markdown_with_toml_or_nothing() {
    let article = one(fixture("toml.md"));
    assert_eq!(
        article.text,
        "Lakeside Robotics raises $40 million\nLakeside Robotics has raised $40 million, led by Fernhill Capital."
    );
    assert_eq!((article.author.as_deref(), article.published), (Some("Dana Probe"), parse_date("2026-02-11")));
    let cases: &[(&str, &str)] = &[
        ("# Acme wins\n\nAcme has won.", "Acme wins\nAcme has won."),
        ("Acme has won.\nAnd lost.", "Acme has won. And lost."),
        // Broken YAML: what can be read of the head is, and the text is never lost.
        ("---\ntitle: Acme: \"wins\ndate: 2026-01-30\n\t- x: [\n---\nAcme has won.", "Acme: \"wins\nAcme has won."),
        ("---\ntitle: x\n\nAcme never closed its head.", "title: x\n\nAcme never closed its head."),
        ("---\nA rule above and below.\n---\nThen text.", "A rule above and below.\nThen text."),
        ("+++\ntitle = \"Acme\nauthor = broken\n+++\nAcme has won.", "Acme\nAcme has won."),
        ("---\n---\nAcme has won.", "Acme has won."),
    ];
    for (source, text) in cases {
        let items = read_bytes("a.md", source.as_bytes());
        assert_eq!(texts(&items), [*text], "{source:?} {items:?}");
    }
}

#[test]
fn web_page() {
    let article = one(fixture("page.html"));
    assert_eq!(article.title, "Fernhill Capital backs Lakeside Robotics & friends");
    assert_eq!(article.publisher.as_deref(), Some("Harbor Ledger"));
    assert_eq!(article.author.as_deref(), Some("Dana Probe, Eve Trial"));
    assert_eq!(article.published, parse_date("2026-02-11"));
    assert_eq!(article.url.as_deref(), Some("https://www.harborledger.example/fernhill"));
    let paragraphs: Vec<&str> = article.text.split('\n').filter(|l| !l.is_empty()).collect();
    assert_eq!(paragraphs.len(), 9, "{paragraphs:#?}");
    assert!(paragraphs[2].starts_with("The round values the company at $300\u{a0}million, two people"));
    assert_eq!(paragraphs[6..8], ["Palletworks has 200 customers.", "Portbot has none."]);
    for gone in ["Home", "Share this", "All rights"] {
        assert!(!article.text.contains(gone), "{gone} is in {}", article.text);
    }
}

#[test]
fn json_lines() {
    let items = all(&[fixture("lines.jsonl")]);
    let got: Vec<(&str, &str)> = items
        .iter()
        .map(|i| {
            i.as_ref().map_or_else(|s| (s.origin.as_str(), s.reason.as_str()), |a| (a.id.as_str(), a.text.as_str()))
        })
        .collect();
    let broken = got[2].1;
    assert!(broken.starts_with("not a JSON object on one line: "), "{broken}");
    let file = "tests/it/data/lines.jsonl";
    assert_eq!(
        got,
        [
            ("a1", "Northwind sues Palletworks\nNorthwind has sued Palletworks over patents."),
            ("https://harborledger.example/no-id", "No id\nThe text of it stands here."),
            (&*format!("{file}#4"), broken),
            (&*format!("{file}#5"), "a JSON list where an object with \"text\" was expected"),
            (&*format!("{file}#6"), "a JSON object without \"text\""),
            ("7", "Only text: no title. A second sentence."),
            (&*format!("{file}#8"), "Neither id nor address"),
        ]
    );
    let first = items[0].as_ref().unwrap();
    assert_eq!((first.publisher.as_deref(), first.published), (Some("harborledger.example"), parse_date("2026-04-01")));
    assert_eq!(first.origin, format!("{file}#1"));
    assert_eq!(items[1].as_ref().unwrap().publisher.as_deref(), Some("harborledger.example"));
}

#[test]
fn every_format_reads_compressed_and_by_its_content() {
    for (name, file) in
        [("text", "plain.txt"), ("markdown", "front.md"), ("html", "page.html"), ("jsonl", "lines.jsonl")]
    {
        let bytes = std::fs::read(fixture(file)).unwrap();
        let reader = READERS.iter().find(|r| r.name == name).unwrap();
        let plain = all(&[fixture(file)]);
        let expected = texts(&plain);
        assert!(!expected.is_empty());
        for ending in reader.endings {
            assert_eq!(texts(&read_bytes(&format!("a.{}", ending.to_uppercase()), &bytes)), expected, "{ending}");
            assert_eq!(texts(&read_bytes(&format!("a.{ending}.gz"), &gzip(&bytes))), expected, "{ending}.gz");
        }
        // Two members one after the other are one file; a wrong ending is no obstacle to decompression.
        let (a, b) = bytes.split_at(bytes.len() / 2);
        assert_eq!(texts(&read_bytes(&format!("a.{}", reader.endings[0]), &[gzip(a), gzip(b)].concat())), expected);
        for unknown in ["download", "a.dat"] {
            assert_eq!(texts(&read_bytes(unknown, &bytes)), expected, "{name} by content");
        }
        assert_eq!(Reader::for_content(&bytes).name, name);
        if reader.unit == Unit::File {
            assert_eq!(reader.read(&bytes, &Source::named("x")).unwrap().text, expected[0]);
        }
    }
}

// ---- encodings ----

#[test]
fn encodings() {
    let text = "Café Zürich kauft “Łódź Robotics” – für 5 Mio. €\n\nDer Text geht weiter.";
    let western = "Caf\u{e9} Z\u{fc}rich kauft M\u{fc}nchner Firma f\u{fc}r 5 Mio.\n\nSp\u{e4}ter mehr \u{fc}ber die \u{dc}bernahme.";
    let latin1: Vec<u8> = western.chars().map(|c| c as u8).collect();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (text.as_bytes().to_vec(), text),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), text),
        (utf16(text, true, true), text),
        (utf16(text, false, true), text),
        (utf16(text, true, false), text),
        (utf16(text, false, false), text),
        (latin1, western),
        (text.replace('\n', "\r\n").into_bytes(), text),
    ];
    for (bytes, expected) in cases {
        assert_eq!(texts(&read_bytes("a.txt", &bytes)), [expected], "{:?}", &bytes[..20]);
    }
    let broken = [text.as_bytes(), b" \xff und \xe2\x82 Ende"].concat();
    assert_eq!(texts(&read_bytes("a.txt", &broken)), [format!("{text} \u{fffd} und \u{fffd} Ende")]);
    let cut = &text.as_bytes()[..text.find('€').unwrap() + 2];
    assert_eq!(texts(&read_bytes("a.txt", cut)), [format!("{}\u{fffd}", &text[..text.find('€').unwrap()])]);
    let line = "{\"text\": \"Ein Satz über Zürich.\"}\r\n{\"text\": \"Noch ein Satz.\"}\r\n";
    for little in [true, false] {
        let items = read_bytes("a.jsonl", &utf16(line, little, true));
        assert_eq!(texts(&items), ["Ein Satz über Zürich.", "Noch ein Satz."]);
    }
    let page = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'></head><body><p>";
    let russian = "\u{41a}\u{43e}\u{43c}\u{43f}\u{430}\u{43d}\u{438}\u{44f} ".repeat(30);
    let (body, _, _) = encoding_rs::WINDOWS_1251.encode(&russian);
    let items = read_bytes("a.html", &[page.as_bytes(), &body, b"</p></body></html>"].concat());
    assert_eq!(texts(&items), [russian.trim_end()]);
}

// ---- what is no article ----

#[test]
fn hostile_files_are_skipped_with_a_reason() {
    let deep = format!("<html><body>{}<p>Text.</p>", "<div>".repeat(100_000));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.txt", vec![], "empty"),
        ("a.txt.gz", gzip(b""), "empty"),
        ("a.txt", b" \n\r\n\t ".to_vec(), "there is no text in it"),
        ("a.txt", vec![0; 5000], "binary data, not text"),
        ("a.txt", (0..=255u8).cycle().take(5000).collect(), "binary data, not text"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "a PDF document, not text"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "a PNG image, not text"),
        ("a.jsonl", b"PK\x03\x04\0\0\0\0\0\0".to_vec(), "a ZIP archive or an office document, not text"),
        ("a.gz", gzip(&gzip(b"text")), "gzip inside gzip, not text"),
        (
            "a.md",
            b"* [Home](/)\n* [Tech](/t)\n* [More](/m)\n".to_vec(),
            "there is no text in it beside menus and links",
        ),
        (
            "a.html",
            b"<html><body><nav><a href=/>Home</a></nav></body></html>".to_vec(),
            "no article text was found on the page",
        ),
        ("a.html", deep.into_bytes(), "a page with more than 2000 tags inside each other"),
        ("a.md", "<div>\n".repeat(100_000).into_bytes(), "there is no text in it beside menus and links"),
        ("a.txt", vec![b'a'; MAX_ARTICLE_BYTES + 1], "too large: an article may have 10 MB"),
        ("a.txt.gz", gzip(&vec![b'a'; MAX_ARTICLE_BYTES * 3]), "too large: an article may have 10 MB"),
        ("a.jsonl", b"{\"text\": 5}".to_vec(), "\"text\" is a JSON number, not a string"),
        (
            "a.jsonl",
            [vec![b'['; 100_000], vec![b']'; 100_000]].concat(),
            "not a JSON object on one line: recursion limit exceeded at column 128",
        ),
    ];
    for (name, bytes, reason) in cases {
        let items = read_bytes(name, &bytes);
        assert_eq!((reasons(&items), items.len()), (vec![reason], 1), "{name}");
        assert!(items[0].as_ref().unwrap_err().origin.contains(name));
    }
    let whole = gzip("Acme has won the case.\n".repeat(5000).as_bytes());
    let items = read_bytes("a.txt.gz", &whole[..whole.len() - 20]);
    assert_eq!(reasons(&items), ["the compressed file ends too early"]);
    let mut damaged = whole.clone();
    damaged[200..260].fill(0x55);
    assert!(reasons(&read_bytes("a.txt.gz", &damaged))[0].starts_with("the compressed file is damaged"));
}

#[test]
fn one_fault_does_not_cost_the_rest() {
    let good = "{\"id\": \"g\", \"text\": \"A good line.\"}\n";
    let huge = format!("{{\"text\": \"{}\"}}\n", "x".repeat(50 << 20));
    let items = read_bytes("a.jsonl", format!("{good}{huge}{good}").as_bytes());
    assert_eq!(texts(&items), ["A good line."; 2]);
    assert!(items[1].as_ref().unwrap_err().origin.ends_with("a.jsonl#2"));
    assert_eq!(reasons(&items), ["too large: an article may have 10 MB"]);
    // What comes before the end of a cut file is read.
    let many: String =
        (0..20_000).map(|i| format!("{{\"id\": \"{i}\", \"text\": \"Line {i}: {}.\"}}\n", i * 7919 % 1000)).collect();
    let whole = gzip(many.as_bytes());
    let items = read_bytes("a.jsonl.gz", &whole[..whole.len() / 2]);
    assert!(texts(&items).len() > 5000 && texts(&items).len() < 15_000, "{}", texts(&items).len());
    assert_eq!(reasons(&items), ["the compressed file ends too early"]);
    // A few zeros in a text are dropped, not taken for a sign of binary data.
    assert_eq!(texts(&read_bytes("a.txt", format!("{}\0", "Acme won. ".repeat(50)).as_bytes())).len(), 1);
}

#[test]
fn strange_markup_yields_something_or_a_reason() {
    let pieces = [
        "<",
        ">",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table><tr><td>",
        "&#x110000;",
        "&amp",
        "]]>",
        "<!--",
        "-->",
        "<script>",
        "`",
        "```\n",
        "**",
        "[",
        "](",
        ")",
        "![",
        "|",
        "\n",
        "\n\n",
        "    ",
        "> ",
        "* ",
        "1. ",
        "# ",
        "---\n",
        "+++\n",
        "🤖",
        "\u{202e}",
        "é",
        "word ",
        "A sentence. ",
        "\0",
        "<svg><p>",
        "<template>",
        "<math><mi>",
        "<a href='",
        "'>",
        "<h1>",
        "{\"@type\":\"Article\"",
        "<script type='application/ld+json'>",
        "<meta property='og:title' content='",
    ];
    // A fixed sequence: xorshift64.
    let mut state = 0x2545_f491_4f6c_dd1du64;
    for _ in 0..400 {
        let mut text = String::new();
        for _ in 0..60 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text.push_str(pieces[(state % pieces.len() as u64) as usize]);
        }
        for reader in READERS {
            if let Ok(article) = reader.read(text.as_bytes(), &Source::named("x")) {
                assert!(article.text.starts_with(&article.title) && !article.text.contains(['\r', '\0']), "{text:?}");
            }
        }
    }
}

// ---- files and folders ----

#[test]
fn folders_are_read_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("b.txt", b"Bee has a text.");
    put("a/z.md", b"Zed has a text.");
    put(
        "a/deep/er/x.html.gz",
        &gzip(format!("<html><body><p>{}</p></body></html>", "Ex has a text, and it is long. ".repeat(5)).as_bytes()),
    );
    put("B.TXT", b"Big has a text.");
    put("a.jsonl", b"{\"text\": \"One\"}\nbroken\n{\"text\": \"Two\"}");
    put(".hidden.txt", b"never");
    put(".git/x.txt", b"never");
    put("table.csv", b"a,b");
    put("README", b"never");
    put("ü.txt", b"\xc3\x9cber has a text.");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere.txt", folder.path().join("dangling.txt")).unwrap();
    }
    let root = folder.path().to_str().unwrap().to_string();
    let mut articles = read(&[folder.path().to_path_buf()]).unwrap();
    let (progress, mut ids, mut skipped) = (articles.progress(), Vec::new(), Vec::new());
    assert!(progress.total() > 100 && progress.done() == 0);
    for item in articles.by_ref() {
        match item {
            Ok(article) => ids.push(article.id.replace(&root, "")),
            Err(s) => skipped.push((s.origin.replace(&root, ""), s.reason.replace(&root, ""))),
        }
    }
    assert_eq!(progress.done(), progress.total());
    assert_eq!(ids, ["/B.TXT", "/a/deep/er/x.html.gz", "/a/z.md", "/a.jsonl#1", "/a.jsonl#3", "/b.txt", "/ü.txt"]);
    let names: Vec<&str> = skipped.iter().map(|(origin, _)| origin.as_str()).collect();
    #[cfg(unix)]
    assert_eq!(names, ["/README", "/a/loop", "/a.jsonl#2", "/dangling.txt", "/table.csv"]);
    assert!(
        skipped.iter().any(|(_, r)| r.starts_with("nothing reads the ending .csv; known are .txt,")),
        "{skipped:?}"
    );
    #[cfg(unix)]
    assert_eq!(skipped[1].1, "a symbolic link back to ");
    assert_eq!(articles.counts(), Counts { files: 6, articles: 7, skipped: names.len() as u64 });

    // The id of a file is the same whether its folder or it itself is named, and in whatever order.
    let named = all(&[folder.path().join("b.txt"), folder.path().join("./a/../a/z.md"), folder.path().join("a/deep")]);
    let ids: Vec<String> = named.iter().flatten().map(|a| a.id.replace(&root, "")).collect();
    assert_eq!(ids, ["/b.txt", "/a/../a/z.md", "/a/deep/er/x.html.gz"]);
    // Spreading the work over threads gives the same.
    let raw: Vec<Item> =
        read_raw(&[folder.path().to_path_buf()]).unwrap().map(|r| r.and_then(|raw| raw.read())).collect();
    assert_eq!(raw, all(&[folder.path().to_path_buf()]));
}

#[test]
fn missing_inputs_and_empty_folders() {
    let error = read(&[fixture("plain.txt"), PathBuf::from("no/such.txt")]).err().unwrap();
    assert_eq!(error.to_string(), "cannot read no/such.txt");
    let folder = tempfile::tempdir().unwrap();
    let mut articles = read(&[folder.path().to_path_buf()]).unwrap();
    assert!(articles.next().is_none());
    assert_eq!(articles.counts(), Counts::default());
    assert_eq!(all(&[]).len(), 0);
}

#[test]
fn a_bomb_is_stopped() {
    // 300 MB of spaces in 300 kB.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let block = vec![b' '; 1 << 20];
    for _ in 0..300 {
        encoder.write_all(&block).unwrap();
    }
    let items = read_bytes("a.jsonl.gz", &encoder.finish().unwrap());
    assert_eq!(reasons(&items), ["it decompresses to more than 100 times its size, as no text does"]);
}
