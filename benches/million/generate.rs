//! A graph file of any size, the same in every run: degrees follow a power law, as in news a few are in everything; edges
//! have dates, money, status, roles and quotes, and some are told by several articles.

use std::collections::HashSet;
use std::path::Path;
use techgraph::relation::{EntityRef, Evidence, RelationMention};
use techgraph::resolve::{Claim, EntityId, Identity};
use techgraph::store::{ContentHash, Record, Store};
use techgraph::value::{Amount, Bound, Currency, EntityType, PartialDate, Span, Status};

/// Statements an article.
const STATEMENTS: usize = 10;
/// Articles a batch.
const BATCH: usize = 20_000;

/// Relations with what they lead from and to, whether they have money, and how often they are told.
const RELATIONS: [(&str, EntityType, EntityType, bool, usize); 10] = [
    ("invests_in", EntityType::Organization, EntityType::Organization, true, 18),
    ("acquires", EntityType::Organization, EntityType::Organization, true, 8),
    ("supplies", EntityType::Organization, EntityType::Organization, true, 14),
    ("partners_with", EntityType::Organization, EntityType::Organization, false, 16),
    ("competes_with", EntityType::Organization, EntityType::Organization, false, 12),
    ("sues", EntityType::Organization, EntityType::Organization, true, 3),
    ("lends_to", EntityType::Organization, EntityType::Organization, true, 3),
    ("works_for", EntityType::Person, EntityType::Organization, false, 12),
    ("develops", EntityType::Organization, EntityType::Product, false, 10),
    ("headquartered_in", EntityType::Organization, EntityType::Place, false, 4),
];

/// Numbers that look random (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(2_685_821_657_736_338_717) >> 33) as usize % sides
    }

    /// Below `sides`, small numbers more often than great ones: degrees then follow a power law of `1 + bend / (bend - 1)`.
    fn skewed(&mut self, sides: usize, bend: f64) -> usize {
        let share = self.roll(1 << 30) as f64 / f64::from(1 << 30);
        (share.powf(bend) * sides as f64) as usize
    }
}

/// The type of an entity: of twenty, twelve organisations, four people, three products and a place.
fn kind(number: usize) -> EntityType {
    match number % 20 {
        0..=11 => EntityType::Organization,
        12..=15 => EntityType::Person,
        16..=18 => EntityType::Product,
        _ => EntityType::Place,
    }
}

/// An entity of a type, of so many entities.
fn of_kind(wanted: EntityType, bend: f64, entities: usize, dice: &mut Dice) -> usize {
    let (first, many) = match wanted {
        EntityType::Organization => (0, 12),
        EntityType::Person => (12, 4),
        EntityType::Product => (16, 3),
        EntityType::Place => (19, 1),
    };
    let rank = dice.skewed(entities / 20 * many, bend);
    rank / many * 20 + first + rank % many
}

/// The name of an entity.
pub(crate) fn name(number: usize) -> String {
    const HEAD: [&str; 10] = ["Zan", "Bru", "Kel", "Ori", "Tam", "Vex", "Lud", "Pho", "Qua", "Myr"];
    const TAIL: [&str; 7] = ["ova", "ix", "eon", "ara", "ulo", "ent", "is"];
    format!("{}{} {number}", HEAD[number % 10], TAIL[number / 10 % 7])
}

/// How an article names an entity, and which one it is.
fn entity(number: usize) -> (EntityRef, Identity) {
    let (kind, name) = (kind(number), name(number));
    let id = format!("{kind}:{}", name.to_lowercase().replace(' ', "-"));
    (EntityRef { kind, mentions: vec![name.clone()], name }, Identity { id: EntityId(id.into()), kind, given: None })
}

/// The relation that a lot falls on.
fn weighted(mut lot: usize) -> usize {
    for (i, relation) in RELATIONS.iter().enumerate() {
        match lot.checked_sub(relation.4) {
            Some(rest) => lot = rest,
            None => return i,
        }
    }
    0
}

/// Writes a graph of so many entities (a multiple of 20) and edges. Edges that are told again make statements beyond that.
pub(crate) fn generate(path: &Path, entities: usize, edges: usize) -> techgraph::Result<()> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let weights: usize = RELATIONS.iter().map(|r| r.4).sum();
    let mut store = Store::create(path)?;
    let (mut met, mut article) = (HashSet::new(), 0);
    while met.len() < edges {
        let mut batch = store.batch()?;
        for _ in 0..BATCH {
            let (mut claims, mut text) = (Vec::with_capacity(STATEMENTS), format!("Article {article}\n"));
            while claims.len() < STATEMENTS && met.len() < edges {
                let mut relation = weighted(dice.roll(weights));
                // Every entity is told of once, then chance decides.
                let number = met.len();
                let must = (number < entities).then(|| kind(number));
                if let Some(kind) = must.filter(|k| *k != EntityType::Organization) {
                    relation = RELATIONS.iter().position(|r| r.1 == kind || r.2 == kind).unwrap_or(relation);
                }
                let (_, from, to, ..) = RELATIONS[relation];
                let (mut subject, mut object) =
                    (of_kind(from, 2.5, entities, &mut dice), of_kind(to, 1.6, entities, &mut dice));
                match must {
                    Some(kind) if kind == from => subject = number,
                    Some(_) => object = number,
                    None => {}
                }
                if subject == object || (!met.insert((subject, relation, object)) && dice.roll(8) > 0) {
                    continue;
                }
                claims.push(claim(subject, relation, object, &mut text, &mut dice));
            }
            if claims.is_empty() {
                break;
            }
            let (id, title) = (format!("article-{article:07}"), format!("Article {article}"));
            let published = date(&mut dice, 0);
            batch.put(Record {
                id: &id,
                title: &title,
                url: None,
                publisher: Some(["Herald", "Courier", "Wire", "Gazette"][article % 4]),
                author: None,
                published,
                origin: &id,
                text: Some(&text),
                group: None,
                content: ContentHash::of_parts(&[Some(&text)]),
                extractor: "generator",
                claims,
            })?;
            article += 1;
        }
        batch.commit()?;
        eprintln!("{} of {edges} edges", met.len());
    }
    store.settle()
}

/// A day since 2010; of a hundred, so many as `vague` are a month or a year.
fn date(dice: &mut Dice, vague: usize) -> Option<PartialDate> {
    let (year, month, day) = (2010 + dice.roll(16) as i16, 1 + dice.roll(12) as u8, 1 + dice.roll(28) as u8);
    match dice.roll(100) {
        lot if lot < vague / 2 => PartialDate::new(year, None, None),
        lot if lot < vague => PartialDate::new(year, Some(month), None),
        _ => PartialDate::new(year, Some(month), Some(day)),
    }
}

fn claim(subject: usize, relation: usize, object: usize, text: &mut String, dice: &mut Dice) -> Claim {
    let (relation, from, _, money, _) = RELATIONS[relation];
    let symmetric = matches!(relation, "partners_with" | "competes_with");
    let ((subject, who), (object, whom)) = (entity(subject), entity(object));
    let millions = (money && dice.roll(3) > 0).then(|| 1 + dice.skewed(100_000, 4.0) as i64);
    let status = Status::ALL[[0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5][dice.roll(11)]];
    let tail = millions.map(|m| format!(" for ${m} million")).unwrap_or_default();
    let quote =
        format!("{} {} {}{tail}, people who know of it said.", subject.name, relation.replace('_', " "), object.name);
    let start = text.len();
    text.push_str(&quote);
    text.push('\n');
    let mention = RelationMention {
        subject,
        relation: relation.into(),
        object,
        status,
        amount: millions.map(|m| Amount {
            text: format!("${m} million"),
            hundredths: m * 100_000_000,
            currency: if m % 7 == 0 { Currency::new("EUR").unwrap_or(Currency::USD) } else { Currency::USD },
            bound: Bound::ALL[dice.roll(4)],
        }),
        date: if dice.roll(2) == 0 { date(dice, 40) } else { None },
        role: (from == EntityType::Person)
            .then(|| ["chief executive", "engineer", "director"][dice.roll(3)].to_string()),
        stake: None,
        attribution: None,
        evidence: Evidence { text: quote.clone(), span: Span::new(start, start + quote.len()) },
        confidence: 0.42 + dice.roll(58) as f32 / 100.0,
        rule: "generator".into(),
    };
    Claim { mention, subject: who, object: whom, symmetric }
}
