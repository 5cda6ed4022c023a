-- Number the arguments in the order in which they appear: SQLite's driver binds
-- them so. A test reads this file.

-- name: Releases :many
SELECT version, file, sha256, size, compatible, added_at, removed_at, plan FROM releases;

-- name: DeviceUpdates :many
SELECT office, device, at, data FROM device_updates WHERE office = $1;
