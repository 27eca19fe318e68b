//! Money by year as columns.

use super::Frame;
use crate::export::xml_escaped;
use crate::query::Event;
use crate::render::layout::Point;
use crate::render::page::{MARGIN, dashes, n, put};
use crate::render::scene::CAPTION_SIZE;
use crate::render::text::width;
use crate::value::{Amount, Bound, Currency, Status};
use crate::vocab::{Family, Line, Vocabulary};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const HEIGHT: f32 = 260.0;
/// From column to column, and the column itself.
const STEP: f32 = 58.0;
const COLUMN: f32 = 36.0;
/// Room for the figures at the axis.
const AXIS: f32 = 74.0;
const LEAST_WIDTH: f32 = 520.0;
/// Lines across the chart, at most.
const TICKS: f64 = 5.0;

/// A stack of a column: its family, and whether what it holds is confirmed.
type Stack = BTreeMap<(Family, bool), i64>;

/// Columns of the money told of in one currency, by year: each relation once, as it last stood, in the year of that event.
/// What is denied does not count; what is not confirmed stands lighter. `None` where no money is dated.
pub fn money_by_year(events: &[Event], currency: Currency, vocab: &Vocabulary, frame: &Frame) -> Option<String> {
    let mut last: BTreeMap<(&str, &str, &str), &Event> = BTreeMap::new();
    for event in events {
        let edge = (&*event.subject.id.0, &*event.relation, &*event.object.id.0);
        let known = last.entry(edge).or_insert(event);
        if event.course.len() > known.course.len() {
            *known = event;
        }
    }
    let (mut years, mut undated, mut foreign) = (BTreeMap::<i16, Stack>::new(), 0, 0);
    for event in last.values().filter(|e| e.status() != Status::Denied) {
        let Some(amount) = &event.amount else { continue };
        match event.date {
            _ if amount.currency != currency => foreign += 1,
            None => undated += 1,
            Some(date) => {
                let family = vocab.relations.find(&event.relation).map_or(Family::Supply, |r| r.family);
                let sure = matches!(event.status(), Status::Confirmed | Status::Ended);
                let sum = years.entry(date.year()).or_default().entry((family, sure)).or_default();
                *sum = sum.saturating_add(amount.hundredths.max(0));
            }
        }
    }
    let (first, latest) = (*years.keys().next()?, *years.keys().next_back()?);
    let families: BTreeSet<Family> = years.values().flat_map(|s| s.keys().map(|k| k.0)).collect();
    let unsure = years.values().any(|s| s.keys().any(|k| !k.1));
    let total = |stack: &Stack| stack.values().fold(0_i64, |sum, v| sum.saturating_add(*v));
    let most = years.values().map(total).max().unwrap_or(0).max(100) as f64;
    let told = |hundredths: i64| Amount { text: String::new(), hundredths, currency, bound: Bound::Exact };

    let content = (AXIS + STEP * f32::from(latest - first + 1)).max(LEAST_WIDTH);
    let (mut page, top) = frame.open(content);
    let (ink, faint) = (page.colours.ink, page.colours.faint);
    let base = top + 16.0 + HEIGHT;
    let height = |hundredths: f64| (hundredths / most) as f32 * HEIGHT;
    let step = nice(most / TICKS);
    let mut tick = 0.0;
    while tick <= most {
        let y = base - height(tick);
        let (x1, x2) = (n(MARGIN + AXIS - 6.0), n(MARGIN + content));
        put!(page, "<path class=\"grid\" d=\"M{x1} {0}L{x2} {0}\" stroke=\"{faint}\" stroke-opacity=\"0.25\"/>", n(y));
        let label = told(tick as i64).short();
        page.text(Point::new(MARGIN + AXIS - 12.0, y + 3.5), &label, 10.0, false, faint, "end");
        tick += step;
    }
    for year in first..=latest {
        let x = MARGIN + AXIS + STEP * f32::from(year - first) + (STEP - COLUMN) / 2.0;
        let mut y = base;
        let empty = Stack::new();
        let stack = years.get(&year).unwrap_or(&empty);
        for ((family, sure), sum) in stack {
            let look = vocab.edge_looks.family(*family);
            let (colour, part) = (page.colours.of_family(look).to_string(), height(*sum as f64).max(0.5));
            let (opacity, line) = if *sure { ("1", Line::Solid) } else { ("0.3", Line::Dashed) };
            y -= part;
            let state = if *sure { "confirmed" } else { "announced or reported" };
            put!(
                page,
                "<rect class=\"column\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{colour}\" \
                 fill-opacity=\"{opacity}\" stroke=\"{colour}\"{}><title>{year}, {}, {state}: {}</title></rect>",
                n(x),
                n(y),
                n(COLUMN),
                n(part),
                dashes(line, 0.0),
                xml_escaped(&look.label),
                told(*sum).short()
            );
        }
        let middle = x + COLUMN / 2.0;
        if !stack.is_empty() {
            let sum = told(total(stack)).short_value();
            page.text(Point::new(middle, y - 5.0), &sum, CAPTION_SIZE, true, ink, "middle");
        }
        page.text(Point::new(middle, base + 17.0), &year.to_string(), CAPTION_SIZE, false, ink, "middle");
    }
    let mut at = Point::new(MARGIN, base + 42.0);
    let mut entry = |page: &mut crate::render::page::Page, label: &str, colour: &str, lighter: bool| {
        let (opacity, line) = if lighter { ("0.3", Line::Dashed) } else { ("1", Line::Solid) };
        put!(
            page,
            "<rect x=\"{}\" y=\"{}\" width=\"20\" height=\"11\" fill=\"{colour}\" fill-opacity=\"{opacity}\" \
             stroke=\"{colour}\"{}/>",
            n(at.x),
            n(at.y - 6.0),
            dashes(line, 0.0)
        );
        page.text(Point::new(at.x + 27.0, at.y + 4.0), label, CAPTION_SIZE, false, ink, "start");
        at.x += 48.0 + width(label, CAPTION_SIZE, false);
    };
    for family in families {
        let look = vocab.edge_looks.family(family);
        let colour = page.colours.of_family(look).to_string();
        entry(&mut page, &look.label, &colour, false);
    }
    if unsure {
        entry(&mut page, "lighter: announced or reported", ink, true);
    }
    let mut own =
        "Each relation counts once, as it last stood, in the year of that event; what is denied does not count."
            .to_string();
    for (count, what) in [(foreign, format!("not in {currency}")), (undated, "without a date".to_string())] {
        if count > 0 {
            let _ = write!(own, " Left out: {count} {what}.");
        }
    }
    Some(frame.close(page, &own, at.y + 12.0, content))
}

/// The least of 1, 2 and 5 times a power of ten that is not less.
fn nice(value: f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * power).find(|v| *v >= value * 0.999).unwrap_or(value)
}
