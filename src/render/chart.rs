//! Charts of read-outs, as SVG: a ranking, money by year, the ladder of statuses that one deal went up and down.
//!
//! Another kind of file comes from [`Target::encode`](super::Target::encode).

mod ladder;
mod money;
mod ranking;

pub use ladder::ladder;
pub use money::money_by_year;
pub use ranking::ranking;

use super::Palette;
use super::layout::Extent;
use super::page::{Colours, MARGIN, Page};
use super::scene::CAPTION_SIZE;
use super::text::wrapped;

/// What stands around a chart, and its colours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Over it.
    pub title: Option<String>,
    /// Under the title: what is shown.
    pub subtitle: String,
    /// Under the chart: how it was counted, what was left out.
    pub note: String,
    /// Colours of the page.
    pub palette: Palette,
}

impl Frame {
    /// A page with the heading, and where the chart starts.
    fn open(&self, content: f32) -> (Page, f32) {
        let mut page = Page::new(Colours::of(self.palette));
        let top = page.heading(self.title.as_deref(), &self.subtitle, content);
        (page, top)
    }

    /// The whole chart, with the notes (its own first) under what ends at `bottom`.
    fn close(&self, mut page: Page, own: &str, bottom: f32, content: f32) -> String {
        let faint = page.colours.faint;
        let mut y = bottom + 8.0;
        for note in [own, &self.note].into_iter().filter(|n| !n.is_empty()) {
            for line in wrapped(note, content, CAPTION_SIZE, false, 4) {
                y += 15.0;
                page.text(super::layout::Point::new(MARGIN, y), &line, CAPTION_SIZE, false, faint, "start");
            }
        }
        let size = Extent { w: content + 2.0 * MARGIN, h: y + MARGIN };
        page.finish(size, self.title.as_deref().unwrap_or(&self.subtitle), &self.subtitle)
    }
}
