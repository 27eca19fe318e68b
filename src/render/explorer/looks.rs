//! Colours, lines and outlines for the page, from the tables that the other pictures go by.

use crate::render::Palette;
use crate::render::page::Colours;
use crate::value::{EntityType, Status};
use crate::vocab::{Family, Vocabulary};
use serde_json::{Value, json};

/// Everything that the page shows things by.
pub(super) fn looks(vocab: &Vocabulary) -> Value {
    let (light, dark) = (Colours::of(Palette::Light), Colours::of(Palette::Dark));
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
            json!({"name": f.as_str(), "label": look.label, "light": light.of_family(look), "dark": dark.of_family(look)})
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
            let of = |colours: Colours| {
                let (fill, stroke) = colours.of_type(look);
                json!({"fill": fill, "stroke": stroke})
            };
            json!({
                "name": t.as_str(), "label": look.label, "shape": look.shape,
                "light": of(light), "dark": of(dark),
            })
        })
        .collect();
    json!({
        "relations": relations, "families": families, "statuses": statuses, "types": types,
        "colours": {
            "light": common(light), "dark": common(dark),
        },
    })
}

/// The colours that belong to no type and no family.
fn common(colours: Colours) -> Value {
    let Colours { page, ink, muted, faded, hairline, .. } = colours;
    json!({"page": page, "ink": ink, "muted": muted, "faded": faded, "hairline": hairline})
}
