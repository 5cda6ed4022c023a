-- Devices prove who they are, and say how they are. SQLite and PostgreSQL run this
-- file unchanged.

-- The one that vouches for devices and servers. The key is sealed with one that is
-- not in the database.
CREATE TABLE authority (
    one         BIGINT NOT NULL PRIMARY KEY,
    certificate TEXT   NOT NULL,
    sealed_key  TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    change      BIGINT NOT NULL
);

-- token_hash is a keyed hash; key_hash and former are those of public keys.
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
CREATE UNIQUE INDEX enrolments_token ON enrolments (token_hash) WHERE token_hash <> '';
CREATE INDEX enrolments_change ON enrolments (change);

-- What each device has said of itself last.
CREATE TABLE device_healths (
    office  TEXT   NOT NULL,
    device  TEXT   NOT NULL,
    seen_at BIGINT NOT NULL,
    boot_id TEXT   NOT NULL,
    version TEXT   NOT NULL,
    data    TEXT   NOT NULL,
    PRIMARY KEY (office, device)
);
