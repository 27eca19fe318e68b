//! The `techgraph` program: everything is in the library.
fn main() -> std::process::ExitCode {
    techgraph::cli::run(std::env::args_os())
}
