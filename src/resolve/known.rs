//! The gazetteer by name: what each folded name may mean, how surely, and since when.

use super::fold::{Folding, plain, written};
use crate::value::{EntityType, PartialDate};
use crate::vocab::{GazetteerEntry, Vocabulary};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The gazetteer's row.
    pub(super) row: u32,
    /// Whether it is the row's usual name, not an alias.
    pub(super) usual: bool,
    /// Whether the name by itself is enough: a ticker or a common word is not.
    pub(super) plain: bool,
    /// Whether the gazetteer writes it so, with nothing folded away but case and signs.
    pub(super) written: bool,
    /// From when the entity has been called so, where that matters.
    pub(super) since: Option<PartialDate>,
}

/// The names of one type.
type Names = FxHashMap<String, Vec<Meaning>>;

/// The gazetteer, looked up by name.
#[derive(Debug, Clone)]
pub(super) struct Known {
    names: [Names; 4],
    /// Organizations and products by letters and digits alone: "Data Bricks".
    joined: [FxHashMap<String, u32>; 4],
    /// Products by their maker's name and their own: "Nvidia Blackwell".
    of_maker: FxHashMap<String, Option<u32>>,
    /// People by initial and surname.
    initials: FxHashMap<(char, String), Vec<u32>>,
    /// Tickers, as written.
    tickers: FxHashMap<String, u32>,
}

/// Names shorter than this are not looked up written together or apart.
const JOINED: usize = 6;

impl Known {
    pub(super) fn new(vocab: &Vocabulary, folding: &Folding) -> Known {
        let ambiguous: FxHashSet<String> = vocab.lexicon.words("ambiguous_names").map(plain).collect();
        let mut known = Known {
            names: Default::default(),
            joined: Default::default(),
            of_maker: FxHashMap::default(),
            initials: FxHashMap::default(),
            tickers: FxHashMap::default(),
        };
        let entries = vocab.gazetteer.entries();
        for (row, entry) in entries.iter().enumerate() {
            for (at, form) in entry.names().enumerate() {
                let plain = entry.own || !ambiguous.contains(&plain(form));
                let meaning = Meaning { row: row as u32, usual: at == 0, plain, written: false, since: None };
                known.add(entry.kind, folding.fold(form, entry.kind), meaning);
                known.add(entry.kind, written(form), Meaning { written: true, ..meaning });
            }
            let maker = entry.parent.as_deref().and_then(|parent| vocab.gazetteer.row(parent));
            if let (EntityType::Product, Some(maker)) = (entry.kind, maker.map(|row| &entries[row as usize])) {
                for made in maker.names().map(|n| folding.fold(n, maker.kind)) {
                    for name in entry.names().map(|n| folding.fold(n, entry.kind)) {
                        let only = known.of_maker.entry(format!("{made}-{name}")).or_insert(Some(row as u32));
                        *only = only.filter(|other| *other == row as u32);
                    }
                }
            }
            if let Some(ticker) = entry.ticker.as_deref().filter(|t| t.len() > 2) {
                known.tickers.entry(ticker.to_string()).or_insert(row as u32);
            }
            if let (EntityType::Person, Some((initial, surname))) = (entry.kind, initial(&plain(&entry.name))) {
                known.initials.entry((initial, surname.to_string())).or_default().push(row as u32);
            }
        }
        for meanings in known.names.iter_mut().flat_map(FxHashMap::values_mut) {
            // A user's row has its names for itself; what is written so goes before what folds so.
            let of =
                |wanted: fn(&GazetteerEntry, &Meaning) -> bool| move |m: &Meaning| wanted(&entries[m.row as usize], m);
            for first in [of(|entry, _| entry.own), of(|_, meaning| meaning.written)] {
                if meanings.iter().any(&first) {
                    meanings.retain(&first);
                }
            }
        }
        for kind in [EntityType::Organization, EntityType::Product] {
            let (names, joined) = (&known.names[kind as usize], &mut known.joined[kind as usize]);
            let mut shared: FxHashMap<String, Option<u32>> = FxHashMap::default();
            for (name, meanings) in names {
                let Some(only) = sole(meanings) else { continue };
                let letters = name.replace('-', "");
                if letters.len() >= JOINED {
                    shared.entry(letters).and_modify(|r| *r = r.filter(|r| *r == only.row)).or_insert(Some(only.row));
                }
            }
            joined.extend(shared.into_iter().filter_map(|(letters, row)| Some((letters, row?))));
        }
        known.rename(vocab, folding, &ambiguous);
        known
    }

    /// Former names, and since when the new ones hold. Only a new name that is also a word of its own is dated: "Meta" was
    /// another company in 2019, "Meta Platforms" was none.
    fn rename(&mut self, vocab: &Vocabulary, folding: &Folding, ambiguous: &FxHashSet<String>) {
        for rename in vocab.renames() {
            for kind in [EntityType::Organization, EntityType::Product, EntityType::Place] {
                let (old, new) = (folding.fold(&rename.old, kind), folding.fold(&rename.new, kind));
                let Some(meanings) = self.names[kind as usize].get_mut(&new) else { continue };
                let Some(meaning) = meanings.first_mut() else { continue };
                let row = meaning.row;
                if kind == EntityType::Organization && ambiguous.contains(&plain(&rename.new)) {
                    meaning.since = Some(rename.date);
                }
                if !self.names[kind as usize].contains_key(&old) {
                    let meaning = Meaning { row, usual: false, plain: true, written: true, since: None };
                    self.add(kind, old, meaning);
                }
            }
        }
    }

    fn add(&mut self, kind: EntityType, name: String, meaning: Meaning) {
        let meanings = self.names[kind as usize].entry(name).or_default();
        match meanings.iter_mut().find(|m| m.row == meaning.row) {
            Some(same) => {
                same.usual |= meaning.usual;
                same.plain &= meaning.plain;
                same.written |= meaning.written;
            }
            None => meanings.push(meaning),
        }
    }

    /// What a name may mean as a name of this type: as written, else folded.
    pub(super) fn named(&self, kind: EntityType, written: &str, folded: &str) -> &[Meaning] {
        let names = &self.names[kind as usize];
        names.get(written).or_else(|| names.get(folded)).map_or(&[], Vec::as_slice)
    }

    /// The one row of this type that is written so but for blanks and hyphens.
    pub(super) fn joined(&self, kind: EntityType, folded: &str) -> Option<u32> {
        let letters = folded.replace('-', "");
        self.joined[kind as usize].get(&letters).copied()
    }

    /// The one product that is called so with its maker's name in front.
    pub(super) fn of_maker(&self, kind: EntityType, folded: &str) -> Option<u32> {
        if kind == EntityType::Product { *self.of_maker.get(folded)? } else { None }
    }

    /// The row of an organization's ticker.
    pub(super) fn ticker(&self, form: &str) -> Option<u32> {
        self.tickers.get(form).copied()
    }

    /// People called by an initial and a surname: "S. Altman".
    pub(super) fn initialled(&self, folded: &str) -> &[u32] {
        let Some((first, surname)) = folded.split_once('-') else { return &[] };
        let mut letters = first.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => self.initials.get(&(letter, surname.to_string())).map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }
}

/// The initial and the surname of a person's plain name.
pub(super) fn initial(name: &str) -> Option<(char, &str)> {
    let (first, rest) = name.split_once('-')?;
    Some((first.chars().next()?, rest.rsplit('-').next()?))
}

/// The one meaning, or the one of several that is so called usually.
fn sole(meanings: &[Meaning]) -> Option<&Meaning> {
    match meanings {
        [only] => Some(only),
        several => {
            let mut usual = several.iter().filter(|m| m.usual);
            usual.next().filter(|_| usual.next().is_none())
        }
    }
}
