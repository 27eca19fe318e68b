//! Whose money a sum is, decided over the whole article: it belongs to one kind of relation only.
//!
//! "Orbix, which put $2 billion into Velar, also licenses its software": read one by one, both relations would take the sum.

use crate::mention::Value;

/// A sum that a claim would take for its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bid {
    /// The relation that bids: index of its reading.
    pub(super) reading: u16,
    /// Index of the sum in the article's values.
    pub(super) sum: usize,
    /// How likely it is the claim's own, in log odds.
    pub(super) odds: f32,
}

/// The bids that stand, in the order of the claims: those of the relation that bids highest for the sum, wherever it is
/// written. All who take part in a round share its sum; of 583 sums of the training articles five belong to two relations.
pub(super) fn settle(bids: &[Option<Bid>], values: &[Value]) -> Vec<Option<usize>> {
    let amount = |bid: &Bid| values[bid.sum].amount().map(|a| (a.hundredths, a.currency));
    let wins = |bid: &Bid| {
        let rivals = bids.iter().flatten().filter(|other| amount(other) == amount(bid));
        let highest = rivals.reduce(|best, other| if other.odds > best.odds { other } else { best });
        highest.is_some_and(|highest| highest.reading == bid.reading)
    };
    bids.iter().map(|bid| bid.filter(wins).map(|bid| bid.sum)).collect()
}
