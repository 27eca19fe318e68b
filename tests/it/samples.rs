//! The sample articles are read whole: title, day, publisher, text, and nothing of a page's furniture.

use std::path::Path;
use techgraph::article::{Article, read};
use techgraph::value::PartialDate;

fn samples() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles");
    read(&[folder]).unwrap().map(|a| a.unwrap_or_else(|s| panic!("{s:?}"))).collect()
}

#[test]
fn samples_are_read_whole() {
    let samples = samples();
    assert!(samples.len() >= 23, "{} articles", samples.len());
    for article in &samples {
        let at = &article.origin;
        let words = article.text.split_whitespace().count();
        assert!((140..=500).contains(&words), "{at}: {words} words");
        assert!(!article.title.is_empty() && article.title.len() < 100, "{at}: title {:?}", article.title);
        assert_eq!(article.text.matches(&article.title).count(), 1, "{at}: the title once");
        if at.ends_with(".txt") {
            continue; // plain text says neither
        }
        assert!(article.published.and_then(PartialDate::day).is_some(), "{at}: {:?}", article.published);
        assert_eq!(article.publisher.as_deref(), Some("techgraph samples"), "{at}");
    }
    assert_eq!(samples.iter().filter(|a| a.origin.contains(".jsonl")).count(), 2);
}

#[test]
fn the_saved_page_leaves_its_furniture_behind() {
    let samples = samples();
    let page = samples.iter().find(|a| a.origin.ends_with(".html")).unwrap();
    for furniture in ["Subscribe", "keyboards", "Newsletter", "Read next"] {
        assert!(!page.text.contains(furniture), "{furniture:?} in the text");
    }
    assert!(page.text.contains("Kleiner Perkins") && page.text.contains("termination fee"));
}
