//! The small values that every stage shares: spans, types, statuses, money and dates.

mod date;
mod money;

pub use date::PartialDate;
pub use money::{Amount, Bound, Currency};

use serde::{Deserialize, Serialize};

/// A piece of a text: byte offsets, start included, end excluded, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }
    /// The text of the span; empty where the span lies outside `text` or splits a character.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
    /// Whether the two share a byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// The smallest span that holds both.
    pub fn join(&self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Declares an enum whose variants have one written form each, with parsing, printing and serde by that form.
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }
        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The written form.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $text),+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = crate::Error;
            fn from_str(s: &str) -> Result<Self, crate::Error> {
                match s {
                    $($text => Ok($name::$variant),)+
                    _ => Err(crate::Error::UnknownWord {
                        what: $what, name: s.to_string(), nearest: vec![$($text.to_string()),+] }),
                }
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// What kind of thing an entity is.
    EntityType, "entity type" {
        /// Companies, labs, investors, universities, governments, courts.
        Organization = "organization",
        /// Named people.
        Person = "person",
        /// Named products, services, models, chips, standards, software.
        Product = "product",
        /// Cities, states, countries.
        Place = "place",
    }
}

named_enum! {
    /// How far a relation is true, from the most to the least definite.
    Status, "status" {
        /// Told as fact: it happened, it holds.
        Confirmed = "confirmed",
        /// A party has officially said that it will be.
        Announced = "announced",
        /// Talks, rumours, unnamed sources.
        Reported = "reported",
        /// Could, may, if; opinion or forecast.
        Speculative = "speculative",
        /// Said not to be so; refused, blocked, called off.
        Denied = "denied",
        /// Was so and is no more.
        Ended = "ended",
    }
}
