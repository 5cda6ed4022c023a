-- SQLite and PostgreSQL run this file unchanged. Instants are milliseconds
-- since 1970 (UTC), 0 for never; days are 'YYYY-MM-DD'; texts are UTF-8.

-- writer has no rows: the write transaction of PostgreSQL locks it, so that the
-- servers of an installation take turns.
CREATE TABLE writer (unused BIGINT NOT NULL PRIMARY KEY);

CREATE TABLE installation (
    one         BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    incarnation TEXT   NOT NULL,
    previous    TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    history     TEXT   NOT NULL
);

-- The row of an office changes with every event, its file with an import.
CREATE TABLE files (
    office TEXT NOT NULL PRIMARY KEY,
    file   TEXT NOT NULL
);

CREATE TABLE offices (
    id       TEXT   NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    seq      BIGINT NOT NULL
);

CREATE TABLE devices (
    office     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    boot_epoch BIGINT NOT NULL,
    boot_id    TEXT   NOT NULL,
    version    TEXT   NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (office, id)
);

CREATE TABLE answers (
    office    TEXT   NOT NULL,
    request   TEXT   NOT NULL,
    body_hash TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    detail    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (office, request)
);

CREATE TABLE tickets (
    office    TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    location  TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    prefix    TEXT    NOT NULL,
    number    BIGINT  NOT NULL,
    service   TEXT    NOT NULL,
    language  TEXT    NOT NULL,
    priority  BOOLEAN NOT NULL,
    state     TEXT    NOT NULL,
    paper     TEXT    NOT NULL,
    void      TEXT    NOT NULL,
    issued_at BIGINT  NOT NULL,
    device    TEXT    NOT NULL,
    ahead     BIGINT  NOT NULL,
    token     TEXT    NOT NULL,
    body_hash TEXT    NOT NULL,
    PRIMARY KEY (office, id)
);
-- The last line of defence for numbers; it also lists the tickets of a day. It
-- begins with the day because PostgreSQL, while it has no statistics, holds any
-- index that begins with the office for as good as the primary key.
CREATE UNIQUE INDEX tickets_number ON tickets (day, office, location, prefix, number);
CREATE UNIQUE INDEX tickets_token ON tickets (office, token) WHERE token <> '';
CREATE INDEX tickets_waiting ON tickets (office, day, service, number) WHERE state = 'waiting';

CREATE TABLE series (
    office      TEXT   NOT NULL,
    location    TEXT   NOT NULL,
    prefix      TEXT   NOT NULL,
    day         TEXT   NOT NULL,
    last        BIGINT NOT NULL,
    incarnation TEXT   NOT NULL,
    PRIMARY KEY (office, location, prefix, day)
);

CREATE TABLE tallies (
    office  TEXT   NOT NULL,
    service TEXT   NOT NULL,
    day     TEXT   NOT NULL,
    issued  BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    PRIMARY KEY (office, day, service)
);

CREATE TABLE events (
    office   TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    location TEXT   NOT NULL,
    service  TEXT   NOT NULL,
    ticket   TEXT   NOT NULL,
    device   TEXT   NOT NULL,
    detail   TEXT   NOT NULL,
    PRIMARY KEY (office, seq)
);
CREATE INDEX events_ticket ON events (office, ticket, seq) WHERE ticket <> '';
