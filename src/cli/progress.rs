//! How far a long command is, for a person who watches.

use crate::article::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar over the bytes read, on a terminal only.
#[derive(Debug)]
pub(super) struct Bar {
    bar: ProgressBar,
    reading: Progress,
}

impl Bar {
    /// A bar for a reading of articles; hidden where nobody watches or `quiet`.
    pub(super) fn over(reading: Progress, quiet: bool) -> Bar {
        let bar = if quiet || !super::watched() {
            ProgressBar::hidden()
        } else if reading.total() == 0 {
            ProgressBar::new_spinner().with_style(style("{spinner} {bytes}, {msg} [{elapsed}]"))
        } else {
            let template = "{bar:30} {percent:>3} % of {total_bytes}, {msg} [{elapsed}, {eta} to go]";
            ProgressBar::new(reading.total()).with_style(style(template))
        };
        Bar { bar, reading }
    }

    /// Shows where reading is, with a message.
    pub(super) fn show(&self, message: String) {
        // Read ahead: never past the end, which would look like a mistake.
        self.bar.set_position(match self.reading.total() {
            0 => self.reading.done(),
            total => self.reading.done().min(total),
        });
        self.bar.set_message(message);
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
