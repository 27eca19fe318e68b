//! The vocabulary: everything that stands in `data/`. Only this module knows that folder.
//!
//! The files are part of the program, so a built binary needs none of them beside it.

mod example;
mod gazetteer;
mod lexicon;
mod looks;
mod overlay;
mod page;
mod relations;
mod renames;

pub use example::Expected;
pub use gazetteer::{Gazetteer, GazetteerEntry};
pub use lexicon::Lexicon;
pub use looks::{FamilyLook, Line, Looks, StatusLook};
pub use page::{PageParts, openapi};
pub use relations::{End, Family, Relation, RelationExample, Relations};
pub use renames::Rename;

use crate::Result;
use crate::value::EntityType;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// The relations, names and word lists that extraction and display go by.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// The relations, one a file of `data/relations/`.
    pub relations: Relations,
    /// Known organisations, people, products and places: `data/gazetteer/*.csv`.
    pub gazetteer: Gazetteer,
    /// Word lists: `data/lexicon/*`.
    pub lexicon: Lexicon,
    /// How each entity type is shown: `data/entity_types.toml`.
    pub looks: Vec<TypeLook>,
    /// How relation families and statuses are shown: `data/looks.toml`.
    pub edge_looks: Looks,
    /// A hash of the files laid over the built-in ones; empty where there are none.
    laid_over: String,
}

/// How an entity type is shown.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct TypeLook {
    /// Which type; set from the table's name.
    #[serde(skip, default = "organization")]
    pub kind: EntityType,
    /// What a person reads: "company or institution".
    pub label: String,
    /// Fill colour, `#rrggbb`.
    pub fill: String,
    /// Outline and text colour, `#rrggbb`.
    pub stroke: String,
    /// Graphviz shape name: box, ellipse, …
    pub shape: String,
}

fn organization() -> EntityType {
    EntityType::Organization
}

impl Vocabulary {
    /// The built-in vocabulary, read once.
    ///
    /// # Panics
    /// Never in a build whose tests passed: the files are part of the program and a test reads them all.
    pub fn builtin() -> &'static Vocabulary {
        static BUILTIN: OnceLock<Vocabulary> = OnceLock::new();
        #[expect(clippy::panic, reason = "the embedded files are checked by a test")]
        BUILTIN.get_or_init(|| Vocabulary::read_builtin().unwrap_or_else(|e| panic!("built-in vocabulary: {e}")))
    }

    fn read_builtin() -> Result<Vocabulary> {
        Ok(Vocabulary {
            relations: Relations::read(&files("relations"))?,
            gazetteer: Gazetteer::read(&files("gazetteer"))?,
            lexicon: Lexicon::read(&files("lexicon"))?,
            edge_looks: Looks::read(DATA.get_file("looks.toml").and_then(|f| f.contents_utf8()).unwrap_or(""))?,
            laid_over: String::new(),
            looks: read_looks(DATA.get_file("entity_types.toml").and_then(|f| f.contents_utf8()).unwrap_or(""))?,
        })
    }

    /// How a type is shown.
    pub fn look(&self, kind: EntityType) -> &TypeLook {
        self.looks.iter().find(|l| l.kind == kind).unwrap_or(&self.looks[0])
    }
}

impl Relations {
    /// The built-in relations, read once: questions need nothing else of the vocabulary.
    ///
    /// # Panics
    /// Never in a build whose tests passed, as [`Vocabulary::builtin`].
    pub fn builtin() -> &'static Relations {
        static BUILTIN: OnceLock<Relations> = OnceLock::new();
        #[expect(clippy::panic, reason = "the embedded files are checked by a test")]
        BUILTIN
            .get_or_init(|| Relations::read(&files("relations")).unwrap_or_else(|e| panic!("built-in relations: {e}")))
    }
}

/// The files of a folder of `data/`, in order, with what stands in them.
fn files(folder: &str) -> Vec<(String, &'static str)> {
    let mut files: Vec<(String, &'static str)> = DATA
        .get_dir(folder)
        .into_iter()
        .flat_map(|d| d.files())
        .filter_map(|f| Some((f.path().to_str()?.to_string(), f.contents_utf8()?)))
        .filter(|(path, _)| !path.ends_with("/.gitkeep"))
        .collect();
    files.sort();
    files
}

fn read_looks(text: &str) -> Result<Vec<TypeLook>> {
    let path = "data/entity_types.toml";
    let table: toml::Table = toml::from_str(text).map_err(|e| crate::Error::malformed(path, None, e.to_string()))?;
    EntityType::ALL
        .iter()
        .map(|kind| {
            let value = table
                .get(kind.as_str())
                .ok_or_else(|| crate::Error::malformed(path, None, format!("there is no table [{kind}]")))?;
            let mut look: TypeLook =
                value.clone().try_into().map_err(|e| crate::Error::malformed(path, None, format!("[{kind}]: {e}")))?;
            look.kind = *kind;
            Ok(look)
        })
        .collect()
}

/// The bytes of a weight file of `data/models/`, by file name; `None` where there is none.
pub fn model(name: &str) -> Option<&'static [u8]> {
    Some(DATA.get_file(format!("models/{name}"))?.contents())
}

/// The names of the relations, in order: the files of `data/relations/`, without reading them.
pub fn relation_names() -> Vec<&'static str> {
    let files = DATA.get_dir("relations").into_iter().flat_map(|d| d.files());
    let mut names: Vec<&str> = files.filter_map(|f| f.path().file_stem()?.to_str()).collect();
    names.sort_unstable();
    names
}

/// What the extraction goes by, as a short hash: it changes with every relation, name, word list and weight file.
pub fn fingerprint() -> &'static str {
    static FINGERPRINT: OnceLock<String> = OnceLock::new();
    FINGERPRINT.get_or_init(|| {
        let folders = ["relations", "gazetteer", "lexicon", "models"];
        let mut files: Vec<_> = folders.iter().filter_map(|f| DATA.get_dir(f)).flat_map(|d| d.files()).collect();
        files.sort_by_key(|f| f.path());
        let mut hash = Sha256::new();
        for file in files {
            hash.update(file.path().to_string_lossy().as_bytes());
            hash.update((file.contents().len() as u64).to_le_bytes());
            hash.update(file.contents());
        }
        hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect()
    })
}

/// The bytes of a font file of `data/fonts/`, by file name; `None` where there is none.
pub fn font(name: &str) -> Option<&'static [u8]> {
    Some(DATA.get_file(format!("fonts/{name}"))?.contents())
}

/// The JSON Schema (draft 2020-12) of a line with a statement: `data/statement.schema.json`.
pub fn statement_schema() -> &'static str {
    DATA.get_file("statement.schema.json").and_then(|f| f.contents_utf8()).unwrap_or("")
}
