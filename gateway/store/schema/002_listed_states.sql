-- Version 2. What was refused or given up is listed for operators without a scan; a delivery that is replayed
-- has its whole time before it again.

CREATE INDEX deliveries_ended ON deliveries (state, document) WHERE state IN (4, 5);
ALTER TABLE deliveries ADD COLUMN replayed_at INTEGER;

-- Replacements are counted apart from first versions (indicators I2 and I3); the correlation id joins the lines
-- of a document in the log.
ALTER TABLE documents ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0 CHECK (replaces IN (0, 1));
ALTER TABLE documents ADD COLUMN correlation TEXT NOT NULL DEFAULT '';
