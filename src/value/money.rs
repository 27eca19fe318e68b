//! Money: exact integers, never floats, with currency and bound.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};

super::named_enum! {
    /// How the figure bounds the true amount.
    Bound, "bound" {
        /// The figure itself.
        Exact = "exact",
        /// About the figure.
        About = "about",
        /// At most the figure.
        UpTo = "up_to",
        /// The figure or more.
        AtLeast = "at_least",
    }
}

/// An ISO 4217 currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// US dollars.
    pub const USD: Currency = Currency(*b"USD");

    /// A code of three ASCII letters, in any case; `None` for anything else.
    pub fn new(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }
    /// The code, in capitals.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The money of one relation.
///
/// In JSON: `{"text": "up to $50 billion", "value": 50000000000, "currency": "USD", "bound": "up_to"}`, the value in
/// whole units of the currency, with at most two decimals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amount {
    /// As written in the article.
    pub text: String,
    /// Hundredths of the currency's unit (cents for USD).
    pub hundredths: i64,
    /// The currency.
    pub currency: Currency,
    /// How the figure bounds the amount.
    pub bound: Bound,
}

impl Amount {
    /// The value in units of the currency as a decimal number, exact: "50000000000", "19.5".
    pub fn value_text(&self) -> String {
        let (whole, cents) = (self.hundredths / 100, (self.hundredths % 100).abs());
        let sign = if self.hundredths < 0 && whole == 0 { "-" } else { "" };
        match cents {
            0 => format!("{sign}{whole}"),
            c if c % 10 == 0 => format!("{sign}{whole}.{}", c / 10),
            c => format!("{sign}{whole}.{c:02}"),
        }
    }
    /// The value in units of the currency, for display and thresholds only; never sum these.
    pub fn value(&self) -> f64 {
        self.hundredths as f64 / 100.0
    }
    /// What a person reads, short: "up to USD 50B", "about EUR 1.2B", "at least JPY 300M", "USD 19.5". Rounded to three
    /// digits above a thousand.
    pub fn short(&self) -> String {
        let bound = match self.bound {
            Bound::Exact => "",
            Bound::About => "about ",
            Bound::UpTo => "up to ",
            Bound::AtLeast => "at least ",
        };
        format!("{bound}{} {}", self.currency, self.short_value())
    }
    /// The figure alone, short: "50B", "1.25M", "19.5".
    pub fn short_value(&self) -> String {
        let value = self.value();
        let (mut scaled, mut unit) = (value, "");
        for (size, letter) in [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")] {
            // 999,960 is "1M", not "1000K".
            if value.abs() >= size * 0.9995 {
                (scaled, unit) = (value / size, letter);
                break;
            }
        }
        if unit.is_empty() {
            return self.value_text();
        }
        let places = if scaled.abs() >= 99.95 {
            0
        } else if scaled.abs() >= 9.995 {
            1
        } else {
            2
        };
        let digits = format!("{scaled:.places$}");
        let digits = if places > 0 { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
        format!("{digits}{unit}")
    }
    /// Hundredths from a decimal number as JSON or a command line gives it; `None` when out of range or not finite.
    pub fn hundredths_from(value: f64) -> Option<i64> {
        let h = (value * 100.0).round();
        (h.is_finite() && h.abs() < 9.0e18).then_some(h as i64)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut st = s.serialize_struct("Amount", 4)?;
        st.serialize_field("text", &self.text)?;
        if self.hundredths % 100 == 0 {
            st.serialize_field("value", &(self.hundredths / 100))?;
        } else {
            st.serialize_field("value", &(self.hundredths as f64 / 100.0))?;
        }
        st.serialize_field("currency", self.currency.as_str())?;
        st.serialize_field("bound", &self.bound)?;
        st.end()
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Amount, D::Error> {
        // Whole numbers beyond 2^53 are exact too.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Figure {
            Whole(i64),
            Number(f64),
        }
        #[derive(Deserialize)]
        struct Raw {
            #[serde(default)]
            text: Option<String>,
            value: Figure,
            currency: String,
            #[serde(default)]
            bound: Option<Bound>,
        }
        let raw = Raw::deserialize(d)?;
        let currency = Currency::new(&raw.currency).ok_or_else(|| {
            serde::de::Error::custom(format!("currency {:?} is not an ISO 4217 code such as USD", raw.currency))
        })?;
        let hundredths = match raw.value {
            Figure::Whole(value) => value.checked_mul(100),
            Figure::Number(value) => Amount::hundredths_from(value),
        };
        let hundredths = hundredths.ok_or_else(|| serde::de::Error::custom("the amount is out of range"))?;
        Ok(Amount {
            text: raw.text.unwrap_or_default(),
            hundredths,
            currency,
            bound: raw.bound.unwrap_or(Bound::Exact),
        })
    }
}
