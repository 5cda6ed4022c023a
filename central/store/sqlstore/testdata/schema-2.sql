CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL);
INSERT INTO schema_version VALUES (1, 'migrations/0001_tickets.sql', '0e4310ae7f0c53bd10052755f93b9d6517c8442c2a1bdeca9aa77124a1429439');
INSERT INTO schema_version VALUES (2, 'migrations/0002_desks.sql', 'aafb9466ffb063e5964f3839e93581c12de36198626f9de55bad54b776adb4c1');
CREATE TABLE writer (unused BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE installation (
    one         BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    incarnation TEXT   NOT NULL,
    previous    TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    history     TEXT   NOT NULL
);
INSERT INTO installation VALUES (1, 'f1cf0cd702f95881cb9b761a9a45f021', '', 1795655985863, '');
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
    body_hash TEXT    NOT NULL, wait_from    BIGINT  NOT NULL DEFAULT 0, wait_to      BIGINT  NOT NULL DEFAULT 0, booked       BIGINT  NOT NULL DEFAULT 0, desk         BIGINT  NOT NULL DEFAULT 0, wants        BIGINT  NOT NULL DEFAULT 0, calls        BIGINT  NOT NULL DEFAULT 0, first_called BIGINT  NOT NULL DEFAULT 0, called_at    BIGINT  NOT NULL DEFAULT 0, served_at    BIGINT  NOT NULL DEFAULT 0, ended_at     BIGINT  NOT NULL DEFAULT 0, revived      BOOLEAN NOT NULL DEFAULT FALSE, revision     BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (office, id)
);
INSERT INTO tickets VALUES ('koszalin', '0193a1c2-0000-7000-8000-000000000001', 'ratusz', '2026-11-23', 'R', 15, 'rejestracja', 'uk', TRUE, 'waiting', 'printed', '', 1795421730123, 'kiosk-ratusz', 14, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '9f86d081', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, FALSE, 0);
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
    waiting BIGINT NOT NULL, stopped TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (office, day, service)
);
INSERT INTO tallies VALUES ('koszalin', 'rejestracja', '2026-11-23', 15, 1, '');
CREATE TABLE events (
    office   TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    location TEXT   NOT NULL,
    service  TEXT   NOT NULL,
    ticket   TEXT   NOT NULL,
    device   TEXT   NOT NULL,
    detail   TEXT   NOT NULL, desk BIGINT NOT NULL DEFAULT 0, clerk TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (office, seq)
);
INSERT INTO events VALUES ('koszalin', 1, 0, 'ticket.issued', '', '', '0193a1c2-0000-7000-8000-000000000001', '', '', 0, '');
CREATE INDEX events_ticket ON events (office, ticket, seq) WHERE ticket <> '';
CREATE INDEX tickets_served ON tickets (office, day) WHERE first_called > 0;
CREATE TABLE desks (
    office      TEXT   NOT NULL,
    location    TEXT   NOT NULL,
    number      BIGINT NOT NULL,
    workstation TEXT   NOT NULL,
    clerk       TEXT   NOT NULL,
    taken_at    BIGINT NOT NULL,
    paused      TEXT   NOT NULL,
    paused_at   BIGINT NOT NULL,
    ticket      TEXT   NOT NULL,
    last_calls  TEXT   NOT NULL,
    operation   BIGINT NOT NULL,
    body_hash   TEXT   NOT NULL,
    answer      TEXT   NOT NULL,
    undo        TEXT   NOT NULL,
    PRIMARY KEY (office, location, number)
);
CREATE TABLE halls (
    office       TEXT   NOT NULL,
    location     TEXT   NOT NULL,
    message      TEXT   NOT NULL,
    silent_until BIGINT NOT NULL,
    message_by   TEXT   NOT NULL,
    silent_by    TEXT   NOT NULL,
    PRIMARY KEY (office, location)
);
CREATE TABLE users (
    office       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    full_name    TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    password     TEXT    NOT NULL,
    disabled     BOOLEAN NOT NULL,
    failures     BIGINT  NOT NULL,
    locked_until BIGINT  NOT NULL,
    changed_at   BIGINT  NOT NULL,
    PRIMARY KEY (office, name)
);
CREATE TABLE sessions (
    token   TEXT   NOT NULL PRIMARY KEY,
    data    TEXT   NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires);
