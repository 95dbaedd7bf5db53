-- Version 2. What was refused or given up is listed for operators without a scan; a delivery that is replayed
-- has its whole time before it again.

CREATE INDEX deliveries_ended ON deliveries (state, document) WHERE state IN (4, 5);
ALTER TABLE deliveries ADD COLUMN replayed_at INTEGER;
