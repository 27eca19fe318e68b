//! `techgraph train`: makes the weight files again from data.

use crate::text::{Analyser, train};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Runs `train --data DIR --out DIR [tagger|parser|score]…`.
pub(crate) fn run(arguments: &[OsString]) -> ExitCode {
    let (mut data, mut out, mut what) = (PathBuf::from("../shared"), PathBuf::from("data/models"), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--data") => data = rest.next().map(PathBuf::from).unwrap_or(data),
            Some("--out") => out = rest.next().map(PathBuf::from).unwrap_or(out),
            _ => what.push(argument.to_string_lossy().into_owned()),
        }
    }
    match train(&data, &out, &what.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            anstream::eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

/// Trains what is named (all where nothing is), writes `OUT/NAME.bin`, and prints the scores on the test part.
///
/// # Errors
/// Where the data cannot be read or the weights cannot be written.
pub(crate) fn train(data: &Path, out: &Path, what: &[&str]) -> Result<()> {
    let wants = |name: &str| what.is_empty() || what.contains(&name);
    let read_part = |part: &str| read(&data.join("treebank").join(format!("en_ewt-ud-{part}.conllu.gz")));
    if wants("tagger") {
        let started = Instant::now();
        let news = read_news(&data.join("news/articles.jsonl.gz"))?;
        let news: Vec<&str> = news.iter().map(String::as_str).collect();
        let bytes = train::train_tagger(&read_part("train")?, &news);
        write(&out.join("tagger.bin"), &bytes)?;
        anstream::println!("tagger.bin: {} bytes, {:.0} s", bytes.len(), started.elapsed().as_secs_f64());
    }
    if wants("parser") {
        let started = Instant::now();
        let path = out.join("tagger.bin");
        let tagger = std::fs::read(&path).map_err(Error::io("read", &path))?;
        let bytes = train::train_parser(&read_part("train")?, &tagger);
        write(&out.join("parser.bin"), &bytes)?;
        anstream::println!("parser.bin: {} bytes, {:.0} s", bytes.len(), started.elapsed().as_secs_f64());
    }
    let weights = |name: &str| std::fs::read(out.join(name)).ok();
    let (tagger, parser) = (weights("tagger.bin"), weights("parser.bin"));
    let analyser = Analyser::with_weights(Vocabulary::builtin(), tagger.as_deref(), parser.as_deref());
    for part in ["dev", "test"] {
        anstream::println!("{part}: {}", train::evaluate(&analyser, &read_part(part)?));
    }
    Ok(())
}

/// The texts of a JSON Lines file of articles, every second one; none where there is no such file.
fn read_news(path: &Path) -> Result<Vec<String>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut texts = Vec::new();
    for (n, line) in read(path)?.lines().enumerate().step_by(2) {
        let row: serde_json::Value =
            serde_json::from_str(line).map_err(|e| Error::malformed(path, Some(n as u64 + 1), e.to_string()))?;
        texts.extend(row["text"].as_str().map(|text| format!("\n{text}")));
    }
    Ok(texts)
}

/// Reads a text file, unpacked where its name ends in `.gz`.
fn read(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let mut text = String::new();
    let reader: &mut dyn Read = match path.extension().is_some_and(|e| e == "gz") {
        true => &mut flate2::read::MultiGzDecoder::new(&bytes[..]),
        false => &mut &bytes[..],
    };
    reader.read_to_string(&mut text).map_err(Error::io("read", path))?;
    Ok(text)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    std::fs::write(path, bytes).map_err(Error::io("write", path))
}
