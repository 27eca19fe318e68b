use crate::corpus::{Dice, Told, put, random, store_of, told};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;
use techgraph::Error;
use techgraph::export::{FORMATS, Format, Options};
use techgraph::graph::{Edge, Entity, Graph, Passing, Walk};
use techgraph::query::{self, Filter};
use techgraph::resolve::EntityId;
use techgraph::store::{APPLICATION_ID, Change, ContentHash, Known, Record, SCHEMA_VERSION, Store};
use techgraph::vocab::Vocabulary;

fn parts(graph: &Graph) -> (Vec<Entity>, Vec<(String, Edge, String)>) {
    let edges = graph.edges().map(|(_, s, e, o)| (s.id.to_string(), e.clone(), o.id.to_string())).collect();
    (graph.entities().cloned().collect(), edges)
}

fn sound(store: &Store) {
    assert_eq!(store.verify().unwrap().faults, Vec::<String>::new());
}

fn ids(store: &Store) -> Vec<String> {
    store.load().unwrap().entities().map(|e| e.id.to_string()).collect()
}

#[test]
fn the_same_article_twice_changes_nothing() {
    let articles = random(1, 40, 12);
    let (_folder, mut store) = store_of(&articles);
    let before = parts(&store.load().unwrap());
    assert!(before.0.len() == 12 && before.1.len() > 100);
    assert_eq!(put(&mut store, &articles, 7), vec![Change::Unchanged; 40]);
    assert_eq!(parts(&store.load().unwrap()), before);
    let content = ContentHash::of(&articles[0].article);
    assert_eq!(store.known("article-0", &content).unwrap(), Known::Same { extractor: "test".into() });
    assert_eq!(store.known("article-0", &ContentHash::of(&articles[1].article)).unwrap(), Known::Changed);
    assert_eq!(store.known("article-x", &content).unwrap(), Known::New);
    sound(&store);
}

#[test]
fn nothing_depends_on_order_or_batches() {
    let mut articles = random(2, 60, 15);
    // Some copies of one text, for ties everywhere.
    for n in 0..10 {
        let mut copy = articles[n].clone();
        copy.article.id = format!("copy-{n}");
        articles.push(copy);
    }
    let (_folder, store) = store_of(&articles);
    let expected = parts(&store.load().unwrap());
    for (seed, size) in [(3, 1), (4, 5), (5, 1000)] {
        let mut shuffled = articles.clone();
        Dice::new(seed).shuffle(&mut shuffled);
        for told in &mut shuffled {
            Dice::new(seed).shuffle(&mut told.mentions);
        }
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(folder.path().join("g.db")).unwrap();
        put(&mut store, &shuffled, size);
        assert_eq!(parts(&store.load().unwrap()), expected);
        sound(&store);
    }
}

#[test]
fn a_changed_article_replaces_what_it_said() {
    let kept = told("a", "2026-01-02", &["Zanova invests_in Kelova confirmed 5"]);
    let old = told("b", "2026-01-03", &["Zanova acquires Oriova announced", "Zanova invests_in Kelova denied"]);
    let new = told("b", "2026-01-03", &["Zanova acquires Tamova announced"]);
    let (_folder, mut store) = store_of(&[kept.clone(), old]);
    let status = |store: &Store| {
        let links = store.edges_of(&EntityId("organization:kelova".into())).unwrap();
        links[0].edge.status().to_string()
    };
    assert_eq!(status(&store), "denied");
    let path = store.path().to_path_buf();
    drop(store);
    store = Store::create(path).unwrap();
    assert_eq!(put(&mut store, &[new], 1), [Change::Changed]);
    assert_eq!(ids(&store), ["organization:kelova", "organization:tamova", "organization:zanova"]);
    assert_eq!(status(&store), "confirmed");
    sound(&store);
    let (_other, fresh) = store_of(&[told("b", "2026-01-03", &["Zanova acquires Tamova announced"]), kept]);
    assert_eq!(parts(&store.load().unwrap()), parts(&fresh.load().unwrap()));
}

#[test]
fn removing_takes_everything_back() {
    let mut articles = random(6, 30, 10);
    articles[3].article.url = Some("https://example.com/3".into());
    articles[4].article.origin = "news/four.jsonl#12".into();
    articles[5].article.origin = "news/four.jsonl#13".into();
    let (_folder, mut store) = store_of(&articles);
    for (name, removed) in
        [("article-0", 1), ("https://example.com/3", 1), ("news/four.jsonl", 2), ("article-0", 0), ("nothing", 0)]
    {
        assert_eq!(store.remove(name).unwrap(), removed, "{name}");
        sound(&store);
    }
    let left: Vec<Told> =
        articles.iter().enumerate().filter(|(n, _)| ![0, 3, 4, 5].contains(n)).map(|(_, t)| t.clone()).collect();
    let (_other, fresh) = store_of(&left);
    assert_eq!(parts(&store.load().unwrap()), parts(&fresh.load().unwrap()));
    for told in &left {
        assert_eq!(store.remove(&told.article.id).unwrap(), 1);
    }
    assert_eq!((store.load().unwrap().entity_count(), store.load().unwrap().edge_count()), (0, 0));
    sound(&store);
}

#[test]
fn two_texts_under_one_id_end_the_same_in_either_order() {
    let older = told("a", "2026-01-02", &["Zanova acquires Kelova reported"]);
    let newer = told("a", "2026-02-02", &["Zanova acquires Oriova confirmed"]);
    for articles in [[older.clone(), newer.clone()], [newer.clone(), older.clone()]] {
        let (_folder, mut store) = store_of(&articles);
        assert_eq!(ids(&store), ["organization:oriova", "organization:zanova"]);
        let path = store.path().to_path_buf();
        drop(store);
        // The next run meets both again and changes nothing.
        store = Store::create(path).unwrap();
        for told in &articles {
            let known = store.known("a", &ContentHash::of(&told.article)).unwrap();
            assert_eq!(known, Known::Same { extractor: "test".into() });
        }
        sound(&store);
    }
}

#[test]
fn copies_of_one_text_are_one_source() {
    let says = ["Zanova acquires Kelova confirmed"];
    let mut copy = told("b", "2026-01-02", &says);
    copy.article.title = "Another headline".into();
    copy.article.text = copy.article.text.replace("Title of b", "Another headline");
    let shift = "Another headline".len() as u32 - "Title of b".len() as u32;
    copy.mentions[0].evidence.span.start += shift;
    copy.mentions[0].evidence.span.end += shift;
    let other = told("c", "2026-01-02", &["Zanova acquires Kelova confirmed", "Zanova supplies Kelova confirmed"]);
    for (articles, sources, facts) in [
        (vec![told("a", "2026-01-02", &says), copy.clone()], 1, 2),
        (vec![told("a", "2026-01-02", &says), copy, other], 2, 3),
    ] {
        let (_folder, store) = store_of(&articles);
        let links = store.edges_of(&EntityId("organization:zanova".into())).unwrap();
        assert_eq!((links[0].edge.sources(), links[0].edge.facts.len()), (sources, facts));
        sound(&store);
    }
}

#[test]
fn an_entity_is_called_by_its_most_frequent_form() {
    let form = |id: &str, name: &str| told(id, "2026-01-01", &[&format!("{name} acquires Kelova confirmed")]);
    for (forms, expected, aliases) in [
        (vec!["Zan-Ova", "ZAN_OVA", "ZAN_OVA"], "ZAN OVA", vec!["Zan-Ova"]),
        // Of equals the longest, of those the first.
        (vec!["Zan-Ova", "ZAN_OVA"], "ZAN OVA", vec!["Zan-Ova"]),
        (vec!["ZAN_OVA.", "Zan-Ova"], "ZAN OVA.", vec!["Zan-Ova"]),
    ] {
        let articles: Vec<Told> = forms.iter().enumerate().map(|(n, f)| form(&format!("a{n}"), f)).collect();
        let (_folder, store) = store_of(&articles);
        let entity = store.entity(&EntityId("organization:zan-ova".into())).unwrap().unwrap();
        assert_eq!((entity.name.as_str(), entity.aliases), (expected, aliases.iter().map(|a| a.to_string()).collect()));
    }
}

#[test]
fn names_are_found_as_people_write_them() {
    let (_folder, store) = store_of(&[
        told("a", "2026-01-01", &["Zanobia_Quux acquires Kelová confirmed", "Mercuryx supplies Kelová confirmed"]),
        told("b", "2026-01-02", &["ZANOBIA_QUUX acquires Kelová confirmed", "Mercuryx works_for Kelová confirmed"]),
    ]);
    for (asked, id) in [
        ("organization:kelova", "organization:kelova"),
        ("Zanobia Quux", "organization:zanobia-quux"),
        ("zanobia quux", "organization:zanobia-quux"),
        (" zanobia-quux ", "organization:zanobia-quux"),
        ("kelova", "organization:kelova"),
        ("person:mercuryx", "person:mercuryx"),
    ] {
        assert_eq!(store.find(asked).unwrap().entity.id.to_string(), id, "{asked}");
    }
    let near = |asked: &str| match store.find(asked) {
        Err(Error::UnknownEntity { nearest, .. }) => nearest,
        other => panic!("{asked}: {other:?}"),
    };
    assert_eq!(near("Zanobia"), ["ZANOBIA QUUX"]);
    assert_eq!(near("Zanobbia Quu"), ["ZANOBIA QUUX"]);
    assert_eq!(near("Kelva"), ["Kelová"]);
    assert!(near("Something wholly different").is_empty());
    assert!(near("").is_empty());
    match store.find("mercuryx") {
        Err(Error::AmbiguousEntity { choices, .. }) => {
            assert_eq!(choices, ["organization:mercuryx", "person:mercuryx"]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn words_are_found_in_quotes_and_names() {
    let (_folder, store) = store_of(&[
        told("a", "2026-01-01", &["Zanova acquires Kelova confirmed", "Oriova supplies Kelova announced"]),
        told("b", "2026-01-02", &["Zanova invests_in Tamova reported"]),
    ]);
    let found = |words: &str| -> (Vec<String>, usize) {
        let (hits, total) = store.search(words, 10).unwrap();
        (hits.iter().map(|h| format!("{} {} {}", h.subject.name, h.relation, h.object.name)).collect(), total)
    };
    assert_eq!(found("acquired kelova"), (vec!["Zanova acquires Kelova".to_string()], 1));
    assert_eq!(found("zanova").1, 2);
    assert_eq!(found("zanova oriova").1, 0);
    assert_eq!(store.search("zanova", 1).unwrap().0.len(), 1);
    // Nothing of this is a query language.
    for odd in ["", "\"", "AND", "a* OR b", "NEAR(", "🙂", "quote:x", "-"] {
        store.search(odd, 10).unwrap();
        store.search_names(odd, 10).unwrap();
    }
    assert_eq!(store.search_names("kelova", 10).unwrap()[0].name, "Kelova");
}

#[test]
fn a_file_that_is_no_graph_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("text"), "some words").unwrap();
    std::fs::write(file("binary"), [0u8, 159, 146, 150].repeat(40)).unwrap();
    std::fs::write(file("empty"), "").unwrap();
    std::fs::create_dir(file("folder")).unwrap();
    Connection::open(file("other")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    drop(Store::create(file("newer")).unwrap());
    Connection::open(file("newer")).unwrap().pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    std::fs::write(file("cut"), &std::fs::read(file("newer")).unwrap()[..600]).unwrap();
    for (name, expected) in [
        ("text", "is a text file, not a graph"),
        ("binary", "is a binary file of another kind"),
        ("folder", "is a directory"),
        ("other", "of another program"),
        ("newer", "newer techgraph"),
        ("cut", ""),
    ] {
        for opened in [Store::open(file(name)), Store::create(file(name))] {
            let message = opened.expect_err(name).to_string();
            assert!(message.contains(expected) && message.contains(name), "{name}: {message}");
        }
    }
    assert!(matches!(Store::open(file("missing")), Err(Error::NoGraph { .. })));
    assert!(Store::open(file("empty")).unwrap_err().to_string().contains("is empty"));
    // A program killed before its first batch leaves an empty file; the next goes on with it.
    drop(Store::create(file("empty")).unwrap());
    assert_eq!(Store::open(file("empty")).unwrap().load().unwrap().edge_count(), 0);
}

fn spoil(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

#[test]
fn verify_names_what_is_wrong() {
    for (sql, expected) in [
        ("UPDATE statement_row SET span_start = span_start + 1 WHERE key = 2", "quote: article a at "),
        ("UPDATE article_row SET text = 'other' WHERE id = 'a'", "is not there"),
        (
            "UPDATE edge_row SET status = 'denied' WHERE key = 1",
            "edge: organization:oriova supplies organization:kelova",
        ),
        ("UPDATE edge_row SET sources = 7 WHERE key = 2", "edge: "),
        ("UPDATE edge_row SET settled = '2030-01-01' WHERE key = 2", "do not follow from its statements"),
        (
            "UPDATE column_row SET bytes = zeroblob(length(bytes)) WHERE name = 'status'",
            "column: status does not follow",
        ),
        ("UPDATE entity_row SET type = 'place' WHERE key = 1", "column: type does not follow"),
        ("INSERT INTO column_row VALUES ('status', 9, x'0101')", "column: some values have no rows"),
        (
            "UPDATE entity_row SET name = 'Nobody' WHERE id = 'organization:kelova'",
            "entity: organization:kelova: its name",
        ),
        ("DELETE FROM name_row", "cannot be looked up"),
        ("UPDATE form_row SET articles = 9", "the count of"),
        ("DELETE FROM statement_row WHERE edge = 1", "nothing says it"),
        ("DELETE FROM article_row", "reference: statement_row"),
        (
            "INSERT INTO quote_index(quote_index, rowid, quote) VALUES ('delete', 1, 'Zanova acquires Kelova confirmed.')",
            "search: quote_index",
        ),
        (
            "INSERT INTO entity_row (id, type, name, aliases) VALUES ('organization:x', 'organization', 'X', '[]')",
            "no edge mentions it",
        ),
    ] {
        let (folder, store) = store_of(&[told(
            "a",
            "2026-01-01",
            &["Zanova acquires Kelova confirmed", "Oriova supplies Kelova announced"],
        )]);
        sound(&store);
        drop(store);
        let path = folder.path().join("graph.db");
        spoil(&path, sql);
        let faults = Store::open(&path).unwrap().verify().unwrap().faults;
        assert!(faults.iter().any(|f| f.contains(expected)), "{sql}: {faults:?}");
    }
}

#[test]
fn the_views_are_as_documented() {
    let (folder, store) = store_of(&random(8, 20, 8));
    let graph = store.load().unwrap();
    drop(store);
    let connection = Connection::open(folder.path().join("graph.db")).unwrap();
    let application: i32 = connection.pragma_query_value(None, "application_id", |r| r.get(0)).unwrap();
    assert_eq!(application, APPLICATION_ID);
    for (view, columns, rows) in [
        ("entity", "id, type, name, aliases, known, degree", graph.entity_count()),
        (
            "relation",
            "subject, subject_name, subject_type, relation, object, object_name, object_type, status, amount, \
             amount_hundredths, currency, bound, date, role, stake, confidence, sources, statements, first_day, last_day",
            graph.edge_count(),
        ),
        (
            "statement",
            "subject, relation, object, article, published, publisher, url, status, amount_text, amount, \
             amount_hundredths, currency, bound, date, role, stake, attribution, quote, span_start, span_end, confidence, rule",
            graph.edges().map(|(_, _, e, _)| e.facts.len()).sum(),
        ),
        ("article", "id, title, url, publisher, author, published, origin, text, copies, extractor, statements", 20),
    ] {
        let sql = format!("SELECT {columns} FROM {view}");
        let mut statement = connection.prepare(&sql).unwrap();
        assert_eq!(statement.query_map([], |_| Ok(())).unwrap().count(), rows, "{view}");
        assert!(connection.execute(&format!("DELETE FROM {view}"), []).is_err());
    }
}

#[test]
fn an_article_without_relations_is_known_and_a_strange_text_is_kept() {
    let silent = told("quiet", "", &[]);
    let mut odd = told("odd", "2026", &["Zanova acquires Kelova confirmed"]);
    odd.article.url = Some("https://example.com/🙂?a='b'\"".into());
    odd.mentions[0].subject.name = "Żółć 🙂 שלום".into();
    odd.mentions[0].subject.mentions = vec![];
    odd.mentions[0].object.name = "***".into();
    odd.mentions[0].object.mentions = vec!["".into(), "   ".into()];
    let (_folder, mut store) = store_of(&[silent.clone(), odd]);
    assert_eq!(put(&mut store, &[silent], 1), [Change::Unchanged]);
    assert_eq!(store.statistics(3).unwrap().articles, 2);
    assert_eq!(store.find("żółć שלום").unwrap().entity.name, "Żółć 🙂 שלום");
    assert_eq!(store.article("odd").unwrap().unwrap().published.unwrap().to_string(), "2026");
    sound(&store);
    assert_eq!(store.remove("odd").unwrap(), 1);
    assert_eq!(store.load().unwrap().entity_count(), 0);
}

#[test]
fn a_batch_that_is_not_committed_leaves_nothing() {
    let (_folder, mut store) = store_of(&random(9, 5, 5));
    let before = parts(&store.load().unwrap());
    let extra = told("extra", "2026-01-01", &["Zanova acquires Kelova confirmed"]);
    let mut batch = store.batch().unwrap();
    batch.put(Record::of(&extra.article, "test", crate::corpus::claims(&extra))).unwrap();
    drop(batch);
    assert_eq!(parts(&store.load().unwrap()), before);
    sound(&store);
}

#[test]
fn a_walk_passes_what_is_loaded() {
    let (_folder, store) = store_of(&random(11, 300, 40));
    let open = || Store::open(store.path()).unwrap();
    let whole = store.load().unwrap();
    let walk = open().walk().unwrap();
    assert_eq!(walk.size(), (whole.entity_count(), whole.edge_count()));
    assert_eq!(parts(&Graph::of(&walk).unwrap()), parts(&whole));
    // As often as asked.
    assert_eq!(parts(&Graph::of(&walk).unwrap()), parts(&whole));
    let mut filters = vec![Filter::default(); 4];
    filters[0].relations = vec!["acquires".into(), "supplies".into()];
    filters[1].min_amount = Some(30_000_000_000);
    filters[2].types = vec![techgraph::value::EntityType::Person];
    filters[3].types = vec![techgraph::value::EntityType::Organization];
    filters[3].since = techgraph::value::PartialDate::parse("2020");
    for filter in filters {
        let part = filter.apply(&whole);
        let walk = query::walk(open(), &filter).unwrap();
        assert_eq!(walk.size(), (part.entity_count(), part.edge_count()), "{filter:?}");
        assert_eq!(parts(&Graph::of(&walk).unwrap()), parts(&part), "{filter:?}");
        let articles = |walk: &dyn Walk| {
            let mut articles = Vec::new();
            walk.each_source(&mut |source| {
                articles.push(source.clone());
                Ok(())
            })
            .unwrap();
            articles
        };
        assert_eq!(articles(&walk), articles(&part), "{filter:?}");
    }
}

#[test]
fn a_walk_writes_what_the_loaded_graph_does_however_much_it_holds() {
    let (_folder, store) = store_of(&random(13, 400, 60));
    let whole = store.load().unwrap();
    let written = |format: &Format, graph: &dyn Walk| {
        let mut folder = BTreeMap::new();
        format.write_folder(graph, Vocabulary::builtin(), &mut folder, &Options::default()).unwrap();
        folder
    };
    for room in [0, 1, 20_000, usize::MAX] {
        let walk = Store::open(store.path()).unwrap().walk_within(room).unwrap();
        assert_eq!(parts(&Graph::of(&walk).unwrap()), parts(&whole), "{room}");
        for format in FORMATS {
            assert!(written(format, &walk) == written(format, &whole), "{} with room for {room}", format.name);
        }
    }
}

/// A file that takes some bytes and then no more.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| std::io::Error::other("full"))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_walk_ends_when_a_file_or_a_writer_fails() {
    let (_folder, store) = store_of(&random(14, 1_200, 60));
    let walk = Store::open(store.path()).unwrap().walk().unwrap();
    let line = |passing: Passing<'_>, texts: &mut [Vec<u8>]| {
        texts[0].extend(format!("{} {}\n", passing.index, passing.statements).bytes());
        Ok(())
    };
    assert_eq!(walk.write_edges(&mut [&mut Full(100)], &line).unwrap_err().to_string(), "full");
    let fault = |passing: Passing<'_>, _: &mut [Vec<u8>]| match passing.index {
        500 => Err(std::io::Error::other("odd edge")),
        _ => Ok(()),
    };
    assert_eq!(walk.write_edges(&mut [&mut Full(100)], &fault).unwrap_err().to_string(), "odd edge");
    let (mut text, mut statements) = (Vec::new(), 0);
    walk.write_edges(&mut [&mut text], &line).unwrap();
    let whole = store.load().unwrap();
    let told = whole.edges().enumerate().map(|(index, (_, _, edge, _))| {
        statements += edge.facts.len();
        format!("{index} {}\n", statements - edge.facts.len())
    });
    assert_eq!(String::from_utf8(text).unwrap(), told.collect::<String>());
}

#[test]
fn a_walk_sees_one_version_however_often_others_write() {
    let (_folder, mut store) = store_of(&random(15, 400, 60));
    let path = store.path().to_path_buf();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            for n in 0..200 {
                store.remove(&format!("article-{n}")).unwrap();
            }
        });
        let mut done = false;
        while !done {
            done = writer.is_finished();
            let walk = Store::open(&path).unwrap().walk().unwrap();
            let mut passed = 0;
            walk.each_edge(&mut |_, _, _| {
                passed += 1;
                Ok(())
            })
            .unwrap();
            // An edge whose statements are of another version would be without any.
            assert_eq!(passed, walk.size().1);
        }
    });
}

#[test]
fn a_walk_ends_when_its_caller_does_and_sees_no_later_build() {
    let (_folder, mut store) = store_of(&random(12, 1_200, 60));
    let walk = Store::open(store.path()).unwrap().walk().unwrap();
    let mut met = 0;
    let ended = walk.each_edge(&mut |_, _, _| {
        met += 1;
        if met == 3 { Err(std::io::Error::other("enough")) } else { Ok(()) }
    });
    assert_eq!((met, ended.unwrap_err().to_string()), (3, "enough".to_string()));
    let before = parts(&Graph::of(&walk).unwrap());
    for n in 0..10 {
        store.remove(&format!("article-{n}")).unwrap();
    }
    assert_eq!(parts(&Graph::of(&walk).unwrap()), before);
    assert!(store.load().unwrap().edge_count() < before.1.len());
}
