-- Version 2. What was refused or given up is listed for operators without a scan.

CREATE INDEX deliveries_ended ON deliveries (state, document) WHERE state IN (4, 5);
