//! Other programs' answers, to compare with: scripts of `tests/` run by a Python that has `tests/requirements.txt`.

use std::io::Write;
use std::process::{Command, Stdio};

/// What a script of `tests/` prints on being given `input`; `None` where there is no Python with these modules.
///
/// `TECHGRAPH_PYTHON` names the interpreter. Where it does, as in `.ci/run`, missing modules are a failure; else the test
/// says that it is skipped.
pub fn answer(script: &str, modules: &[&str], input: &str) -> Option<String> {
    let named = std::env::var("TECHGRAPH_PYTHON").ok();
    let python = named.as_deref().unwrap_or("python3");
    let found = Command::new(python).args(["-c", &format!("import {}", modules.join(", "))]).output();
    if !found.as_ref().is_ok_and(|o| o.status.success()) {
        assert!(named.is_none(), "{python} lacks one of {modules:?}: {found:?}");
        println!("SKIPPED: {script} needs a Python with {modules:?}; name one in TECHGRAPH_PYTHON");
        return None;
    }
    let mut child = Command::new(python)
        .arg(format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_string();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{script} failed: {:?}", output.status);
    Some(String::from_utf8(output.stdout).unwrap())
}
