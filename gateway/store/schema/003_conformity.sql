-- Version 3. Which edition of the rules judged a document, and what they found that did not refuse it: rule,
-- severity, place and the constant texts, never a value of the document.

ALTER TABLE documents ADD COLUMN edition TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN findings TEXT NOT NULL DEFAULT '';
