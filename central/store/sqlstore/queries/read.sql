-- Number the arguments in the order in which they appear: SQLite's driver binds
-- them so. A test reads this file.

-- name: Offices :many
SELECT id, revision, day, seq FROM offices;

-- name: File :one
SELECT file FROM files WHERE office = $1;

-- name: Installation :one
SELECT one, incarnation, previous, since, history FROM installation;

-- name: Ticket :one
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash
FROM tickets
WHERE office = $1 AND id = $2;

-- name: TicketByToken :one
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash
FROM tickets
WHERE office = $1 AND token = $2 AND token <> '';

-- name: WaitingBefore :one
SELECT count(*)
FROM tickets
WHERE office = $1 AND day = $2 AND service = $3 AND number < $4 AND state = 'waiting';

-- name: WaitingTickets :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash
FROM tickets
WHERE office = $1 AND day = $2 AND state = 'waiting';

-- name: TicketsOfDay :many
SELECT office, id, location, day, prefix, number, service, language, priority, state, paper, void, issued_at, device, ahead, token, body_hash
FROM tickets
WHERE office = $1 AND day = $2;

-- name: Tallies :many
SELECT office, service, day, issued, waiting
FROM tallies
WHERE office = $1 AND day = $2;

-- name: Events :many
SELECT office, seq, at, kind, location, service, ticket, device, detail
FROM events
WHERE office = $1 AND seq > $2
ORDER BY seq
LIMIT $3;

-- name: Timeline :many
SELECT office, seq, at, kind, location, service, ticket, device, detail
FROM events
WHERE office = $1 AND ticket = $2 AND ticket <> ''
ORDER BY seq;
