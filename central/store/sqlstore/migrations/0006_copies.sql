-- How many further papers of a ticket there are, each marked as a copy. SQLite and
-- PostgreSQL run this file unchanged.
ALTER TABLE tickets ADD COLUMN copies BIGINT NOT NULL DEFAULT 0;
