//! Training: the same data gives the same bytes, and what is learned is used.

use techgraph::text::train::{evaluate, train_parser, train_tagger};
use techgraph::text::{Analyser, Dep, Tag};
use techgraph::vocab::Vocabulary;

/// Sentences of one pattern, written here: `X bought Y .` with made-up names.
fn corpus() -> String {
    let mut text = String::new();
    for (n, (a, b)) in
        [("Acme", "Beta"), ("Corto", "Delta"), ("Epsi", "Fen"), ("Gam", "Hux")].iter().cycle().take(40).enumerate()
    {
        let verb = ["bought", "sued", "sold"][n % 3];
        text += &format!("# newpar\n# text = {a} {verb} {b}.\n");
        for (id, (word, lemma, tag, head, dep)) in [
            (*a, *a, "NNP", 2, "nsubj"),
            (verb, verb, "VBD", 0, "root"),
            (*b, *b, "NNP", 2, "obj"),
            (".", ".", ".", 2, "punct"),
        ]
        .iter()
        .enumerate()
        {
            text += &format!("{}\t{word}\t{lemma}\t_\t{tag}\t_\t{head}\t{dep}\t_\t_\n", id + 1);
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let (corpus, news) = (corpus(), ["Title\nAcme sued Hux. Fen bought Delta.".repeat(10)]);
    let news: Vec<&str> = news.iter().map(String::as_str).collect();
    let tagger = train_tagger(&corpus, &news);
    let parser = train_parser(&corpus, &tagger);
    assert_eq!(tagger, train_tagger(&corpus, &news));
    assert_eq!(parser, train_parser(&corpus, &tagger));

    let analyser = Analyser::with_weights(Vocabulary::builtin(), Some(&tagger), Some(&parser));
    let scores = evaluate(&analyser, &corpus);
    assert!(scores.tags.percent() > 99.0 && scores.labels.percent() > 99.0, "{scores}");
    let mut doc = analyser.analyse("T\nHux sold Acme.");
    analyser.parse(&mut doc, 1);
    assert_eq!((doc.tokens[1].tag, doc.tokens[1].dep, doc.tokens[1].head), (Tag::NNP, Dep::NSUBJ, 2));
}

#[test]
fn files_that_are_no_weights_are_not_used() {
    for bytes in [&b""[..], b"TGL1", b"TGL1\x00\xff\xff", &[0xff; 100]] {
        let analyser = Analyser::with_weights(Vocabulary::builtin(), Some(bytes), Some(bytes));
        let mut doc = analyser.analyse("Acme bought Beta.");
        analyser.parse(&mut doc, 0);
        assert_eq!(doc.tokens.len(), 4);
        assert!(doc.tokens.iter().all(|t| t.tag == Tag::XX) && !doc.sentences[0].parsed);
    }
    // Of broken data nothing is learned, and nothing breaks.
    for text in ["", "1\tx\n", "1\ta\ta\t_\tNN\t_\t7\troot\t_\t_\n\n", "# text = x\n\n\n"] {
        assert!(
            Analyser::with_weights(
                Vocabulary::builtin(),
                Some(&train_tagger(text, &[])),
                Some(&train_parser(text, b""))
            )
            .analyse("a b")
            .tokens
            .len()
                == 2
        );
    }
}
