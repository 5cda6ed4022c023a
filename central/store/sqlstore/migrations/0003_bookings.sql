-- Visits are booked, and people are written to. SQLite and PostgreSQL run this
-- file unchanged.

-- The booking that became the ticket; empty for a walk-in.
ALTER TABLE tickets ADD COLUMN booking TEXT NOT NULL DEFAULT '';

-- What ends in _hash, and origin, is a keyed hash; code, token and person are
-- sealed. The keys are not in the database.
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
CREATE UNIQUE INDEX bookings_code ON bookings (office, code_hash) WHERE code_hash <> '';
CREATE UNIQUE INDEX bookings_token ON bookings (office, token_hash) WHERE token_hash <> '';
-- Every booking has a day. An index over all rows that begins with the office
-- would be as good as the primary key to PostgreSQL, while it has no statistics.
CREATE INDEX bookings_day ON bookings (office, day, location) WHERE day <> '';
CREATE INDEX bookings_phone ON bookings (office, phone_hash) WHERE phone_hash <> '';
CREATE INDEX bookings_origin ON bookings (office, origin) WHERE origin <> '';
CREATE INDEX bookings_held ON bookings (office, held_until) WHERE state = 'held';
-- What is to be forgotten one day. The rows stay for years.
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
-- The two kinds of messages that a worker may take, of all offices.
CREATE INDEX messages_queued ON messages (due, created_at, id) WHERE state = 'queued';
CREATE INDEX messages_leased ON messages (lease) WHERE state = 'sending';
CREATE INDEX messages_open ON messages (office) WHERE state = 'queued' OR state = 'sending';
-- Every message was written at some time; see bookings_day.
CREATE INDEX messages_created ON messages (office, created_at, id) WHERE created_at <> 0;
CREATE INDEX messages_booking ON messages (office, booking) WHERE booking <> '';
CREATE INDEX messages_gateway ON messages (sender, gateway) WHERE gateway <> '';

-- Wrong codes typed at a kiosk.
CREATE TABLE keypads (
    office       TEXT   NOT NULL,
    device       TEXT   NOT NULL,
    bad          TEXT   NOT NULL,
    paused_until BIGINT NOT NULL,
    alarmed_at   BIGINT NOT NULL,
    PRIMARY KEY (office, device)
);

-- What stays of tickets that were deleted. waited and serving are milliseconds.
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
