-- The first schema. Tables end in _row or are indexes; people and other programs read the views, which stay.

CREATE TABLE article_row (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  url TEXT,
  publisher TEXT,
  author TEXT,
  published TEXT,
  origin TEXT NOT NULL,
  text TEXT,                 -- null where relation mentions were loaded without it
  content TEXT NOT NULL,     -- hash of everything above: the same again changes nothing
  copies TEXT NOT NULL,      -- hash of the body: articles of one text share it and count as one source
  extractor TEXT NOT NULL
);
CREATE INDEX article_by_url ON article_row(url) WHERE url IS NOT NULL;
CREATE INDEX article_by_origin ON article_row(origin);

-- Texts that came under an article's id in one run with it and lost to it.
CREATE TABLE rival_row (
  article INTEGER NOT NULL REFERENCES article_row(key) ON DELETE CASCADE,
  content TEXT NOT NULL,
  PRIMARY KEY (article, content)
) WITHOUT ROWID;

CREATE TABLE entity_row (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  given TEXT,                -- the gazetteer's name, where it has one
  name TEXT NOT NULL,        -- derived: given, else the most frequent form
  aliases TEXT NOT NULL      -- derived: the other forms, a JSON array in order
);

-- In how many articles each form of an entity stands, and in how many it is the fullest one.
CREATE TABLE form_row (
  entity INTEGER NOT NULL REFERENCES entity_row(key) ON DELETE CASCADE,
  form TEXT NOT NULL,
  articles INTEGER NOT NULL,
  fullest INTEGER NOT NULL,
  PRIMARY KEY (entity, form)
) WITHOUT ROWID;

-- What each article adds to form_row, so that it can be taken back.
CREATE TABLE article_form_row (
  article INTEGER NOT NULL REFERENCES article_row(key) ON DELETE CASCADE,
  entity INTEGER NOT NULL,
  form TEXT NOT NULL,
  fullest INTEGER NOT NULL,
  PRIMARY KEY (article, entity, form)
) WITHOUT ROWID;

-- Folded names, for look-up.
CREATE TABLE name_row (
  folded TEXT NOT NULL,
  entity INTEGER NOT NULL REFERENCES entity_row(key) ON DELETE CASCADE,
  PRIMARY KEY (folded, entity)
) WITHOUT ROWID;
CREATE INDEX name_by_entity ON name_row(entity);

-- One row an edge. All columns after object are an index over its statements, made by the edge rule of graph.rs, in the
-- same transaction, and derived again by verify.
CREATE TABLE edge_row (
  key INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL REFERENCES entity_row(key),
  relation TEXT NOT NULL,
  object INTEGER NOT NULL REFERENCES entity_row(key),
  status TEXT NOT NULL,
  hundredths INTEGER,
  currency TEXT,
  bound TEXT,
  date TEXT,
  role TEXT,
  stake INTEGER,             -- hundredths of a percent
  confidence REAL NOT NULL,
  sources INTEGER NOT NULL,
  statements INTEGER NOT NULL,
  first_day TEXT,            -- of date, else of the leading article
  last_day TEXT,
  UNIQUE (subject, relation, object)
);
CREATE INDEX edge_by_object ON edge_row(object, relation, subject);
CREATE INDEX edge_by_day ON edge_row(first_day);
CREATE INDEX edge_by_relation ON edge_row(relation, first_day);
CREATE INDEX edge_by_status ON edge_row(status, first_day);
CREATE INDEX edge_by_amount ON edge_row(hundredths) WHERE hundredths IS NOT NULL;
CREATE INDEX edge_by_sources ON edge_row(sources);

CREATE TABLE statement_row (
  key INTEGER PRIMARY KEY,
  edge INTEGER NOT NULL REFERENCES edge_row(key),
  article INTEGER NOT NULL REFERENCES article_row(key),
  status TEXT NOT NULL,
  amount_text TEXT,
  hundredths INTEGER,
  currency TEXT,
  bound TEXT,
  date TEXT,
  role TEXT,
  stake INTEGER,
  attribution TEXT,
  quote TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  confidence REAL NOT NULL,
  rule TEXT NOT NULL
);
CREATE INDEX statement_by_edge ON statement_row(edge);
CREATE INDEX statement_by_article ON statement_row(article);

CREATE VIRTUAL TABLE quote_index USING fts5(
  quote, content = 'statement_row', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TRIGGER quote_added AFTER INSERT ON statement_row BEGIN
  INSERT INTO quote_index(rowid, quote) VALUES (new.key, new.quote);
END;
CREATE TRIGGER quote_removed AFTER DELETE ON statement_row BEGIN
  INSERT INTO quote_index(quote_index, rowid, quote) VALUES ('delete', old.key, old.quote);
END;

CREATE VIRTUAL TABLE name_index USING fts5(
  name, aliases, content = 'entity_row', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER name_added AFTER INSERT ON entity_row BEGIN
  INSERT INTO name_index(rowid, name, aliases) VALUES (new.key, new.name, new.aliases);
END;
CREATE TRIGGER name_removed AFTER DELETE ON entity_row BEGIN
  INSERT INTO name_index(name_index, rowid, name, aliases) VALUES ('delete', old.key, old.name, old.aliases);
END;
CREATE TRIGGER name_changed AFTER UPDATE OF name, aliases ON entity_row BEGIN
  INSERT INTO name_index(name_index, rowid, name, aliases) VALUES ('delete', old.key, old.name, old.aliases);
  INSERT INTO name_index(rowid, name, aliases) VALUES (new.key, new.name, new.aliases);
END;

-- The documented views.

-- id, type, name, aliases (JSON array), known (1: a name of the gazetteer), degree (edges at it)
CREATE VIEW entity AS
  SELECT id, type, name, aliases, given IS NOT NULL AS known,
    (SELECT count(*) FROM edge_row WHERE subject = entity_row.key)
      + (SELECT count(*) FROM edge_row WHERE object = entity_row.key) AS degree
  FROM entity_row;

-- One row an edge. amount is for reading and thresholds: sum amount_hundredths. stake in percent. first_day and last_day
-- bound the date, or the leading article's where the text tells none.
CREATE VIEW relation AS
  SELECT s.id AS subject, s.name AS subject_name, s.type AS subject_type, e.relation,
    o.id AS object, o.name AS object_name, o.type AS object_type, e.status,
    e.hundredths / 100.0 AS amount, e.hundredths AS amount_hundredths, e.currency, e.bound, e.date, e.role,
    e.stake / 100.0 AS stake, e.confidence, e.sources, e.statements, e.first_day, e.last_day
  FROM edge_row e JOIN entity_row s ON s.key = e.subject JOIN entity_row o ON o.key = e.object;

-- One row a statement of an article. span_start and span_end are byte offsets in article.text.
CREATE VIEW statement AS
  SELECT s.id AS subject, e.relation, o.id AS object, a.id AS article, a.published, a.publisher, a.url, t.status,
    t.amount_text, t.hundredths / 100.0 AS amount, t.hundredths AS amount_hundredths, t.currency, t.bound, t.date,
    t.role, t.stake / 100.0 AS stake, t.attribution, t.quote, t.span_start, t.span_end, t.confidence, t.rule
  FROM statement_row t JOIN edge_row e ON e.key = t.edge JOIN article_row a ON a.key = t.article
    JOIN entity_row s ON s.key = e.subject JOIN entity_row o ON o.key = e.object;

-- One row an article. Those with the same copies are one text.
CREATE VIEW article AS
  SELECT id, title, url, publisher, author, published, origin, text, copies, extractor,
    (SELECT count(*) FROM statement_row WHERE article = article_row.key) AS statements
  FROM article_row;
