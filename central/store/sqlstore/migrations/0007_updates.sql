-- Versions of the devices' image, and how far devices are with theirs. SQLite and
-- PostgreSQL run this file unchanged. The bundles themselves are files.

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

CREATE TABLE device_updates (
    office TEXT   NOT NULL,
    device TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    data   TEXT   NOT NULL,
    PRIMARY KEY (office, device)
);
