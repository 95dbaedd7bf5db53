-- Version 7. The same rows as before, said so that an insertion tests three values: for IN with three or more, SQLite
-- makes and fills a table of them at each row that it writes.

DROP INDEX deliveries_purgeable;
CREATE INDEX deliveries_purgeable ON deliveries (settled_at)
    WHERE (state = 3 OR state = 6 OR state = 7) AND purged = 0;
