//! `techgraph man`: manual pages.

use crate::{Error, Result, cli};
use clap::{Args, Command, CommandFactory};
use std::path::PathBuf;

/// Print the manual page of the program or of a command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph man match | man -l -
  techgraph man --out ~/.local/share/man/man1    a page for every command")]
pub(super) struct ManArgs {
    /// The command; without it the page of the program
    command: Option<String>,
    /// Write all pages into this folder
    #[arg(long, short, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs) -> Result<()> {
    let mut program = cli::Program::command();
    program.build();
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        return clap_mangen::generate_to(program, folder).map_err(Error::io("write", folder));
    }
    let Some(name) = &args.command else { return cli::print(&page(program)?) };
    let names: Vec<String> = program.get_subcommands().map(|c| c.get_name().to_string()).collect();
    match program.find_subcommand(name) {
        Some(command) => cli::print(&page(command.clone())?),
        None => Err(Error::UnknownWord { what: "command", name: name.clone(), nearest: names }),
    }
}

fn page(command: Command) -> Result<String> {
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out).map_err(Error::io("write", "the page"))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}
