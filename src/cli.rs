//! The command line: the only module that prints. A command is a file beside this one and a variant of `Command`.

mod answer;
mod build;
mod chart;
mod common;
mod communities;
mod completions;
mod components;
mod conflicts;
mod correct;
mod coverage;
mod cycles;
mod decide;
mod diff;
mod edges;
mod eval;
pub mod export;
mod extract;
mod filter;
mod groups;
mod identity;
mod line;
mod list;
mod load;
mod man;
mod r#match;
#[cfg(feature = "mcp")]
mod mcp;
mod neighbors;
mod part;
mod path;
mod picture;
mod progress;
mod rank;
mod reading;
mod remove;
pub mod render;
mod report;
mod schema;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod sql;
mod stats;
pub mod table;
mod timeline;
mod train;
mod verify;

use crate::store::Store;
use crate::{Error, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Reads news articles and builds a knowledge graph of the tech industry: who invests in, acquires, partners with,
/// supplies, competes with, sues or leads whom, every edge with the sentence that says it.
#[derive(Debug, Parser)]
#[command(
    name = "techgraph",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  techgraph build articles/            read articles into techgraph.db
  techgraph show OpenAI                what is known about one entity
  techgraph list --status reported     edges, filtered and sorted
  techgraph render -o graph.svg        a picture
  techgraph serve                      a page to explore it"
)]
struct Program {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Global {
    /// The graph file
    #[arg(long, global = true, value_name = "FILE", default_value = "techgraph.db", env = "TECHGRAPH_GRAPH")]
    graph: PathBuf,
    /// When to colour; NO_COLOR is honoured
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto")]
    color: When,
    /// Nothing but answers and errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    /// On a terminal
    Auto,
    /// In pipes and files too
    Always,
    /// Nowhere
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::BuildArgs),
    Extract(extract::ExtractArgs),
    Load(load::LoadArgs),
    Show(show::ShowArgs),
    Neighbors(neighbors::NeighborsArgs),
    Path(path::PathArgs),
    List(list::ListArgs),
    Timeline(timeline::TimelineArgs),
    Conflicts(conflicts::ConflictsArgs),
    Cycles(cycles::CyclesArgs),
    Rank(rank::RankArgs),
    Communities(communities::CommunitiesArgs),
    Components(components::ComponentsArgs),
    Common(common::CommonArgs),
    Diff(diff::DiffArgs),
    Stats(stats::StatsArgs),
    Search(search::SearchArgs),
    Match(r#match::MatchArgs),
    Sql(sql::SqlArgs),
    Export(part::ExportArgs),
    Render(picture::RenderArgs),
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    #[cfg(feature = "mcp")]
    Mcp(mcp::McpArgs),
    Schema(schema::SchemaArgs),
    Verify(verify::VerifyArgs),
    Remove(remove::RemoveArgs),
    Decide(decide::DecideArgs),
    Merge(correct::MergeArgs),
    Split(correct::SplitArgs),
    Rename(correct::RenameArgs),
    SetType(correct::SetTypeArgs),
    Eval(eval::EvalArgs),
    Coverage(coverage::CoverageArgs),
    Train(train::TrainArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// What every command gets beside its own arguments.
#[derive(Debug)]
struct Context {
    graph: PathBuf,
    quiet: bool,
}

impl Context {
    /// The graph, to ask it.
    fn open(&self) -> Result<Store> {
        Store::open(&self.graph)
    }

    /// Tells something beside the answer, on standard error.
    fn note(&self, text: &str) {
        if !self.quiet {
            report::say(text);
        }
    }
}

/// Runs the program on its arguments, the program's name first. 0: done; 1: failed; 2: wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let program = match Program::try_parse_from(arguments) {
        Ok(program) => program,
        Err(e) => {
            // Help goes to a pipe that may be closed: nothing is lost then.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    match program.global.color {
        When::Auto => {}
        When::Always => anstream::ColorChoice::Always.write_global(),
        When::Never => anstream::ColorChoice::Never.write_global(),
    }
    let context = Context { graph: program.global.graph, quiet: program.global.quiet };
    let done = match &program.command {
        Command::Build(args) => build::run(args, &context),
        Command::Extract(args) => extract::run(args, &context),
        Command::Load(args) => load::run(args, &context),
        Command::Show(args) => show::run(args, &context),
        Command::Neighbors(args) => neighbors::run(args, &context),
        Command::Path(args) => path::run(args, &context),
        Command::List(args) => list::run(args, &context),
        Command::Timeline(args) => timeline::run(args, &context),
        Command::Conflicts(args) => conflicts::run(args, &context),
        Command::Cycles(args) => cycles::run(args, &context),
        Command::Rank(args) => rank::run(args, &context),
        Command::Communities(args) => communities::run(args, &context),
        Command::Components(args) => components::run(args, &context),
        Command::Common(args) => common::run(args, &context),
        Command::Diff(args) => diff::run(args, &context),
        Command::Stats(args) => stats::run(args, &context),
        Command::Search(args) => search::run(args, &context),
        Command::Match(args) => r#match::run(args, &context),
        Command::Sql(args) => sql::run(args, &context),
        Command::Export(args) => part::export(args, &context),
        Command::Render(args) => picture::run(args, &context),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args, &context),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(args, &context),
        Command::Schema(args) => schema::run(args),
        Command::Verify(args) => verify::run(args, &context),
        Command::Remove(args) => remove::run(args, &context),
        Command::Decide(args) => decide::run(args, &context),
        Command::Merge(args) => correct::merge(args, &context),
        Command::Split(args) => correct::split(args, &context),
        Command::Rename(args) => correct::rename(args, &context),
        Command::SetType(args) => correct::set_type(args, &context),
        Command::Eval(args) => eval::run(args, &context),
        Command::Coverage(args) => coverage::run(args, &context),
        Command::Train(args) => train::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) if table::is_closed_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            report::tell(&e, &context);
            ExitCode::from(if matches!(e, Error::Usage(_) | Error::Query { .. }) { 2 } else { 1 })
        }
    }
}

/// Writes to standard output; a closed pipe comes back as an error that [`run`] takes for a success.
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::io("write", "standard output"))
}

/// Whether a person watches standard error.
fn watched() -> bool {
    std::io::stderr().is_terminal()
}
