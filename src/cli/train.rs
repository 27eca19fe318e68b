//! `techgraph train`: makes the weight files again from data.

mod attributes;
mod gold;
mod silver;

use crate::eval::{Counts, voices};
use crate::relation::train as relations;
use crate::text::{Analyser, train};
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use gold::Across;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Make the weight files again from data
///
/// In order: tagger, parser, entities, relations, attributes. Each builds on those before it, as built into this program: after a
/// change run it once for each, with a `cargo build` between. `outlets` writes nothing: it trains the relations without each part of
/// the outlets in turn and tells how they do there. `names` and `pairs` write what teachers of
/// names and of relations read (data/README.md).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  techgraph train --data ../shared --out data/models tagger")]
pub(super) struct TrainArgs {
    /// Where the training data lies
    #[arg(long, value_name = "DIR", default_value = "../shared")]
    data: PathBuf,
    /// Where the weight files go
    #[arg(long, value_name = "DIR", default_value = "data/models")]
    out: PathBuf,
    /// Where lies what teachers think of the unlabelled articles: entities and relations are learned from it beside the annotated ones
    #[arg(long, value_name = "DIR", default_value = "training")]
    silver: PathBuf,
    /// What to train; all that is written where nothing is named
    #[arg(value_name = "WHAT", value_parser = ["tagger", "parser", "entities", "attributes", "relations", "outlets", "names", "pairs"])]
    what: Vec<String>,
}

pub(super) fn run(args: &TrainArgs) -> Result<()> {
    train(&args.data, &args.out, &args.silver, &args.what.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Trains what is named (all where nothing is), writes `OUT/NAME.bin`, and prints the scores on the test part.
///
/// # Errors
/// Where the data cannot be read or the weights cannot be written.
pub(crate) fn train(data: &Path, out: &Path, silver: &Path, what: &[&str]) -> Result<()> {
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
    let weights = |name: &str| std::fs::read(out.join(name)).map_err(Error::io("read", out.join(name)));
    let parser = if what.contains(&"tagger") && !wants("parser") { None } else { Some(weights("parser.bin")?) };
    let analyser = Analyser::with_weights(Vocabulary::builtin(), Some(&weights("tagger.bin")?), parser.as_deref());
    if ["entities", "relations", "attributes", "outlets", "names", "pairs"].iter().any(|w| wants(w)) {
        let gold = gold::Gold::read(data)?;
        if what.contains(&"names") {
            let to = out.join("names.jsonl");
            let lines = silver::write_names(&gold, data, &to, &analyser)?;
            anstream::println!("{}: {lines} lines", to.display());
        }
        let names = match ["entities", "relations", "outlets", "pairs"].iter().any(|w| wants(w)) {
            true => silver::names(data, silver, &analyser)?,
            false => Vec::new(),
        };
        if wants("entities") {
            let started = Instant::now();
            let bytes = gold.train_entities(&names, data, out, &analyser)?;
            anstream::println!("entities.bin: {bytes} bytes, {:.0} s", started.elapsed().as_secs_f64());
        }
        // The clusters of words that the mention stage learned.
        let words = || weights("entities.bin");
        if what.contains(&"pairs") {
            let to = out.join("pairs.jsonl");
            let lines = silver::write_pairs(&gold, &names, data, &to, &analyser, &words()?)?;
            anstream::println!("{}: {lines} lines", to.display());
        }
        let learn = |across| -> Result<relations::Trained> {
            let silver = silver::relations(data, silver, &analyser)?;
            let (lessons, completed) = gold.lessons(&analyser, &names, &words()?, across);
            let options = relations::TrainOptions::default();
            let drills = voices(Vocabulary::builtin(), &analyser);
            Ok(relations::train(Vocabulary::builtin(), &lessons, &completed, &drills, &silver, &options))
        };
        if what.contains(&"outlets") {
            anstream::println!("cross-validated over outlets, nothing is written:");
            calibration(&learn(Across::Outlets)?.verdicts, gold.relations());
        }
        if wants("relations") {
            let started = Instant::now();
            let trained = learn(Across::Articles)?;
            for (name, bytes) in
                [("relations.bin", trained.classifier.to_bytes()), ("judge.bin", trained.judge.to_bytes())]
            {
                write(&out.join(name), &bytes)?;
                anstream::println!("{name}: {} bytes", bytes.len());
            }
            anstream::println!("cross-validated on the training articles:");
            calibration(&trained.verdicts, gold.relations());
            anstream::println!("relations: {:.0} s", started.elapsed().as_secs_f64());
        }
        if wants("attributes") {
            let started = Instant::now();
            let bytes = attributes::train(&gold, out, &analyser)?;
            let seconds = started.elapsed().as_secs_f64();
            anstream::println!("status.bin, amount.bin, date.bin, role.bin: {bytes} bytes, {seconds:.0} s");
        }
    }
    if !wants("tagger") && !wants("parser") {
        return Ok(());
    }
    for part in ["dev", "test"] {
        anstream::println!("{part}: {}", train::evaluate(&analyser, &read_part(part)?));
    }
    Ok(())
}

/// Prints what the cross-validated claims are worth above each probability, and whether the probabilities hold.
fn calibration(verdicts: &[(f32, bool)], gold: usize) {
    anstream::println!("  from  precision  recall     f1");
    for from in (4..=14).map(|n| n as f32 * 0.05) {
        let told: Vec<_> = verdicts.iter().filter(|(p, _)| *p >= from).collect();
        let right = told.iter().filter(|(_, right)| *right).count();
        let counts = Counts { right, predicted: told.len(), gold };
        anstream::println!("{from:6.2} {:10.3} {:7.3} {:6.3}", counts.precision(), counts.recall(), counts.f1());
    }
    anstream::println!("  confidence  claims  right");
    for bin in 2..10 {
        let within: Vec<_> = verdicts.iter().filter(|(p, _)| (*p * 10.0) as usize == bin).collect();
        let right = within.iter().filter(|(_, right)| *right).count();
        let share = right as f64 / within.len().max(1) as f64;
        anstream::println!(
            "   {:.1} - {:.1} {:7}  {share:.3}",
            bin as f32 / 10.0,
            (bin + 1) as f32 / 10.0,
            within.len()
        );
    }
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
