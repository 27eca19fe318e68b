//! A user's own names, relations and word lists, laid over the built-in ones.

use super::Vocabulary;
use crate::{Error, Result};
use sha2::{Digest, Sha256};

impl Vocabulary {
    /// This vocabulary with files laid over it, given as (path, text): `.csv` holds names, `.toml` is a relation, `.txt` a word
    /// list; each as in `data/`.
    ///
    /// A name row with a known id adds aliases to it and replaces what else it tells; what a user's row is called belongs to
    /// it alone. A relation replaces the one of its name. A row of a word list replaces the one of its first column.
    ///
    /// # Errors
    /// [`Error::Malformed`] with file, line and what was expected.
    pub fn overlaid(&self, files: &[(String, String)]) -> Result<Vocabulary> {
        let mut vocab = self.clone();
        let ending = |path: &str| path.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_lowercase());
        let of = |wanted: &str| -> Vec<(String, &str)> {
            let fits = files.iter().filter(|(path, _)| ending(path) == wanted);
            fits.map(|(path, text)| (path.clone(), text.trim_start_matches('\u{feff}'))).collect()
        };
        if let Some((path, _)) = files.iter().find(|(path, _)| !matches!(ending(path).as_str(), "csv" | "toml" | "txt"))
        {
            let expected = "expected names (.csv), a relation (.toml) or a word list (.txt)";
            return Err(Error::malformed(path, None, format!("is none of a vocabulary's files; {expected}")));
        }
        vocab.gazetteer.lay_over(&of("csv"))?;
        vocab.relations.lay_over(&of("toml"))?;
        vocab.lexicon.lay_over(&of("txt"))?;
        let mut hash = Sha256::new_with_prefix(&self.laid_over);
        for (path, text) in files {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
            for part in [name, text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        vocab.laid_over = hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
        Ok(vocab)
    }

    /// What extraction and resolution go by, as a short text: it changes with every relation, name, word list and weight.
    pub fn fingerprint(&self) -> String {
        let own = if self.laid_over.is_empty() { "" } else { "+" };
        format!("{}{own}{}", super::fingerprint(), self.laid_over)
    }
}
