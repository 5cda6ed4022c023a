CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL);
INSERT INTO schema_version VALUES (1, 'migrations/0001_tickets.sql', '0e4310ae7f0c53bd10052755f93b9d6517c8442c2a1bdeca9aa77124a1429439');
INSERT INTO schema_version VALUES (2, 'migrations/0002_desks.sql', 'aafb9466ffb063e5964f3839e93581c12de36198626f9de55bad54b776adb4c1');
INSERT INTO schema_version VALUES (3, 'migrations/0003_bookings.sql', '1cd74708329d727ee3b58e746fda0a54bd6294a6ada34489d2093ec5f6f6992d');
INSERT INTO schema_version VALUES (4, 'migrations/0004_purges.sql', '3c0af61b96a99b90f88105082843883f973ef3d8b1b548a05369cbd75539b38e');
INSERT INTO schema_version VALUES (5, 'migrations/0005_devices.sql', '5da5bf6836f3435d398a0ea0d00fab8f45a1080cbb5924bb3375fb4edf4ff440');
INSERT INTO schema_version VALUES (6, 'migrations/0006_copies.sql', '95f1840e26cb169f1838ffab8295866f298870ae3897df1fbd23abea7f701e6b');
INSERT INTO schema_version VALUES (7, 'migrations/0007_updates.sql', '06299dba0bbdf652eae24db7afc708fa116c968014eaef2d7ff97a2d86c21d3e');
CREATE TABLE writer (unused BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE installation (
    one         BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    incarnation TEXT   NOT NULL,
    previous    TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    history     TEXT   NOT NULL
);
INSERT INTO installation VALUES (1, '34acef6817c922aa974170ef037d22d0', '', 1795695307390, '');
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
    body_hash TEXT    NOT NULL, wait_from    BIGINT  NOT NULL DEFAULT 0, wait_to      BIGINT  NOT NULL DEFAULT 0, booked       BIGINT  NOT NULL DEFAULT 0, desk         BIGINT  NOT NULL DEFAULT 0, wants        BIGINT  NOT NULL DEFAULT 0, calls        BIGINT  NOT NULL DEFAULT 0, first_called BIGINT  NOT NULL DEFAULT 0, called_at    BIGINT  NOT NULL DEFAULT 0, served_at    BIGINT  NOT NULL DEFAULT 0, ended_at     BIGINT  NOT NULL DEFAULT 0, revived      BOOLEAN NOT NULL DEFAULT FALSE, revision     BIGINT  NOT NULL DEFAULT 0, booking TEXT NOT NULL DEFAULT '', copies BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (office, id)
);
INSERT INTO tickets VALUES ('koszalin', '0193a1c2-0000-7000-8000-000000000001', 'ratusz', '2026-11-23', 'R', 15, 'rejestracja', 'uk', TRUE, 'waiting', 'printed', '', 1795421730123, 'kiosk-ratusz', 14, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '9f86d081', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, FALSE, 0, '', 0);
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
CREATE TABLE bookings (
    office        TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    location      TEXT   NOT NULL,
    service       TEXT   NOT NULL,
    day           TEXT   NOT NULL,
    start         BIGINT NOT NULL,
    minutes       BIGINT NOT NULL,
    desk          BIGINT NOT NULL,
    state         TEXT   NOT NULL,
    language      TEXT   NOT NULL,
    clerk         TEXT   NOT NULL,
    held_until    BIGINT NOT NULL,
    tries         BIGINT NOT NULL,
    ticket        TEXT   NOT NULL,
    code_hash     TEXT   NOT NULL,
    token_hash    TEXT   NOT NULL,
    phone_hash    TEXT   NOT NULL,
    origin        TEXT   NOT NULL,
    code          TEXT   NOT NULL,
    token         TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    confirmed_at  BIGINT NOT NULL,
    reminded_at   BIGINT NOT NULL,
    ended_at      BIGINT NOT NULL,
    ended_by      TEXT   NOT NULL,
    wants_earlier BIGINT NOT NULL,
    offer_to      TEXT   NOT NULL,
    PRIMARY KEY (office, id)
);
INSERT INTO bookings VALUES ('koszalin', '0193a1c2-0000-7000-8000-000000000002', 'ratusz', 'dowody', '2026-11-23', 1795424400000, 15, 0, 'confirmed', 'pl', '', 0, 0, '', 'c0de', '704e', 'f0e', '', '', '', 'sealed', 1795421730123, 0, 0, 0, '', 0, '');
CREATE UNIQUE INDEX bookings_code ON bookings (office, code_hash) WHERE code_hash <> '';
CREATE UNIQUE INDEX bookings_token ON bookings (office, token_hash) WHERE token_hash <> '';
CREATE INDEX bookings_day ON bookings (office, day, location) WHERE day <> '';
CREATE INDEX bookings_phone ON bookings (office, phone_hash) WHERE phone_hash <> '';
CREATE INDEX bookings_origin ON bookings (office, origin) WHERE origin <> '';
CREATE INDEX bookings_held ON bookings (office, held_until) WHERE state = 'held';
CREATE INDEX bookings_personal ON bookings (office, day)
    WHERE person <> '' OR phone_hash <> '' OR origin <> '' OR code <> '' OR token <> '';
CREATE TABLE messages (
    office     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    booking    TEXT   NOT NULL,
    ticket     TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    recipient  TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    prefix     TEXT   NOT NULL,
    parts      BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    due        BIGINT NOT NULL,
    expires    BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    lease      BIGINT NOT NULL,
    sender     TEXT   NOT NULL,
    gateway    TEXT   NOT NULL,
    fault      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at    BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    PRIMARY KEY (office, id)
);
INSERT INTO messages VALUES ('koszalin', '0193a1c2-0000-7000-8000-000000000003', 'sms', 'confirm', '0193a1c2-0000-7000-8000-000000000002', '', 'pl', 'sealed', 'sealed', '+48', 1, 'queued', 1795421730123, 0, 0, 0, '', '', '', 1795421730123, 0, 0);
CREATE INDEX messages_queued ON messages (due, created_at, id) WHERE state = 'queued';
CREATE INDEX messages_leased ON messages (lease) WHERE state = 'sending';
CREATE INDEX messages_open ON messages (office) WHERE state = 'queued' OR state = 'sending';
CREATE INDEX messages_created ON messages (office, created_at, id) WHERE created_at <> 0;
CREATE INDEX messages_booking ON messages (office, booking) WHERE booking <> '';
CREATE INDEX messages_gateway ON messages (sender, gateway) WHERE gateway <> '';
CREATE TABLE keypads (
    office       TEXT   NOT NULL,
    device       TEXT   NOT NULL,
    bad          TEXT   NOT NULL,
    paused_until BIGINT NOT NULL,
    alarmed_at   BIGINT NOT NULL,
    PRIMARY KEY (office, device)
);
INSERT INTO keypads VALUES ('koszalin', 'kiosk-ratusz', '1795421730123', 0, 0);
CREATE TABLE figures (
    office    TEXT   NOT NULL,
    day       TEXT   NOT NULL,
    service   TEXT   NOT NULL,
    desk      BIGINT NOT NULL,
    minute    BIGINT NOT NULL,
    tickets   BIGINT NOT NULL,
    booked    BIGINT NOT NULL,
    served    BIGINT NOT NULL,
    missed    BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    waited    BIGINT NOT NULL,
    serving   BIGINT NOT NULL,
    PRIMARY KEY (office, day, service, desk, minute)
);
INSERT INTO figures VALUES ('koszalin', '2026-11-20', 'dowody', 3, 615, 4, 0, 3, 0, 0, 90000, 0);
CREATE TABLE purges (
    office   TEXT   NOT NULL,
    day      TEXT   NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    counts   TEXT   NOT NULL,
    PRIMARY KEY (office, day)
);
INSERT INTO purges VALUES ('koszalin', '2026-11-22', 1795421730123, 0, '{"tickets":1}');
CREATE TABLE authority (
    one         BIGINT NOT NULL PRIMARY KEY,
    certificate TEXT   NOT NULL,
    sealed_key  TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    change      BIGINT NOT NULL
);
INSERT INTO authority VALUES (1, 'MIIB', 'sealed', 1795421730123, 1);
CREATE TABLE enrolments (
    office        TEXT   NOT NULL,
    device        TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    state         TEXT   NOT NULL,
    key_hash      TEXT   NOT NULL,
    former        TEXT   NOT NULL,
    serial        TEXT   NOT NULL,
    issued_at     BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    added_at      BIGINT NOT NULL,
    enrolled_at   BIGINT NOT NULL,
    revoked_at    BIGINT NOT NULL,
    token_hash    TEXT   NOT NULL,
    token_until   BIGINT NOT NULL,
    token_used_at BIGINT NOT NULL,
    change        BIGINT NOT NULL,
    PRIMARY KEY (office, device)
);
INSERT INTO enrolments VALUES ('koszalin', 'kiosk-ratusz', 'kiosk', 'active', '9f86d081', '', '7f', 1795421730123, 1795424400000, 1795421730123, 1795421730123, 0, '704e', 1795424400000, 1795421730123, 1);
CREATE UNIQUE INDEX enrolments_token ON enrolments (token_hash) WHERE token_hash <> '';
CREATE INDEX enrolments_change ON enrolments (change);
CREATE TABLE device_healths (
    office  TEXT   NOT NULL,
    device  TEXT   NOT NULL,
    seen_at BIGINT NOT NULL,
    boot_id TEXT   NOT NULL,
    version TEXT   NOT NULL,
    data    TEXT   NOT NULL,
    PRIMARY KEY (office, device)
);
INSERT INTO device_healths VALUES ('koszalin', 'kiosk-ratusz', 1795424400000, 'b', '1', '{}');
CREATE TABLE releases (
    version    TEXT   NOT NULL PRIMARY KEY,
    file       TEXT   NOT NULL,
    sha256     TEXT   NOT NULL,
    size       BIGINT NOT NULL,
    compatible TEXT   NOT NULL,
    added_at   BIGINT NOT NULL,
    removed_at BIGINT NOT NULL,
    plan       TEXT   NOT NULL
);
INSERT INTO releases VALUES ('1.1.0', 'numerek-appliance-1.1.0.raucb', '9f86d081', 8589934592, 'numerek-arm64', 1795421730123, 0, '[{"share":100}]');
CREATE TABLE device_updates (
    office TEXT   NOT NULL,
    device TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    data   TEXT   NOT NULL,
    PRIMARY KEY (office, device)
);
INSERT INTO device_updates VALUES ('koszalin', 'kiosk-ratusz', 1795424400000, '{"phase":"good"}');
