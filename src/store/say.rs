//! What an article says, laid down and taken back: entities with their forms, edges, statements.

use super::derive::EdgeIndex;
use super::link::date;
use super::write::Batch;
use crate::resolve::{ResolvedEntity, Statement};
use crate::value::PartialDate;
use rusqlite::{OptionalExtension, params};
use std::cmp::Ordering;
use std::collections::BTreeMap;

impl Batch<'_> {
    pub(super) fn statements(&mut self, article: i64, mut statements: Vec<Statement>) -> rusqlite::Result<()> {
        statements.sort_by(order);
        let mut day = self.transaction.prepare_cached("SELECT published FROM article_row WHERE key = ?1")?;
        let published = day.query_row([article], |row| date(row, 0))?;
        drop(day);
        // entity → form → whether it is the fullest in this article
        let mut forms: BTreeMap<i64, BTreeMap<&str, bool>> = BTreeMap::new();
        for (i, statement) in statements.iter().enumerate() {
            let subject = self.entity(&statement.subject)?;
            let object = self.entity(&statement.object)?;
            for (key, end) in [(subject, &statement.subject), (object, &statement.object)] {
                let forms = forms.entry(key).or_default();
                for form in end.forms.iter().filter(|f| !f.trim().is_empty()) {
                    forms.entry(form).or_insert(false);
                }
                if !end.known {
                    forms.insert(&end.name, true);
                }
            }
            if i == 0 || order(&statements[i - 1], statement) != Ordering::Equal {
                let edge = self.edge(subject, statement, object, published)?;
                self.statement(article, edge, statement)?;
            }
        }
        for (entity, forms) in forms {
            self.dirty.entities.insert(entity);
            for (form, fullest) in forms {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO form_row (entity, form, articles, fullest) VALUES (?1, ?2, 1, ?3)
                         ON CONFLICT DO UPDATE SET articles = articles + 1, fullest = fullest + ?3",
                    )?
                    .execute(params![entity, form, fullest])?;
                self.transaction
                    .prepare_cached(
                        "INSERT INTO article_form_row (article, entity, form, fullest) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![article, entity, form, fullest])?;
            }
        }
        Ok(())
    }

    fn entity(&mut self, end: &ResolvedEntity) -> rusqlite::Result<i64> {
        if let Some(key) = self.entities.get(end.id.0.as_str()) {
            return Ok(*key);
        }
        let given = end.known.then_some(end.name.as_str());
        let mut upsert = self.transaction.prepare_cached(
            "INSERT INTO entity_row (id, type, given, name, aliases) VALUES (?1, ?2, ?3, ?4, '[]')
             ON CONFLICT (id) DO UPDATE SET type = ?2, given = ?3 RETURNING key",
        )?;
        let key = upsert.query_row(params![end.id.0.as_str(), end.kind.as_str(), given, end.name], |r| r.get(0))?;
        self.entities.insert(end.id.0.to_string(), key);
        Ok(key)
    }

    /// The edge of a statement. A new one stands as it would if nothing else said it: of most nothing else does.
    fn edge(
        &mut self,
        subject: i64,
        statement: &Statement,
        object: i64,
        published: Option<PartialDate>,
    ) -> rusqlite::Result<i64> {
        let relation = statement.relation.as_str();
        let mut find = self
            .transaction
            .prepare_cached("SELECT key FROM edge_row WHERE subject = ?1 AND relation = ?2 AND object = ?3")?;
        let found = find.query_row(params![subject, relation, object], |r| r.get(0)).optional()?;
        let key = match found {
            Some(key) => key,
            None => {
                let sql = format!(
                    "INSERT INTO edge_row (subject, relation, object, {})
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) RETURNING key",
                    EdgeIndex::COLUMNS
                );
                let index = EdgeIndex::of_one(statement, published);
                let values = index.values(&[&subject, &relation, &object]);
                self.transaction.prepare_cached(&sql)?.query_row(&*values, |r| r.get(0))?
            }
        };
        self.dirty.edges.insert(key);
        Ok(key)
    }

    fn statement(&mut self, article: i64, edge: i64, s: &Statement) -> rusqlite::Result<()> {
        let amount = s.amount.as_ref();
        self.transaction
            .prepare_cached(
                "INSERT INTO statement_row (edge, article, status, amount_text, hundredths, currency, bound, date, role,
                   stake, attribution, quote, span_start, span_end, confidence, rule)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                edge,
                article,
                s.status.as_str(),
                amount.map(|a| a.text.as_str()),
                amount.map(|a| a.hundredths),
                amount.map(|a| a.currency.as_str()),
                amount.map(|a| a.bound.as_str()),
                s.date.map(|d| d.to_string()),
                s.role,
                s.stake,
                s.attribution,
                s.evidence.text,
                s.evidence.span.start,
                s.evidence.span.end,
                f64::from(s.confidence),
                s.rule.as_str(),
            ])
            .map(drop)
    }

    /// Takes back an article's statements and forms.
    pub(super) fn unsay(&mut self, article: i64) -> rusqlite::Result<()> {
        let t = &self.transaction;
        let mut edges = t.prepare_cached("DELETE FROM statement_row WHERE article = ?1 RETURNING edge")?;
        for edge in edges.query_map([article], |r| r.get(0))? {
            let edge: i64 = edge?;
            if self.dirty.edges.insert(edge) {
                let mut ends = t.prepare_cached("SELECT subject, object FROM edge_row WHERE key = ?1")?;
                let ends: [i64; 2] = ends.query_row([edge], |r| Ok([r.get(0)?, r.get(1)?]))?;
                self.dirty.entities.extend(ends);
            }
        }
        let mut forms =
            t.prepare_cached("DELETE FROM article_form_row WHERE article = ?1 RETURNING entity, form, fullest")?;
        let forms: Vec<(i64, String, i64)> =
            forms.query_map([article], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
        for (entity, form, fullest) in forms {
            t.prepare_cached(
                "UPDATE form_row SET articles = articles - 1, fullest = fullest - ?3 WHERE entity = ?1 AND form = ?2",
            )?
            .execute(params![entity, form, fullest])?;
            self.dirty.entities.insert(entity);
        }
        Ok(())
    }
}

/// A total order of an article's statements, so that the order in which they were found leaves no trace.
fn order(a: &Statement, b: &Statement) -> Ordering {
    let amount = |s: &Statement| s.amount.as_ref().map(|m| (m.hundredths, m.currency, m.bound, m.text.clone()));
    (&a.subject.id, &a.relation, &a.object.id, a.evidence.span, a.status)
        .cmp(&(&b.subject.id, &b.relation, &b.object.id, b.evidence.span, b.status))
        .then(b.confidence.total_cmp(&a.confidence))
        .then_with(|| amount(a).cmp(&amount(b)))
        .then_with(|| (a.date, &a.role, a.stake, &a.attribution).cmp(&(b.date, &b.role, b.stake, &b.attribution)))
        .then_with(|| (&a.rule, &a.evidence.text).cmp(&(&b.rule, &b.evidence.text)))
}
