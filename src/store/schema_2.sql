-- The second schema: identity can be decided on after an article was read.

-- What each article says before decisions, a JSON array of claims (resolve::Claim). Its statements follow from these and
-- from decided_row.
CREATE TABLE claim_row (
  article INTEGER PRIMARY KEY REFERENCES article_row(key) ON DELETE CASCADE,
  claims TEXT NOT NULL
);

-- The decisions that the graph follows (resolve::Decided), at most one row.
CREATE TABLE decided_row (
  only INTEGER PRIMARY KEY CHECK (only = 0),
  decided TEXT NOT NULL
);

-- Articles stored without claims: reading them again makes them.
UPDATE article_row SET extractor = 'schema 1, ' || extractor;
