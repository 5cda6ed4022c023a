CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL);
INSERT INTO schema_version VALUES (1, 'migrations/0001_tickets.sql', '0e4310ae7f0c53bd10052755f93b9d6517c8442c2a1bdeca9aa77124a1429439');
CREATE TABLE writer (unused BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE installation (
    one         BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    incarnation TEXT   NOT NULL,
    previous    TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    history     TEXT   NOT NULL
);
INSERT INTO installation VALUES (1, '197d1fb68091a624a75f4b13b2e5ed7e', '', 1795420433744, '');
CREATE TABLE files (
    office TEXT NOT NULL PRIMARY KEY,
    file   TEXT NOT NULL
);
INSERT INTO files VALUES ('koszalin', '# zażółć ''gęślą''
');
CREATE TABLE offices (
    id       TEXT   NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    seq      BIGINT NOT NULL
);
INSERT INTO offices VALUES ('koszalin', 1, '2026-11-23', 1);
CREATE TABLE devices (
    office     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    boot_epoch BIGINT NOT NULL,
    boot_id    TEXT   NOT NULL,
    version    TEXT   NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (office, id)
);
INSERT INTO devices VALUES ('koszalin', 'kiosk-ratusz', 3, '', '', 0);
CREATE TABLE answers (
    office    TEXT   NOT NULL,
    request   TEXT   NOT NULL,
    body_hash TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    detail    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (office, request)
);
INSERT INTO answers VALUES ('koszalin', 'r', '', 'refused', '{}', 0);
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
INSERT INTO tickets VALUES ('koszalin', '0193a1c2-0000-7000-8000-000000000001', 'ratusz', '2026-11-23', 'R', 15, 'rejestracja', 'uk', TRUE, 'waiting', 'printed', '', 1795421730123, 'kiosk-ratusz', 14, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '9f86d081');
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
INSERT INTO series VALUES ('koszalin', 'ratusz', 'R', '2026-11-23', 15, '');
CREATE TABLE tallies (
    office  TEXT   NOT NULL,
    service TEXT   NOT NULL,
    day     TEXT   NOT NULL,
    issued  BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    PRIMARY KEY (office, day, service)
);
INSERT INTO tallies VALUES ('koszalin', 'rejestracja', '2026-11-23', 15, 1);
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
INSERT INTO events VALUES ('koszalin', 1, 0, 'ticket.issued', '', '', '0193a1c2-0000-7000-8000-000000000001', '', '');
CREATE INDEX events_ticket ON events (office, ticket, seq) WHERE ticket <> '';
