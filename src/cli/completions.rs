//! `techgraph completions`: what a shell needs to complete commands and options.

use crate::{Result, cli};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  techgraph completions bash > ~/.local/share/bash-completion/completions/techgraph
  techgraph completions zsh > ~/.zfunc/_techgraph        with ~/.zfunc in fpath
  techgraph completions fish > ~/.config/fish/completions/techgraph.fish")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Result<()> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut cli::Program::command(), "techgraph", &mut out);
    cli::print(&String::from_utf8_lossy(&out))
}
