//! Every example but those that need data of their own runs and prints what it says it does.

#[path = "../../examples/custom_exporter.rs"]
#[expect(dead_code, reason = "the test calls what main calls")]
mod custom_exporter;
#[path = "../../examples/own_reader.rs"]
#[expect(dead_code, reason = "the test calls what main calls")]
mod own_reader;
#[path = "../../examples/quickstart.rs"]
#[expect(dead_code, reason = "the test calls what main calls")]
mod quickstart;
#[path = "../../examples/resolve_speed.rs"]
#[expect(dead_code, reason = "the test calls what main calls")]
mod resolve_speed;

fn check(run: impl FnOnce(&mut Vec<u8>), expected: &[&str]) {
    let mut out = Vec::new();
    run(&mut out);
    let out = String::from_utf8(out).unwrap();
    for words in expected {
        assert!(out.contains(words), "{words:?} is not in:\n{out}");
    }
}

#[test]
fn quickstart_finds_a_deal() {
    check(|out| quickstart::run(out).unwrap(), &["Amazon invests_in Anthropic"]);
}

#[test]
fn custom_exporter_writes_its_own_graph() {
    let write = |out: &mut Vec<u8>| custom_exporter::write_sentences(&custom_exporter::small(), out).unwrap();
    check(write, &["Acme\n  acquires Initech (announced; sources: 1)\n"]);
}

#[test]
fn own_reader_reads_its_feed() {
    let expected =
        ["Broadcom to supply chips to Anthropic (", "Broadcom supplies Anthropic", "Figma names new finance"];
    check(|out| own_reader::run(own_reader::FEED, out).unwrap(), &expected);
}

#[test]
fn resolve_speed_gets_every_name_right() {
    check(|out| resolve_speed::run(3_000, 20_000, out).unwrap(), &["20000 mentions, 20000 right"]);
}
