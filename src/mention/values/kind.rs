//! What a sum of money is, by the words beside it.

use super::phrase::Phrases;
use super::scan::Piece;
use crate::vocab::Lexicon;
use std::ops::Range;

crate::value::named_enum! {
    /// What a sum of money is, as far as the words beside it tell.
    MoneyKind, "kind of money" {
        /// Nothing beside it tells.
        Plain = "plain",
        /// The money of a deal, a round or a contract.
        Deal = "deal",
        /// A loan or credit line.
        Loan = "loan",
        /// What part of a deal is paid in cash.
        Cash = "cash",
        /// A sum a year.
        Yearly = "yearly",
        /// What a company is valued at.
        Valuation = "valuation",
        /// What the market values a company at.
        MarketCap = "market_cap",
        /// The size of a market.
        MarketSize = "market_size",
        /// Revenue, sales.
        Revenue = "revenue",
        /// Profit, income.
        Profit = "profit",
        /// A loss.
        Loss = "loss",
        /// The price of one share.
        PerShare = "per_share",
        /// The price of a product.
        Price = "price",
        /// Pay of a person.
        Salary = "salary",
        /// A fine, damages, a settlement.
        Fine = "fine",
        /// All that was raised or spent so far.
        Total = "total",
        /// Assets, a fund's size.
        Assets = "assets",
        /// Own spending.
        Spending = "spending",
    }
}

/// A cue counts where at most this many words stand between it and the figure.
type Near = usize;

/// The cues, by side.
#[derive(Debug, Clone)]
pub(super) struct KindCues {
    before: Phrases<(MoneyKind, Near)>,
    after: Phrases<(MoneyKind, Near)>,
}

impl KindCues {
    pub(super) fn new(lexicon: &Lexicon) -> KindCues {
        let side = |side: &'static str| {
            Phrases::new(lexicon.rows("money_cues").iter().filter_map(move |row| {
                let payload = (row.get(1)?.parse().ok()?, row.get(3)?.parse().ok()?);
                (row.get(2)? == side).then_some((row[0].as_str(), payload))
            }))
        };
        KindCues { before: side("before"), after: side("after") }
    }

    /// The kind by the nearest cue in the pieces before and after a sum; of equally near ones the longest, then the one after.
    pub(super) fn kind(&self, pieces: &[Piece], before: Range<usize>, after: Range<usize>) -> MoneyKind {
        let mut best: Option<(usize, std::cmp::Reverse<usize>, MoneyKind)> = None;
        let mut consider = |distance: usize, len: usize, kind: MoneyKind| {
            let key = (distance, std::cmp::Reverse(len));
            if best.is_none_or(|(d, l, _)| key < (d, l)) {
                best = Some((distance, std::cmp::Reverse(len), kind));
            }
        };
        for (distance, at) in after.clone().enumerate() {
            let stop = &pieces[at];
            if matches!(stop.text.as_str(), ";" | "(")
                || (stop.text == "." && !pieces.get(at + 1).is_some_and(|p| p.glued))
            {
                break;
            }
            for (len, (kind, near)) in self.after.starting(pieces, at).filter(|(len, _)| at + len <= after.end) {
                if distance <= *near {
                    consider(distance, len, *kind);
                }
            }
        }
        for (distance, end) in before.clone().rev().map(|i| i + 1).enumerate() {
            if matches!(pieces[end - 1].text.as_str(), ";" | ")") {
                break;
            }
            for (len, (kind, near)) in self.before.ending(pieces, end).filter(|(len, _)| end - len >= before.start) {
                if distance <= *near {
                    consider(distance, len, *kind);
                }
            }
        }
        best.map_or(MoneyKind::Plain, |b| b.2)
    }
}
