//! What a web page says of itself: JSON-LD, meta tags, Open Graph, `<time>`, `<h1>`.

use super::meta::{Fields, is_url, list_of, text_of};
use super::{clean, one_line, parse_date};
use dom_query::Document;
use serde_json::{Map, Value};

/// What a page declares.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) fields: Fields,
    /// The text of the article, where the page carries it as data.
    pub(super) body: Option<String>,
}

/// Reads what the page declares. JSON-LD comes first, then meta tags, then what is visible.
pub(super) fn read(doc: &Document) -> Page {
    let mut page = Page::default();
    for script in doc.select("script[type='application/ld+json']").nodes() {
        let Some(value) = json(&script.text()) else { continue };
        for article in articles_in(&value) {
            let found = from_json_ld(article);
            let body = article.get("articleBody").and_then(Value::as_str).map(text_of_markup);
            page.fields = page.fields.or(found);
            page.body = page.body.or(body);
        }
    }
    page.fields = page.fields.or(from_meta(doc)).or(from_body(doc));
    let headings: Vec<String> =
        doc.select("h1").nodes().iter().map(|n| one_line(&n.text())).filter(|t| !t.is_empty()).collect();
    page.fields.trim_title(headings.iter().max_by_key(|h| h.len()).map(String::as_str));
    page
}

fn json(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("<![CDATA[");
    let text = text.trim_end_matches("-->").trim_end_matches("]]>").trim().trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        // Line ends inside strings are the usual fault.
        serde_json::from_str(&text.replace(|c: char| c.is_control(), " ")).ok()
    })
}

/// The objects of a JSON-LD document whose type is an article's, in order.
fn articles_in(value: &Value) -> Vec<&Map<String, Value>> {
    let (mut found, mut todo) = (Vec::new(), vec![value]);
    while let Some(value) = todo.pop() {
        match value {
            Value::Array(list) => todo.extend(list.iter().rev()),
            Value::Object(map) => {
                let types = map.get("@type").and_then(list_of).unwrap_or_default();
                if types
                    .split(", ")
                    .any(|t| t.ends_with("Article") || t.ends_with("Posting") && t != "JobPosting" || t == "Report")
                {
                    found.push(map);
                }
                todo.extend(["mainEntity", "@graph"].iter().filter_map(|key| map.get(*key)));
            }
            _ => {}
        }
    }
    found
}

fn from_json_ld(map: &Map<String, Value>) -> Fields {
    let text = |key: &str| map.get(key).and_then(text_of).map(|t| text_of_markup(&t)).filter(|t| !t.is_empty());
    Fields {
        id: None,
        title: text("headline").or_else(|| text("name")),
        url: text("url").or_else(|| text("mainEntityOfPage")).filter(|u| is_url(u)),
        publisher: text("publisher").filter(|p| !is_url(p)),
        author: map.get("author").and_then(list_of).map(|a| text_of_markup(&a)).filter(|a| !is_url(a)),
        published: ["datePublished", "dateCreated"].iter().find_map(|key| parse_date(&text(key)?)),
    }
}

fn from_meta(doc: &Document) -> Fields {
    let tags: Vec<(String, String)> = doc
        .select("meta[content]")
        .nodes()
        .iter()
        .filter_map(|node| {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| node.attr(key))?;
            let content = text_of_markup(&node.attr("content")?);
            (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
        })
        .collect();
    let all = |names: &'static [&'static str]| {
        let tags = &tags;
        names.iter().flat_map(move |n| tags.iter().filter(move |(name, _)| name == n).map(|(_, content)| content))
    };
    let text = |names| all(names).next().cloned();
    let canonical =
        doc.select("link[rel='canonical']").nodes().first().and_then(|n| n.attr("href")).map(|h| h.to_string());
    Fields {
        id: None,
        title: text(&[
            "og:title",
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
            "sailthru.title",
            "headline",
        ]),
        url: canonical
            .filter(|u| is_url(u))
            .or_else(|| all(&["og:url", "twitter:url", "parsely-link"]).find(|u| is_url(u)).cloned()),
        publisher: all(&[
            "og:site_name",
            "dc.publisher",
            "dcterms.publisher",
            "publisher",
            "application-name",
            "article:publisher",
        ])
        .find(|p| !is_url(p))
        .cloned(),
        author: all(&[
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "dcterms.creator",
            "byl",
        ])
        .find(|a| !is_url(a))
        .cloned(),
        published: all(&[
            "article:published_time",
            "og:published_time",
            "datepublished",
            "parsely-pub-date",
            "sailthru.date",
            "publishdate",
            "publish-date",
            "publish_date",
            "pubdate",
            "dc.date.issued",
            "dcterms.issued",
            "dcterms.created",
            "dc.date",
            "dcterms.date",
            "date",
        ])
        .find_map(|d| parse_date(d)),
    }
}

fn from_body(doc: &Document) -> Fields {
    let first =
        |selector: &str| doc.select(selector).nodes().first().map(|n| one_line(&n.text())).filter(|t| !t.is_empty());
    let author =
        first("[itemprop='author'] [itemprop='name']").or_else(|| first("[itemprop='author'], [rel='author']"));
    let published = ["[itemprop='datePublished']", "article time", "main time", "header time", "time[pubdate]"]
        .iter()
        .find_map(|selector| {
            let nodes = doc.select(selector);
            let node = nodes.nodes().first()?;
            let value = node.attr("datetime").or_else(|| node.attr("content"));
            value.and_then(|v| parse_date(&v)).or_else(|| parse_date(&one_line(&node.text())))
        });
    Fields {
        title: first("h1").filter(|t| t.chars().count() >= 8).or_else(|| first("title")).or_else(|| first("h1")),
        author: author.filter(|a| a.chars().count() <= 80),
        published,
        ..Fields::default()
    }
}

/// The text of a field that may carry markup and entities of its own: paragraphs become lines.
fn text_of_markup(text: &str) -> String {
    let text = clean(text);
    if text.contains("</") || text.contains("/>") || text.contains("<p>") || text.contains("<br") || has_entity(&text) {
        let blocks = super::blocks::of_html(&text.replace('\n', "<br>"));
        return super::blocks::join(&blocks).trim().to_string();
    }
    text.trim().to_string()
}

fn has_entity(text: &str) -> bool {
    let entity = |rest: &str| {
        let name = rest.split(';').next().unwrap_or("");
        name.len() < rest.len()
            && (2..10).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    };
    text.split('&').skip(1).any(entity)
}
