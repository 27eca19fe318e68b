-- The third schema: lists by confidence and of one currency read by index.

CREATE INDEX edge_by_confidence ON edge_row(confidence);
CREATE INDEX edge_by_currency ON edge_row(currency) WHERE currency IS NOT NULL;
