#![allow(missing_docs)]
use std::collections::HashMap;
use techgraph::eval::{AnnotatedArticle, Names};
use techgraph::learn::LogisticOptions;
use techgraph::mention::*;
use techgraph::relation::EntityRef;
use techgraph::relation::train::*;
use techgraph::text::{Analyser, Document};
use techgraph::value::*;
use techgraph::vocab::Vocabulary;

fn stored(a: &AnnotatedArticle) -> String {
    let t = a.title.clone().unwrap_or_default();
    if t.is_empty() || a.text.starts_with(&t) { a.text.clone() } else { format!("{t}\n{}", a.text) }
}
fn project(doc: &Document, a: &AnnotatedArticle) -> Mentions {
    let mut m = Mentions::default();
    let mut forms: Vec<(String, u32)> = vec![];
    for (i, e) in a.entities.iter().enumerate() {
        let mut f = vec![e.name.clone()];
        f.extend(e.aliases.clone());
        for x in &f {
            forms.push((x.clone(), i as u32));
        }
        m.entities.push(LocalEntity { name: e.name.clone(), kind: e.kind, forms: f, known: None });
    }
    forms.sort_by_key(|f| std::cmp::Reverse(f.0.len()));
    let mut used = vec![false; doc.tokens.len()];
    let starts: HashMap<u32, u32> = doc.tokens.iter().enumerate().map(|(i, t)| (t.span.start, i as u32)).collect();
    let ends: HashMap<u32, u32> = doc.tokens.iter().enumerate().map(|(i, t)| (t.span.end, i as u32)).collect();
    for (f, e) in &forms {
        if f.is_empty() {
            continue;
        }
        for (at, _) in doc.text.match_indices(f.as_str()) {
            let (Some(&s), Some(&z)) = (starts.get(&(at as u32)), ends.get(&((at + f.len()) as u32))) else { continue };
            if (s..=z).any(|t| used[t as usize]) {
                continue;
            }
            (s..=z).for_each(|t| used[t as usize] = true);
            let sent = doc.sentences.partition_point(|x| x.tokens.end <= s) as u32;
            m.mentions.push(Mention {
                span: Span::new(at, at + f.len()),
                sentence: sent,
                tokens: s..z + 1,
                kind: MentionKind::Name,
                entity: *e,
                confidence: 1.0,
            });
        }
    }
    m.mentions.sort_by_key(|x| x.span.start);
    m
}
fn main() {
    let vocab = Vocabulary::builtin();
    let an = Analyser::builtin();
    let load = |f: &str| {
        AnnotatedArticle::read_lines(&std::fs::read_to_string(format!("/work/shared/gold/{f}.jsonl")).unwrap()).unwrap()
    };
    let t0 = std::time::Instant::now();
    let lesson = |a: &AnnotatedArticle| -> (Lesson, usize) {
        let mut doc = an.analyse(&stored(a));
        for s in 0..doc.sentences.len() {
            an.parse(&mut doc, s);
        }
        let mentions = project(&doc, a);
        let names = Names::new(a);
        let map: HashMap<String, u32> = mentions
            .entities
            .iter()
            .enumerate()
            .map(|(i, e)| {
                (
                    names.predicted(&EntityRef { name: e.name.clone(), kind: e.kind, mentions: e.forms.clone() }),
                    i as u32,
                )
            })
            .rev()
            .collect();
        let mut truths = vec![];
        for r in &a.relations {
            let (Some(&s), Some(&o)) = (map.get(&names.gold(&r.subject)), map.get(&names.gold(&r.object))) else {
                continue;
            };
            let ev = doc.text.find(&r.evidence).map(|p| Span::new(p, p + r.evidence.len()));
            truths.push(Truth { subject: s, relation: r.relation.as_str().into(), object: o, evidence: ev });
        }
        (Lesson { doc, mentions, truths }, a.relations.len())
    };
    let train_set: Vec<_> = load("train").iter().map(lesson).collect();
    let dev_set: Vec<_> = load("dev").iter().map(lesson).collect();
    eprintln!("loaded {:?}", t0.elapsed());
    let env = |k: &str, d: f32| std::env::var(k).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    let opts = LogisticOptions {
        epochs: env("EPOCHS", 8.0) as usize,
        rate: env("RATE", 0.2),
        l2: env("L2", 1e-6),
        min_count: env("MINC", 2.0) as u32,
        positive_weight: env("POSW", 1.0),
        prune: env("PRUNE", 0.02),
        seed: 7,
    };
    let model = train(vocab, &train_set.iter().map(|l| &l.0).collect::<Vec<_>>(), &opts);
    eprintln!("trained {:?} features {} bytes {}", t0.elapsed(), model.len(), model.to_bytes().len());
    let sym = |r: &str| matches!(r, "partners_with" | "competes_with" | "merges_with");
    let mut all: Vec<(f32, bool)> = vec![];
    let mut gold = 0;
    for (l, n) in &dev_set {
        gold += n;
        let truths: std::collections::HashSet<(u32, String, u32)> = l
            .truths
            .iter()
            .map(|t| {
                let (s, o) = if sym(&t.relation) {
                    (t.subject.min(t.object), t.subject.max(t.object))
                } else {
                    (t.subject, t.object)
                };
                (s, t.relation.to_string(), o)
            })
            .collect();
        for (s, r, o, p) in claims_of(vocab, &model, l) {
            all.push((p, truths.contains(&(s, r.to_string(), o))));
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut tp, mut best) = (0, (0.0, 0.0, 0.0, 0.0));
    let mut at = vec![];
    for (i, (p, ok)) in all.iter().enumerate() {
        tp += *ok as usize;
        let (pr, rc) = (tp as f64 / (i + 1) as f64, tp as f64 / gold as f64);
        let f = 2.0 * pr * rc / (pr + rc);
        if f > best.0 {
            best = (f, pr, rc, *p);
        }
        if (i + 1) % 100 == 0 {
            at.push((i + 1, (pr * 1000.).round() / 10., (rc * 1000.).round() / 10., (f * 1000.).round() / 10., *p));
        }
    }
    for a in at.iter().take(14) {
        println!("{a:?}");
    }
    println!("best F1 {:.4} P {:.3} R {:.3} at odds {:.2}   {:?}", best.0, best.1, best.2, best.3, t0.elapsed());
}
