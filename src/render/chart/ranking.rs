//! A ranking as bars.

use super::Frame;
use crate::export::xml_escaped;
use crate::query::{Ranking, Score};
use crate::render::layout::Point;
use crate::render::page::{MARGIN, n, put};
use crate::render::scene::CAPTION_SIZE;
use crate::render::text::{width, wrapped};
use crate::value::EntityType;
use crate::vocab::Vocabulary;
use std::fmt::Write as _;

const ROW: f32 = 26.0;
/// The most room that names get, and the length of the longest bar.
const NAMES: f32 = 220.0;
const BAR: f32 = 420.0;
const NAME_SIZE: f32 = 12.5;

/// Bars, the highest score first, each in the colours of its entity's type.
pub fn ranking(ranking: &Ranking, vocab: &Vocabulary, frame: &Frame) -> String {
    let names: Vec<String> =
        ranking.rows.iter().map(|r| wrapped(&r.entity.name, NAMES, NAME_SIZE, true, 1).concat()).collect();
    let scores: Vec<String> = ranking.rows.iter().map(|r| told(&r.score)).collect();
    let widest = |texts: &[String], size: f32, bold| texts.iter().map(|t| width(t, size, bold)).fold(0.0, f32::max);
    let left = widest(&names, NAME_SIZE, true) + 12.0;
    let content = left + BAR + 8.0 + widest(&scores, CAPTION_SIZE, true);
    let (mut page, top) = frame.open(content);
    let ink = page.colours.ink;
    let most = ranking.rows.iter().map(|r| r.score.value()).fold(f64::MIN_POSITIVE, f64::max);
    let mut y = top;
    for ((row, name), score) in ranking.rows.iter().zip(&names).zip(&scores) {
        let (_, stroke) = page.colours.of_type(vocab.look(row.entity.kind));
        let bar = ((row.score.value() / most) as f32 * BAR).max(1.0);
        let middle = y + ROW / 2.0;
        put!(
            page,
            "<g class=\"bar\" data-type=\"{}\"><title>{}: {score}</title>",
            row.entity.kind,
            xml_escaped(&row.entity.name)
        );
        page.text(Point::new(MARGIN + left - 10.0, middle + 4.5), name, NAME_SIZE, true, ink, "end");
        put!(
            page,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" fill=\"{stroke}\" fill-opacity=\"0.3\" \
             stroke=\"{stroke}\"/>",
            n(MARGIN + left),
            n(y + 3.0),
            n(bar),
            n(ROW - 6.0)
        );
        let end = Point::new(MARGIN + left + bar + 7.0, middle + 4.0);
        page.text(end, score, CAPTION_SIZE, true, ink, "start");
        page.out.push_str("</g>\n");
        y += ROW;
    }
    y += 20.0;
    let mut x = MARGIN;
    for kind in EntityType::ALL.iter().filter(|k| ranking.rows.iter().any(|r| r.entity.kind == **k)) {
        let look = vocab.look(*kind);
        let (_, stroke) = page.colours.of_type(look);
        put!(
            page,
            "<rect x=\"{}\" y=\"{}\" width=\"22\" height=\"11\" rx=\"2\" fill=\"{stroke}\" fill-opacity=\"0.3\" \
             stroke=\"{stroke}\"/>",
            n(x),
            n(y - 6.0)
        );
        page.text(Point::new(x + 28.0, y + 4.0), &look.label, CAPTION_SIZE, false, ink, "start");
        x += 50.0 + width(&look.label, CAPTION_SIZE, false);
    }
    frame.close(page, "", y + 8.0, content)
}

fn told(score: &Score) -> String {
    match score {
        Score::Share(share) => format!("{:.2}%", share * 100.0),
        Score::Count(count) => count.to_string(),
        Score::Money(amount) => amount.short(),
    }
}
