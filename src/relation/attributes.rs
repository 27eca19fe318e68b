//! Attributes of a relation: status, money, date, role, stake and who says so, from the sentence that says it.
//!
//! Small linear models decide, over features of the words around the two ends and of the cue lists in `data/lexicon`;
//! they choose among what the text holds (its sums, its dates, its role phrases), so no value is ever made up.

mod attribution;
mod choose;
mod context;
mod drill;
mod ends;
mod link;
mod reach;
mod role;
mod sight;
mod stake;
mod status;
mod survey;
mod train;
mod verdict;

pub use drill::{Drill, drill_names, drills, fill, money_drills};
pub use survey::Survey;
pub use train::{Lesson, Place, Teaches, locate};
pub use verdict::PhrasePlace;

use crate::learn::Linear;
use crate::mention::Value;
use crate::value::{Amount, EntityType, PartialDate, Span, Status};
use crate::vocab::{self, Vocabulary};
use context::Context;
use std::sync::OnceLock;

/// A candidate relation and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue<'a> {
    /// The relation's name.
    pub relation: &'a str,
    /// The sentence that says it: index in `Document::sentences`.
    pub sentence: u32,
    /// What stands for the subject in that sentence (a name, "the company", "it"); none where nothing does.
    pub subject: Option<Span>,
    /// The same for the object.
    pub object: Option<Span>,
    /// How the article calls the two, by which other sentences about them are known.
    pub forms: Forms<'a>,
}

/// The forms by which an article calls the two ends of a relation; empty where nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forms<'a> {
    /// Those of the subject.
    pub subject: &'a [String],
    /// Those of the object.
    pub object: &'a [String],
}

impl<'a> Cue<'a> {
    /// A candidate at a place, without forms.
    pub fn new(relation: &'a str, (sentence, subject, object): Place) -> Cue<'a> {
        Cue { relation, sentence, subject, object, forms: Forms::default() }
    }

    /// The same with the forms of its ends.
    pub fn called(self, forms: Forms<'a>) -> Cue<'a> {
        Cue { forms, ..self }
    }
}

/// What the text tells about a relation beside its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Attributes {
    /// How far it is true.
    pub status: Status,
    /// Its money.
    pub amount: Option<Amount>,
    /// When it happened or will.
    pub date: Option<PartialDate>,
    /// The role, as in the text.
    pub role: Option<String>,
    /// Percent held or bought, in hundredths of a percent.
    pub stake: Option<u32>,
    /// Who says so.
    pub attribution: Option<String>,
}

/// The models that attribute reading goes by; an empty one leaves its attribute to the rules.
#[derive(Debug, Clone, Default)]
pub struct AttributeModels {
    /// Classes are statuses.
    pub status: Linear,
    /// One class: this sum is the relation's money.
    pub amount: Linear,
    /// One class: this date is the relation's.
    pub date: Linear,
    /// One class: this phrase is the role.
    pub role: Linear,
}

impl AttributeModels {
    /// The built-in weights: `data/models/{status,amount,date,role}.bin`; those that are missing stay empty.
    pub fn builtin() -> AttributeModels {
        let read = |name: &str| vocab::model(name).and_then(Linear::from_bytes).unwrap_or_default();
        AttributeModels {
            status: read("status.bin"),
            amount: read("amount.bin"),
            date: read("date.bin"),
            role: read("role.bin"),
        }
    }
}

/// Reads the attributes of relations.
#[derive(Debug, Clone)]
pub struct AttributeReader {
    vocab: &'static Vocabulary,
    cues: status::StatusCues,
    heads: role::RoleWords,
    sources: attribution::SourceCues,
    stakes: stake::StakeCues,
    models: AttributeModels,
}

impl AttributeReader {
    /// A reader with these models and the word lists of a vocabulary.
    pub fn new(vocab: &'static Vocabulary, models: AttributeModels) -> AttributeReader {
        let lexicon = &vocab.lexicon;
        AttributeReader {
            vocab,
            cues: status::StatusCues::new(lexicon),
            heads: role::RoleWords::new(lexicon),
            sources: attribution::SourceCues::new(lexicon),
            stakes: stake::StakeCues::new(lexicon),
            models,
        }
    }

    /// The reader of the built-in vocabulary and weights, made once.
    pub fn builtin() -> &'static AttributeReader {
        static BUILTIN: OnceLock<AttributeReader> = OnceLock::new();
        BUILTIN.get_or_init(|| AttributeReader::new(Vocabulary::builtin(), AttributeModels::builtin()))
    }

    fn carries(&self, relation: &str, attribute: &str) -> bool {
        self.vocab.relations.find(relation).is_some_and(|r| r.attributes.iter().any(|a| a == attribute))
    }

    /// The attributes of one candidate.
    ///
    /// `values` are those of the survey's whole document ([`crate::mention::values`]); `published` is the article's date. Only
    /// attributes that the relation may carry are filled in. Cost: the sentence's length times a small factor.
    pub fn read(&self, survey: &Survey<'_>, values: &[Value], cue: &Cue, published: Option<PartialDate>) -> Attributes {
        let sum = self.sum(survey, values, cue, published).and_then(|(i, _)| values[i].amount());
        Attributes { amount: sum.cloned(), ..self.beside_money(survey, values, cue, published) }
    }

    /// The sum that is most likely the candidate's own, if any is likely enough: its index in `values` and its log odds.
    pub(super) fn sum(
        &self,
        survey: &Survey<'_>,
        values: &[Value],
        cue: &Cue,
        published: Option<PartialDate>,
    ) -> Option<(usize, f32)> {
        if !self.carries(cue.relation, "amount") {
            return None;
        }
        choose::choose(&self.models.amount, &Context::new(survey, cue), values, cue, published, choose::Wanted::Money)
    }

    /// The attributes of one candidate without its money.
    pub(super) fn beside_money(
        &self,
        survey: &Survey<'_>,
        values: &[Value],
        cue: &Cue,
        published: Option<PartialDate>,
    ) -> Attributes {
        let context = Context::new(survey, cue);
        let relation = self.vocab.relations.find(cue.relation);
        let of_person = relation.is_some_and(|r| r.subject.first() == Some(&EntityType::Person));
        let mut attributes = Attributes {
            status: self.cues.status(&self.models.status, &context, cue, of_person),
            amount: None,
            date: None,
            role: None,
            stake: None,
            attribution: self.sources.attribution(&context),
        };
        self.complete_in(&context, values, cue, published, &mut attributes);
        attributes
    }

    /// Fills in what attributes leave open of date, role and stake with what another candidate's sentence tells.
    pub(super) fn complete(
        &self,
        survey: &Survey<'_>,
        values: &[Value],
        cue: &Cue,
        published: Option<PartialDate>,
        attributes: &mut Attributes,
    ) {
        self.complete_in(&Context::new(survey, cue), values, cue, published, attributes);
    }

    fn complete_in(
        &self,
        context: &Context,
        values: &[Value],
        cue: &Cue,
        published: Option<PartialDate>,
        attributes: &mut Attributes,
    ) {
        let open = |attribute: &str, is_open: bool| is_open && self.carries(cue.relation, attribute);
        if open("date", attributes.date.is_none()) {
            let chosen = choose::choose(&self.models.date, context, values, cue, published, choose::Wanted::Date);
            attributes.date = chosen.and_then(|(i, _)| values[i].date());
        }
        if open("role", attributes.role.is_none()) {
            attributes.role = self.heads.role(&self.models.role, context);
        }
        if open("stake", attributes.stake.is_none()) {
            attributes.stake = self.stakes.stake(context, values, cue);
        }
    }
}
