//! How money is counted: who pays whom, and what amounts of several edges add up to.

use super::Filter;
use crate::store::Outline;
use crate::value::{Amount, Bound, Currency, Status};
use crate::vocab::{End, Relations};
use smol_str::SmolStr;

/// The rule by which money is counted, for people.
pub const COUNTING_RULE: &str = "an edge counts once, with its own amount (of its latest article that tells one), from who \
    pays to who is paid; what is denied does not count, and currencies are never added up";

/// The relations that move money, in order of name.
pub fn money_relations(relations: &Relations) -> Vec<SmolStr> {
    relations.iter().filter(|r| r.paid.is_some()).map(|r| r.name.clone()).collect()
}

impl Filter {
    /// The same, but without denied edges where no status is asked for.
    pub fn standing(&self) -> Filter {
        let mut filter = self.clone();
        if filter.statuses.is_empty() {
            filter.statuses = Status::ALL.iter().copied().filter(|s| *s != Status::Denied).collect();
        }
        filter
    }
}

/// Who pays whom: payer, paid, and what is told of the money. Edges that move none are left out.
pub(super) fn payments<'o>(
    outline: &'o Outline,
    relations: &Relations,
) -> impl Iterator<Item = (u32, u32, Option<(i64, Bound)>)> + Clone + 'o {
    let paid: Vec<Option<End>> = outline.relations.iter().map(|r| relations.find(r).and_then(|r| r.paid)).collect();
    outline.edges.iter().filter_map(move |line| match paid[usize::from(line.relation)]? {
        End::Object => Some((line.subject, line.object, line.money)),
        End::Subject => Some((line.object, line.subject, line.money)),
    })
}

/// A sum of money in one currency; exact as far as all that was added is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum(Option<(i64, Bound)>);

impl Sum {
    /// Adds money in hundredths.
    pub(super) fn add(&mut self, (hundredths, bound): (i64, Bound)) {
        self.0 = Some(match self.0 {
            None => (hundredths, bound),
            Some((sum, sure)) => (
                sum.saturating_add(hundredths),
                match (sure, bound) {
                    (a, b) if a == b => a,
                    (Bound::Exact, other) | (other, Bound::Exact) => other,
                    _ => Bound::About,
                },
            ),
        });
    }

    /// The sum; `None` where nothing was added.
    pub(super) fn amount(self, currency: Currency) -> Option<Amount> {
        self.0.map(|(hundredths, bound)| {
            let mut amount = Amount { text: String::new(), hundredths, currency, bound };
            amount.text = amount.short();
            amount
        })
    }
}
