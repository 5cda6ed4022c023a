-- Number the arguments in the order in which they appear: SQLite's driver binds
-- them so. A test reads this file.

-- name: Authority :one
SELECT one, certificate, sealed_key, made_at, change FROM authority;

-- name: Enrolments :many
SELECT office, device, role, state, key_hash, former, serial, issued_at, expires_at, added_at, enrolled_at, revoked_at,
    token_hash, token_until, token_used_at, change
FROM enrolments
WHERE office = $1;

-- name: EnrolmentsAfter :many
SELECT office, device, role, state, key_hash, former, serial, issued_at, expires_at, added_at, enrolled_at, revoked_at,
    token_hash, token_until, token_used_at, change
FROM enrolments
WHERE change > $1
ORDER BY change;

-- name: EnrolmentByToken :one
SELECT office, device, role, state, key_hash, former, serial, issued_at, expires_at, added_at, enrolled_at, revoked_at,
    token_hash, token_until, token_used_at, change
FROM enrolments
WHERE token_hash = $1 AND token_hash <> '';

-- name: DeviceHealths :many
SELECT office, device, seen_at, boot_id, version, data FROM device_healths WHERE office = $1;
