//! A relation of one's own beside those that techgraph finds: `cargo run --release --example custom_relation`.
//!
//! The built-in relations are learned; a new one among them takes a file with examples and training (ARCHITECTURE.md). A
//! relation that a word tells needs neither: an engine adds it to what the built-in engine finds, and everything after
//! it (identity, store, queries, exports) takes it like any other.

use std::io::{self, Write};
use techgraph::article::Article;
use techgraph::mention::Mentions;
use techgraph::pipeline::Pipeline;
use techgraph::relation::{Engine, EntityRef, Evidence, FastEngine, RelationMention};
use techgraph::text::Document;
use techgraph::value::{EntityType, PartialDate, Status};

fn main() -> io::Result<()> {
    run(&mut io::stdout().lock())
}

/// What the built-in engine finds, and who sponsors what.
struct WithSponsors;

impl Engine for WithSponsors {
    fn name(&self) -> &'static str {
        "with-sponsors"
    }

    fn least(&self) -> f32 {
        FastEngine::builtin().least()
    }

    fn relations(
        &self,
        doc: &mut Document,
        mentions: &Mentions,
        published: Option<PartialDate>,
        least: f32,
    ) -> Vec<RelationMention> {
        let mut relations = FastEngine::builtin().relations(doc, mentions, published, least);
        for pair in mentions.mentions.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            let sponsor = &mentions.entities[first.entity as usize];
            if first.sentence != second.sentence || sponsor.kind != EntityType::Organization {
                continue;
            }
            // The words between the two, by their dictionary forms.
            let between = &doc.tokens[first.tokens.end as usize..second.tokens.start as usize];
            if !between.iter().any(|token| token.lemma == "sponsor") {
                continue;
            }
            let end = |entity: u32| {
                let entity = &mentions.entities[entity as usize];
                EntityRef { name: entity.name.clone(), kind: entity.kind, mentions: entity.forms.clone() }
            };
            let span = doc.sentences[first.sentence as usize].span;
            relations.push(RelationMention {
                subject: end(first.entity),
                relation: "sponsors".into(),
                object: end(second.entity),
                status: Status::Confirmed,
                amount: None,
                date: None,
                role: None,
                stake: None,
                attribution: None,
                evidence: Evidence { text: span.of(&doc.text).to_string(), span },
                confidence: 0.8,
                rule: self.name().into(),
            });
        }
        relations
    }
}

/// Reads an article and prints each relation with the words that say it.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    static ENGINE: WithSponsors = WithSponsors;
    let text = "Oracle acquired Cerner for $28 billion in 2022. Microsoft has long sponsored the Linux Foundation.";
    let article = Article::from_text("1", "Oracle in hospitals, Microsoft in open source", text);
    for relation in Pipeline::builtin().with_engine(&ENGINE).annotate(&article) {
        let (subject, object) = (&relation.subject.name, &relation.object.name);
        writeln!(out, "{subject} {} {object} ({})", relation.relation, relation.rule)?;
        writeln!(out, "  \"{}\"", relation.evidence.text)?;
    }
    Ok(())
}
