//! Checking a graph against itself: every quote at its span, every derived value derived again.

use super::derive::{EdgeIndex, aliases_text, folded_names, forms_of, name_of};
use super::link::all_facts;
use super::{Store, columns};
use crate::Result;
use crate::graph::Edge;
use crate::value::Span;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Statements whose quote stands at its span.
    pub quotes: usize,
    /// Statements of articles stored without text, which nothing can be held against.
    pub without_text: usize,
    /// Articles read.
    pub articles: usize,
    /// Edges derived again.
    pub edges: usize,
    /// Entities named again.
    pub entities: usize,
    /// What is wrong, one line each; empty in a sound graph.
    pub faults: Vec<String>,
}

impl Store {
    /// Checks everything: the file's pages, references, quotes, spans, derived values and search indexes.
    ///
    /// Cost: reads the whole file.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the file cannot be read at all; what it holds wrongly is in the result.
    pub fn verify(&self) -> Result<Verified> {
        let mut found = Verified::default();
        self.ask("checking the file", |c| {
            let mut pages = c.prepare("PRAGMA quick_check(20)")?;
            for line in pages.query_map([], |r| r.get::<_, String>(0))? {
                let line = line?;
                if line != "ok" {
                    found.faults.push(format!("file: {line}"));
                }
            }
            let mut references = c.prepare("PRAGMA foreign_key_check")?;
            let broken = references
                .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?, r.get::<_, String>(2)?)))?;
            for row in broken {
                let (table, key, parent) = row?;
                let key = key.map(|k| format!(" {k}")).unwrap_or_default();
                found.faults.push(format!("reference: {table}{key} names a missing row of {parent}"));
            }
            Ok(())
        })?;
        if !found.faults.is_empty() {
            // Nothing can be derived over broken pages or missing rows; those are to be mended first.
            return Ok(found);
        }
        self.verify_quotes(&mut found)?;
        self.verify_claims(&mut found)?;
        self.verify_edges(&mut found)?;
        found.faults.extend(self.ask("checking the columns", columns::check)?);
        self.verify_entities(&mut found)?;
        self.verify_indexes(&mut found)?;
        Ok(found)
    }

    fn verify_quotes(&self, found: &mut Verified) -> Result<()> {
        self.ask("reading quotes", |c| {
            let mut articles = c.prepare("SELECT key, id, text FROM article_row ORDER BY id")?;
            let mut statements = c.prepare(
                "SELECT quote, span_start, span_end FROM statement_row WHERE article = ?1 ORDER BY span_start, key",
            )?;
            let mut rows = articles.query([])?;
            while let Some(row) = rows.next()? {
                found.articles += 1;
                let id: String = row.get(1)?;
                let text = row.get_ref(2)?.as_str_or_null().ok().flatten();
                let mut quotes = statements.query([row.get::<_, i64>(0)?])?;
                while let Some(quote) = quotes.next()? {
                    let span = (quote.get::<_, i64>(1)?, quote.get::<_, i64>(2)?);
                    let words = quote.get_ref(0)?.as_str().unwrap_or("");
                    let Some(text) = text else {
                        found.without_text += 1;
                        continue;
                    };
                    let there = match (u32::try_from(span.0), u32::try_from(span.1)) {
                        (Ok(start), Ok(end)) => Span { start, end }.of(text),
                        _ => "",
                    };
                    if there == words && !words.is_empty() {
                        found.quotes += 1;
                    } else {
                        let fault = format!("quote: article {id} at {}..{}: {words:?} is not there", span.0, span.1);
                        found.faults.push(fault);
                    }
                }
            }
            Ok(())
        })
    }

    /// Statements follow from claims and decisions; articles stored before claims were kept have none to follow from.
    fn verify_claims(&self, found: &mut Verified) -> Result<()> {
        self.ask("reading claims", |c| {
            let mut articles = c.prepare(
                "SELECT a.key, a.id, c.claims FROM article_row a JOIN claim_row c ON c.article = a.key ORDER BY a.id",
            )?;
            let mut statements = c.prepare(
                "SELECT s.id || ' ' || e.relation || ' ' || o.id || ' ' || t.status, t.span_start FROM statement_row t
                 JOIN edge_row e ON e.key = t.edge JOIN entity_row s ON s.key = e.subject
                 JOIN entity_row o ON o.key = e.object WHERE t.article = ?1",
            )?;
            let mut rows = articles.query([])?;
            while let Some(row) = rows.next()? {
                let id: String = row.get(1)?;
                let stored = statements.query_map([row.get::<_, i64>(0)?], |r| Ok((r.get(0)?, r.get(1)?)))?;
                let stored: BTreeSet<(String, i64)> = stored.collect::<rusqlite::Result<_>>()?;
                let follow = super::decide::claims(row, 2)?.into_iter().filter_map(|claim| {
                    let s = self.decided.statement(&id, &claim)?;
                    let told = format!("{} {} {} {}", s.subject.id, s.relation, s.object.id, s.status);
                    Some((told, i64::from(s.evidence.span.start)))
                });
                if stored != follow.collect() {
                    found.faults.push(format!("claims: article {id}: its statements do not follow from them"));
                }
            }
            Ok(())
        })
    }

    fn verify_edges(&self, found: &mut Verified) -> Result<()> {
        self.ask("deriving edges", |c| {
            let mut stored: FxHashMap<i64, (EdgeIndex, String)> = FxHashMap::default();
            let sql = format!(
                "SELECT e.key, s.id || ' ' || e.relation || ' ' || o.id, {} FROM edge_row e
                 JOIN entity_row s ON s.key = e.subject JOIN entity_row o ON o.key = e.object",
                EdgeIndex::COLUMNS
            );
            let mut edges = c.prepare(&sql)?;
            let mut rows = edges.query([])?;
            while let Some(row) = rows.next()? {
                let name: String = row.get(1)?;
                stored.insert(row.get(0)?, (EdgeIndex::read(row, 2)?, name));
            }
            let mut wrong = BTreeSet::new();
            all_facts(c, |key, facts| {
                found.edges += 1;
                match (stored.remove(&key), Edge::new("".into(), facts)) {
                    (Some((index, name)), Some(edge)) if index != EdgeIndex::of(&edge) => {
                        wrong.insert(format!("edge: {name}: its columns do not follow from its statements"));
                    }
                    (None, _) => {
                        wrong.insert("edge: statements without an edge".to_string());
                    }
                    _ => {}
                }
                Ok(())
            })?;
            wrong.extend(stored.into_values().map(|(_, name)| format!("edge: {name}: nothing says it")));
            found.faults.extend(wrong);
            Ok(())
        })
    }

    fn verify_entities(&self, found: &mut Verified) -> Result<()> {
        self.ask("naming entities", |c| {
            let mut entities = c.prepare(
                "SELECT key, id, given, name, aliases, EXISTS (SELECT 1 FROM edge_row WHERE subject = entity_row.key)
                   OR EXISTS (SELECT 1 FROM edge_row WHERE object = entity_row.key) FROM entity_row ORDER BY id",
            )?;
            let mut folded = c.prepare("SELECT folded FROM name_row WHERE entity = ?1")?;
            let mut rows = entities.query([])?;
            while let Some(row) = rows.next()? {
                found.entities += 1;
                let (key, id): (i64, String) = (row.get(0)?, row.get(1)?);
                let given: Option<String> = row.get(2)?;
                let (name, aliases) = name_of(given.as_deref(), &forms_of(c, key)?);
                if name != row.get::<_, String>(3)? || aliases_text(&aliases) != row.get::<_, String>(4)? {
                    found.faults.push(format!("entity: {id}: its name does not follow from its forms"));
                }
                let keys: BTreeSet<String> = folded.query_map([key], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
                if keys != folded_names(&name, &aliases) {
                    found.faults.push(format!("entity: {id}: it cannot be looked up by all its names"));
                }
                if !row.get::<_, bool>(5)? {
                    found.faults.push(format!("entity: {id}: no edge mentions it"));
                }
            }
            let mut counts = c.prepare(
                "SELECT e.id, f.form FROM form_row f JOIN entity_row e ON e.key = f.entity
                 LEFT JOIN (SELECT entity, form, count(*) AS n, sum(fullest) AS m FROM article_form_row
                   GROUP BY entity, form) a ON a.entity = f.entity AND a.form = f.form
                 WHERE f.articles IS NOT a.n OR f.fullest IS NOT a.m ORDER BY e.id, f.form",
            )?;
            for row in counts.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))? {
                let (id, form) = row?;
                found.faults.push(format!("entity: {id}: the count of {form:?} is wrong"));
            }
            Ok(())
        })
    }

    /// FTS5 holds an index against its content only where it may write: so the content is indexed again beside it, and the
    /// two vocabularies are compared.
    fn verify_indexes(&self, found: &mut Verified) -> Result<()> {
        self.ask("checking the search indexes", |c| {
            for (index, columns, table, tokens) in [
                ("quote_index", "quote", "statement_row", "porter unicode61 remove_diacritics 2"),
                ("name_index", "name, aliases", "entity_row", "unicode61 remove_diacritics 2"),
            ] {
                c.execute_batch(&format!(
                    "CREATE VIRTUAL TABLE temp.again_{index} USING fts5({columns}, content = '', tokenize = '{tokens}');
                     INSERT INTO temp.again_{index} (rowid, {columns}) SELECT key, {columns} FROM {table};
                     CREATE VIRTUAL TABLE temp.terms_{index} USING fts5vocab(main, {index}, row);
                     CREATE VIRTUAL TABLE temp.again_terms_{index} USING fts5vocab(temp, again_{index}, row);"
                ))?;
                let differ = c.prepare(&format!(
                    "SELECT term FROM (SELECT * FROM temp.terms_{index} EXCEPT SELECT * FROM temp.again_terms_{index})
                     UNION SELECT term FROM (SELECT * FROM temp.again_terms_{index} EXCEPT SELECT * FROM temp.terms_{index})
                     ORDER BY term LIMIT 5"
                ));
                let terms: Vec<String> = differ?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
                if !terms.is_empty() {
                    found.faults.push(format!("search: {index} is out of step with {table} at {}", terms.join(", ")));
                }
                c.execute_batch(&format!(
                    "DROP TABLE temp.terms_{index}; DROP TABLE temp.again_terms_{index}; DROP TABLE temp.again_{index};"
                ))?;
            }
            Ok(())
        })
    }
}
