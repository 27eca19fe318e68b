-- The fourth schema: lists and questions about the whole graph read columns, not indices.

-- What is asked of many edges at once, and of many entities: a number each, column by column (columns.rs). Made from the rows
-- in the same transaction, and held against them by verify.
CREATE TABLE column_row (
  name TEXT NOT NULL,
  chunk INTEGER NOT NULL,    -- the keys from chunk * 1024 on
  bytes BLOB NOT NULL,
  PRIMARY KEY (name, chunk)
);
-- The numbers of the words in them.
CREATE TABLE word_row (
  key INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
);

DROP TRIGGER type_changed;
DROP INDEX edge_by_day;
DROP INDEX edge_by_relation;
DROP INDEX edge_by_status;
DROP INDEX edge_by_subject_type;
DROP INDEX edge_by_object_type;
DROP INDEX edge_by_amount;
DROP INDEX edge_by_confidence;
DROP INDEX edge_by_currency;
DROP INDEX edge_by_sources;
DROP INDEX edge_by_settled;
DROP INDEX edge_unsettled;
ALTER TABLE edge_row DROP COLUMN subject_type;
ALTER TABLE edge_row DROP COLUMN object_type;
-- Articles lie in the file with their texts: they are counted without them.
CREATE INDEX article_by_copies ON article_row(copies, published);
