//! The statuses of one deal as a ladder: what was told of it when.

use super::Frame;
use crate::export::xml_escaped;
use crate::query::Event;
use crate::render::layout::Point;
use crate::render::page::{MARGIN, dashes, n, point, put};
use crate::render::scene::CAPTION_SIZE;
use crate::render::text::wrapped;
use crate::value::Status;
use crate::vocab::{Family, Line, Vocabulary};
use std::fmt::Write as _;

/// From rung to rung.
const RUNG: f32 = 46.0;
/// Room for the names of the rungs.
const NAMES: f32 = 92.0;
/// The least room from event to event: a date and an amount fit.
const STEP: f32 = 112.0;
const LEAST_WIDTH: f32 = 620.0;
const PEN: f32 = 2.4;

/// The rungs, the surest on top; the last two are shown where they are stood on.
const RUNGS: [Status; 6] =
    [Status::Confirmed, Status::Announced, Status::Reported, Status::Speculative, Status::Ended, Status::Denied];

/// The course of one relation: a step for each event, in order, with its date and money, and the quotes beneath.
pub fn ladder(events: &[Event], vocab: &Vocabulary, frame: &Frame) -> String {
    let rungs: Vec<Status> = RUNGS
        .into_iter()
        .enumerate()
        .filter(|(i, status)| *i < 4 || events.iter().any(|e| e.status() == *status))
        .map(|(_, status)| status)
        .collect();
    let content = LEAST_WIDTH.max(NAMES + STEP * (events.len() as f32 + 0.5));
    let (mut page, top) = frame.open(content);
    let (ink, faint, muted) = (page.colours.ink, page.colours.faint, page.colours.muted);
    let height =
        |status: Status| top + 26.0 + RUNG * rungs.iter().position(|r| *r == status).unwrap_or(rungs.len() - 1) as f32;
    for rung in &rungs {
        let y = height(*rung);
        let (x1, x2) = (n(MARGIN + NAMES), n(MARGIN + content));
        put!(page, "<path class=\"grid\" d=\"M{x1} {0}L{x2} {0}\" stroke=\"{faint}\" stroke-opacity=\"0.25\"/>", n(y));
        page.text(Point::new(MARGIN, y + 4.0), rung.as_str(), CAPTION_SIZE, false, ink, "start");
    }
    let family = events.first().and_then(|e| vocab.relations.find(&e.relation)).map_or(Family::Supply, |r| r.family);
    let own = page.colours.of_family(vocab.edge_looks.family(family)).to_string();
    let places: Vec<Point> = across(events, content - NAMES - STEP)
        .into_iter()
        .zip(events)
        .map(|(x, e)| Point::new(MARGIN + NAMES + STEP / 2.0 + x, height(e.status())))
        .collect();
    for (i, event) in events.iter().enumerate() {
        let look = vocab.edge_looks.status(event.status());
        let colour = if look.muted { muted } else { &own };
        // On until the next event, or to the end of the page: it stands.
        let to = places.get(i + 1).map_or(MARGIN + content, |p| p.x);
        let mut path = format!("M{}L{}", point(places[i]), point(Point::new(to, places[i].y)));
        if let Some(next) = places.get(i + 1) {
            let _ = write!(path, "L{}", point(*next));
        }
        let line = if look.muted { Line::Solid } else { look.line };
        put!(
            page,
            "<path class=\"step\" data-status=\"{}\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{PEN}\"{}/>",
            event.status(),
            dashes(line, PEN)
        );
    }
    let base = top + 26.0 + RUNG * (rungs.len() as f32 - 1.0) + 30.0;
    for (i, (event, place)) in events.iter().zip(&places).enumerate() {
        let muted_here = vocab.edge_looks.status(event.status()).muted;
        let colour = if muted_here { muted } else { own.as_str() };
        put!(
            page,
            "<circle class=\"event\" cx=\"{}\" cy=\"{}\" r=\"5.5\" fill=\"{colour}\"><title>{}</title></circle>",
            n(place.x),
            n(place.y),
            xml_escaped(&event.fact.quote)
        );
        // Told where it changes; under the event where the line comes from above.
        let before = i.checked_sub(1).map(|i| (&events[i], places[i]));
        if let Some(amount) = event.amount.as_ref().filter(|a| before.is_none_or(|b| b.0.amount.as_ref() != Some(a))) {
            let falls = before.is_some_and(|b| b.1.y < place.y);
            let at = Point::new(place.x, place.y + if falls { 19.0 } else { -11.0 });
            page.text(at, &amount.short(), CAPTION_SIZE, true, colour, "middle");
        }
        let date = event.date.map_or("undated".to_string(), |d| d.to_string());
        page.text(Point::new(place.x, base), &date, CAPTION_SIZE, false, ink, "middle");
    }
    let mut y = base + 14.0;
    for (i, event) in events.iter().enumerate() {
        let source = &event.fact.source;
        let date = event.date.map_or(String::new(), |d| format!(" {d}"));
        let paper = source.publisher.as_deref().unwrap_or("");
        let about: Vec<&str> = [paper, source.title.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
        let told = format!("{}{date} {}: “{}” {}", i + 1, event.status(), event.fact.quote, about.join(", "));
        y += 5.0;
        for line in wrapped(&told, content, CAPTION_SIZE, false, 4) {
            y += 14.0;
            page.text(Point::new(MARGIN, y), &line, CAPTION_SIZE, false, faint, "start");
        }
    }
    frame.close(page, "", y, content)
}

/// How far right each event stands: by its date, but no nearer to the one before than its texts need; undated ones last.
fn across(events: &[Event], room: f32) -> Vec<f32> {
    let day = |e: &Event| {
        e.date.map(|d| {
            let day = d.first_day();
            f32::from(day.year()) * 366.0 + f32::from(day.day_of_year())
        })
    };
    let days: Vec<f32> = events.iter().filter_map(day).collect();
    let first = days.first().copied().unwrap_or(0.0);
    let span = (days.last().copied().unwrap_or(0.0) - first).max(1.0);
    let mut places: Vec<f32> = Vec::new();
    for event in events {
        let wish = day(event).map_or(room, |d| (d - first) / span * room);
        let least = places.last().map_or(0.0, |x| x + STEP);
        places.push(wish.max(least));
    }
    // What was pushed out on the right pushes back.
    let mut most = room;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - STEP;
    }
    places
}
