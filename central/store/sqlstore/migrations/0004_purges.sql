-- What was deleted because of its age, on each business day. SQLite and
-- PostgreSQL run this file unchanged.
CREATE TABLE purges (
    office   TEXT   NOT NULL,
    day      TEXT   NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    counts   TEXT   NOT NULL,
    PRIMARY KEY (office, day)
);
