//! Percentages.

use super::number::NumberWords;
use super::phrase::Phrases;
use super::scan::Piece;

/// The percentage whose number starts at piece `at`: one past its last piece, and hundredths of a percent.
pub(super) fn read(pieces: &[Piece], at: usize, words: &Phrases<()>, numbers: &NumberWords) -> Option<(usize, u32)> {
    let (end, hundredths) = match pieces.get(at)?.number() {
        Some((mantissa, decimals)) => {
            let power = 10i64.checked_pow(u32::from(decimals))?;
            (at + 1, mantissa.checked_mul(100)?.checked_div(power)?)
        }
        None => {
            let (end, count) = numbers.count(pieces, at)?;
            (end, count.checked_mul(100)?)
        }
    };
    let (len, ()) = words.start(pieces, end)?;
    Some((end + len, u32::try_from(hundredths).ok()?))
}
