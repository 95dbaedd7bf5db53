-- Version 5. A deletion is a request of its own: a row of documents whose target is the document to delete, without
-- payload, and a delivery like any other. At most one per document. Its unique_id is no OID, so that it is nobody's
-- document. reason: a code of core/deletion_reason.hpp, never free text.

ALTER TABLE documents ADD COLUMN target INTEGER REFERENCES documents (document);
ALTER TABLE documents ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX documents_deletion ON documents (target) WHERE target IS NOT NULL;

-- Two more states, 6 withdrawn and 7 deleted: a CHECK is only changed with its table. Dropping the old one takes its
-- indexes and triggers along; no trigger counts what is copied.
CREATE TABLE deliveries_with_deletions (
    document         INTEGER PRIMARY KEY REFERENCES documents (document),
    state            INTEGER NOT NULL CHECK (state BETWEEN 0 AND 7),
    held             INTEGER NOT NULL CHECK (held IN (0, 1)),
    uncertain        INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
    purged           INTEGER NOT NULL DEFAULT 0 CHECK (purged IN (0, 1)),
    due_at           INTEGER NOT NULL,
    lease_until      INTEGER NOT NULL DEFAULT 0,
    token            INTEGER NOT NULL DEFAULT 0,
    attempts         INTEGER NOT NULL DEFAULT 0,
    received_at      INTEGER NOT NULL,
    first_attempt_at INTEGER,
    settled_at       INTEGER,
    version          INTEGER NOT NULL,
    set_id           TEXT NOT NULL,
    last_code        TEXT NOT NULL DEFAULT '',
    last_text        TEXT NOT NULL DEFAULT '',
    entry_uuid       TEXT NOT NULL DEFAULT '',
    replayed_at      INTEGER
) STRICT;
INSERT INTO deliveries_with_deletions
    (document, state, held, uncertain, purged, due_at, lease_until, token, attempts, received_at, first_attempt_at,
     settled_at, version, set_id, last_code, last_text, entry_uuid, replayed_at)
    SELECT document, state, held, uncertain, purged, due_at, lease_until, token, attempts, received_at,
           first_attempt_at, settled_at, version, set_id, last_code, last_text, entry_uuid, replayed_at
    FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_with_deletions RENAME TO deliveries;

CREATE INDEX deliveries_due ON deliveries (due_at, document) WHERE state IN (0, 2) AND held = 0;
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE state = 1;
CREATE INDEX deliveries_set ON deliveries (set_id, held, version, document) WHERE state < 3 AND set_id <> '';
CREATE INDEX deliveries_open ON deliveries (received_at) WHERE state < 3;
CREATE INDEX deliveries_ended ON deliveries (state, document) WHERE state IN (4, 5);
CREATE INDEX deliveries_purgeable ON deliveries (settled_at) WHERE state IN (3, 6, 7) AND purged = 0;

INSERT INTO delivery_counts (state, value) VALUES (6, 0), (7, 0);
CREATE TRIGGER delivery_added AFTER INSERT ON deliveries BEGIN
    UPDATE delivery_counts SET value = value + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON deliveries WHEN OLD.state <> NEW.state BEGIN
    UPDATE delivery_counts SET value = value - 1 WHERE state = OLD.state;
    UPDATE delivery_counts SET value = value + 1 WHERE state = NEW.state;
END;
