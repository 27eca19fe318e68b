//! What is known about an article beside its text, by the many names that formats give it.

use super::{one_line, parse_date};
use crate::value::PartialDate;
use serde_json::{Map, Value};

/// The fields of an article that are not its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fields {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) author: Option<String>,
    pub(super) published: Option<PartialDate>,
}

const TITLE: &[&str] = &["title", "headline"];
const URL: &[&str] =
    &["original_url", "url", "canonical_url", "canonical", "source_url", "link", "permalink", "external_url"];
const PUBLISHER: &[&str] = &["publisher", "site_name", "site", "sitename", "publication", "outlet", "source"];
const AUTHOR: &[&str] = &["author", "authors", "byline", "creator"];
const PUBLISHED: &[&str] = &[
    "published_date",
    "date_published",
    "datepublished",
    "publish_date",
    "published_at",
    "published_time",
    "published",
    "publication_date",
    "pubdate",
    "pub_date",
    "date",
    "timestamp",
    "created_at",
    "created",
];

impl Fields {
    /// Takes the fields from a map, by any of their names; keys are compared without case, `-` and space as `_`.
    pub(super) fn from_map(map: &Map<String, Value>) -> Fields {
        let first = |names: &[&str]| names.iter().find_map(|name| lookup(map, name).and_then(text_of));
        let all = |names: &[&str]| names.iter().find_map(|name| lookup(map, name).and_then(list_of));
        let url = URL.iter().filter_map(|name| lookup(map, name).and_then(text_of)).find(|u| is_url(u));
        let source_url = first(&["source"]).filter(|s| is_url(s));
        Fields {
            id: first(&["id"]),
            title: first(TITLE),
            url: url.or(source_url),
            publisher: PUBLISHER.iter().filter_map(|n| lookup(map, n).and_then(text_of)).find(|p| !is_url(p)),
            author: all(AUTHOR),
            published: PUBLISHED.iter().find_map(|name| parse_date(&lookup(map, name).and_then(text_of)?)),
        }
    }

    /// How many of the fields are known.
    pub(super) fn known(&self) -> usize {
        let texts = [&self.id, &self.title, &self.url, &self.publisher, &self.author];
        texts.iter().filter(|t| t.is_some()).count() + usize::from(self.published.is_some())
    }

    /// Fills what is missing from `other`.
    pub(super) fn or(self, other: Fields) -> Fields {
        Fields {
            id: self.id.or(other.id),
            title: self.title.or(other.title),
            url: self.url.or(other.url),
            publisher: self.publisher.or(other.publisher),
            author: self.author.or(other.author),
            published: self.published.or(other.published),
        }
    }

    /// The publisher, or the host of the address where none is named. A slug such as "feed_reader" that the host does
    /// not contain is the name of whoever collected the page, not of who published it; the host is better.
    pub(super) fn publisher_or_host(&self) -> Option<String> {
        let host = self.url.as_deref().and_then(host_of);
        match (&self.publisher, host) {
            (Some(name), Some(host)) => {
                let slug = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
                let theirs = host.replace(['.', '-'], "").contains(&name.replace(['_', '-'], ""));
                Some(if slug && !theirs { host } else { name.clone() })
            }
            (Some(name), None) => Some(name.clone()),
            (None, host) => host,
        }
    }

    /// Takes the site's name off the end (or start) of a page title: "Acme buys Initech | The Daily Wire".
    pub(super) fn trim_title(&mut self, heading: Option<&str>) {
        let Some(title) = self.title.take() else { return };
        self.title = Some(without_site(&title, heading, self.publisher.as_deref(), self.url.as_deref()));
    }
}

fn without_site(title: &str, heading: Option<&str>, publisher: Option<&str>, url: Option<&str>) -> String {
    const BARS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • "];
    let key = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    if let Some(heading) = heading {
        let (h, t) = (key(heading), key(title));
        if h.chars().count() >= 15 && t.starts_with(&h) && h != t {
            return heading.to_string();
        }
    }
    let host = url.and_then(host_of).map(|h| key(&h)).unwrap_or_default();
    let publisher = publisher.map(key).unwrap_or_default();
    let is_site = |part: &str| {
        let part = key(part);
        let bare = part.strip_prefix("the").unwrap_or(&part);
        bare.len() > 2
            && (part == publisher
                || bare == publisher
                || host.contains(bare)
                || part.ends_with("com") && part.contains(&host))
    };
    let mut rest = title.trim();
    while let Some((at, bar)) = BARS.iter().filter_map(|bar| Some((rest.rfind(bar)?, bar))).max() {
        let (head, tail) = (&rest[..at], &rest[at + bar.len()..]);
        if head.trim().chars().count() < 10 || !is_site(tail) {
            break;
        }
        rest = head.trim_end();
    }
    rest.to_string()
}

/// The host of an address without `www.`.
pub(super) fn host_of(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.contains('.')).then(|| host.to_string())
}

/// Whether a field is a web address.
pub(super) fn is_url(text: &str) -> bool {
    let text = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    text.starts_with("http://") || text.starts_with("https://")
}

fn lookup<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    map.get(name).or_else(|| {
        map.iter().find(|(key, _)| key.to_ascii_lowercase().replace(['-', ' '], "_") == name).map(|(_, value)| value)
    })
}

/// A value as one line of text: a string, a number, the name in an object, the first of a list.
pub(super) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(s) => one_line(s),
        Value::Number(n) => n.to_string(),
        Value::Object(map) => text_of(map.get("name").or_else(|| map.get("@id"))?)?,
        Value::Array(list) => list.iter().find_map(text_of)?,
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A value as text, the members of a list apart by ", ".
pub(super) fn list_of(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => {
            let mut names: Vec<String> = Vec::new();
            for name in list.iter().filter_map(text_of) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            (!names.is_empty()).then(|| names.join(", "))
        }
        value => text_of(value),
    }
}
