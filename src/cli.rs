//! The command line: the only module that prints.

mod train;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program on its arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|a| a == "train") {
        return train::run(&arguments[2..]);
    }
    ExitCode::SUCCESS
}
