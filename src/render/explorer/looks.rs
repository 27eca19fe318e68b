//! Colours, lines and outlines for the page, from the tables that the other pictures go by.

use crate::value::{EntityType, Status};
use crate::vocab::{Family, Vocabulary};
use serde_json::{Value, json};

const LIGHT: &str = "#ffffff";
const DARK: &str = "#12161b";

/// Everything that the page shows things by.
pub(super) fn looks(vocab: &Vocabulary) -> Value {
    let relations: Vec<Value> = vocab
        .relations
        .iter()
        .map(|r| {
            json!({"name": r.name, "label": r.label, "inverse": r.inverse, "family": r.family.as_str(), "symmetric": r.symmetric})
        })
        .collect();
    let families: Vec<Value> = Family::ALL
        .iter()
        .map(|f| {
            let look = vocab.edge_looks.family(*f);
            json!({"name": f.as_str(), "label": look.label, "light": look.colour, "dark": mixed(&look.colour, LIGHT, 0.45)})
        })
        .collect();
    let statuses: Vec<Value> = Status::ALL
        .iter()
        .map(|s| {
            let look = vocab.edge_looks.status(*s);
            json!({"name": s.as_str(), "line": look.line.as_str(), "muted": look.muted})
        })
        .collect();
    let types: Vec<Value> = EntityType::ALL
        .iter()
        .map(|t| {
            let look = vocab.look(*t);
            json!({
                "name": t.as_str(), "label": look.label, "shape": look.shape,
                "light": {"fill": look.fill, "stroke": look.stroke},
                "dark": {"fill": mixed(&look.stroke, DARK, 0.62), "stroke": mixed(&look.stroke, LIGHT, 0.62)},
            })
        })
        .collect();
    json!({
        "relations": relations, "families": families, "statuses": statuses, "types": types,
        "colours": {
            "light": {"page": LIGHT, "ink": "#1c2733", "muted": "#6f6f6f", "faded": "#c9d0d8", "hairline": "#e6eaee"},
            "dark": {"page": DARK, "ink": "#e8edf2", "muted": "#8d949b", "faded": "#3b444f", "hairline": "#222932"},
        },
    })
}

/// Two `#rrggbb` colours mixed: `share` of the second.
fn mixed(a: &str, b: &str, share: f32) -> String {
    let part =
        |hex: &str, i: usize| hex.get(i..i + 2).and_then(|h| u8::from_str_radix(h, 16).ok()).map_or(0.0, f32::from);
    let channel = |i| (part(a, i) * (1.0 - share) + part(b, i) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", channel(1), channel(3), channel(5))
}
