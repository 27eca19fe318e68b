//! A read-out drawn as a chart, where `--output` names a file.

use super::render::target;
use crate::render::chart::Frame;
use crate::render::{Options, Palette};
use crate::{Error, Result};
use clap::Args;
use std::path::PathBuf;

/// Whether a chart is drawn, and how it looks.
#[derive(Debug, Args)]
#[command(next_help_heading = "As a chart")]
pub(super) struct ChartArgs {
    /// Draw a chart into this file (.svg, .png, .pdf) instead of a table
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Title over the chart; "" for none
    #[arg(long)]
    title: Option<String>,
    /// Colours of the page
    #[arg(long, value_enum, default_value_t)]
    palette: Palette,
    /// png: pixels for each px of the chart
    #[arg(long, value_name = "FACTOR", default_value_t = Options::default().scale)]
    scale: f32,
}

impl ChartArgs {
    /// What stands around the chart; the title unless another was asked for.
    pub(super) fn frame(&self, title: String, subtitle: String, note: String) -> Frame {
        let title = Some(self.title.clone().unwrap_or(title)).filter(|t| !t.is_empty());
        Frame { title, subtitle, note, palette: self.palette }
    }

    /// Writes the chart to its file.
    pub(super) fn write(&self, svg: String) -> Result<()> {
        let Some(path) = &self.output else { return super::print(&svg) };
        let bytes = target(None, Some(path))?.encode(svg, self.scale)?;
        std::fs::write(path, bytes).map_err(Error::io("write", path))
    }
}
