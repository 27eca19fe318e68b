//! How fast names become entities: 1,000,000 mentions against 100,000 entities, on one core.
//!
//! `cargo run --release --example resolve_speed` prints seconds, mentions a second and the memory used, and checks every answer.

use std::io::Write;
use std::time::Instant;
use techgraph::relation::EntityRef;
use techgraph::resolve::{Around, Resolver};
use techgraph::value::EntityType;
use techgraph::vocab::Vocabulary;

/// Names an article has.
const NAMES: usize = 10;

/// Makes up a gazetteer of `entities` over the built-in one, resolves `mentions` and writes what it took.
pub(crate) fn run(entities: usize, mentions: usize, out: &mut dyn Write) -> Result<(), Box<dyn std::error::Error>> {
    let mut csv = String::from("id,name,type,aliases,parent,ticker\n");
    for n in 0..entities {
        let kind = if n % 5 == 4 { "person" } else { "organization" };
        csv.push_str(&format!(
            "made-{n},{},{kind},{},,\n",
            name(n),
            if n.is_multiple_of(3) { alias(n) } else { String::new() }
        ));
    }
    let vocab = Vocabulary::builtin().overlaid(&[("made.csv".to_string(), csv)])?;
    let started = Instant::now();
    let resolver = Resolver::new(&vocab);
    let made = started.elapsed();
    let text = "The round was led by an investor that also backs others. ".repeat(40) + "Serif makes Affinity Photo.";
    let around = Around { text: &text, published: None };
    let (started, mut right, mut asked) = (Instant::now(), 0, 0);
    for article in 0..mentions.div_ceil(NAMES) {
        let ends: Vec<(EntityRef, String)> = (0..NAMES).map(|at| mention(article * NAMES + at, entities)).collect();
        let found = resolver.identify(&ends.iter().map(|e| &e.0).collect::<Vec<_>>(), &around);
        right += found.iter().zip(&ends).filter(|(found, (_, id))| found.id.0 == *id).count();
        asked += ends.len();
    }
    let took = started.elapsed().as_secs_f64();
    writeln!(out, "{asked} mentions, {right} right, {} entities", vocab.gazetteer.entries().len())?;
    writeln!(
        out,
        "{took:.2} s, {:.0} mentions a second; {:.2} s to begin with",
        asked as f64 / took,
        made.as_secs_f64()
    )?;
    if let Some(kilobytes) = peak() {
        writeln!(out, "{} MB of memory at most, the vocabulary and its making included", kilobytes / 1024)?;
    }
    if right == asked { Ok(()) } else { Err(format!("{} are wrong", asked - right).into()) }
}

/// The words of a number, so that names look like names.
fn name(n: usize) -> String {
    const PARTS: [&str; 10] = ["Zan", "Bru", "Kel", "Ori", "Tam", "Vex", "Lud", "Pho", "Quo", "Mir"];
    let words = [n / 1000 % 1000, n % 1000]
        .map(|w| format!("{}{}{}ova", PARTS[w / 100], PARTS[w / 10 % 10].to_lowercase(), PARTS[w % 10].to_lowercase()));
    format!("{} {}", words[0], words[1])
}

fn alias(n: usize) -> String {
    format!("ZQ{n}X")
}

/// A mention and the id that it should get: as written, with a legal form, in capitals, by alias, with a title, or unknown.
fn mention(number: usize, entities: usize) -> (EntityRef, String) {
    let n = number.wrapping_mul(2_654_435_761) % entities;
    let person = n % 5 == 4;
    let kind = if person { EntityType::Person } else { EntityType::Organization };
    let (written, id) = match number % 8 {
        0 if !person => (format!("{} Inc.", name(n)), format!("made-{n}")),
        1 => (name(n).to_uppercase(), format!("made-{n}")),
        2 if n.is_multiple_of(3) => (alias(n), format!("made-{n}")),
        3 if person => (format!("Prof. {}", name(n)), format!("made-{n}")),
        4 if !person => (format!("The {} Corporation", name(n)), format!("made-{n}")),
        5 => (format!("{} Unheard", name(n)), format!("{kind}:{}-unheard", name(n).to_lowercase().replace(' ', "-"))),
        _ => (name(n), format!("made-{n}")),
    };
    (EntityRef { name: written.clone(), kind, mentions: vec![written] }, id)
}

/// The most memory that the program had, in kilobytes, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    run(100_000, 1_000_000, &mut std::io::stdout())
}
