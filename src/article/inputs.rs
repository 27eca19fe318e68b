//! The files among the inputs, in order: named ones as named, those of a directory sorted by name, bytewise.

use super::Skipped;
use super::reader::{Reader, known_endings};
use crate::{Error, Result};
use std::collections::VecDeque;
use std::path::{Component, Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// One thing to read.
#[derive(Debug)]
pub(super) enum Input {
    Stdin,
    /// A file and whether it was named itself, not found in a directory.
    File(PathBuf, bool),
}

/// All inputs, one after the other; directories are walked as they come.
pub(super) struct Inputs {
    named: VecDeque<PathBuf>,
    walk: Option<Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>>,
}

impl Inputs {
    /// Checks that every named input is there, and adds up the bytes of all files.
    pub(super) fn new(inputs: &[PathBuf]) -> Result<(Inputs, u64)> {
        let mut bytes = 0;
        for path in inputs.iter().filter(|p| !is_stdin(p)) {
            let meta = std::fs::metadata(path).map_err(Error::io("read", path))?;
            if meta.is_file() {
                // A file without permission is found out now and not in the middle of a build.
                std::fs::File::open(path).map_err(Error::io("read", path))?;
                bytes += meta.len();
            } else if meta.is_dir() {
                std::fs::read_dir(path).map_err(Error::io("read", path))?;
                let files = walk(path).flatten().filter(|e| e.file_type().is_file() && has_reader(e.path()));
                bytes += files.filter_map(|e| e.metadata().ok()).map(|m| m.len()).sum::<u64>();
            }
        }
        Ok((Inputs { named: inputs.iter().cloned().collect(), walk: None }, bytes))
    }
}

impl Iterator for Inputs {
    type Item = std::result::Result<Input, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(walk) = &mut self.walk else {
                let path = self.named.pop_front()?;
                if is_stdin(&path) {
                    return Some(Ok(Input::Stdin));
                }
                if path.is_dir() {
                    self.walk = Some(Box::new(self::walk(&path)));
                    continue;
                }
                return Some(Ok(Input::File(path, true)));
            };
            match walk.next() {
                None => self.walk = None,
                Some(Ok(entry)) if entry.file_type().is_dir() => {}
                Some(Ok(entry)) => return Some(in_directory(entry)),
                Some(Err(error)) => return Some(Err(unwalkable(&error))),
            }
        }
    }
}

fn walk(root: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> + Send + use<> {
    let hidden = |e: &DirEntry| e.depth() > 0 && e.file_name().as_encoded_bytes().starts_with(b".");
    // walkdir finds loops of symbolic links and reports them.
    WalkDir::new(root)
        .follow_links(true)
        .sort_by(|a, b| a.file_name().as_encoded_bytes().cmp(b.file_name().as_encoded_bytes()))
        .into_iter()
        .filter_entry(move |e| !hidden(e))
}

fn in_directory(entry: DirEntry) -> std::result::Result<Input, Skipped> {
    let path = entry.path();
    let skip = |reason: String| Err(Skipped { origin: name_of(path), reason });
    if !entry.file_type().is_file() {
        return skip("neither a file nor a directory".to_string());
    }
    if !has_reader(path) {
        let ending = path.extension().map(|e| format!(".{}", e.to_string_lossy()));
        let what = ending.map_or("a name without ending".to_string(), |e| format!("the ending {e}"));
        return skip(format!("nothing reads {what}; known are {}", known_endings()));
    }
    Ok(Input::File(entry.into_path(), false))
}

fn has_reader(path: &Path) -> bool {
    path.file_name().is_some_and(|name| Reader::for_name(&name.to_string_lossy()).is_some())
}

fn unwalkable(error: &walkdir::Error) -> Skipped {
    let origin = error.path().map(name_of).unwrap_or_default();
    let reason = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => format!("a symbolic link back to {}", name_of(ancestor)),
        (None, Some(cause)) if cause.kind() == std::io::ErrorKind::NotFound => {
            "a symbolic link that leads nowhere".to_string()
        }
        (None, Some(cause)) => cause.to_string(),
        (None, None) => error.to_string(),
    };
    Skipped { origin, reason }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path as it serves in origins and ids: as given, with `/` between its parts and without `./`.
pub(super) fn name_of(path: &Path) -> String {
    let mut name = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => continue,
            Component::RootDir => {
                name.push('/');
                continue;
            }
            _ => {}
        }
        if !name.is_empty() && !name.ends_with('/') {
            name.push('/');
        }
        name.push_str(&part.as_os_str().to_string_lossy());
    }
    if name.is_empty() { ".".to_string() } else { name }
}
