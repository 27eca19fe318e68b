//! Every export format on ordinary, empty and hostile graphs, each read back by a reader of its format.

mod programs;

use crate::graphs;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};
use techgraph::export::{FORMATS, Flavour, Format, Options};
use techgraph::graph::Graph;
use techgraph::vocab::Vocabulary;

type Files = BTreeMap<String, Vec<u8>>;

fn files(format: &Format, graph: &Graph, options: &Options) -> Files {
    let mut folder = Files::new();
    format.write_folder(graph, Vocabulary::builtin(), &mut folder, options).unwrap();
    folder
}

fn text(format: &str, graph: &Graph, options: &Options) -> String {
    let mut out = Vec::new();
    Format::find(format).unwrap().write(graph, Vocabulary::builtin(), &mut out, options).unwrap();
    String::from_utf8(out).unwrap()
}

fn statements(graph: &Graph) -> usize {
    graph.edges().map(|(_, _, e, _)| e.facts.len()).sum()
}

/// What a reader must find: how many nodes and edges.
fn size(graph: &Graph) -> (usize, usize) {
    (graph.entity_count(), graph.edge_count())
}

/// The reader of each format; gives how many nodes and edges it saw, after checks of its own.
fn read(name: &str, files: &Files, graph: &Graph) -> (usize, usize) {
    let content = || std::str::from_utf8(files.values().next().unwrap()).unwrap();
    match name {
        "csv" => read_csv(files, graph),
        "cypher" => read_cypher(content(), graph),
        "cytoscape" => {
            let document: serde_json::Value = serde_json::from_str(content()).unwrap();
            let elements = &document["elements"];
            (elements["nodes"].as_array().unwrap().len(), elements["edges"].as_array().unwrap().len())
        }
        "dot" => read_dot(content()),
        "ftm" => read_ftm(content()),
        "gexf" | "graphml" => read_xml(name, content(), graph),
        "json" => read_json(content(), graph),
        "jsonl" => read_jsonl(content(), graph),
        "jsonld" => read_jsonld(content()),
        "mermaid" => read_mermaid(content()),
        "nquads" => read_nquads(content(), graph),
        "obsidian" => read_obsidian(files, graph),
        #[cfg(feature = "parquet")]
        "parquet" => read_parquet(files, graph),
        "turtle" => read_turtle(content(), graph),
        other => panic!("the format {other} has no reader in this test: add one"),
    }
}

#[test]
fn every_format_is_read_back() {
    let graphs = [
        ("empty", Graph::default()),
        ("nodes only", Graph::new(graphs::sample().entities().cloned().collect(), vec![])),
        ("sample", graphs::sample()),
        ("hostile", graphs::hostile()),
    ];
    for format in FORMATS {
        for (which, graph) in &graphs {
            for plain in [false, true] {
                let options = Options { plain, ..Options::default() };
                let first = files(format, graph, &options);
                println!("{} of {which}", format.name);
                assert!(first == files(format, graph, &options), "the same graph gave other bytes");
                if !first.is_empty() {
                    assert_eq!(read(format.name, &first, graph), size(graph), "{} of {which}", format.name);
                } else {
                    assert!(format.is_folder() && graph.entity_count() == 0);
                }
            }
        }
    }
}

#[test]
fn the_table_is_whole() {
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    let endings: Vec<&str> = FORMATS.iter().flat_map(|f| f.endings).copied().collect();
    assert_eq!(endings.iter().collect::<BTreeSet<_>>().len(), endings.len(), "an ending means two formats");
    for format in FORMATS {
        assert!(!format.about.is_empty() && format.media_type.contains('/'), "{}", format.name);
        assert!(std::ptr::eq(Format::find(format.name).unwrap(), format));
        for ending in format.endings {
            let path = format!("some.dir/graph.{}", ending.to_uppercase());
            assert!(std::ptr::eq(Format::of_path(path.as_ref()).unwrap(), format), "{path}");
        }
    }
    let error = Format::find("docx").unwrap_err().to_string();
    assert!(error.contains("docx") && error.contains("graphml"), "{error}");
}

#[test]
fn files_and_folders_are_made_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS {
        let path = folder.path().join(format.name);
        format.write_path(&graphs::sample(), Vocabulary::builtin(), &path, &Options::default()).unwrap();
        assert_eq!(path.is_dir(), format.is_folder(), "{}", format.name);
    }
    let missing = folder.path().join("no/such/graph.dot");
    let dot = Format::find("dot").unwrap();
    let error = dot.write_path(&graphs::sample(), Vocabulary::builtin(), &missing, &Options::default()).unwrap_err();
    assert!(error.to_string().contains("graph.dot"), "{error}");
}

fn read_csv(files: &Files, graph: &Graph) -> (usize, usize) {
    assert_eq!(files.keys().collect::<Vec<_>>(), ["edges.csv", "nodes.csv", "statements.csv"]);
    let rows = |name: &str| -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_reader(&files[name][..]).deserialize().map(Result::unwrap).collect()
    };
    let (nodes, edges) = (rows("nodes.csv"), rows("edges.csv"));
    for (row, entity) in nodes.iter().zip(graph.entities()) {
        assert_eq!(row["name"].strip_prefix('\'').unwrap_or(&row["name"]), entity.name);
        assert_eq!(row["type"], entity.kind.as_str());
    }
    for (row, (_, subject, edge, _)) in edges.iter().zip(graph.edges()) {
        assert_eq!(row["source"].strip_prefix('\'').unwrap_or(&row["source"]), subject.id.0);
        assert_eq!(row["amount"], edge.amount().map(|a| a.value_text()).unwrap_or_default());
        assert_eq!(row["statements"], edge.facts.len().to_string());
    }
    for row in nodes.iter().chain(&edges) {
        for cell in row.values() {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
    }
    assert_eq!(rows("statements.csv").len(), statements(graph));
    (nodes.len(), edges.len())
}

#[test]
fn csv_has_the_columns_of_other_programs() {
    let check = |flavour, nodes: &str, edges: &str| {
        let options = Options { flavour, ..Options::default() };
        let files = files(Format::find("csv").unwrap(), &graphs::hostile(), &options);
        let first = |name: &str| String::from_utf8_lossy(&files[name]).lines().next().unwrap().to_string();
        let (node_file, edge_file) =
            if flavour == Flavour::Kumu { ("elements.csv", "connections.csv") } else { ("nodes.csv", "edges.csv") };
        assert!(first(node_file).starts_with(nodes), "{}", first(node_file));
        assert!(first(edge_file).starts_with(edges), "{}", first(edge_file));
        for content in files.values() {
            // The reader refuses rows of another length than the header.
            assert!(csv::Reader::from_reader(&content[..]).records().all(|r| r.is_ok()));
        }
    };
    check(Flavour::Gephi, "Id,Label,", "Source,Target,Type,Id,Label,Weight,Kind,");
    check(Flavour::Kumu, "ID,Label,Type,", "ID,From,To,Direction,Label,");
    check(Flavour::Neo4j, "id:ID,name,:LABEL", ":START_ID,:END_ID,:TYPE,");
    check(Flavour::Own, "id,name,type,aliases", "source,source_name,target,target_name,relation,");
}

fn read_json(content: &str, graph: &Graph) -> (usize, usize) {
    let document: serde_json::Value = serde_json::from_str(content).unwrap();
    assert_eq!(document["graph"]["schema"], "techgraph/1");
    let (nodes, edges) = (document["nodes"].as_array().unwrap(), document["edges"].as_array().unwrap());
    for (node, entity) in nodes.iter().zip(graph.entities()) {
        assert_eq!(node["name"], entity.name);
    }
    for (edge, (_, subject, known, object)) in edges.iter().zip(graph.edges()) {
        assert_eq!((&edge["source"], &edge["target"]), (&subject.id.0.as_str().into(), &object.id.0.as_str().into()));
        assert_eq!(edge["statements"][0]["evidence"]["text"], known.lead().quote);
    }
    (nodes.len(), edges.len())
}

#[test]
fn json_can_speak_d3() {
    let document: serde_json::Value =
        serde_json::from_str(&text("json", &graphs::sample(), &Options { links: true, ..Options::default() })).unwrap();
    assert_eq!(document["links"].as_array().unwrap().len(), graphs::sample().edge_count());
}

fn read_jsonl(content: &str, graph: &Graph) -> (usize, usize) {
    let mut edges = BTreeSet::new();
    let mut count = 0;
    for line in content.lines() {
        // The shape that the extractor gives must be in it.
        let mention: techgraph::relation::RelationMention = serde_json::from_str(line).unwrap();
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["schema"], "techgraph/1");
        assert!(value["article"].is_string() && value["subject"]["id"].is_string());
        edges.insert((value["subject"]["id"].to_string(), mention.relation, value["object"]["id"].to_string()));
        count += 1;
    }
    assert_eq!(count, statements(graph));
    let facts: Vec<_> = graph.edges().flat_map(|(_, _, e, _)| &e.facts).collect();
    for (line, fact) in content.lines().zip(facts) {
        let mention: techgraph::relation::RelationMention = serde_json::from_str(line).unwrap();
        assert_eq!((mention.status, &mention.amount, mention.date), (fact.status, &fact.amount, fact.date));
        assert_eq!((mention.stake, &mention.role, mention.evidence.span), (fact.stake, &fact.role, fact.span));
    }
    (graph.entity_count(), edges.len())
}

/// Through graphviz-rust's parser and, where it is installed, `dot` itself.
fn read_dot(content: &str) -> (usize, usize) {
    use graphviz_rust::dot_structures::{Graph as Dot, Stmt};
    let Dot::DiGraph { stmts, .. } = graphviz_rust::parse(content).unwrap_or_else(|e| panic!("{e}")) else {
        panic!("not a digraph")
    };
    let count = |wanted: fn(&Stmt) -> bool| stmts.iter().filter(|s| wanted(s)).count();
    let parsed = (count(|s| matches!(s, Stmt::Node(_))), count(|s| matches!(s, Stmt::Edge(_))));
    if let Some(canonical) = dot(content, &["-Tdot_json"]) {
        let value: serde_json::Value = serde_json::from_slice(&canonical).expect("dot wrote no JSON");
        let length = |key: &str| value[key].as_array().map_or(0, Vec::len);
        assert_eq!((length("objects"), length("edges")), parsed, "graphviz read another graph");
    }
    parsed
}

/// What `dot` says; `None` where it is not installed.
fn dot(content: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut child = Command::new("dot").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut stdin = child.stdin.take().unwrap();
    let content = content.to_string();
    let writer = std::thread::spawn(move || stdin.write_all(content.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "dot failed: {:?}", output.status);
    Some(output.stdout)
}

#[test]
fn dot_labels_are_literal() {
    let text = text("dot", &graphs::hostile(), &Options { plain: true, ..Options::default() });
    for expected in [
        r#"label="say \"hi\" 'there' `now`""#,
        r#"label="AT&amp;amp;T &amp;#65; &amp;lt;""#,
        r#"label="ends with backslash\\""#,
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

#[test]
fn dot_shows_status_money_and_quote() {
    let text = text("dot", &graphs::sample(), &Options::default());
    let edge =
        |start: &str| text.lines().find(|l| l.trim_start().starts_with(start)).unwrap_or_else(|| panic!("{text}"));
    let reported = edge(r#""norvane" -> "ombra""#);
    assert!(reported.contains("dotted") && reported.contains("up to USD 50B") && reported.contains("They signed"));
    assert!(edge(r#""helix" -> "ombra""#).contains("dashed"));
    assert!(edge(r#""quarry" -> "ombra""#).contains(r#"dir="none""#));
    assert!(edge(r#""lena" -> "quarry""#).contains("#6f6f6f"));
    assert!(edge(r#""lena" [label"#).contains("ellipse"));
}

fn read_xml(name: &str, content: &str, graph: &Graph) -> (usize, usize) {
    let document = roxmltree::Document::parse(content).unwrap_or_else(|e| panic!("{name}: {e}"));
    let elements = |tag: &str| document.descendants().filter(|n| n.has_tag_name_any(tag)).collect::<Vec<_>>();
    let (nodes, edges) = (elements("node"), elements("edge"));
    let ids: BTreeSet<&str> = nodes.iter().filter_map(|n| n.attribute("id")).collect();
    for edge in &edges {
        for end in ["source", "target"] {
            assert!(ids.contains(edge.attribute(end).unwrap()), "{name}: an edge ends nowhere");
        }
    }
    let writable = |c: char| !c.is_ascii_control() || c == '\n' || c == '\t' || c == '\r' || c == '\u{7f}';
    for (node, entity) in nodes.iter().zip(graph.entities()) {
        let label = node.attribute("label").or_else(|| node.first_element_child()?.text()).unwrap_or("");
        if entity.name.chars().all(|c| writable(c) && c < '\u{fffe}') {
            assert_eq!(label, entity.name, "{name}");
        }
    }
    (nodes.len(), edges.len())
}

trait TagName {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl TagName for roxmltree::Node<'_, '_> {
    /// By local name, in whatever namespace.
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[test]
fn gexf_has_days_and_colours() {
    let text = text("gexf", &graphs::sample(), &Options::default());
    assert!(text.contains("mode=\"dynamic\"") && text.contains("start=\"2026-01-01\"") && text.contains("viz:color"));
    assert!(text.contains("end=\"2026-03-09\""), "{text}");
}

/// Splits a script into statements as cypher-shell does, outside of literals, and counts the rows.
fn read_cypher(content: &str, graph: &Graph) -> (usize, usize) {
    let (mut statements, mut bare, mut literal, mut escape) = (Vec::new(), String::new(), false, false);
    for c in content.chars() {
        match (literal, c) {
            (true, _) if escape => escape = false,
            (true, '\\') => escape = true,
            (_, '\'') => {
                literal = !literal;
                bare.push('\'');
            }
            (true, c) => assert!(!c.is_control(), "a raw control character in a literal"),
            (false, ';') => statements.push(std::mem::take(&mut bare)),
            (false, c) => bare.push(c),
        }
    }
    assert!(!literal && bare.trim().is_empty(), "unfinished: {bare}");
    let rows = |start: &str| statements.iter().flat_map(|s| s.lines()).filter(|l| l.starts_with(start)).count();
    assert!(statements.iter().skip(1).all(|s| s.trim_start().starts_with("UNWIND [") && s.contains("MERGE")));
    if graph.edge_count() > 0 {
        assert!(content.contains("[r:`INVESTS_IN`]"));
    }
    (rows("  {id: ''"), rows("  {s: ''"))
}

fn read_mermaid(content: &str) -> (usize, usize) {
    let mut lines = content.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut nodes, mut edges) = (0, 0);
    for line in lines {
        let line = line.trim();
        // Outside of the two quotes a line has nothing of a name.
        let quotes = line.matches('"').count();
        if line.starts_with("classDef") || line.starts_with("linkStyle") || line.starts_with("%%") {
            assert_eq!(quotes, 0, "{line}");
            continue;
        }
        assert_eq!(quotes, 2, "{line}");
        let (head, rest) = line.split_once('"').unwrap();
        let (label, _) = rest.split_once('"').unwrap();
        assert!(!label.contains(['<', '>', '[', ']', '(', ')', '{', '}', '|', '&', '\\', '`']), "{line}");
        if head.ends_with('|') { edges += 1 } else { nodes += 1 }
    }
    (nodes, edges)
}

#[test]
fn mermaid_keeps_the_strongest_500_and_says_so() {
    let text = text("mermaid", &graphs::random(300, 700, 1), &Options::default());
    let note = text.lines().find(|l| l.contains("%%")).unwrap();
    assert!(note.contains("500 of 700"), "{note}");
    assert_eq!(read_mermaid(&text).1, 500);
    assert!(text.contains("invests in: USD"), "money is among the strongest");
}

fn read_obsidian(files: &Files, graph: &Graph) -> (usize, usize) {
    let mut links = 0;
    for (name, content) in files {
        assert!(name.ends_with(".md") && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '#']), "{name}");
        assert!(name.len() < 400, "{name}");
        let content = std::str::from_utf8(content).unwrap();
        let (front, body) = content.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
        let front: serde_yaml_ng::Value = serde_yaml_ng::from_str(front).unwrap();
        assert!(front["id"].is_string() && front["aliases"].is_sequence());
        for line in body.lines().filter(|l| l.starts_with("- ")) {
            let (_, rest) = line.split_once("[[").unwrap();
            let (target, _) = rest.split_once('|').unwrap();
            assert!(files.contains_key(&format!("{target}.md")), "{target} is no note");
            links += 1;
        }
        // Escaped, it is text.
        assert!(!body.replace("\\<", "").contains("<script"), "{body}");
        assert!(!body.contains("](<javascript"), "{body}");
    }
    // Every edge is told on both of its notes.
    assert_eq!(links, 2 * graph.edge_count());
    (files.len(), links / 2)
}

fn read_ftm(content: &str) -> (usize, usize) {
    let records: Vec<serde_json::Value> = content.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |is: &dyn Fn(&str) -> bool| records.iter().filter(|r| is(r["schema"].as_str().unwrap())).count();
    let things = ["Company", "Person", "Asset", "Address"];
    let nodes = count(&|s| things.contains(&s));
    (nodes, records.len() - nodes - count(&|s| s == "Article"))
}

fn read_jsonld(content: &str) -> (usize, usize) {
    let document: serde_json::Value = serde_json::from_str(content).unwrap();
    assert!(document["@context"]["tg"].is_string());
    let objects = document["@graph"].as_array().unwrap();
    let nodes = objects.iter().filter(|o| o["schema:name"].is_string()).count();
    let statements = objects.iter().filter_map(|o| o["@graph"].get(0)).filter(|o| o["@type"] == "tg:Statement");
    let edges: BTreeSet<String> = statements
        .map(|s| ["rdf:subject", "rdf:predicate", "rdf:object"].map(|p| s[p]["@id"].to_string()).join(" "))
        .collect();
    (nodes, edges.len())
}

fn read_nquads(content: &str, graph: &Graph) -> (usize, usize) {
    let (mut names, mut quotes) = (BTreeSet::new(), 0);
    let mut told = BTreeMap::<String, Vec<String>>::new();
    for quad in oxttl::NQuadsParser::new().for_slice(content.as_bytes()) {
        let quad = quad.unwrap_or_else(|e| panic!("{e}"));
        let predicate = quad.predicate.as_str();
        let of_article = quad.graph_name.to_string().starts_with("<urn:techgraph:article:");
        if predicate == "https://schema.org/name" {
            names.insert(quad.subject.to_string());
            assert!(!of_article);
        } else if predicate == "urn:techgraph:quote" {
            quotes += 1;
            assert!(of_article, "a statement is in the graph of its article");
        } else if predicate.starts_with("http://www.w3.org/1999/02/22-rdf-syntax-ns#") && !predicate.ends_with("type") {
            told.entry(quad.subject.to_string()).or_default().push(quad.object.to_string());
        }
    }
    assert_eq!(quotes, statements(graph));
    (names.len(), told.into_values().collect::<BTreeSet<_>>().len())
}

#[cfg(feature = "parquet")]
fn read_parquet(files: &Files, graph: &Graph) -> (usize, usize) {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let rows = |name: &str| {
        let reader = SerializedFileReader::new(bytes::Bytes::from(files[name].clone())).unwrap();
        reader.get_row_iter(None).unwrap().map(Result::unwrap).count()
    };
    assert_eq!(rows("statements.parquet"), statements(graph));
    (rows("entities.parquet"), rows("relations.parquet"))
}

fn read_turtle(content: &str, graph: &Graph) -> (usize, usize) {
    let (mut names, mut told, mut quotes) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut subjects = BTreeMap::<String, Vec<String>>::new();
    for triple in oxttl::TurtleParser::new().for_slice(content.as_bytes()) {
        let triple = triple.unwrap_or_else(|e| panic!("{e}"));
        let predicate = triple.predicate.as_str();
        if predicate == "https://schema.org/name" {
            names.insert(triple.subject.to_string());
        } else if predicate == "urn:techgraph:quote" {
            quotes.insert(triple.object.to_string());
        } else if ["subject", "predicate", "object"]
            .iter()
            .any(|p| predicate == format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#{p}"))
        {
            subjects.entry(triple.subject.to_string()).or_default().push(triple.object.to_string());
        }
    }
    assert_eq!(subjects.len(), statements(graph));
    told.extend(subjects.into_values());
    let known: BTreeSet<&str> = graph.edges().flat_map(|(_, _, e, _)| &e.facts).map(|f| f.quote.as_str()).collect();
    assert_eq!(quotes.len(), known.len());
    (names.len(), told.len())
}
