//! Made-up articles whose relations are known, for the tests of store, queries and command line.

use techgraph::article::Article;
use techgraph::relation::{EntityRef, Evidence, RelationMention};
use techgraph::resolve::{Around, Claim, Resolver};
use techgraph::store::{Change, Record, Store};
use techgraph::value::{Amount, Bound, Currency, EntityType, PartialDate, Span, Status};
use techgraph::vocab::Vocabulary;

/// An article with what it says.
#[derive(Debug, Clone)]
pub struct Told {
    pub article: Article,
    pub mentions: Vec<RelationMention>,
}

/// An article of one sentence a relation: `SUBJECT relation OBJECT status [millions of USD]`, names with `_` for spaces.
pub fn told(id: &str, published: &str, relations: &[&str]) -> Told {
    let sentences: Vec<String> = relations.iter().map(|r| format!("{}.", r.replace('_', " "))).collect();
    let mut article = Article::from_text(id, &format!("Title of {id}"), &sentences.join("\n"));
    article.published = PartialDate::parse(published);
    article.publisher = Some(format!("Paper {}", id.len()));
    let mentions = relations
        .iter()
        .zip(&sentences)
        .map(|(relation, quote)| {
            let words: Vec<&str> = relation.split(' ').collect();
            let start = article.text.find(quote.as_str()).unwrap();
            let end = |name: &str, kind| EntityRef {
                name: name.replace('_', " "),
                kind,
                mentions: vec![name.replace('_', " ")],
            };
            let person = words[1] == "works_for";
            RelationMention {
                subject: end(words[0], if person { EntityType::Person } else { EntityType::Organization }),
                relation: words[1].into(),
                object: end(words[2], EntityType::Organization),
                status: words[3].parse::<Status>().unwrap(),
                amount: words.get(4).map(|m| Amount {
                    text: format!("${m} million"),
                    hundredths: m.parse::<i64>().unwrap() * 100_000_000,
                    currency: Currency::USD,
                    bound: Bound::Exact,
                }),
                date: None,
                role: person.then(|| "chief executive".to_string()),
                stake: None,
                attribution: None,
                evidence: Evidence { text: quote.clone(), span: Span::new(start, start + quote.len()) },
                confidence: 0.75,
                rule: "test".into(),
            }
        })
        .collect();
    Told { article, mentions }
}

/// What an article says, resolved.
pub fn claims(told: &Told) -> Vec<Claim> {
    static RESOLVER: std::sync::LazyLock<Resolver<'static>> =
        std::sync::LazyLock::new(|| Resolver::new(Vocabulary::builtin()));
    let around = Around { text: &told.article.text, published: told.article.published };
    RESOLVER.claims(told.mentions.clone(), &around)
}

/// Puts articles, `size` a batch.
pub fn put(store: &mut Store, articles: &[Told], size: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    for articles in articles.chunks(size) {
        let mut batch = store.batch().unwrap();
        for told in articles {
            changes.push(batch.put(Record::of(&told.article, "test", claims(told))).unwrap());
        }
        batch.commit().unwrap();
    }
    changes
}

/// A store over some articles, in a folder that goes with the first value.
pub fn store_of(articles: &[Told]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(folder.path().join("graph.db")).unwrap();
    put(&mut store, articles, 16);
    (folder, store)
}

/// Numbers that look random and are the same in every run (xorshift64*, Vigna 2016).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(2_685_821_657_736_338_717).max(1))
    }
    /// Below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(2_685_821_657_736_338_717) >> 33) as usize % sides
    }
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.roll(i + 1));
        }
    }
}

const RELATIONS: [&str; 5] = ["invests_in", "acquires", "supplies", "partners_with", "competes_with"];

/// The name of the entity of a number.
pub fn name(number: usize) -> String {
    const PARTS: [&str; 8] = ["Zan", "Bru", "Kel", "Ori", "Tam", "Vex", "Lud", "Pho"];
    format!("{}{}ova_{}", PARTS[number % 8], PARTS[number / 8 % 8].to_lowercase(), number)
}

/// Random articles over `entities` entities, four relations each.
pub fn random(seed: u64, articles: usize, entities: usize) -> Vec<Told> {
    let mut dice = Dice::new(seed);
    (0..articles)
        .map(|n| {
            let relations: Vec<String> = (0..4)
                .map(|_| {
                    let subject = dice.roll(entities);
                    let object = (subject + 1 + dice.roll(entities - 1)) % entities;
                    let status = dice.pick(Status::ALL);
                    let amount = if dice.roll(3) == 0 { format!(" {}", 1 + dice.roll(900)) } else { String::new() };
                    format!("{} {} {} {status}{amount}", name(subject), dice.pick(&RELATIONS), name(object))
                })
                .collect();
            let relations: Vec<&str> = relations.iter().map(String::as_str).collect();
            let date = if dice.roll(8) == 0 {
                String::new()
            } else {
                format!("20{:02}-{:02}-{:02}", 10 + dice.roll(16), 1 + dice.roll(12), 1 + dice.roll(28))
            };
            told(&format!("article-{n}"), &date, &relations)
        })
        .collect()
}

/// The articles as `techgraph load` reads them.
pub fn lines(articles: &[Told], with_text: bool) -> String {
    let mut out = String::new();
    for told in articles {
        let a = &told.article;
        let about = serde_json::json!({"article": a.id, "title": a.title, "publisher": a.publisher,
            "published": a.published.map(|d| d.to_string())});
        if with_text {
            let mut line = about.clone();
            line["text"] = a.text.clone().into();
            out.push_str(&format!("{line}\n"));
        }
        for mention in &told.mentions {
            let mut line = about.clone();
            let fields = serde_json::to_value(mention).unwrap();
            line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}
