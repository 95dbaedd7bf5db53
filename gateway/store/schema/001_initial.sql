-- Version 1. Times are milliseconds since the Unix epoch, UTC. `document` is the order of receipt.
-- Only payloads.payload and payloads.metadata may hold patient data: both are sealed before they get here.

CREATE TABLE documents (
    document          INTEGER PRIMARY KEY,
    id                TEXT NOT NULL UNIQUE,
    platform          TEXT NOT NULL,
    region            TEXT NOT NULL,
    establishment     TEXT NOT NULL,
    kind              TEXT NOT NULL,
    unique_id         TEXT NOT NULL UNIQUE,
    set_id            TEXT NOT NULL,
    version           INTEGER NOT NULL,
    fingerprint       TEXT NOT NULL,
    submission_set_id TEXT NOT NULL,
    signature_id      TEXT NOT NULL,
    message_id        TEXT NOT NULL,
    size              INTEGER NOT NULL,
    received_at       INTEGER NOT NULL
) STRICT;

-- Apart from documents: scans of documents and deliveries stay small. The row goes when it is purged.
CREATE TABLE payloads (
    document INTEGER PRIMARY KEY REFERENCES documents (document),
    payload  BLOB NOT NULL,
    metadata BLOB NOT NULL
) STRICT;

-- state: 0 queued, 1 sending, 2 unknown, 3 registered, 4 refused, 5 failed (delivery_state).
-- held: 1 while another delivery of the same non-empty set_id goes first. Of the open deliveries of a set
-- exactly one has held = 0, so that finding what is due never looks at those that wait for their turn.
-- uncertain: 1 when a request made before the current lease may have been registered.
-- set_id, version and received_at are copies from documents, for the indexes.
CREATE TABLE deliveries (
    document         INTEGER PRIMARY KEY REFERENCES documents (document),
    state            INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
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
    entry_uuid       TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX deliveries_due ON deliveries (due_at, document) WHERE state IN (0, 2) AND held = 0;
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE state = 1;
CREATE INDEX deliveries_set ON deliveries (set_id, held, version, document) WHERE state < 3 AND set_id <> '';
CREATE INDEX deliveries_open ON deliveries (received_at) WHERE state < 3;
CREATE INDEX deliveries_purgeable ON deliveries (settled_at) WHERE state = 3 AND purged = 0;

-- seq counts from 1 within a document: its history is read from one place.
CREATE TABLE events (
    document INTEGER NOT NULL REFERENCES documents (document),
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    name     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    PRIMARY KEY (document, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE tallies (
    day      TEXT NOT NULL,
    region   TEXT NOT NULL,
    platform TEXT NOT NULL,
    name     TEXT NOT NULL,
    code     TEXT NOT NULL,
    value    INTEGER NOT NULL,
    PRIMARY KEY (day, region, platform, name, code)
) STRICT, WITHOUT ROWID;

-- Number of deliveries per state, kept by the triggers: a figure never scans.
CREATE TABLE delivery_counts (
    state INTEGER PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO delivery_counts (state, value) VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);

CREATE TRIGGER delivery_added AFTER INSERT ON deliveries BEGIN
    UPDATE delivery_counts SET value = value + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON deliveries WHEN OLD.state <> NEW.state BEGIN
    UPDATE delivery_counts SET value = value - 1 WHERE state = OLD.state;
    UPDATE delivery_counts SET value = value + 1 WHERE state = NEW.state;
END;

-- Written and emptied to learn whether the disk takes writes again.
CREATE TABLE probe (filler BLOB NOT NULL) STRICT;
