//! Scores the attribute readers on annotated articles: `attributes_eval TRAIN.jsonl [DEV.jsonl] [--write DIR] [--show KIND]`.
//!
//! With one file: five-fold cross-validation by article. With two: trains on the first, scores the second. `--write`
//! puts the weights where `data/models` has them. The files are those of the annotation guide's format and are no part
//! of this project.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::panic)]

use std::collections::BTreeMap;
use techgraph::mention::{Value, ValueReader, values};
use techgraph::relation::attributes::{
    AttributeReader, Attributes, Cue, Drill, Forms, Lesson, Place, Survey, Teaches, drills, locate, money_drills,
};
use techgraph::text::{Analyser, Document};
use techgraph::value::{Amount, PartialDate, Status};
use techgraph::vocab::Vocabulary;

struct Row {
    relation: String,
    ends: (String, String),
    forms: (Vec<String>, Vec<String>),
    evidence: String,
    place: Place,
    answer: Attributes,
}

struct Page {
    doc: Document,
    values: Vec<Value>,
    published: Option<PartialDate>,
    rows: Vec<Row>,
}

fn load(path: &str, analyser: &Analyser) -> Vec<Page> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lost = 0;
    let pages: Vec<Page> = text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let stored = format!("{}\n{}", article["title"].as_str().unwrap_or(""), article["text"].as_str().unwrap());
            let mut doc = analyser.analyse(&stored);
            let published = article["date"].as_str().and_then(PartialDate::parse);
            let found = values(&doc, published, ValueReader::builtin());
            let mut forms: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for entity in article["entities"].as_array().unwrap() {
                let name = entity["name"].as_str().unwrap();
                let list = forms.entry(name).or_default();
                list.push(name.to_string());
                list.extend(
                    entity["aliases"].as_array().into_iter().flatten().filter_map(|a| a.as_str().map(String::from)),
                );
                if entity["type"] == "person" {
                    list.extend(name.rsplit(' ').next().map(String::from));
                }
            }
            let mut rows = Vec::new();
            for r in article["relations"].as_array().unwrap() {
                let field = |name: &str| r[name].as_str().unwrap_or("").to_string();
                let (subject, object, evidence) = (field("subject"), field("object"), field("evidence"));
                let named = |n: &str| forms.get(n).cloned().unwrap_or_default();
                let forms = (named(&subject), named(&object));
                let Some(place) = locate(&doc, &evidence, &forms.0, &forms.1) else {
                    lost += 1;
                    continue;
                };
                if let (sentence, Some(_), Some(_)) = place {
                    analyser.parse(&mut doc, sentence as usize);
                }
                let answer = Attributes {
                    status: field("status").parse().unwrap(),
                    amount: serde_json::from_value::<Option<Amount>>(r["amount"].clone()).ok().flatten(),
                    date: r["date"].as_str().and_then(PartialDate::parse),
                    role: r["role"].as_str().map(String::from),
                    stake: r["stake"].as_f64().map(|s| (s * 100.0).round() as u32),
                    attribution: None,
                };
                rows.push(Row { relation: field("relation"), ends: (subject, object), forms, evidence, place, answer });
            }
            Page { doc, values: found, published, rows }
        })
        .collect();
    println!("{path}: {} articles, {lost} relations whose evidence is not in the text", pages.len());
    pages
}

fn cue(row: &Row) -> Cue<'_> {
    Cue::new(&row.relation, row.place).called(Forms { subject: &row.forms.0, object: &row.forms.1 })
}

fn lessons<'a>(pages: impl Iterator<Item = &'a Page>, drills: &'a [Drill]) -> Vec<Lesson<'a>> {
    pages
        .flat_map(|p| {
            p.rows.iter().map(|r| Lesson {
                doc: &p.doc,
                values: &p.values,
                cue: cue(r),
                published: p.published,
                answer: &r.answer,
                teaches: Teaches::All,
            })
        })
        .chain(drills.iter().map(Drill::lesson))
        .collect()
}

#[derive(Default)]
struct Score {
    status: BTreeMap<(Status, Status), usize>,
    amount: [usize; 3],
    bound: [usize; 2],
    date: [usize; 3],
    role: [usize; 3],
    stake: [usize; 3],
}

fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Score {
    fn add(&mut self, reader: &AttributeReader, page: &Page, show: &str) {
        for row in &page.rows {
            let got = reader.read(&Survey::new(&page.doc), &page.values, &cue(row), page.published);
            let want = &row.answer;
            *self.status.entry((want.status, got.status)).or_default() += 1;
            let tell = |what: &str, want: &str, got: &str| {
                if show == what && want != got {
                    println!(
                        "{what}\t{want}\t{got}\t{}\t{}\t{}\t{}",
                        row.relation, row.ends.0, row.ends.1, row.evidence
                    );
                }
            };
            tell("status", want.status.as_str(), got.status.as_str());
            let money = |a: &Option<Amount>| {
                a.as_ref().map_or("-".to_string(), |a| format!("{} {}", a.currency, a.value_text()))
            };
            let same = matches!((&want.amount, &got.amount), (Some(w), Some(g))
                if w.currency == g.currency && (w.value() - g.value()).abs() <= 0.005 * w.value());
            tell("amount", &money(&want.amount), &if same { money(&want.amount) } else { money(&got.amount) });
            count(&mut self.amount, same, got.amount.is_some(), want.amount.is_some());
            if let (true, Some(w), Some(g)) = (same, &want.amount, &got.amount) {
                self.bound[0] += usize::from(w.bound == g.bound);
                self.bound[1] += 1;
            }
            let date = |d: Option<PartialDate>| d.map_or("-".to_string(), |d| d.to_string());
            tell("date", &date(want.date), &date(got.date));
            count(
                &mut self.date,
                want.date.is_some() && want.date == got.date,
                got.date.is_some(),
                want.date.is_some(),
            );
            let role = |r: &Option<String>| r.as_deref().map_or("-".to_string(), fold);
            if row.relation == "works_for" {
                tell("role", &role(&want.role), &role(&got.role));
                let same = want.role.is_some() && role(&want.role) == role(&got.role);
                count(&mut self.role, same, got.role.is_some(), want.role.is_some());
            }
            count(
                &mut self.stake,
                want.stake.is_some() && want.stake == got.stake,
                got.stake.is_some(),
                want.stake.is_some(),
            );
        }
    }

    fn print(&self) {
        let all: usize = self.status.values().sum();
        let right: usize = Status::ALL.iter().map(|s| self.status.get(&(*s, *s)).copied().unwrap_or(0)).sum();
        println!("status accuracy {:.4} of {all}", right as f64 / all as f64);
        let mut total = 0.0;
        for s in Status::ALL {
            let tp = self.status.get(&(*s, *s)).copied().unwrap_or(0);
            let predicted = self.status.iter().filter(|((_, g), _)| g == s).map(|(_, n)| n).sum();
            let gold = self.status.iter().filter(|((w, _), _)| w == s).map(|(_, n)| n).sum();
            let f = prf(&[tp, predicted, gold]);
            println!("  {s:<12} P {:.3} R {:.3} F1 {:.3}  ({gold} gold, {predicted} predicted)", f.0, f.1, f.2);
            total += f.2;
        }
        println!("status macro F1 {:.4}", total / Status::ALL.len() as f64);
        for (name, n) in [("amount", &self.amount), ("date", &self.date), ("role", &self.role), ("stake", &self.stake)]
        {
            let f = prf(n);
            println!("{name:<7} P {:.3} R {:.3} F1 {:.3} {n:?}", f.0, f.1, f.2);
        }
        println!("bound accuracy on right amounts {:?}", self.bound);
    }
}

fn count(n: &mut [usize; 3], right: bool, predicted: bool, gold: bool) {
    n[0] += usize::from(right);
    n[1] += usize::from(predicted);
    n[2] += usize::from(gold);
}

fn prf(n: &[usize; 3]) -> (f64, f64, f64) {
    let ratio = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
    let (p, r) = (ratio(n[0], n[1]), ratio(n[0], n[2]));
    (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let files: Vec<&String> = args
        .iter()
        .enumerate()
        .filter(|(i, a)| !a.starts_with("--") && (*i == 0 || !args[i - 1].starts_with("--")))
        .map(|(_, a)| a)
        .collect();
    let Some(first) = files.first() else {
        println!("usage: attributes_eval TRAIN.jsonl [DEV.jsonl] [--write DIR] [--show status|amount|date|role]");
        return;
    };
    let show = option("--show").unwrap_or_default();
    let vocab = Vocabulary::builtin();
    let analyser = Analyser::builtin();
    let train = load(first, analyser);
    let mut drills = drills(vocab, analyser);
    drills.extend(money_drills(vocab, analyser));
    println!("{} drills", drills.len());
    let mut score = Score::default();
    if let Some(second) = files.get(1) {
        let models = AttributeReader::train(vocab, &lessons(train.iter(), &drills));
        if let Some(dir) = option("--write") {
            for (name, model) in
                [("status", &models.status), ("amount", &models.amount), ("date", &models.date), ("role", &models.role)]
            {
                let bytes = model.to_bytes();
                println!("{name}.bin: {} features, {} bytes", model.len(), bytes.len());
                std::fs::write(format!("{dir}/{name}.bin"), bytes).unwrap();
            }
        }
        let reader = AttributeReader::new(vocab, models);
        load(second, analyser).iter().for_each(|page| score.add(&reader, page, &show));
    } else {
        for fold in 0..5 {
            let part =
                |wanted: bool| train.iter().enumerate().filter(move |(i, _)| (i % 5 == fold) == wanted).map(|(_, p)| p);
            let reader = AttributeReader::new(vocab, AttributeReader::train(vocab, &lessons(part(false), &drills)));
            part(true).for_each(|page| score.add(&reader, page, &show));
        }
    }
    score.print();
    if let Some(path) = option("--traps") {
        let reader = AttributeReader::new(vocab, AttributeReader::train(vocab, &lessons(train.iter(), &drills)));
        traps(&reader, &path, analyser);
    }
}

/// How many trap sentences spring with their ends handed over: a status that must not be is told.
fn traps(reader: &AttributeReader, path: &str, analyser: &Analyser) {
    let (mut all, mut sprung, mut right) = (0, 0, 0);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let trap: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |told: &serde_json::Value, name: &str| told[name].as_str().unwrap_or_default().to_string();
        let Some(told) = trap["must_not"].get(0).filter(|t| t["status"].is_string()) else { continue };
        let (relation, subject, object) = (field(told, "relation"), field(told, "subject"), field(told, "object"));
        let text = field(&trap, "text");
        let Some(drill) = Drill::new(analyser, &relation, &text, (&subject, &object), Status::Confirmed) else {
            continue;
        };
        let got = reader.read(&Survey::new(&drill.doc), &[], &drill.cue(), None).status;
        let of = |list: &str| {
            let list = trap[list].as_array().cloned().unwrap_or_default();
            list.iter().any(|t| {
                (field(t, "subject"), field(t, "object")) == (subject.clone(), object.clone())
                    && field(t, "status") == got.as_str()
            })
        };
        all += 1;
        right += usize::from(of("may"));
        if of("must_not") {
            sprung += 1;
            println!("sprung\t{}\t{got}\t{relation}\t{text}", field(&trap, "kind"));
        }
    }
    println!("{path}: {sprung} of {all} sprung with the ends handed over, {right} with the right status");
}
