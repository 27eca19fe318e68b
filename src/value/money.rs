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
        #[derive(Deserialize)]
        struct Raw {
            #[serde(default)]
            text: Option<String>,
            value: f64,
            currency: String,
            #[serde(default)]
            bound: Option<Bound>,
        }
        let raw = Raw::deserialize(d)?;
        let currency = Currency::new(&raw.currency).ok_or_else(|| {
            serde::de::Error::custom(format!("currency {:?} is not an ISO 4217 code such as USD", raw.currency))
        })?;
        let hundredths = Amount::hundredths_from(raw.value)
            .ok_or_else(|| serde::de::Error::custom(format!("amount {} is out of range", raw.value)))?;
        Ok(Amount {
            text: raw.text.unwrap_or_default(),
            hundredths,
            currency,
            bound: raw.bound.unwrap_or(Bound::Exact),
        })
    }
}
