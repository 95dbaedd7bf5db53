-- Version 4. A document that did not come as the CDA that is sent: its media type as received, and beside the
-- received bytes those that are sent, sealed. NULL: what was received is sent.

ALTER TABLE documents ADD COLUMN media_type TEXT NOT NULL DEFAULT 'application/xml';
ALTER TABLE payloads ADD COLUMN sent BLOB;
