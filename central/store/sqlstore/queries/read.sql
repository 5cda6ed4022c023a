-- Number the arguments in the order in which they appear: SQLite's driver binds
-- them so. A test reads this file.

-- name: Offices :many
SELECT id, revision, day, seq FROM offices;

-- name: Office :one
SELECT id, revision, day, seq FROM offices WHERE id = $1;

-- name: File :one
SELECT file FROM files WHERE office = $1;

-- name: Installation :one
SELECT one, incarnation, previous, since, history FROM installation;

-- name: Ticket :one
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND id = $2;

-- name: TicketByToken :one
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND token = $2 AND token <> '';

-- name: WaitingTickets :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND day = $2 AND state = 'waiting';

-- name: TicketsOfDay :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND day = $2;

-- name: Tallies :many
SELECT office, service, day, issued, waiting, stopped
FROM tallies
WHERE office = $1 AND day = $2;

-- name: Events :many
SELECT office, seq, at, kind, location, service, ticket, device, detail, desk, clerk
FROM events
WHERE office = $1 AND seq > $2
ORDER BY seq
LIMIT $3;

-- name: Timeline :many
SELECT office, seq, at, kind, location, service, ticket, device, detail, desk, clerk
FROM events
WHERE office = $1 AND ticket = $2 AND ticket <> ''
ORDER BY seq;

-- name: CalledTickets :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND day = $2 AND location = $3 AND called_at > 0;

-- name: ServedTickets :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE office = $1 AND day >= $2 AND day <= $3 AND first_called > 0;

-- name: DesksOfOffice :many
SELECT office, location, number, workstation, clerk, taken_at, paused, paused_at, ticket, last_calls, operation, body_hash, answer, undo
FROM desks
WHERE office = $1;

-- name: Halls :many
SELECT office, location, message, silent_until, message_by, silent_by FROM halls WHERE office = $1;

-- name: Users :many
SELECT office, name, full_name, role, password, disabled, failures, locked_until, changed_at
FROM users
WHERE office = $1;

-- name: User :one
SELECT office, name, full_name, role, password, disabled, failures, locked_until, changed_at
FROM users
WHERE office = $1 AND name = $2;

-- name: Session :one
SELECT token, data, expires FROM sessions WHERE token = $1;

-- name: ExpiredSessions :many
SELECT token FROM sessions WHERE expires < $1;

-- name: OpenTickets :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash,
    wait_from, wait_to, booked, desk, wants, calls, first_called, called_at, served_at, ended_at, revived, revision, booking, copies
FROM tickets
WHERE day = $1 AND office = $2 AND location = $3 AND state <> 'done' AND state <> 'void' AND state <> 'expired' AND state <> 'withdrawn';
