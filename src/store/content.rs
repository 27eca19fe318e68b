//! Hashes that hold across machines and versions: the first 128 bits of SHA-256.

use crate::article::Article;
use sha2::{Digest, Sha256};

/// The hash of what an article holds: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub(super) String);

impl ContentHash {
    /// Of everything that an article is, except where it was found.
    pub fn of(article: &Article) -> ContentHash {
        ContentHash::of_parts(&[
            Some(&article.title),
            article.url.as_deref(),
            article.publisher.as_deref(),
            article.author.as_deref(),
            article.published.map(|d| d.to_string()).as_deref(),
            Some(&article.text),
        ])
    }

    /// Of any parts, in order; a missing part differs from an empty one.
    pub fn of_parts(parts: &[Option<&str>]) -> ContentHash {
        let mut hasher = Sha256::new();
        for part in parts {
            // The length before each part keeps ("ab", "c") apart from ("a", "bc"), and a missing part from an empty one.
            hasher.update(part.map_or(u64::MAX, |p| p.len() as u64).to_le_bytes());
            hasher.update(part.unwrap_or(""));
        }
        ContentHash(hex(hasher))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What articles of one text share: a hash of the body without case, punctuation and spacing. The title, where it is the
/// first line, does not count: a wire story keeps its body under many headlines. A text without a body shares with none.
pub(super) fn copies(id: &str, title: &str, text: Option<&str>) -> String {
    let text = text.unwrap_or("");
    let body = text.strip_prefix(title).unwrap_or(text);
    let letters: String = body.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() {
        return ContentHash::of_parts(&[Some("article"), Some(id)]).0;
    }
    hex(Sha256::new_with_prefix(letters))
}

fn hex(hasher: Sha256) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| DIGITS[usize::from(half)];
    let digits = hasher.finalize().iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    String::from_utf8(digits).unwrap_or_default()
}
