CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL);
INSERT INTO schema_version VALUES (1, 'migrations/0001_tickets.sql', 'ccec911d7babeb35623be3f628f259d308cbbfa9dfd6e56e9b9530d828f3e9a3');
CREATE TABLE writer (unused BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE installation (
    one         BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    incarnation TEXT   NOT NULL,
    previous    TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    history     TEXT   NOT NULL
);
INSERT INTO installation VALUES (1, 'd1b165a15bd67127029826ac9a951ca6', '', 1795420000813, '');
CREATE TABLE offices (
    id       TEXT   NOT NULL PRIMARY KEY,
    file     TEXT   NOT NULL,
    revision BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    seq      BIGINT NOT NULL
);
INSERT INTO offices VALUES ('koszalin', '# zażółć ''gęślą''
', 1, '2026-11-23', 1);
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
CREATE UNIQUE INDEX tickets_number ON tickets (office, day, location, prefix, number);
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
