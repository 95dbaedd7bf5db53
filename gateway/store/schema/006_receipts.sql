-- Version 6. Business receipts: what became of a document, or of the deletion of one, is told to the platform that
-- asked for it when it sent the request. header: what an answer to that message needs (applications, facilities, its
-- number), no patient data.

-- state: 0 waits for the outcome, 1 due, 2 acknowledged, 3 given up (receipt_state). round: outcomes so far; a
-- replayed delivery has another one, and what is told of the former settles nothing any more.
-- platform is a copy from documents, for the index. due_since: when the outcome was known. code: of the last attempt.
CREATE TABLE receipts (
    document   INTEGER PRIMARY KEY REFERENCES documents (document),
    platform   TEXT NOT NULL,
    header     BLOB NOT NULL,
    state      INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    round      INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL DEFAULT 0,
    due_since  INTEGER NOT NULL DEFAULT 0,
    code       TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX receipts_due ON receipts (platform, due_at, document) WHERE state = 1;

-- Number of receipts per state, kept by the triggers: a figure never scans.
CREATE TABLE receipt_counts (
    state INTEGER PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO receipt_counts (state, value) VALUES (0, 0), (1, 0), (2, 0), (3, 0);

CREATE TRIGGER receipt_added AFTER INSERT ON receipts BEGIN
    UPDATE receipt_counts SET value = value + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER receipt_moved AFTER UPDATE OF state ON receipts WHEN OLD.state <> NEW.state BEGIN
    UPDATE receipt_counts SET value = value - 1 WHERE state = OLD.state;
    UPDATE receipt_counts SET value = value + 1 WHERE state = NEW.state;
END;
