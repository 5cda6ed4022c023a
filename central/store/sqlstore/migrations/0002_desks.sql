-- Tickets are called, and people log in. SQLite and PostgreSQL run this file
-- unchanged.

ALTER TABLE tickets ADD COLUMN wait_from    BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN wait_to      BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN booked       BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN desk         BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN wants        BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN calls        BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN first_called BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN called_at    BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN served_at    BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN ended_at     BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN revived      BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE tickets ADD COLUMN revision     BIGINT  NOT NULL DEFAULT 0;
-- The visits of the last days, which are measured.
CREATE INDEX tickets_served ON tickets (office, day) WHERE first_called > 0;

-- Why no tickets of the service are given on the day; empty while they are.
ALTER TABLE tallies ADD COLUMN stopped TEXT NOT NULL DEFAULT '';

-- Who did it, and at which desk; empty and 0 where no clerk did.
ALTER TABLE events ADD COLUMN desk BIGINT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN clerk TEXT NOT NULL DEFAULT '';

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

-- What the manager has set at a location, and who did; empty where nobody has.
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

-- A browser that is logged in, by the hash of its secret.
CREATE TABLE sessions (
    token   TEXT   NOT NULL PRIMARY KEY,
    data    TEXT   NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires);
