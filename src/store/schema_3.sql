-- The third schema: lists of edges in every order and under every filter, and of what was known then, read by index.

-- The types of the ends, kept in step with entity_row.
ALTER TABLE edge_row ADD COLUMN subject_type TEXT;
ALTER TABLE edge_row ADD COLUMN object_type TEXT;
-- The day since which an article tells it, and the day since which all do that tell it now: from then on it is as it
-- stands here. Null where no article that tells it is dated, and where one is not.
ALTER TABLE edge_row ADD COLUMN known TEXT;
ALTER TABLE edge_row ADD COLUMN settled TEXT;
UPDATE edge_row SET
  subject_type = (SELECT type FROM entity_row WHERE key = subject),
  object_type = (SELECT type FROM entity_row WHERE key = object),
  (known, settled) = (
    SELECT min(day), CASE count(*) WHEN count(day) THEN max(day) END FROM (
      SELECT CASE length(published) WHEN 4 THEN published || '-12-31'
          WHEN 7 THEN date(published || '-01', '+1 month', '-1 day') ELSE published END AS day
        FROM statement_row t JOIN article_row a ON a.key = t.article WHERE t.edge = edge_row.key));

CREATE TRIGGER type_changed AFTER UPDATE OF type ON entity_row WHEN old.type <> new.type BEGIN
  UPDATE edge_row SET subject_type = new.type WHERE subject = new.key;
  UPDATE edge_row SET object_type = new.type WHERE object = new.key;
END;

DROP INDEX edge_by_day;
DROP INDEX edge_by_relation;
DROP INDEX edge_by_status;
DROP INDEX edge_by_amount;
-- Days, with what else a list asks of them; so with money.
CREATE INDEX edge_by_day ON edge_row(first_day, settled);
CREATE INDEX edge_by_relation ON edge_row(relation, first_day, settled);
CREATE INDEX edge_by_status ON edge_row(status, first_day, settled);
CREATE INDEX edge_by_subject_type ON edge_row(subject_type, first_day, settled, relation);
CREATE INDEX edge_by_object_type ON edge_row(object_type, first_day, settled, relation);
CREATE INDEX edge_by_amount ON edge_row(hundredths, relation, subject_type, object_type) WHERE hundredths IS NOT NULL;
CREATE INDEX edge_by_confidence ON edge_row(confidence);
CREATE INDEX edge_by_currency ON edge_row(currency) WHERE currency IS NOT NULL;
CREATE INDEX edge_by_settled ON edge_row(settled);
CREATE INDEX edge_unsettled ON edge_row(known) WHERE known IS NOT settled;
CREATE INDEX entity_by_type ON entity_row(type, id);
